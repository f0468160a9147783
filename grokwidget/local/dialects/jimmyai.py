"""The server half of jimmyai.cn, from its documents: a `code` that is text, one picture that must be there, uploads.

Only the codes of refusals are documented, not their HTTP status: it is 200 unless `Options.strict`. The
document tells no price: nothing is charged. It tells no resolution: videos have 480p.
"""

from __future__ import annotations

import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from grokwidget.local import forms, images
from grokwidget.local.desk import Account, Desk
from grokwidget.local.dialects.fields import Fields, is_web_url
from grokwidget.local.dialects.half import Half, Reason, Refused
from grokwidget.local.task import Order, Status, Task

MODEL = "grok-imagine-video-1.5"
ALIASES = {MODEL: MODEL, "grok-1.5": MODEL, "grok_1_5": MODEL}
RATIOS = ("16:9", "9:16", "1:1", "3:2", "2:3")
ORIENTATIONS = {"landscape": "16:9", "portrait": "9:16"}
DURATIONS = (10, 15)
FIELDS = ("model", "prompt", "image_urls", "images", "duration", "ratio", "orientation")
UPLOAD_LIMIT = 100 * 2**20
"""Bytes of an uploaded file, by its document; a picture may have 10 MB, as everywhere in this service."""
FORM = 2**16
"""Bytes that a form may have around its file."""
FORMATS = frozenset({"JPEG", "PNG", "WEBP", "GIF", "BMP"})
STATUSES = {
    Status.PENDING: "queued",
    Status.PROCESSING: "processing",
    Status.COMPLETED: "completed",
    Status.FAILED: "failed",
}

OK, NO_KEY, BAD, BROKEN = "20000", "20001", "20002", "-1"
KINDS: dict[Reason, tuple[str, int]] = {
    "key": (NO_KEY, 401),
    "rate": (BROKEN, 429),
    "upstream": (BROKEN, 500),
    "internal": (BROKEN, 500),
}
"""The code of each reason and the HTTP status that would go with it; the others are 20002 and 400."""
MODERATED = "PROVIDER_MODERATION_ERROR"
ALWAYS = ("rate", "path", "large")
"""Refusals that the web server in front makes, not the service: they have their HTTP status."""


class Jimmyai(Half):
    """Everything lies below `/api/open-api/v1`."""

    def routes(self) -> list[BaseRoute]:
        """Create, poll, upload and two balances."""
        base = "/api/open-api/v1"
        return [
            self.route("POST", f"{base}/grok/videos", "create", self._create),
            self.route("GET", f"{base}/videos/{{task_id}}", "poll", self._poll),
            self.route("POST", f"{base}/files/upload", "upload", self._upload),
            self.route("GET", f"{base}/user/balance", "balance", self._user_balance),
            self.route("GET", f"{base}/key/balance", "balance", self._key_balance),
        ]

    async def _create(self, request: Request, account: Account) -> Response:
        task = await self.work(self._accept, account, await self.raw(request))
        data = {
            "task_id": task.id,
            "status": STATUSES[task.status],
            "model": task.order.model,
            "created_at": int(task.created),
        }
        return _ok(data)

    def _accept(self, account: Account, data: bytearray) -> Task:
        return self.take(account, self._order(self.parsed(data)), uuid.uuid4().hex)

    def _order(self, value: Any) -> Order:
        fields = Fields(value, self.wrong, FIELDS)
        named = fields.text("model", required=True)
        if named not in ALIASES:
            raise Refused("model", self.say("local.no_model", model=named[:100]), field="model")
        return Order(
            model=ALIASES[named],
            prompt=fields.text("prompt", required=True),
            duration=fields.whole_choice("duration", DURATIONS, 10),
            resolution="480p",
            aspect_ratio=self._ratio(fields),
            images=(self._image(fields),),
            own_ratio=False,
        )

    def _ratio(self, fields: Fields) -> str:
        """`orientation` counts only where `ratio` is empty, but must be right anyway."""
        orientation = fields.choice("orientation", tuple(ORIENTATIONS), "landscape")
        if not fields.text("ratio"):
            return ORIENTATIONS[orientation]
        return fields.choice("ratio", RATIOS, "16:9")

    def _image(self, fields: Fields) -> str:
        """`images` counts only where `image_urls` is empty, but must be right anyway."""
        first, second = fields.texts("image_urls") or [], fields.texts("images") or []
        field, urls = ("image_urls", first) if first or not second else ("images", second)
        if len(urls) != 1:
            raise self.wrong("local.one_image", model=MODEL, field=field)
        if not is_web_url(urls[0]):
            raise self.wrong("local.image_url", field=f"{field}[0]")
        return urls[0]

    async def _poll(self, request: Request, account: Account) -> Response:
        task = await self.find(account, request.path_params["task_id"])
        completed = task.status is Status.COMPLETED
        data = {
            "task_id": task.id,
            "status": STATUSES[task.status],
            "progress": self._progress(task),
            "model": task.order.model,
            "created_at": int(task.created),
            "completed_at": int(task.ended) if task.ended else None,
            "result": {"video_url": self.url(task, request), "image_url": ""} if completed else None,
            "error_message": (task.error or self.say("local.failed")) if task.status is Status.FAILED else None,
        }
        return self._oddly(self.odd(request), data)

    def _oddly(self, odd: str, data: dict[str, Any]) -> Response:
        """What a poll says, or one of those that have been seen instead of it."""
        failed = {**data, "status": "failed", "progress": 0, "result": None, "error_message": self.say("local.failed")}
        answers: dict[str, dict[str, Any]] = {
            "id-only": {"task_id": data["task_id"]},
            "odd-word": {**data, "status": "rendering"},
            "no-url": {**data, "status": "completed", "progress": 100, "result": {"video_url": "", "image_url": ""}},
            "failed-0": failed,
            "failed-100": {**failed, "progress": 100},
            "moderated": {**failed, "error_message": MODERATED},
        }
        if odd == "empty-202":
            return Response(status_code=202)
        if odd == "bare":  # as an older page of its documents shows it
            return JSONResponse(data)
        return _ok(answers.get(odd, data))

    def _progress(self, task: Task) -> int:
        """0 while it waits and when it failed, 1 to 99 in work, 100 at its end."""
        if task.status is Status.COMPLETED:
            return 100
        return max(1, self.desk.percent(task) or 0) if task.status is Status.PROCESSING else 0

    async def _upload(self, request: Request, _: Account) -> Response:
        data = await self.raw(request, UPLOAD_LIMIT + FORM)
        url = await self.work(self._uploaded, request.headers.get("content-type", ""), data)
        # A number here, where every other answer has text: so its documents show it.
        return JSONResponse({"code": int(OK), "msg": "ok", "data": {"url": url}})

    def _uploaded(self, content_type: str, data: bytearray) -> str:
        try:
            form = forms.parse(content_type, data)
        except forms.NotAForm:
            raise self.wrong("local.upload_file", field="file") from None
        if len(form.files.get("file", ())) != 1:
            raise self.wrong("local.upload_file", field="file")
        file = form.files["file"][0]
        if len(file) > UPLOAD_LIMIT:
            raise Refused("large", self.say("local.body_large"))
        try:
            return self.desk.upload(self.provider, file, FORMATS)
        except images.BadImage as error:
            raise self.wrong("local.image_bad", field="file", problem=error.said(self.language)) from None

    async def _user_balance(self, _: Request, account: Account) -> Response:
        found = await self.work(self.desk.balance, account)
        owned = found.granted - found.charged
        return _ok({"balance": owned, "used_coin": found.charged, "available": found.available})

    async def _key_balance(self, _: Request, account: Account) -> Response:
        found = await self.work(self.desk.balance, account)
        limit = account.spend_limit
        left = 0 if limit is None else max(0, limit - found.charged - found.reserved)
        data = {
            "total_quota": limit or 0,
            "used_quota": found.charged,
            "available_quota": left,
            "unlimited": limit is None,
        }
        return _ok(data)

    def error(self, refusal: Refused) -> Response:
        """A code and a message; whether HTTP says it too is an option."""
        code, status = KINDS.get(refusal.reason, (BAD, 413 if refusal.reason == "large" else 400))
        plain = refusal.reason in ALWAYS or self.desk.options.strict
        body = {"code": code, "msg": str(refusal), "data": None}
        return JSONResponse(body, status_code=(refusal.status or status) if plain else 200)


def _ok(data: dict[str, Any]) -> Response:
    return JSONResponse({"code": OK, "msg": "ok", "data": data})


def half(desk: Desk) -> Half:
    """The half of jimmyai.cn."""
    return Jimmyai("jimmyai", desk)

"""The server half of grokimagineapi.com, from its document: one envelope with a whole-number `code`, ISO times.

The document shows little. Where it is silent: `normal` and `spicy` are modes too, ratios are what the renderer can
draw, `images` is an array of http(s) URLs as in its example (at most 7), a clip has 6 seconds, and a failed task
consumes nothing.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from grokwidget.local.desk import Account, Desk
from grokwidget.local.dialects.fields import Fields, is_web_url
from grokwidget.local.dialects.half import Half, Reason, Refused
from grokwidget.local.render.spec import frame_size
from grokwidget.local.task import Order, Status, Task

KINDS: dict[Reason, tuple[int, str]] = {
    "request": (400, "INVALID_REQUEST"),
    "json": (400, "INVALID_REQUEST"),
    "task": (400, "INVALID_REQUEST"),
    "credits": (400, "INSUFFICIENT_CREDITS"),
    "spend": (400, "INSUFFICIENT_CREDITS"),
    "key": (401, "UNAUTHORIZED"),
    "path": (404, "NOT_FOUND"),
    "large": (413, "INVALID_REQUEST"),
    "rate": (429, "RATE_LIMITED"),
}
"""HTTP statuses 400, 401, 429 and 500 and the word INVALID_REQUEST are the document's; the other words follow it."""

PRICE = 40
"""Credits of a generation."""
MODES = ("fun", "normal", "spicy")
MOST_IMAGES = 7
SECONDS = 6
FAILURES = {"bad_image": "File type not supported"}
FAILED = "grok imagine build failed"
MODERATED = "Inappropriate content, please try another prompt."
"""These are the document's examples of `error_message`."""


class Grokimagineapi(Half):
    """`POST /v1/generate` and `GET /v1/status?task_id=`."""

    rate_headers = ("X-RateLimit-Remaining", "X-RateLimit-Reset")

    def routes(self) -> list[BaseRoute]:
        """The two paths of the document."""
        return [
            self.route("POST", "/v1/generate", "create", self._create),
            self.route("GET", "/v1/status", "poll", self._poll),
        ]

    async def _create(self, request: Request, account: Account) -> Response:
        task = await self.work(self._accept, account, await self.raw(request))
        return _success({"task_id": task.id})

    def _accept(self, account: Account, data: bytearray) -> Task:
        # Digits, as in the document's task_123456789.
        return self.take(account, self._order(self.parsed(data)), f"task_{secrets.randbelow(9 * 10**14) + 10**14}")

    def _order(self, value: Any) -> Order:
        fields = Fields(value, self.wrong, ("mode", "prompt", "images", "ratio"))
        prompt = fields.text("prompt", required=True)
        mode = fields.choice("mode", MODES, "normal")
        images = fields.texts("images") or []
        if len(images) > MOST_IMAGES:
            raise self.wrong("local.most_images", field="images", high=MOST_IMAGES)
        for i, url in enumerate(images):
            if not is_web_url(url):
                raise self.wrong("local.image_url", field=f"images[{i}]")
        return Order(
            model="",  # it has but one, and never names it
            prompt=prompt,
            duration=SECONDS,
            resolution="480p",
            aspect_ratio=self._ratio(fields) or "1:1",
            mode=mode,
            images=tuple(images),
            price=PRICE,
            own_ratio=not fields.has("ratio"),
            clips=self.desk.options.clips.get(self.provider, 1),
            extra={"request": value},
        )

    def _ratio(self, fields: Fields) -> str:
        ratio = fields.text("ratio")
        if fields.has("ratio"):
            try:
                frame_size(ratio, "480p")
            except ValueError:
                raise self.wrong("local.ratio", field="ratio") from None
        return ratio

    async def _poll(self, request: Request, account: Account) -> Response:
        task_id = request.query_params.get("task_id", "")
        if not task_id:
            raise self.wrong("local.required", field="task_id")
        shown = self._shown(await self.find(account, task_id), request)
        return self._oddly(self.odd(request), shown)

    def _oddly(self, odd: str, data: dict[str, Any]) -> Response:
        """What a poll says, or one of those that have been seen instead of it."""
        failed = {**data, "status": "failed", "response": [], "consumed_credits": 0}
        answers: dict[str, dict[str, Any]] = {
            "id-only": {"task_id": data["task_id"]},
            "odd-word": {**data, "status": "rendering"},
            "no-url": {**data, "status": "completed", "response": []},
            "failed-0": {**failed, "error_message": FAILED},
            "moderated": {**failed, "error_message": MODERATED},
        }
        if odd == "empty-202":
            return Response(status_code=202)
        return _success(answers.get(odd, data))

    def _shown(self, task: Task, request: Request) -> dict[str, Any]:
        completed, fault = task.status is Status.COMPLETED, self.fault(request)
        return {
            "consumed_credits": task.order.price if completed else 0,
            "created_at": datetime.fromtimestamp(int(task.created), UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "status": task.status.value,
            "task_id": task.id,
            "error_message": _failure(task) if task.status is Status.FAILED else None,
            "request": task.order.extra["request"],
            "response": self.desk.urls(task, expired=bool(fault and fault.expired)) if completed else [],
        }

    def moderated(self) -> Response:
        """In the words that a failed task has for it."""
        return JSONResponse({"code": 400, "message": MODERATED, "error": "INVALID_REQUEST"}, status_code=400)

    def wrong(self, key: str, /, **values: object) -> Refused:
        """A missing field in the document's words."""
        return super().wrong("local.grokimagineapi.required" if key == "local.required" else key, **values)

    def error(self, refusal: Refused) -> Response:
        """`code` repeats the HTTP status, and `error` is a word."""
        usual, word = KINDS.get(refusal.reason, (500, "SERVER_ERROR"))
        status, message = refusal.status or usual, str(refusal)
        if word == "INVALID_REQUEST":
            message = self.say("local.grokimagineapi.request", problem=message)
        return JSONResponse({"code": status, "message": message, "error": word}, status_code=status)


def _success(data: dict[str, Any]) -> Response:
    return JSONResponse({"code": 200, "message": "success", "data": data})


def _failure(task: Task) -> str:
    if task.error_code == "fault":  # somebody wants to hear just this
        return task.error or FAILED
    return FAILURES.get(task.error_code, FAILED)


def half(desk: Desk) -> Half:
    """The half of grokimagineapi.com."""
    return Grokimagineapi("grokimagineapi", desk)

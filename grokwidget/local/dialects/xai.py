"""The server half of xAI's own API: generations, edits and extensions of videos, all asked about in one way.

From its documents, its SDK and its REST client. A task that waits is answered 202 without a body, one in work 200 with
its progress. Errors are `{"code", "error"}`, both of them strings; but wrong types are 422 in plain text, in the words
of the library that reads JSON there. Amounts are thousandths of a US dollar here.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute

from grokwidget.local.desk import Account, Desk
from grokwidget.local.dialects.half import Half, Handler, Reason, Refused
from grokwidget.local.dialects.xai_rules import Rules
from grokwidget.local.task import Order, Status, Task
from grokwidget.messages import say

TICKS = 10**7
"""Ticks in a thousandth of a US dollar: a dollar has 10^10."""

KINDS: dict[Reason, tuple[int, str]] = {
    "request": (400, "invalid-argument"),
    "json": (400, "invalid-argument"),
    "model": (400, "invalid-argument"),
    "task": (404, "not-found"),
    "path": (404, "not-found"),
    "key": (401, "unauthenticated:bad-credentials"),
    "credits": (429, "resource-exhausted"),
    "spend": (429, "resource-exhausted"),
    "rate": (429, "resource-exhausted"),
    "large": (413, "resource-exhausted"),
    "upstream": (503, "unavailable"),
    "internal": (500, "internal"),
}
"""The status and the code of each reason."""
_WORDS: dict[Reason, str] = {"credits": "credits", "spend": "credits", "rate": "rate", "large": "large"}
"""Reasons for which xAI has words of its own."""


class Xai(Half):
    """Speaks xAI's REST dialect."""

    def routes(self) -> list[BaseRoute]:
        """Three ways to begin, one to ask."""
        rules = Rules(self)
        return [
            self.route("POST", "/v1/videos/generations", "create", self._creator(rules.generation)),
            self.route("POST", "/v1/videos/edits", "create", self._creator(rules.edit)),
            self.route("POST", "/v1/videos/extensions", "create", self._creator(rules.extension)),
            self.route("GET", "/v1/videos/{request_id}", "poll", self._poll),
        ]

    def _creator(self, read: Callable[[object], Order]) -> Handler:
        def accept(account: Account, data: bytearray) -> Task:
            return self.take(account, read(self.parsed(data)), str(uuid.uuid4()))

        async def create(request: Request, account: Account) -> Response:
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "application/json":
                raise Refused("request", self.say("local.xai.json_only"), status=415)
            task = await self.work(accept, account, await self.raw(request))
            return JSONResponse({"request_id": task.id})

        return create

    async def _poll(self, request: Request, account: Account) -> Response:
        task = await self.find(account, request.path_params["request_id"])
        if odd := self._oddly(self.odd(request), task, request):
            return odd
        if task.status.open:
            percent = self.desk.percent(task)
            if percent is None:
                return Response(status_code=202)
            return JSONResponse({"status": "pending", "progress": percent})
        if task.status is Status.FAILED:
            return JSONResponse(self._failed("internal_error", task.error or self.say("local.failed")))
        if self.desk.now() >= (task.ended or 0) + self.desk.options.lifetime_of(self.provider):
            return JSONResponse({"status": "expired"})
        return JSONResponse(self._done(task, self.url(task, request)))

    def _done(self, task: Task, url: str, *, respected: bool = True) -> dict[str, Any]:
        seconds = round(task.order.duration, 2)
        return {
            "status": "done",
            "video": {
                "url": url,
                "duration": int(seconds) if seconds == int(seconds) else seconds,
                "respect_moderation": respected,
            },
            "model": task.order.model,
            "usage": _usage(task),
            "progress": 100,
        }

    def _failed(self, code: str, message: str, progress: int = 0) -> dict[str, Any]:
        return {
            "status": "failed",
            "video": {"url": "", "duration": 0},
            "model": "",
            "error": {"code": code, "message": message},
            "progress": progress,
        }

    def _oddly(self, odd: str, task: Task, request: Request) -> Response | None:
        """One of the answers that have been seen instead of an honest one; moderated ones are charged."""
        if odd == "empty-202":
            return Response(status_code=202)
        moderated = self.say("local.moderated")
        answers: dict[str, Callable[[], dict[str, Any]]] = {
            "id-only": lambda: {"request_id": task.id},
            "no-url": lambda: self._done(task, ""),
            "no-status": lambda: {"video": self._done(task, self.url(task, request))["video"]},
            "moderated": lambda: self._done(task, "", respected=False),
            "moderated-failed": lambda: self._failed("internal_error", moderated) | {"usage": _usage(task)},
            "odd-word": lambda: {"status": "rendering", "progress": self.desk.percent(task) or 0},
            "expired": lambda: {"status": "expired"},
            "failed-0": lambda: self._failed("internal_error", self.say("local.failed")),
            "failed-100": lambda: self._failed("internal_error", self.say("local.failed"), 100),
        }
        if odd == "moderated-400":
            return JSONResponse(
                {"code": "imagine:content-moderated", "error": moderated, "usage": _usage(task)}, status_code=400
            )
        return JSONResponse(answers[odd]()) if odd in answers else None

    def wrong(self, key: str, /, **values: object) -> Refused:
        """A type that doesn't fit is 422, in the words of the library that reads JSON there."""
        field = str(values.get("field", ""))
        if key.startswith("local.kind."):
            text = self.say("local.xai.type", field=field, kind=say(key, self.language))
        elif key == "local.required":
            text = self.say("local.xai.missing", field=field)
        elif key in ("local.xai.struct", "local.no_object"):
            text = self.say(key, **values)
        else:
            return super().wrong(key, **values)
        return Refused("request", text, field=field, status=422)

    def moderated(self) -> Response:
        """A create that is refused for what it asks."""
        return JSONResponse(
            {"code": "imagine:content-moderated", "error": self.say("local.moderated")}, status_code=400
        )

    def error(self, refusal: Refused) -> Response:
        """`error` is text, not an object."""
        status, code = KINDS[refusal.reason]
        words = _WORDS.get(refusal.reason)
        text = self.say(f"local.xai.{words}") if words else str(refusal)
        if refusal.status in (415, 422):  # said by what reads the request, before xAI's own code sees it
            return PlainTextResponse(text, status_code=refusal.status)
        return JSONResponse({"code": code, "error": text}, status_code=refusal.status or status)


def _usage(task: Task) -> dict[str, int]:
    return {"cost_in_usd_ticks": task.order.price * TICKS}


def half(desk: Desk) -> Half:
    """The half of the service."""
    return Xai("xai", desk)

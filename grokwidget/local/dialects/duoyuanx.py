"""The server half of duoyuanx.com, from its document, its siblings' and new-api, the software that it runs.

One path takes JSON or a form, by the model. A poll has traps: an `error` without an error, a `completed_at` of 0, a
`video_url` that is empty. The video is at its URL on the second origin, and behind the key at `/content`. No document
has a price: nothing is charged.
"""

from __future__ import annotations

import secrets
import string
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from grokwidget.local import forms, images
from grokwidget.local.desk import Account, Desk
from grokwidget.local.dialects.duoyuanx_rules import MODELS, Rules
from grokwidget.local.dialects.half import PICTURES, Half, Refused
from grokwidget.local.dialects.newapi import NewApi
from grokwidget.local.task import Order, Status, Task

_LETTERS = string.ascii_letters + string.digits
_WORDS = {
    Status.PENDING: "queued",
    Status.PROCESSING: "processing",
    Status.COMPLETED: "completed",
    Status.FAILED: "failed",
}


class Duoyuanx(NewApi):
    """Speaks both request formats."""

    models = MODELS

    def routes(self) -> list[BaseRoute]:
        """Create, poll, content, models, usage and upload."""
        return [
            self.route("POST", "/v1/videos", "create", self._create),
            self.route("GET", "/v1/videos/{task_id}", "poll", self._poll),
            self.route("GET", "/v1/videos/{task_id}/content", "content", self.content),
            self.route("GET", "/v1/models", "models", self.listed),
            self.route("GET", "/api/usage/token/", "balance", self.usage),
            self.route("PUT", "/v1/file/upload", "upload", self._upload),
        ]

    async def _create(self, request: Request, account: Account) -> Response:
        kind = request.headers.get("content-type", "")
        data = await self.raw(request)
        task = await self.work(self._accept, account, kind, data)
        about = self._about(task)
        return JSONResponse({key: about[key] for key in _CREATED})

    def _accept(self, account: Account, kind: str, data: bytearray) -> Task:
        return self.take(account, self._order(kind, data), f"video_{_letters(24)}")

    def _order(self, kind: str, data: bytearray) -> Order:
        rules = Rules(self, self.desk.options.strict)
        if forms.is_form(kind):
            return rules.of_form(self._form(kind, data))
        return rules.of_json(self.parsed(data))

    def _form(self, kind: str, data: bytearray) -> forms.Form:
        try:
            return forms.parse(kind, data)
        except forms.NotAForm as error:
            raise Refused("json", self.say(error.why)) from None

    async def _poll(self, request: Request, account: Account) -> Response:
        task = await self.find(account, request.path_params["task_id"])
        about = self._about(task, self.url(task, request) if task.status is Status.COMPLETED else "")
        return self._oddly(self.odd(request), about, request)

    def _about(self, task: Task, url: str = "") -> dict[str, Any]:
        """The task as a poll tells it: every key is always there."""
        failed = task.status is Status.FAILED
        return {
            "id": task.id,
            "object": "video",
            "model": task.order.model,
            "status": _WORDS[task.status],
            "progress": (self.desk.percent(task) or 0) if task.status.open else 100,
            "created_at": int(task.created),
            "completed_at": int(task.ended or 0),
            "expires_at": int(task.created + self.desk.options.lifetime_of(self.provider)),
            "seconds": f"{task.order.duration:g}",
            "size": task.order.extra["size"],
            "remixed_from_video_id": "",
            "error": {
                "message": self.failure(task) if failed else "",
                "code": "generation_failed" if failed else "",
            },
            "video_url": url,
        }

    def _oddly(self, odd: str, about: dict[str, Any], request: Request) -> Response:
        """A poll's answer, or one of those that have been seen instead of it."""
        over = {"completed_at": int(self.desk.now())}
        if odd == "empty-202":
            return Response(status_code=202)
        if odd == "id-only":
            return JSONResponse({"id": about["id"]})
        if odd == "no-url":
            about |= {**over, "status": "completed", "progress": 100, "video_url": ""}
        elif odd == "content-url":  # of new-api's own proxy: it needs the key
            about["video_url"] = f"{str(request.base_url).rstrip('/')}/{self.provider}/v1/videos/{about['id']}/content"
        elif odd == "localhost":  # an operator who never set the server's address
            about["video_url"] = f"http://localhost:3000/v1/videos/{about['id']}/content"
        elif odd == "moderated":  # charged, and called completed
            error = {"code": "moderation_blocked", "message": self.say("local.moderated")}
            about |= {**over, "status": "completed", "progress": 100, "video_url": "", "error": error}
        elif odd == "odd-word":
            about["status"] = "rendering"
        elif odd == "cancelled":
            about |= {**over, "status": "cancelled", "video_url": ""}
        elif odd in ("failed-0", "failed-100"):
            error = {"code": "generation_failed", "message": self.say("local.failed")}
            progress = int(odd.removeprefix("failed-"))
            about |= {**over, "status": "failed", "progress": progress, "video_url": "", "error": error}
        return JSONResponse(about)

    async def _upload(self, request: Request, account: Account) -> Response:
        """Only the path is known of it. Assumed: a form with one `file`, answered with its `url`."""
        del account
        kind = request.headers.get("content-type", "")
        data = await self.raw(request)
        return JSONResponse(await self.work(self._stored, kind, data))

    def _stored(self, kind: str, data: bytearray) -> dict[str, Any]:
        files = self._form(kind, data).files.get("file", []) if forms.is_form(kind) else []
        if len(files) != 1:
            raise self.wrong("local.upload_file", field="file")
        try:
            url = self.desk.upload(self.provider, files[0], PICTURES)
        except images.BadImage as error:
            raise self.wrong("local.image_bad", field="file", problem=error.said(self.language)) from None
        return {
            "id": f"file-{_letters(24)}",
            "object": "file",
            "bytes": len(files[0]),
            "created_at": int(self.desk.now()),
            "url": url,
        }

    def error(self, refusal: Refused) -> Response:
        """A wrong field is told as the document's example does; everything else as new-api does."""
        if refusal.reason != "request":
            return super().error(refusal)
        error = {
            "message": str(refusal),
            "type": "new_api_error",
            "param": refusal.field,
            "code": "invalid_request",
        }
        return JSONResponse({"error": error}, status_code=refusal.status or 400)


_CREATED = ("id", "object", "model", "status", "progress", "created_at", "seconds", "size", "video_url")
"""What of a task is told when it is created."""


def _letters(count: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(count))


def half(desk: Desk) -> Half:
    """The half of the service."""
    return Duoyuanx("duoyuanx", desk)

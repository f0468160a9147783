"""What relays that run new-api share (apixgo, duoyuanx): two shapes of errors, request ids, `/content`, usage, models.

From new-api's own source as the research notes quote it. Errors of the submit and poll handlers are flat
(`code`, `message`, `data`), those of everything in front of them are OpenAI's, and too many requests get no body.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from grokwidget.local.desk import Account
from grokwidget.local.dialects.half import Half, Reason, Refused
from grokwidget.local.task import Status, Task

REQUEST_ID = "X-Oneapi-Request-Id"
FLAT: dict[Reason, tuple[int, str]] = {
    "request": (400, "invalid_request"),
    "json": (400, "invalid_request"),
    "task": (400, "task_not_exist"),
    "credits": (403, "insufficient_user_quota"),
    "large": (413, "read_request_body_failed"),
}
"""Reasons that are told flatly: status and code."""
NESTED: dict[Reason, tuple[int, str]] = {
    "key": (401, ""),
    "spend": (401, ""),  # a used-up token counts as a bad one
    "model": (503, "model_not_found"),
    "internal": (500, ""),
    "upstream": (500, ""),
}
"""Reasons that are told in OpenAI's envelope."""
OWN_WORDS: dict[Reason, str] = {"key": "token", "spend": "quota", "credits": "user_quota", "task": "no_task"}
"""Reasons for which new-api has words of its own."""
OPEN_WORDS = {
    Status.PENDING: "queued",
    Status.PROCESSING: "in_progress",
    Status.COMPLETED: "completed",
    Status.FAILED: "failed",
}
"""Statuses of an OpenAI video object."""
CREATED = 1626777600
"""What new-api says of every model's birth."""


def new_task_id() -> str:
    """`task_` and 32 letters and digits."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    return "task_" + "".join(secrets.choice(letters) for _ in range(32))


class NewApi(Half):
    """A half whose service is a new-api."""

    models: tuple[str, ...] = ()
    """What its list of models names."""

    def stamp(self) -> Mapping[str, str]:
        """Every answer has a request id."""
        return {REQUEST_ID: _request_id()}

    def error(self, refusal: Refused) -> Response:
        """Flat, OpenAI's, or empty, as the reason has it; the request id in a message is the header's."""
        reason, message, mark = refusal.reason, str(refusal), _request_id()
        if reason == "rate":
            return Response(status_code=429, headers={REQUEST_ID: mark})
        if reason in OWN_WORDS:
            message = self.say(f"local.newapi.{OWN_WORDS[reason]}")
        body: dict[str, Any]
        if reason == "path":
            status = refusal.status or 404
            body = {"error": {"message": message, "type": "invalid_request_error", "param": "", "code": ""}}
        elif reason in FLAT:
            status, code = FLAT[reason]
            if refusal.missing and refusal.field == "model":
                code = "missing_model"
            body = {"code": code, "message": message, "data": None}
        else:
            status, code = NESTED[reason]
            error = {"message": f"{message} (request id: {mark})", "type": "new_api_error", "param": "", "code": code}
            body = {"error": error}
        return JSONResponse(body, status_code=refusal.status or status, headers={REQUEST_ID: mark})

    def moderated(self) -> Response:
        """What the upstream answered is the message, as text."""
        upstream = {"code": "invalid_argument", "error": self.say("local.moderated")}
        message = json.dumps(upstream, ensure_ascii=False, separators=(",", ":"))
        return JSONResponse({"code": "fail_to_fetch_task", "message": message, "data": None}, status_code=400)

    def wrong(self, key: str, /, **values: object) -> Refused:
        """A missing field in new-api's words."""
        if key != "local.required":
            return super().wrong(key, **values)
        field = str(values["field"])
        text = self.say("local.newapi.model") if field == "model" else self.say("local.newapi.required", field=field)
        return Refused("request", text, field=field, missing=True)

    def no_model(self, model: str) -> Refused:
        """No channel serves this model."""
        return Refused("model", self.say("local.newapi.no_channel", model=model[:100]), field="model")

    def no_path(self, what: str) -> str:
        """An invalid URL."""
        return self.say("local.newapi.url", what=what)

    async def listed(self, _: Request, __: Account) -> Response:
        """`GET /v1/models`."""
        data = [
            {
                "id": model,
                "object": "model",
                "created": CREATED,
                "owned_by": "custom",
                "supported_endpoint_types": ["openai-video"],
            }
            for model in self.models
        ]
        return JSONResponse({"success": True, "object": "list", "data": data})

    async def usage(self, _: Request, account: Account) -> Response:
        """`GET /api/usage/token/`: here `code` is a boolean."""
        found = await self.work(self.desk.balance, account)
        limit = account.spend_limit
        granted = found.granted if limit is None else limit
        used = found.charged + found.reserved
        data = {
            "object": "token_usage",
            "name": "local",
            "total_granted": granted,
            "total_used": used,
            "total_available": max(0, granted - used),
            "unlimited_quota": False,
            "model_limits": {},
            "model_limits_enabled": False,
            "expires_at": 0,
        }
        return JSONResponse({"code": True, "message": "ok", "data": data})

    async def content(self, request: Request, account: Account) -> Response:
        """`GET /v1/videos/{task_id}/content`: the video itself from the API's own origin, for those with the key."""
        task = await self.work(self.desk.find, account, request.path_params["task_id"])
        if task is None:
            return _no_content(404, self.say("local.newapi.content_task"))
        if task.status is not Status.COMPLETED:
            return _no_content(400, self.say("local.newapi.content_open", status=self.status_word(task)))
        path = self.desk.path(task)
        over = (task.ended or 0) + self.desk.options.lifetime_of(self.provider) <= self.desk.now()
        if over or not await self.work(path.is_file):
            return _no_content(502, self.say("local.newapi.content_gone"))
        if self.odd(request) == "redirect":
            return RedirectResponse(self.url(task), 302)
        if self.odd(request) == "json":
            return JSONResponse({"url": self.url(task)})
        return _Whole(path, media_type="video/mp4", headers={"Cache-Control": "public, max-age=86400"})

    def status_word(self, task: Task) -> str:
        """How its messages name a task's status."""
        return OPEN_WORDS[task.status]

    def failure(self, task: Task) -> str:
        """Why a task failed."""
        if task.error_code == "bad_image":
            return self.say("local.newapi.image", problem=task.error)
        return task.error or self.say("local.failed")


class _Whole(FileResponse):
    """A file of which no part can be had: new-api does not pass `Range` on."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name, value) for name, value in scope["headers"] if name not in (b"range", b"if-range")]
        del self.headers["accept-ranges"]
        await super().__call__({**scope, "headers": headers}, receive, send)


def _no_content(status: int, message: str) -> Response:
    """Without a code, as the proxy of contents answers."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    return JSONResponse({"error": {"message": message, "type": kind}}, status_code=status)


def _request_id() -> str:
    return secrets.token_hex(16)

"""The server half of aivideoapi.ai, from its document: a nested `input`, an envelope on create, none on poll.

Where the document is silent: a field that it doesn't name is refused, because the real service would ignore it and
charge all the same; `null` is not a value; keys see only their own tasks. `@imageN` must name an image that is there.
"""

from __future__ import annotations

import math
import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from grokwidget.local.desk import Account, Desk
from grokwidget.local.dialects.aivideoapi_rules import Catalog, ModelRules, read_order
from grokwidget.local.dialects.half import Half, Reason, Refused
from grokwidget.local.task import Status, Task

KINDS: dict[Reason, tuple[int, str, str]] = {
    "request": (400, "invalid_request", "invalid_request_error"),
    "json": (400, "invalid_request", "invalid_request_error"),
    "path": (404, "invalid_request", "invalid_request_error"),
    "large": (413, "invalid_request", "invalid_request_error"),
    "key": (401, "invalid_api_key", "authentication_error"),
    "credits": (402, "insufficient_credits", "billing_error"),
    "model": (404, "model_not_found", "invalid_request_error"),
    "task": (404, "task_not_found", "invalid_request_error"),
    "rate": (429, "rate_limit_exceeded", "rate_limit_error"),
    "spend": (429, "spend_limit_exceeded", "billing_error"),
    "internal": (500, "internal_error", "api_error"),
    "upstream": (503, "upstream_error", "upstream_error"),
}
"""The HTTP status, the code and the type that the document gives for each reason."""

AIVIDEOAPI = Catalog(
    provider="aivideoapi",
    models={
        "grok-imagine-text-to-video": ModelRules("grok-imagine/text-to-video", images="none"),
        "grok-imagine-image-to-video": ModelRules("grok-imagine/image-to-video", images="required"),
    },
    ratios=("2:3", "3:2", "1:1", "16:9", "9:16"),
    resolutions=("480p", "720p"),
    durations=(6, 30),
    default_ratio="2:3",
    tenths_per_second={"480p": 24, "720p": 45},
)


class Aivideoapi(Half):
    """Speaks the dialect for one catalog: the real service's, or that of the local engine."""

    key_prefix = "sk-"
    rate_headers = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After")

    def __init__(self, catalog: Catalog, desk: Desk) -> None:
        super().__init__(catalog.provider, desk)
        self._catalog, self.language = catalog, catalog.language

    def routes(self) -> list[BaseRoute]:
        """The three paths of the document."""
        return [
            self.route("POST", "/v1/videos/generations", "create", self._create),
            self.route("GET", "/v1/tasks/{task_id}", "poll", self._poll),
            self.route("GET", "/v1/credits", "balance", self._credits),
        ]

    def no_key(self) -> str:
        """It says how a key looks."""
        return self.say("local.key")

    async def _create(self, request: Request, account: Account) -> Response:
        task = await self.work(self._accept, account, await self.raw(request))
        return JSONResponse({"code": 200, "msg": "success", "data": {"taskId": task.id}})

    def _accept(self, account: Account, data: bytearray) -> Task:
        return self.take(account, read_order(self._catalog, self.parsed(data), self), str(uuid.uuid4()))

    async def _poll(self, request: Request, account: Account) -> Response:
        task = await self.find(account, request.path_params["task_id"])
        return self._oddly(self.odd(request), self.shown(task, request))

    def _oddly(self, odd: str, about: dict[str, Any]) -> Response:
        """What a poll says, or one of those that have been seen instead of it."""
        base = {key: about[key] for key in ("id", "model", "created_at")}
        failed = {**base, "status": "failed", "error": {"code": "upstream_error", "message": self.say("local.failed")}}
        answers: dict[str, dict[str, Any]] = {
            "id-only": {"id": about["id"]},
            "odd-word": {**about, "status": "rendering"},
            "no-url": {**base, "status": "completed", "output": {"urls": []}},
            "failed-0": {**failed, "progress": 0},
            "failed-100": {**failed, "progress": 100},
        }
        if odd == "empty-202":
            return Response(status_code=202)
        return JSONResponse(answers.get(odd, about))

    async def _credits(self, _: Request, account: Account) -> Response:
        balance = await self.work(self.desk.balance, account)
        data = {
            "balance": balance.available,
            "total_purchased": balance.granted,
            "total_consumed": balance.charged,
        }
        return JSONResponse({"code": 200, "msg": "success", "data": data})

    def ended(self, task: Task) -> dict[str, Any]:
        """A callback says what a poll would."""
        return self.shown(task)

    def shown(self, task: Task, request: Request | None = None) -> dict[str, Any]:
        """The task as a poll tells it: whole unix seconds, but milliseconds in `completeTime`."""
        about: dict[str, Any] = {
            "id": task.id,
            "status": task.status.value,
            "model": task.order.model,
            "created_at": int(task.created),
        }
        if task.status is Status.COMPLETED:
            rendered, ended = task.rendered or 0, task.ended or 0
            fault = self.fault(request) if request else None
            about["completed_at"] = int(ended)
            about["output"] = {
                "urls": self.desk.urls(task, expired=bool(fault and fault.expired)),
                "metadata": {
                    "model": self._catalog.models[task.order.model].metadata_name,
                    "costTime": math.ceil(max(0.0, rendered - (task.started or rendered))),
                    "completeTime": int(rendered * 1000),
                    **self._catalog.metadata,
                },
            }
        elif task.status is Status.FAILED:
            about["error"] = {"code": "upstream_error", "message": task.error or self.say("local.failed")}
        else:
            about["progress"] = self._progress(task)
        return about

    def _progress(self, task: Task) -> int | None:
        if self._catalog.always_tells_progress:
            return self.desk.percent(task) or 0
        return self.desk.percent(task) if self.desk.options.progress == "percent" else None

    def error(self, refusal: Refused) -> Response:
        """`error.code`, `error.message` and `error.type`, with the status that belongs to the code."""
        status, code, kind = KINDS[refusal.reason]
        error = {"code": code, "message": str(refusal), "type": kind}
        return JSONResponse({"error": error}, status_code=refusal.status or status)


def half(desk: Desk) -> Half:
    """The half of the real service."""
    return Aivideoapi(AIVIDEOAPI, desk)

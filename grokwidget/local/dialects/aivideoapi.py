"""The server half of aivideoapi.ai, from its document: a nested `input`, an envelope on create, none on poll.

Where the document is silent: a field that it doesn't name is refused, because the real service would ignore it and
charge all the same; `null` is not a value; keys see only their own tasks. `@imageN` must name an image that is there.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, request_response

from grokwidget.local import body
from grokwidget.local.desk import Account, Desk, OverLimit, TooLittle
from grokwidget.local.dialects.aivideoapi_rules import Catalog, ModelRules, Refused, read_order
from grokwidget.local.faults import Fault, Place
from grokwidget.local.task import Status, Task
from grokwidget.local.wire import Faulty
from grokwidget.messages import say

KINDS = {
    "invalid_request": (400, "invalid_request_error"),
    "invalid_api_key": (401, "authentication_error"),
    "insufficient_credits": (402, "billing_error"),
    "model_not_found": (404, "invalid_request_error"),
    "task_not_found": (404, "invalid_request_error"),
    "rate_limit_exceeded": (429, "rate_limit_error"),
    "spend_limit_exceeded": (429, "billing_error"),
    "internal_error": (500, "api_error"),
    "upstream_error": (503, "upstream_error"),
}
"""Error codes of the document, each with its HTTP status and its type."""

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


class Aivideoapi:
    """Speaks the dialect for one catalog: the real service's, or that of the local engine."""

    def __init__(self, catalog: Catalog, desk: Desk) -> None:
        self.provider, self._catalog, self._desk = catalog.provider, catalog, desk

    def routes(self) -> list[BaseRoute]:
        """The three paths of the document."""
        return [
            self._route("POST", "/v1/videos/generations", "create", self._create),
            self._route("GET", "/v1/tasks/{task_id}", "poll", self._poll),
            self._route("GET", "/v1/credits", "balance", self._credits),
        ]

    def _route(
        self, method: str, path: str, place: Place, handler: Callable[[Request, Account], Awaitable[Response]]
    ) -> Route:
        async def answered(request: Request) -> Response:
            headers: dict[str, str] = {}
            try:
                account = self._account(request)
                draw = self._desk.draw(account)
                headers = draw.headers
                if not draw.allowed:
                    raise Refused("rate_limit_exceeded", self._say("local.rate_limit"))
                reply = await handler(request, account)
            except Refused as refusal:
                reply = self._error(refusal.code, str(refusal), refusal.status)
            reply.headers.update(headers)
            return reply

        return Route(
            path, Faulty(request_response(answered), place, self.provider, self._desk.options.faults), methods=[method]
        )

    def _account(self, request: Request) -> Account:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        key = key.strip()
        account = self._desk.account(self.provider, key)
        if scheme.lower() != "bearer" or not key.startswith("sk-") or len(key) < 4 or account.disabled:
            raise Refused("invalid_api_key", self._say("local.key"))
        return account

    async def _create(self, request: Request, account: Account) -> Response:
        try:
            data = await body.read(request, self._desk.options.body_limit)
            # Off the loop: parsing and looking at pictures may take a while, and polls must not wait for it.
            task = await to_thread.run_sync(self._accept, account, data)
        except body.TooLarge:
            raise Refused("invalid_request", self._say("local.body_large"), status=413) from None
        except body.NotJson as error:
            raise Refused("invalid_request", self._say("local.no_json", problem=self._say(error.why))) from None
        except TooLittle:
            raise Refused("insufficient_credits", self._say("local.credits")) from None
        except OverLimit:
            raise Refused("spend_limit_exceeded", self._say("local.spend_limit")) from None
        return JSONResponse({"code": 200, "msg": "success", "data": {"taskId": task.id}})

    def _accept(self, account: Account, data: bytearray) -> Task:
        order = read_order(self._catalog, body.parse(data), self._desk.options.folder / "images")
        return self._desk.take(account, order, str(uuid.uuid4()))

    async def _poll(self, request: Request, account: Account) -> Response:
        task = await to_thread.run_sync(self._desk.find, account, request.path_params["task_id"])
        if task is None:
            raise Refused("task_not_found", self._say("local.no_task"))
        fault: Fault | None = request.scope.get("grokwidget.fault")
        return JSONResponse(self.shown(task, expired=bool(fault and fault.expired)))

    async def _credits(self, _: Request, account: Account) -> Response:
        balance = await to_thread.run_sync(self._desk.balance, account)
        data = {
            "balance": balance.available,
            "total_purchased": balance.granted,
            "total_consumed": balance.charged,
        }
        return JSONResponse({"code": 200, "msg": "success", "data": data})

    def ended(self, task: Task) -> dict[str, Any]:
        """A callback says what a poll would."""
        return self.shown(task)

    def shown(self, task: Task, *, expired: bool = False) -> dict[str, Any]:
        """The task as a poll tells it: whole unix seconds, but milliseconds in `completeTime`."""
        about: dict[str, Any] = {
            "id": task.id,
            "status": task.status.value,
            "model": task.order.model,
            "created_at": int(task.created),
        }
        if task.status is Status.COMPLETED:
            rendered, ended = task.rendered or 0, task.ended or 0
            about["completed_at"] = int(ended)
            about["output"] = {
                "urls": [self._desk.url(task, expired=expired)],
                "metadata": {
                    "model": self._catalog.models[task.order.model].metadata_name,
                    "costTime": math.ceil(max(0.0, rendered - (task.started or rendered))),
                    "completeTime": int(rendered * 1000),
                    **self._catalog.metadata,
                },
            }
        elif task.status is Status.FAILED:
            about["error"] = {"code": "upstream_error", "message": task.error or self._say("local.failed")}
        else:
            about["progress"] = self._progress(task)
        return about

    def _progress(self, task: Task) -> int | None:
        if self._catalog.always_tells_progress:
            return self._desk.percent(task) or 0
        return self._desk.percent(task) if self._desk.options.progress == "percent" else None

    def refused(self, request: Request, status: int) -> Response:
        """A path that isn't there, a method that a path doesn't have, or a fault of our own."""
        if status >= 500:
            return self._error("internal_error", self._say("local.internal"))
        what = f"{request.method} {request.url.path.removeprefix('/' + self.provider)}"
        return self._error("invalid_request", self._say("local.no_path", what=what), status)

    def _error(self, code: str, message: str, status: int | None = None) -> Response:
        usual, kind = KINDS[code]
        return JSONResponse({"error": {"code": code, "message": message, "type": kind}}, status_code=status or usual)

    def _say(self, key: str, **values: object) -> str:
        return say(key, self._catalog.language, **values)

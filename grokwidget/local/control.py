"""The control endpoint: planning faults in a running service, and asking what happened and how often.

Only programs on this machine reach it (`web.Guard`). It needs no key: it holds no money and no secrets.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from grokwidget.local import body, faultscript
from grokwidget.local.faults import FaultPlan
from grokwidget.messages import say

PREFIX = "/_control"
LONGEST = 2**20
"""Bytes of a list of faults."""


def mount(plan: FaultPlan, providers: Collection[str]) -> Mount:
    """`/_control/faults` (GET, POST, DELETE) and `/_control/counts` (GET, DELETE)."""

    async def faults(_: Request) -> Response:
        return JSONResponse(_told(plan))

    async def add(request: Request) -> Response:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            return _wrong(415, say("local.control.json"))
        try:
            wanted = faultscript.read(body.parse(await body.read(request, LONGEST)), providers)
        except body.TooLarge:
            return _wrong(413, say("local.body_large"))
        except body.NotJson as error:
            return _wrong(400, say("local.no_json", problem=say(error.why)))
        except faultscript.BadFault as error:
            return _wrong(400, str(error))
        for fault in wanted:
            plan.add(fault)
        return JSONResponse(_told(plan))

    async def forget(_: Request) -> Response:
        plan.forget()
        return JSONResponse(_told(plan))

    async def counts(_: Request) -> Response:
        return JSONResponse({"counts": plan.tally.counts()})

    async def reset(_: Request) -> Response:
        plan.tally.reset()
        return JSONResponse({"counts": {}})

    async def on_faults(request: Request) -> Response:
        return await {"POST": add, "DELETE": forget}.get(request.method, faults)(request)

    async def on_counts(request: Request) -> Response:
        return await {"DELETE": reset}.get(request.method, counts)(request)

    routes = [
        Route("/faults", on_faults, methods=["GET", "POST", "DELETE"]),
        Route("/counts", on_counts, methods=["GET", "DELETE"]),
    ]
    return Mount(PREFIX, routes=routes)


def _told(plan: FaultPlan) -> dict[str, Any]:
    return {
        "plan": [
            {"fault": faultscript.shown(fault), "seen": seen, "happened": happened}
            for fault, seen, happened in plan.planned()
        ],
        "log": [
            {"fault": faultscript.shown(event.fault), "at": event.at, "provider": event.provider, "task": event.task}
            for event in plan.events()
        ],
    }


def _wrong(status: int, text: str) -> Response:
    return JSONResponse({"error": text}, status_code=status)

"""Callbacks: where a provider says that a task has ended. A hint, never a proof: nobody signs them.

    >>> from grokwidget import Client, webhook
    >>> client = Client("aivideoapi")
    >>> app = webhook.app(client)        # uvicorn.run(app, port=8080), or Mount("/videos", app) in an app of your own

Give `callback_url="https://your.host/videos/"` with a request. Whatever is posted there only makes grokwidget ask the
provider about that task: a job of this process asks at once instead of at its next turn; one that no process works on
any more is taken up and fetched; of one that another process works on, the ledger learns how it stands. So a forged
callback does nothing, and repeats, disorder and callbacks that never come do no harm.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .errors import GrokwidgetError
from .providers import reading

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

    from .client import Client
    from .library import Library

BODY_LIMIT = 256 * 1024
"""Bytes of a callback; more is answered 413."""
PATIENCE = 10.0
"""Seconds in which the whole body has to come; slower is answered 408."""
_NAMES = ("id", "task_id", "taskId", "request_id", "video_id")
_log = logging.getLogger(__name__)


def app(target: Client | Library) -> ASGIApp:
    """The ASGI application that hears callbacks for the jobs of a client, or of a library.

    It answers a POST to any path below where it is mounted: 202 for everything that names a task, known or not, before
    it looks into the matter; 400 for what is no JSON or names none, 413 and 408 for what is too big or too slow.
    """
    from starlette.applications import Starlette
    from starlette.background import BackgroundTask
    from starlette.requests import ClientDisconnect
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    client = _client(target)

    async def called(request: Request) -> Response:
        try:
            async with asyncio.timeout(PATIENCE):
                body = await _body(request)
        except TimeoutError:
            return PlainTextResponse("too slow", 408)
        except ClientDisconnect:
            return PlainTextResponse("broken off", 400)
        if body is None:
            return PlainTextResponse("too big", 413)
        ids = list(_task_ids(body))
        if not ids:
            return PlainTextResponse("no task is named", 400)
        return PlainTextResponse("", 202, background=BackgroundTask(_look_up, client, ids))

    return Starlette(routes=[Route("/{anything:path}", called, methods=["POST"])])


def _client(target: Client | Library) -> Client:
    from .client import Client

    return target if isinstance(target, Client) else Client(library=target)


async def _body(request: Request) -> bytes | None:
    """The whole body; None when it is too big, however long it says that it is."""
    got = bytearray()
    async for chunk in request.stream():
        got += chunk
        if len(got) > BODY_LIMIT:
            return None
    return bytes(got)


def _task_ids(body: bytes) -> Iterator[str]:
    """The ids that a callback names, in any provider's words; nothing for what is no JSON object."""
    try:
        whole = json.loads(body)
    except (ValueError, RecursionError):
        return
    seen: set[str] = set()
    for part in (reading.mapping(whole), reading.mapping(reading.mapping(whole).get("data"))):
        for found in _named(part):
            if found not in seen:
                seen.add(found)
                yield found


def _named(part: Mapping[str, Any]) -> Iterator[str]:
    return (found for name in _NAMES if (found := reading.identifier(part.get(name))))


def _look_up(client: Client, ids: list[str]) -> None:
    """In a thread of the server's pool, when the answer is out."""
    from .jobs.engine import engine

    for task_id in ids:
        try:
            engine().called_back(client.library, client, task_id, client.timeout)
        except GrokwidgetError as error:
            _log.warning("a callback could not be followed up: %s", error)

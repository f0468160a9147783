"""The server halves of the dialects: one file each, written from the services' documents.

A half is built from a `Desk` and offers `routes()` (below `/{provider}`), `ended(task)` (the body of its callback) and
`refused(request, status)` (its error body for what the routes don't catch). A new one takes a file and a line here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from grokwidget.local.desk import Desk
from grokwidget.local.task import Task


class ServerHalf(Protocol):
    """What the service needs of a dialect."""

    provider: str

    def routes(self) -> Sequence[BaseRoute]:
        """Its paths, without the provider's prefix."""

    def ended(self, task: Task) -> dict[str, Any]:
        """What its callback says of an ended task."""

    def refused(self, request: Request, status: int) -> Response:
        """Its own error body for a path, a method or a failure that no handler answered."""


PROVIDERS = ("aivideoapi", "local")
"""The providers whose dialect this service speaks."""


def all_halves(desk: Desk) -> dict[str, ServerHalf]:
    """Every server half, by provider."""
    from grokwidget.local.dialects.aivideoapi import AIVIDEOAPI, Aivideoapi
    from grokwidget.local.dialects.local import LOCAL

    halves: tuple[ServerHalf, ...] = (Aivideoapi(AIVIDEOAPI, desk), Aivideoapi(LOCAL, desk))
    return {half.provider: half for half in halves}

"""One empty slot: how a thing shows itself in a notebook is filled in by `grokwidget.notebook`, when there is one.

So nothing below floor 5 knows a notebook: a `Clip`'s `_repr_mimebundle_` asks the slot, and an empty slot means text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Bundle = dict[str, Any]
#: Gives the MIME bundle of a thing (a clip, a job, a library), or None for plain text.
Renderer = Callable[[object], Bundle | None]
#: Called about ten times a second, in the waiting thread, by whoever waits for a job in async code.
Heartbeat = Callable[[], Any]

_renderer: Renderer | None = None
heartbeats: list[Heartbeat] = []
"""Hooks for the waiting coroutine's heartbeat; each may return an awaitable (the ipykernel 6 pump does)."""


def use(renderer: Renderer | None) -> None:
    """Fill the slot (None empties it)."""
    global _renderer
    _renderer = renderer


def bundle(thing: object, text: str) -> Bundle:
    """The MIME bundle to show `thing` with; `text/plain` is always in it."""
    shown = _renderer(thing) if _renderer else None
    return {"text/plain": text, **(shown or {})}

"""One empty slot: how a thing shows itself in a notebook is filled in by `grokwidget.notebook`, when there is one.

So nothing below floor 5 knows a notebook: a `Clip`'s `_repr_mimebundle_` asks the slot, and an empty slot means text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

Bundle = dict[str, Any]
#: Gives the MIME bundle of a thing (a clip, a job, a library), or None for plain text.
Renderer = Callable[[object], Bundle | None]
#: Called about ten times a second, in the waiting thread, by whoever waits for a job in async code.
Heartbeat = Callable[[], Any]

#: Shows a job that a plain call waits for; gives what takes it away again.
Watcher = Callable[[Any], Callable[[], None]]

_renderer: Renderer | None = None
watchers: list[Watcher] = []
"""Hooks of `Client.generate`: nobody should wait blind, whichever face they use."""
heartbeats: list[Heartbeat] = []
"""Hooks for the waiting coroutine's heartbeat; each may return an awaitable (the ipykernel 6 pump does)."""
waits: list[Callable[[], object]] = []
"""Hooks of a wait that blocks its thread: quick, and called there about twenty times a second."""


def waiting() -> None:
    """Say that this thread still waits."""
    for hook in waits:
        hook()


def use(renderer: Renderer | None) -> None:
    """Fill the slot (None empties it)."""
    global _renderer
    _renderer = renderer


def bundle(thing: object, text: str) -> Bundle:
    """The MIME bundle to show `thing` with; `text/plain` is always in it."""
    shown = _renderer(thing) if _renderer else None
    return {"text/plain": text, **(shown or {})}


@contextmanager
def watching(job: Any) -> Iterator[None]:
    """Show the job, where somebody can, as long as the block runs."""
    with ExitStack() as shown:
        for watch in watchers:
            shown.callback(watch(job))
        yield

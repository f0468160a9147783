"""Clicks while an async cell waits on ipykernel 6: its queued comm messages are run from the wait's heartbeat.

ipykernel 6 handles one shell message at a time, so a click on Stop would wait for the end of the cell that it is meant
to stop. While our cell awaits, the loop is free, and the messages lie in `kernel.msg_queue`: comm messages are taken
out and run, everything else keeps its place. ipykernel 7 doesn't use that queue, and there this does nothing. Colab
has ipykernel 6.17; the 6 series is frozen, so its private names don't move.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Awaitable
from typing import Any

from .host import shell

_COMM = ("comm_msg", "comm_close")


def beat() -> Awaitable[None] | None:
    """One heartbeat: None where there is nothing to run, else what has to be awaited."""
    kernel = getattr(shell(), "kernel", None)
    queue = getattr(kernel, "msg_queue", None)
    if queue is None or not queue.qsize() or not hasattr(kernel, "_parent_ident"):
        return None
    if threading.current_thread() is not threading.main_thread():
        return None  # somebody waits on a loop of their own: the queue is not for other threads
    waiting = _take(kernel, queue)
    return _run(kernel, waiting) if waiting else None


def _take(kernel: Any, queue: Any) -> list[Any]:
    """The queue's comm messages, taken out. Nothing awaits in here, so all others keep their order, new ones too."""
    ours = []
    for entry in [queue.get_nowait() for _ in range(queue.qsize())]:
        if _kind(kernel, entry) in _COMM:
            ours.append(entry)
        else:
            queue.put_nowait(entry)
    return ours


def _kind(kernel: Any, entry: Any) -> str:
    """The message type of a queued message, "" when it is none: the queue holds other work too."""
    with contextlib.suppress(Exception):
        _, _, args = entry
        _, frames = kernel.session.feed_identities(args[0], copy=False)
        return str(kernel.session.unpack(frames[1].bytes)["msg_type"])
    return ""


async def _run(kernel: Any, entries: list[Any]) -> None:
    ident, parent = kernel._parent_ident["shell"], kernel.get_parent("shell")
    for _, dispatch, args in entries:
        try:
            await dispatch(*args)
        finally:
            # Else what our cell shows next would belong to the click.
            kernel.set_parent(ident, parent, channel="shell")

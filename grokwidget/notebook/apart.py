"""Runs what a background thread publishes, so that it belongs to the cell that runs now and not to the one long ago.

A message to the page carries its parent, which ipykernel 7 keeps in context variables. With the parent of the cell that
submitted the job, nbclient and papermill drop it; in an empty context, ipykernel 7.0 raises `LookupError`, and so does
every plain thread there. So the context of the latest cell is kept, and everything of ours is published from a copy.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
_latest: contextvars.Context | None = None


def remember(*_: Any) -> None:
    """Keep the present context as the latest cell's."""
    global _latest
    _latest = contextvars.copy_context()


def follow(shell: Any) -> bool:
    """Keep the context of each cell of this shell from now on. Whether that is new."""
    if remember in shell.events.callbacks["pre_run_cell"]:
        return False
    remember()
    shell.events.register("pre_run_cell", remember)
    return True


def unfollow(shell: Any) -> None:
    """Keep none any more."""
    if remember in shell.events.callbacks["pre_run_cell"]:
        shell.events.unregister("pre_run_cell", remember)


def apart(function: Callable[..., T], *args: Any) -> T:
    """Call `function(*args)` in the latest cell's context (in an empty one, where no cell has run yet)."""
    context = contextvars.Context() if _latest is None else _latest.copy()
    return context.run(function, *args)

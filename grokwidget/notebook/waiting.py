"""Makes a top-level `%%grokvideo` cell an awaiting one, so that Stop works while it runs.

A magic can't be async, but a cell can: an input transformer rewrites the cell into an `await`. The ordinary magic stays
complete by itself, and the cell is left alone where awaiting would be wrong: inside another cell (`%%capture`, a
function: the loop is taken), with autoawait off or not asyncio's, without a kernel, and for a help request.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

MAGIC = "grokvideo"
AWAITED = "_grokvideo_awaited"
"""The magic behind the rewritten cell; it gives a coroutine. A magic, not a variable: `%reset` takes variables."""


class CellsRunning:
    """Which cells are executing, by IPython's own events; nested ones too.

    Cells are known by their `ExecutionInfo`: an empty cell ends without having begun, a cancelled one ends as None.
    """

    def __init__(self) -> None:
        self._running: list[Any] = []

    def begins(self, info: Any = None) -> None:
        """For `pre_run_cell`."""
        self._running.append(info)

    def ends(self, result: Any = None) -> None:
        """For `post_run_cell`."""
        info = getattr(result, "info", None)
        if result is None or info is None:
            self._running.clear()
        for place, running in enumerate(self._running):
            if running is info:
                del self._running[place:]
                break

    def __bool__(self) -> bool:
        return bool(self._running)


def transformer(shell: Any, running: CellsRunning) -> Callable[[list[str]], list[str]]:
    """The transformer for `shell.input_transformers_cleanup`."""

    def transform(lines: list[str]) -> list[str]:
        if not lines or not _is_ours(lines[0]):
            return lines
        line, body = lines[0][2 + len(MAGIC) :].strip(), "".join(lines[1:])
        if running or not _awaits(shell):
            # IPython refuses a cell magic without a body; a picture alone may be all that is asked.
            return lines if body else [lines[0].rstrip("\n") + "\n", "\n"]
        return [f"await get_ipython().run_cell_magic({AWAITED!r}, {line!r}, {body or chr(10)!r})\n"]

    # IPython asks the transformers whether a cell is complete: rewritten, it would be after its first line.
    transform.has_side_effects = True  # type: ignore[attr-defined]  # IPython's protocol
    return transform


def _is_ours(first: str) -> bool:
    head = f"%%{MAGIC}"
    return first.startswith(head) and first[len(head) : len(head) + 1] in ("", " ", "\t", "\n", "\r")


def _awaits(shell: Any) -> bool:
    from IPython.core import interactiveshell

    runner = getattr(interactiveshell, "_asyncio_runner", None)
    return (
        getattr(shell, "kernel", None) is not None
        and bool(getattr(shell, "autoawait", False))
        and runner is not None
        and getattr(shell, "loop_runner", None) is runner
    )

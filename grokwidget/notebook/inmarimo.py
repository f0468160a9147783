"""marimo's own ways: its progress bar while a cell waits, and its address of a file that a page can play.

Both by marimo's public functions, and only from the thread that runs the cell: marimo drops what others publish.
"""

from __future__ import annotations

import contextlib
import html.parser
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grokwidget.host import in_cells_thread, marimo
from grokwidget.messages import say

from . import again

if TYPE_CHECKING:
    from grokwidget.jobs import Job
    from grokwidget.library import Clip

_LONGEST = 100


class MarimoBar:
    """A job's place below a marimo cell; what the cell itself shows comes after it."""

    def __init__(self) -> None:
        self._shown: Any = None
        self._bar: Any = None
        self._unfollow: Callable[[], object] = lambda: None

    def open(self, about: Mapping[str, str], ratio: str) -> None:  # noqa: ARG002 - a place's signature; a bar has no shape
        """Show the bar."""
        prompt = " ".join(about.get("prompt", "").split())
        here: Any = marimo()
        self._shown = here.status.progress_bar(
            total=100,
            title=say("page.job.planned"),
            subtitle=prompt if len(prompt) <= _LONGEST else prompt[: _LONGEST - 1] + "…",
            show_rate=False,
            show_eta=False,
            remove_on_exit=True,
        )
        self._bar = self._shown.__enter__()

    def follow(self, job: Job) -> None:
        """Move the bar, whenever the waiting thread comes by."""
        self._unfollow = job.on_update(lambda *_: again.told(self, lambda: self._tell(job)))
        self._tell(job)

    def _tell(self, job: Job) -> None:
        if self._bar is None:
            return
        update = job.update
        on = round(update.progress or 0) - self._bar.current
        self._bar.update(increment=on, title=update.phase or say(f"page.job.{update.status}"))

    def done(self, clip: Clip, clips: int = 1) -> None:  # noqa: ARG002 - a place's signature
        """The bar goes; the clip is the cell's value."""
        self.clear()

    def failed(self, error: BaseException, job: Job | None = None) -> None:  # noqa: ARG002 - a place's signature
        """The bar goes; the error is shown below."""
        self.clear()

    def detach(self, job: Job) -> None:  # noqa: ARG002 - a place's signature
        """Nothing could follow it: marimo shows what a running cell says."""
        self.clear()

    def clear(self) -> None:
        """Take the bar away."""
        self._unfollow()
        shown, self._shown, self._bar = self._shown, None, None
        if shown is not None:
            with contextlib.suppress(RuntimeError):  # the cell was stopped and the bar with it
                shown.__exit__(None, None, None)


def address(path: Path) -> str:
    """An address at which the page can play the file, "" where there is none: marimo serves a copy of it."""
    reader = _Source()
    here = marimo()
    if here is not None and in_cells_thread():
        with contextlib.suppress(OSError):
            reader.feed(here.video(path).text)
    return reader.found


class _Source(html.parser.HTMLParser):
    """Finds the address in what marimo shows a video with."""

    found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a video's source."""
        if tag == "video":
            self.found = dict(attrs).get("src") or ""

"""A job's place in a terminal: a progress bar while it is made, then where the clip is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from grokwidget.messages import say

from .card import details, shown_path

if TYPE_CHECKING:
    from grokwidget.jobs import Job
    from grokwidget.library import Clip


class Terminal:
    """One line that moves; gone when the job ends."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console()
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
        )
        self._unfollow: Callable[[], object] = lambda: None

    def open(self, about: Mapping[str, str], ratio: str) -> None:  # noqa: ARG002 - a place's signature; a line has no shape
        """Start the bar."""
        self._bar = self._progress.add_task(say("page.job.planned"), total=None)
        self._progress.start()

    def follow(self, job: Job) -> None:
        """Move the bar."""
        self._unfollow = job.on_update(lambda *_: self._tell(job))
        self._tell(job)

    def _tell(self, job: Job) -> None:
        if not self._progress.tasks:
            return
        update = job.update
        words = update.phase or say(f"page.job.{update.status}")
        total = 100 if update.progress is not None else None
        self._progress.update(self._bar, description=words, completed=update.progress or 0, total=total)

    def done(self, clip: Clip, clips: int = 1) -> None:
        """Say what came of it and where it is."""
        self.clear()
        self._console.print(
            f"{details(clip, clips=clips)}\n{shown_path(clip.path)}", markup=False, highlight=False, soft_wrap=True
        )

    def failed(self, error: BaseException, job: Job | None = None) -> None:  # noqa: ARG002 - a place's signature
        """Clear the line; the error is shown below."""
        self.clear()

    def detach(self, job: Job) -> None:
        """Say how to come back to it: a bar would be in the way of the next prompt."""
        self.clear()
        self._console.print(repr(job), markup=False, highlight=False, soft_wrap=True)

    def clear(self) -> None:
        """Take the bar away."""
        self._unfollow()
        self._progress.stop()

"""A job's place below its cell: first the live view, then, in the same place, the clip's card.

The place is a `display_id`: updates find it from any thread, in every front end, and what is saved is the last one.
What happens off the cell's own thread is published from an empty context, or nbclient and papermill would drop it.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from grokwidget.errors import GrokwidgetError, MissingPackage, WaitStopped, WaitTimeout
from grokwidget.messages import say

from . import again
from .apart import apart
from .beside import WIDGET
from .card import NOTHING, card, ended, playable_url
from .channel import hear_where_the_page_says
from .host import Host, abilities, captured, host, in_cells_thread, static
from .publish import Bundle, Spot, put

if TYPE_CHECKING:
    from grokwidget.jobs import Job
    from grokwidget.library import Clip

    from .jobview import JobView

_log = logging.getLogger(__name__)


class Place(Protocol):
    """Where a job shows itself while its cell waits, and what it leaves there."""

    def open(self, about: Mapping[str, str], ratio: str) -> None:
        """Show that something begins: `about` has `prompt`, `provider`, `model`, `details`."""

    def follow(self, job: Job) -> None:
        """Show the job's progress from now on."""

    def done(self, clip: Clip, clips: int = 1) -> None:
        """Put the clip there."""

    def failed(self, error: BaseException, job: Job | None = None) -> None:
        """Nothing came of it; the error itself is shown by whoever raises it."""

    def clear(self) -> None:
        """Leave nothing there: who waited has the result."""

    def detach(self, job: Job) -> None:
        """Nobody waits: the place follows the job to its end by itself."""


def place(*, autoplay: bool = True) -> Place:
    """The kind of place that fits the host."""
    if static() or captured():
        return Quiet(autoplay=autoplay)
    if abilities().live:
        return Page(autoplay=autoplay)
    if host() is Host.TERMINAL:
        from .terminal import Terminal

        return Terminal()
    if host() is Host.MARIMO:
        from .inmarimo import MarimoBar

        return MarimoBar()
    return Quiet(autoplay=autoplay)


def show_job(job: Job, *, autoplay: bool = False) -> None:
    """Show a job that nobody waits for here: its live view, then its card."""
    shown = place(autoplay=autoplay)
    if not job.done():
        _begin(shown, job)
    shown.detach(job)


def watch_job(job: Job) -> Callable[[], None]:
    """Show a job that `Client.generate` waits for in this cell; call what is returned when it is over.

    The clip is the call's result and shows itself where the user puts it, so the view leaves nothing behind.
    """
    if not in_cells_thread():
        return lambda: None  # whose cell would it be?
    try:
        shown = place()
        _begin(shown, job)
    except Exception:  # nothing that only shows may stand between the user and the clip
        _log.exception("the job can't be shown")
        return lambda: None

    def over() -> None:
        try:
            shown.clear()
        except Exception:  # as above
            _log.exception("the job's view can't be taken away")

    return over


def _begin(shown: Place, job: Job) -> None:
    record = job.record
    cost = record.price
    about = {"prompt": record.prompt, "provider": record.provider, "model": record.model, "details": cost}
    shown.open(about, str(record.request.get("aspect_ratio", "16:9")))
    shown.follow(job)


class Quiet:
    """One display at the end and nothing before: `GROKWIDGET_STATIC=1`, `%%capture`."""

    def __init__(self, *, autoplay: bool = True) -> None:
        self._autoplay = autoplay

    def open(self, about: Mapping[str, str], ratio: str) -> None:
        """Nothing yet."""

    def follow(self, job: Job) -> None:
        """Nothing yet."""

    def done(self, clip: Clip, clips: int = 1) -> None:
        """The card."""
        put(card(clip, autoplay=self._autoplay, clips=clips))

    def failed(self, error: BaseException, job: Job | None = None) -> None:
        """Nothing: the error says it all."""

    def clear(self) -> None:
        """Nothing is there."""

    def detach(self, job: Job) -> None:
        """Its card when it is over already; nothing that could change later."""
        if job.done():
            put(*_last(job, autoplay=self._autoplay))


class Page:
    """A place on a page with a live view in it."""

    def __init__(self, *, autoplay: bool = True) -> None:
        self._autoplay = autoplay
        self._lock = threading.Lock()
        self._view: JobView | None = None
        self._spot = Spot()
        self._opened = self._settled = False
        self._job: Job | None = None
        self._unfollow: Callable[[], object] = lambda: None
        self.stop_wanted = False
        """Whether Stop was pressed before there was a job to stop."""

    def open(self, about: Mapping[str, str], ratio: str) -> None:
        """Show the live view. A page that can't show it still gets the card in the end."""
        try:
            from .jobview import JobView

            self._view = JobView(request=about, on_stop=self._stop, ratio=ratio)
            hear_where_the_page_says(self._view)
            self._spot.show(self._view)
        except ModuleNotFoundError as error:  # anywidget, say: one sentence with the command that mends it
            _log.warning("%s", MissingPackage.of(error))
            self._spot.put(NOTHING)
        except Exception:  # nothing that only shows may stand between the user and the clip
            _log.exception("the live view can't be shown")
            self._spot.put(NOTHING)
        self._opened = True

    def follow(self, job: Job) -> None:
        """Show the job's progress; Stop now stops this job."""
        self._job = job
        if self._view is None:
            return
        self._unfollow = job.on_update(lambda *_: self._tell(job))
        self._tell(job)
        if self.stop_wanted:
            job.stop()

    def done(self, clip: Clip, clips: int = 1) -> None:
        """The card takes the view's place; where a relative path can't play, the live player does."""
        self._replace(*played(clip, autoplay=self._autoplay, clips=clips))

    def failed(self, error: BaseException, job: Job | None = None) -> None:
        """The view goes; a job that can be resumed leaves word of itself."""
        self._replace(left_behind(error, job) if job is not None else NOTHING)

    def clear(self) -> None:
        """The view goes without a trace."""
        self._replace(NOTHING)

    def detach(self, job: Job) -> None:
        """Follow the job to its end without anybody waiting, then put its card there."""
        if not job.done() and host() is Host.JUPYTER and not playable_url(job.library.path / "clip.mp4"):
            self._spot.reserve()  # for what stays where its player is gone
        job.on_update(lambda *_: self._end(job))
        self._end(job)

    def _end(self, job: Job) -> None:
        if not job.done():
            return
        try:
            # Making what is shown there publishes too: a player opens its channel.
            again.soon(self, lambda: apart(lambda: self._replace(*_last(job, autoplay=self._autoplay))))
        except Exception:  # on the portal's thread: nobody could read a traceback here
            _log.exception("the end of a job can't be shown")

    def _stop(self) -> None:
        self.stop_wanted = True
        if self._job is not None:
            self._job.stop()

    def _tell(self, job: Job) -> None:
        view = self._view
        if view is not None:
            with contextlib.suppress(Exception):  # a view that is gone must not disturb the job
                view.update(**state_of(job.update))

    def _replace(self, bundle: Bundle, metadata: Mapping[str, Any] | None = None) -> None:
        """Once: what is put there stays."""
        with self._lock:
            if self._settled:
                return
            self._settled = True
            view, self._view = self._view, None
        self._unfollow()
        if WIDGET in bundle and view is not None and host() is Host.JUPYTER:
            # Else JupyterLab draws the player in the view's own place, and hides that when the view goes.
            self._spot.put(NOTHING)
        if self._opened or bundle is not NOTHING:
            self._spot.put(bundle, metadata)
        if view is not None:
            view.retire()


def played(clip: Clip, *, autoplay: bool = True, clips: int = 1) -> tuple[Bundle, dict[str, Any]]:
    """A clip's bundle and metadata: the card where it can play by itself, else the live player with the card in it."""
    from .show import player_beside

    return player_beside(clip, card(clip, autoplay=autoplay, clips=clips), autoplay=autoplay)


def _last(job: Job, *, autoplay: bool) -> tuple[Bundle, dict[str, Any]]:
    """What a job that is over leaves on the page, where nobody else shows its error."""
    if job.error is None and job.clips:
        return played(job.clips[0], autoplay=autoplay, clips=len(job.clips))
    return left_behind(job.error, job, whole=True), {}


def standing(job: Job) -> Bundle:
    """A job as it stands, where nothing on the page can follow it."""
    if job.done():
        return _last(job, autoplay=False)[0]
    facts = [job.record.provider, job.record.model]
    return ended(say(f"page.job.{job.status}"), prompt=job.record.prompt, facts=facts)


def left_behind(error: BaseException | None, job: Job, *, whole: bool = False) -> Bundle:
    """The card of a job that gave no clip. `whole`: nobody else shows the error's sentence."""
    waiting = isinstance(error, WaitStopped | WaitTimeout | KeyboardInterrupt)
    status = "stopped" if waiting else str(job.status)
    record = job.record
    facts = [record.provider, record.model]
    if record.task_id:
        facts.append(say("card.task", task=record.task_id))
    words = [str(error)] if whole and isinstance(error, GrokwidgetError) else []
    message = " ".join([*words, *([say("card.resume")] if whole and waiting else [])])
    return ended(say(f"page.job.{status}"), prompt=record.prompt, message=message, facts=facts)


def state_of(update: Any) -> dict[str, Any]:
    """A `JobUpdate` in the words of the live view's state."""
    stopped = update.over and isinstance(update.error, WaitStopped | WaitTimeout)
    return {
        "status": "stopped" if stopped else str(update.status),
        "phase": update.phase or "",
        "progress": update.progress,
        "elapsed_s": float(update.elapsed or 0.0),
        "expected_s": update.expected,
        "expected_high_s": update.expected_high,
        "queue_place": update.queue_place,
        "message": update.message or "",
        "slow": bool(update.slow),
    }

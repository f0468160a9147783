"""The jobs of a panel: each one's handle, and what its row on the page says.

Everything here may be called from any thread. News come from the portal, ten times a second and job; the page gets the
whole list at most five times a second, and not at all while nothing but a clock moves: it counts those itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from grokwidget.errors import GrokwidgetError
from grokwidget.messages import say

from ..facts import clip_key
from ..jobview import LIVE, only_clocks
from ..live import state_of

if TYPE_CHECKING:
    from grokwidget.jobs import Job

#: How many jobs that are over stay in the list: the others are in the library.
KEPT = 6
#: Seconds between two lists.
PACE = 0.2
_LONGEST = 100


@dataclass
class Entry:
    """One job of the list."""

    job: Job
    told: dict[str, Any] = field(default_factory=dict)
    """The state as the page has it, or gets it with the next list."""
    at: float = 0.0
    """When that was: Unix seconds of this kernel."""
    forget: Callable[[], object] = lambda: None
    ended: bool = False
    """Whether its end was told."""

    def look(self) -> bool:
        """Take in how the job stands; False where the page knows it already."""
        state = {**state_of(self.job.update), "can_stop": True}
        if not state["message"] and self.job.error is not None:
            state["message"] = str(self.job.error)
        now = time.time()
        if self.told and only_clocks(self.told, state, now - self.at if self.told["status"] in LIVE else 0.0):
            return False
        self.told, self.at = state, round(now, 3)
        return True

    @property
    def live(self) -> bool:
        """Whether something still happens."""
        return not self.job.done()

    def row(self) -> dict[str, Any]:
        """What the page gets."""
        record = self.job.record
        sends = record.request.get("sends") or {}
        clips = self.job.clips
        ratio = sends.get("aspect_ratio") or record.request.get("aspect_ratio") or "16:9"
        return {
            "id": self.job.id,
            "prompt": record.prompt[:_LONGEST],
            "provider": record.provider,
            "model": record.model,
            "details": self._cost(),
            "ratio": f"{clips[0].width}:{clips[0].height}" if clips else str(ratio),
            "state": self.told,
            "at": self.at,
            "clips": [clip_key(clip) for clip in clips],
        }

    def _cost(self) -> str:
        if self.job.from_library:
            return say("panel.from_library")
        return self.job.record.price


class JobList:
    """The jobs of one panel, newest first. `changed()` is called when the page should hear of it; `over(job)` once for
    each job that ends here, on whatever thread it does."""

    def __init__(self, changed: Callable[[], None], over: Callable[[Job], None]) -> None:
        self._changed = changed
        self._over = over
        self._lock = threading.RLock()
        self._entries: dict[str, Entry] = {}
        self._last = 0.0
        self._due: threading.Timer | None = None
        self._closed = False

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The handles, newest first."""
        with self._lock:
            return tuple(entry.job for entry in reversed(self._entries.values()))

    def rows(self) -> list[dict[str, Any]]:
        """What the page gets, newest first."""
        with self._lock:
            return [entry.row() for entry in reversed(self._entries.values())]

    def find(self, job_id: str) -> Job:
        """The job of that id. `GrokwidgetError` for one that is not in the list."""
        with self._lock:
            entry = self._entries.get(job_id)
        if entry is None:
            raise GrokwidgetError(say("panel.no_job"))
        return entry.job

    def add(self, job: Job) -> None:
        """Put a job on top, and follow it to its end; one that is there already comes to the top."""
        entry = Entry(job)
        with self._lock:
            if self._closed:
                return
            old = self._entries.pop(job.id, None)
            if old is not None:
                old.forget()
            entry.look()
            self._entries[job.id] = entry
            self._thin()
        entry.forget = job.on_update(lambda _: self._heard(entry))
        self.publish()

    def drop(self, job_id: str) -> None:
        """Take a job that is over out of the list; it stays in the ledger."""
        with self._lock:
            entry = self._entries.get(job_id)
            if entry is None or entry.live:
                return
            del self._entries[job_id]
        entry.forget()
        self.publish()

    def publish(self) -> None:
        """Tell the page now."""
        with self._lock:
            if self._closed:
                return
            self._last = time.monotonic()
        self._changed()

    def close(self) -> None:
        """Listen to nothing any more. The jobs go on."""
        with self._lock:
            self._closed = True
            entries, self._entries = list(self._entries.values()), {}
            due, self._due = self._due, None
        if due is not None:
            due.cancel()
        for entry in entries:
            entry.forget()

    def _heard(self, entry: Entry) -> None:
        with self._lock:
            if self._closed or self._entries.get(entry.job.id) is not entry:
                return
            status = entry.told.get("status")
            fresh, over = entry.look(), entry.job.done() and not entry.ended
            if not (fresh or over):
                return
            if over:
                entry.ended = True
                self._thin()
            turned = over or entry.told["status"] != status
            wait = PACE - (time.monotonic() - self._last)
            if not turned and wait > 0:
                self._later(wait)
                return
        self.publish()
        if over:
            self._over(entry.job)

    def _later(self, seconds: float) -> None:
        if self._due is None:
            self._due = threading.Timer(seconds, self._now)
            self._due.daemon = True
            self._due.start()

    def _now(self) -> None:
        with self._lock:
            self._due = None
        self.publish()

    def _thin(self) -> None:
        """Only so many that are over."""
        done = [job_id for job_id, entry in self._entries.items() if not entry.live]
        for job_id in done[: max(0, len(done) - KEPT)]:
            self._entries.pop(job_id).forget()

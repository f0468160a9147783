"""One request of a sweep: what was chosen, where it stands, what came of it."""

from __future__ import annotations

import contextlib
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ..errors import GrokwidgetError, LibraryError, WaitStopped, WaitTimeout
from ..jobs.law import Ruling
from ..jobs.plan import Plan
from ..library import Clip, JobRecord, Library
from ..task import FREE, Cost
from .grid import Choice

if TYPE_CHECKING:
    from ..jobs import Job


class CellStatus(StrEnum):
    """Where a cell stands."""

    PLANNED = "planned"
    """Nothing was sent for it from here."""
    RUNNING = "running"
    """Its job is under way."""
    DONE = "done"
    FAILED = "failed"
    HELD = "held"
    """Not sent, for a reason that others share: a budget, a key, an account. Run it again when that is mended."""
    STOPPED = "stopped"
    """Nobody waits for it now: stopped, or the time for waiting was over. Its job can be gone on with."""

    @property
    def settled(self) -> bool:
        """Whether nothing more will come of it in this run."""
        return self not in (CellStatus.PLANNED, CellStatus.RUNNING)


class Fate(StrEnum):
    """What a run would do with a cell, by the ledger."""

    NEW = "new"
    """A request that is sent and paid for."""
    AGAIN = "again"
    """Paid for once, but the file is gone: fetched from the provider, or else made and paid for again."""
    LIBRARY = "library"
    """From the library, for nothing."""
    RUNNING = "running"
    """Sent already: waited for, at no further cost."""
    REFUSED = "refused"
    """Not sent: on record as refused by moderation, or as maybe charged."""

    @property
    def sends(self) -> bool:
        """Whether it may cost something."""
        return self in (Fate.NEW, Fate.AGAIN)


_FATES = {
    Ruling.CREATE: Fate.NEW,
    Ruling.TAKE: Fate.NEW,
    Ruling.SERVE: Fate.LIBRARY,
    Ruling.FETCH: Fate.AGAIN,
    Ruling.LOSE: Fate.REFUSED,
    Ruling.REFUSE_UNKNOWN: Fate.REFUSED,
    Ruling.REFUSE_MODERATED: Fate.REFUSED,
}


class SweepCell:
    """One combination of a sweep. Its `job` is like any other: what is sent is in the ledger, with or without it."""

    def __init__(self, library: Library, plan: Plan, place: tuple[int, ...], choices: Choice) -> None:
        self.place = place
        """Its index on each of the sweep's axes."""
        self.choices = choices
        """Axis -> value, as `Sweep.axes` has it: `{"prompt": "a red fox", "mode": "fun", "take": 1}`; None where
        nothing was said. Of a prompt with holes that is the prompt with its holes; `prompt` is what is asked for."""
        self.values: dict[str, Any] = {}
        """What `Sweep.map(…, name=…)` found for it, by that name."""
        self.fingerprint = plan.fingerprint
        """The identity of its request."""
        self._plan = plan
        self._library = self._home = library
        self._record: JobRecord | None = None
        self._fate = Fate.NEW
        self._job: Job | None = None
        self._error: GrokwidgetError | None = None
        self._held = False
        self._clips: tuple[Clip, ...] | None = None

    # -- what it is ---------------------------------------------------------------------------------------------------

    @property
    def request(self) -> dict[str, Any]:
        """What is asked, as plain JSON, with the provider and the model that were chosen."""
        return self._plan.request.choices()

    @property
    def prompt(self) -> str:
        """What is asked for, with its holes filled."""
        return self._plan.request.prompt

    @property
    def provider(self) -> str:
        """Who is asked."""
        return self._plan.provider.name

    @property
    def model(self) -> str:
        """The model that is asked for."""
        return self._plan.model.id

    @property
    def take(self) -> int:
        """Which generation of the same request."""
        return self._plan.request.take

    @property
    def rehearsal(self) -> bool:
        """Whether the local service is asked in the provider's place, for nothing."""
        return self._plan.rehearsal

    @property
    def estimate(self) -> Cost:
        """What it will probably cost where it has to be made."""
        return self._plan.price

    @property
    def fate(self) -> Fate:
        """What a run would do with it, as the ledger was when the sweep last looked."""
        return self._fate

    # -- what came of it ----------------------------------------------------------------------------------------------

    @property
    def status(self) -> CellStatus:
        """Where it stands."""
        job = self._job
        if job is not None:
            if not job.done():
                return CellStatus.RUNNING
            if job.clips:
                return CellStatus.DONE
            return CellStatus.STOPPED if isinstance(job.error, WaitStopped | WaitTimeout) else CellStatus.FAILED
        if self._error is not None:
            return CellStatus.HELD if self._held else CellStatus.FAILED
        return CellStatus.DONE if self._fate is Fate.LIBRARY else CellStatus.PLANNED

    @property
    def job(self) -> Job | None:
        """Its job, once the sweep has asked for it."""
        return self._job

    @property
    def clips(self) -> tuple[Clip, ...]:
        """All its clips; most have one. What lies in the library is here before anything is run."""
        job = self._job
        if job is not None and job.clips:
            return job.clips
        if self._fate is not Fate.LIBRARY or self._record is None:
            return ()
        if self._clips is None:
            with contextlib.suppress(LibraryError):  # the file went a moment ago
                count = range(len(self._record.clips))
                self._clips = tuple(self._library.clip(self._record, n, from_library=True) for n in count)
        return self._clips or ()

    @property
    def clip(self) -> Clip | None:
        """Its clip, None where there is none."""
        return next(iter(self.clips), None)

    @property
    def error(self) -> GrokwidgetError | None:
        """Why it has no clip, a sentence; None where it has one or is still to come."""
        job = self._job
        return job.error if job is not None else self._error

    @property
    def cost(self) -> Cost | None:
        """What it did cost this time: nothing from the library; None while it isn't known."""
        job = self._job
        if job is not None:
            return job.cost
        return FREE if self._fate is Fate.LIBRARY else None

    @property
    def progress(self) -> float | None:
        """Percent, None where nobody tells."""
        job = self._job
        return 100.0 if self.status is CellStatus.DONE else job.progress if job is not None else None

    def __repr__(self) -> str:
        return f"<SweepCell {self.status}: {self.choices}>"

    # -- for the sweep ------------------------------------------------------------------------------------------------

    @property
    def _pays(self) -> bool:
        """Whether its provider takes money for it."""
        return not self._plan.provider.local and not self._plan.rehearsal

    def _judged(self, record: JobRecord | None, ruling: Ruling, library: Library | None = None) -> None:
        """The ledger was looked at (of another library where one is given); what an earlier run left is forgotten, for
        the ledger knows it better."""
        self._record, self._library = record, library or self._home
        self._fate = _FATES.get(ruling, Fate.RUNNING)
        if not (self._fate is Fate.LIBRARY and self._job is not None and self._job.clips):
            self._job, self._error, self._held, self._clips = None, None, False, None

    def _follow(self, job: Job) -> None:
        self._job = job

    def _fail(self, error: GrokwidgetError, *, held: bool) -> None:
        self._error, self._held = error, held

    def _unfollow(self, error: GrokwidgetError) -> None:
        """Its job ended before anything was sent, for a reason that is not its own."""
        self._error, self._held, self._job = error, True, None

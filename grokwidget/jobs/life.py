"""What drives one job on the portal: its record in the ledger, its news to the handle, its deadline, its stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from ..errors import GrokwidgetError, LibraryError
from ..library import Clip, JobRecord, JobStatus
from ..messages import say
from ..redaction import redact
from .budget import Purse
from .failure import rehearsed, stopped, stored, timed_out
from .job import Job
from .noting import Noting
from .past import Past
from .plan import Plan
from .portal import Portal
from .reach import Reach
from .register import Register
from .schedule import Schedule
from .update import JobUpdate

_QUIET = 0.1
#: Changes that the user's index and budgets learn nothing from: the task is on record there, and held for.
_UNDER_WAY = (JobStatus.RUNNING, JobStatus.DOWNLOADING)
_LEDGER_NEWS = 2.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ground:
    """What all lives of a process stand on."""

    portal: Portal
    register: Register
    noting: Noting
    """Hears of every change of the status of a job that costs money."""
    purse: Purse
    past: Past = field(default_factory=Past)
    storing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a clip is checked and shelved: several at once would keep the interpreter from the portal's loop, and
    are hardly done sooner."""


class Life:
    """The engine's side of a `Job`. Subclasses say which way it goes (`drive`); all runs on the portal's loop."""

    watches = False
    """Whether somebody else may be sending the job: then it can't be said that nothing is sent."""

    def __init__(self, ground: Ground, job: Job, reach: Reach, *, timeout: float, plan: Plan | None = None) -> None:
        self.portal = ground.portal
        self.register = ground.register
        self._noting = ground.noting
        self._purse = ground.purse
        self._storing = ground.storing
        self._past = ground.past
        self.library = job.library
        self.plan = plan
        """What is sent; None for a job of which only the record is left."""
        self.job = job
        self.reach = reach
        self.record = job.record
        self.sent = self.watches or self.record.status is not JobStatus.PLANNED
        """Whether something may have been sent for it."""
        self._gate = threading.Lock()
        self._stopped = False
        self._task: asyncio.Task[Any] | None = None
        self._until = time.monotonic() + timeout
        self._timer: asyncio.Timeout | None = None
        self._began = time.monotonic()
        self._accepted = self.record.accepted_at
        self._unsaved: dict[str, Any] = {}
        self._noted_at = 0.0
        self._told_at = 0.0
        self._pending: asyncio.TimerHandle | None = None
        self._news = JobUpdate(self.record.status)
        self._nudge = asyncio.Event()
        self.schedule: Schedule | None = None
        self.remark = ""
        """What is to be said of a good end that was not good in everything."""
        reach.waits = self._waits
        job._lives(self)

    # -- from any thread ----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin, on the portal."""
        self.portal.start(self._run())

    def stop(self) -> bool:
        """Stop soon; returns whether something may have been sent by now. What must not be torn is finished first."""
        with self._gate:
            self._stopped = True
            sent = self.sent
        if self.portal.alive:
            self.portal.call(self._cancel)
        return sent

    def extend(self, timeout: float) -> None:
        """Wait at least `timeout` seconds from now."""
        until = time.monotonic() + timeout
        self.portal.call(self._reschedule, until)

    def poke(self) -> None:
        """Let it ask now instead of later: there may be news."""
        if self.portal.alive:
            self.portal.call(self._nudge.set)

    @property
    def over(self) -> bool:
        """Whether it was told to stop, or its handle has its end."""
        return self._stopped or self.job.done()

    # -- on the portal ------------------------------------------------------------------------------------------------

    async def drive(self) -> tuple[Clip, ...]:
        """Bring the job to its end; returns the clips, raises what it ended with."""
        raise NotImplementedError

    async def _run(self) -> None:
        clips: tuple[Clip, ...] = ()
        error: GrokwidgetError | None = None
        try:
            self._task = asyncio.current_task()
            async with asyncio.timeout(None) as self._timer:
                self._reschedule(self._until)
                if self._stopped:
                    raise asyncio.CancelledError
                clips = await self.drive()
        except GrokwidgetError as caught:
            error = caught
        except TimeoutError:
            error = self.about(timed_out(self.record, sent=self.sent))
            await self._unplan()
        except asyncio.CancelledError:
            error = self.about(stopped(self.record, sent=self.sent))
            await self._unplan()
        except Exception as bug:
            _log.exception("job %s", self.record.id)
            error = self.about(GrokwidgetError(say("job.bug", problem=f"{type(bug).__name__}: {bug}")))
        finally:
            if self._pending is not None:
                self._pending.cancel()
            self.register.leave(self)
            self.job._news(self.record)
            if error is not None and self.record.rehearsal:
                error = rehearsed(error)
            self.job._end(clips=clips, error=error, message=self.remark)
            self.job._left(self)
            self.reach.waits = None  # or the two would hold each other until the collector comes

    async def _unplan(self) -> None:
        """Stopped before anything was sent: the record must not look as if something were still to come."""
        if not self.sent and self.record.status is JobStatus.PLANNED:
            with contextlib.suppress(LibraryError):
                error = self.about(stopped(self.record, sent=False))
                await self.write(status=JobStatus.CANCELLED, error=stored(error))

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _reschedule(self, until: float) -> None:
        self._until = max(self._until, until)
        if self._timer is not None and not self._timer.expired():
            with contextlib.suppress(RuntimeError):  # it is over just now
                self._timer.reschedule(self.portal.loop.time() + self._until - time.monotonic())

    @property
    def left(self) -> float:
        """Seconds until the deadline."""
        return self._until - time.monotonic()

    def commit(self) -> None:
        """From here on something may have been sent; a stop that came before wins."""
        with self._gate:
            if self._stopped:
                raise asyncio.CancelledError
            self.sent = True

    def about(self, error: GrokwidgetError) -> GrokwidgetError:
        """The error with what is known of the task."""
        error.about(provider=self.record.provider, task_id=self.record.task_id, request_id=self.record.request_id)
        return error

    # -- the record ---------------------------------------------------------------------------------------------------

    async def write(self, *, must: bool = True, **changes: Any) -> None:
        """Change the record, durably; a stop waits until it is through.

        Without `must`, a ledger that can't be written now (a full disk) is no reason to let go of what is paid for: the
        changes are kept in memory and written with the next ones.
        """
        self._unsaved |= changes
        try:
            self.record = await self.portal.whole(self._save(dict(self._unsaved)))
            self._unsaved = {}
        except LibraryError as error:
            if must:
                raise self.about(error) from None
            self.record = self.record.changed(**changes)
            self.tell(message=say("job.unsaved", task=self.record.task_id or "-", problem=error.message))
        self._noted_at = time.monotonic()
        self.tell(now=True)

    def later(self, **changes: Any) -> None:
        """Change the record at once and on disk with the next `write`: for what nothing is lost by."""
        self._unsaved |= changes
        self.record = self.record.changed(**changes)
        self.tell(now=True)

    async def begin(self) -> bool:
        """Write down that the request is being sent; False, with nothing written, when it is not ours to send any more.

        Another process may have closed the job or taken it over meanwhile. What it will probably cost is set aside
        first. Raises `LibraryError`, or `BudgetExceeded` and `NeedsConsent` where a budget forbids it.
        """
        if self._unsaved:
            await self.write()  # that it went back to `planned` after a refusal
        try:
            self.record, ours = await self.portal.whole(self._begun(self.record.owner))
        except GrokwidgetError as error:
            raise self.about(error) from None
        self.tell(now=True)
        return ours

    async def _begun(self, owner: str | None) -> tuple[JobRecord, bool]:
        assert self.plan is not None
        ledger, plan, pays = self.library.ledger, self.plan, not self.reach.free
        held = pays and self._purse.limits(plan.allowance)
        if held:
            await asyncio.to_thread(self._hold, plan)
        try:
            begun = ledger.writer.submit(ledger.begin, self.record.id, owner, submitted_at=time.time())
            record, ours = await asyncio.wrap_future(begun)
        except LibraryError:
            if held:
                await asyncio.to_thread(self._purse.release, self.library, self.record)
            raise
        # Of one that somebody else has planned by now, they hold the price; else the record says what becomes of it.
        if pays and (ours or record.status is not JobStatus.PLANNED):
            await self._noting.tell(self.library, record)
        return record, ours

    def _hold(self, plan: Plan) -> None:
        self._purse.hold(self.library, self.record, plan.price, agreed=plan.agreed, within=plan.allowance)

    async def _save(self, changes: dict[str, Any]) -> JobRecord:
        # By the ledger's own thread: a task's id must not queue up behind videos that are being checked.
        ledger = self.library.ledger
        record = await asyncio.wrap_future(ledger.writer.submit(ledger.update, self.record.id, **changes))
        if changes.get("status", JobStatus.RUNNING) not in _UNDER_WAY and not self.reach.free:
            await self._noting.tell(self.library, record)
        return record

    async def note(self, **changes: Any) -> None:
        """Change the record for the sake of those who watch it from other processes: not at every reading."""
        if time.monotonic() - self._noted_at > _LEDGER_NEWS:
            await self.write(must=False, **changes)
        else:
            self.record = self.record.changed(**changes)

    # -- the news -----------------------------------------------------------------------------------------------------

    def tell(self, *, now: bool = False, message: str | None = None, phase: str = "", place: int | None = None) -> None:
        """Give the handle's listeners the news, at most about ten times a second; a change of status at once."""
        age = self.age
        expected, high = self.schedule.left(age, self.record.progress) if self.schedule else (None, None)
        self._news = JobUpdate(
            status=self.record.status,
            progress=self.record.progress,
            elapsed=self._elapsed,
            expected=expected,
            expected_high=high,
            queue_place=place,
            message=self._news.message if message is None else redact(message),
            slow=self.schedule.slow(age) if self.schedule else False,
            phase=phase,
        )
        since = time.monotonic() - self._told_at
        if now or since >= _QUIET:
            self._give()
        elif self._pending is None:
            self._pending = self.portal.loop.call_later(_QUIET - since, self._give)

    def _waits(self, seconds: float) -> None:
        provider = self.reach.provider.title
        self.tell(now=True, phase=say("job.phase.limited", provider=provider, seconds=f"{seconds:.0f}"))

    def _give(self) -> None:
        if self._pending is not None:
            self._pending.cancel()
            self._pending = None
        self._told_at = time.monotonic()
        self.job._news(self.record, self._news)

    @property
    def _elapsed(self) -> float:
        """Seconds since somebody began to wait, or since the acceptance of a task that is taken up again."""
        return time.monotonic() - self._began if self._accepted is None else max(time.time() - self._accepted, 0.0)

    @property
    def age(self) -> float:
        """Seconds since the task was accepted, or since the start while it is not."""
        accepted = self.record.accepted_at
        return max(time.time() - accepted, 0.0) if accepted else time.monotonic() - self._began

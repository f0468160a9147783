"""The jobs that are under way: how one gets its life, how what was left behind is taken up, who hands out handles."""

from __future__ import annotations

import asyncio
import logging
import math
import threading
import weakref
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .. import providers
from ..errors import CreateUnknown, GrokwidgetError, LibraryError, NotSent, WaitStopped
from ..library import JobRecord, JobStatus, Library, Owner
from ..messages import say
from ..providers import Provider
from ..transport.access import is_loopback
from .ask import Door
from .budget import Purse
from .elsewhere import Elsewhere
from .failure import raised, stored
from .job import Job
from .law import Ruling
from .life import Ground, Life
from .noting import Noting, Told
from .pace import Pace
from .plan import Plan
from .poll import ask_once
from .portal import Portal
from .reach import Reach
from .register import Register
from .schedule import Poll

if TYPE_CHECKING:
    from ..transport.connections import Transport

_NEARBY = 30.0
_CREATES = 5.0
_POLLS: dict[Poll, float] = {"calm": 50.0, "burst": 200.0}
"""A second, of all jobs of a key: each job asks far less often, so this is met by who has dozens under way."""
_log = logging.getLogger(__name__)

#: Makes the record of a new job in place of one whose clip is gone; None when somebody else just did.
Renew = Callable[[Life], JobRecord | None]


class OpenJobs:
    """What the engine stands on: nothing here ever sends a create for a job that was not just asked for."""

    def __init__(self, on: Portal) -> None:
        self.portal = on
        self.register = Register()
        self._lock = threading.Lock()
        """Held from judging a request to its job's first breath: two threads never start the same one."""
        self._opening = threading.Lock()
        self._connecting = threading.Lock()
        self._paces: dict[tuple[str, str, str], Pace] = {}
        self._asking: dict[tuple[str, str, str, Poll], Pace] = {}
        self._transport: Transport | None = None
        self._libraries: weakref.WeakValueDictionary[Path, Library] = weakref.WeakValueDictionary()
        self._owners: dict[Path, Owner] = {}
        self._index = Elsewhere(self.library)
        self.purse = Purse(self.library)
        """The user's budgets."""
        self._ground = Ground(on, self.register, Noting(on, self._all_noted), self.purse)
        self._looking: set[str] = set()

    def library(self, folder: Path) -> Library:
        """The library of a folder: one per folder and process, so that its jobs have one owner.

        It lives as long as somebody holds it: a client, a job, a clip. Files and locks are let go of after that.
        """
        with self._opening:
            found = self._libraries.get(folder)
            if found is None:
                for gone in self._owners.keys() - self._libraries.keys():
                    self._owners.pop(gone).close()
                found = self._libraries[folder] = Library(folder)
                self._owners[folder] = found.owner
            return found

    def reach(self, provider: Provider, door: Door, *, rehearsal: bool = False) -> Reach:
        """The way to a provider; its key is looked for here, in the caller's thread. A rehearsal has none."""
        if rehearsal:
            pace = self._paces.setdefault((provider.name, "rehearsal", ""), Pace(_NEARBY))
            return Reach(provider, self._connections, pace, pace, rehearsal=True)
        key = None if provider.local or not provider.key_variable else door.key(provider)
        address = door.address(provider)
        name = (provider.name, address, key.alias if key else "")
        fast = provider.local or is_loopback(urlsplit(address).hostname or "")
        pace = asking = self._paces.setdefault(name, Pace(_NEARBY if fast else _CREATES))
        if not fast:
            limit = provider.asks_a_minute
            most = min(_POLLS[door.poll], (limit or math.inf) / 60)
            # A limit that the service states is one for all who ask.
            asking = self._asking.setdefault((*name, "calm" if limit else door.poll), Pace(most, beside=pace))
        return Reach(provider, self._connections, pace, asking, base_url=address, key=key, poll=door.poll)

    def _reach_for(self, record: JobRecord, door: Door) -> Reach:
        return self.reach(providers.provider(record.provider), door, rehearsal=record.rehearsal)

    def _connections(self) -> Transport:
        """The one transport, made when the first request needs it."""
        from ..transport.connections import Transport

        with self._connecting:
            if self._transport is None:
                self._transport = Transport()
            return self._transport

    # -- taking up ----------------------------------------------------------------------------------------------------

    def running(self, library: Library) -> list[Job]:
        """The jobs of that library that this process works on now."""
        return [life.job for life in self.register.lives() if life.job.library is library and not life.over]

    def resume(self, library: Library, door: Door, timeout: float, *, only: str = "") -> list[Job]:
        """Take up every open job that nobody works on, or the one of that id alone. Nothing is created.

        A job that can't be taken up comes back with its error: not sent and now never will be, maybe charged, a
        provider that is gone, a missing key.
        """
        jobs = []
        for found in library.unfinished():
            if only and found.id != only:
                continue
            with self._lock:
                ruling = self.register.judge(library, found)
                if ruling is Ruling.WATCH and self.register.life(found.id) is not None:
                    # Stopped in this process, and just coming to its end: followed as soon as it is free.
                    job = self._followed(library, found, ruling, door, timeout)
                elif ruling in (Ruling.TAKE, Ruling.LOSE, Ruling.CONTINUE):
                    record, mine = self._adopt(library, found)
                    job = self._take_up(library, record, door, timeout) if mine else None
                else:
                    continue
            if job is not None:
                jobs.append(job)
        return jobs

    def handle(self, library: Library, job_id: str) -> Job:
        """The handle of a job in the ledger: the running one, or one that is over and only tells. Asks nobody.

        Raises `LibraryError` when there is no such job.
        """
        life = self.register.life(job_id)
        if life is not None and not life.over:
            return life.job
        record = library.ledger.get(job_id)
        if record is None:
            raise LibraryError(say("job.none", id=job_id))
        job = Job(library, record, from_library=record.status is JobStatus.DONE)
        if library.has(record):
            count = range(len(record.clips))
            job._end(clips=tuple(library.clip(record, n, from_library=True) for n in count))
        else:
            error = raised(record) if record.error else WaitStopped(say("job.idle"), task_id=record.task_id)
            job._end(error=error)
        return job

    def called_back(self, library: Library, door: Door, task_id: str, timeout: float) -> None:
        """Somebody says that there is news of a task: the provider is asked, whatever was said. Blocks for the ledger.

        A job of this process asks at once instead of later; one that nobody works on is taken up and fetched; of one
        that another process works on the ledger learns how it stands. A task that no open job has changes nothing.
        """
        for record in library.ledger.by_task(task_id):
            life = self.register.life(record.id)
            if life is not None and not life.over:
                life.poke()
            elif record.status in (JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.DOWNLOADING):
                with self._lock:
                    ruling = self.register.judge(library, record)
                    mine = False
                    if ruling is Ruling.CONTINUE:
                        record, mine = self._adopt(library, record)
                    if mine:
                        self._take_up(library, record, door, timeout)
                if ruling is Ruling.WATCH and record.id not in self._looking:
                    self._looking.add(record.id)
                    self.portal.start(self._look(library, record, self._reach_for(record, door)))

    async def _look(self, library: Library, record: JobRecord, reach: Reach) -> None:
        """Note how another process's job stands; its end stays that process's to write."""
        try:
            state, _ = await ask_once(reach, record.task_id or "")
            changes = {"said": state.said, "progress": state.progress}
            await asyncio.to_thread(lambda: library.ledger.update(record.id, **changes))
        except GrokwidgetError as error:
            _log.info("news of job %s could not be had: %s", record.id, error.message)
        finally:
            self._looking.discard(record.id)

    def _take_up(self, library: Library, record: JobRecord, door: Door, timeout: float) -> Job | None:
        if record.status is JobStatus.PLANNED:
            error: GrokwidgetError = NotSent(say("job.died_unsent"), provider=record.provider)
            record = library.ledger.update(record.id, status=JobStatus.FAILED, error=stored(error))
            self._noted(library, record)
        elif record.status is JobStatus.SUBMITTING:
            record = self._lose(library, record)
            error = raised(record)
        else:
            return self._followed(library, record, Ruling.CONTINUE, door, timeout)
        return _over(library, record, error)

    def _followed(self, library: Library, record: JobRecord, ruling: Ruling, door: Door, timeout: float) -> Job | None:
        """The job, gone on with; one that can't be asked after, for want of its key say, comes back with that error."""
        try:
            return self._life(library, record, ruling, self._reach_for(record, door), timeout)
        except GrokwidgetError as trouble:
            return _over(library, record, trouble.about(task_id=record.task_id))

    def _adopt(self, library: Library, record: JobRecord) -> tuple[JobRecord, bool]:
        return library.ledger.adopt(record.id, self.register.sign(library), partial(self.register.elsewhere, library))

    def _lose(self, library: Library, record: JobRecord) -> JobRecord:
        """Whoever sent it died before the answer came."""
        hint = say("job.unknown.hint", id=record.id)
        error = CreateUnknown(say("job.died_sending"), hint=hint, provider=record.provider)
        record = library.ledger.update(record.id, status=JobStatus.UNKNOWN, error=stored(error))
        self._noted(library, record)
        return record

    def _noted(self, library: Library, record: JobRecord) -> None:
        """Let the user's index and budgets know where a job stands."""
        self._all_noted([(library, record)])

    def _all_noted(self, told: Sequence[Told]) -> None:
        self._index.note(*told)
        for library, record in told:
            self.purse.settle(library, record)

    # -- a life -------------------------------------------------------------------------------------------------------

    def _life(
        self,
        library: Library,
        record: JobRecord,
        ruling: Ruling,
        reach: Reach,
        timeout: float,
        *,
        plan: Plan | None = None,
        renew: Renew | None = None,
    ) -> Job | None:
        """Start a job's life; None when it has one already."""
        from .heir import Recovery, Watch
        from .way import Way

        kind = {Ruling.WATCH: Watch, Ruling.FETCH: Recovery}.get(ruling, Way)
        job = Job(library, record)
        life = kind(self._ground, job, reach, timeout=timeout, plan=plan)
        if isinstance(life, Recovery):
            life.renew = renew
        if ruling is not Ruling.WATCH and not self.register.enter(life):
            return None
        life.start()
        return job


def _over(library: Library, record: JobRecord, error: GrokwidgetError) -> Job:
    """The handle of a job that nobody works on, with the reason."""
    job = Job(library, record)
    job._end(error=error)
    return job

"""The engine: all jobs of this process, the law for a request that was asked before, and taking up what was left."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from .. import providers
from ..errors import CreateUnknown, GrokwidgetError, JobUnknown, LibraryError, NotSent, WaitStopped
from ..keys import Key
from ..library import JobRecord, JobStatus, Library
from ..messages import say
from ..providers import Provider
from ..transport.access import is_loopback
from .elsewhere import Elsewhere
from .failure import raised, stored
from .job import Job
from .law import Ruling
from .life import Ground, Life
from .pace import Pace
from .plan import Plan, opened
from .portal import Portal, portal
from .reach import Reach
from .register import Register

if TYPE_CHECKING:
    from ..transport.connections import Transport

_PER_SECOND_NEARBY = 30.0
_PER_SECOND = 5.0
_ROUNDS = 20
#: Rulings that ask nothing of the provider: no key is needed for them.
_SILENT = frozenset({Ruling.SERVE, Ruling.ATTACH, Ruling.LOSE, Ruling.REFUSE_UNKNOWN, Ruling.REFUSE_MODERATED})

#: Makes the record of a new job in place of one whose clip is gone; None when somebody else just did.
Renew = Callable[[Life], JobRecord | None]


class Door(Protocol):
    """What the engine asks of whoever asks for jobs."""

    def key(self, provider: Provider) -> Key | None:
        """The provider's key, None where it needs none. Raises `MissingKey` or `SettingsError`."""
        ...

    def address(self, provider: Provider) -> str:
        """Another base URL than the provider's own, or "" for that."""
        ...

    def may_create(self, provider: Provider) -> None:
        """Raise `OfflineError` where creates are forbidden."""
        ...


@dataclass(frozen=True)
class Ask:
    """One request, with where its clip shall lie and how it is wished for."""

    library: Library
    plan: Plan
    door: Door
    timeout: float
    yes: bool = False
    """Whether the user agrees to pay again for what is gone."""

    @property
    def agreed(self) -> bool:
        """Whether it may be made once more: by the user's word, or because it costs nothing."""
        return self.yes or self.plan.estimate.amount == 0


class Engine:
    """One per process, on its portal; `engine()` gives it."""

    def __init__(self, on: Portal) -> None:
        self.portal = on
        self.register = Register()
        self._lock = threading.Lock()
        """Held from judging a request to its job's first breath: two threads never start the same one."""
        self._making = threading.Lock()
        self._paces: dict[tuple[str, str, str], Pace] = {}
        self._transport: Transport | None = None
        self._libraries: dict[Path, Library] = {}
        self._index = Elsewhere(self.library)
        self._ground = Ground(on, self.register, self._index.note)

    def library(self, folder: Path) -> Library:
        """The library of a folder: one per folder and process, so that its jobs have one owner."""
        with self._making:
            if folder not in self._libraries:
                self._libraries[folder] = Library(folder)
            return self._libraries[folder]

    # -- asking -------------------------------------------------------------------------------------------------------

    def submit(self, ask: Ask) -> Job:
        """The job of a request: a new one, or by the law the one that there is.

        Nothing has been sent when it returns; the intent is on disk. Raises `JobUnknown`, a stored `Moderated`,
        `OfflineError`, `MissingKey`, `InvalidImage`, `LibraryError`.
        """
        for _ in range(_ROUNDS):
            record = ask.library.ledger.by_fingerprint(ask.plan.fingerprint)
            ruling = self.register.judge(ask.library, record)
            if ruling.sends:
                ask.door.may_create(ask.plan.provider)
            if ruling.sends or (ruling is Ruling.FETCH and ask.agreed):
                plan = opened(ask.plan)
                changed, ask = plan.fingerprint != ask.plan.fingerprint, replace(ask, plan=plan)
                if changed:
                    continue
            reach = None if ruling in _SILENT else self.reach(ask.plan.provider, ask.door)
            try:
                with self._lock:
                    job = self._answer(ask, record, ruling) if reach is None else self._act(ask, record, ruling, reach)
            except _Elsewhere as found:
                return self.submit(replace(ask, library=found.library))
            if job is not None:
                return job
        raise GrokwidgetError(say("job.contended"))

    def _answer(self, ask: Ask, record: JobRecord | None, ruling: Ruling) -> Job | None:
        """What the law says, where the provider isn't asked; None: things have changed, judge anew."""
        assert record is not None
        match ruling:
            case Ruling.SERVE:
                job = Job(ask.library, record, from_library=True)
                count = range(len(record.clips))
                job._end(clips=tuple(ask.library.clip(record, n, from_library=True) for n in count))
                return job
            case Ruling.ATTACH:
                life = self.register.life(record.id)
                if life is None or life.over:
                    return None
                life.extend(ask.timeout)
                return life.job
            case Ruling.LOSE:
                self._lose(ask.library, record)
                return None
            case Ruling.REFUSE_MODERATED:
                raise raised(record)
        raise JobUnknown(
            say("job.unknown", reason=raised(record).message),
            hint=say("job.unknown.hint", id=record.id),
            provider=record.provider,
            request_id=record.request_id,
        )

    def _act(self, ask: Ask, record: JobRecord | None, ruling: Ruling, reach: Reach) -> Job | None:
        """What the law says, where the provider is asked; None: things have changed, judge anew."""
        if ruling is Ruling.CREATE:
            record = self._claimed(ask, reach)
            return self._begin(ask, record, ruling, reach) if record is not None else None
        assert record is not None
        if ruling is Ruling.WATCH:
            return self._begin(ask, record, ruling, reach)
        if ruling is Ruling.FETCH:
            renew = partial(self._renewed, ask, reach, record.id) if ask.agreed else None
            return self._begin(ask, record, ruling, reach, renew=renew)
        record, mine = self._adopt(ask.library, record)
        if ruling is Ruling.TAKE:
            if not mine or record.status is not JobStatus.PLANNED:
                return None
            self._ask_elsewhere(ask, record)
        return self._begin(ask, record, ruling, reach) if mine else None

    def _claimed(self, ask: Ask, reach: Reach, *, instead_of: str | None = None) -> JobRecord | None:
        """Write the intent down; None when somebody else was quicker. `instead_of`: a job whose clip is gone."""
        if instead_of is not None:
            ask.door.may_create(ask.plan.provider)
        alias = reach.key.alias if reach.key else None
        intent = ask.plan.record(owner=self.register.sign(ask.library), key_alias=alias)

        def again(found: JobRecord) -> bool:
            if instead_of is not None:
                return found.id == instead_of
            return self.register.judge(ask.library, found) is Ruling.CREATE

        record, new = ask.library.ledger.claim(intent, again)
        if not new:
            return None
        self._ask_elsewhere(ask, record)
        return record

    def _ask_elsewhere(self, ask: Ask, record: JobRecord) -> None:
        """Before a planned job of ours that costs money is sent: `_Elsewhere` when another library has its clip."""
        if not ask.plan.provider.local:
            other = self._index.in_the_way(
                ask.library, record, creates=lambda *there: self.register.judge(*there).sends, adopt=self._adopt
            )
            if other is not None:
                raise _Elsewhere(other)

    def _renewed(self, ask: Ask, reach: Reach, gone: str, life: Life) -> JobRecord | None:
        """A new job in place of one whose clip is gone for good, driven by the same life."""
        try:
            with self._lock:
                record = self._claimed(ask, reach, instead_of=gone)
                if record is not None:
                    self.register.adds(record.id, life)
                return record
        except _Elsewhere as found:
            raise LibraryError(say("job.elsewhere", folder=found.library.path)) from None

    # -- taking up ----------------------------------------------------------------------------------------------------

    def resume(self, library: Library, door: Door, timeout: float) -> list[Job]:
        """Take up every open job that nobody works on. Nothing is created.

        A job that can't be taken up comes back with its error: not sent and now never will be, maybe charged, a
        provider that is gone, a missing key.
        """
        jobs = []
        for found in library.unfinished():
            with self._lock:
                ruling = self.register.judge(library, found)
                if ruling is Ruling.WATCH and self.register.life(found.id) is not None:
                    # Stopped in this process, and just coming to its end: followed as soon as it is free.
                    job = self._watched(library, found, door, timeout)
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

    def _watched(self, library: Library, record: JobRecord, door: Door, timeout: float) -> Job | None:
        reach = self.reach(providers.provider(record.provider), door)
        return self._life(library, record, Ruling.WATCH, reach, timeout)

    def _take_up(self, library: Library, record: JobRecord, door: Door, timeout: float) -> Job | None:
        if record.status is JobStatus.PLANNED:
            error: GrokwidgetError = NotSent(say("job.died_unsent"), provider=record.provider)
            record = library.ledger.update(record.id, status=JobStatus.FAILED, error=stored(error))
            self._index.note(library, record)
        elif record.status is JobStatus.SUBMITTING:
            record = self._lose(library, record)
            error = raised(record)
        else:
            try:
                reach = self.reach(providers.provider(record.provider), door)
                return self._life(library, record, Ruling.CONTINUE, reach, timeout)
            except GrokwidgetError as trouble:
                error = trouble.about(task_id=record.task_id)
        job = Job(library, record)
        job._end(error=error)
        return job

    def _adopt(self, library: Library, record: JobRecord) -> tuple[JobRecord, bool]:
        return library.ledger.adopt(record.id, self.register.sign(library), partial(self.register.elsewhere, library))

    def _lose(self, library: Library, record: JobRecord) -> JobRecord:
        """Whoever sent it died before the answer came."""
        hint = say("job.unknown.hint", id=record.id)
        error = CreateUnknown(say("job.died_sending"), hint=hint, provider=record.provider)
        record = library.ledger.update(record.id, status=JobStatus.UNKNOWN, error=stored(error))
        self._index.note(library, record)
        return record

    # -- the parts ----------------------------------------------------------------------------------------------------

    def _begin(
        self, ask: Ask, record: JobRecord, ruling: Ruling, reach: Reach, *, renew: Renew | None = None
    ) -> Job | None:
        return self._life(ask.library, record, ruling, reach, ask.timeout, plan=ask.plan, renew=renew)

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

    def reach(self, provider: Provider, door: Door) -> Reach:
        """The way to a provider; its key is looked for here, in the caller's thread."""
        key = None if provider.local or not provider.key_variable else door.key(provider)
        address = door.address(provider)
        name = (provider.name, address, key.alias if key else "")
        fast = provider.local or is_loopback(urlsplit(address).hostname or "")
        pace = self._paces.setdefault(name, Pace(_PER_SECOND_NEARBY if fast else _PER_SECOND))
        return Reach(provider, self._connections, pace, base_url=address, key=key)

    def _connections(self) -> Transport:
        """The one transport, made when the first request needs it."""
        from ..transport.connections import Transport

        with self._making:
            if self._transport is None:
                self._transport = Transport()
            return self._transport


class _Elsewhere(Exception):
    """Another library of this user has the clip, or makes it."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self.library = library


_starting = threading.Lock()
_engine: Engine | None = None


def engine() -> Engine:
    """This process's engine, made anew after a fork."""
    global _engine
    with _starting:
        here = portal()
        if _engine is None or _engine.portal is not here:
            _engine = Engine(here)
        return _engine


def _after_fork() -> None:
    global _starting, _engine
    _starting, _engine = threading.Lock(), None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)

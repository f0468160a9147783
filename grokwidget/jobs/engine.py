"""The engine: all jobs of this process, and the law for a request that was asked before."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from functools import partial

from ..errors import GrokwidgetError, JobUnknown, LibraryError
from ..library import JobRecord, JobStatus, Library
from ..messages import say
from .ask import Ask, Door
from .failure import raised, rehearsed
from .job import Job
from .law import Ruling
from .life import Life
from .open_jobs import OpenJobs, Renew
from .plan import opened
from .portal import portal
from .reach import Reach

__all__ = ["Ask", "Door", "Engine", "engine"]

_ROUNDS = 20
#: Rulings that ask nothing of the provider: no key is needed for them.
_SILENT = frozenset({Ruling.SERVE, Ruling.ATTACH, Ruling.LOSE, Ruling.REFUSE_UNKNOWN, Ruling.REFUSE_MODERATED})


class Engine(OpenJobs):
    """One per process, on its portal; `engine()` gives it."""

    # -- asking -------------------------------------------------------------------------------------------------------

    def submit(self, ask: Ask) -> Job:
        """The job of a request: a new one, or by the law the one that there is.

        Nothing has been sent when it returns; the intent is on disk. Raises `JobUnknown`, a stored `Moderated`,
        `OfflineError`, `BudgetExceeded`, `NeedsConsent`, `MissingKey`, `InvalidImage`, `LibraryError`.
        """
        for _ in range(_ROUNDS):
            record = ask.library.ledger.by_fingerprint(ask.plan.fingerprint)
            ruling = self.register.judge(ask.library, record)
            if ruling.sends:
                ask.door.may_create(ask.plan.provider, rehearsal=ask.plan.rehearsal)
                self._may_cost(ask)
            if ruling.sends or (ruling is Ruling.FETCH and ask.agreed):
                plan = opened(ask.plan)
                changed, ask = plan.fingerprint != ask.plan.fingerprint, replace(ask, plan=plan)
                if changed:
                    continue
            reach = None if ruling in _SILENT else self._way_to(ask)
            try:
                with self._lock:
                    job = self._answer(ask, record, ruling) if reach is None else self._act(ask, record, ruling, reach)
            except _Elsewhere as found:
                return self.submit(replace(ask, library=found.library))
            if job is not None:
                return job
        raise GrokwidgetError(say("job.contended"))

    def _may_cost(self, ask: Ask) -> None:
        """Raise already here what would be raised before the request is sent, so that nothing is written down for it.

        Where another library may have the clip, for nothing, that is looked into first.
        """
        plan = ask.plan
        free = plan.provider.local or plan.rehearsal or not self.purse.limits(plan.allowance)
        if not (free or self._index.index.knows_elsewhere(plan.fingerprint, ask.library.path)):
            self.purse.check(plan.provider.name, plan.price, agreed=ask.yes, within=plan.allowance)

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
        error = JobUnknown(
            say("job.unknown", reason=raised(record).message),
            hint=say("job.unknown.hint", id=record.id),
            provider=record.provider,
            request_id=record.request_id,
        )
        raise rehearsed(error) if record.rehearsal else error

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
            ask.door.may_create(ask.plan.provider, rehearsal=ask.plan.rehearsal)
            self._may_cost(ask)
        alias = reach.key.alias if reach.key else None
        owner = self.register.sign(ask.library)
        intent = ask.plan.record(owner=owner, key_alias=alias, origin=reach.origin)

        def again(found: JobRecord) -> bool:
            if instead_of is not None:
                return found.id == instead_of
            return self.register.judge(ask.library, found) is Ruling.CREATE

        record, new = ask.library.ledger.claim(intent, again)
        if not new:
            return None
        self._ask_elsewhere(ask, record, paid_again=instead_of is not None)
        return record

    def _ask_elsewhere(self, ask: Ask, record: JobRecord, *, paid_again: bool = False) -> None:
        """Before a planned job of ours that costs money is sent: `_Elsewhere` when another library has its clip.

        So it has when the law there does not send the request either: a refusal holds for all libraries. Where the user
        agreed to pay again for a clip that is gone, one that is gone there too is no reason not to.
        """

        def creates(library: Library, found: JobRecord | None) -> bool:
            ruling = self.register.judge(library, found)
            return ruling.sends or (paid_again and ruling is Ruling.FETCH)

        if not ask.plan.provider.local and not ask.plan.rehearsal:
            other = self._index.in_the_way(ask.library, record, creates=creates, adopt=self._adopt)
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

    def _way_to(self, ask: Ask) -> Reach:
        return self.reach(ask.plan.provider, ask.door, rehearsal=ask.plan.rehearsal)

    def _begin(
        self, ask: Ask, record: JobRecord, ruling: Ruling, reach: Reach, *, renew: Renew | None = None
    ) -> Job | None:
        plan = replace(ask.plan, agreed=ask.yes)
        return self._life(ask.library, record, ruling, reach, ask.timeout, plan=plan, renew=renew)


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

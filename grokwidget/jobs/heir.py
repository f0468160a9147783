"""A job that is not simply this process's own: one that another process drives, or whose clip is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from ..errors import CreateUnknown, GrokwidgetError, NeedsConsent, NotSent, ResultUnavailable, TaskFailed, TaskNotFound
from ..library import Clip, JobRecord, JobStatus
from ..messages import say
from ..task import TaskStatus
from .failure import raised, stored
from .law import Owner
from .life import Life
from .poll import ask_once, ended
from .way import Way, failed

_WATCH = 0.2


class Watch(Way):
    """Waits for another process's job, and takes it over when that one dies; till then the record stays as it is."""

    watches = True

    async def drive(self) -> tuple[Clip, ...]:
        await self._watch()
        if self.record.status is JobStatus.DONE:
            return await self.clips()
        return await super().drive()

    async def _watch(self) -> None:
        """Wait for the end of a job that another process drives; take over when that process dies.

        Returns when it is done, or when it is ours to follow.
        """
        ledger = self.library.ledger
        while True:
            record = await asyncio.to_thread(ledger.get, self.record.id) or self.record
            self.record = record
            self.tell()
            if record.status is JobStatus.DONE:
                return None
            if record.status is JobStatus.UNKNOWN or record.status.final:
                raise raised(record)
            if not await asyncio.to_thread(self._taken, record):
                record, mine = await self.portal.whole(asyncio.to_thread(self._adopt, record))
                if mine and self.register.enter(self):
                    self.record = record
                    return await self._inherit()
            await asyncio.sleep(_WATCH)

    def _taken(self, record: JobRecord) -> bool:
        """Whether somebody else works on the job: another process, or an older life in this one."""
        return self.register.owner(self.library, record, besides=self.job) is not Owner.NOBODY

    def _adopt(self, record: JobRecord) -> tuple[JobRecord, bool]:
        owner = self.register.sign(self.library)
        return self.library.ledger.adopt(record.id, owner, partial(self.register.elsewhere, self.library))

    async def _inherit(self) -> None:
        """The process that drove it is gone. What it had not sent is not sent by us: it was its user's request."""
        if self.record.status is JobStatus.PLANNED:
            error: GrokwidgetError = self.about(NotSent(say("job.died_unsent")))
            await self.write(status=JobStatus.FAILED, **failed(error))
            raise error
        if self.record.status is JobStatus.SUBMITTING:
            hint = say("job.unknown.hint", id=self.record.id)
            error = self.about(CreateUnknown(say("job.died_sending"), hint=hint))
            await self.write(status=JobStatus.UNKNOWN, error=stored(error))
            raise error


class Recovery(Way):
    """Fetches a clip that was paid for and is not here once more; else makes a new one, by the user's word only."""

    renew: Callable[[Life], JobRecord | None] | None = None
    """With the user's consent to pay again: makes the record of a new job, None when somebody else just did."""

    async def drive(self) -> tuple[Clip, ...]:
        clips = await self._recover()
        return clips if clips is not None else await super().drive()

    async def _recover(self) -> tuple[Clip, ...] | None:
        """A clip that was paid for and is not here: fetched once more from its task.

        None when there is a new record to be sent instead, by the user's consent; else `NeedsConsent` with the price.
        """
        try:
            if self.record.task_id is None:
                raise ResultUnavailable(say("job.no_task"))
            state, _ = await ask_once(self.reach, self.record.task_id)
            if state.status.final and state.status is not TaskStatus.SUCCEEDED:
                raise ended(state, self.reach.provider)
            self.job.from_library = state.status.final
            clips = await self.collect(state) if state.status.final else None
        except (TaskFailed, TaskNotFound, ResultUnavailable) as error:
            # Nothing less than "it is gone" is a reason to pay again: a provider that can't be reached now is none.
            self.job.from_library = False
            fresh = await asyncio.to_thread(self.renew, self) if self.renew is not None else None
            if fresh is not None:
                self.record, self.sent = fresh, False
                return None
            price = self.record.estimate or say("cost.unknown")
            raise self.about(
                NeedsConsent(say("job.gone_for_good", problem=error.message, price=price), hint=say("job.consent.hint"))
            ) from None
        return clips if clips is not None else await self._goes_on()

    async def _goes_on(self) -> tuple[Clip, ...]:
        """It was believed to be over, but its task runs: waited for like any other, whatever was agreed to."""
        owner = self.register.sign(self.library)
        await self.write(must=False, status=JobStatus.RUNNING, owner=owner, error=None, finished_at=None)
        return await self.collect(await self._follow())

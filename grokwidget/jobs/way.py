"""The way of one job: sent once, followed to its end, fetched whole, written down."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

from ..errors import (
    AuthError,
    BudgetExceeded,
    ClipInvalid,
    CreateUnknown,
    GrokwidgetError,
    Moderated,
    Money,
    NeedsConsent,
    NotSent,
    PermissionDenied,
    RateLimited,
    ResultUnavailable,
    SettingsError,
    TaskCancelled,
    TaskExpired,
    TaskFailed,
    TaskNotFound,
    WaitTimeout,
)
from ..library import Clip, ClipFile, JobStatus
from ..messages import say
from ..providers import HttpCall
from ..redaction import redact
from ..task import FREE, Cost, TaskState, TaskStatus
from . import create
from .failure import stored
from .life import Life
from .poll import ask_once, follow
from .schedule import Schedule

_MOST_CLIPS = 8
_MOMENT = 2.0
"""Seconds after which other processes are told that a clip is being fetched."""
_ENDS: tuple[tuple[type[GrokwidgetError], JobStatus], ...] = (
    (TaskCancelled, JobStatus.CANCELLED),
    (TaskExpired, JobStatus.EXPIRED),
    (TaskNotFound, JobStatus.EXPIRED),
    (ResultUnavailable, JobStatus.EXPIRED),
    (Moderated, JobStatus.FAILED),
    (TaskFailed, JobStatus.FAILED),
)


class Way(Life):
    """The life of a job that is this process's own, from wherever it stands."""

    _reported: Cost | None = None
    """What the provider says that it charged, once the task has ended."""
    _new = False
    """Whether it was sent in this very life: then no earlier one can have stored its clip."""

    async def drive(self) -> tuple[Clip, ...]:
        if self.record.status is JobStatus.PLANNED:
            await self._create()
        return await self.collect(await self._follow())

    # -- create -------------------------------------------------------------------------------------------------------

    async def _create(self) -> None:
        assert self.plan is not None
        call: HttpCall | None = None
        tries = 0
        while True:
            try:
                if not self.reach.known:
                    self.tell(now=True, phase=say("job.phase.starting"))
                await self.reach.ready()
                call = call or await create.encoded(self.reach, self.plan, self._uploading)
                await self.reach.turn()
                sent = await self.portal.whole(self._send(call))
            except GrokwidgetError as error:
                tries += 1
                pause = create.wait_before_again(error, tries)
                if pause is None or pause >= self.left:
                    if self.record.status is JobStatus.PLANNED:
                        # The user's own budget is no failure of the job.
                        refused = isinstance(error, BudgetExceeded | NeedsConsent)
                        status = JobStatus.CANCELLED if refused else JobStatus.FAILED
                        await self.write(must=False, status=status, **failed(error))
                    raise
                self.tell(now=True, message=str(error), phase=say("job.phase.again", seconds=f"{pause:.0f}"))
                await asyncio.sleep(pause)
            else:
                if not sent:
                    raise self.about(NotSent(say("job.taken_away")))
                return

    def _uploading(self, phase: str) -> None:
        self.tell(now=True, phase=phase)

    async def _send(self, call: HttpCall) -> bool:
        """One try, never torn: intent on disk, request, and what came of it on disk.

        False when the job is another process's by now, or was closed: then nothing is sent, and the record is left be.
        """
        self.commit()
        self.tell(message="")
        try:
            if not await self.begin():
                return False
        except GrokwidgetError:
            self.sent = False
            raise
        try:
            state, reply = await create.send(self.reach, call)
        except (NotSent, RateLimited):
            await self.write(must=False, status=JobStatus.PLANNED)
            self.sent = False
            raise
        except CreateUnknown as error:
            error.hint = say("job.unknown.hint", id=self.record.id)
            await self.write(must=False, status=JobStatus.UNKNOWN, error=stored(error))
            raise
        except GrokwidgetError as error:
            await self.write(must=False, status=JobStatus.FAILED, **failed(error))
            raise
        self._new = True
        await self.write(
            must=False,
            status=JobStatus.QUEUED,
            task_id=state.task_id,
            request_id=reply.request_id,
            accepted_at=time.time(),
            said=redact(state.said),
            progress=state.progress,
        )
        return True

    # -- poll ---------------------------------------------------------------------------------------------------------

    async def _follow(self) -> TaskState:
        record = self.record
        assert record.task_id is not None
        made_at = record.request.get("origin", "")
        if made_at and self.reach.origin and made_at != self.reach.origin:
            text = say("job.other_origin", made=made_at, asked=self.reach.origin)
            raise self.about(SettingsError(text, money=Money.UNKNOWN))
        durations = await self._past.of(self.library, record)
        await self.reach.access()
        reach = self.reach
        self.schedule = Schedule.for_provider(
            durations, nearby=reach.nearby, poll=reach.poll, every=reach.provider.asks_every
        )
        try:
            return await follow(
                self.reach,
                record.task_id,
                schedule=self.schedule,
                accepted_at=record.accepted_at or record.created_at,
                news=self._heard,
                pause=self._pause,
            )
        except GrokwidgetError as error:
            raise await self._over_with(error) from None

    async def _pause(self, seconds: float, least: float) -> None:
        """Wait before the next question; after `least` seconds a poke ends it."""
        await asyncio.sleep(least)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds - least):
                await self._nudge.wait()
        self._nudge.clear()

    async def _heard(self, state: TaskState | None, error: GrokwidgetError | None) -> None:
        if state is None:
            self.tell(message=say("job.retrying", problem=error.message if error else ""))
            return
        status = {TaskStatus.QUEUED: JobStatus.QUEUED, TaskStatus.RUNNING: JobStatus.RUNNING}.get(state.status)
        changes: dict[str, Any] = {"said": redact(state.said), "progress": state.progress}
        if state.status.final:
            self._reported = state.cost
        if status is not None and status is not self.record.status:
            await self.write(must=False, status=status, **changes)
        elif state.progress != self.record.progress or changes["said"] != self.record.said:
            await self.note(**changes)
        odd = state.status is TaskStatus.UNKNOWN and state.said
        word = say("job.odd_word", provider=self.reach.provider.title, word=state.said[:60]) if odd else ""
        self.tell(message=word, place=state.queue_place)

    async def _over_with(self, error: GrokwidgetError) -> GrokwidgetError:
        """Write down how it ended. An error that says nothing of the task leaves the job open, to be resumed."""
        self.about(error)
        made_with, asked_with = self.record.key_alias, self.reach.key.alias if self.reach.key else None
        if isinstance(error, TaskNotFound | AuthError | PermissionDenied) and made_with != asked_with:
            error.hint = say("job.other_key", made=made_with or "-", asked=asked_with or "-")
            return error
        for kind, status in _ENDS:
            if isinstance(error, kind):
                cost = {"cost": self._spent(self._reported)} if self._reported is not None else {}
                await self.write(must=False, status=status, **failed(error), **cost)
                return error
        if not isinstance(error, WaitTimeout):
            await self.write(must=False, error=stored(error))
        return error

    # -- fetch --------------------------------------------------------------------------------------------------------

    async def collect(self, state: TaskState) -> tuple[Clip, ...]:
        """Fetch what the task made, and write down that it is done."""
        changes: dict[str, Any] = {"status": JobStatus.DOWNLOADING, "progress": 100.0}
        late: asyncio.TimerHandle | None = None
        if self.record.status in (JobStatus.QUEUED, JobStatus.RUNNING):
            # Most are here in a moment, and a kill in that moment costs no more than the question how the task stands.
            self.later(**changes)
            late = self.portal.loop.call_later(_MOMENT, self._write_late)
        else:
            await self.write(must=False, **changes)
        try:
            files, settled = await self._files(state)
        finally:
            if late is not None:
                late.cancel()
        await self.write(status=JobStatus.DONE, clips=files, **settled)
        return tuple(self.library.just_stored(self.record, n, self.job.from_library) for n in range(len(files)))

    def _write_late(self) -> None:
        self.portal.start(self.write(must=False))

    async def _files(self, state: TaskState) -> tuple[tuple[ClipFile, ...], dict[str, Any]]:
        """The clips, fetched and shelved, and what else is to be written of the job's end."""
        files: list[ClipFile] = []
        lost: list[GrokwidgetError] = []
        urls = state.urls[:_MOST_CLIPS] or ("",)
        for n, url in enumerate(urls):
            try:
                files.append(await self._one(n, url, state))
            except GrokwidgetError as error:
                # What may be mended is tried again when the job is resumed; what is gone must not cost the others.
                if not files and not isinstance(error, ResultUnavailable | ClipInvalid):
                    raise await self._over_with(error) from None
                lost.append(error)
        if not files:
            raise await self._over_with(lost[0]) from None
        if lost:
            self.remark = say("job.some_lost", count=len(lost), all=len(urls), problem=lost[0].message)
        return tuple(files), {**self._settled(state), "error": stored(lost[0]) if lost else None}

    def _settled(self, state: TaskState) -> dict[str, Any]:
        cost = self._spent(state.cost or self.record.cost or self.record.estimate)
        return {"finished_at": time.time(), "cost": cost, "error": None}

    def _spent(self, cost: Cost | None) -> Cost | None:
        """What the user pays of what the provider says, or what was estimated."""
        return FREE if self.record.rehearsal else cost

    async def _one(self, n: int, url: str, state: TaskState) -> ClipFile:
        if not self._new:
            here = await asyncio.to_thread(self.library.stored, self.record, n)
            if here is not None:
                return here
        from .download import Download

        part = self.library.part(self.record, n, make=False)
        for last in (False, True):
            content = self.reach.provider.dialect.content_path(self.record.task_id or "")
            await Download(self.reach, url, part, place=n, fresh=self._fresh, heard=self._came, content=content).fetch()
            try:
                async with self._storing:
                    return await self.portal.whole(asyncio.to_thread(self._store, n, state))
            except ClipInvalid as error:
                kept = await asyncio.to_thread(self.library.set_aside, part, error.message)
                if last:
                    error.hint = say("job.kept_aside", file=kept.name)
                    raise
        raise AssertionError

    def _store(self, n: int, state: TaskState) -> ClipFile:
        record = self.record.changed(**self._settled(state))
        return self.library.store(record, self.library.part(record, n), n=n)

    async def _fresh(self) -> tuple[str, ...]:
        assert self.record.task_id is not None
        return (await ask_once(self.reach, self.record.task_id))[0].urls

    def _came(self, got: int, whole: int | None) -> None:
        if whole:
            self.tell(phase=say("job.phase.fetching", got=_mega(got), whole=_mega(whole)))

    async def clips(self) -> tuple[Clip, ...]:
        """The clips of the record."""
        return await asyncio.to_thread(
            lambda: tuple(
                self.library.clip(self.record, n, from_library=self.job.from_library)
                for n in range(len(self.record.clips))
            )
        )


def failed(error: GrokwidgetError) -> dict[str, Any]:
    """What the record keeps of an error that ended the job."""
    return {"error": stored(error), "finished_at": time.time()}


def _mega(count: int) -> str:
    return f"{count / 1024**2:.1f} MB"

"""The handle of a job: for any thread, to wait for, to await, to listen to, to stop."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import inspect
import logging
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator
from typing import TYPE_CHECKING, Any

from .. import display
from ..errors import GrokwidgetError, LibraryError
from ..library import Clip, JobRecord, JobStatus, Library
from ..library.asking import Asker
from ..messages import say
from ..redaction import redact
from ..task import FREE, Cost
from .failure import again, stopped, timed_out
from .portal import portal
from .update import JobUpdate

if TYPE_CHECKING:
    from .life import Life

_SLICE = 0.05
_BEAT = 0.1
_log = logging.getLogger(__name__)
#: What every job that is over has in place of its own event: a thousand handles may be kept.
_ENDED = threading.Event()
_ENDED.set()
Listener = Callable[[JobUpdate], object]


class Job:
    """One request on its way to a clip. Wait with `result()`, or `await` it; both give the first `Clip`.

    Interrupting or stopping the wait doesn't stop the provider: the job stays in the ledger and `client.resume()` goes
    on with it.
    """

    def __init__(self, library: Library, record: JobRecord, *, from_library: bool = False) -> None:
        self.library = library
        self.from_library = from_library
        """Whether the clip was there already: nothing was sent."""
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._record = record
        self._error: GrokwidgetError | None = None
        self._clips: tuple[Clip, ...] = ()
        self._update = JobUpdate(record.status, record.progress)
        self._listeners: dict[object, Listener] = {}
        self._life: Life | None = None
        self._asker: Asker | None = None

    # -- what it is ---------------------------------------------------------------------------------------------------

    @property
    def id(self) -> str:
        """The job's id in the ledger."""
        return self._record.id

    @property
    def record(self) -> JobRecord:
        """All that the ledger knows of it."""
        return self._record

    @property
    def status(self) -> JobStatus:
        """Where it stands."""
        return self._record.status

    @property
    def progress(self) -> float | None:
        """Percent, None where the provider doesn't tell."""
        return self._update.progress

    @property
    def request(self) -> dict[str, Any]:
        """What was asked, as plain JSON."""
        return dict(self._record.request)

    @property
    def rehearsal(self) -> bool:
        """Whether the local service is asked in the provider's place, for nothing."""
        return self._record.rehearsal

    @property
    def estimate(self) -> Cost | None:
        """What it would probably cost, as said before it was sent; of a rehearsal, what the real run would."""
        return self._record.estimate

    @property
    def cost(self) -> Cost | None:
        """What it did cost this time; free when the clip was there already, None while it isn't known."""
        return FREE if self.from_library else self._record.cost

    @property
    def error(self) -> GrokwidgetError | None:
        """Why the wait ended without a clip, None otherwise."""
        return self._error

    @property
    def clips(self) -> tuple[Clip, ...]:
        """All clips of a finished job; most have one."""
        return self._clips

    @property
    def update(self) -> JobUpdate:
        """The latest news."""
        return self._update

    def done(self) -> bool:
        """Whether the wait is over, with a clip or without."""
        return self._over.is_set()

    # -- waiting ------------------------------------------------------------------------------------------------------

    def result(self, timeout: float | None = None) -> Clip:
        """Wait for the first clip. An interrupt lands at once and raises `WaitStopped`.

        `timeout`: seconds for this wait alone; when they pass, `WaitTimeout` is raised and the job runs on.
        Raises what went wrong with the job otherwise.
        """
        until = None if timeout is None else time.monotonic() + timeout
        try:
            # Asked first: `wait` takes a lock that all who are over share, and a fork may come while somebody has it.
            while not (self._over.is_set() or self._over.wait(_SLICE)):
                self._still_driven()
                display.waiting()
                if until is not None and time.monotonic() >= until:
                    raise timed_out(self._record, sent=True)
        except KeyboardInterrupt:
            self.stop()
        return self._outcome()

    def __await__(self) -> Generator[Any, None, Clip]:
        return self._awaited().__await__()

    async def _awaited(self) -> Clip:
        try:
            async with contextlib.aclosing(self._beats()) as beats:
                async for _ in beats:
                    if self.done():
                        break
        except asyncio.CancelledError:
            self.stop()
        return self._outcome()

    async def __aiter__(self) -> AsyncIterator[JobUpdate]:
        """Each update as it comes, the present one first; ends with the job. Slow readers miss what is overtaken."""
        last: JobUpdate | None = None
        try:
            async with contextlib.aclosing(self._beats()) as beats:
                async for _ in beats:
                    if self._update is not last:
                        last = self._update
                        yield last
                    if last.over:
                        return
        except asyncio.CancelledError:
            self.stop()
            self._outcome()
            yield self._update

    async def _beats(self) -> AsyncGenerator[None, None]:
        """A beat at every update and at least ten a second, or an interrupt of the kernel would go unheard."""
        loop, news = asyncio.get_running_loop(), asyncio.Event()

        def wake(_: JobUpdate) -> None:
            with contextlib.suppress(RuntimeError):  # the waiting loop was closed meanwhile
                loop.call_soon_threadsafe(news.set)

        forget = self.on_update(wake)
        try:
            while True:
                yield
                if not self.done():
                    self._still_driven()
                    with contextlib.suppress(TimeoutError):  # not wait_for, which in 3.11 may swallow a cancellation
                        async with asyncio.timeout(_BEAT):
                            await news.wait()
                    news.clear()
                for heartbeat in list(display.heartbeats):
                    answer = heartbeat()
                    if inspect.isawaitable(answer):
                        await answer
        finally:
            forget()

    def stop(self) -> None:
        """Stop waiting, and stop asking the provider in this process. The task goes on and can be resumed.

        A request that is just being sent is never torn: its id is still written down.
        """
        with self._lock:
            life = self._life
        sent = life.stop() if life is not None else True
        self._end(error=stopped(self._record, sent=sent))

    def close(self) -> None:
        """Close a job that is "maybe charged", or stopped, by the user's word: the same request may be sent again.

        Raises `LibraryError` when the ledger can't be written.
        """
        self.stop()
        if self._record.status.open:
            closed = {"type": "TaskCancelled", "message": say("job.closed"), "code": "closed", "money": "unknown"}
            self._record = self.library.ledger.update(self.id, status=JobStatus.CANCELLED, error=closed)

    def on_update(self, callback: Listener) -> Callable[[], None]:
        """Have `callback` called with every update, on the portal's thread, at most about ten times a second.

        Called with the last update at once when the job is over. Returns a function that ends it.
        """
        token = object()
        with self._lock:
            over = self._update.over
            if not over:
                self._listeners[token] = callback
        if over:
            self._tell(callback, self._update)
        return lambda: self._listeners.pop(token, None) and None

    def asked_by(self, asker: Asker) -> Job:
        """Have its clips know who asked first, for `clip.then` and `clip.again`; returns the job itself."""
        with self._lock:
            self._asker = self._asker or asker
            for clip in self._clips:
                clip.asker = clip.asker or self._asker
        return self

    # -- for the engine -----------------------------------------------------------------------------------------------

    def _lives(self, life: Life) -> None:
        with self._lock:
            self._life = life

    def _left(self, life: Life) -> None:
        """That life is over. Whoever keeps a thousand handles keeps no more than what they tell."""
        with self._lock:
            if self._life is life:
                self._life = None

    def _news(self, record: JobRecord, update: JobUpdate | None = None) -> None:
        """The record changed, or there is something to tell."""
        self._record = record
        with self._lock:
            if update is None or self._update.over:
                return
            self._update = update
            listeners = list(self._listeners.values())
        for listener in listeners:
            self._tell(listener, update)

    def _end(self, *, clips: tuple[Clip, ...] = (), error: GrokwidgetError | None = None, message: str = "") -> None:
        """The wait is over; whoever says so first is right. `message`: what is to be said of a good end."""
        with self._lock:
            if self._over.is_set():
                return
            # A provider's words go no further than this without being redacted.
            error = again(error) if error is not None else None
            self._clips, self._error = clips, error
            for clip in clips:
                clip.asker = clip.asker or self._asker
            last = self._update
            self._update = JobUpdate(
                status=self._record.status,
                progress=100.0 if clips else last.progress,
                elapsed=last.elapsed,
                message=redact(str(error) if error else message),
                error=error,
                over=True,
            )
            listeners, self._listeners = list(self._listeners.values()), {}
            life, update = self._life, self._update
            self._over.set()
            self._over = _ENDED
        # A stop comes from any thread, but listeners are called on the portal's.
        away = life is not None and life.portal.alive and not life.portal.here
        for listener in listeners:
            if away and life is not None:
                life.portal.call(self._tell, listener, update)
            else:
                self._tell(listener, update)

    def _tell(self, listener: Listener, update: JobUpdate) -> None:
        try:
            contextvars.Context().run(listener, update)
        except Exception:
            _log.exception("a listener of job %s failed", self.id)

    def _outcome(self) -> Clip:
        """The clip if there is one, also where a stop came just then; else the failure is raised."""
        if self._clips:
            return self._clips[0]
        raise self._failure() from None

    def _failure(self) -> GrokwidgetError:
        error = self._error
        return again(error) if error is not None else LibraryError(say("job.nothing"))

    def _still_driven(self) -> None:
        """A forked child holds handles whose engine stayed in the parent: waiting there would never end."""
        life = self._life
        if life is not None and not self.done() and not life.portal.alive and life.portal is not portal():
            self._end(error=stopped(self._record, sent=True))

    def __repr__(self) -> str:
        where = self._record.provider + (" (rehearsal)" if self.rehearsal else "")
        return f"<Job {where} {self.status}: {self._record.prompt[:60]!r}>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return display.bundle(self, repr(self))

"""The sweep itself: planned at once, priced before anything is sent, run, stopped and gone on with."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import inspect
import logging
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from .. import display
from ..errors import InvalidRequest, NeedsConsent, SettingsError, WaitStopped, WaitTimeout
from ..jobs.engine import engine
from ..jobs.portal import portal
from ..library import Clip
from ..messages import say
from ..nearest import did_you_mean
from .cell import CellStatus, SweepCell
from .driving import Drive, missing
from .elsewhere import look_elsewhere
from .grid import Grid
from .mapping import Executor, mapped
from .planned import LeftOut, Merged, planned
from .price import Estimate, estimate
from .telling import PriceTable, lines, parts, price_table

if TYPE_CHECKING:
    from ..client import Client
    from ..jobs import Job
    from .sheet import Only

_SLICE, _BEAT = 0.05, 0.1
_log = logging.getLogger(__name__)
Listener = Callable[[SweepCell | None], object]


class Sweep:
    """Requests that are tried against each other. `Client.sweep` makes one; nothing is sent before `run` or `start`.

        >>> sweep = client.sweep(["a red fox", "a grey owl"], aspect_ratio=["16:9", "9:16"], takes=2)
        >>> sweep                       # the price, and what is left out
        >>> sweep.run(yes=True)         # waits; `yes` agrees to the price
        >>> sweep.clips

    A sweep keeps nothing that the library doesn't: made again with the same lists, in another kernel too, it finds its
    clips there and sends only what is missing. All methods may be called from any thread.
    """

    def __init__(
        self,
        client: Client,
        grid: Grid,
        *,
        at_once: int = 4,
        timeout: float | None = None,
        rehearse: bool = False,
        executor: Executor | None = None,
    ) -> None:
        if isinstance(at_once, bool) or not isinstance(at_once, int) or at_once < 1:
            raise SettingsError(say("sweep.at_once", value=at_once))
        self.client = client
        self.grid = grid
        found = planned(client, grid, rehearse=rehearse)
        self.cells: tuple[SweepCell, ...] = found.cells
        """One for each different request, the last axis fastest."""
        self.left_out: tuple[LeftOut, ...] = found.left_out
        """The combinations that no model takes, each with the reason."""
        self.merged: tuple[Merged, ...] = found.merged
        """The combinations that are the same request as a cell."""
        self._at_once = at_once
        self._timeout = client.timeout if timeout is None else timeout
        self._executor = executor
        self._lock = threading.RLock()
        self._drive: Drive | None = None
        self._listeners: dict[object, Listener] = {}
        self._yes = False
        self._shown = self.refresh()

    # -- what it is ---------------------------------------------------------------------------------------------------

    @property
    def axes(self) -> dict[str, tuple[Any, ...]]:
        """Axis -> its values, in order: the prompts first, the takes last; None where nothing is said."""
        return {axis.name: tuple(dict.fromkeys(axis.shown)) for axis in self.grid.axes}

    @property
    def varies(self) -> tuple[str, ...]:
        """The axes that have more than one value."""
        return tuple(name for name, values in self.axes.items() if len(values) > 1)

    @property
    def estimate(self) -> Estimate:
        """What a run would probably cost, as the ledger was when the sweep last looked (`refresh`)."""
        return estimate(self.cells)

    @property
    def plan(self) -> PriceTable:
        """The price as a table: a row for each provider, model and fate, with how many and what they cost."""
        return price_table(self.cells)

    @property
    def clips(self) -> list[Clip]:
        """The first clip of every cell that has one, in the order of the cells."""
        return [clip for cell in self.cells if (clip := cell.clip) is not None]

    @property
    def running(self) -> bool:
        """Whether a run is under way in this process."""
        drive = self._drive
        return drive is not None and not drive.over.is_set() and drive.portal.alive

    @property
    def stopped(self) -> bool:
        """Whether the latest run was stopped before all of it was there: `run` goes on with what is missing."""
        drive = self._drive
        if drive is None or not drive.stopped or self.running:
            return False
        return any(cell.status in (CellStatus.PLANNED, CellStatus.STOPPED) for cell in self.cells)

    @property
    def counts(self) -> dict[CellStatus, int]:
        """How many cells stand where; only those statuses that there are."""
        found = [cell.status for cell in self.cells]
        return {status: count for status in CellStatus if (count := found.count(status))}

    def refresh(self) -> Estimate:
        """Look at the ledger anew, unless a run is under way; the estimate as of now. Sends nothing.

        Raises `LibraryError` when the ledger can't be read.
        """
        with self._lock:
            if not self.running:
                library, register = self.client.library, engine().register
                for cell in self.cells:
                    self.client.bring(cell._plan)
                records = library.ledger.by_fingerprints([cell.fingerprint for cell in self.cells])
                for cell, record in zip(self.cells, records, strict=True):
                    cell._judged(record, register.judge(library, record))
                look_elsewhere(self.cells, library)
            return self.estimate

    # -- running ------------------------------------------------------------------------------------------------------

    def start(self, *, yes: bool = False) -> Sweep:
        """Send what is missing, at most `at_once` at a time for each provider, and return at once.

        While a run is under way this changes nothing. `yes` agrees to the price; it is also each job's `yes`. Raises
        `NeedsConsent` where it costs money and `yes` isn't said, or where it has become dearer than was shown, and
        `LibraryError`. What goes wrong with a cell stays in that cell.
        """
        with self._lock:
            if self.running:
                return self
            price = self.refresh()
            if not price.free:
                if not yes:
                    self._shown = price
                    raise NeedsConsent(say("sweep.consent", total=price.total), hint=say("sweep.consent.hint"))
                if price.above(self._shown):
                    before, self._shown = self._shown, price
                    raise NeedsConsent(
                        say("sweep.dearer", before=before.total, now=price.total), hint=say("sweep.dearer.hint")
                    )
            self._yes = yes
            self._drive = Drive(portal(), missing(self.cells), ask=self._ask, heard=self._heard, at_once=self._at_once)
            self._drive.start()
        return self

    def run(self, *, yes: bool = False, timeout: float | None = None) -> Sweep:
        """Send what is missing and wait for all of it; gives the sweep. A failed cell fails alone: see its `error`.

        An interrupt stops the sweep and raises `WaitStopped`; when `timeout` seconds pass, `WaitTimeout` is raised and
        the sweep runs on. Raises what `start` raises.
        """
        self.start(yes=yes)
        with display.watching(self) if self.running else contextlib.nullcontext():
            try:
                if not self.wait(timeout):
                    raise WaitTimeout(say("sweep.waited", parts=parts(self)))
            except KeyboardInterrupt:
                self.stop()
        self._check_stopped()
        return self

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the run is over, at most `timeout` seconds; whether it is. An interrupt lands at once."""
        until = None if timeout is None else time.monotonic() + timeout
        while self.running:
            drive = self._drive
            left = _SLICE if until is None else min(_SLICE, until - time.monotonic())
            if left <= 0:
                return False
            if drive is None or drive.over.wait(left):
                break
            display.waiting()
        return True

    def stop(self, *, timeout: float = 5) -> None:
        """Send nothing more, and wait for nothing more. What was sent stays in the ledger: `run` goes on with it.

        At most `timeout` seconds are spent on what is just being sent.
        """
        drive = self._drive
        if drive is not None and not drive.over.is_set():
            drive.stop()
            self.wait(timeout)

    def __await__(self) -> Generator[Any, None, Sweep]:
        return self._awaited().__await__()

    async def _awaited(self) -> Sweep:
        async for _ in self:
            pass
        self._check_stopped()
        return self

    async def __aiter__(self) -> AsyncIterator[SweepCell]:
        """Each cell as it is settled, those first that are. Starts the sweep where it isn't started: `NeedsConsent`."""
        if self._drive is None:
            self.start()
        given: set[int] = set()
        try:
            async with contextlib.aclosing(self._beats()) as beats:
                async for over in beats:
                    for n, cell in enumerate(self.cells):
                        if n not in given and cell.status.settled:
                            given.add(n)
                            yield cell
                    if over:
                        return
        except asyncio.CancelledError:
            self.stop()
            self._check_stopped()

    async def _beats(self) -> AsyncGenerator[bool, None]:
        """A beat at every change and at least ten a second, as `Job` has it; True at the last one."""
        loop, news = asyncio.get_running_loop(), asyncio.Event()

        def wake(_: SweepCell | None) -> None:
            with contextlib.suppress(RuntimeError):  # the waiting loop was closed meanwhile
                loop.call_soon_threadsafe(news.set)

        forget = self.on_update(wake)
        try:
            while True:
                over = not self.running
                yield over
                if over:
                    return
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_BEAT):
                        await news.wait()
                news.clear()
                for heartbeat in list(display.heartbeats):
                    answer = heartbeat()
                    if inspect.isawaitable(answer):
                        await answer
        finally:
            forget()

    def on_update(self, callback: Listener) -> Callable[[], None]:
        """Have `callback` called, on the portal's thread, with every cell that begins or ends; with None when the run
        is over. Returns a function that ends it."""
        token = object()
        with self._lock:
            self._listeners[token] = callback
        return lambda: self._listeners.pop(token, None) and None

    # -- looking at it ------------------------------------------------------------------------------------------------

    def where(self, **choices: Any) -> list[SweepCell]:
        """The cells with these choices: `where(mode="fun", take=[1, 2])`. Raises `InvalidRequest` for another axis."""
        wanted = {name: value if isinstance(value, list | tuple | set) else (value,) for name, value in choices.items()}
        self._check_names(wanted)
        return [cell for cell in self.cells if all(cell.choices[name] in values for name, values in wanted.items())]

    def at(self, **choices: Any) -> SweepCell | LeftOut:
        """What there is for one combination: its cell, the cell that it is the same as, or why it is left out.

        Axes with one value needn't be named. Raises `InvalidRequest` where that is no single combination.
        """
        self._check_names(choices)
        single = {name: values[0] for name, values in self.axes.items() if len(values) == 1}
        wanted = {name: value for name, value in {**single, **choices}.items() if name != "prompt" or name in choices}
        found: dict[int, SweepCell | LeftOut] = {}
        everything: list[SweepCell | Merged | LeftOut] = [*self.cells, *self.merged, *self.left_out]
        for each in everything:
            if all(each.choices[name] == value for name, value in wanted.items()):
                one = each.cell if isinstance(each, Merged) else each
                found[id(one)] = one
        if len(found) != 1:
            raise InvalidRequest(say("sweep.not_one", count=len(found)))
        return next(iter(found.values()))

    def map(
        self, function: Callable[[Clip], Any], *, executor: Executor | None = None, name: str | None = None
    ) -> list[Any]:
        """`function(clip)` for the clip of every cell, in their order; None for a cell without one.

        `executor` has `submit(function, clip)` as those of `concurrent.futures` have, Dask's `Client` and its
        `get_executor()` too; left out, the sweep's own, else threads. Where the workers are other machines, they need
        the library's folder at the same path. What `function` raises for a clip is that clip's result. With `name`,
        results are kept in the cells' `values` and in `to_dataframe()`.
        """
        return mapped(self.cells, function, executor or self._executor, name)

    def to_dataframe(self) -> Any:
        """A pandas table, one row a cell: its choices, status, cost, clip and error, and what `map` found by name.

        `LibraryError` where pandas isn't installed.
        """
        from ..library.table import pandas
        from .telling import KINDS, rows

        return pandas().DataFrame(rows(self.cells)).astype(KINDS)

    def save(
        self,
        path: str | Path,
        *,
        rows: str | None = None,
        columns: str | None = None,
        sort: str | None = None,
        only: Only | None = None,
        **how: Any,
    ) -> Path:
        """Write its contact sheet as one file, and return where it is: `save("foxes.mp4", rows="prompt", sort="cost")`.

        The ending says which kind: `.mp4`, `.webp`, `.html` or `.png`. `rows` and `columns` name the lists that go down
        and across, "" is none; `sort` is `rating`, `cost`, `duration`, `created`, `seconds` or a name that `map` found
        values by, with "-" before it the other way round; `only` has the keys of the clips to show, or says of each
        cell whether it is shown. What else there is, and the errors: see `grokwidget.save_sheet`.
        """
        from .saving import save_sheet

        how.setdefault("executor", self._executor)
        return save_sheet(self, path, rows=rows, columns=columns, sort=sort, only=only, **how)

    def __iter__(self) -> Iterator[SweepCell]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    @overload
    def __getitem__(self, place: int) -> SweepCell: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[SweepCell]: ...
    def __getitem__(self, place: int | slice) -> SweepCell | Sequence[SweepCell]:
        return self.cells[place]

    def __repr__(self) -> str:
        return "\n".join(lines(self))

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return display.bundle(self, repr(self))

    # -- for the run --------------------------------------------------------------------------------------------------

    def _ask(self, cell: SweepCell) -> Job:
        return self.client._submit(cell._plan, yes=self._yes, timeout=self._timeout)

    def _heard(self, cell: SweepCell | None) -> None:
        with self._lock:
            listeners = list(self._listeners.values())
        for listener in listeners:
            try:
                contextvars.Context().run(listener, cell)
            except Exception:
                _log.exception("a listener of a sweep failed")

    def _check_stopped(self) -> None:
        if self._drive is not None and self._drive.stopped:
            raise WaitStopped(say("sweep.stopped", parts=parts(self)), hint=say("sweep.stopped.hint"))

    def _check_names(self, choices: Any) -> None:
        known = self.cells[0].choices
        for name in choices:
            if name not in known:
                raise InvalidRequest(say("sweep.no_axis", name=name), hint=did_you_mean(name, known))

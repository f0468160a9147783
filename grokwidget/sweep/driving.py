"""A run of a sweep, on the portal: a few jobs at a time at each provider, and no more where the first show why not.

It has no record of its own: what is sent is a job like any other, so a killed kernel loses nothing.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence

from ..errors import (
    AuthError,
    BudgetExceeded,
    CreateUnknown,
    GrokwidgetError,
    InsufficientCredit,
    LibraryError,
    MissingKey,
    NeedsConsent,
    OfflineError,
    SpendLimit,
)
from ..jobs import Job
from ..jobs.portal import Portal
from ..messages import say
from .cell import CellStatus, SweepCell

_log = logging.getLogger(__name__)
#: What one request hears, the next one of that provider would hear, too: a key, an account, a folder.
_FOR_ALL = (AuthError, InsufficientCredit, LibraryError, MissingKey, OfflineError, SpendLimit)
#: Replies lost in a row from which a provider is asked no more: each may have been charged.
_LOST = 3


class Lane:
    """What waits for one provider."""

    def __init__(self, cells: Sequence[SweepCell]) -> None:
        self.waiting = deque(cells)
        self._reason: GrokwidgetError | None = None
        self._too_dear: tuple[float, GrokwidgetError] | None = None
        self._lost = 0

    def reason(self, cell: SweepCell) -> GrokwidgetError | None:
        """Why this one is not to be sent, None where nothing is against it."""
        if self._reason is None and self._too_dear is not None and _price(cell) >= self._too_dear[0]:
            return self._too_dear[1]
        return self._reason

    def heard(self, cell: SweepCell, error: GrokwidgetError | None) -> None:
        """How one ended: it may be a reason for the others."""
        self._lost = self._lost + 1 if isinstance(error, CreateUnknown) else 0
        if isinstance(error, BudgetExceeded):
            if self._too_dear is None or _price(cell) < self._too_dear[0]:
                self._too_dear = (_price(cell), error)
        elif isinstance(error, _FOR_ALL) or self._lost >= _LOST:
            self._reason = self._reason or error


class Drive:
    """One run. `ask` blocks and gives the job of a cell; `heard` hears, on the portal, of every cell that changed."""

    def __init__(
        self,
        portal: Portal,
        cells: Sequence[SweepCell],
        *,
        ask: Callable[[SweepCell], Job],
        heard: Callable[[SweepCell | None], None],
        at_once: int,
    ) -> None:
        self.portal = portal
        self.over = threading.Event()
        self.stopped = False
        lanes: dict[str, list[SweepCell]] = {}
        for cell in cells:
            lanes.setdefault(cell.provider, []).append(cell)
        self._lanes = [Lane(each) for each in lanes.values()]
        self._ask = ask
        self._heard = heard
        self._at_once = at_once
        self._lock = threading.Lock()
        self._jobs: set[Job] = set()

    def start(self) -> None:
        """Begin, on the portal."""
        self.portal.start(self._run())

    def stop(self) -> None:
        """Send nothing more and wait for nothing more. From any thread; what was sent stays in the ledger."""
        with self._lock:
            self.stopped = True
            jobs = list(self._jobs)
        for job in jobs:
            job.stop()

    async def _run(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for lane in self._lanes:
                    for _ in range(min(self._at_once, len(lane.waiting))):
                        group.create_task(self._work(lane))
        finally:
            self.over.set()
            self._heard(None)

    async def _work(self, lane: Lane) -> None:
        while lane.waiting and not self.stopped:
            cell = lane.waiting.popleft()
            reason = lane.reason(cell)
            if reason is not None:
                cell._fail(reason, held=True)
                self._heard(cell)
                continue
            try:
                error = await self._one(cell)
            except Exception as bug:  # one cell's trouble is not the others'
                _log.exception("a cell of a sweep")
                error = GrokwidgetError(say("job.bug", problem=f"{type(bug).__name__}: {bug}"))
                cell._fail(error, held=False)
            lane.heard(cell, error)
            self._heard(cell)

    async def _one(self, cell: SweepCell) -> GrokwidgetError | None:
        """Ask for it and wait for its end; what it ended with, None for a clip."""
        try:
            job = await asyncio.to_thread(self._ask, cell)
        except GrokwidgetError as error:
            cell._fail(error, held=isinstance(error, (*_FOR_ALL, BudgetExceeded, NeedsConsent)))
            return error
        with self._lock:
            self._jobs.add(job)
            stopped = self.stopped
        cell._follow(job)
        if stopped:
            job.stop()
        self._heard(cell)
        over = asyncio.Event()
        forget = job.on_update(lambda update: over.set() if update.over else None)
        try:
            await over.wait()
        finally:
            forget()
            with self._lock:
                self._jobs.discard(job)
        if isinstance(job.error, BudgetExceeded | NeedsConsent):
            # Another one took what was left between the look and the sending: not sent, as if it had not been asked.
            cell._unfollow(job.error)
        return job.error


def _price(cell: SweepCell) -> float:
    amount = cell.estimate.amount
    return float("inf") if amount is None else amount


def missing(cells: Sequence[SweepCell]) -> list[SweepCell]:
    """Those that have no clip yet."""
    return [cell for cell in cells if cell.status is not CellStatus.DONE]

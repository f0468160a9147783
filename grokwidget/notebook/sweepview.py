"""A sweep on the page: its price, how it stands while it runs, and in the end a grid that stays in the saved notebook.

No widget: HTML in one place, changed at most four times a second while it runs, and never after.
"""

from __future__ import annotations

import html
import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from grokwidget.jobs.portal import portal
from grokwidget.messages import say
from grokwidget.sweep.cell import CellStatus, SweepCell
from grokwidget.sweep.planned import short
from grokwidget.sweep.sheet import layout
from grokwidget.sweep.telling import headline, notes, standing

from . import previewing
from .apart import apart
from .card import NOTHING
from .host import captured, host, static
from .publish import Bundle, Spot, put
from .sheetstill import still
from .table import Table

if TYPE_CHECKING:
    import asyncio

    from grokwidget.sweep import Sweep

_log = logging.getLogger(__name__)
_PAUSE = 0.25
_MOST_LIVE = 24
MOST_SHOWN = 120
_DIM = "opacity:.7"


class SweepPlace:
    """Where a sweep shows itself below its cell."""

    def __init__(self, sweep: Sweep) -> None:
        self._sweep = sweep
        self._live = host().live and not static() and not captured()
        self._words = host().value == "terminal" and not static()
        self._spot = Spot()
        self._lock = threading.Lock()
        self._settled = False
        self._pending: asyncio.TimerHandle | None = None
        self._told_at = 0.0
        self._forget: Callable[[], object] = lambda: None

    def open(self) -> None:
        """Show the price, before anything is sent."""
        if self._words:
            print(repr(self._sweep))  # noqa: T201 - a terminal's way to show it
        elif self._live:
            self._spot.put(priced(self._sweep))

    def follow(self) -> None:
        """Show how it goes from now on."""
        if self._live:
            self._forget = self._sweep.on_update(self._heard)

    def refused(self) -> None:
        """Nothing is sent: the price stays there."""
        if not self._live and not self._words:
            put(priced(self._sweep))

    def done(self) -> None:
        """Put the grid there, with what failed in its place."""
        if self._words:
            print(repr(self._sweep))  # noqa: T201 - a terminal's way to show it
            return
        self._settle(shown(self._sweep))

    def clear(self) -> None:
        """Leave nothing there: whoever waited has the sweep."""
        if self._live:
            self._settle(NOTHING)

    def detach(self) -> None:
        """Nobody waits: put the grid there when it is over."""
        forget: list[Callable[[], object]] = []

        def over(cell: SweepCell | None) -> None:
            if cell is None:
                forget[0]()
                # Not here: making the grid takes longer than the portal may stand still.
                portal().loop.run_in_executor(None, apart, self.done)

        if self._live:
            forget.append(self._sweep.on_update(over))
        if not self._sweep.running:
            self.done()

    def _settle(self, bundle: Bundle) -> None:
        """Once: what is put there stays."""
        with self._lock:
            if self._settled:
                return
            self._settled = True
            self._forget()
            if self._live:
                self._spot.put(bundle)
            else:
                put(bundle)
        if self._live and len(self._sweep) <= MOST_SHOWN and not self._sweep.running:
            # A contact sheet of it plays at once. Not before: whoever waits for clips has the processor for that.
            previewing.want(self._sweep.clips)

    # On the portal's thread.

    def _heard(self, _cell: SweepCell | None) -> None:
        if self._pending is None:
            wait = max(self._told_at + _PAUSE - time.monotonic(), 0.0)
            self._pending = portal().loop.call_later(wait, self._tell)

    def _tell(self) -> None:
        self._pending, self._told_at = None, time.monotonic()
        try:
            with self._lock:
                if not self._settled:
                    apart(self._spot.put, under_way(self._sweep))
        except Exception:  # nothing that only shows may disturb the run
            _log.exception("the sweep can't be shown")


def watch_sweep(sweep: Sweep) -> Callable[[], None]:
    """Show a sweep that `Sweep.run` waits for in this cell; call what is returned when it is over."""
    if threading.current_thread() is not threading.main_thread():
        return lambda: None  # whose cell would it be?
    place = SweepPlace(sweep)
    if not place._live:
        return lambda: None
    try:
        place.open()
        place.follow()
    except Exception:  # nothing that only shows may stand between the user and the clips
        _log.exception("the sweep can't be shown")
    return place.clear


def shown(sweep: Sweep) -> Bundle:
    """The sweep as it is now: the grid where there is anything to see, else the price."""
    if set(sweep.counts) <= {CellStatus.PLANNED}:
        return priced(sweep)
    few = None if len(sweep) <= MOST_SHOWN else {id(cell) for cell in sweep.cells[:MOST_SHOWN]}
    sheet = layout(sweep, only=None if few is None else lambda cell: id(cell) in few)
    more = len(sweep) - MOST_SHOWN
    rest = _line(say("sweep.unshown", count=more)) if more > 0 else ""
    grid = still(sheet, label=say("sweep.grid"))
    return {"text/plain": repr(sweep), "text/html": f"<div>{_head(sweep)}{grid}{rest}</div>"}


def priced(sweep: Sweep) -> Bundle:
    """The price, in a table, and what is left out."""
    return {"text/plain": repr(sweep), "text/html": f"<div>{_head(sweep)}{table(sweep.plan)._repr_html_()}</div>"}


def table(plan: Any) -> Table:
    """A `PriceTable` as our tables are shown."""
    return Table(plan.heads, plan.rows)


def under_way(sweep: Sweep) -> Bundle:
    """How far it is, and what is under way or has failed."""
    counts = sweep.counts
    done = sum(count for status, count in counts.items() if status.settled)
    bar = say("sweep.bar", done=done, count=len(sweep))
    rows = [
        (
            _said(cell, sweep.varies),
            say(f"page.job.{job.status}"),
            "" if job.progress is None else f"{job.progress:.0f} %",
        )
        for cell in sweep.cells
        if (job := cell.job) is not None and cell.status is CellStatus.RUNNING
    ]
    listed = Table([say("table.prompt"), say("table.status"), ""], rows[:_MOST_LIVE])._repr_html_() if rows else ""
    progress = f'<progress max="{len(sweep)}" value="{done}" aria-label="{html.escape(bar)}"></progress> '
    return {
        "text/plain": f"{bar}\n{sweep!r}",
        "text/html": f"<div>{_head(sweep)}<div>{progress}{html.escape(bar)}</div>{listed}</div>",
    }


def _head(sweep: Sweep) -> str:
    first = f"<strong>{html.escape(headline(sweep))}</strong>"
    return f"<div>{first}</div>" + "".join(_line(text) for text in (*standing(sweep), *notes(sweep)))


def _line(text: str) -> str:
    return f'<div style="{_DIM}">{html.escape(text)}</div>'


def _said(cell: SweepCell, varies: Sequence[str]) -> str:
    """The choices in which it differs from the others; the prompt where that is all there is."""
    words = [
        short(cell.prompt if name == "prompt" else cell.choices[name])
        if name in ("prompt", "row") or isinstance(cell.choices[name], str)
        else f"{name} {short(cell.choices[name])}"
        for name in varies
    ]
    return " · ".join(words) or short(cell.prompt)

"""The form of a contact sheet that stays in the saved notebook: below the sheet, and as it stands when all is quiet."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from grokwidget.sweep.sheet import SheetLayout

from .beside import seen_alone
from .host import static
from .publish import Bundle, Spot
from .sheetstill import plain, still
from .soon import Soon

#: Seconds without a change before the form follows.
_QUIET = 0.7
#: Of the places where a sheet was shown, so many follow: the latest.
_MOST = 4


def form(layout: SheetLayout, winners: Sequence[str], mark: str) -> Bundle:
    """The form itself; by its mark the page hides it while it is there."""
    shown = still(layout, winners=winners)
    return {
        "text/plain": plain(layout, winners),
        "text/html": f'<div class="gw-kept-{mark}">{shown}</div>' if not static() else shown,
    }


class Kept:
    """Puts what `form()` gives below a cell, and keeps it as it would be made now."""

    def __init__(self, form: Callable[[], Bundle]) -> None:
        self._make = form
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._spots: list[Spot] = []
        self._last = ""
        self._closed = False
        self._soon = Soon(self.follow, quiet=_QUIET)

    def show(self) -> None:
        """Put it below the cell that runs now, too."""
        form, spot = self._form(), Spot()
        spot.put(form)
        with self._lock:
            self._spots, self._last = [*self._spots[1 - _MOST :], spot], form["text/html"]

    def changed(self) -> None:
        """It may be another one now: it follows when nothing has changed for a moment."""
        with self._lock:
            if self._spots and not self._closed:
                self._soon()

    def follow(self) -> None:
        """Put it there as it is now, where that is other than what is there."""
        with self._turn:  # or an older one, which took longer, would be put last
            if self._closed:
                return
            form = self._form()
            with self._lock:
                other, self._last = form["text/html"] != self._last and not self._closed, form["text/html"]
                spots = list(self._spots)
            for spot in spots if other else ():
                spot.put(form)

    def _form(self) -> Bundle:
        made = self._make()
        return {**made, "text/html": seen_alone(made["text/html"])}

    def close(self) -> None:
        """Leave there what is there."""
        with self._lock:
            self._closed = True
        self._soon.cancel()

"""The run of a sweep, as its contact sheet has it: followed, stopped, and gone on with where that costs nothing.

The page's half is `js/src/sheet/run.ts`. What it may ask:

- `stop` -> nothing: as `Sweep.stop`, but nobody is kept waiting for what is just being sent
- `resume` -> nothing: what is missing is sent where it is free; where it isn't, the error is the price, and nothing is
  sent: money is agreed to in Python
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grokwidget.messages import say
from grokwidget.sweep.sweep import Sweep
from grokwidget.sweep.telling import parts

from .channel import Buffer, Handler
from .soon import Soon

#: Seconds from a change of the sweep to a look at it, and between two looks while it runs.
_PAUSE, _LOOK = 0.2, 0.5


class SheetRun:
    """Has `look()` called, on another thread, when there may be news. Of clips that are no sweep there is no run."""

    def __init__(self, source: object, look: Callable[[], object]) -> None:
        self._sweep = source if isinstance(source, Sweep) else None
        self._look = Soon(look, rest=_PAUSE)
        self._forget: Callable[[], object] = lambda: None

    def follow(self) -> None:
        """From now on."""
        if self._sweep is not None:
            self._forget = self._sweep.on_update(lambda _: self._look())
            self._look()

    def go_on(self) -> None:
        """Look again in a moment: what a job tells of its progress is no news of the sweep."""
        self._look(_LOOK)

    def close(self) -> None:
        """Look no more."""
        self._forget()
        self._look.cancel()

    @property
    def running(self) -> bool:
        """Whether more is to come."""
        return self._sweep is not None and self._sweep.running

    @property
    def stopped(self) -> dict[str, Any]:
        """Of a run that was stopped: how it stands and how to go on, in words, and whether the page may do so."""
        if self._sweep is None or not self._sweep.stopped:
            return {}
        free = self._sweep.estimate.free
        sentence = "sheet.stopped" if free else "sheet.stopped.paid"
        return {"words": say(sentence, parts=parts(self._sweep)), "free": free}

    @property
    def handlers(self) -> dict[str, Handler]:
        """The kinds of request that this answers, for a `Channel`."""
        if (sweep := self._sweep) is None:
            return {}
        return {"stop": self._then_look(lambda: sweep.stop(timeout=0)), "resume": self._then_look(sweep.start)}

    def _then_look(self, do: Callable[[], object]) -> Handler:
        def handler(_body: Mapping[str, Any], _buffers: Sequence[Buffer]) -> dict[str, Any]:
            do()
            self._look()
            return {}

        return handler

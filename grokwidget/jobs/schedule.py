"""When to ask again: as often as the end is likely, learned from how long such clips took before, and from the progress
that the task tells.

Keller's inspection rule: the rate of asking goes with the square root of the hazard, the chance per second that a task
which still runs ends now. Against a fixed interval of equally many requests it hears of the end 1.2 to 1.7 times
sooner. No schedule hears of it sooner than that by the clock alone; progress that is true says more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .experience import experience
from .forecast import Forecast

Poll = Literal["calm", "burst"]
"""How often a provider is asked: `calm` spends no more requests than one a second would; `burst` is for people in a
hurry."""
_WAITED, _LONGEST_WAIT = 0.25, 2.5
"""Part of the time that is left by the progress, and seconds, that a task is let alone: people watch the progress."""
_EARLY, _LATE = 1.0, 0.25
"""Part of the time to the earliest end, and of the time since the latest, that it is let alone."""
_RELATIVE = 0.02
_FIRST = 2.0
_FRESH = 1.0
"""Seconds since its acceptance within which a task can hardly have ended."""


@dataclass(frozen=True)
class Manner:
    """How to ask. Seconds, and requests."""

    floor: float
    """Between two questions at least."""
    cap: float
    """Between two questions at most."""
    quiet: float
    """At most while the end would be a surprise, where tasks don't take minutes."""
    near: float
    """At most while the task may end at any moment, as far as experience goes."""
    blind: float
    """Part of its age that a task is let alone for where nothing is known."""
    per_second: float
    """Requests for each second that such tasks take, all spent where the end is likely."""
    most: float = 60.0
    """Requests, however long they take."""
    first: float = 0.0
    """Wait so long before the first question of a task that has only just been accepted, where there is experience."""


HERE = Manner(floor=0.06, cap=0.25, quiet=0.25, near=0.25, blind=0.1, per_second=2.5, most=150)
"""The service on this machine may be asked ten times as often as one that others use too."""
CALM = Manner(floor=0.2, cap=5.0, quiet=5.0, near=0.88, blind=0.1, per_second=0.7, first=_FIRST)
BURST = Manner(floor=0.05, cap=5.0, quiet=1.0, near=0.4, blind=0.03, per_second=2.2, most=120)


class Schedule:
    """The gaps between the polls of one task. `durations` are seconds that its like took, nearest kind first."""

    def __init__(self, durations: Sequence[float], manner: Manner = CALM) -> None:
        self.manner = manner
        self.floor = manner.floor
        self.cap = manner.cap
        self._known = experience(durations)
        self._foreseen = Forecast()
        self._eagerness, self._near, self._quiet = 0.0, manner.near, manner.quiet
        if self._known is not None:
            budget = min(manner.per_second * self._known.middle, manner.most)
            self._eagerness = budget / max(self._known.stretch, 1e-9)
            # Of a clip that takes five minutes nobody needs to hear within the second.
            enough = _RELATIVE * self._known.middle
            self._near, self._quiet = (min(max(wait, enough), self.cap) for wait in (manner.near, manner.quiet))

    @classmethod
    def for_provider(
        cls, durations: Sequence[float], *, nearby: bool, poll: Poll = "calm", every: float = 0.0
    ) -> Schedule:
        """For a service on this machine, or one that others use too, and that may advise to ask once in so many
        seconds."""
        manner = BURST if poll == "burst" else CALM
        advised = replace(manner, floor=max(manner.floor, every), cap=max(manner.cap, every))
        return cls(durations, HERE if nearby else advised)

    def heard(self, age: float, progress: float | None) -> None:
        """At `age` the service told that progress (percent)."""
        self._foreseen.heard(age, progress)

    def first(self, age: float) -> float:
        """Seconds until the first poll: none for a task that may have ended meanwhile, or of which nothing is known."""
        return min(self.manner.first, self.gap(age)) if self._known is not None and age < _FRESH else 0.0

    def gap(self, age: float) -> float:
        """Seconds until the next poll of a task that was accepted `age` seconds ago."""
        gap = due = 0.0
        step = self.floor / 3
        while gap < self.cap:
            rate = self._rate(age + gap + step / 2)
            if due + rate * step >= 1:
                gap += (1 - due) / rate
                break
            gap, due = gap + step, due + rate * step
            step *= 1.1
        return min(max(gap, self.floor), self.cap)

    def _rate(self, age: float) -> float:
        """Polls per second at that age."""
        if self._foreseen.holds(age):
            wait = min(_WAITED * self._foreseen.sure(age), _LONGEST_WAIT)
            return max(self._foreseen.rate(age), 1 / max(wait, self.manner.near))
        if self._known is None:
            return 1 / min(max(age * self.manner.blind, self.floor), self.cap)
        # On both sides of all experience gradually calmer: one in thirty is quicker than the quickest of thirty.
        beyond = max(_EARLY * (self._known.first - age), _LATE * (age - self._known.last))
        wait = min(max(self._near, beyond), self._quiet)
        return max(self._eagerness * self._known.urge(age), 1 / wait)

    def left(self, age: float, progress: float | None = None) -> tuple[float | None, float | None]:
        """Seconds that remain, probably and at most: from progress that has proved true; else as the median and the
        90th percentile of clips that took longer than `age`; else from any progress; None where nothing can be said."""
        if self._foreseen.holds(age) and (rest := self._foreseen.sure(age)):
            return rest, rest + 2 * self._foreseen.doubt
        if self._known is not None:
            return self._known.left(age) or (None, None)
        if progress is not None and progress >= 5 and age > 0.5:
            return age * (100 - progress) / progress, None
        return None, None

    def slow(self, age: float) -> bool:
        """Whether it takes longer than nine of ten did."""
        return self._known is not None and self._known.slow(age)

"""When to ask again: as often as the end is likely, learned from how long such clips took before.

Keller's inspection rule: the rate of asking goes with the square root of the hazard, the chance per second that a task
which still runs ends now. Against a fixed interval of equally many requests it hears of the end 1.2 to 1.7 times
sooner.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist, median, quantiles

_EAGERNESS = 8.0
_TAIL = 1e-3
_LEAST_SPREAD = 0.15
_NORMAL = NormalDist()


class Schedule:
    """The gaps between the polls of one task. `durations` are seconds that its like took, nearest kind first."""

    def __init__(self, durations: Sequence[float], *, floor: float, cap: float) -> None:
        self.floor = floor
        self.cap = cap
        self._past = [seconds for seconds in durations if seconds > 0][:50]
        logs = [math.log(seconds) for seconds in self._past]
        # Median and quartiles: a clip that was fetched a day later must not count as one that took a day.
        self._centre = median(logs) if logs else None
        low, _, high = quantiles(logs, n=4, method="inclusive") if len(logs) > 1 else (0.0, 0.0, 0.0)
        # A few clips tell little of how widely they spread: be modest.
        self._spread = max((high - low) / 1.349, _LEAST_SPREAD, 0.5 / math.sqrt(len(logs) or 1))

    @classmethod
    def for_provider(cls, durations: Sequence[float], *, nearby: bool) -> Schedule:
        """The service on this machine may be asked ten times as often as one that others use too."""
        return cls(durations, floor=0.06, cap=0.25) if nearby else cls(durations, floor=0.5, cap=5.0)

    def gap(self, age: float) -> float:
        """Seconds until the next poll of a task that was accepted `age` seconds ago."""
        rate = 0.0 if self._centre is None else _EAGERNESS * math.sqrt(self._hazard(age))
        wanted = age * 0.1 if self._centre is None else 1 / max(rate, 1e-9)
        return min(max(wanted, self.floor), self.cap)

    def _hazard(self, age: float) -> float:
        assert self._centre is not None
        if age < 0.001:  # nothing ends that soon, and smaller numbers underflow below
            return 0.0
        place = (math.log(age) - self._centre) / self._spread
        left = 1 - _NORMAL.cdf(place)
        if left < _TAIL:  # far beyond all experience: the law says nothing, so ask calmly
            return 0.0
        return _NORMAL.pdf(place) / (self._spread * age) / left

    def left(self, age: float, progress: float | None = None) -> tuple[float | None, float | None]:
        """Seconds that remain, as the median and the 90th percentile of the past, of clips that took longer than
        `age`; from the progress where there is no past; None where nothing can be said."""
        longer = [seconds for seconds in self._past if seconds > age]
        if longer:
            high = quantiles(longer, n=10, method="inclusive")[8] if len(longer) > 1 else longer[0]
            return median(longer) - age, high - age
        if not self._past and progress is not None and progress >= 5 and age > 0.5:
            rest = age * (100 - progress) / progress
            return rest, None
        return None, None

    def slow(self, age: float) -> bool:
        """Whether it takes longer than nine of ten did."""
        if len(self._past) < 3:
            return False
        return age > 1.2 * quantiles(self._past, n=10, method="inclusive")[8]

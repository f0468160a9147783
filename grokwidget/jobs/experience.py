"""What past durations say of a task: how likely it is to end now, and how long it may still take."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from statistics import median, quantiles

_KEPT = 50
_POINTS = 16
_GRID = 64
_TAIL = 1e-3
_LEAST_SPREAD = 0.15
_LEAST_WIDTH = 0.05
_NORMAL_IQR = 1.349


class Experience:
    """How long such clips took, in seconds, of any provider, model and length: at least one of them.

    The past is taken as it is, each clip blurred a little, not as a curve of some name: services have fast and slow
    machines, and the times then heap up in two places. In logarithms, for twice as long is as far as half as long.
    """

    def __init__(self, past: tuple[float, ...]) -> None:
        self.past = past
        logs = sorted(math.log(seconds) for seconds in past)
        low, middle, high = _quartiles(logs)
        # A clip that was fetched a day later must not count as one that took a day.
        reach = 1.5 * (high - low)
        logs = [log for log in logs if low - reach <= log <= high + reach]
        # A few clips tell little of how widely they spread: be modest.
        spread = max((high - low) / _NORMAL_IQR, _LEAST_SPREAD, 0.5 / math.sqrt(len(logs)))
        width = self._width = max(0.8 * spread * len(logs) ** -0.2, _LEAST_WIDTH)
        self.middle = math.exp(middle)
        self.first, self.last = math.exp(logs[0] - width), math.exp(logs[-1] + width)
        """Between these a task may end at any moment; before and after, it would be a surprise."""
        # No more can be seen of a distribution through so few.
        self._points = quantiles(logs, n=_POINTS + 1, method="inclusive") if len(logs) > _POINTS else logs
        bottom, top = self._points[0] - 3 * width, self._points[-1] + 3 * width
        step = (top - bottom) / _GRID
        self._ages = [math.exp(bottom + n * step) for n in range(_GRID + 1)]
        self._urges, self.stretch = self._integrated()

    def _integrated(self) -> tuple[list[float], float]:
        """The root of the hazard between two ages of the grid each; and what a task meets of it in all, on average.

        A table, for the sums are too much work for every poll of every job.
        """
        urges, stretch = [], 0.0
        for before, after in zip(self._ages, self._ages[1:], strict=False):
            age = math.sqrt(before * after)
            density, left = self._at(math.log(age))
            # Far beyond all experience the law says nothing: no urge.
            urges.append(math.sqrt(density / age / left) if left > _TAIL else 0.0)
            stretch += urges[-1] * left * (after - before)
        return urges, stretch

    def _at(self, log: float) -> tuple[float, float]:
        """The density at the logarithm of an age, and the part of the tasks that take longer."""
        density = left = 0.0
        for point in self._points:
            place = (log - point) / self._width
            density += math.exp(-place * place / 2)
            left += math.erfc(place / math.sqrt(2)) / 2
        return density / (math.sqrt(math.tau) * self._width * len(self._points)), left / len(self._points)

    def urge(self, age: float) -> float:
        """The square root of the hazard, the chance per second that a task of that age ends now."""
        place = bisect_right(self._ages, age) - 1
        return self._urges[place] if 0 <= place < _GRID else 0.0

    def left(self, age: float) -> tuple[float, float] | None:
        """Seconds that remain, as the median and the 90th percentile of those that took longer than `age`."""
        longer = [seconds for seconds in self.past if seconds > age]
        if not longer:
            return None
        high = quantiles(longer, n=10, method="inclusive")[8] if len(longer) > 1 else longer[0]
        return median(longer) - age, high - age

    def slow(self, age: float) -> bool:
        """Whether it takes longer than nine of ten did."""
        return len(self.past) >= 3 and age > 1.2 * quantiles(self.past, n=10, method="inclusive")[8]


def _quartiles(values: list[float]) -> tuple[float, float, float]:
    if len(values) == 1:
        return (values[0],) * 3
    low, middle, high = quantiles(values, n=4, method="inclusive")
    return low, middle, high


def experience(durations: Sequence[float]) -> Experience | None:
    """The experience of these, nearest kind first; None where there is none."""
    past = tuple(seconds for seconds in durations if seconds > 0)[:_KEPT]
    return _experience(past) if past else None


#: Jobs that are asked for together know the same past.
_experience = lru_cache(maxsize=32)(Experience)

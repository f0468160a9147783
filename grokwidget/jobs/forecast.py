"""When a task will end, from the progress that its service tells: believed as far as it has proved true so far.

Nothing obliges a service to tell the truth here. Some tell the time that has passed, some a bar that hurries ahead and
waits at the end, some one number for a whole stage. So a forecast carries its doubt: how far it has moved since the
last one.
"""

from __future__ import annotations

import math

_ROUNDING = 0.5
"""Percents that a whole one may be off."""
_LEAST_DOUBT = 0.05
_OVER = 3.0
"""Doubts after its end at which a forecast was wrong."""
_SURE = 0.5
"""Part of the time left that the doubt of one to be waited for may be."""
_STILL = 4.0
"""Percents by which progress that stands still would have grown."""
_RECEDES, _STRIKES = 0.3, 2
"""Seconds that an end runs away in each second; and how often in a row, until nothing is believed any more."""
_QUESTIONS = 3.0


class Forecast:
    """Hears the progress of one task. Ages are seconds since it was accepted."""

    def __init__(self) -> None:
        self._told: list[tuple[float, float]] = [(0.0, 0.0)]
        self._pace = 0.0
        self._strikes = 0
        self.end: float | None = None
        """The age at which it will probably end; None while nothing can be said."""
        self.doubt = 0.0
        """Seconds by which that may be wrong."""

    def heard(self, age: float, percent: float | None) -> None:
        """At `age` the service told that progress."""
        last_age, last = self._told[-1]
        if percent is None or not last <= percent < 100 or age <= last_age or self._strikes == _STRIKES:
            return
        if percent == 0:  # it waits for its turn
            self._told = [(age, 0.0)]
        elif percent > last:
            self._reckon(age, percent)
        elif (age - last_age) * self._pace > _STILL:  # it should have moved: one number for a whole stage
            self.end = None

    def _reckon(self, age: float, percent: float) -> None:
        # From where it had half of that: far enough for whole percents, near enough for a bar that changes its pace.
        since, then = min(self._told, key=lambda told: abs(told[1] - percent / 2))
        passed = age - self._told[-1][0]
        self._told.append((age, percent))
        self._pace = (percent - then) / (age - since)
        rest = 100 - percent
        end = age + (rest - _ROUNDING) / self._pace
        rounding = (1 + rest / (percent - then)) * _ROUNDING / self._pace
        later = 0.0 if self.end is None else end - self.end
        self.doubt = max(rounding, abs(later) if self.end is not None else end - age, _LEAST_DOUBT)
        # An end that runs away from who comes nearer is a bar that is drawn to please: it is not listened to any more.
        self._strikes = self._strikes + 1 if later > max(_RECEDES * passed, 2 * rounding) else 0
        self.end = None if self._strikes == _STRIKES else end

    def holds(self, age: float) -> bool:
        """Whether there is a forecast that time has not proved wrong."""
        return self.end is not None and age < self.end + _OVER * self.doubt

    def sure(self, age: float) -> float:
        """Seconds until the end where that is known well enough to wait for it; 0 where it isn't."""
        assert self.end is not None
        left = self.end - age
        return left if self.doubt < _SURE * left else 0.0

    def rate(self, age: float) -> float:
        """Polls per second that it is worth: a few in all, the closer together the less the doubt."""
        assert self.end is not None
        place = (age - self.end) / self.doubt
        hazard = math.exp(-place * place / 2) / math.sqrt(math.tau) / max(math.erfc(place / math.sqrt(2)) / 2, 1e-9)
        return _QUESTIONS * math.sqrt(hazard) / self.doubt

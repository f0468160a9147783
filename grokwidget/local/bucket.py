"""Rate limits: one token bucket for each key."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass

from grokwidget.local.options import RateLimit


@dataclass(frozen=True)
class Draw:
    """What a key's bucket says to one request."""

    allowed: bool
    headers: dict[str, str]
    """`X-RateLimit-Limit`, `-Remaining`, `-Reset` (unix seconds at which the bucket is full again), `Retry-After`."""


class Buckets:
    """The buckets of all keys. A bucket fills steadily, so a short pause buys a few requests."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._levels: dict[tuple[str, str], tuple[float, float]] = {}

    def draw(self, provider: str, account: str, limit: RateLimit | None, now: float) -> Draw:
        """Take one token, where there is one. Without a limit everything is allowed and nothing is said."""
        if limit is None:
            return Draw(True, {})
        rate = limit.requests / limit.seconds
        with self._lock:
            level, seen = self._levels.get((provider, account), (float(limit.requests), now))
            level = min(float(limit.requests), level + max(0.0, now - seen) * rate)
            # A hair under one token is one token: the sum above is rounded.
            allowed = level >= 1 - 1e-9
            level -= 1 if allowed else 0
            self._levels[provider, account] = (level, now)
        headers = {
            "X-RateLimit-Limit": str(limit.requests),
            "X-RateLimit-Remaining": str(max(0, math.floor(level + 1e-9))),
            "X-RateLimit-Reset": str(math.ceil(now + (limit.requests - level) / rate)),
        }
        if not allowed:
            headers["Retry-After"] = str(max(1, math.ceil((1 - level) / rate)))
        return Draw(allowed, headers)

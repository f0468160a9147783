"""How fast one key may ask: learned from every reply, shared by all jobs that use the key."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime

_LONGEST = 300.0
_EPOCH = 1e9
_FELT = 1.0
"""Seconds from which a wait is worth a word."""
_SLOWEST = 64.0
_FORGIVEN = 0.98


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that a reply asks to wait, from `Retry-After` (seconds or a date) and its likes; None when it doesn't.

    `now` is Unix seconds. Header names are in lower case.
    """
    if (milliseconds := _number(headers.get("retry-after-ms"))) is not None:
        return milliseconds / 1000
    text = headers.get("retry-after")
    if text is None:
        return None
    if (seconds := _number(text)) is not None:
        return seconds
    try:
        return max(parsedate_to_datetime(text).timestamp() - now, 0.0)
    except (ValueError, TypeError, OverflowError):
        return None


def poll_hint(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds until the next poll that a reply asks for, whatever its status."""
    told = retry_after(headers, now)
    milliseconds = _number(headers.get("openai-poll-after-ms"))
    hints = [hint for hint in (told, None if milliseconds is None else milliseconds / 1000) if hint is not None]
    return max(hints, default=None)


def reset_wait(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds to leave between requests so that `X-RateLimit-Remaining` lasts until its reset; None where untold."""
    remaining = _either(headers, "remaining")
    reset = _either(headers, "reset")
    if remaining is None or reset is None:
        return None
    until = reset - now if reset > _EPOCH else reset
    if until <= 0:
        return None
    return until if remaining < 1 else until / remaining


def _either(headers: Mapping[str, str], what: str) -> float | None:
    for prefix in ("x-ratelimit-", "ratelimit-", "x-ratelimit-requests-"):
        if (number := _number(headers.get(prefix + what))) is not None:
            return number
    return None


def _number(text: str | None) -> float | None:
    try:
        number = float((text or "").strip().removesuffix("s"))
    except ValueError:
        return None
    return number if 0 <= number < 1e15 else None


class Pace:
    """Turns to ask, in the order in which they are asked for: at most `per_second`, and not before the provider's own
    limits allow. For the portal's loop.

    `beside`: another pace of the same key, with a rhythm of its own, which the same limits of the provider hold.
    """

    def __init__(
        self, per_second: float, clock: Callable[[], float] = time.monotonic, *, beside: Pace | None = None
    ) -> None:
        self._step = 1 / per_second
        self._clock = clock
        self._next = 0.0
        self._slower = 1.0
        """How many times slower than usual it is asked: twice for every refusal, and gradually less again."""
        self._line = asyncio.Lock()
        self._limit: _Limit = beside._limit if beside is not None else _Limit()

    async def turn(self, waits: Callable[[float], None] | None = None) -> None:
        """Wait for one's turn; `waits` hears the seconds where it is the provider who lets wait, for a second or more.

        Once for every limit, whoever of those who share the key met it.
        """
        with self._limit.heard_by(waits):
            if (rest := self._limit.not_before - self._clock()) >= _FELT and waits is not None:
                waits(rest)
            async with self._line:
                while True:  # the limit may have grown meanwhile
                    rest = max(self._next, self._limit.not_before) - self._clock()
                    if rest <= 0:
                        break
                    await asyncio.sleep(rest)
                self._next = self._clock() + self._step * self._slower

    def heard(self, status: int, headers: Mapping[str, str], now: float) -> float:
        """Learn from a reply; returns the seconds for which nobody with this key asks."""
        wait = 0.0
        if status in (429, 503):
            wait = retry_after(headers, now) or (1.0 if status == 429 else 0.0)
        self._slower = min(self._slower * 2, _SLOWEST) if status == 429 else max(self._slower * _FORGIVEN, 1.0)
        spread = reset_wait(headers, now)
        remaining = _either(headers, "remaining")
        if spread is not None and remaining is not None and (remaining < 1 or spread > self._step):
            wait = max(wait, spread if remaining < 1 else min(spread, 2.0))
        wait = min(wait, _LONGEST)
        self._limit.until(self._clock() + wait, wait)
        return wait


class _Limit:
    """What a provider has said to a key."""

    def __init__(self) -> None:
        self.not_before = 0.0
        self._hearers: dict[object, Callable[[float], None]] = {}

    @contextmanager
    def heard_by(self, waits: Callable[[float], None] | None) -> Iterator[None]:
        """`waits` hears of every limit meanwhile that can be felt."""
        token = object()
        if waits is not None:
            self._hearers[token] = waits
        try:
            yield
        finally:
            self._hearers.pop(token, None)

    def until(self, moment: float, wait: float) -> None:
        """Nobody asks before that moment, in `wait` seconds."""
        if moment > self.not_before:
            self.not_before = moment
            if wait >= _FELT:
                for hearer in list(self._hearers.values()):
                    hearer(wait)

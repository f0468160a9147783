"""What goes wrong on purpose, on the real socket: a plan of faults, each matched against the requests as they come."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Place = Literal["create", "poll", "balance", "download", "render"]


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong. Fields that are not set do nothing; several may be set together."""

    place: Place
    """What it happens to: a create, a poll, a balance, a download, or the making of the video."""
    times: int | None = 1
    """How many requests it hits; None: all of them."""
    skip: int = 0
    """How many requests of its place pass unharmed first."""
    provider: str | None = None
    """The provider whose requests it hits; None: any."""
    delay: float = 0.0
    """Seconds to wait before anything else."""
    status: int | None = None
    """Answer with this status, `headers` and `body` instead of doing the work."""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | bytes = b""
    drop: Literal["before", "after"] | None = None
    """Close the connection without an answer, before or after the work is done (after a create is accepted)."""
    reset: bool = False
    """Let a drop be a TCP reset instead of an orderly end."""
    cut: int | None = None
    """Close the connection after so many bytes of the body, though the header promises all of it."""
    truncate: int | None = None
    """Send only so many bytes of the body, with a header that agrees."""
    expired: bool = False
    """On a poll: the result URL in the answer has expired."""
    fail: str | None = None
    """On a render: the task fails with this message."""

    def __post_init__(self) -> None:
        if self.expired and self.place != "poll":
            raise ValueError("only a poll can answer with an expired URL")
        if self.fail is not None and self.place != "render":
            raise ValueError("only a render can fail")


class FaultPlan:
    """The faults of one service. The first one that matches and isn't used up happens; `log` keeps what did."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._lock = threading.Lock()
        self._seen: list[int] = []
        self._plan: list[Fault] = []
        self.log: list[Fault] = []
        for fault in faults:
            self.add(fault)

    def add(self, fault: Fault) -> None:
        """Plan one more."""
        with self._lock:
            self._plan.append(fault)
            self._seen.append(0)

    def clear(self) -> None:
        """Plan nothing any more; the log stays."""
        with self._lock:
            self._plan.clear()
            self._seen.clear()

    def take(self, place: Place, provider: str) -> Fault | None:
        """The fault that happens to this request, if any; each call counts as one request."""
        with self._lock:
            for i, fault in enumerate(self._plan):
                if fault.place != place or fault.provider not in (None, provider):
                    continue
                self._seen[i] += 1
                hits = self._seen[i] - fault.skip
                if hits >= 1 and (fault.times is None or hits <= fault.times):
                    self.log.append(fault)
                    return fault
            return None

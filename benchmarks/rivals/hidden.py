"""What all contenders get, and none is told: how long each job takes."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Literal

SHORTEST, LONGEST = 5.0, 25.0
"""Seconds that a job takes."""
HISTORY = 30
"""Jobs that our ledger has seen before."""
_MARK = re.compile(rb"job (\d+) of run ([a-z0-9-]+)\.")
WARM_UP = 9_999
"""The number of a job that is not measured: it loads everything, and takes no time."""

Progress = Literal["none", "linear", "eased"]
"""What a service tells of a job's progress: nothing; whole percents of the time; percents that hurry ahead and then
slow down, as those of a bar that is drawn to please."""


@dataclass(frozen=True)
class Plan:
    """One round of one contender, as the service is told of it."""

    run: str
    lengths: list[float]
    progress: Progress = "linear"


def lengths(seed: int, count: int) -> list[float]:
    """Seconds, even over the whole range: nothing in the request says which job is a long one."""
    rng = random.Random(seed)
    return [rng.uniform(SHORTEST, LONGEST) for _ in range(count)]


def prompt(run: str, number: int) -> str:
    """The prompt of a job, by which the service knows it whatever wire it comes over."""
    return f"job {number} of run {run}."


def marked(body: bytes) -> tuple[str, int]:
    """The run and the number of the job in whose request this was found."""
    found = _MARK.search(body)
    if found is None:
        raise ValueError("a request of no run")
    return found[2].decode(), int(found[1])

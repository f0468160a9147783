"""What a job says while it runs."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import GrokwidgetError
from ..library import JobStatus


@dataclass(frozen=True)
class JobUpdate:
    """One piece of news of a job, as of the moment it was made."""

    status: JobStatus
    progress: float | None = None
    """Percent; None where the provider doesn't tell."""
    elapsed: float = 0.0
    """Seconds since the job was asked for; for a resumed one since its task was accepted."""
    expected: float | None = None
    """Seconds left, by the median of the past; None where nothing is known, or it takes longer than ever."""
    expected_high: float | None = None
    """Seconds left by the 90th percentile of the past."""
    queue_place: int | None = None
    message: str = ""
    """A sentence: what is waited for, or why it ended and what that means for the money."""
    error: GrokwidgetError | None = None
    slow: bool = False
    """Whether it takes longer than nine of ten did."""
    phase: str = ""
    """Words for what happens just now, where the status alone doesn't say it."""
    over: bool = False
    """Whether the wait is over: with a clip, with an error, or because somebody stopped it."""

"""The service's books: every job with the moment at which it is done, and every request that was made for it."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from .hidden import WARM_UP, Plan, Progress, marked


@dataclass
class Task:
    """One job. Moments are of `time.monotonic`, which all processes of a machine share."""

    id: str
    run: str
    number: int
    began: float
    length: float
    shape: Progress
    requests: Counter[str] = field(default_factory=Counter)
    """How often it was asked for what: `create`, `status`, `result`, `file`."""

    @property
    def done(self) -> bool:
        """Whether its time has passed."""
        return time.monotonic() >= self.ends

    @property
    def ends(self) -> float:
        """When it is done."""
        return self.began + self.length

    @property
    def percent(self) -> int | None:
        """Its progress, in the words of its service."""
        part = min((time.monotonic() - self.began) / self.length, 1.0) if self.length else 1.0
        told = {"none": None, "linear": part, "eased": 1 - (1 - part) ** 2}[self.shape]
        return None if told is None else min(int(100 * told), 99)


class Desk:
    """All jobs of all runs."""

    def __init__(self) -> None:
        self._plans: dict[str, Plan] = {}
        self._tasks: dict[str, Task] = {}

    def expect(self, plan: Plan) -> None:
        """Jobs of that run will come."""
        self._plans[plan.run] = plan

    def take(self, request: bytes) -> Task:
        """Begin the job that a request asks for."""
        run, number = marked(request)
        plan = self._plans[run]
        length = 0.0 if number == WARM_UP else plan.lengths[number]
        task = Task(f"{run}-{number}", run, number, time.monotonic(), length, plan.progress)
        if task.id in self._tasks:
            raise ValueError(f"{task.id} came twice")
        task.requests["create"] = 1
        self._tasks[task.id] = task
        return task

    def asked(self, task_id: str, what: str) -> Task:
        """Count a request for a job."""
        task = self._tasks[task_id]
        task.requests[what] += 1
        return task

    def told(self, run: str) -> list[dict[str, object]]:
        """What was noted of the jobs of a run."""
        return [
            {"number": task.number, "ends": task.ends, "requests": dict(task.requests)}
            for task in self._tasks.values()
            if task.run == run and task.number != WARM_UP
        ]

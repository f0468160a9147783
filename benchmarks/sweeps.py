"""A sweep of 1,000 jobs against services that are ready at once: what it takes of this process, and whether it keeps to
the limits. The services run in a process of their own, as a provider's do. Before and after it the same service is
asked by a loop with httpx and SQLite alone (see `bare`): seconds say little on a machine that others use.

`python -m benchmarks sweeps [--quick]`: 1,000 jobs (200).
"""

from __future__ import annotations

import gc
import resource
import subprocess
import sys
import tempfile
import threading
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from grokwidget import Client
from grokwidget.jobs.pace import Pace
from grokwidget.jobs.portal import portal
from grokwidget.sweep import CellStatus

from .loopgaps import service
from .smallfilms import PROVIDERS, fields
from .table import Figure, show

_BEAT = 0.02
_PER_PROVIDER = 8
"""Jobs at a time at each provider."""


def run() -> bool:
    """Print the table; True when all figures are within their limits."""
    count = 200 if "--quick" in sys.argv else 1_000
    with tempfile.TemporaryDirectory(prefix="grokwidget-sweeps-") as folder, service(Path(folder)) as address:
        bare = [_bare(Path(folder) / "before", address, count // 2)]
        figures = _measure(count, Path(folder) / "library", address)
        bare.append(_bare(Path(folder) / "after", address, count // 2))
    least = sum(bare) / len(bare)
    ratio = figures[2].value / least
    note = f"{bare[0]:.1f} before, {bare[1]:.1f} after: three requests, four commits, a file"
    figures[3:3] = [
        Figure("that of a loop with httpx and SQLite alone", least, "ms", note=note),
        Figure("as many times as much", ratio, "times"),
    ]
    return show("A sweep of many jobs, services that are ready at once", figures)


def _bare(folder: Path, address: str, count: int) -> float:
    """Milliseconds of processor time for each job of that loop, in a process of its own."""
    at_once = _PER_PROVIDER * len(PROVIDERS)
    command = [sys.executable, "-m", "benchmarks.bare", address, str(folder), str(count), str(at_once)]
    return float(subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).parents[1]).stdout)


def _measure(count: int, library: Path, address: str) -> list[Figure]:
    urls = {name: f"{address}/{name}" for name in PROVIDERS}
    client = Client(PROVIDERS[0], base_urls=urls, library=library)
    for name in PROVIDERS:
        client.generate("a first one, so that everything is loaded", provider=name, **fields(name))
    turns = _watch_turns()
    # Each provider's own fields: so a sweep for each, side by side, which is what one with all of them does.
    share = [count // len(PROVIDERS) + (n < count % len(PROVIDERS)) for n in range(len(PROVIDERS))]
    began, cpu = time.monotonic(), time.process_time()
    sweeps = []
    for name, many in zip(PROVIDERS, share, strict=True):
        more: dict[str, Any] = fields(name)
        prompts = [f"fox {n} of {name}" for n in range(many)]
        sweeps.append(client.sweep(prompts, provider=name, at_once=_PER_PROVIDER, timeout=600, **more))
    planned = time.process_time() - cpu
    gaps, garbage = _Gaps(), _Garbage()
    cpu, before = time.process_time(), _peak()
    most = _Most(sweeps)
    for sweep in sweeps:
        sweep.start(yes=True)
    for sweep in sweeps:
        sweep.wait()
    worked, seconds = time.process_time() - cpu, time.monotonic() - began
    gaps.end()
    garbage.end()
    done = sum(sweep.counts.get(CellStatus.DONE, 0) for sweep in sweeps)
    cpu = time.process_time()
    again = sum(sweep.refresh().library for sweep in sweeps)
    looked = time.process_time() - cpu
    return [
        Figure("jobs that are not done", count - done, "jobs", 0, f"of {count} at {len(PROVIDERS)} providers"),
        Figure("jobs that a second look would send", count - again, "jobs", 0),
        Figure("CPU of this process for each job", 1000 * worked / count, "ms", 15, f"{seconds:.0f} s in all"),
        Figure("of that on the portal's thread", 1000 * gaps.worked / count, "ms"),
        Figure("CPU of planning, for each job", 1000 * planned / count, "ms"),
        Figure("CPU of looking again, for each job", 1000 * looked / count, "ms"),
        Figure("peak memory", _peak() / 1024, "MB", 200, f"{before / 1024:.0f} MB before the first was sent"),
        Figure("largest gap of the portal's loop", 1000 * gaps.largest, "ms", 50),
        Figure("most that it computed between two beats", 1000 * gaps.own, "ms", note="its own part of a gap"),
        Figure("longest collection of Python's garbage", 1000 * garbage.longest, "ms", note="stops every thread"),
        Figure("turns of a limiter in the busiest second", turns.busiest, "turns", turns.limit, "of any provider"),
        Figure("jobs of a provider under way at a time", most.count, "jobs", _PER_PROVIDER),
    ]


def _peak() -> float:
    """Kilobytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 if sys.platform == "darwin" else peak


class _Gaps:
    """How late a beat of 20 ms comes on the portal's loop, and how much its thread worked between two."""

    def __init__(self) -> None:
        self.largest = self.own = self.worked = 0.0
        self._gaps: list[float] = []
        self._worked: list[float] = []
        self._over = threading.Event()
        portal().call(self._beat, time.monotonic())

    def _beat(self, due: float) -> None:
        now = time.monotonic()
        self._gaps.append(now - due)
        self._worked.append(time.thread_time())
        if not self._over.is_set():
            portal().loop.call_later(_BEAT, self._beat, now + _BEAT)

    def end(self) -> None:
        """No more beats; the figures."""
        self._over.set()
        self.largest = max(self._gaps)
        self.own = max(after - before for before, after in pairwise(self._worked))
        self.worked = self._worked[-1] - self._worked[0]


class _Garbage:
    """How long Python's collector of garbage held everything up, in processor time: it walks through all there is."""

    def __init__(self) -> None:
        self.longest = self._began = 0.0
        gc.callbacks.append(self._hear)

    def _hear(self, phase: str, _: dict[str, int]) -> None:
        if phase == "start":
            self._began = time.thread_time()
        else:
            self.longest = max(self.longest, time.thread_time() - self._began)

    def end(self) -> None:
        """No more."""
        gc.callbacks.remove(self._hear)


class _Turns:
    """The moments at which each limiter let somebody ask."""

    def __init__(self) -> None:
        self.moments: dict[int, list[float]] = {}
        self.limit = 0.0

    @property
    def busiest(self) -> float:
        """The most turns of one limiter within any second, the one at its very end not counted."""
        most = 0
        for moments in self.moments.values():
            first = 0
            for n, moment in enumerate(moments):
                while moment - moments[first] >= 1:
                    first += 1
                most = max(most, n - first + 1)
        return most


def _watch_turns() -> _Turns:
    """Note every turn from now on, at the place that gives them."""
    turns, real = _Turns(), Pace.turn

    async def turn(self: Pace, *args: Any) -> None:
        await real(self, *args)
        turns.limit = 1 / self._step
        turns.moments.setdefault(id(self), []).append(self._clock())

    Pace.turn = turn  # type: ignore[method-assign,assignment]  # a benchmark looks into it
    return turns


class _Most:
    """The most jobs of one sweep that were under way at a time."""

    def __init__(self, sweeps: list[Any]) -> None:
        self.count = 0
        for sweep in sweeps:
            sweep.on_update(lambda _, of=sweep: self._look(of))

    def _look(self, sweep: Any) -> None:
        self.count = max(self.count, len(sweep._drive._jobs) if sweep._drive is not None else 0)

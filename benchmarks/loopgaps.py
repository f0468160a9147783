"""How long the portal's loop stands still while many jobs run, beside a loop in another process that has nothing to do.

Each loop calls itself every 5 ms and notes how much later than that it was called. The service runs in a process of its
own, as a provider's does.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from grokwidget import Client
from grokwidget.jobs.portal import portal

from .smallfilms import PROVIDERS, fields

JOBS = 32
_BEAT = 0.005
_IDLE = f"""
import asyncio, json, sys, threading, time
loop, gaps = asyncio.new_event_loop(), []
def beat(due):
    now = time.monotonic()
    gaps.append((now, now - due))
    loop.call_later({_BEAT}, beat, now + {_BEAT})
loop.call_soon(beat, time.monotonic())
threading.Thread(target=lambda: (sys.stdin.read(), loop.call_soon_threadsafe(loop.stop)), daemon=True).start()
loop.run_forever()
print(json.dumps(gaps))
"""


@dataclass(frozen=True)
class Gaps:
    """What one round found. Milliseconds, all of the same stretch of time."""

    portal: float
    """The portal's largest gap."""
    portal_99: float
    """That of 99 in 100 beats."""
    own: float
    """The most that the portal's own thread computed between two beats: its part of a gap."""
    idle: float
    """The idle loop's largest gap: what the machine does to anybody."""
    seconds: float
    """That all jobs took."""


def run(rounds: int, folder: Path) -> list[Gaps]:
    """So many rounds of 32 jobs each, spread over all providers; after one job that loads everything."""
    with service(folder) as address:
        clients = [Client(name, base_url=f"{address}/{name}", library=folder / "library") for name in PROVIDERS]
        for client in clients:
            client.generate("a first one, so that everything is loaded", **fields(client.provider))
        return [_round(clients, number) for number in range(rounds)]


def _round(clients: list[Client], number: int) -> Gaps:
    gaps: list[float] = []
    worked: list[float] = []
    over = threading.Event()

    def beat(due: float) -> None:
        now = time.monotonic()
        gaps.append(now - due)
        worked.append(time.thread_time())
        if not over.is_set():
            portal().loop.call_later(_BEAT, beat, now + _BEAT)

    with subprocess.Popen(
        [sys.executable, "-c", _IDLE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as idle:
        began = time.monotonic()
        portal().call(beat, began)
        prompts = [(clients[n % len(clients)], f"fox {n} of round {number}") for n in range(JOBS)]
        jobs = [client.submit(prompt, **fields(client.provider)) for client, prompt in prompts]
        for job in jobs:
            job.result(120)
        over.set()
        ended = time.monotonic()
        told, _ = idle.communicate()
    beside = [gap for at, gap in json.loads(told) if began <= at <= ended]
    gaps.sort()
    own = max(after - before for before, after in pairwise(worked))
    return Gaps(1000 * gaps[-1], 1000 * gaps[int(len(gaps) * 0.99)], 1000 * own, 1000 * max(beside), ended - began)


@contextmanager
def service(folder: Path) -> Iterator[str]:
    """The address of a service in a process of its own, which ends with its standard input."""
    own = folder / "service"
    own.mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.smallfilms", str(own)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()

"""Many jobs at once: the portal's loop never stands still, and nothing that waits holds the others up."""

from __future__ import annotations

import threading
import time

import pytest

from grokwidget import Client
from grokwidget.jobs.portal import portal

from .fake import Fake


@pytest.mark.alone
@pytest.mark.slow
def test_the_loop_goes_on_while_32_jobs_run(client: Client, fake: Fake) -> None:
    client.generate("a first one, so that everything is loaded")
    gaps: list[float] = []
    over = threading.Event()

    def beat(last: float) -> None:
        now = time.monotonic()
        gaps.append(now - last)
        if not over.is_set():
            portal().loop.call_later(0.005, beat, time.monotonic())

    portal().call(beat, time.monotonic())
    jobs = [client.submit(f"fox number {number}") for number in range(32)]
    clips = {job.result(60).path for job in jobs}
    over.set()
    assert len(clips) == 32
    assert fake.creates == 33
    gaps.sort()
    # The figure, 50 ms, is the benchmark's; here other tests share the machine.
    assert gaps[len(gaps) // 2] < 0.05
    assert gaps[int(len(gaps) * 0.99)] < 0.25

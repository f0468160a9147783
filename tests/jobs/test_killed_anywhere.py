"""Killed at any moment, a job ends as a clip after resuming, or as maybe charged; never twice, never torn."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from grokwidget import Client
from grokwidget.errors import CreateUnknown, NotSent
from grokwidget.library import JobStatus
from grokwidget.media.probe import verify

from .fake import Fake
from .kernel import Kernel

_KILLS = 30
_MOMENTS = ("submitted", "submitting", "queued", "running", "downloading")


@pytest.mark.matrix
@pytest.mark.timeout(900)
def test_a_job_that_is_killed_at_a_random_moment_is_never_paid_twice_and_never_lost(
    video: bytes, tmp_path: Path
) -> None:
    rng = random.Random(20261121)
    ends: dict[str, int] = {}
    for number in range(_KILLS):
        library = tmp_path / str(number)
        with Fake(video) as fake:
            fake.slow, fake.polls_until_done = 0.05, 4
            with Kernel(fake.url, library, f"fox {number}") as kernel:
                kernel.until(rng.choice(_MOMENTS))
                time.sleep(rng.uniform(0, 0.4))  # the moment itself is what is drawn by lot
            client = Client("aivideoapi", base_urls={"aivideoapi": fake.url}, library=library, timeout=60)
            for job in client.resume(wait=True):
                assert isinstance(job.error, CreateUnknown | NotSent | None), job.error
            (record,) = client.library.ledger.history()
            ends[record.status] = ends.get(record.status, 0) + 1
            assert fake.creates <= 1
            if fake.creates and record.status is not JobStatus.UNKNOWN:
                assert record.status is JobStatus.DONE
            for file in library.glob("*.mp4"):
                verify(file, 6)
                assert file.read_bytes() == video
            assert len(list(library.glob("*.mp4"))) == (record.status is JobStatus.DONE)
    assert ends.get(JobStatus.DONE, 0) > _KILLS / 3, ends

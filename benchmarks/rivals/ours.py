"""Our client, as its users call it: `python -m benchmarks.rivals.ours SERVICE RUN COUNT PLACE POLL`. Prints, of every
job, when we heard that it was done, when its file was here, and when `await job` gave its clip: every frame looked at,
with poster and thumbnails, synced to the disk and in the ledger.

The ledger knows thirty jobs beforehand, of the same kind and of lengths from the same range. They are written into it
and were never run.

On this machine a service is asked more often than one that others use too (`PLACE` is then `here`). A provider is
elsewhere: with `away` the address counts as one of the internet, so that the schedule and the limits are those that a
provider meets. That is the one thing that is bent here.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.cached import own_folders

from .hidden import HISTORY, WARM_UP, lengths, prompt

_MODEL = "grok-imagine-video"
_SEED = 77
_LATE = 0.3
"""Seconds from a job's end to its clip, as they are in the ledger of somebody who has made thirty."""


def _history(library: Any) -> None:
    """Thirty jobs, done."""
    from grokwidget.library import JobRecord, JobStatus

    for number, length in enumerate(lengths(_SEED, HISTORY)):
        record = JobRecord(
            fingerprint=f"v1:{number:064d}",
            provider="xai",
            model=_MODEL,
            resolution="480p",
            seconds=6,
            status=JobStatus.DONE,
            accepted_at=1e9,
            finished_at=1e9 + length + _LATE,
        )
        library.ledger.claim(record, lambda _: True)


def _away() -> None:
    """Let this machine's own address count as one of the internet, as far as polling goes."""
    from grokwidget.jobs import open_jobs
    from grokwidget.jobs.reach import Reach

    open_jobs.is_loopback = lambda host: False  # type: ignore[attr-defined]  # noqa: ARG005
    Reach.nearby = property(lambda _self: False)  # type: ignore[assignment,method-assign]


def _watch_downloads() -> dict[str, float]:
    """When the bytes of each job's file were here, by the job's id: before they are verified."""
    from grokwidget.jobs.download import Download

    moments: dict[str, float] = {}
    real = Download.fetch

    async def fetch(self: Download) -> None:
        await real(self)
        moments[self.part.stem] = time.monotonic()

    Download.fetch = fetch  # type: ignore[method-assign]
    return moments


async def measured(service: dict[str, Any], run: str, count: int, *, away: bool, poll: str) -> dict[str, Any]:
    """All jobs of a run at once."""
    from grokwidget import Client
    from grokwidget.jobs import Job, JobUpdate

    if away:
        _away()
    client = Client("xai", base_url=f"{service['address']}/xai", poll="burst" if poll == "burst" else "calm")
    _history(client.library)
    heard: dict[int, float] = {}
    fetched = _watch_downloads()

    async def one(number: int, model: str = _MODEL) -> dict[str, float]:
        def hear(update: JobUpdate) -> None:
            if update.status == "downloading" or update.over:
                heard.setdefault(number, time.monotonic())

        job: Job = client.submit(prompt(run, number), model=model, resolution="480p", duration=6, aspect_ratio="16:9")
        job.on_update(hear)
        await job
        clip = time.monotonic()
        return {"number": number, "heard": heard[number], "file": fetched[job.id], "clip": clip}

    await one(WARM_UP, "grok-imagine-video-1.5")
    cpu = time.process_time()
    jobs = await asyncio.gather(*(one(number) for number in range(count)))
    return {"jobs": jobs, "cpu": time.process_time() - cpu}


def main() -> None:
    """One run, in folders of its own."""
    service, run, count, place, poll = json.loads(sys.argv[1]), sys.argv[2], int(sys.argv[3]), *sys.argv[4:6]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ.update(own_folders(Path(folder)))
        print(json.dumps(asyncio.run(measured(service, run, count, away=place == "away", poll=poll))))


if __name__ == "__main__":
    main()

"""A library in a folder of its own, and a real video to put into it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grokwidget.library import JobRecord, JobStatus, Library
from grokwidget.task import Cost
from tests.media.footage import film

NewRecord = Callable[..., JobRecord]


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of H.264."""
    return film(tmp_path_factory.mktemp("footage") / "two.mp4", seconds=2)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """An empty library."""
    made = Library(tmp_path / "grokvideos")
    yield made
    made.close()


def record(prompt: str = "a red fox runs through snow", **fields: Any) -> JobRecord:
    """A job as the engine would plan it."""
    told: dict[str, Any] = {
        "fingerprint": "v1:0123456789abcdef",
        "provider": "aivideoapi",
        "model": "grok-imagine-text-to-video",
        "prompt": prompt,
        "request": {"prompt": prompt, "duration": 2, "sends": {"prompt": prompt, "duration": 2}},
        "seconds": 2,
        "resolution": "480p",
        "estimate": Cost(amount=15, unit="credits"),
        "owner": "somebody",
    }
    return JobRecord(**{**told, **fields})


def put(library: Library, footage: Path, job: JobRecord) -> JobRecord:
    """The way of a job through the library: planned, downloaded, stored, done."""
    library.ledger.claim(job, lambda _: True)
    part = library.part(job)
    shutil.copyfile(footage, part)
    done = job.changed(finished_at=job.created_at + 30, accepted_at=job.created_at + 1, task_id="task-1")
    file = library.store(done, part)
    return library.ledger.update(
        job.id, status=JobStatus.DONE, clips=(file,), task_id="task-1",
        finished_at=done.finished_at, accepted_at=done.accepted_at,
    )  # fmt: skip

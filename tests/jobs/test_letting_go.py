"""The engine holds a library as long as somebody uses it, and lets go of its files and locks then."""

from __future__ import annotations

import gc
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from grokwidget import Client
from grokwidget.jobs.engine import engine
from grokwidget.library import JobStatus

from ..waiting import until
from .fake import Fake

pytestmark = pytest.mark.slow


def _asked(fake: Fake, folder: Path) -> Client:
    return Client("aivideoapi", base_urls={"aivideoapi": fake.url}, library=folder, timeout=30)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="this system doesn't tell which files are open")
def test_libraries_that_nobody_uses_hold_no_file_open(fake: Fake, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        _asked(fake, tmp_path / name).generate(f"a fox in {name}")

    def closed() -> bool:
        gc.collect()  # the engine's own thread may hold the last job a moment longer than who waited for it
        engine().library(tmp_path / "another")
        opened = [str(each.readlink()) for each in Path("/proc/self/fd").iterdir() if each.exists()]
        return not any(each.startswith(str(tmp_path)) for each in opened)

    until(closed)


def test_a_library_is_one_as_long_as_a_clip_or_a_job_of_it_is_held(fake: Fake, tmp_path: Path) -> None:
    clip = _asked(fake, tmp_path / "a").generate("a fox")
    assert clip.library is not None
    owner = clip.library.owner.id
    gc.collect()
    again = _asked(fake, tmp_path / "a")
    assert again.library is clip.library
    assert again.library.owner.id == owner


def test_what_was_left_running_is_taken_up_by_a_later_client(fake: Fake, tmp_path: Path) -> None:
    fake.gate.clear()
    job = _asked(fake, tmp_path / "a").submit("a fox")
    sent = threading.Event()
    job.on_update(lambda update: sent.set() if update.status is JobStatus.RUNNING else None)
    assert sent.wait(20)
    job.stop()
    del job
    gc.collect()
    engine().library(tmp_path / "another")
    fake.gate.set()
    later = _asked(fake, tmp_path / "a")
    assert [each.result(20).prompt for each in later.resume()] == ["a fox"]
    assert fake.creates == 1


def test_a_handle_that_is_kept_keeps_nothing_of_the_work_that_is_over(fake: Fake, tmp_path: Path) -> None:
    job = _asked(fake, tmp_path / "a").submit("a fox")
    life = job._life
    assert life is not None
    work = weakref.ref(life)
    del life
    assert job.result(20).prompt == "a fox"
    until(lambda: work() is None)  # its own thread may hold it a moment longer
    assert job.done()
    assert job.result().path.exists()
    job.stop()
    assert job.error is None


def test_a_job_that_is_over_waits_for_no_lock_that_others_share(fake: Fake, tmp_path: Path) -> None:
    job = _asked(fake, tmp_path / "a").submit("a fox")
    job.result(20)
    lock: Any = job._over
    with lock._cond, ThreadPoolExecutor(1) as pool:  # as in a child that was forked while somebody waited
        assert pool.submit(job.result).result(20).prompt == "a fox"

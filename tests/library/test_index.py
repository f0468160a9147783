"""The per-user index: which library knows a request."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from grokwidget.library import Index, JobStatus
from grokwidget.library import index as module

from .conftest import record


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


@pytest.fixture
def third(tmp_path: Path) -> Path:
    folder = tmp_path / "third"
    folder.mkdir()
    return folder


def test_what_was_noted_stops_a_claim_of_its_fingerprint_the_newest_first(
    here: Path, third: Path, tmp_path: Path
) -> None:
    index = Index()
    assert index.note("v1:0", here, "a", JobStatus.DONE)
    assert index.note("v1:0", tmp_path, "b", JobStatus.RUNNING, record=record(task_id="t"))
    found = Index().claim("v1:0", third, "c")
    assert found is not None
    assert (found.library, found.job_id, found.status, found.task_id) == (tmp_path, "b", JobStatus.RUNNING, "t")
    index.note("v1:0", tmp_path, "b", JobStatus.CANCELLED)
    found = index.claim("v1:0", third, "c")
    assert found is not None
    assert (found.library, found.job_id, found.status, found.task_id) == (here, "a", JobStatus.DONE, None)
    assert index.claim("v1:1", third, "c") is None
    assert index.trouble == ""


def test_a_library_that_is_gone_stops_nobody(here: Path, tmp_path: Path) -> None:
    index = Index()
    index.note("v1:0", here, "a", JobStatus.DONE)
    shutil.rmtree(here)
    assert index.claim("v1:0", tmp_path, "b") is None


@pytest.mark.parametrize("status", [status for status in JobStatus if status != "cancelled"])
def test_a_claim_is_stopped_by_a_job_in_another_folder_that_is_to_be_looked_at(
    here: Path, third: Path, tmp_path: Path, status: str
) -> None:
    index = Index()
    index.note("v1:0", here, "a", JobStatus(status))
    stopped = index.claim("v1:0", tmp_path, "b")
    assert stopped is not None
    assert (stopped.library, stopped.job_id) == (here, "a")
    index.note("v1:0", here, "a", JobStatus.CANCELLED)
    assert index.claim("v1:0", third, "c") is None, "what was stopped was not noted"


def test_a_claim_passes_a_job_that_was_cancelled_and_is_noted_itself(here: Path, third: Path, tmp_path: Path) -> None:
    index = Index()
    index.note("v1:0", here, "a", JobStatus.CANCELLED)
    assert index.claim("v1:0", tmp_path, "b") is None
    assert index.claim("v1:0", tmp_path, "b") is None
    found = index.claim("v1:0", third, "c")
    assert found is not None
    assert (found.job_id, found.status) == ("b", JobStatus.PLANNED)


def test_of_many_processes_that_claim_one_request_in_folders_of_their_own_one_gets_it(tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from grokwidget.library import Index
folder = Path(sys.argv[1])
folder.mkdir()
sys.stdin.readline()
print(Index().claim("v1:0", folder, folder.name) is None)
"""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path / f"folder{n}")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(4)
    ]
    won = [process.communicate("\n", timeout=60)[0].strip() for process in running]
    assert sorted(won) == ["False", "False", "False", "True"]


def test_open_jobs_are_remembered_until_they_are_over_and_belong_to_their_library(here: Path, tmp_path: Path) -> None:
    index = Index()
    job = record(task_id="t-1", status="running")
    index.note(job.fingerprint, here, job.id, job.status, record=job)
    index.note(job.fingerprint, here, job.id, JobStatus.DOWNLOADING)
    assert index.open_jobs(here) == [job]
    assert index.open_jobs(tmp_path) == []
    index.note(job.fingerprint, here, job.id, JobStatus.DONE, record=job.changed(status="done"))
    assert index.open_jobs(here) == []
    found = index.claim(job.fingerprint, tmp_path, "another")
    assert found is not None
    assert found.task_id == "t-1"


@pytest.mark.parametrize("how", ["garbage", "folder", "no folder"])
def test_an_index_that_fails_stops_nothing_and_says_so(tmp_path: Path, how: str) -> None:
    match how:
        case "garbage":
            (tmp_path / "index.sqlite3").write_bytes(b"this is no database at all" * 100)
        case "folder":
            (tmp_path / "index.sqlite3").mkdir()
        case "no folder":
            (tmp_path / "state").write_text("")
    index = Index(tmp_path / "state" if how == "no folder" else tmp_path)
    assert index.claim("v1:0", tmp_path, "a") is None
    assert "can't be used" in index.trouble
    assert index.note("v1:0", tmp_path, "a", JobStatus.DONE) is False
    assert index.open_jobs(tmp_path) == []


@pytest.mark.parametrize("used", [False, True], ids=["at first", "after use"])
def test_an_index_that_somebody_holds_stops_nothing_and_says_so(
    tmp_path: Path, used: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BUSY_SECONDS", 0.05)
    index = Index(tmp_path / "held")
    index.note("v1:0", tmp_path, "a", JobStatus.DONE)
    if not used:
        module._drop()
    with contextlib.closing(sqlite3.connect(index.file, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        assert index.claim("v1:0", tmp_path, "b") is None
        assert "can't be used" in index.trouble
        assert index.note("v1:0", tmp_path, "a", JobStatus.DONE) is False
        holder.execute("ROLLBACK")
    found = index.claim("v1:0", tmp_path, "b")
    assert found is not None
    assert found.job_id == "a"


def test_an_index_that_is_damaged_while_it_is_held_open_stops_nothing_and_says_so(tmp_path: Path) -> None:
    index = Index(tmp_path / "torn")
    index.note("v1:0", tmp_path, "a", JobStatus.DONE)
    with index.file.open("r+b") as file:  # the same file, other bytes
        file.write(b"this is no database at all" * 100)
    assert index.claim("v1:0", tmp_path, "b") is None
    assert "can't be used" in index.trouble
    assert index.note("v1:0", tmp_path, "a", JobStatus.DONE) is False


def test_an_index_that_was_replaced_is_read_anew(here: Path, third: Path) -> None:
    index = Index()
    index.note("v1:0", here, "a", JobStatus.DONE)
    index.file.unlink()
    assert index.claim("v1:0", third, "b") is None
    assert index.note("v1:1", here, "a", JobStatus.DONE)
    assert not index.trouble


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="this system doesn't tell which files are open")
def test_however_many_indexes_are_used_one_is_held_open(here: Path, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        Index(tmp_path / name).note("v1:0", here, name, JobStatus.DONE)
    opened = [each.readlink() for each in Path("/proc/self/fd").iterdir() if each.exists()]
    assert [each.parent.name for each in opened if each.name == "index.sqlite3"] == ["c"]


def test_a_deed_that_fails_half_way_leaves_nothing_behind(here: Path, third: Path) -> None:
    index = Index()
    index.note("v1:0", here, "a", JobStatus.DONE)
    with pytest.raises(RuntimeError), index._opened() as db:
        assert db is not None
        db.execute("DELETE FROM entries")
        raise RuntimeError
    found = index.claim("v1:0", third, "b")
    assert found is not None
    assert found.job_id == "a"

"""Full disks, read-only folders, damaged files: with real ones of each."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from grokwidget.errors import LibraryError
from grokwidget.library import Library

from .conftest import put, record

pytestmark = pytest.mark.slow


def _mounted(folder: Path, options: str) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return shutil.which("mount") is not None and subprocess.run(command, capture_output=True).returncode == 0


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 192 kB."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    if not _mounted(folder, "size=192k"):
        pytest.skip("mounting needs root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def _run(script: str, *arguments: object, **more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)


# -- disk full --------------------------------------------------------------------------------------------------------


def test_a_full_disk_is_a_sentence_the_old_jobs_stay_and_room_makes_it_work_again(tiny_disk: Path) -> None:
    library = Library(tiny_disk / "grokvideos")
    first = record()
    library.ledger.claim(first, lambda _: False)
    ballast = tiny_disk / "ballast"
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        while True:
            file.write(bytes(512))
    with pytest.raises(LibraryError, match=r"full.*Make room"):
        for n in range(200):
            library.ledger.claim(record("x" * 2000, fingerprint=f"v1:{n}"), lambda _: False)
    assert library.ledger.get(first.id) == first
    ballast.unlink()
    another = record(fingerprint="v1:another")
    assert library.ledger.claim(another, lambda _: False) == (another, True)
    library.close()


def test_a_disk_that_fills_up_while_a_clip_is_stored_loses_neither_download_nor_order(
    tiny_disk: Path, footage: Path
) -> None:
    library = Library(tiny_disk / "grokvideos")
    job = record()
    library.ledger.claim(job, lambda _: False)
    part = library.part(job)
    shutil.copyfile(footage, part)
    ballast = tiny_disk / "ballast"
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        while True:
            file.write(bytes(512))
    with pytest.raises(LibraryError, match="full"):
        library.store(job, part)
    assert part.read_bytes() == footage.read_bytes()
    visible = [file for file in library.path.rglob("*") if file.is_file() and ".grokwidget" not in file.parts]
    assert visible == []
    ballast.unlink()
    assert library.has(job.changed(clips=(library.store(job, part),)))
    library.close()


def test_a_file_size_limit_is_a_sentence_too(tmp_path: Path) -> None:
    run = _run(
        """
        import resource, signal, sys
        from grokwidget.errors import LibraryError
        from grokwidget.library import JobRecord, Library
        library = Library(sys.argv[1])
        job = JobRecord(fingerprint="v1:0", provider="local", model="m")
        library.ledger.claim(job, lambda _: False)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, resource.RLIM_INFINITY))
        try:
            for n in range(1, 100):
                again = JobRecord(fingerprint=f"v1:{n}", provider="local", model="m", prompt="x" * 1000)
                library.ledger.claim(again, lambda _: False)
        except LibraryError as error:
            print("sentence:", error)
        print("kept:", library.ledger.get(job.id).fingerprint == job.fingerprint)
        """,
        tmp_path / "grokvideos",
    )
    assert "sentence: The disk with the library" in run.stdout
    assert "kept: True" in run.stdout
    assert run.stderr == ""


# -- read-only and impossible folders ---------------------------------------------------------------------------------


def test_a_read_only_library_can_be_shown_and_searched_but_takes_nothing_new(tmp_path: Path, footage: Path) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    if not _mounted(folder, "size=4m"):
        pytest.skip("mounting needs root")
    try:
        library = Library(folder / "grokvideos")
        done = put(library, footage, record())
        library.close()
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        library = Library(folder / "grokvideos")
        assert library.ledger.claim(record(), lambda known: not library.has(known)) == (done, False)
        assert [clip.prompt for clip in library] == [done.prompt]
        with pytest.raises(LibraryError, match=r"only be read.*GROKWIDGET_LIBRARY"):
            library.ledger.claim(record(fingerprint="v1:new"), lambda _: False)
        with pytest.raises(LibraryError, match="can't be written"):
            assert library.owner.id
        library.close()
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_folder_below_a_file_is_refused_in_a_sentence_when_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    library = Library(tmp_path / "file" / "grokvideos")
    assert list(library) == []
    with pytest.raises(LibraryError, match=r"can't be written.*GROKWIDGET_LIBRARY"):
        library.ledger.claim(record(), lambda _: False)
    with pytest.raises(LibraryError, match="can't be written"):
        library.part(record())


# -- damage -----------------------------------------------------------------------------------------------------------


def _damaged(library: Library) -> list[Path]:
    return sorted(library.ledger.folder.glob("ledger-damaged-*.sqlite3"))


@pytest.mark.parametrize("how", ["garbage", "no sqlite", "half", "empty", "page", "row"])
def test_a_damaged_ledger_is_set_aside_and_made_anew_with_its_clips_and_its_open_jobs(
    library: Library, footage: Path, how: str
) -> None:
    done = put(library, footage, record())
    running = record("a whale", fingerprint="v1:running", status="running", task_id="task-9")
    library.ledger.claim(running, lambda _: False)
    library.index.note(running.fingerprint, library.path, running.id, running.status, record=running)
    library.close()
    file = library.ledger.file
    data = bytearray(file.read_bytes())
    match how:
        case "garbage":
            data[100:] = os.urandom(len(data) - 100)
        case "no sqlite":
            data[:] = b"this is no database" * 1000
        case "half":
            del data[len(data) // 2 :]
        case "empty":
            data.clear()
        case "page":
            data[4096 * 2 : 4096 * 3] = bytes(4096)
        case "row":
            with sqlite3.connect(file) as db:
                db.execute("UPDATE jobs SET record = '{\"id\": 1}' WHERE status='done'")
            db.close()
            data = bytearray(file.read_bytes())
    file.write_bytes(data)
    again = Library(library.path)
    assert [clip.prompt for clip in again] == [done.prompt]
    assert [job.task_id for job in again.unfinished()] == ["task-9"]
    assert again.ledger.claim(record(), lambda known: not again.has(known))[1] is False
    if how != "empty":
        assert len(_damaged(again)) == 1
        assert "damaged" in again.notices[0]
    again.close()


def test_damage_that_appears_while_the_ledger_is_open_is_mended_at_the_next_use(
    library: Library, footage: Path
) -> None:
    put(library, footage, record())
    library.ledger.file.write_bytes(os.urandom(20_000))
    assert len(library) == 1
    new = record(fingerprint="v1:new")
    assert library.ledger.claim(new, lambda _: False) == (new, True)
    assert len(_damaged(library)) == 1


def test_a_library_that_was_copied_without_its_ledger_is_known_again(
    library: Library, footage: Path, tmp_path: Path
) -> None:
    done = put(library, footage, record())
    shutil.copytree(library.path, tmp_path / "elsewhere", ignore=shutil.ignore_patterns(".grokwidget"))
    copy = Library(tmp_path / "elsewhere")
    found = copy.ledger.by_fingerprint(done.fingerprint)
    assert found is not None
    assert (found.id, found.clips, found.task_id, found.request) == (done.id, done.clips, "task-1", done.request)
    assert copy.clip(found).path.parent == tmp_path / "elsewhere"
    assert "1 jobs" in copy.notices[0]
    copy.close()


def test_a_ledger_that_is_deleted_while_it_is_open_is_made_anew(library: Library, footage: Path) -> None:
    put(library, footage, record())
    shutil.rmtree(library.ledger.folder)
    assert len(library) == 1

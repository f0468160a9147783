"""Looking after a library in trouble: read-only, of a newer version, synced by two machines, damaged under two."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from grokwidget.errors import LibraryError
from grokwidget.library import JobRecord, Library, rescue

from .conftest import put, record

pytestmark = pytest.mark.slow


def test_a_library_that_can_only_be_read_is_checked_and_nothing_is_mended_or_pruned(
    tmp_path: Path, footage: Path
) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting needs root")
    try:
        library = Library(folder / "grokvideos")
        fox = put(library, footage, record())
        whale = put(library, footage, record("a whale", fingerprint="v1:whale"))
        (library.path / whale.clips[0].name).with_suffix(".json").unlink()
        library.close()
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        library = Library(folder / "grokvideos")
        report = library.check()
        assert (report.clips, [str(flaw.kind) for flaw in report.flaws]) == (2, ["no_sidecar"])
        with pytest.raises(LibraryError, match="can't be written"):
            library.check(repair=True)
        assert len(library.prune(keep=0).clips) == 2
        with pytest.raises(LibraryError, match="can't be written"):
            library.prune(keep=0, yes=True)
        assert library.has(fox)
        assert library.has(whale)
        library.close()
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_library_of_a_newer_version_is_neither_checked_nor_pruned(library: Library, footage: Path) -> None:
    fox = put(library, footage, record())
    library.close()
    with sqlite3.connect(library.ledger.file) as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    before = library.ledger.file.read_bytes()
    for look in (library.check, lambda: library.check(repair=True), lambda: library.prune(keep=0, yes=True)):
        with pytest.raises(LibraryError, match="newer grokwidget"):
            look()
    assert library.has(fox)
    assert library.ledger.file.read_bytes() == before


def test_two_machines_on_a_synced_folder_agree_on_what_is_here_and_on_what_was_pruned(
    tmp_path: Path, footage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "Dropbox" / "grokvideos"

    def machine(name: str) -> Library:
        monkeypatch.setenv("GROKWIDGET_STATE_DIR", str(tmp_path / name))
        return Library(folder)

    one = machine("one")
    fox = put(one, footage, record())
    two = machine("two")
    assert (two.check().sound, two.check().clips) == (True, 1)
    assert two.ledger.file != one.ledger.file
    one.prune(keep=0, yes=True)
    report = two.check()
    assert (report.sound, report.pruned) == (True, 1)
    # Another clip of the first machine is known to the second one, which has been open all the time.
    put(one, footage, record("a whale", fingerprint="v1:whale"))
    two.check(repair=True)
    assert two.check().flaws == ()
    assert {job.prompt for job in two.ledger.history(limit=None)} == {fox.prompt, "a whale"}
    one.close()
    two.close()


_CHECK = """
import sys
from grokwidget.library import JobRecord, Library, rescue
print("ready", flush=True)
sys.stdin.readline()
report = Library(sys.argv[1]).check(repair=True)
print(report.sound, report.clips, len(report.flaws))
"""


@pytest.mark.slow
def test_a_damaged_ledger_under_three_processes_is_made_anew_once(library: Library, footage: Path) -> None:
    put(library, footage, record())
    put(library, footage, record("a whale", fingerprint="v1:whale"))
    library.close()
    library.ledger.file.write_bytes(b"this is no database" * 2000)
    command = [sys.executable, "-c", _CHECK, str(library.path)]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # one a process
        for _ in range(3)
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    assert [process.communicate(timeout=60)[0] for process in running] == ["True 2 0\n"] * 3
    assert len(list(library.ledger.folder.glob("ledger-damaged-*.sqlite3"))) == 1
    assert len(library) == 2


_MISSING = """
import os, sys
from pathlib import Path
from grokwidget.library import Library, sidecar
library = Library(sys.argv[1])
steps = int(sys.argv[2])
def watch(event, args):
    global steps
    if event in ("open", "os.rename", "os.remove") and ".grokwidget" not in str(args[0]):
        steps -= 1
        if steps == 0:
            os.kill(os.getpid(), 9)
library.ledger.history()
import grokwidget.media.probe, grokwidget.media.frames, grokwidget.library.check, grokwidget.library.mending
sys.addaudithook(watch)
library.check(repair=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("step", [1, 3, 5, 7, 9, 11, 13])
def test_a_repair_that_is_killed_anywhere_leaves_what_the_next_one_can_finish(
    library: Library, footage: Path, step: int
) -> None:
    jobs = [put(library, footage, record(f"fox {n}", fingerprint=f"v1:{n}")) for n in range(3)]
    library.close()
    (library.path / jobs[0].clips[0].name).with_suffix(".json").unlink()
    (library.path / jobs[1].clips[0].name).rename(library.path / "other name.mp4")
    (library.path / jobs[2].clips[0].name).with_suffix(".json").write_text("torn", encoding="utf-8")
    subprocess.run([sys.executable, "-c", _MISSING, str(library.path), str(step)], capture_output=True, timeout=60)
    library.check(repair=True)
    report = library.check()
    assert (report.sound, report.clips) == (True, 3)
    assert all(library.has(job) for job in jobs)


@pytest.mark.parametrize("damaged", [True, False])
def test_nobody_ever_sees_a_ledger_that_is_only_half_made_anew(
    library: Library, footage: Path, monkeypatch: pytest.MonkeyPatch, damaged: bool
) -> None:
    put(library, footage, record())
    library.close()
    library.ledger.file.unlink()
    if damaged:
        library.ledger.file.write_bytes(b"this is no database" * 2000)
    seen = []
    fill = rescue.refill

    def watched(db: sqlite3.Connection, records: list[JobRecord]) -> int:
        seen.append(library.ledger.file.read_bytes()[:19] if library.ledger.file.exists() else b"")
        return fill(db, records)

    monkeypatch.setattr(rescue, "refill", watched)
    assert len(Library(library.path)) == 1
    assert seen[0] == (b"this is no database" if damaged else b"")

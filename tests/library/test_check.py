"""`library check`: what is wrong is named, what can be put right without loss is, and nothing else is touched."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from grokwidget.library import JobRecord, Library
from grokwidget.library.check import Kind, Report
from grokwidget.task import Cost

from .conftest import put, record

pytestmark = pytest.mark.slow


def _found(report: Report) -> dict[str, str]:
    return {str(flaw.kind): flaw.name for flaw in report.flaws}


def _bytes(folder: Path) -> dict[str, bytes]:
    """Every file of the library but the ledger's, which a look may open."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".grokwidget" not in path.parts
    }


@pytest.fixture
def fox(library: Library, footage: Path) -> JobRecord:
    """A clip in the library."""
    return put(library, footage, record())


def _clip(library: Library, job: JobRecord) -> Path:
    return library.path / job.clips[0].name


def _sidecar(library: Library, job: JobRecord) -> Path:
    return _clip(library, job).with_suffix(".json")


def test_a_good_library_is_sound_and_every_clip_was_read(library: Library, footage: Path, fox: JobRecord) -> None:
    put(library, footage, record("a whale", fingerprint="v1:whale"))
    library.ledger.claim(record("under way", fingerprint="v1:open", status="running"), lambda _: True)
    before = _bytes(library.path)
    report = library.check()
    assert (report.clips, report.pruned, report.flaws, report.sound) == (2, 0, (), True)
    assert "2 clips read" in repr(report)
    assert _bytes(library.path) == before


def test_a_library_that_was_never_written_is_sound_and_nothing_is_made(library: Library) -> None:
    assert library.check().sound
    assert not library.path.exists()


def test_a_deleted_clip_is_missing_with_the_price_of_another_one(library: Library, fox: JobRecord) -> None:
    _clip(library, fox).unlink()
    report = library.check(repair=True)
    assert _found(report) == {"missing": fox.clips[0].name}
    assert "15 credits" in report.flaws[0].text
    assert not report.sound


def test_one_changed_byte_is_seen(library: Library, fox: JobRecord) -> None:
    data = bytearray(_clip(library, fox).read_bytes())
    data[-1] ^= 1
    _clip(library, fox).write_bytes(data)
    report = library.check(repair=True)
    assert Kind.CHANGED in {flaw.kind for flaw in report.flaws}
    assert not report.sound
    assert _clip(library, fox).read_bytes() == bytes(data)


def test_a_clip_that_no_longer_plays_is_broken_too(library: Library, fox: JobRecord) -> None:
    path = _clip(library, fox)
    path.write_bytes(path.read_bytes()[:-2000])
    kinds = {flaw.kind for flaw in library.check().flaws}
    assert kinds == {Kind.CHANGED, Kind.BROKEN}


def test_a_file_that_never_played_is_broken_though_its_hash_is_right(library: Library, fox: JobRecord) -> None:
    path = _clip(library, fox)
    path.write_bytes(b"no video at all")
    import hashlib

    file = fox.clips[0].model_copy(update={"sha256": hashlib.sha256(b"no video at all").hexdigest(), "bytes": 15})
    library.ledger.update(fox.id, clips=(file,))
    assert Kind.BROKEN in {flaw.kind for flaw in library.check().flaws}


def test_a_missing_sidecar_is_written_anew_as_it_was(library: Library, fox: JobRecord) -> None:
    before = json.loads(_sidecar(library, fox).read_text(encoding="utf-8"))
    _sidecar(library, fox).unlink()
    assert _found(library.check()) == {"no_sidecar": _sidecar(library, fox).name}
    assert not _sidecar(library, fox).exists(), "looking writes nothing"
    assert library.check(repair=True).sound
    again = json.loads(_sidecar(library, fox).read_text(encoding="utf-8"))
    assert again == before
    assert library.check().flaws == ()


def test_a_sidecar_that_can_not_be_read_is_kept_aside_and_written_anew(library: Library, fox: JobRecord) -> None:
    _sidecar(library, fox).write_text("my own notes", encoding="utf-8")
    assert _found(library.check()) == {"bad_sidecar": _sidecar(library, fox).name}
    assert library.check(repair=True).sound
    assert library.check().flaws == ()
    assert [file.read_text() for file in (library.path / "aside").glob("*.damaged")] == ["my own notes"]


def test_a_sidecar_that_disagrees_is_named_with_its_fields_and_left_alone(library: Library, fox: JobRecord) -> None:
    told = json.loads(_sidecar(library, fox).read_text(encoding="utf-8"))
    told["prompt"] = "somebody else's words"
    text = json.dumps(told)
    _sidecar(library, fox).write_text(text, encoding="utf-8")
    (flaw,) = library.check(repair=True).flaws
    assert (flaw.kind, flaw.mended) == (Kind.DIFFERS, False)
    assert "(prompt)" in flaw.text
    assert _sidecar(library, fox).read_text(encoding="utf-8") == text


def test_a_row_that_the_ledger_lost_comes_back_from_its_sidecar_and_is_served_again(
    library: Library, footage: Path, fox: JobRecord
) -> None:
    put(library, footage, record("a whale", fingerprint="v1:whale"))
    with sqlite3.connect(library.ledger.file) as db:
        db.execute("DELETE FROM jobs WHERE id=?", (fox.id,))
    db.close()
    assert _found(library.check()) == {"no_row": _sidecar(library, fox).name}
    assert library.ledger.get(fox.id) is None
    assert library.check(repair=True).sound
    back = library.ledger.by_fingerprint(fox.fingerprint)
    assert back is not None
    assert (back.id, back.clips, back.task_id, back.request) == (fox.id, fox.clips, fox.task_id, fox.request)
    assert library.clip(back).path == _clip(library, fox)
    assert library.check().flaws == ()


def test_a_row_that_would_hide_the_clip_of_a_newer_job_is_not_brought_back(
    library: Library, footage: Path, fox: JobRecord
) -> None:
    newer = put(library, footage, record())
    with sqlite3.connect(library.ledger.file) as db:
        db.execute("DELETE FROM jobs WHERE id=?", (fox.id,))
    db.close()
    report = library.check(repair=True)
    assert [(flaw.kind, flaw.mended) for flaw in report.flaws] == [(Kind.NO_ROW, False)]
    served = library.ledger.by_fingerprint(fox.fingerprint)
    assert served is not None
    assert served.id == newer.id


def test_a_clip_with_another_name_gets_its_own_again(library: Library, fox: JobRecord) -> None:
    _clip(library, fox).rename(library.path / "my best fox.mp4")
    assert _found(library.check())["moved"] == fox.clips[0].name
    assert library.check(repair=True).flaws[0].mended
    assert library.has(fox)
    assert library.check().flaws == ()


def test_a_job_that_is_done_without_any_clip_is_named(library: Library) -> None:
    job = record("nothing came", status="done")
    library.ledger.claim(job, lambda _: True)
    assert _found(library.check()) == {"no_clip": job.id}


def test_strangers_are_named_but_nothing_is_wrong_with_them(library: Library, fox: JobRecord) -> None:
    (library.path / "notes.txt").write_text("mine")
    (library.path / "holiday.mp4").write_bytes(b"mine too")
    (library.path / ".DS_Store").write_bytes(b"")
    report = library.check(repair=True)
    assert {flaw.name for flaw in report.flaws} == {"notes.txt", "holiday.mp4"}
    assert report.sound
    assert (library.path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    "mark",
    [
        " (1)",
        "(1)",
        " (Ann's conflicted copy 2026-01-02)",
        " (Ann 的冲突副本 2026-01-02)",
        ".sync-conflict-20260102-101112-ABCDEFG",
        "_conflict-20260102-101112",
        " 2",
        "-DESKTOP-7",
    ],
)
def test_conflict_copies_of_synced_folders_are_told_from_strangers(library: Library, fox: JobRecord, mark: str) -> None:
    for path in (_clip(library, fox), _sidecar(library, fox)):
        shutil.copyfile(path, path.with_name(f"{path.stem}{mark}{path.suffix}"))
    before = _bytes(library.path)
    report = library.check(repair=True)
    assert [flaw.kind for flaw in report.flaws] == [Kind.CONFLICT, Kind.CONFLICT]
    assert {flaw.other for flaw in report.flaws} == {_clip(library, fox).name, _sidecar(library, fox).name}
    assert not report.sound
    assert _bytes(library.path) == before


def test_the_further_clips_of_a_job_and_a_second_job_of_one_name_are_no_conflicts(
    library: Library, footage: Path, fox: JobRecord
) -> None:
    put(library, footage, record(created_at=fox.created_at))
    assert len({path.name for path in library.path.glob("*.mp4")}) == 2
    assert library.check().flaws == ()


def test_the_jobs_of_a_ledger_copy_are_taken_over_but_what_was_only_planned_there(
    library: Library, fox: JobRecord
) -> None:
    library.close()
    copy = library.ledger.folder / "ledger (1).sqlite3"
    shutil.copyfile(library.ledger.file, copy)
    there = Library(library.path.parent / "other")
    for n, status in enumerate(("planned", "submitting", "running", "done")):
        there.ledger.claim(record(f"job {n}", fingerprint=f"v1:{n}", status=status), lambda _: True)
    there.close()
    shutil.copyfile(there.ledger.file, copy)
    report = library.check(repair=True)
    assert [(flaw.kind, flaw.mended) for flaw in report.flaws] == [(Kind.CONFLICT, True)]
    told = {job.prompt: str(job.status) for job in library.ledger.history(limit=None)}
    assert told == {fox.prompt: "done", "job 1": "submitting", "job 2": "running", "job 3": "done"}
    assert not copy.exists()
    assert len(list(library.ledger.folder.glob("ledger-merged-*"))) == 1


def test_a_sidecar_of_a_job_that_is_still_being_stored_is_no_flaw(
    library: Library, footage: Path, fox: JobRecord
) -> None:
    library.ledger.update(fox.id, status="downloading", clips=())
    assert library.check(repair=True).flaws == ()


def test_a_damaged_ledger_is_mended_on_the_way_and_told(library: Library, fox: JobRecord) -> None:
    library.close()
    library.ledger.file.write_bytes(os.urandom(20_000))
    again = Library(library.path)
    report = again.check()
    assert report.sound
    assert "damaged" in report.notices[0]
    assert report.clips == 1
    again.close()


def test_the_report_is_plain_json(library: Library, fox: JobRecord) -> None:
    _clip(library, fox).unlink()
    told = json.loads(json.dumps(library.check().to_json()))
    assert told["sound"] is False
    assert told["flaws"][0]["kind"] == "missing"
    assert told["flaws"][0]["job_id"] == fox.id


def test_a_clip_whose_price_nobody_knows_has_a_sidecar_that_can_be_read(library: Library, footage: Path) -> None:
    unknown = Cost(amount=None, unit="usd")
    job = put(library, footage, record(estimate=unknown, cost=unknown))
    assert library.check().flaws == ()
    library.close()
    library.ledger.file.unlink()
    again = Library(library.path)
    found = again.ledger.by_fingerprint(job.fingerprint)
    assert found is not None
    assert (found.id, found.cost) == (job.id, unknown)
    again.close()

"""`library prune`: space is freed, no record is lost, and nothing goes without having been shown."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grokwidget.errors import LibraryError
from grokwidget.library import JobRecord, Library
from grokwidget.library.prune import size_in_bytes, size_text

from .conftest import put, record

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check

_DAY = 86_400


@pytest.fixture
def three(library: Library, footage: Path) -> list[JobRecord]:
    """Three clips: of today, ten days ago, a hundred days ago."""
    now = time.time()
    ages = (0, 10, 100)
    return [
        put(library, footage, record(f"fox {age}", fingerprint=f"v1:{age}", created_at=now - age * _DAY - 60))
        for age in ages
    ]


def _here(library: Library) -> list[str]:
    return [clip.prompt for clip in library]


def test_what_would_go_is_shown_first_and_nothing_goes(library: Library, three: list[JobRecord]) -> None:
    shown = library.prune(older_than=5)
    assert [clip.prompt for clip in shown.clips] == ["fox 100", "fox 10"]
    assert not shown.done
    assert "Nothing has been deleted yet" in repr(shown)
    assert "30 credits" in repr(shown)
    assert len(_here(library)) == 3


@pytest.mark.parametrize(
    ("rule", "left"),
    [
        ({"older_than": 5}, ["fox 0"]),
        ({"older_than": 50}, ["fox 0", "fox 10"]),
        ({"keep": 2}, ["fox 0", "fox 10"]),
        ({"keep": 0}, []),
        ({"keep": 5}, ["fox 0", "fox 10", "fox 100"]),
        ({"to_free": 1}, ["fox 0", "fox 10"]),
        ({"to_free": "1TB"}, []),
        ({"to_free": "1TB", "keep": 1}, ["fox 0"]),
        ({"older_than": 5, "to_free": 1}, ["fox 0", "fox 10"]),
    ],
)
def test_the_oldest_go_first_and_only_what_every_rule_allows(
    library: Library, three: list[JobRecord], rule: dict[str, object], left: list[str]
) -> None:
    pruned = library.prune(**rule, yes=True)  # type: ignore[arg-type]  # of many kinds, one a case
    assert _here(library) == left
    assert pruned.bytes == sum(job.clips[0].bytes for job in three if job.prompt not in left)


def test_the_record_stays_in_the_ledger_and_in_the_sidecar_and_the_library_is_sound(
    library: Library, three: list[JobRecord]
) -> None:
    library.prune(keep=1, yes=True)
    assert {job.id for job in library.ledger.history(limit=None)} == {job.id for job in three}
    report = library.check()
    assert (report.sound, report.clips, report.pruned, report.flaws) == (True, 1, 2, ())
    library.close()
    library.ledger.file.write_bytes(b"no database" * 1000)
    again = Library(library.path)
    found = again.ledger.by_fingerprint("v1:100")
    assert found is not None
    assert (found.id, found.clips, found.task_id) == (three[2].id, three[2].clips, "task-1")
    assert again.check().pruned == 2
    again.close()


def test_a_clip_without_a_sidecar_gets_one_before_it_goes(library: Library, three: list[JobRecord]) -> None:
    for path in library.path.glob("*.json"):
        path.unlink()
    library.prune(keep=0, yes=True)
    assert len(list(library.path.glob("*.json"))) == 3
    assert library.check().pruned == 3


def test_a_clip_that_somebody_changed_is_not_ours_to_delete(library: Library, three: list[JobRecord]) -> None:
    path = library.path / three[2].clips[0].name
    path.write_bytes(path.read_bytes() + b"my own edit")
    library.prune(keep=0, yes=True)
    assert path.exists()


def test_an_open_job_and_its_part_stay_and_the_part_of_one_that_is_over_goes(
    library: Library, three: list[JobRecord]
) -> None:
    under_way = record("under way", fingerprint="v1:open", status="downloading")
    library.ledger.claim(under_way, lambda _: True)
    library.part(under_way).write_bytes(b"half")
    library.part(three[0]).write_bytes(b"left over")
    pruned = library.prune(older_than=1000, yes=True)
    assert (len(pruned.clips), pruned.bytes) == (0, len(b"left over"))
    assert library.part(under_way).exists()
    assert not library.part(three[0]).exists()
    assert len(_here(library)) == 3


def test_without_a_rule_or_with_nonsense_nothing_goes(library: Library, three: list[JobRecord]) -> None:
    with pytest.raises(LibraryError, match="--older-than"):
        library.prune(yes=True)
    for rule in ({"older_than": -1.0}, {"older_than": float("nan")}, {"keep": -1}):
        with pytest.raises(LibraryError, match="negative"):
            library.prune(**rule, yes=True)
    with pytest.raises(LibraryError, match="500MB"):
        library.prune(to_free="a lot", yes=True)
    assert len(_here(library)) == 3


@pytest.mark.parametrize(
    ("told", "count"),
    [("2GB", 2 * 10**9), ("500 mb", 5 * 10**8), ("1.5 GiB", 1.5 * 2**30), ("1,5k", 1500), ("12", 12), (7, 7)],
)
def test_a_size_is_read_as_people_write_it(told: int | str, count: int) -> None:
    assert size_in_bytes(told) == count


def test_a_size_is_shown_as_people_read_it() -> None:
    assert [size_text(count) for count in (12, 1_500, 2_500_000, 3_000_000_000)] == [
        "12 B",
        "1.5 kB",
        "2.5 MB",
        "3.0 GB",
    ]


_PRUNE = """
import os, sys
from pathlib import Path
from grokwidget.library import Library
library = Library(sys.argv[1])
Path.unlink = lambda *a, **k: os.kill(os.getpid(), 9)
library.prune(keep=0, yes=True)
"""


def test_a_kill_between_the_word_and_the_deed_leaves_clip_and_record(library: Library, three: list[JobRecord]) -> None:
    library.close()
    run = subprocess.run([sys.executable, "-c", _PRUNE, str(library.path)], capture_output=True, timeout=60)
    assert run.returncode == -9
    assert len(_here(library)) == 3
    assert library.check().sound
    told = json.loads((library.path / three[2].clips[0].name).with_suffix(".json").read_text(encoding="utf-8"))
    assert told["pruned"]
    library.prune(keep=0, yes=True)
    assert library.check().pruned == 3

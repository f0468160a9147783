"""The library a page at a time: what it holds, newest first, also with ten thousand clips in it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from grokwidget.library import ClipFile, JobRecord, JobStatus, Library

from .conftest import put, record

pytestmark = pytest.mark.slow


def done(number: int, prompt: str = "a red fox", *, clips: int = 1, **fields: Any) -> JobRecord:
    """A job of long ago, as the ledger keeps it; its files were never there."""
    files = tuple(
        ClipFile(name=f"{number}-{n}.mp4", sha256="0" * 64, bytes=9, duration=6, width=848, height=480, fps=24)
        for n in range(clips)
    )
    told = {"fingerprint": f"v1:{number}", "created_at": 1000.0 + number, "status": JobStatus.DONE, "clips": files}
    return record(prompt, **{**told, **fields})


def fill(library: Library, *jobs: JobRecord) -> None:
    for job in jobs:
        library.ledger.claim(job, lambda _: True)


def names(library: Library, **asked: Any) -> list[str]:
    return [clip.file.name for clip in library.page(**asked)[0]]


def test_the_newest_come_first_whatever_order_they_were_written_in(library: Library) -> None:
    fill(library, done(2), done(9), done(5))
    assert names(library) == ["9-0.mp4", "5-0.mp4", "2-0.mp4"]


def test_of_one_second_the_later_written_comes_first(library: Library) -> None:
    fill(library, done(1, created_at=7.0), done(2, created_at=7.0))
    assert names(library) == ["2-0.mp4", "1-0.mp4"]


def test_pages_follow_each_other_without_a_gap_or_a_clip_twice(library: Library) -> None:
    fill(library, *(done(number, clips=1 + number % 3) for number in range(10)))
    whole, total = library.page(limit=100)
    pages = [clip for offset in range(0, total, 4) for clip in library.page(offset=offset, limit=4)[0]]
    assert [clip.file.name for clip in pages] == [clip.file.name for clip in whole]
    assert total == len(whole) == len(set(whole)) == 19


def test_each_clip_of_a_job_counts_and_they_keep_their_order(library: Library) -> None:
    fill(library, done(1, clips=3), done(2))
    assert names(library) == ["2-0.mp4", "1-0.mp4", "1-1.mp4", "1-2.mp4"]
    assert names(library, offset=2, limit=1) == ["1-1.mp4"]


@pytest.mark.parametrize(("offset", "limit"), [(5, 10), (10**12, 1), (0, 0), (-3, 0), (0, -1)])
def test_beyond_the_end_there_is_nothing_and_the_count_stays(library: Library, offset: int, limit: int) -> None:
    fill(library, done(1), done(2))
    assert library.page(offset=offset, limit=limit) == ([], 2)


def test_only_done_jobs_with_clips_are_there(library: Library) -> None:
    for status in JobStatus:
        if status is not JobStatus.DONE:
            fill(library, done(1, status=status))
    fill(library, done(2, clips=0))
    assert library.page() == ([], 0)
    assert set(library.makers()) == {"aivideoapi"}


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("FOX", [3, 1]),
        ("red  fox", [1]),
        ("fox grok-imagine", [3, 1]),  # the model has it
        ("aivideoapi 雪地", [2]),
        ("狐狸", [2]),
        ("100%", [4]),
        ("100_", []),
        ("%", [4]),
        ("_", [5]),
        ("\\", [5]),
        ("'; DROP TABLE jobs; --", []),
        ("🦊", [3]),
        ("café", [4]),
        ("   ", [5, 4, 3, 2, 1]),
    ],
)
def test_every_word_must_be_there_and_no_letter_means_anything_else(
    library: Library, search: str, found: list[int]
) -> None:
    fill(
        library,
        done(1, "a red Fox runs"),
        done(2, "一只红狐狸在雪地里奔跑"),
        done(3, "🦊 fox"),
        done(4, "100% café"),
        done(5, "back\\slash under_score"),
    )
    assert names(library, search=search) == [f"{number}-0.mp4" for number in found]


def test_provider_and_model_are_whole_names_and_hold_together(library: Library) -> None:
    fill(
        library,
        done(1, provider="xai", model="grok-imagine-video"),
        done(2, provider="local", model="grok-imagine-video"),
        done(3, provider="xai", model="grok"),
    )
    assert names(library, provider="xai") == ["3-0.mp4", "1-0.mp4"]
    assert names(library, model="grok-imagine-video") == ["2-0.mp4", "1-0.mp4"]
    assert names(library, provider="xai", model="grok") == ["3-0.mp4"]
    assert library.page(provider="xa") == ([], 0)
    assert names(library, provider="xai", search="local") == []
    assert library.makers() == {"local": ["grok-imagine-video"], "xai": ["grok", "grok-imagine-video"]}


def test_a_clip_that_was_pruned_or_deleted_is_still_there_as_a_record(library: Library, footage: Path) -> None:
    pruned, deleted, whole = (
        put(library, footage, record(prompt, fingerprint=f"v1:{n}", created_at=1000.0 + n))
        for n, prompt in enumerate(("pruned", "deleted", "whole"))
    )
    library.prune(keep=2, yes=True)
    library.clip(deleted).path.unlink()
    clips, total = library.page()
    assert [(clip.prompt, library.has(clip.record, 0)) for clip in clips] == [
        ("whole", True), ("deleted", False), ("pruned", False),
    ]  # fmt: skip
    assert total == 3
    assert [clip.record.id for clip in clips] == [whole.id, deleted.id, pruned.id]


def test_an_empty_library_has_an_empty_page_and_nothing_is_made_on_the_disk(library: Library) -> None:
    assert library.page() == ([], 0)
    assert library.makers() == {}
    assert not library.path.exists()


def test_what_is_written_between_two_pages_is_in_the_second(library: Library) -> None:
    fill(library, done(1), done(2, status=JobStatus.RUNNING, clips=0))
    assert names(library) == ["1-0.mp4"]
    (running,) = library.unfinished()
    library.ledger.update(running.id, status=JobStatus.DONE, clips=done(2).clips)
    assert names(library) == ["2-0.mp4", "1-0.mp4"]
    other = Library(library.path)  # as another process has it: a connection of its own
    fill(other, done(3))
    other.close()
    assert names(library) == ["3-0.mp4", "2-0.mp4", "1-0.mp4"]


def test_a_ledger_that_is_replaced_under_us_is_read_anew(library: Library, tmp_path: Path) -> None:
    fill(library, done(1))
    assert names(library) == ["1-0.mp4"]
    other = Library(tmp_path / "other")
    fill(other, done(2))
    other.close()
    other.ledger.file.replace(library.ledger.file)
    assert names(library) == ["2-0.mp4"]


def test_a_row_that_is_no_record_has_the_ledger_made_anew(library: Library, footage: Path) -> None:
    put(library, footage, record())
    library.ledger.writer.do(lambda: library.ledger._connection.execute("UPDATE jobs SET record='{torn'"))  # type: ignore[union-attr]  # it is open
    assert library.page()[1] == 1
    assert library.notices


def test_a_page_of_ten_thousand_takes_no_longer_than_a_breath(library: Library) -> None:
    fill(library, done(0))

    def many() -> None:
        from grokwidget.library import jobtable

        db = library.ledger._connection
        assert db is not None
        with jobtable.transaction(db):
            for number in range(1, 10_000):
                jobtable.insert(db, done(number, f"a red fox, number {number}"))

    library.ledger.writer.do(many)
    took = []
    for offset in (0, 5000, 9940):
        started = time.perf_counter()
        clips, total = library.page(offset=offset, limit=60)
        took.append(time.perf_counter() - started)
        assert (len(clips), total) == (60, 10_000)
        assert clips[0].file.name == f"{9999 - offset}-0.mp4"
    assert min(took) < 0.3, took  # some 0.04 s on an idle machine

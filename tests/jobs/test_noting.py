"""The index and the budgets hear of many jobs at once where many are under way; each job waits until it is told of."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from grokwidget import Client
from grokwidget.errors import LibraryError
from grokwidget.jobs.noting import Noting, Told
from grokwidget.jobs.portal import portal
from grokwidget.library import Index, JobRecord, JobStatus, Library

from ..waiting import until


@pytest.fixture
def library(client: Client) -> Library:
    """An empty one."""
    return client.library


def _records(count: int) -> list[JobRecord]:
    return [JobRecord(fingerprint=f"v1:{n}", provider="xai", model="m") for n in range(count)]


def _told(noting: Noting, library: Library, records: list[JobRecord]) -> list[BaseException | None]:
    """What each of the jobs hears that has its record told of, all at once."""

    async def all_of_them() -> list[BaseException | None]:
        return await asyncio.gather(*(noting.tell(library, record) for record in records), return_exceptions=True)

    return portal().wait(all_of_them())


def test_those_who_come_while_one_is_told_of_go_together_and_none_is_left_out(library: Library) -> None:
    came: list[list[JobRecord]] = []
    first, go_on = threading.Event(), threading.Event()

    def write(told: Sequence[Told]) -> None:
        came.append([record for _, record in told])
        first.set()
        go_on.wait(20)

    noting = Noting(portal(), write)
    records = _records(20)
    portal().start(noting.tell(library, records[0]))
    assert first.wait(20)
    waiting = threading.Thread(target=_told, args=(noting, library, records[1:]))
    waiting.start()
    until(lambda: len(noting._waiting) == 19)
    assert waiting.is_alive(), "they go on only when they are told of"
    go_on.set()
    waiting.join(20)
    assert came == [records[:1], records[1:]]


def test_what_goes_wrong_is_heard_by_those_who_wait_and_the_next_ones_are_told_of_all_the_same(
    library: Library,
) -> None:
    came = []

    def write(told: Sequence[Told]) -> None:
        came.append(len(told))
        if len(came) == 1:
            raise LibraryError("no home")

    noting = Noting(portal(), write)
    errors = _told(noting, library, _records(3))
    assert all(isinstance(error, LibraryError) for error in errors)
    assert len({id(error) for error in errors}) == 3, "what one job adds to its error is not said of another's"
    assert _told(noting, library, _records(3)) == [None] * 3
    assert sum(came) == 6


def test_jobs_of_a_sweep_are_on_record_in_the_index_before_they_are_sent_and_after_they_have_ended(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def standing() -> dict[str, str]:
        db = sqlite3.connect(Index().file)
        try:
            return dict(db.execute("SELECT job_id, status FROM entries"))
        finally:
            db.close()

    from grokwidget.jobs import create

    seen, real = [], create.send

    async def send(reach: object, call: object) -> object:
        seen.append(await asyncio.to_thread(standing))
        return await real(reach, call)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(create, "send", send)
    sweep = client.sweep([f"fox {n}" for n in range(6)], at_once=6).run(yes=True)
    assert len(sweep.clips) == len(seen) == 6
    for n, entries in enumerate(seen, 1):
        assert list(entries.values()).count(JobStatus.PLANNED) <= 6 - n, "who is sent is on record as being sent"
    assert list(standing().values()) == [JobStatus.DONE] * 6


def test_several_jobs_are_noted_in_one_go_with_what_each_library_has(tmp_path: Path) -> None:
    index = Index(tmp_path / "state")
    one, other = tmp_path / "one", tmp_path / "other"
    sent = [record.changed(status=JobStatus.QUEUED, task_id="t") for record in _records(2)]
    assert index.note_all([(one, sent[0]), (other, sent[1]), (one, _records(1)[0].changed(status="done"))])
    assert [record.id for record in index.open_jobs(one)] == [sent[0].id]
    assert [record.id for record in index.open_jobs(other)] == [sent[1].id]
    (tmp_path / "state" / "index.sqlite3").write_bytes(b"no database" * 1000)
    assert index.note_all([(one, sent[0])]) is False
    assert index.trouble

"""A job that two could send is sent by one: the record says whose it is, in the same breath as it is sent."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from grokwidget import Client
from grokwidget.errors import NotSent, WaitStopped
from grokwidget.jobs.plan import prepare
from grokwidget.library import Index, JobRecord, JobStatus, Ledger, Library, Owner
from grokwidget.providers import provider
from grokwidget.request import VideoRequest

from .fake import Fake

pytestmark = pytest.mark.slow

_NOBODY = "0123456789abcdef0123456789abcdef"


def _planned(library: Library, owner: str = _NOBODY) -> JobRecord:
    """A job that `owner` wrote down and has not sent."""
    record = prepare(VideoRequest.of("a fox"), provider("aivideoapi")).record(owner=owner, key_alias=None)
    library.ledger.claim(record, lambda _found: True)
    return record


def _status(library: Library, job_id: str) -> JobStatus:
    record = library.ledger.get(job_id)
    assert record is not None
    return record.status


def test_stopping_to_watch_a_job_of_another_process_leaves_its_record_and_promises_nothing(
    client: Client, fake: Fake
) -> None:
    other = Owner(client.library.owner.folder)
    record = _planned(client.library, other.id)
    for _ in range(2):
        job = client.submit("a fox")
        assert job.id == record.id
        life = job._life
        assert life is not None
        job.stop()
        while life._task is None or not life._task.done():
            life.portal.wait(_nothing())
        with pytest.raises(WaitStopped, match="may charge") as caught:
            job.result(1)
        assert "Nothing was charged" not in str(caught.value)
        assert _status(client.library, record.id) is JobStatus.PLANNED
    other.close()
    assert fake.creates == 0


async def _nothing() -> None:
    """Lets the portal go round once."""


def test_the_end_of_the_patience_of_a_watcher_leaves_the_record_too(client: Client, fake: Fake) -> None:
    other = Owner(client.library.owner.folder)
    record = _planned(client.library, other.id)
    with pytest.raises(TimeoutError, match="may charge"):
        client.submit("a fox", timeout=0.3).result(10)
    assert _status(client.library, record.id) is JobStatus.PLANNED
    other.close()
    assert fake.creates == 0


@pytest.mark.parametrize("changes", [{"status": JobStatus.CANCELLED}, {"owner": _NOBODY}], ids=["closed", "taken"])
def test_what_was_closed_or_taken_over_just_before_it_is_sent_is_not_sent(
    client: Client, fake: Fake, monkeypatch: pytest.MonkeyPatch, changes: dict[str, object]
) -> None:
    begin = Ledger.begin

    def too_late(ledger: Ledger, job_id: str, owner: str | None, **more: object) -> tuple[JobRecord, bool]:
        beside = Ledger(ledger.folder)
        beside.update(job_id, **changes)
        beside.close()
        return begin(ledger, job_id, owner, **more)

    monkeypatch.setattr(Ledger, "begin", too_late)
    job = client.submit("a fox")
    with pytest.raises(NotSent, match=r"taken over elsewhere.*Nothing was sent"):
        job.result(10)
    assert fake.creates == 0
    assert _status(client.library, job.id) is changes.get("status", JobStatus.PLANNED)


def test_a_job_of_a_dead_process_is_not_sent_when_another_library_has_its_clip(
    client: Client, fake: Fake, tmp_path: Path
) -> None:
    record = _planned(client.library)
    second = Client("aivideoapi", base_urls={"aivideoapi": fake.url}, library=tmp_path / "second")
    clip = second.generate("a fox")
    assert client.generate("a fox").path == clip.path
    assert _status(client.library, record.id) is JobStatus.CANCELLED
    assert fake.creates == 1


def test_a_job_that_a_dead_process_planned_elsewhere_is_closed_there_by_the_one_that_is_sent(
    client: Client, fake: Fake, tmp_path: Path
) -> None:
    record = _planned(client.library)
    Index().note(record.fingerprint, client.library.path, record.id, JobStatus.PLANNED, record=record)
    second = Client("aivideoapi", base_urls={"aivideoapi": fake.url}, library=tmp_path / "second")
    clip = second.generate("a fox")
    assert _status(client.library, record.id) is JobStatus.CANCELLED
    assert client.generate("a fox").path == clip.path
    assert fake.creates == 1


def test_a_library_whose_ledger_can_not_be_read_stands_in_nobodys_way(
    client: Client, fake: Fake, tmp_path: Path
) -> None:
    strange = Library(tmp_path / "strange")
    record = _planned(strange)
    Index().note(record.fingerprint, strange.path, record.id, JobStatus.QUEUED, record=record)
    file = strange.ledger.file
    strange.close()
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    assert client.generate("a fox").path.exists()
    assert fake.creates == 1

"""The table of jobs: single flight, order, search, learning."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from grokwidget.errors import LibraryError
from grokwidget.library import JobRecord, JobStatus, Ledger, schema
from grokwidget.redaction import guard
from grokwidget.task import Cost

from .conftest import record


def _never(_: JobRecord) -> bool:
    return False


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger")


def test_the_first_claim_of_a_fingerprint_writes_and_the_second_gets_the_first(ledger: Ledger) -> None:
    first, second = record(), record()
    assert ledger.claim(first, _never) == (first, True)
    assert ledger.claim(second, _never) == (first, False)
    assert ledger.get(second.id) is None


def test_a_claim_asks_about_the_newest_job_and_writes_when_told_to(ledger: Ledger) -> None:
    first, second, third = record(), record(), record()
    ledger.claim(first, _never)
    ledger.update(first.id, status="failed")
    assert ledger.claim(second, lambda known: known.status is JobStatus.FAILED) == (second, True)
    asked = []
    assert ledger.claim(third, lambda known: asked.append(known.id) is not None) == (second, False)  # type: ignore[func-returns-value]  # says no
    assert set(asked) == {second.id}
    assert ledger.by_fingerprint(first.fingerprint) == second


def test_fifty_threads_that_claim_the_same_request_make_one_job(ledger: Ledger) -> None:
    won = []
    gate = threading.Barrier(50)

    def claim() -> None:
        gate.wait()
        won.append(ledger.claim(record(), _never))

    threads = [threading.Thread(target=claim) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(claimed for _, claimed in won) == 1
    assert len({job.id for job, _ in won}) == 1


def test_an_update_is_seen_by_another_ledger_on_the_same_file_at_once(ledger: Ledger) -> None:
    job = record()
    ledger.claim(job, _never)
    other = Ledger(ledger.folder)
    changed = ledger.update(job.id, status=JobStatus.RUNNING, task_id="t-1", cost=Cost(amount=3, unit="credits"))
    assert changed.status is JobStatus.RUNNING
    assert other.get(job.id) == changed
    other.close()


def test_an_update_is_checked_and_of_a_job_that_is_there(ledger: Ledger) -> None:
    job = record()
    ledger.claim(job, _never)
    with pytest.raises(LibraryError, match="no job nothing"):
        ledger.update("nothing", status="done")
    with pytest.raises(ValueError, match="status"):
        ledger.update(job.id, status="almost")
    assert ledger.get(job.id) == job


def test_what_a_newer_version_wrote_into_a_record_survives_an_update(ledger: Ledger) -> None:
    job = record()
    ledger.claim(job, _never)
    with sqlite3.connect(ledger.file) as db:
        db.execute("UPDATE jobs SET record = json_set(record, '$.mood', 'calm')")
    db.close()
    ledger.update(job.id, status="running")
    with sqlite3.connect(ledger.file) as db:
        assert db.execute("SELECT json_extract(record, '$.mood') FROM jobs").fetchone() == ("calm",)
    db.close()


def test_an_open_job_of_a_dead_owner_is_taken_over_once(ledger: Ledger) -> None:
    job = record(owner="dead")
    ledger.claim(job, _never)
    assert ledger.adopt(job.id, "me", lambda owner: owner == "alive") == (job.changed(owner="me"), True)
    assert ledger.adopt(job.id, "you", lambda owner: owner == "me") == (job.changed(owner="me"), False)
    ledger.update(job.id, status="done")
    assert ledger.adopt(job.id, "you", lambda _: False)[1] is False


def test_unfinished_jobs_come_oldest_first_and_the_unknown_ones_are_among_them(ledger: Ledger) -> None:
    jobs = [record(fingerprint=f"v1:{status}", status=status) for status in JobStatus]
    for job in jobs:
        ledger.claim(job, _never)
    open_ones = [JobStatus(name) for name in ("planned", "submitting", "queued", "running", "downloading", "unknown")]
    assert [job.status for job in ledger.unfinished()] == open_ones


def test_history_is_newest_first_and_finds_words_in_any_order_and_script(ledger: Ledger) -> None:
    prompts = ["a red fox in snow", "雪中的红狐狸", "100% of a_b", "100 of acb"]
    for n, prompt in enumerate(prompts):
        ledger.claim(record(prompt, fingerprint=f"v1:{n}", created_at=1000.0 + n), _never)

    def found(search: str) -> list[str]:
        return [job.prompt for job in ledger.history(search=search)]

    assert found("") == prompts[::-1]
    assert found("SNOW fox") == [prompts[0]]
    assert found("狐狸") == [prompts[1]]
    assert found("100% a_b") == [prompts[2]]
    assert found("grok-imagine snow") == [prompts[0]]
    assert [job.prompt for job in ledger.history(limit=1)] == [prompts[3]]


def test_past_durations_come_with_the_nearest_kind_first(ledger: Ledger) -> None:
    kinds = [("480p", 6, 10.0), ("720p", 6, 20.0), ("480p", 10, 30.0), ("480p", 6, 11.0)]
    for n, (resolution, seconds, took) in enumerate(kinds):
        job = record(fingerprint=f"v1:{n}", resolution=resolution, seconds=seconds, status="done")
        ledger.claim(job.changed(accepted_at=100.0, finished_at=100.0 + took), _never)
    ledger.claim(record(fingerprint="v1:x", status="failed", accepted_at=1.0, finished_at=500.0), _never)
    job = record()
    assert ledger.durations(job.provider, job.model, "480p", 6) == [11, 10, 30, 20]
    assert ledger.durations(job.provider, "another model", "480p", 6) == []


def test_reading_makes_no_files(ledger: Ledger) -> None:
    assert ledger.history() == []
    assert ledger.unfinished() == []
    assert ledger.by_fingerprint("v1:0") is None
    assert not ledger.folder.exists()


def test_a_closed_ledger_opens_again_by_itself(ledger: Ledger) -> None:
    job = record()
    ledger.claim(job, _never)
    ledger.close()
    assert ledger.get(job.id) == job


def test_a_write_is_synced_to_the_disk_with_the_settings_that_survive_a_power_cut(ledger: Ledger) -> None:
    ledger.claim(record(), _never)
    db = ledger._connection
    assert db is not None
    assert db.execute("PRAGMA journal_mode").fetchone()[0] == "truncate"
    assert db.execute("PRAGMA synchronous").fetchone()[0] == 3


def test_a_ledger_of_an_older_version_is_brought_up_to_date_with_its_jobs(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = record()
    ledger.claim(job, _never)
    ledger.close()
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    monkeypatch.setitem(schema._STEPS, schema.VERSION, "ALTER TABLE jobs ADD COLUMN mood TEXT; SELECT 1")
    newer = Ledger(ledger.folder)
    assert newer.get(job.id) == job
    newer.close()
    with sqlite3.connect(ledger.file) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
        assert db.execute("SELECT mood FROM jobs").fetchone() == (None,)
    db.close()


def test_a_ledger_of_a_newer_version_is_refused_in_a_sentence_and_left_as_it_is(ledger: Ledger) -> None:
    ledger.claim(record(), _never)
    ledger.close()
    with sqlite3.connect(ledger.file) as db:
        db.execute(f"PRAGMA user_version={schema.VERSION + 1}")
    db.close()
    before = ledger.file.read_bytes()
    with pytest.raises(LibraryError, match=r"newer grokwidget.*pip install --upgrade"):
        ledger.history()
    with pytest.raises(LibraryError, match="newer grokwidget"):
        ledger.claim(record(), _never)
    assert ledger.file.read_bytes() == before


def test_no_signed_url_and_no_password_ever_gets_into_the_file(ledger: Ledger) -> None:
    secret = "c0ffee5ec2e7"
    url = f"https://me:{secret}@cdn.example/v.mp4?Signature={secret}&Expires=1#{secret}"
    job = record(
        "fox",
        request={"prompt": "fox", "source_video": url, "images": [url], "image_keys": [f"url:{url}"]},
        error={"type": "ResultUnavailable", "message": f"could not fetch {url}, sorry"},
        said=f"see {url}",
    )
    ledger.claim(job, _never)
    ledger.update(job.id, said=f"again {url}", error={"message": f"<{url}>"})
    ledger.close()
    assert secret.encode() not in b"".join(file.read_bytes() for file in ledger.folder.iterdir())
    assert "https://cdn.example/v.mp4" in str(ledger.get(job.id))


def test_the_providers_words_are_kept_without_keys_and_signatures(ledger: Ledger) -> None:
    guard("odd-canary-0123456789")
    job = record(
        status="running", said="odd-canary-0123456789 Bearer abc.canary https://me:canary@cdn.example/v?s=canary"
    )
    ledger.claim(job, _never)
    ledger.update(job.id, said=f"again {job.said} odd-canary-0123456789")
    kept = ledger.get(job.id)
    assert kept is not None
    assert kept.said.startswith("again [key] Bearer [key] https://cdn.example/v")
    ledger.close()
    assert b"canary" not in ledger.file.read_bytes()

"""What was paid for is asked after until it is there: no fault of one answer ends a job."""

from __future__ import annotations

import itertools

import pytest

from grokwidget import Client
from grokwidget.errors import (
    AuthError,
    Moderated,
    ResultUnavailable,
    TaskCancelled,
    TaskExpired,
    TaskFailed,
    TaskNotFound,
    WaitTimeout,
)
from grokwidget.jobs import JobUpdate, poll
from grokwidget.keys import Key
from grokwidget.library import JobStatus

from .fake import HANG, HTML, LOST, RESET, Fake, Said, document, error

pytestmark = pytest.mark.slow

_FAULTS = {
    "503": error(503, "upstream_error"),
    "500": Said(500),
    "429": error(429, "rate_limit_exceeded", **{"Retry-After": "0.1"}),
    "a reset": RESET,
    "a closed connection": LOST,
    "an empty 202": Said(202),
    "HTML with 502": HTML,
    "HTML with 200": Said(200, b"<html>maintenance</html>"),
    "half a document": document({"id": "task-1", "status": "completed"}, cut=10),
    "a word that nobody knows": document({"id": "task-1", "status": "rendering-in-4d"}),
    "an id alone": document({"id": "task-1"}),
    "a list": document([1, 2, 3]),
    "a task that isn't known yet": error(404, "task_not_found"),
}


@pytest.mark.parametrize("said", _FAULTS.values(), ids=_FAULTS.keys())
def test_a_faulted_poll_is_survived(client: Client, fake: Fake, said: Said) -> None:
    fake.script["poll"] = [said, document({"id": "task-1", "status": "processing"}), said, said]
    assert client.generate("a fox").path.exists()
    assert fake.creates == 1


def test_a_poll_that_never_answers_is_asked_again(client: Client, fake: Fake, short_patience: None) -> None:
    fake.script["poll"] = [HANG]
    assert client.generate("a fox").path.exists()
    assert fake.creates == 1


def test_faults_are_visible_while_they_last(client: Client, fake: Fake) -> None:
    fake.script["poll"] = [Said(500)] * 2
    heard: list[JobUpdate] = []
    job = client.submit("a fox")
    job.on_update(heard.append)
    job.result(20)
    assert any("asking again" in update.message for update in heard)
    assert "asking again" not in job.update.message


def test_faults_without_end_end_with_the_deadline_and_the_job_can_be_resumed(client: Client, fake: Fake) -> None:
    fake.always["poll"] = RESET
    job = client.submit("a fox", timeout=1)
    with pytest.raises(WaitTimeout, match="without a new request"):
        job.result()
    assert job.status is JobStatus.QUEUED
    del fake.always["poll"]
    (resumed,) = client.resume(wait=True)
    assert resumed.id == job.id
    assert resumed.result().path.exists()
    assert fake.creates == 1


@pytest.mark.parametrize(
    ("final", "kind", "status"),
    [
        ({"status": "failed", "error": {"code": "upstream_error", "message": "no luck"}}, TaskFailed, "failed"),
        ({"status": "failed", "error": {"message": "violates usage guidelines"}}, Moderated, "failed"),
        ({"status": "cancelled"}, TaskCancelled, "cancelled"),
        ({"status": "expired"}, TaskExpired, "expired"),
        ({"status": "completed"}, ResultUnavailable, "expired"),
        ({"status": "completed", "output": {"urls": []}}, ResultUnavailable, "expired"),
    ],
)
def test_a_task_that_ends_without_a_clip_says_why(
    client: Client, fake: Fake, final: dict[str, object], kind: type[Exception], status: str
) -> None:
    fake.final = final
    job = client.submit("a fox")
    with pytest.raises(kind) as caught:
        job.result(20)
    assert job.status == status
    assert "task task-1" in str(caught.value)


def test_a_failed_task_says_that_the_credits_come_back(client: Client, fake: Fake) -> None:
    fake.final = {"status": "failed", "error": {"code": "upstream_error", "message": "no luck"}}
    with pytest.raises(TaskFailed, match=r"no luck\. The provider returns the reserved credits"):
        client.generate("a fox")


def test_a_refusal_by_the_task_is_raised_again_without_a_new_request(client: Client, fake: Fake) -> None:
    fake.final = {"status": "failed", "error": {"code": "content-moderation", "message": "no"}}
    for _ in range(2):
        with pytest.raises(Moderated):
            client.generate("a fox")
    assert fake.creates == 1


def test_a_task_that_stays_unknown_is_given_up_after_a_grace_time(
    client: Client, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll, "_GRACE", 0.0)
    fake.always["poll"] = error(404, "task_not_found")
    job = client.submit("a fox")
    with pytest.raises(TaskNotFound):
        job.result(20)
    assert job.status is JobStatus.EXPIRED


def test_a_key_that_is_not_accepted_any_more_ends_the_wait_but_not_the_job(client: Client, fake: Fake) -> None:
    fake.always["poll"] = error(401, "invalid_api_key")
    job = client.submit("a fox")
    with pytest.raises(AuthError):
        job.result(20)
    assert job.status is JobStatus.QUEUED
    del fake.always["poll"]
    assert client.generate("a fox").path.exists()
    assert fake.creates == 1


def test_a_hint_of_any_reply_is_honoured(client: Client, fake: Fake) -> None:
    from dataclasses import replace

    processing = document({"id": "task-1", "status": "processing"})
    fake.script["poll"] = [replace(processing, headers={**processing.headers, "openai-poll-after-ms": "700"})]
    job = client.submit("a fox")
    times: list[float] = []
    job.on_update(lambda update: times.append(update.elapsed))
    job.result(20)
    gap = max(later - earlier for earlier, later in itertools.pairwise(times))
    assert gap >= 0.55


def test_the_url_of_the_result_is_a_secret_and_is_not_in_the_ledger(client: Client, fake: Fake) -> None:
    client.generate("a fox")
    files = [path for path in client.library.path.rglob("*") if path.is_file() and path.suffix != ".mp4"]
    assert files
    assert not [path for path in files if b"sig=secret" in path.read_bytes()]


def test_a_task_of_another_key_is_not_given_up_but_said_to_be_anothers(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    job = client.submit("a fox")
    while not fake.seen("poll"):
        job._over.wait(0.01)
    job.stop()
    client.library.ledger.update(job.id, key_alias="AIVIDEOAPI_API_KEY#abc123")
    fake.always["poll"] = error(401, "invalid_api_key")
    with pytest.raises(AuthError, match=r"made with the key AIVIDEOAPI_API_KEY#abc123"):
        client.generate("a fox")
    assert client.job(job.id).record.status.open


def test_the_handle_of_a_job_tells_without_asking_anybody(client: Client, fake: Fake) -> None:
    clip = client.generate("a fox")
    asked = len(fake.requests)
    assert client.job(clip.job_id).result().path == clip.path
    assert len(fake.requests) == asked


def test_a_status_word_that_repeats_the_key_is_kept_without_it(client: Client, fake: Fake) -> None:
    Key("odd-canary-0123456789", "V")
    words = "odd-canary-0123456789 https://cdn.example.com/v?sig=canary"
    fake.script["poll"] = [document({"id": "task-1", "status": words})] * 2
    job = client.submit("a fox")
    heard: set[str] = set()
    job.on_update(lambda _: heard.add(job.record.said))
    job.result(20)
    assert any(said.startswith("[key] https://cdn.example.com/v") for said in heard)
    assert not any("canary" in said for said in heard)
    assert not [path for path in client.library.path.rglob("*.sqlite3") if b"canary" in path.read_bytes()]

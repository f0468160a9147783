"""A create is sent once. What nobody can know is said, and never sent again by us."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from grokwidget import Client
from grokwidget.errors import (
    CreateUnknown,
    InsufficientCredit,
    JobUnknown,
    Moderated,
    NotSent,
    RateLimited,
    Rejected,
    SpendLimit,
)
from grokwidget.jobs import JobUpdate
from grokwidget.keys import Key
from grokwidget.library import JobStatus

from .fake import HANG, HTML, LOST, RESET, Fake, Said, document, error

_LOSING = {
    "the connection is closed without an answer": LOST,
    "the connection is reset": RESET,
    "the answer never comes": HANG,
    "a proxy answers 502 in HTML": HTML,
    "a proxy answers 504 with nothing": Said(504),
    "a proxy answers 503 with JSON of its own": document({"message": "upstream timed out"}, 503),
    "a proxy gives up waiting, 408": Said(408),
    "the answer is 200 and empty": Said(200),
    "the answer is 200 and HTML": Said(200, b"<html>Welcome</html>"),
    "the answer is 200 and half a document": Said(
        200, b'{"code":200,"msg":"success","data":{"taskId":"task-1"}}', cut=30
    ),
    "the answer is 200 without an id": document({"code": 200, "msg": "success", "data": {}}),
    "the answer sees somebody elsewhere, 303": Said(303, headers={"Location": "/elsewhere"}),
}


@pytest.mark.parametrize("said", _LOSING.values(), ids=_LOSING.keys())
def test_a_lost_reply_is_said_to_be_maybe_charged_and_the_request_is_never_sent_again(
    client: Client, fake: Fake, short_patience: None, said: Said
) -> None:
    fake.always["create"] = said
    job = client.submit("a fox")
    with pytest.raises(CreateUnknown, match="may have been charged"):
        job.result(10)
    assert job.status is JobStatus.UNKNOWN
    with pytest.raises(JobUnknown, match="not sent again"):
        client.submit("a fox")
    assert client.resume() == []
    assert fake.creates == 1


def test_a_job_that_is_maybe_charged_can_be_closed_and_another_take_is_not_held_up(client: Client, fake: Fake) -> None:
    fake.script["create"] = [LOST]
    lost = client.submit("a fox")
    with pytest.raises(CreateUnknown):
        lost.result(10)
    assert client.generate("a fox", take=2).duration == pytest.approx(6, abs=0.5)
    with pytest.raises(JobUnknown, match=lost.id):
        client.submit("a fox")
    client.job(lost.id).close()
    assert client.generate("a fox").path.exists()
    assert fake.creates == 3


def test_an_id_in_a_reply_that_was_cut_short_is_not_lost(client: Client, fake: Fake) -> None:
    body = b'{"code":200,"msg":"success","data":{"taskId":"task-1"}}'
    fake.script["create"] = [Said(200, body + b" " * 40, cut=len(body))]
    clip = client.generate("a fox")
    assert clip.task_id == "task-1"
    assert fake.creates == 1


def test_a_provider_that_can_not_be_reached_is_tried_three_times_and_nothing_was_sent(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        client = Client("aivideoapi", base_urls={"aivideoapi": address}, library=tmp_path / "library")
        job = client.submit("a fox")
        with pytest.raises(NotSent, match="Nothing was sent"):
            job.result(20)
    assert job.status is JobStatus.FAILED


def test_a_rate_limit_on_a_create_is_waited_out_because_it_was_refused(client: Client, fake: Fake) -> None:
    fake.script["create"] = [
        error(429, "rate_limit_exceeded", **{"Retry-After": "0.2"}),
        error(429, "rate_limit_exceeded"),
    ]
    clip = client.generate("a fox")
    assert clip.path.exists()
    assert fake.creates == 3
    assert len(fake.tasks) == 1


def test_a_rate_limit_beyond_the_deadline_ends_the_job_before_anything_was_accepted(client: Client, fake: Fake) -> None:
    fake.always["create"] = error(429, "rate_limit_exceeded", **{"Retry-After": "3600"})
    job = client.submit("a fox", timeout=5)
    with pytest.raises(RateLimited):
        job.result(3)
    assert job.status is JobStatus.FAILED
    assert fake.creates == 1


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (error(400, "invalid_request"), Rejected),
        (error(402, "insufficient_credits"), InsufficientCredit),
        (error(429, "spend_limit_exceeded"), SpendLimit),
        (document({"code": 400, "msg": "no such thing"}, refuse=True), Rejected),
        (Said(307, headers={"Location": "/again"}, refuse=True), Rejected),
        (Said(413, b"<html>too large</html>", refuse=True), Rejected),
    ],
)
def test_a_refusal_ends_the_job_and_the_same_request_may_be_sent_again(
    client: Client, fake: Fake, said: Said, kind: type[Exception]
) -> None:
    fake.script["create"] = [said]
    job = client.submit("a fox")
    with pytest.raises(kind):
        job.result(10)
    assert job.status is JobStatus.FAILED
    assert fake.creates == 1
    assert client.generate("a fox").path.exists()
    assert fake.creates == 2


def test_a_refusal_by_moderation_is_kept_and_raised_again_without_asking_again(client: Client, fake: Fake) -> None:
    fake.script["create"] = [error(503, "upstream_error", "Content moderation: sensitive content")]
    for _ in range(2):
        with pytest.raises(Moderated, match="Change the prompt"):
            client.generate("a fox")
    assert fake.creates == 1


def test_a_create_goes_out_on_a_connection_of_its_own(client: Client, fake: Fake) -> None:
    client.balance()
    client.generate("a fox")
    create = fake.seen("create")[0]
    assert create.headers["authorization"] == "Bearer sk-on-this-machine"
    assert create.json == {"model": "grok-imagine-text-to-video", "input": {"prompt": "a fox"}}


def test_a_refusal_that_comes_while_somebody_stops_is_still_written_down_as_one(client: Client, fake: Fake) -> None:
    fake.slow = 0.5
    fake.script["create"] = [error(402, "insufficient_credits")]
    job = client.submit("a fox")
    while fake.creates == 0:
        job._over.wait(0.01)
    job.stop()
    again = client.submit("a fox")
    with pytest.raises(InsufficientCredit):
        again.result(10)
    assert fake.creates == 1


def test_a_create_that_made_the_provider_stumble_is_maybe_charged(client: Client, fake: Fake) -> None:
    fake.script["create"] = [error(500, "internal_error", "something broke")]
    job = client.submit("a fox")
    with pytest.raises(CreateUnknown, match="something broke"):
        job.result(10)
    with pytest.raises(JobUnknown):
        client.submit("a fox")
    assert fake.creates == 1


def test_an_id_is_taken_up_whatever_the_status_of_the_reply(client: Client, fake: Fake) -> None:
    fake.script["create"] = [document({"code": 500, "msg": "late", "data": {"taskId": "task-1"}}, 500)]
    assert client.generate("a fox").task_id == "task-1"
    assert fake.creates == 1


def test_a_refusal_that_repeats_the_key_and_a_signed_address_shows_neither(client: Client, fake: Fake) -> None:
    Key("odd-canary-0123456789", "V")
    words = "bad key odd-canary-0123456789 for https://cdn.example.com/v.mp4?sig=canary"
    fake.script["create"] = [error(429, "rate_limit_exceeded", words), error(400, "invalid_request", words)]
    job = client.submit("a fox")
    heard: list[JobUpdate] = []
    job.on_update(heard.append)
    with pytest.raises(Rejected, match="bad key"):
        job.result(10)
    assert job.error is not None
    texts = [str(job.error), repr(job.error), repr(job), repr(job.update), *map(repr, heard)]
    assert any("bad key" in text for text in texts)
    assert not any("canary" in text for text in texts)

"""A provider that lets a key wait lets all of its jobs wait, and each says so."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from grokwidget import Client
from grokwidget.jobs import Job, JobUpdate
from grokwidget.jobs.engine import engine

from .fake import Fake, error

_WAIT = error(429, "rate_limit_exceeded", **{"Retry-After": "120"})


def _hears(job: Job, fits: Callable[[JobUpdate], bool]) -> threading.Event:
    """Set when an update of the job, the present one or a later one, is of that kind."""
    heard = threading.Event()

    def listen(update: JobUpdate) -> None:
        if fits(update):
            heard.set()

    job.on_update(listen)
    listen(job.update)
    return heard


def _is_told_to_wait(update: JobUpdate) -> bool:
    return "everyone with this key wait for 1" in update.phase


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """Other tests must not wait for what is learned here."""
    engine()._paces.clear()


def test_a_job_that_is_asked_for_while_its_key_must_wait_says_so_before_it_is_sent(client: Client, fake: Fake) -> None:
    fake.script["poll"] = [_WAIT]
    first = client.submit("a fox")
    assert _hears(first, lambda update: "asking again" in update.message).wait(20)
    second = client.submit("a hare")
    assert _hears(second, _is_told_to_wait).wait(20)
    assert second.update.status == "planned"
    assert fake.creates == 1
    for job in (first, second):
        job.stop()


def test_a_job_that_runs_when_another_one_meets_the_limit_says_so_too(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    jobs = [client.submit(prompt) for prompt in ("a fox", "a hare")]
    told = [_hears(job, lambda update: _is_told_to_wait(update) or "asking again" in update.message) for job in jobs]
    waits = [_hears(job, _is_told_to_wait) for job in jobs]
    while len({request.path for request in fake.seen("poll")}) < 2:
        jobs[0]._over.wait(0.01)
    fake.script["poll"] = [_WAIT]
    assert all(heard.wait(20) for heard in told)
    assert any(heard.is_set() for heard in waits)
    for job in jobs:
        job.stop()

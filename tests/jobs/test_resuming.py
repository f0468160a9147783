"""Taking up what was left: one job that can't be taken up does not keep the others from it."""

from __future__ import annotations

import pytest

from grokwidget import Client
from grokwidget.errors import MissingKey, SettingsError
from grokwidget.jobs import Job
from grokwidget.keys import Key
from grokwidget.library import JobRecord, JobStatus
from grokwidget.providers import Provider

from .fake import Fake

pytestmark = pytest.mark.slow


class Forgetful(Client):
    """A client whose key is not there the first time that it is asked for."""

    forgot = False

    def key(self, provider: Provider) -> Key | None:
        if not self.forgot:
            self.forgot = True
            raise MissingKey(f"There is no key for {provider.title}.", provider=provider.name)
        return super().key(provider)


def _forgetful(client: Client, fake: Fake) -> Client:
    return Forgetful("aivideoapi", base_urls={"aivideoapi": fake.url}, library=client.library.path, timeout=30)


async def _nothing() -> None:
    """Lets the portal go round once."""


def _stopped(job: Job) -> None:
    """Stopped, and its last work done."""
    life = job._life
    assert life is not None
    job.stop()
    while life._task is None or not life._task.done():
        life.portal.wait(_nothing())


def _running(client: Client, fake: Fake, prompt: str) -> Job:
    job = client.submit(prompt)
    while job.status is not JobStatus.RUNNING:
        job._over.wait(0.01)
    return job


def test_a_job_whose_key_is_missing_says_so_and_the_others_are_gone_on_with(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    for prompt in ("a fox", "a hare"):
        _stopped(_running(client, fake, prompt))
    fake.gate.set()
    keyless, well = _forgetful(client, fake).resume(wait=True)
    with pytest.raises(MissingKey, match="no key"):
        keyless.result()
    assert keyless.status is JobStatus.RUNNING
    assert well.result().prompt == "a hare"
    assert fake.creates == 2


def test_so_it_is_when_the_job_without_a_key_is_just_being_sent_and_was_stopped(client: Client, fake: Fake) -> None:
    fake.slow = 2.0
    fake.gate.clear()
    sending = client.submit("a fox")
    while not fake.creates:
        sending._over.wait(0.01)
    sending.stop()
    fake.slow = 0.0
    _stopped(_running(client, fake, "a hare"))
    fake.gate.set()
    keyless, well = _forgetful(client, fake).resume(wait=True)
    assert keyless.id == sending.id
    with pytest.raises(MissingKey, match="no key"):
        keyless.result()
    assert well.result().prompt == "a hare"
    assert fake.creates == 2
    _stopped(sending)


def test_a_task_is_not_asked_for_at_another_address_than_the_one_that_made_it(client: Client) -> None:
    record = JobRecord(
        fingerprint="v1:there",
        provider="aivideoapi",
        model="grok-imagine-text-to-video",
        prompt="a fox",
        request={"origin": "https://one.example"},
        status=JobStatus.QUEUED,
        task_id="made-there",
        owner="gone",
    )
    client.library.ledger.claim(record, lambda _: False)
    elsewhere = Client(
        "aivideoapi", base_url="https://two.example", key="sk-invented-for-this", library=client.library.path
    )
    (job,) = elsewhere.resume(wait=True)
    assert isinstance(job.error, SettingsError)
    assert "https://one.example" in str(job.error)
    found = client.library.ledger.get(record.id)
    assert found is not None
    assert found.status is JobStatus.QUEUED

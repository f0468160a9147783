"""The law of the same request again holds across all libraries of a user, refusals included."""

from __future__ import annotations

from pathlib import Path

import pytest

from grokwidget import Client
from grokwidget.errors import Moderated, NeedsConsent, TaskExpired, TaskFailed
from grokwidget.library import Index, JobStatus

from .fake import Fake, Said, document

pytestmark = pytest.mark.slow

_EXPIRED = {"status": "expired"}


@pytest.fixture
def second(fake: Fake, tmp_path: Path) -> Client:
    """A client with another folder."""
    return Client("aivideoapi", base_urls={"aivideoapi": fake.url}, library=tmp_path / "second", timeout=30)


def test_what_was_refused_by_moderation_in_one_library_is_refused_from_every_other_without_asking(
    client: Client, second: Client, fake: Fake
) -> None:
    fake.final = {"status": "failed", "error": {"code": "content-moderation", "message": "no"}}
    with pytest.raises(Moderated):
        client.generate("a fox")
    for _ in range(2):
        with pytest.raises(Moderated, match="task task-1"):
            second.generate("a fox")
    assert fake.creates == 1


def test_what_only_failed_in_one_library_is_made_in_another(client: Client, second: Client, fake: Fake) -> None:
    fake.final = {"status": "failed", "error": {"code": "upstream_error", "message": "no luck"}}
    with pytest.raises(TaskFailed):
        client.generate("a fox")
    fake.final = None
    clip = second.generate("a fox")
    assert clip.path.parent == second.library.path
    assert client.generate("a fox").path == clip.path
    assert fake.creates == 2


def test_what_expired_in_one_library_is_made_again_from_another_only_with_the_users_word(
    client: Client, second: Client, fake: Fake
) -> None:
    fake.final = _EXPIRED
    with pytest.raises(TaskExpired):
        client.generate("a fox")
    with pytest.raises(NeedsConsent, match=r"15 credits.*yes=True"):
        second.generate("a fox")
    assert fake.creates == 1
    fake.final = None
    # The task is asked after first: it is there after all.
    assert second.submit("a fox", yes=True).result(20).path.exists()
    assert fake.creates == 1


def test_with_the_users_word_a_clip_that_is_gone_in_every_library_is_made_once(
    client: Client, second: Client, fake: Fake
) -> None:
    fake.final = _EXPIRED
    with pytest.raises(TaskExpired):
        client.generate("a fox")
    # Both have it as expired, as an older version could leave it.
    gone = client.library.ledger.history()[0].changed(id="c" * 32)
    second.library.ledger.claim(gone, lambda _found: True)
    Index().note(gone.fingerprint, second.library.path, gone.id, JobStatus.EXPIRED)
    fake.final = None
    fake.script["poll"] = [document({"id": "task-1", **_EXPIRED})]
    assert second.submit("a fox", yes=True).result(20).path.exists()
    assert fake.creates == 2


async def _nothing() -> None:
    """Lets the portal go round once."""


def test_a_task_that_was_given_up_but_still_runs_is_waited_for_whatever_was_agreed_to(
    client: Client, fake: Fake
) -> None:
    fake.gate.clear()
    job = client.submit("a fox")
    while not fake.seen("poll"):
        job._over.wait(0.01)
    life = job._life
    assert life is not None
    job.stop()
    while life._task is None or not life._task.done():
        life.portal.wait(_nothing())
    client.library.ledger.update(job.id, status=JobStatus.EXPIRED, error={"type": "TaskExpired", "message": "gone"})
    again = client.submit("a fox", yes=True)
    asked = len(fake.seen("poll"))
    while len(fake.seen("poll")) < asked + 3 and not again.done():
        again._over.wait(0.01)
    assert not again.done()
    assert again.status is JobStatus.RUNNING
    assert client.submit("a fox") is again
    fake.gate.set()
    assert again.result(20).path.exists()
    assert again.id == job.id
    assert again.record.error is None
    assert fake.creates == 1


def test_a_task_that_was_given_up_and_then_fails_says_so_and_is_not_paid_for_again_in_the_same_breath(
    client: Client, fake: Fake
) -> None:
    fake.final = _EXPIRED
    with pytest.raises(TaskExpired):
        client.generate("a fox")
    fake.script["poll"] = [document({"id": "task-1", "status": "processing"}), Said(500)]
    fake.final = {"status": "failed", "error": {"code": "upstream_error", "message": "no luck"}}
    with pytest.raises(TaskFailed, match="no luck"):
        client.generate("a fox", yes=True)
    assert fake.creates == 1

"""The same request is sent once: by threads, by kernels of one library, by kernels of different ones, after a death."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from grokwidget import Client
from grokwidget.errors import CreateUnknown, JobUnknown, NeedsConsent, NotSent, OfflineError, UpstreamError
from grokwidget.jobs.plan import prepare
from grokwidget.library import JobStatus
from grokwidget.providers import provider
from grokwidget.request import VideoRequest

from .fake import HANG, LOST, Fake, Said
from .kernel import ENDS_AT_ONCE, Kernel

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check

_GONE = Said(410)


def test_a_second_run_costs_nothing_asks_nothing_and_gives_the_same_bytes(client: Client, fake: Fake) -> None:
    first = client.generate("a fox", duration=6)
    asked = len(fake.requests)
    job = client.submit("  a fox ", duration=6.0)
    assert job.from_library
    assert job.done()
    assert job.cost is not None
    assert job.cost.amount == 0
    assert job.result().sha256 == first.sha256
    assert job.result().from_library
    assert len(fake.requests) == asked


def test_two_cells_with_the_same_request_get_the_same_job(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    first, second = client.submit("a fox"), client.submit("a fox")
    assert first is second
    fake.gate.set()
    first.result(20)
    assert fake.creates == 1


def test_another_client_of_the_same_folder_gets_the_same_job_too(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    other = Client("aivideoapi", base_urls={"aivideoapi": fake.url}, library=client.library.path)
    assert other.submit("a fox") is client.submit("a fox")
    fake.gate.set()
    client.submit("a fox").result(20)
    assert fake.creates == 1


def test_twenty_threads_with_the_same_request_send_it_once(client: Client, fake: Fake) -> None:
    clips: list[str] = []
    threads = [threading.Thread(target=lambda: clips.append(client.generate("a fox").sha256)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(clips) == 20
    assert len(set(clips)) == 1
    assert fake.creates == 1


def test_a_second_kernel_waits_for_the_clip_of_the_first(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    with Kernel(fake.url, client.library.path) as kernel:
        kernel.until("running")
        job = client.submit("a fox")
        threading.Timer(0.5, fake.gate.set).start()
        clip = job.result(30)
        assert str(clip.path) in kernel.until("clip")
        assert fake.creates == 1


def test_a_kernel_with_another_folder_gets_the_clip_of_the_first(client: Client, fake: Fake, tmp_path: Path) -> None:
    fake.gate.clear()
    job = client.submit("a fox")
    with Kernel(fake.url, tmp_path / "another folder") as other:
        other.until("submitted")
        threading.Timer(0.5, fake.gate.set).start()
        assert str(job.result(30).path) in other.until("clip")
        assert fake.creates == 1


def test_a_kernel_that_is_killed_while_another_waits_is_followed_by_it(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    with Kernel(fake.url, client.library.path) as kernel:
        kernel.until("running")
        job = client.submit("a fox")
        kernel.kill()
        fake.gate.set()
        assert job.result(30).path.exists()
        assert fake.creates == 1


def test_the_job_of_a_killed_kernel_is_resumed_without_a_new_request(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    with Kernel(fake.url, client.library.path) as kernel:
        kernel.until("running")
        assert client.resume() == []  # it lives
        kernel.kill()
        fake.gate.set()
        (job,) = client.resume(wait=True)
        assert job.result().path.exists()
        assert fake.creates == 1


def test_the_same_cell_after_a_kill_goes_on_with_the_task(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    with Kernel(fake.url, client.library.path) as kernel:
        kernel.until("running")
        kernel.kill()
        fake.gate.set()
        assert client.generate("a fox").path.exists()
        assert fake.creates == 1


def test_a_kernel_killed_between_sending_and_the_answer_leaves_a_job_that_is_maybe_charged(
    client: Client, fake: Fake
) -> None:
    fake.always["create"] = HANG
    with Kernel(fake.url, client.library.path) as kernel:
        kernel.until("submitting")
        kernel.kill()
        (job,) = client.resume()
        assert job.status is JobStatus.UNKNOWN
        with pytest.raises(CreateUnknown, match="nobody knows whether it arrived"):
            job.result()
        with pytest.raises(JobUnknown):
            client.submit("a fox")
        assert fake.creates <= 1


def test_a_script_that_ends_while_its_request_is_on_the_way_still_writes_the_id_down(
    client: Client, fake: Fake
) -> None:
    fake.slow = 0.7
    with Kernel(fake.url, client.library.path, script=ENDS_AT_ONCE) as kernel:
        assert kernel.process.wait(30) == 0
    (record,) = client.library.unfinished()
    assert record.task_id == "task-1"


def _planned(client: Client) -> str:
    """A job that a process wrote down before it died."""
    plan = prepare(VideoRequest.of("a fox"), provider("aivideoapi"))
    record = plan.record(owner="0123456789abcdef0123456789abcdef", key_alias=None)
    client.library.ledger.claim(record, lambda _found: True)
    return record.id


def test_a_job_that_was_only_planned_is_sent_by_the_next_run_of_its_cell(client: Client, fake: Fake) -> None:
    planned = _planned(client)
    job = client.submit("a fox")
    assert job.id == planned
    assert job.result(20).path.exists()
    assert fake.creates == 1


def test_resuming_never_sends_what_was_only_planned(client: Client, fake: Fake) -> None:
    _planned(client)
    (job,) = client.resume()
    with pytest.raises(NotSent, match="Ask again"):
        job.result()
    assert job.status is JobStatus.FAILED
    assert fake.creates == 0


def test_a_deleted_clip_is_fetched_again_from_its_task(client: Client, fake: Fake) -> None:
    clip = client.generate("a fox")
    clip.path.unlink()
    job = client.submit("a fox")
    assert job.result(20).path.read_bytes() == fake.video
    assert job.cost is not None
    assert job.cost.amount == 0
    assert fake.creates == 1


def test_a_deleted_clip_that_is_gone_at_the_provider_too_is_made_again_only_with_the_users_word(
    client: Client, fake: Fake
) -> None:
    client.generate("a fox").path.unlink()
    fake.script["file"] = [_GONE] * 10
    with pytest.raises(NeedsConsent, match=r"15 credits.*yes=True"):
        client.generate("a fox")
    assert fake.creates == 1
    fake.script["file"] = [_GONE] * 3
    job = client.submit("a fox", yes=True)
    assert job.result(20).path.exists()
    assert fake.creates == 2


def test_a_provider_that_can_not_be_reached_is_no_reason_to_pay_again(client: Client, fake: Fake) -> None:
    client.generate("a fox").path.unlink()
    fake.always["poll"] = LOST
    with pytest.raises(UpstreamError):
        client.generate("a fox", yes=True)
    assert fake.creates == 1


def test_another_take_is_a_new_one(client: Client, fake: Fake) -> None:
    first, second = client.generate("a fox"), client.generate("a fox", take=2)
    assert first.path != second.path
    assert fake.creates == 2
    assert client.generate("a fox", take=2).from_library


def test_offline_serves_the_library_and_forbids_every_create(client: Client, fake: Fake) -> None:
    client.generate("a fox")
    offline = Client("aivideoapi", base_urls={"aivideoapi": fake.url}, library=client.library.path, offline=True)
    assert offline.generate("a fox").from_library
    with pytest.raises(OfflineError, match="Nothing was sent"):
        offline.submit("a hare")
    assert fake.creates == 1
    assert len(client.library.ledger.history()) == 1

"""Waiting for a job: from anywhere, stopped at once, and never to its harm."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import AsyncGenerator

import pytest

from grokwidget import Client, display
from grokwidget.errors import WaitStopped, WaitTimeout
from grokwidget.jobs import Job, JobUpdate
from grokwidget.library import JobStatus

from .fake import Fake
from .kernel import Kernel

pytestmark = pytest.mark.slow


def _until(condition: object, seconds: float = 10) -> None:
    """Wait for something that another thread does."""
    assert callable(condition)
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        threading.Event().wait(0.01)


def test_a_job_is_there_at_once_and_its_clip_later(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    job = client.submit("a fox")
    assert not job.done()
    with pytest.raises(WaitTimeout):
        job.result(0.05)
    assert not job.done()
    fake.gate.set()
    clip = job.result()
    assert job.done()
    assert job.status is JobStatus.DONE
    assert (clip.prompt, clip.provider, clip.task_id) == ("a fox", "aivideoapi", "task-1")
    assert job.cost is not None
    assert job.cost.amount == 15


def test_a_job_can_be_awaited_under_a_running_loop_which_goes_on_meanwhile(client: Client, fake: Fake) -> None:
    beats = 0

    async def main() -> str:
        nonlocal beats
        fake.gate.clear()
        job = client.submit("a fox")

        async def tick() -> None:
            nonlocal beats
            while True:
                await asyncio.sleep(0.01)
                beats += 1
                if beats == 20:
                    fake.gate.set()

        ticking = asyncio.create_task(tick())
        clip = await job
        ticking.cancel()
        return clip.prompt

    assert asyncio.run(main()) == "a fox"
    assert beats >= 20


@pytest.mark.alone
def test_the_updates_of_a_job_can_be_iterated_and_end_with_it(client: Client, fake: Fake) -> None:
    async def main() -> list[JobUpdate]:
        return [update async for update in client.submit("a fox")]

    heard = asyncio.run(main())
    assert heard[-1].over
    assert heard[-1].status is JobStatus.DONE
    assert heard[-1].progress == 100
    assert not any(update.over for update in heard[:-1])


@pytest.mark.alone
def test_waiting_code_beats_ten_times_a_second_for_those_who_hang_hooks_on_it(client: Client, fake: Fake) -> None:
    beats: list[float] = []

    async def hook() -> None:
        beats.append(time.monotonic())

    async def main() -> None:
        fake.gate.clear()
        asyncio.get_running_loop().call_later(0.6, fake.gate.set)
        await client.submit("a fox")

    display.heartbeats.append(hook)
    try:
        asyncio.run(main())
    finally:
        display.heartbeats.remove(hook)
    assert len(beats) >= 5


@pytest.mark.alone
def test_a_cancelled_await_stops_the_wait_and_leaves_the_job_to_be_resumed(client: Client, fake: Fake) -> None:
    async def main() -> float:
        fake.gate.clear()
        waiting = asyncio.ensure_future(_await(client))
        await asyncio.to_thread(_until, lambda: fake.seen("poll"))
        began = time.monotonic()
        waiting.cancel()
        with pytest.raises(WaitStopped, match="may charge"):
            await waiting
        return time.monotonic() - began

    assert asyncio.run(main()) < 0.2
    fake.gate.set()
    (job,) = client.resume(wait=True)
    assert job.result().path.exists()
    assert fake.creates == 1


async def _await(client: Client) -> object:
    return await client.submit("a fox")


@pytest.mark.alone
def test_an_interrupt_lands_within_a_fifth_of_a_second_and_is_told_in_a_sentence(fake: Fake, client: Client) -> None:
    fake.gate.clear()
    with Kernel(fake.url, client.library.path) as kernel:
        kernel.until("running")
        began = time.monotonic()
        kernel.interrupt()
        line = kernel.until("WaitStopped")
        assert time.monotonic() - began < 0.4  # 0.2 and what the pipe and a busy machine take
        assert "client.resume()" in line
        kernel.process.wait(30)
        fake.gate.set()
        (job,) = client.resume(wait=True)
        assert job.result().path.exists()
        assert fake.creates == 1


def test_stopping_while_the_request_is_on_its_way_still_writes_its_id_down(client: Client, fake: Fake) -> None:
    fake.slow = 0.7
    job = client.submit("a fox")
    _until(lambda: job.status is JobStatus.SUBMITTING and fake.creates == 1)
    job.stop()
    with pytest.raises(WaitStopped, match="may charge"):
        job.result(0.1)
    ledger = client.library.ledger
    _until(lambda: (record := ledger.get(job.id)) is not None and record.task_id == "task-1")
    assert client.generate("a fox").path.exists()
    assert fake.creates == 1


def test_the_same_request_right_after_a_stop_goes_on_with_the_same_task(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    first = client.submit("a fox")
    _until(lambda: first.status is JobStatus.RUNNING)
    first.stop()
    second = client.submit("a fox")
    assert second is not first
    assert second.id == first.id
    fake.gate.set()
    assert second.result(20).path.exists()
    assert fake.creates == 1


def test_every_waiter_gets_an_error_of_its_own(client: Client, fake: Fake) -> None:
    fake.final = {"status": "failed", "error": {"message": "no luck"}}
    job = client.submit("a fox")
    errors = []
    for _ in range(2):
        with pytest.raises(Exception, match="no luck") as caught:
            job.result(20)
        errors.append(caught.value)
    assert errors[0] is not errors[1]
    assert errors[0].__cause__ is None


def test_a_listener_that_fails_harms_nobody(client: Client, fake: Fake, caplog: pytest.LogCaptureFixture) -> None:
    fake.gate.clear()
    job = client.submit("a fox")
    heard: list[JobUpdate] = []
    job.on_update(lambda _update: 1 / 0)
    forget = job.on_update(heard.append)
    fake.gate.set()
    assert job.result(20).path.exists()
    _until(lambda: heard and heard[-1].over)
    assert "ZeroDivisionError" in caplog.text
    forget()


def test_a_listener_that_comes_late_hears_the_end_at_once(client: Client) -> None:
    job = client.submit("a fox")
    job.result(20)
    heard: list[JobUpdate] = []
    job.on_update(heard.append)
    assert [update.over for update in heard] == [True]


@pytest.mark.alone
def test_news_come_at_most_about_ten_times_a_second_but_a_new_status_comes_at_once(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    job = client.submit("a fox")
    times: list[tuple[float, str]] = []
    job.on_update(lambda update: times.append((time.monotonic(), update.status)))
    threading.Timer(1.5, fake.gate.set).start()
    job.result(20)
    same = [b[0] - a[0] for a, b in itertools.pairwise(times) if a[1] == b[1] == "running"]
    assert len([gap for gap in same if gap < 0.09]) <= 2


def test_the_time_left_is_told_from_the_second_clip_on(client: Client, fake: Fake) -> None:
    fake.polls_until_done = 8
    client.generate("a fox")
    fake.gate.clear()
    job = client.submit("a hare")
    _until(lambda: job.update.expected is not None)
    assert job.update.expected is not None
    assert job.update.expected >= 0
    fake.gate.set()
    job.result(20)


def test_a_stop_that_lands_as_the_clip_arrives_gives_the_clip(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stopped_too_late(job: Job) -> AsyncGenerator[None, None]:
        yield
        await asyncio.to_thread(job.result)
        raise asyncio.CancelledError

    clip = client.generate("a fox")
    monkeypatch.setattr(Job, "_beats", stopped_too_late)

    async def awaited(take: int) -> str:
        return (await client.submit("a fox", take=take)).prompt

    async def iterated(take: int) -> list[JobUpdate]:
        return [update async for update in client.submit("a fox", take=take)]

    assert asyncio.run(awaited(2)) == clip.prompt
    heard = asyncio.run(iterated(3))
    assert [update.over for update in heard] == [False, True]
    assert heard[-1].error is None

"""A sweep against a provider on real sockets: nothing paid twice, nothing lost, and what fails fails in its place."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from grokwidget import Client
from grokwidget.errors import BudgetExceeded, CreateUnknown, NeedsConsent, OfflineError, WaitStopped, WaitTimeout
from grokwidget.library import JobStatus
from grokwidget.sweep import CellStatus, Sweep, SweepCell

from ..jobs.fake import LOST, Fake, error
from ..jobs.kernel import Kernel

pytestmark = pytest.mark.slow

_OWLS = ["owl 1", "owl 2", "owl 3", "owl 4"]


def _until(true: Callable[[], bool]) -> None:
    """Wait for what another thread or process brings about."""
    over, until = threading.Event(), time.monotonic() + 60
    while not true():
        assert time.monotonic() < until
        over.wait(0.01)


def test_nothing_is_sent_before_the_price_is_agreed_to(client: Client, fake: Fake) -> None:
    sweep = client.sweep(_OWLS[:2])
    assert "≈ 30 credits at aivideoapi" in repr(sweep)
    with pytest.raises(NeedsConsent) as caught:
        sweep.run()
    assert "≈ 30 credits at aivideoapi" in str(caught.value)
    assert "yes=True" in str(caught.value)
    assert fake.creates == 0
    assert not client.library.ledger.history()


def test_a_second_run_and_the_same_sweep_made_again_send_nothing(client: Client, fake: Fake) -> None:
    sweep = client.sweep(_OWLS[:2]).run(yes=True)
    assert fake.creates == 2
    assert [clip.prompt for clip in sweep.clips] == _OWLS[:2]
    assert [str(cell.cost) for cell in sweep] == ["≈ 15 credits ($0.15)"] * 2 or all(cell.cost for cell in sweep)
    sweep.run()
    again = client.sweep(_OWLS[:3])
    assert [cell.clip for cell in again][:2] == sweep.clips
    assert (again.estimate.new, again.estimate.library) == (1, 2)
    again.run(yes=True)
    assert fake.creates == 3
    assert again.counts == {CellStatus.DONE: 3}
    assert [cell.cost.amount for cell in again if cell.cost] == [0, 0, 15]


def test_no_more_jobs_are_under_way_at_a_time_than_was_said(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    sweep = client.sweep(_OWLS, at_once=2).start(yes=True)
    most = 0

    def look(_: SweepCell | None) -> None:
        nonlocal most
        most = max(most, sweep.counts.get(CellStatus.RUNNING, 0))

    sweep.on_update(look)
    _until(lambda: fake.creates == 2)
    assert sweep.counts == {CellStatus.PLANNED: 2, CellStatus.RUNNING: 2}
    with pytest.raises(WaitTimeout):
        sweep.run(timeout=0.2)
    assert fake.creates == 2
    fake.gate.set()
    assert sweep.run().counts == {CellStatus.DONE: 4}
    assert most == 2
    assert fake.creates == 4


def test_a_failed_cell_fails_alone_and_only_it_is_asked_again(client: Client, fake: Fake) -> None:
    fake.script["create"] = [error(400, "invalid_request", "no owls today")]
    sweep = client.sweep(_OWLS[:3], at_once=1).run(yes=True)
    assert [cell.status for cell in sweep] == [CellStatus.FAILED, CellStatus.DONE, CellStatus.DONE]
    assert "no owls today" in str(sweep[0].error)
    assert "Failed, 1 (prompt owl 1)" in repr(sweep)
    assert "no owls today" in repr(sweep)
    assert len(sweep.clips) == 2
    assert sweep.run(yes=True).counts == {CellStatus.DONE: 3}
    assert fake.creates == 4


def test_a_budget_that_is_reached_in_the_middle_holds_the_rest_back_until_it_is_raised(
    client: Client, fake: Fake
) -> None:
    client.budget.set(2, "jobs")
    sweep = client.sweep(_OWLS).run(yes=True)
    assert sweep.counts == {CellStatus.DONE: 2, CellStatus.HELD: 2}
    held = [cell for cell in sweep if cell.status is CellStatus.HELD]
    assert all(isinstance(cell.error, BudgetExceeded) for cell in held)
    assert "Not sent, 2" in repr(sweep)
    assert fake.creates == 2
    client.budget.set(10, "jobs")
    assert client.sweep(_OWLS).run(yes=True).counts == {CellStatus.DONE: 4}
    assert fake.creates == 4


def test_lost_replies_in_a_row_end_the_sending(client: Client, fake: Fake) -> None:
    fake.always["create"] = LOST
    sweep = client.sweep([f"owl {n}" for n in range(9)], at_once=1).run(yes=True)
    assert sweep.counts == {CellStatus.FAILED: 3, CellStatus.HELD: 6}
    assert all(isinstance(cell.error, CreateUnknown) for cell in sweep)
    assert fake.creates == 3
    del fake.always["create"]
    again = client.sweep([f"owl {n}" for n in range(5)])
    assert (again.estimate.new, again.estimate.refused) == (2, 3)
    assert again.run(yes=True).counts == {CellStatus.DONE: 2, CellStatus.FAILED: 3}
    assert fake.creates == 5  # what may have been charged is never sent again


def test_what_no_request_could_do_is_asked_once_and_holds_the_others_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROKWIDGET_FORBID_REAL", "1")
    sweep = Client("aivideoapi", key="sk-x").sweep(_OWLS, at_once=1).run(yes=True)
    assert sweep.counts == {CellStatus.HELD: 4}
    assert isinstance(sweep[3].error, OfflineError)


def test_stopped_it_sends_nothing_more_and_a_later_run_goes_on_with_what_was_sent(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    sweep = client.sweep(_OWLS, at_once=2).start(yes=True)
    _until(lambda: sum(record.task_id is not None for record in client.library.ledger.history()) == 2)
    assert not sweep.stopped
    sweep.stop()
    assert (sweep.running, sweep.stopped) == (False, True)
    assert sweep.counts == {CellStatus.PLANNED: 2, CellStatus.STOPPED: 2}
    assert len(client.library.unfinished()) == 2
    fake.gate.set()
    assert sweep.refresh().running == 2
    assert sweep.run(yes=True).counts == {CellStatus.DONE: 4}
    assert (sweep.stopped, fake.creates) == (False, 4)


def test_it_can_be_awaited_and_its_cells_come_as_they_are_settled(client: Client, fake: Fake) -> None:
    fake.script["create"] = [error(400, "invalid_request")]

    async def cells() -> list[CellStatus]:
        return [cell.status async for cell in client.sweep(_OWLS[:3], at_once=1).start(yes=True)]

    assert sorted(asyncio.run(cells())) == [CellStatus.DONE, CellStatus.DONE, CellStatus.FAILED]

    async def awaited() -> int:
        return len((await client.sweep(_OWLS[1:3])).clips)

    assert asyncio.run(awaited()) == 2
    assert fake.creates == 3


def test_a_cancelled_wait_stops_it(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    sweep = client.sweep(_OWLS, at_once=1).start(yes=True)

    async def cancelled() -> None:
        waiting = asyncio.ensure_future(_waiting(sweep))
        await asyncio.to_thread(_until, lambda: fake.creates == 1)
        waiting.cancel()
        await waiting

    async def _waiting(it: Sweep) -> None:
        await it

    with pytest.raises(WaitStopped, match="1 stopped"):
        asyncio.run(cancelled())
    assert not sweep.running
    assert fake.creates == 1


def test_started_from_many_threads_it_runs_once(client: Client, fake: Fake) -> None:
    # Prompts of its own: a job that an earlier test left behind may end only now, and then its clip serves this one.
    larks = [f"a lark {number}" for number in range(3)]
    sweep = client.sweep(larks)
    with ThreadPoolExecutor(8) as pool:
        for started in [pool.submit(sweep.start, yes=True) for _ in range(8)]:
            started.result()
        other = pool.submit(lambda: client.sweep(larks).run(yes=True))
        assert sweep.run().counts == {CellStatus.DONE: 3}
        assert other.result().counts == {CellStatus.DONE: 3}
    assert fake.creates == 3


def test_what_became_dearer_since_it_was_shown_asks_again(client: Client, fake: Fake) -> None:
    assert client.sweep(_OWLS[:1]).run(yes=True).counts == {CellStatus.DONE: 1}
    sweep = client.sweep(_OWLS[:1])
    assert sweep.estimate.free
    os.remove(sweep.clips[0].path)  # noqa: PTH107 - as people do it
    with pytest.raises(NeedsConsent) as caught:
        sweep.run(yes=True)
    assert "it was free" in str(caught.value)
    assert sweep.estimate.again == 1
    assert sweep.run(yes=True).counts == {CellStatus.DONE: 1}
    assert fake.creates == 1  # fetched from the task's address after all


_SWEEP = """
import sys
from grokwidget import Client
url, library, prompt = sys.argv[1:4]
client = Client("aivideoapi", base_urls={"aivideoapi": url}, library=library, timeout=60)
sweep = client.sweep(["owl 1", "owl 2", "owl 3", "owl 4"], at_once=3).start(yes=True)
print("started", flush=True)
sweep.wait()
"""


@pytest.mark.slow
def test_a_kernel_that_is_killed_in_the_middle_loses_nothing_and_pays_nothing_twice(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    with Kernel(fake.url, client.library.path, script=_SWEEP) as kernel:
        kernel.until("started")
        _until(lambda: fake.creates == 3)
        ledger = client.library.ledger
        _until(lambda: sum(record.task_id is not None for record in ledger.history()) == 3)
        kernel.kill()
    fake.gate.set()
    sweep = client.sweep(_OWLS, at_once=3)
    assert (sweep.estimate.running, sweep.estimate.new) == (3, 1)
    assert sweep.run(yes=True).counts == {CellStatus.DONE: 4}
    assert fake.creates == 4
    assert {record.status for record in client.library.ledger.history()} == {JobStatus.DONE}


@pytest.mark.slow
@pytest.mark.alone
def test_an_interrupt_lands_at_once_and_stops_it(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    script = _SWEEP.replace(
        "sweep.wait()", "\ntry:\n    sweep.run()\nexcept Exception as e: print(type(e).__name__, e, flush=True)"
    )
    with Kernel(fake.url, client.library.path, script=script) as kernel:
        kernel.until("started")
        _until(lambda: fake.creates == 3)
        began = time.monotonic()
        kernel.interrupt()
        assert "1 planned" in kernel.until("WaitStopped")
        assert time.monotonic() - began < 3
    assert fake.creates == 3

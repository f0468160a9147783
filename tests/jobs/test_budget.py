"""Budgets: what would exceed one is never sent; what a job holds becomes what it did cost."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from grokwidget import Client
from grokwidget.errors import BudgetExceeded, CreateUnknown, LibraryError, Money, NeedsConsent, TaskFailed
from grokwidget.jobs.budget import Verdict, verdict
from grokwidget.jobs.engine import engine
from grokwidget.library import JobRecord, JobStatus
from grokwidget.library.budget import EVERYBODY, Book, Tag
from grokwidget.local.launch import ensure
from grokwidget.task import Cost

from .fake import HANG, LOST, Fake, Said, error
from .kernel import Kernel

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check

#: What a clip of six seconds at 480p is estimated to cost, in credits.
_PRICE = 15


def _row(client: Client) -> tuple[float, float, float]:
    (row,) = client.budget.rows()
    return row.spent, row.held, row.left


def _budget(client: Client, amount: float, unit: str = "credits") -> None:
    client.budget.set(amount, unit, provider="aivideoapi")


def test_a_job_holds_its_estimate_while_it_is_under_way_and_has_spent_it_when_it_is_done(
    client: Client, fake: Fake
) -> None:
    _budget(client, 40)
    fake.gate.clear()
    job = client.submit("a fox")
    accepted = threading.Event()
    job.on_update(lambda update: accepted.set() if update.status == "running" else None)
    assert accepted.wait(20)
    assert _row(client) == (0, _PRICE, 25)
    fake.gate.set()
    job.result(20)
    assert _row(client) == (_PRICE, 0, 25)


def test_what_would_exceed_the_budget_is_refused_at_once_with_the_whole_sum_and_nothing_is_written_down(
    client: Client, fake: Fake
) -> None:
    _budget(client, 20)
    client.generate("a fox")
    with pytest.raises(BudgetExceeded) as caught:
        client.submit("a hare")
    assert str(caught.value) == (
        "The budget of 20 credits for aivideoapi would be exceeded: 15 spent, 0 held by unfinished jobs, and this one "
        "would take 15. Nothing was sent, nothing was charged. Raise it with `%grokvideo budget aivideoapi 30 credits` "
        "(or `client.budget.set`), or take it away with `%grokvideo budget aivideoapi off`; then ask again. "
        "(provider aivideoapi)"
    )
    assert fake.creates == 1
    assert len(client.library.ledger.history()) == 1


def test_the_users_word_does_not_exceed_a_budget_but_raising_it_lets_the_same_request_through(
    client: Client, fake: Fake
) -> None:
    _budget(client, 10)
    with pytest.raises(BudgetExceeded):
        client.submit("a fox", yes=True)
    _budget(client, 30)
    assert client.generate("a fox").path.exists()
    client.budget.remove("aivideoapi")
    assert client.generate("a hare").path.exists()
    assert client.budget.rows() == ()
    assert fake.creates == 2


def test_what_comes_from_the_library_costs_nothing_of_an_empty_budget(
    client: Client, fake: Fake, tmp_path: Path
) -> None:
    client.generate("a fox")
    _budget(client, 0)
    client.budget.set(0, "jobs")
    assert client.generate("a fox").from_library
    other = Client("aivideoapi", base_urls={"aivideoapi": fake.url}, library=tmp_path / "other")
    assert other.generate("a fox").from_library
    with pytest.raises(BudgetExceeded):
        other.generate("a hare")
    assert fake.creates == 1


@pytest.mark.slow
def test_the_local_service_and_rehearsals_cost_nothing_of_an_empty_budget(tmp_path: Path) -> None:
    client = Client(library=tmp_path / "library", timeout=100)
    client.budget.set(0, "jobs")
    assert client.generate("a fox", duration=1).path.exists()
    rehearsal = Client("aivideoapi", rehearse=True, library=tmp_path / "library", timeout=100)
    assert rehearsal.generate("a fox", duration=6).rehearsal
    (row,) = client.budget.rows()
    assert (row.provider, row.spent, row.held) == (EVERYBODY, 0, 0)


def test_what_the_provider_refuses_or_refunds_is_free_again(client: Client, fake: Fake) -> None:
    _budget(client, _PRICE)
    fake.script["create"] = [error(400, "invalid_request")]
    assert isinstance(_error_of(client, "a fox"), Exception)
    assert _row(client) == (0, 0, _PRICE)
    fake.final = {"status": "failed", "error": {"code": "upstream_error", "message": "no luck"}}
    with pytest.raises(TaskFailed):
        client.generate("a fox")
    assert _row(client) == (0, 0, _PRICE)
    fake.final = None
    client.generate("a fox")
    assert _row(client) == (_PRICE, 0, 0)


def test_a_rate_limit_between_two_tries_leaves_one_hold_not_two(client: Client, fake: Fake) -> None:
    engine()._paces.clear()
    _budget(client, _PRICE)
    fake.script["create"] = [error(429, "rate_limit_exceeded", **{"Retry-After": "0"})]
    client.generate("a fox")
    assert fake.creates == 2
    assert _row(client) == (_PRICE, 0, 0)


def test_what_may_have_been_charged_stays_held_until_the_user_closes_it(client: Client, fake: Fake) -> None:
    _budget(client, _PRICE)
    fake.script["create"] = [LOST]
    job = client.submit("a fox")
    with pytest.raises(CreateUnknown):
        job.result(20)
    assert _row(client) == (0, _PRICE, 0)
    with pytest.raises(BudgetExceeded):
        client.submit("a hare")
    client.job(job.id).close()
    assert client.generate("a hare").path.exists()
    assert _row(client) == (_PRICE, 0, 0)


def test_a_job_that_is_closed_while_its_task_runs_is_counted_as_spent(client: Client, fake: Fake) -> None:
    _budget(client, 40)
    fake.gate.clear()
    job = client.submit("a fox")
    accepted = threading.Event()
    job.on_update(lambda update: accepted.set() if update.status == "running" else None)
    assert accepted.wait(20)
    job.close()
    assert _row(client) == (_PRICE, 0, 25)


def test_a_budget_that_shrank_after_the_job_was_asked_for_still_stops_it_and_it_may_be_asked_for_again(
    client: Client, fake: Fake
) -> None:
    book = engine().purse.book
    _budget(client, _PRICE)
    # What another kernel takes between the look and the hold.
    purse, taken = engine().purse, threading.Event()
    check = purse.check

    def and_then_it_is_gone(*args: Any, **more: Any) -> None:
        check(*args, **more)
        if not taken.is_set():
            taken.set()
            book.hold(Path("elsewhere"), "another job", "aivideoapi", Tag(credits=15_000_000), agreed=False)

    purse.check = and_then_it_is_gone  # type: ignore[method-assign]  # for the race that can't be had otherwise
    try:
        job = client.submit("a fox")
    finally:
        del purse.check
    with pytest.raises(BudgetExceeded, match="15 held by unfinished jobs"):
        job.result(20)
    assert job.status is JobStatus.CANCELLED
    assert fake.creates == 0
    with pytest.raises(BudgetExceeded):
        client.submit("a fox")
    _budget(client, 2 * _PRICE)
    assert client.generate("a fox").path.exists()


def test_a_price_that_is_not_known_needs_the_users_word_under_a_budget_of_money_only(
    fake: Fake, tmp_path: Path
) -> None:
    client = Client("my-relay", base_url=fake.url, dialect="aivideoapi", library=tmp_path)
    client.budget.set(50, "jobs")
    assert client.generate("a fox").path.exists()
    client.budget.set(5, "usd", provider="my-relay")
    with pytest.raises(NeedsConsent, match=r"not known, and there is a limit of 5 USD for my-relay.*--yes"):
        client.submit("a hare")
    assert fake.creates == 1
    assert client.generate("a hare", yes=True).path.exists()
    jobs, money = client.budget.rows()
    assert (jobs.spent, money.spent) == (2, 0)


def test_a_job_above_the_amount_to_ask_about_is_made_with_the_users_word_only(client: Client, fake: Fake) -> None:
    client.budget.ask_above(20, "credits", provider="aivideoapi")
    client.generate("a fox", duration=6)
    with pytest.raises(NeedsConsent, match=r"would cost ≈ 24 credits, more than the 20 credits.*--yes"):
        client.submit("a fox", duration=10)
    assert fake.creates == 1
    assert client.generate("a fox", duration=10, yes=True).path.exists()
    assert client.generate("a fox", duration=10).from_library


@pytest.mark.slow
def test_a_clip_that_is_gone_is_made_again_only_within_the_budget_and_the_users_word_is_asked_for_each_time(
    client: Client, fake: Fake
) -> None:
    client.generate("a fox").path.unlink()
    fake.always["file"] = Said(410)
    _budget(client, _PRICE - 1)
    with pytest.raises(BudgetExceeded):
        client.generate("a fox", yes=True)
    assert len(client.library.ledger.history()) == 1
    _budget(client, _PRICE)
    with pytest.raises(NeedsConsent):
        client.generate("a fox")
    assert fake.creates == 1


def test_a_kernel_that_is_killed_while_its_task_runs_leaves_the_price_held_until_the_job_is_over(
    client: Client, fake: Fake
) -> None:
    _budget(client, 20)
    fake.gate.clear()
    with Kernel(fake.url, client.library.path) as kernel:
        kernel.until("running")
        kernel.kill()
    assert _row(client) == (0, _PRICE, 5)
    with pytest.raises(BudgetExceeded, match="15 held"):
        client.submit("a hare")
    fake.gate.set()
    client.resume(wait=True)
    assert _row(client) == (_PRICE, 0, 5)


def test_a_kernel_that_is_killed_while_it_sends_leaves_the_price_held(client: Client, fake: Fake) -> None:
    _budget(client, _PRICE)
    fake.always["create"] = HANG
    with Kernel(fake.url, client.library.path) as kernel:
        kernel.until("submitting")
        kernel.kill()
    client.resume()
    assert _row(client) == (0, _PRICE, 0)


@pytest.mark.parametrize("moment", ["submitted", "submitting", "queued", "running", "downloading", "clip"])
def test_whenever_a_kernel_is_killed_no_task_that_was_sold_is_missing_in_the_book(
    client: Client, fake: Fake, moment: str
) -> None:
    _budget(client, 2 * _PRICE)
    with Kernel(fake.url, client.library.path) as kernel:
        kernel.until(moment)
        kernel.kill()
    client.resume(wait=True)
    spent, held, left = _row(client)
    assert spent + held >= _PRICE * fake.creates
    assert spent + held + left == 2 * _PRICE
    records = client.library.ledger.history()
    assert held == _PRICE * sum(record.status is JobStatus.UNKNOWN for record in records)


def test_what_a_dead_process_held_for_a_job_that_it_never_sent_is_free_again(client: Client, fake: Fake) -> None:
    _budget(client, _PRICE)
    dead = JobRecord(fingerprint="v1:0", provider="aivideoapi", model="m", owner="0123456789abcdef0123456789abcdef")
    client.library.ledger.claim(dead, lambda _: True)
    book = Book()
    book.hold(client.library.path, dead.id, "aivideoapi", Tag(credits=15_000_000), agreed=False)
    assert client.generate("a hare").path.exists()
    assert _row(client) == (_PRICE, 0, 0)


def test_what_a_job_holds_in_a_library_that_is_not_here_now_stays_held(client: Client, tmp_path: Path) -> None:
    _budget(client, _PRICE)
    Book().hold(tmp_path / "on a disk that is away", "job", "aivideoapi", Tag(credits=15_000_000), agreed=False)
    assert _row(client) == (0, _PRICE, 0)


def test_a_book_that_cannot_be_read_lets_nothing_be_sent_but_what_is_here_be_shown(client: Client, fake: Fake) -> None:
    client.generate("a fox")
    Book().file.write_bytes(b"no database at all" * 100)
    assert client.generate("a fox").from_library
    with pytest.raises(LibraryError, match="nothing that costs money is sent"):
        client.submit("a hare")
    assert fake.creates == 1


@pytest.mark.slow
def test_fifty_at_once_in_one_process_never_start_more_than_there_is_room_for(client: Client, fake: Fake) -> None:
    _budget(client, 4 * _PRICE + 10)
    fake.gate.clear()
    refused: list[Exception] = []

    def ask(n: int) -> None:
        try:
            job = client.submit(f"fox number {n}")
            sent = threading.Event()
            forget = job.on_update(lambda update: sent.set() if update.over or update.status == "running" else None)
            assert sent.wait(60)
            forget()
            if job.done():
                job.result()
        except BudgetExceeded as why:
            refused.append(why)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(100)
    assert (fake.creates, len(refused)) == (4, 46)
    assert _row(client) == (0, 4 * _PRICE, 10)
    fake.gate.set()
    for job in client.library.unfinished():
        client.job(job.id).result(30)
    assert _row(client) == (4 * _PRICE, 0, 10)


def _error_of(client: Client, prompt: str) -> Exception | None:
    job = client.submit(prompt)
    with pytest.raises(Exception, match=r"."):
        job.result(20)
    return job.error


def _ended(status: JobStatus, money: Money | None = None, **fields: Any) -> JobRecord:
    told = {"type": "TaskFailed", "message": "no", "money": str(money)} if money else None
    record: dict[str, Any] = {"fingerprint": "v1:0", "provider": "xai", "model": "m", "error": told, **fields}
    return JobRecord(status=status, **record)


@pytest.mark.parametrize(
    ("record", "is_"),
    [
        (_ended(JobStatus.PLANNED), Verdict.RELEASED),
        (_ended(JobStatus.SUBMITTING), Verdict.HELD),
        (_ended(JobStatus.RUNNING, task_id="t"), Verdict.HELD),
        (_ended(JobStatus.DOWNLOADING, task_id="t"), Verdict.HELD),
        (_ended(JobStatus.UNKNOWN, Money.MAYBE), Verdict.HELD),
        (_ended(JobStatus.DONE, task_id="t"), Verdict.SPENT),
        (_ended(JobStatus.FAILED, Money.NOT_CHARGED), Verdict.RELEASED),
        (_ended(JobStatus.FAILED, Money.NOTHING_SENT), Verdict.RELEASED),
        (_ended(JobStatus.FAILED, Money.REFUNDED, task_id="t"), Verdict.RELEASED),
        (_ended(JobStatus.FAILED, Money.CHARGED, task_id="t"), Verdict.SPENT),
        (_ended(JobStatus.FAILED, Money.UNKNOWN, task_id="t"), Verdict.SPENT),
        (_ended(JobStatus.FAILED, Money.UNKNOWN), Verdict.SPENT),
        (_ended(JobStatus.EXPIRED, Money.CHARGED, task_id="t"), Verdict.SPENT),
        (_ended(JobStatus.CANCELLED, Money.SILENT), Verdict.RELEASED),
        (_ended(JobStatus.CANCELLED, Money.SILENT, task_id="t"), Verdict.SPENT),
        (
            _ended(JobStatus.FAILED, Money.REFUNDED, task_id="t", cost=Cost(amount=0.2, unit="usd", estimated=False)),
            Verdict.SPENT,
        ),
    ],
    ids=lambda value: f"{value.status}-{(value.error or {}).get('money')}" if isinstance(value, JobRecord) else None,
)
def test_what_becomes_of_a_hold_is_told_by_the_record(record: JobRecord, is_: Verdict) -> None:
    assert verdict(record) is is_


@pytest.mark.slow
def test_the_cost_that_the_provider_reports_is_what_is_spent(tmp_path: Path) -> None:
    client = Client("xai", base_url=ensure("xai").base_url, library=tmp_path / "library", timeout=100)
    client.budget.set(1, "usd", provider="xai")
    clip = client.generate("a fox", duration=1, resolution="480p")
    assert clip.cost is not None
    assert not clip.cost.estimated
    (row,) = client.budget.rows()
    assert (row.spent, row.held) == (clip.cost.amount, 0)
    assert row.spent > 0

"""Credits are never lost and never made, whatever happens to the tasks that hold them."""

from __future__ import annotations

import sqlite3
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from grokwidget.local.store import Store
from grokwidget.local.task import Order, Status, Task
from grokwidget.local.tasks import OverLimit, Tasks, TooLittle

from .caller import vector
from .conftest import Make

pytestmark = pytest.mark.slow

KEYS = st.sampled_from(["ann", "bob"])


def _task(name: str, price: int, account: str = "ann", at: float = 1.0) -> Task:
    order = Order("m", "a fox", 6, "480p", "2:3", price=price)
    return Task(name, "aivideoapi", account, order, file=f"{name}.mp4", created=at)


class Book(RuleBasedStateMachine):
    """Tasks are taken, begun, ended twice, and the service is killed and started again at any point."""

    @initialize(grant=st.integers(0, 100))
    def open(self, grant: int) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "service.db"
        self.grant, self.clock = grant, 0.0
        self.tasks: dict[str, Task] = {}
        self.spent = {"ann": 0, "bob": 0}
        self.held = {"ann": 0, "bob": 0}
        self._start()

    def _start(self) -> None:
        self.store = Store(self.path)
        self.book = Tasks(self.store, self.grant)

    @rule(account=KEYS, price=st.integers(0, 60), limit=st.none() | st.integers(0, 80))
    def take(self, account: str, price: int, limit: int | None) -> None:
        self.clock += 1
        task = _task(f"t{len(self.tasks)}", price, account, self.clock)
        used = self.spent[account] + self.held[account]
        try:
            self.book.add(task, limit)
        except OverLimit:
            assert limit is not None
            assert used + price > limit
        except TooLittle:
            assert used + price > self.grant
        else:
            assert used + price <= self.grant
            self.tasks[task.id] = task
            self.held[account] += price

    @rule(data=st.data(), good=st.booleans())
    def end(self, data: st.DataObject, good: bool) -> None:
        """Also tasks that have ended already: the second end must change nothing."""
        if not self.tasks:
            return
        task = self.tasks[data.draw(st.sampled_from(sorted(self.tasks)))]
        was_open = task.status.open
        step = self.book.complete(task, 2, 3) if good else self.book.fail(task, "x", "y", 3)
        assert (step is not None) == was_open
        if step:
            self.tasks[task.id] = step
            self.held[task.account] -= task.order.price
            self.spent[task.account] += task.order.price if good else 0

    @rule()
    def begin_the_next(self) -> None:
        task = self.book.next_open()
        assert (task is None) == (not any(task.status.open for task in self.tasks.values()))
        if task and (begun := self.book.begin(task, self.clock)):
            self.tasks[task.id] = begun

    @rule()
    def die_and_start_again(self) -> None:
        self.store.close()
        self._start()

    @invariant()
    def every_credit_is_somewhere(self) -> None:
        for account, spent in self.spent.items():
            balance = self.book.balance("aivideoapi", account, self.clock)
            assert (balance.granted, balance.charged, balance.reserved) == (self.grant, spent, self.held[account])
            assert balance.available >= 0

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


TestBook = pytest.mark.slow(Book.TestCase)
TestBook.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "service.db")


def test_the_account_book_can_only_be_added_to(store: Store) -> None:
    tasks = Tasks(store, 100)
    tasks.add(_task("a", 10))
    for statement in ("UPDATE book SET amount = 0", "DELETE FROM book"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"), store.transaction() as db:
            db.execute(statement)
    assert tasks.balance("aivideoapi", "ann", 1).reserved == 10
    store.close()


def test_a_task_is_settled_once_even_by_a_broken_program(store: Store) -> None:
    tasks = Tasks(store, 100)
    tasks.add(_task("a", 10))
    tasks.credits.charge("aivideoapi", "ann", "a", 10, 2)
    with pytest.raises(sqlite3.IntegrityError):
        tasks.credits.refund("aivideoapi", "ann", "a", 10, 3)
    store.close()


def test_a_task_and_its_reservation_are_written_together_or_not_at_all(store: Store) -> None:
    tasks = Tasks(store, 100)
    tasks.add(_task("a", 10))
    with pytest.raises(sqlite3.IntegrityError):
        tasks.add(_task("a", 20))
    found = tasks.get("aivideoapi", "a")
    assert found
    assert found.status is Status.PENDING
    assert tasks.balance("aivideoapi", "ann", 1).reserved == 10
    store.close()


def test_fifty_creates_at_once_never_reserve_more_than_there_is(serve: Make) -> None:
    caller = serve("aivideoapi", initial_balance=100)
    codes: list[int] = []

    def ask() -> None:
        codes.append(caller.create(vector("create-text")["body"]).status_code)

    threads = [threading.Thread(target=ask) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200] * 6 + [402] * 44, "six times 15 credits fit into 100"


def test_the_keys_have_accounts_of_their_own_and_the_store_has_no_key(serve: Make) -> None:
    caller = serve("aivideoapi", key="sk-canary-0123456789")
    caller.task(vector("create-text")["body"])
    assert caller.credits()["balance"] == 9_985
    caller.http.headers["Authorization"] = "Bearer sk-another"
    assert caller.credits()["balance"] == 10_000
    caller.service.stop()
    for path in caller.service.options.folder.rglob("*"):
        assert path.is_dir() or b"sk-canary" not in path.read_bytes(), path

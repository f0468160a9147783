"""The tasks in the store, and the steps they take; each step moves the credits in the same transaction."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from grokwidget.local.credits import Balance, Credits
from grokwidget.local.store import Store
from grokwidget.local.task import Order, Status, Task

_COLUMNS = (
    'id, provider, account, "order", file, created, status, started, rendered, ended, deaths, error_code, error, '
    "callback"
)
_OPEN = "status IN ('pending', 'processing')"


class TooLittle(Exception):
    """The account has too few credits for the task; nothing was reserved."""


class OverLimit(Exception):
    """The key's own spending limit would be passed; nothing was reserved."""


class Tasks:
    """Reads and moves tasks. A step that a task can't take any more does nothing and returns None."""

    def __init__(self, store: Store, initial_balance: int) -> None:
        self._store = store
        self.credits = Credits(store, initial_balance)

    def add(self, task: Task, spend_limit: int | None = None) -> None:
        """Accept a task and reserve its price: both or neither. Raises TooLittle or OverLimit."""
        with self._store.transaction() as db:
            balance = self.balance(task.provider, task.account, task.created)
            if spend_limit is not None and balance.charged + balance.reserved + task.order.price > spend_limit:
                raise OverLimit
            if balance.available < task.order.price:
                raise TooLittle
            values = (task.id, task.provider, task.account, task.order.to_json(), task.file, task.created, task.status)
            db.execute(
                'INSERT INTO tasks (id, provider, account, "order", file, created, status)'
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            )
            self.credits.reserve(task.provider, task.account, task.id, task.order.price, task.created)

    def balance(self, provider: str, account: str, now: float) -> Balance:
        """The figures of one account."""
        return self.credits.balance(provider, account, now)

    def get(self, provider: str, task_id: str) -> Task | None:
        """One task, whoever's it is."""
        return self._first("provider = ? AND id = ?", provider, task_id)

    def next_open(self) -> Task | None:
        """The task to be worked on: one that was begun (by a service that died, say), else the oldest."""
        return self._first(f"{_OPEN} ORDER BY status = 'pending', created, rowid")

    def open_files(self) -> set[str]:
        """The names in the folder of images that unfinished tasks still need."""
        sql = f'SELECT "order" FROM tasks WHERE {_OPEN}'  # noqa: S608 - our own text
        orders = [Order.from_json(row["order"]) for row in self._store.rows(sql)]
        return {image.removeprefix("file:") for order in orders for image in order.images if image.startswith("file:")}

    def outlived(self, provider: str, before: float) -> list[str]:
        """The files of a provider's tasks that ended before a time."""
        return [file for task in self._many("provider = ? AND ended < ?", provider, before) for file in task.files]

    def callbacks_due(self) -> list[Task]:
        """Ended tasks whose callback has not been delivered."""
        return self._many("callback = 'due' ORDER BY ended")

    def begin(self, task: Task, now: float) -> Task | None:
        """`pending` becomes `processing`; a task that was begun before stays as it is."""
        return self._step(task, status=Status.PROCESSING, started=task.started or now)

    def died(self, task: Task) -> Task | None:
        """Its renderer died: remember it."""
        return self._step(task, deaths=task.deaths + 1)

    def complete(self, task: Task, rendered: float, now: float) -> Task | None:
        """The video is there: the reserved credits are charged."""
        with self._store.transaction():
            ended = self._step(task, status=Status.COMPLETED, rendered=rendered, ended=now, callback=_callback(task))
            if ended:
                self.credits.charge(task.provider, task.account, task.id, task.order.price, now)
            return ended

    def fail(self, task: Task, code: str, message: str, now: float) -> Task | None:
        """There will be no video: the reserved credits are given back."""
        with self._store.transaction():
            ended = self._step(
                task, status=Status.FAILED, ended=now, error_code=code, error=message, callback=_callback(task)
            )
            if ended:
                self.credits.refund(task.provider, task.account, task.id, task.order.price, now)
            return ended

    def called_back(self, task: Task, result: str) -> None:
        """Remember that a callback was `sent` or `given up`."""
        with self._store.transaction() as db:
            db.execute("UPDATE tasks SET callback = ? WHERE provider = ? AND id = ?", (result, task.provider, task.id))

    def _step(self, task: Task, **changes: object) -> Task | None:
        names = ", ".join(f"{name} = ?" for name in changes)
        with self._store.transaction() as db:
            cursor = db.execute(
                f"UPDATE tasks SET {names} WHERE provider = ? AND id = ? AND {_OPEN}",  # noqa: S608 - our own names
                (*changes.values(), task.provider, task.id),
            )
            return replace(task, **changes) if cursor.rowcount == 1 else None  # type: ignore[arg-type]  # fields of Task

    def _first(self, where: str, *values: object) -> Task | None:
        rows = self._store.rows(f"SELECT {_COLUMNS} FROM tasks WHERE {where} LIMIT 1", *values)  # noqa: S608 - our own text
        return _task(rows[0]) if rows else None

    def _many(self, where: str, *values: object) -> list[Task]:
        rows = self._store.rows(f"SELECT {_COLUMNS} FROM tasks WHERE {where}", *values)  # noqa: S608 - our own text
        return [_task(row) for row in rows]


def _callback(task: Task) -> str:
    return "due" if task.order.callback_url else ""


def _task(row: sqlite3.Row) -> Task:
    values = dict(row)
    return Task(**{**values, "order": Order.from_json(values["order"]), "status": Status(values["status"])})

"""What the server halves of all dialects share: accounts, limits, taking an order, finding a task, its video's URL."""

from __future__ import annotations

import hashlib
import time
import uuid
from dataclasses import dataclass

from grokwidget.local.bucket import Buckets, Draw
from grokwidget.local.credits import Balance
from grokwidget.local.options import Options
from grokwidget.local.renders import Renders
from grokwidget.local.signing import Signer
from grokwidget.local.task import Order, Task
from grokwidget.local.tasks import OverLimit, Tasks, TooLittle

__all__ = ["Account", "Desk", "OverLimit", "TooLittle"]


@dataclass(frozen=True)
class Account:
    """One key at one provider. The key itself is not kept: only its hash, and what the options say about it."""

    provider: str
    id: str
    disabled: bool
    spend_limit: int | None


class Desk:
    """The methods block (they read and write a file): handlers call them from a worker thread."""

    def __init__(self, options: Options, tasks: Tasks, renders: Renders, signer: Signer) -> None:
        self.options, self._tasks, self._renders, self._signer = options, tasks, renders, signer
        self._buckets = Buckets()
        self.files_address = ""
        """Of the second origin; known when it listens."""

    def account(self, provider: str, key: str) -> Account:
        """Whose a key is."""
        return Account(
            provider,
            hashlib.sha256(f"{provider}\n{key}".encode("utf-8", "surrogatepass")).hexdigest(),
            key in self.options.disabled_keys,
            self.options.spend_limits.get(key),
        )

    def draw(self, account: Account) -> Draw:
        """Count one request against the account's rate limit."""
        limit = self.options.limit_of(account.provider)
        return self._buckets.draw(account.provider, account.id, limit, self.now())

    def take(self, account: Account, order: Order, task_id: str) -> Task:
        """Accept an order: durable when this returns. TooLittle or OverLimit when the credits don't suffice."""
        task = Task(
            id=task_id,
            provider=account.provider,
            account=account.id,
            order=order,
            file=f"{uuid.uuid4()}.mp4",
            created=self.now(),
        )
        self._tasks.add(task, account.spend_limit)
        self._renders.wake()
        return task

    def find(self, account: Account, task_id: str) -> Task | None:
        """A task of this account; nobody sees another's."""
        task = self._tasks.get(account.provider, task_id)
        return task if task and task.account == account.id else None

    def balance(self, account: Account) -> Balance:
        """The account's figures."""
        return self._tasks.balance(account.provider, account.id, self.now())

    def percent(self, task: Task) -> int | None:
        """How much of a video is drawn, 0 to 99; None before its first frame."""
        frames = self._renders.progress(task)
        return None if frames is None else min(99, 100 * frames[0] // frames[1])

    def url(self, task: Task, *, expired: bool = False) -> str:
        """The signed address of an ended task's video; `expired`: one whose time is over."""
        day = time.strftime("%Y/%m/%d", time.gmtime(task.ended or 0))
        end = self.now() - 1 if expired else (task.ended or 0) + self.options.url_lifetime
        return self.files_address + self._signer.signed(f"/{task.provider}/videos/{day}/{task.file}", end)

    def now(self) -> float:
        """Unix seconds by the service's clock."""
        return self.options.clock()

"""What the server halves of all dialects share: accounts, limits, taking an order, finding a task, its video's URL."""

from __future__ import annotations

import hashlib
import time
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from grokwidget.local import images
from grokwidget.local.bucket import Buckets, Draw
from grokwidget.local.credits import Balance
from grokwidget.local.faults import FOR_TASK
from grokwidget.local.options import UPLOAD_LIFETIME, UPLOADS, Options
from grokwidget.local.renders import Renders
from grokwidget.local.signing import Signer, Verdict
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
        brought = FOR_TASK.get()
        order = replace(order, clips=next((one.clips for one in brought if one.clips), order.clips))
        task = Task(
            id=task_id,
            provider=account.provider,
            account=account.id,
            order=order,
            file=f"{uuid.uuid4()}.mp4",
            created=self.now(),
        )
        faults = self.options.faults
        faults.bind(task.id, task.files, [fault for fault in brought if fault.place != "create"])
        try:
            self._tasks.add(task, account.spend_limit)
        except BaseException:
            faults.release(task.id)
            raise
        faults.tally.accepted(task.provider, task.account, order.to_json())
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
        """The signed address of an ended task's (first) video; `expired`: one whose time is over."""
        return self.urls(task, expired=expired)[0]

    def urls(self, task: Task, *, expired: bool = False) -> list[str]:
        """The signed addresses of all videos of an ended task."""
        day = time.strftime("%Y/%m/%d", time.gmtime(task.ended or 0))
        end = self.now() - 1 if expired else (task.ended or 0) + self.options.lifetime_of(task.provider)
        return [self._signed(f"/{task.provider}/videos/{day}/{file}", end) for file in task.files]

    def upload(self, provider: str, data: bytes, formats: frozenset[str]) -> str:
        """Keep a picture for some days; its signed address on the second origin. BadImage when it is none."""
        folder = self.options.folder / UPLOADS
        name = images.keep(data, formats, folder)
        (folder / name).touch()  # the same picture again: its days begin anew
        return self._signed(f"/{provider}/uploads/{name}", self.now() + UPLOAD_LIFETIME)

    def path(self, task: Task) -> Path:
        """Where a task's (first) video lies, if it does."""
        return self.options.folder / "files" / task.file

    def own_file(self, url: str) -> Path | None:
        """The result file that a URL of the second origin leads to; None for any other URL, and for an expired one."""
        if not self.files_address or not url.startswith(self.files_address + "/"):
            return None
        parts = urlsplit(url.removeprefix(self.files_address))
        query = dict(parse_qsl(parts.query))
        if self._signer.judge(parts.path, query.get("expires"), query.get("signature"), self.now()) is not Verdict.GOOD:
            return None
        # A path that we signed: its last part is the name of a file that we made.
        path = self.options.folder / "files" / parts.path.rpartition("/")[2]
        return path if path.is_file() else None

    def _signed(self, path: str, end: float) -> str:
        return self.files_address + self._signer.signed(path, end)

    def now(self) -> float:
        """Unix seconds by the service's clock."""
        return self.options.clock()

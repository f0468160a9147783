"""Callbacks: the ended task, posted to where its maker wished; a few attempts, and never in anybody's way."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from grokwidget.local.faults import FaultPlan
from grokwidget.local.fetching import is_loopback
from grokwidget.local.spoiling import patched
from grokwidget.local.task import Status, Task

SECONDS = 10.0


class Callbacks:
    """Delivers each from a thread of its own. What it could not deliver before it was stopped stays due."""

    def __init__(
        self,
        body_of: Callable[[Task], dict[str, Any]],
        delivered: Callable[[Task, str], None],
        *,
        anywhere: bool,
        pauses: tuple[float, ...],
        faults: FaultPlan,
    ) -> None:
        self._body_of, self._delivered, self._faults = body_of, delivered, faults
        self._anywhere, self._pauses = anywhere, pauses
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._busy: set[threading.Thread] = set()

    def post(self, task: Task) -> None:
        """Deliver an ended task's callback, if it wishes one, from a thread of its own."""
        if task.callback != "due" or self._stopped.is_set():
            return
        thread = threading.Thread(target=self._deliver, args=(task,), name="grokwidget-callback", daemon=True)
        with self._lock:
            self._busy.add(thread)
        thread.start()

    def stop(self) -> None:
        """Stop; what was not delivered stays due."""
        self._stopped.set()
        with self._lock:
            busy = list(self._busy)
        for thread in busy:
            thread.join(timeout=SECONDS)

    def _deliver(self, task: Task) -> None:
        url = task.order.callback_url or ""
        result = "given up"
        if self._anywhere or is_loopback(url):
            result = self._sent(task, url)
        if result:
            self._delivered(task, result)
        with self._lock:
            self._busy.discard(threading.current_thread())

    def _sent(self, task: Task, url: str) -> str:
        """Deliver what there is to say of a task, or what a fault makes of that."""
        fault = self._faults.take("callback", task.provider, task.id)
        if fault and fault.delay and self._stopped.wait(fault.delay):
            return ""
        if fault and fault.drop:
            return "given up"
        bodies = [self._body_of(task)] * (2 if fault and fault.say == "twice" else 1)
        if fault and fault.say == "out-of-order":  # what should have come first comes last
            bodies.append(self._body_of(replace(task, status=Status.PROCESSING, ended=None)))
        result = "given up"
        for body in bodies:
            data = json.dumps(patched(body, fault.patch) if fault else body, ensure_ascii=False).encode()
            self._faults.tally.came("callback", task.provider)
            result = self._attempts(url, data)
        return result

    def _attempts(self, url: str, body: bytes) -> str:
        import httpx

        with httpx.Client(trust_env=False, timeout=SECONDS) as client:
            for pause in self._pauses:
                if self._stopped.wait(pause):
                    return ""
                try:
                    reply = client.post(url, content=body, headers={"Content-Type": "application/json"})
                except (httpx.HTTPError, httpx.InvalidURL):
                    continue
                if reply.is_success:
                    return "sent"
        return "given up"

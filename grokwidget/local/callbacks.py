"""Callbacks: the ended task, posted to where its maker wished; a few attempts, and never in anybody's way."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from grokwidget.local.fetching import is_loopback
from grokwidget.local.task import Task

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
    ) -> None:
        self._body_of, self._delivered = body_of, delivered
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
            result = self._attempts(url, json.dumps(self._body_of(task), ensure_ascii=False).encode())
        if result:
            self._delivered(task, result)
        with self._lock:
            self._busy.discard(threading.current_thread())

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

"""Waiting for what another thread, or another process, brings about."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic


def until(happened: Callable[[], object], seconds: float = 60) -> None:
    """Ask a hundred times a second until the answer is yes; AssertionError after `seconds`."""
    end, pause = monotonic() + seconds, threading.Event()
    while not happened():
        assert monotonic() < end, "it did not come true"
        pause.wait(0.01)

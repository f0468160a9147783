"""What the tests of the panel share: waiting for another thread, and the one page of a panel."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from time import monotonic
from typing import Any

from grokwidget import Studio
from tests.notebook.fake_page import FakePage

_pages: weakref.WeakKeyDictionary[Studio, FakePage] = weakref.WeakKeyDictionary()


def until(check: Callable[[], object], seconds: float = 20) -> None:
    """Wait until something on another thread has come true."""
    end, pause = monotonic() + seconds, threading.Event()
    while not check():
        assert monotonic() < end, "it did not come true"
        pause.wait(0.01)


def asked(studio: Studio, kind: str, **body: Any) -> Any:
    """What the panel's one page hears when it asks that."""
    if studio not in _pages:
        _pages[studio] = FakePage(studio)
    answer, _ = _pages[studio].ask(kind, body)
    return answer

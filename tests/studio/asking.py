"""What the tests of the panel share: the one page of a panel."""

from __future__ import annotations

import weakref
from typing import Any

from grokwidget import Studio
from tests.notebook.fake_page import FakePage

_pages: weakref.WeakKeyDictionary[Studio, FakePage] = weakref.WeakKeyDictionary()


def asked(studio: Studio, kind: str, **body: Any) -> Any:
    """What the panel's one page hears when it asks that."""
    if studio not in _pages:
        _pages[studio] = FakePage(studio)
    answer, _ = _pages[studio].ask(kind, body)
    return answer

"""A class's ready clips, looked at before anything is asked of a provider."""

from __future__ import annotations

from ..library import Library
from ..library.ready import Ready
from .engine import engine
from .law import Ruling


def bring(shelf: Ready | None, library: Library, fingerprint: str) -> bool:
    """Where the same request would be sent, or its clip fetched, and the class has it ready: take it into the library,
    which serves it from then on. Whether it was so. Raises `LibraryError` when it can't be copied."""
    if shelf is None or (ready := shelf.find(fingerprint)) is None:
        return False
    ruling = engine().register.judge(library, library.ledger.by_fingerprint(fingerprint))
    return (ruling.sends or ruling is Ruling.FETCH) and shelf.bring(ready, library)

"""Cells whose clips lie in another library of this user: a run serves them from there, so their price is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..errors import LibraryError
from ..jobs.engine import engine
from ..library import Index, Library
from .cell import SweepCell


def look_elsewhere(cells: Sequence[SweepCell], library: Library) -> None:
    """Judge by the newest job in another library what would else be sent and paid for. Nothing is sent or written.

    One look at the user's index for all of them; a library that can't be read stands in nobody's way. What the look
    can't see yet, the engine sees before it sends.
    """
    wanted = {cell.fingerprint: cell for cell in cells if cell._pays and cell.fate.sends}
    places: dict[Path, list[str]] = {}
    for fingerprint, folder in Index().elsewhere(list(wanted), library.path):
        places.setdefault(folder, []).append(fingerprint)
    for folder, fingerprints in places.items():
        try:
            other = engine().library(folder)
            records = other.ledger.by_fingerprints(fingerprints)
        except LibraryError:
            continue
        for fingerprint, record in zip(fingerprints, records, strict=True):
            cell, ruling = wanted[fingerprint], engine().register.judge(other, record)
            if record is not None and cell.fate.sends and not ruling.sends:
                cell._judged(record, ruling, other)

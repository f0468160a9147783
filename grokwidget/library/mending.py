"""What can be put right in a library without losing anything: rows from sidecars, sidecars from rows, moved files."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from . import rescue, sidecar
from .check import Flaw, Kind, digest
from .records import JobRecord, JobStatus

if TYPE_CHECKING:
    from .folder import Library


def mend(library: Library, flaw: Flaw) -> Flaw:
    """Put one flaw right; the flaw, `mended` when that was possible. Nothing is deleted or written over. OSError."""
    deeds = {
        Kind.MOVED: _moved,
        Kind.NO_SIDECAR: _sidecar,
        Kind.BAD_SIDECAR: _bad_sidecar,
        Kind.NO_ROW: _row,
        Kind.CONFLICT: _ledger_copy,
    }
    return replace(flaw, mended=deeds[flaw.kind](library, flaw))


def _record(library: Library, flaw: Flaw) -> JobRecord | None:
    return library.ledger.get(flaw.job_id) if flaw.job_id else None


def _moved(library: Library, flaw: Flaw) -> bool:
    """Give a clip its own name again."""
    record = _record(library, flaw)
    found, target = library.path / flaw.other, library.path / flaw.name
    if record is None or target.exists() or digest(found) != record.clips[flaw.number].sha256:
        return False
    found.rename(target)
    return True


def _sidecar(library: Library, flaw: Flaw) -> bool:
    record = _record(library, flaw)
    target = library.path / flaw.name
    if record is None or target.exists():
        return False
    sidecar.write(target, record, record.clips[flaw.number], flaw.number)
    return True


def _bad_sidecar(library: Library, flaw: Flaw) -> bool:
    """What can't be read is kept aside: it may be somebody's own."""
    library.set_aside(library.path / flaw.name, flaw.text)
    return _sidecar(library, flaw)


def _row(library: Library, flaw: Flaw) -> bool:
    """The job of a sidecar, with all of its clips, unless it would hide one of the same request that is here."""
    wanted = [record for record in sidecar.records(library.path) if record.id == flaw.job_id]
    if not wanted:
        return False
    (record,) = wanted
    if library.ledger.get(record.id) is not None:
        return True  # of several clips of one job, the first has brought it back

    def again(found: JobRecord) -> bool:
        return found.status.final and not library.has(found) and library.has(record)

    return library.ledger.claim(record, again)[1]


def _ledger_copy(library: Library, flaw: Flaw) -> bool:
    """Jobs that only the copy knows; the copy is kept under a name that says so.

    What was merely planned there is left out: nothing was sent for it, and whoever planned it may still do so.
    """
    copy = library.path / flaw.name
    rows = [row for row in rescue.salvage(copy) if row.status is not JobStatus.PLANNED]
    for row in sorted(rows, key=lambda each: each.created_at):
        if library.ledger.get(row.id) is None:
            library.ledger.claim(row, lambda found: found.status.final and not library.has(found))
    lost = [row for row in rows if library.ledger.get(row.id) is None]
    if not lost:
        copy.rename(_merged_name(copy))
    return not lost


def _merged_name(copy: Path) -> Path:
    stamp = time.strftime("%Y%m%d-%H%M%S")
    number = 0
    while (target := copy.with_name(f"ledger-merged-{stamp}{f'-{number}' if number else ''}.sqlite3")).exists():
        number += 1
    return target

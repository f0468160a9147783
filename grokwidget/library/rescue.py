"""A ledger in trouble: what its errors mean, and how a damaged one becomes a new one without losing a job."""

from __future__ import annotations

import contextlib
import errno
import shutil
import sqlite3
import time
from pathlib import Path

from pydantic import ValidationError

from ..errors import LibraryError
from ..messages import say
from . import jobtable, schema
from .durable import sync_folder
from .records import JobRecord, JobStatus

_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_SENTENCES = {
    sqlite3.SQLITE_FULL: "library.disk_full",
    sqlite3.SQLITE_READONLY: "library.read_only",
    sqlite3.SQLITE_PERM: "library.read_only",
    sqlite3.SQLITE_CANTOPEN: "library.read_only",
    sqlite3.SQLITE_BUSY: "library.busy",
    sqlite3.SQLITE_LOCKED: "library.busy",
    sqlite3.SQLITE_IOERR: "library.io_error",
}


def is_damage(error: BaseException) -> bool:
    """Whether the error says that the file itself is broken: torn pages, no database, a row that is no record."""
    if isinstance(error, sqlite3.Error):
        return _code(error) in _DAMAGE or "no such table" in str(error) or "no such column" in str(error)
    return isinstance(error, schema.Damaged)


def _code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def sentence(library: Path, error: sqlite3.Error) -> LibraryError:
    """What a failure of SQLite means for the one who reads it."""
    key = _SENTENCES.get(_code(error), "library.ledger_trouble")
    hint = f"{key}.hint" if key != "library.ledger_trouble" else "library.io_error.hint"
    return LibraryError(say(key, folder=library, problem=error), hint=say(hint))


def sentence_about(folder: Path, error: OSError) -> LibraryError:
    """What a failed write means for the one who reads it."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return LibraryError(say("library.disk_full", folder=folder), hint=say("library.disk_full.hint"))
    problem = error.strerror or error
    return LibraryError(
        say("library.cannot_write", folder=folder, problem=problem), hint=say("library.cannot_write.hint")
    )


def readable(file: Path) -> bool:
    """Whether every row of a sound ledger is a record."""
    try:
        with schema.closing(schema.connect(file)) as db:
            jobtable.history(db, None, "")
    except (sqlite3.Error, schema.Damaged):
        return False
    return True


def set_aside(file: Path) -> Path:
    """Keep a damaged ledger under another name, with its journal; returns where it is.

    It keeps its place too until `make` puts a whole one there: who finds none would begin an empty one.
    """
    stamp = time.strftime("%Y%m%d-%H%M%S")
    number = 0
    while (kept := file.with_name(f"{file.stem}-damaged-{stamp}{f'-{number}' if number else ''}.sqlite3")).exists():
        number += 1
    try:
        kept.hardlink_to(file)
    except OSError:  # a file system without hard links
        shutil.copyfile(file, kept)
    journal = Path(f"{file}-journal")
    with contextlib.suppress(FileNotFoundError):
        journal.rename(f"{kept}-journal")
    return kept


def make(file: Path, records: list[JobRecord]) -> int:
    """Put a new ledger with these records in the file's place, in one step; how many they are. Under the repair lock.

    Another process must never see it half filled: it would take a job that is missing for one that may be paid for.
    """
    fresh = file.with_name("making.sqlite3")
    journal = Path(f"{fresh}-journal")
    for old in (fresh, journal):
        old.unlink(missing_ok=True)
    with schema.closing(schema.connect(fresh)) as db:
        count = refill(db, records)
    journal.unlink(missing_ok=True)
    fresh.replace(file)
    sync_folder(file.parent)
    return count


def salvage(file: Path) -> list[JobRecord]:
    """What can still be read of a damaged ledger, from its begin and from its end."""
    found: dict[str, JobRecord] = {}
    for order in ("ASC", "DESC"):
        with contextlib.suppress(sqlite3.Error), schema.closing(schema.bare(file)) as db:
            for (text,) in db.execute(f"SELECT record FROM jobs ORDER BY n {order}"):  # noqa: S608 - one of two words
                with contextlib.suppress(ValidationError):
                    record = JobRecord.model_validate_json(text)
                    found.setdefault(record.id, record)
    return list(found.values())


def merged(rows: list[JobRecord], remembered: list[JobRecord]) -> list[JobRecord]:
    """Both together, oldest first: of two records of a job, the one that is further on."""
    order = {status: place for place, status in enumerate(JobStatus)}
    best = {record.id: record for record in rows}
    for record in remembered:
        known = best.get(record.id)
        done = record.status is JobStatus.DONE
        if known is None or (known.status.open and (done or order[record.status] > order[known.status])):
            best[record.id] = record
    return sorted(best.values(), key=lambda record: record.created_at)


def refill(db: sqlite3.Connection, records: list[JobRecord]) -> int:
    """Write the records that the ledger doesn't have yet; how many these were."""
    with jobtable.transaction(db):
        missing = [record for record in records if jobtable.find(db, record.id) is None]
        for record in missing:
            jobtable.insert(db, record)
    return len(missing)

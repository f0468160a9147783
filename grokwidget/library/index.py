"""The per-user index: which library on this machine knows a request. Asked before any paid create."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from ..messages import say
from .place import state_folder
from .records import JobRecord, JobStatus

FILE_NAME = "index.sqlite3"
_VERSION = 1
_TABLE = """
    CREATE TABLE IF NOT EXISTS entries (
        library TEXT NOT NULL,
        job_id TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        status TEXT NOT NULL,
        task_id TEXT,
        noted_at REAL NOT NULL,
        record TEXT,
        PRIMARY KEY (library, job_id)
    )"""
_BUSY_SECONDS = 5.0
#: A job in one of these stands in the way of another create of the same request.
_IN_THE_WAY = ("planned", "submitting", "queued", "running", "downloading", "unknown", "done")


@dataclass(frozen=True)
class Entry:
    """One job somewhere on this machine. `library` and `job_id` lead to all that is known of it."""

    fingerprint: str
    library: Path
    job_id: str
    status: JobStatus
    task_id: str | None
    noted_at: float
    """Unix seconds."""


class Index:
    """The index in a folder (the per-user one, unless told).

    It is a second opinion, never a condition: no method raises. `trouble` is a sentence about the last failure, or "".
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self.trouble = ""

    @property
    def file(self) -> Path:
        """The database."""
        return (self._folder or state_folder()) / FILE_NAME

    def find(self, fingerprint: str) -> list[Entry]:
        """The jobs of that fingerprint whose library still exists, newest first; nothing when the index fails."""
        found: list[Entry] = []
        with self._opened(write=False) as db:
            if db is not None:
                found = _entries(db, "fingerprint=?", fingerprint)
        return [entry for entry in found if entry.library.is_dir()]

    def claim(self, fingerprint: str, library: Path, job_id: str) -> Entry | None:
        """Note a job as planned, unless another one of the same request is under way or done in any library.

        One transaction over all processes of this user: None means the way is free (or that the index failed: see
        `trouble`); else the newest entry that stands in the way. A library that is gone stands in nobody's way.
        """
        with self._opened() as db:
            if db is None:
                return None
            for entry in _entries(db, "fingerprint=?", fingerprint):
                if entry.job_id != job_id and entry.status in _IN_THE_WAY and entry.library.is_dir():
                    return entry
            _write(db, fingerprint, library, job_id, JobStatus.PLANNED, None)
        return None

    def note(
        self, fingerprint: str, library: Path, job_id: str, status: JobStatus, *, record: JobRecord | None = None
    ) -> bool:
        """Write down where a job stands; False (and `trouble`) when that failed.

        With `record`, an open job can be found again even when its ledger is lost.
        """
        with self._opened() as db:
            if db is None:
                return False
            _write(db, fingerprint, library, job_id, status, record)
        return not self.trouble

    def open_jobs(self, library: Path) -> list[JobRecord]:
        """The unfinished jobs of a library as they were last noted, oldest first: for a ledger that is lost."""
        found = []
        with self._opened(write=False) as db:
            if db is not None:
                query = "SELECT record FROM entries WHERE library=? AND record IS NOT NULL ORDER BY noted_at"
                for (text,) in db.execute(query, (str(library),)):
                    with contextlib.suppress(ValidationError):
                        found.append(JobRecord.model_validate_json(text))
        return [record for record in found if record.status.open]

    @contextlib.contextmanager
    def _opened(self, *, write: bool = True) -> Iterator[sqlite3.Connection | None]:
        """One connection for one deed: nothing to share with a forked child, nothing held open."""
        with self._lock:
            db = None
            try:
                if not write and not self.file.exists():
                    yield None
                    return
                db = _connect(self.file)
                if write:
                    db.execute("BEGIN IMMEDIATE")
                yield db
                if db.in_transaction:
                    db.execute("COMMIT")
                self.trouble = ""
            except (sqlite3.Error, OSError) as error:
                self.trouble = say("library.index_trouble", file=self.file, problem=error)
                if db is None:
                    yield None
            finally:
                if db is not None:
                    db.close()


def _connect(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(file, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        db.execute("PRAGMA journal_mode=TRUNCATE")
        db.execute("PRAGMA synchronous=EXTRA")
        if version < _VERSION:
            db.execute("BEGIN IMMEDIATE")
            db.execute(_TABLE)
            db.execute("CREATE INDEX IF NOT EXISTS entries_fingerprint ON entries (fingerprint)")
            db.execute(f"PRAGMA user_version={_VERSION:d}")
            db.execute("COMMIT")
    except BaseException:
        db.close()
        raise
    return db


def _entries(db: sqlite3.Connection, where: str, *values: str) -> list[Entry]:
    query = (
        "SELECT fingerprint, library, job_id, status, task_id, noted_at FROM entries"  # noqa: S608 - `where` is ours
        f" WHERE {where} ORDER BY noted_at DESC, rowid DESC"
    )
    return [
        Entry(fingerprint, Path(library), job_id, JobStatus(status), task_id, noted_at)
        for fingerprint, library, job_id, status, task_id, noted_at in db.execute(query, values)
        if status in list(JobStatus)
    ]


def _write(
    db: sqlite3.Connection,
    fingerprint: str,
    library: Path,
    job_id: str,
    status: JobStatus,
    record: JobRecord | None,
) -> None:
    text = record.model_dump_json() if record is not None and status.open else None
    task_id = record.task_id if record is not None else None
    db.execute(
        "INSERT INTO entries (fingerprint, library, job_id, status, task_id, noted_at, record) VALUES (?,?,?,?,?,?,?)"
        " ON CONFLICT (library, job_id) DO UPDATE SET status=excluded.status, noted_at=excluded.noted_at,"
        " task_id=coalesce(excluded.task_id, task_id),"
        " record=CASE WHEN ? THEN coalesce(excluded.record, record) ELSE NULL END",
        (fingerprint, str(library), job_id, str(status), task_id, time.time(), text, status.open),
    )

"""The per-user index: which library on this machine knows a request. Asked before any paid create."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
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
_lock = threading.Lock()
#: The file that was used last: which it was, and its connection. One that is used twice in a second needn't be opened
#: twice; more than one is never held open.
_kept: tuple[tuple[Path, int, int] | None, sqlite3.Connection] | None = None
#: A parent's. A forked child must neither use nor close it: closing would roll back the parent's work.
_inherited: list[sqlite3.Connection] = []
#: The one end after which the law always lets the same request be sent again. Of a failed job only its own ledger
#: knows whether it was refused by moderation.
_OUT_OF_THE_WAY = JobStatus.CANCELLED


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

    It is a second opinion, never a condition: a file that can't be used raises nothing. `trouble` is a sentence about
    the last failure, or "". Only where `GROKWIDGET_STATE_DIR` names no folder at all, all methods raise `LibraryError`:
    that is not to be overlooked before something is paid for.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self.trouble = ""

    @property
    def file(self) -> Path:
        """The database."""
        return (self._folder or state_folder()) / FILE_NAME

    def claim(self, fingerprint: str, library: Path, job_id: str) -> Entry | None:
        """Note a job as planned, unless another one of the same request may stand in the way in any library.

        One transaction over all processes of this user: None means the way is free (or that the index failed: see
        `trouble`); else the newest entry that is to be looked at: every one but a cancelled one. One that turns out to
        be in nobody's way is noted as cancelled by who looked. A library that is gone stands in nobody's way.
        """
        with self._opened() as db:
            if db is None:
                return None
            for entry in _entries(db, fingerprint):
                if entry.job_id != job_id and entry.status is not _OUT_OF_THE_WAY and entry.library.is_dir():
                    return entry
            _write(db, fingerprint, library, job_id, JobStatus.PLANNED, None)
        return None

    def knows_elsewhere(self, fingerprint: str, library: Path) -> bool:
        """Whether another library may have that request's clip, or makes it. A look only: `claim` is what counts."""
        with self._opened(write=False) as db:
            found = [] if db is None else _entries(db, fingerprint)
        return any(entry.library != library and entry.status is not _OUT_OF_THE_WAY for entry in found)

    def elsewhere(self, fingerprints: Sequence[str], library: Path) -> list[tuple[str, Path]]:
        """Each of these requests with every other library that may have its clip or make it, the newest first. A look
        only, at all of them at once: `claim` is what counts."""
        found: dict[tuple[str, Path], None] = {}
        with self._opened(write=False) as db:
            for fingerprint in fingerprints:
                for entry in [] if db is None else _entries(db, fingerprint):
                    if entry.library != library and entry.status is not _OUT_OF_THE_WAY:
                        found[fingerprint, entry.library] = None
        return [(fingerprint, folder) for fingerprint, folder in found if folder.is_dir()]

    def note(
        self, fingerprint: str, library: Path, job_id: str, status: JobStatus, *, record: JobRecord | None = None
    ) -> bool:
        """Write down where a job stands; False (and `trouble`) when that failed.

        With `record`, an open job can be found again even when its ledger is lost.
        """
        return self._note([(fingerprint, library, job_id, status, record)])

    def note_all(self, records: Sequence[tuple[Path, JobRecord]]) -> bool:
        """As `note`, of several jobs, each with the folder of its library: all or none."""
        return self._note([(each.fingerprint, library, each.id, each.status, each) for library, each in records])

    def _note(self, rows: Sequence[tuple[str, Path, str, JobStatus, JobRecord | None]]) -> bool:
        with self._opened() as db:
            if db is None:
                return False
            for row in rows:
                _write(db, *row)
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
        """One transaction for one deed."""
        with _lock:
            begun = False
            try:
                if not write and not self.file.exists():
                    begun = True
                    yield None
                    return
                db = _begun(self.file, write=write)
                begun = True
                yield db
                if db.in_transaction:
                    db.execute("COMMIT")
                self.trouble = ""
            except (sqlite3.Error, OSError) as error:
                _drop()
                self.trouble = say("library.index_trouble", file=self.file, problem=error)
                if not begun:
                    yield None
            except BaseException:
                _drop()
                raise


def _begun(file: Path, *, write: bool) -> sqlite3.Connection:
    """A connection, with its transaction begun. One that was kept and can't, by what has happened to it or its file
    since, is replaced by a new one."""
    kept = _kept
    db = _connection(file)
    if write:
        try:
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            if kept is None or db is not kept[1] or getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
                raise
            _drop()
            db = _connection(file)
            db.execute("BEGIN IMMEDIATE")
    return db


def _connection(file: Path) -> sqlite3.Connection:
    """The connection that is kept, where it leads to the file that lies there now; else a new one."""
    global _kept
    if _kept is None or _kept[0] is None or _kept[0] != _identity(file):
        _drop()
        db = _connect(file)
        _kept = _identity(file), db
    return _kept[1]


def _identity(file: Path) -> tuple[Path, int, int] | None:
    """Which file it is: one that was replaced under us is another."""
    try:
        told = file.stat()
    except OSError:
        return None
    return file, told.st_dev, told.st_ino


def _drop() -> None:
    global _kept
    kept, _kept = _kept, None
    if kept is not None:
        kept[1].close()


def _after_fork() -> None:
    # Another thread of the parent may have held it, and isn't here to let go.
    global _lock, _kept
    _lock = threading.Lock()
    if _kept is not None:
        _inherited.append(_kept[1])
        _kept = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


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


def _entries(db: sqlite3.Connection, fingerprint: str) -> list[Entry]:
    query = (
        "SELECT fingerprint, library, job_id, status, task_id, noted_at FROM entries"
        " WHERE fingerprint=? ORDER BY noted_at DESC, rowid DESC"
    )
    return [
        Entry(fingerprint, Path(library), job_id, JobStatus(status), task_id, noted_at)
        for _, library, job_id, status, task_id, noted_at in db.execute(query, (fingerprint,))
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

"""The ledger's table, how it is opened, and how an older one becomes today's. Why these settings: DESIGN 4.4."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

__all__ = ["VERSION", "Damaged", "NewerSchema", "bare", "closing", "connect", "empty", "is_sound"]

VERSION = 1
BUSY_SECONDS = 20.0

_STEPS = {
    1: """
    CREATE TABLE IF NOT EXISTS jobs (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        fingerprint TEXT NOT NULL,
        status TEXT NOT NULL,
        provider TEXT NOT NULL,
        model TEXT NOT NULL,
        resolution TEXT,
        seconds REAL,
        task_id TEXT,
        owner TEXT,
        prompt TEXT NOT NULL,
        created_at REAL NOT NULL,
        accepted_at REAL,
        finished_at REAL,
        record TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS jobs_fingerprint ON jobs (fingerprint, n);
    CREATE INDEX IF NOT EXISTS jobs_status ON jobs (status);
    CREATE INDEX IF NOT EXISTS jobs_kind ON jobs (provider, model, status, n);
    """,
}
"""From the version before to this one. A step is never edited after a release: add the next."""


class NewerSchema(Exception):
    """The file was made by a newer version; `args[0]` is its schema."""


class Damaged(Exception):
    """The file is no database, or a torn one."""


def connect(file: Path) -> sqlite3.Connection:
    """Open the ledger and bring it up to date. sqlite3.Error as it comes, `NewerSchema`, `Damaged`.

    A file that can't be written is opened for reading: SQLite does so by itself.
    """
    connection = sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.row_factory = sqlite3.Row
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise NewerSchema(version)
        _settle(connection)
        if version < VERSION:
            _migrate(connection)
        _sound(connection, file)
    except BaseException:
        connection.close()
        raise
    return connection


def bare(file: Path) -> sqlite3.Connection:
    """Open whatever is there for reading, unchecked."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def empty() -> sqlite3.Connection:
    """A ledger without jobs, in memory: what is read where nothing was ever written."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    _migrate(connection)
    return connection


def is_sound(file: Path) -> bool:
    """Whether the file is there and can be opened as a ledger."""
    if not file.exists():
        return False
    try:
        connect(file).close()
    except (sqlite3.Error, Damaged):
        return False
    return True


def _settle(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode=TRUNCATE")
    # FULL can roll back a committed id after a power cut in these modes; EXTRA also syncs the folder.
    connection.execute("PRAGMA synchronous=EXTRA")
    if sys.platform == "darwin":
        connection.execute("PRAGMA fullfsync=ON")


def _migrate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Read again under the lock: another process may have done it meanwhile.
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        for step in range(version + 1, VERSION + 1):
            for statement in filter(str.strip, _STEPS[step].split(";")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version={step:d}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


#: Above this size the whole-file check at every start would be felt; damage then shows when it is read.
_CHECKED_BYTES = 8_000_000


def _sound(connection: sqlite3.Connection, file: Path) -> None:
    if file.stat().st_size <= _CHECKED_BYTES:
        told = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if told != "ok":
            raise Damaged(told)

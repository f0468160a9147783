"""The service's SQLite file: tasks, and an account book to which rows are only ever added."""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grokwidget.errors import SettingsError
from grokwidget.messages import say

VERSION = 1
_SCHEMA = """
CREATE TABLE tasks (
    id TEXT NOT NULL, provider TEXT NOT NULL, account TEXT NOT NULL, "order" TEXT NOT NULL, file TEXT NOT NULL,
    created REAL NOT NULL, status TEXT NOT NULL, started REAL, rendered REAL, ended REAL,
    deaths INTEGER NOT NULL DEFAULT 0, error_code TEXT NOT NULL DEFAULT '', error TEXT NOT NULL DEFAULT '',
    callback TEXT NOT NULL DEFAULT '', PRIMARY KEY (provider, id)
);
CREATE INDEX tasks_by_status ON tasks (status, created);
CREATE TABLE book (
    n INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, provider TEXT NOT NULL, account TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('grant', 'reserve', 'charge', 'refund')),
    amount INTEGER NOT NULL CHECK (amount >= 0), task TEXT
);
CREATE INDEX book_by_account ON book (provider, account, kind);
CREATE UNIQUE INDEX each_thing_once ON book (provider, task, kind) WHERE task IS NOT NULL;
CREATE UNIQUE INDEX one_settlement ON book (provider, task) WHERE kind IN ('charge', 'refund');
CREATE TRIGGER no_change BEFORE UPDATE ON book BEGIN SELECT RAISE(ABORT, 'the book is append-only'); END;
CREATE TRIGGER no_loss BEFORE DELETE ON book BEGIN SELECT RAISE(ABORT, 'the book is append-only'); END;
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Store:
    """One connection, one writer at a time; safe to use from any thread.

    SettingsError when the file was made by a newer version; sqlite3.Error when it can't be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=10)
        self._db.row_factory = sqlite3.Row
        try:
            # Killed processes lose nothing with NORMAL; a power cut may cost the last task, which cost nobody anything.
            self._db.execute("PRAGMA journal_mode=TRUNCATE")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._open(path)
        except BaseException:
            self._db.close()
            raise

    def _open(self, path: Path) -> None:
        with self.transaction() as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version > VERSION:
                raise SettingsError(say("local.store_newer", path=path))
            if version == 0:
                for statement in _statements(_SCHEMA):
                    db.execute(statement)
                db.execute("INSERT INTO facts VALUES ('secret', ?)", (secrets.token_hex(32),))
                db.execute(f"PRAGMA user_version={VERSION}")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing: what happens inside is committed at its end, or undone by an exception."""
        with self._lock:
            if self._db.in_transaction:  # a transaction within a transaction is part of the outer one
                yield self._db
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """The rows that a question gives."""
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    @property
    def secret(self) -> bytes:
        """What result URLs are signed with; it never leaves the file."""
        return bytes.fromhex(self.rows("SELECT value FROM facts WHERE name = 'secret'")[0]["value"])

    def close(self) -> None:
        """Close the file; what is committed stays."""
        with self._lock:
            self._db.close()


def _statements(script: str) -> Iterator[str]:
    """The statements of a script (`executescript` would commit the transaction around it)."""
    text = ""
    for line in script.splitlines(keepends=True):
        text += line
        if sqlite3.complete_statement(text):
            yield text
            text = ""

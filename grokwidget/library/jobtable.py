"""Records as rows: the statements of the ledger."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import ValidationError

from ..errors import LibraryError
from ..messages import say
from .records import OPEN_STATUSES, JobRecord
from .schema import Damaged

_COLUMNS = (
    "id", "fingerprint", "status", "provider", "model", "resolution", "seconds", "task_id", "owner", "prompt",
    "created_at", "accepted_at", "finished_at",
)  # fmt: skip
_NAMES = ", ".join((*_COLUMNS, "record"))
_MARKS = ", ".join("?" * (len(_COLUMNS) + 1))
_SETS = ", ".join(f"{name}=?" for name in (*_COLUMNS, "record"))
_INSERT = f"INSERT INTO jobs ({_NAMES}) VALUES ({_MARKS})"  # noqa: S608 - fixed names, no value
_UPDATE = f"UPDATE jobs SET {_SETS} WHERE id=?"  # noqa: S608 - fixed names, no value
_OPEN = ", ".join(f"'{status}'" for status in OPEN_STATUSES)
_UNFINISHED = f"SELECT record FROM jobs WHERE status IN ({_OPEN}) ORDER BY n"  # noqa: S608 - an enum's values
_DURATIONS = """
    SELECT finished_at - accepted_at AS took FROM jobs
    WHERE provider=? AND model=? AND (fingerprint LIKE 'rehearsal:%')=?
    AND status='done' AND finished_at > accepted_at
    ORDER BY (resolution IS ?) DESC, (seconds IS ?) DESC, n DESC LIMIT 500"""

_SHELF = """
    SELECT n, json_array_length(record, '$.clips') FROM jobs
    WHERE status='done' AND (?='' OR provider=?) AND (?='' OR model=?) AND {where}
    ORDER BY created_at DESC, n DESC"""
#: The plus keeps SQLite off the index by status: all it asks is in the one by provider.
_MAKERS = "SELECT DISTINCT provider, model FROM jobs WHERE +status='done' ORDER BY provider, model"


#: Most records have no tags: these two looks at the text are a tenth of the price of reading it as JSON.
_SAID = """((prompt||' '||provider||' '||model) LIKE ? ESCAPE '\\' OR (
    (instr(record, '"tags":["') OR instr(record, '"tags": ["')) AND EXISTS (
        SELECT 1 FROM json_each(record, '$.clips') AS clip, json_each(clip.value, '$.tags') AS tag
        WHERE tag.value LIKE ? ESCAPE '\\')))"""


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """BEGIN IMMEDIATE … COMMIT, or ROLLBACK."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def find(db: sqlite3.Connection, job_id: str) -> JobRecord | None:
    """The record of that id."""
    return _one(db, "SELECT record FROM jobs WHERE id=?", job_id)


def get(db: sqlite3.Connection, job_id: str) -> JobRecord:
    """The record of that id; `LibraryError` when there is none."""
    record = find(db, job_id)
    if record is None:
        raise LibraryError(say("library.no_job", id=job_id))
    return record


def newest(db: sqlite3.Connection, fingerprint: str) -> JobRecord | None:
    """The newest record of that fingerprint."""
    return _one(db, "SELECT record FROM jobs WHERE fingerprint=? ORDER BY n DESC LIMIT 1", fingerprint)


def by_task(db: sqlite3.Connection, task_id: str) -> list[JobRecord]:
    """The records of that task, newest first."""
    return _many(db, "SELECT record FROM jobs WHERE task_id=? ORDER BY n DESC", task_id)


def unfinished(db: sqlite3.Connection) -> list[JobRecord]:
    """All open records, oldest first."""
    return _many(db, _UNFINISHED)


def history(db: sqlite3.Connection, limit: int | None, search: str) -> list[JobRecord]:
    """Records newest first, with every word of `search` in prompt, provider, model or tags."""
    where, values = _said(search)
    query = f"SELECT record FROM jobs WHERE {where} ORDER BY created_at DESC, n DESC LIMIT ?"  # noqa: S608 - no value in it
    with _json():
        return _many(db, query, *values, -1 if limit is None else limit)


def shelf(db: sqlite3.Connection, search: str, provider: str, model: str) -> list[tuple[int, int]]:
    """Where the clips of done jobs are, newest first: the job's row and the clip's number in it.

    Row numbers alone, for a record is large. No index makes it faster for 10,000 (35 ms): their clips must be counted.
    """
    where, values = _said(search)
    with _json():
        rows = db.execute(_SHELF.format(where=where), (provider, provider, model, model, *values)).fetchall()
    return [(n, number) for n, count in rows for number in range(count or 0)]


def at(db: sqlite3.Connection, places: list[tuple[int, int]]) -> list[tuple[JobRecord, int]]:
    """The records at some places of the shelf, each with the clip's number."""
    found = ((_one(db, "SELECT record FROM jobs WHERE n=?", n), number) for n, number in places)
    return [(record, number) for record, number in found if record is not None and number < len(record.clips)]


def makers(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Every provider and model that has a done job, in the order of their names."""
    return [(row["provider"], row["model"]) for row in db.execute(_MAKERS)]


def durations(
    db: sqlite3.Connection,
    provider: str,
    model: str,
    resolution: str | None,
    seconds: float | None,
    *,
    rehearsal: bool,
) -> list[float]:
    """Seconds from accepted to finished, the nearest kind first."""
    return [float(row["took"]) for row in db.execute(_DURATIONS, (provider, model, rehearsal, resolution, seconds))]


def insert(db: sqlite3.Connection, record: JobRecord) -> None:
    """Write a new record."""
    db.execute(_INSERT, (*_values(record), record.model_dump_json()))


def change(db: sqlite3.Connection, job_id: str, changes: dict[str, Any]) -> JobRecord:
    """Change fields of a record. What a newer version wrote into it and this one doesn't know stays."""
    row = db.execute("SELECT record FROM jobs WHERE id=?", (job_id,)).fetchone()
    if row is None:
        raise LibraryError(say("library.no_job", id=job_id))
    record, known = _changed(row, changes)
    text = record.model_dump_json()
    if strange := {name: value for name, value in known.items() if name not in JobRecord.model_fields}:
        text = json.dumps({**strange, **json.loads(text)}, ensure_ascii=False)
    db.execute(_UPDATE, (*_values(record), text, job_id))
    return record


def _changed(row: sqlite3.Row, changes: dict[str, Any]) -> tuple[JobRecord, dict[str, Any]]:
    """The record of a row with its changes, checked once, and all that was written there."""
    try:
        known = json.loads(row["record"])
        return JobRecord.model_validate({**known, **changes}), known
    except (ValueError, TypeError):  # is it the row, or what is to be changed?
        return _parsed(row).changed(**changes), {}


def _values(record: JobRecord) -> list[Any]:
    return [getattr(record, name) for name in _COLUMNS]


@contextmanager
def _json() -> Iterator[None]:
    """A record that SQLite can't read as JSON is damage, like any other that can't be read."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "malformed JSON" in str(error):
            raise Damaged(str(error)) from error
        raise


def _one(db: sqlite3.Connection, query: str, *values: Any) -> JobRecord | None:
    row = db.execute(query, values).fetchone()
    return None if row is None else _parsed(row)


def _many(db: sqlite3.Connection, query: str, *values: Any) -> list[JobRecord]:
    return [_parsed(row) for row in db.execute(query, values)]


def _parsed(row: sqlite3.Row) -> JobRecord:
    try:
        return JobRecord.model_validate_json(row["record"])
    except ValidationError as error:
        raise Damaged(str(error)) from error


def _said(search: str) -> tuple[str, list[str]]:
    """The condition that every word of `search` is in prompt, provider, model or tags, and its values."""
    words = search.split()
    where = " AND ".join([_SAID] * len(words)) or "1"
    return where, [f"%{_literal(word)}%" for word in words for _ in range(2)]


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

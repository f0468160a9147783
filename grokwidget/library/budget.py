"""The book of budgets: the user's own limits, and what jobs hold and have spent of them. One for all libraries.

Unlike the index it is a condition, not a second opinion: a book that is there and can't be read or written lets nothing
be sent that costs money. As long as no budget is set there is no file, and nothing is asked.

Amounts are kept as whole millionths of their unit: sums are exact, so that 0.3 is room for three times 0.1.
"""

from __future__ import annotations

import contextlib
import math
import os
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from ..errors import LibraryError, Money
from ..messages import say
from ..task import Cost
from .place import state_folder

Unit = Literal["credits", "usd", "jobs"]
UNITS: tuple[Unit, ...] = ("credits", "usd", "jobs")
EVERYBODY = ""
"""In place of a provider's name: all that cost money together."""
FILE_NAME = "budget.sqlite3"
_VERSION = 2
_MICRO = 1_000_000
#: Longer than for the index: whoever gives up here refuses a job, and fifty may stand in line.
_BUSY_SECONDS = 30.0
_TABLES = (
    """CREATE TABLE IF NOT EXISTS limits (
        each INTEGER NOT NULL,
        provider TEXT NOT NULL,
        unit TEXT NOT NULL,
        amount INTEGER NOT NULL,
        since INTEGER NOT NULL,
        PRIMARY KEY (each, provider, unit)
    )""",
    """CREATE TABLE IF NOT EXISTS entries (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        library TEXT NOT NULL,
        job_id TEXT NOT NULL,
        provider TEXT NOT NULL,
        credits INTEGER,
        usd INTEGER,
        jobs INTEGER NOT NULL,
        state TEXT NOT NULL,
        place TEXT NOT NULL DEFAULT '',
        UNIQUE (library, job_id)
    )""",
)
#: Version 1 knew no classes.
_PLACE = "ALTER TABLE entries ADD COLUMN place TEXT NOT NULL DEFAULT ''"
_SUMS: dict[str, str] = {
    unit: f"SELECT coalesce(sum(CASE state WHEN 'spent' THEN {unit} END), 0),"  # noqa: S608 - fixed names, no value
    f" coalesce(sum(CASE state WHEN 'held' THEN {unit} END), 0) FROM entries"
    " WHERE n>? AND (?='' OR provider=?) AND (?='' OR place=?) AND NOT (library=? AND job_id=?)"
    for unit in UNITS
}
_lock = threading.Lock()


@dataclass(frozen=True)
class Tag:
    """A price in every unit in which it is known, in millionths."""

    credits: int | None = None
    usd: int | None = None

    @classmethod
    def of(cls, *costs: Cost | None) -> Tag:
        """The first of the costs that tells it, for each unit. What is no amount of money tells nothing."""
        told: dict[str, int] = {}
        for cost in costs:
            if cost is None or cost.amount is None:
                continue
            amounts = {cost.unit: cost.amount, "usd": cost.amount if cost.unit == "usd" else cost.usd}
            if not cost.amount:
                amounts = {"credits": 0.0, "usd": 0.0}
            for unit, amount in amounts.items():
                if amount is not None and math.isfinite(amount) and amount >= 0:
                    told.setdefault(unit, round(amount * _MICRO))
        return cls(told.get("credits"), told.get("usd"))

    def in_(self, unit: Unit) -> int | None:
        """The price in that unit, None where it isn't known. Every job counts as one job."""
        return {"credits": self.credits, "usd": self.usd, "jobs": _MICRO}[unit]


def written(amount: float) -> str:
    """An amount as people write it: exact to the millionth, never in powers of ten."""
    return f"{amount:.6f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Limit:
    """A limit, with what is taken of it. Amounts are in `unit`."""

    provider: str
    """`EVERYBODY` (the empty text) for all together."""
    unit: Unit
    limit: float
    spent: float = 0.0
    held: float = 0.0
    """By jobs under way, and by those of which nobody knows whether they were charged."""
    of_class: bool = False
    """Whether a class's file sets it, for each person, and not the person."""

    @property
    def left(self) -> float:
        """What new jobs may still take; 0 too where more was charged than had been estimated."""
        return max(round(self.limit - self.spent - self.held, 6), 0.0)

    def said(self, amount: float) -> str:
        """Such an amount with the unit, in words."""
        return f"{written(amount)} {say('unit.' + self.unit)}"


@dataclass(frozen=True)
class Allowance:
    """What a class lets one person spend in it. Unlike the user's own limits it is in no book: its file says it."""

    place: str
    """The class: all jobs that were asked for there count, and no other."""
    limits: tuple[Limit, ...]


@dataclass(frozen=True)
class Refusal:
    """Why a job may not start. `exceeded`: not at all; `above` and `unknown`: not without the user's word."""

    why: Literal["exceeded", "above", "unknown"]
    limit: Limit
    price: float | None
    """In the limit's unit, None where it isn't known."""


@dataclass(frozen=True)
class Holding:
    """An entry that is held: which job, in which library."""

    n: int
    library: Path
    job_id: str


class Book:
    """The book in a folder (the per-user one, unless told). Every method is one transaction over all processes.

    Raises `LibraryError` when the file can't be read or written, or a newer version made it.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    @property
    def file(self) -> Path:
        """The database; there is none before the first budget is set."""
        return (self._folder or state_folder()) / FILE_NAME

    @property
    def begun(self) -> bool:
        """Whether a budget was ever set; quick."""
        return self.file.exists()

    # -- limits -------------------------------------------------------------------------------------------------------

    def limit(self, provider: str, unit: Unit, amount: float, *, each: bool = False) -> None:
        """Set a limit. A new one begins at zero; one that is there already keeps what was spent.

        `each`: not for all jobs together, but an amount above which each single one needs the user's word.
        """
        with self._opened(make=True) as db:
            assert db is not None
            db.execute(
                "INSERT INTO limits (each, provider, unit, amount, since) VALUES (?, ?, ?, ?,"
                " coalesce((SELECT seq FROM sqlite_sequence WHERE name='entries'), 0))"
                " ON CONFLICT (each, provider, unit) DO UPDATE SET amount=excluded.amount",
                (each, provider, unit, round(amount * _MICRO)),
            )

    def unlimit(self, provider: str | None = None, *, each: bool | None = None) -> int:
        """Take limits away: those of one provider, or all; of one kind, or both. Returns how many there were."""
        with self._opened() as db:
            if db is None:
                return 0
            gone = db.execute(
                "DELETE FROM limits WHERE (:whose IS NULL OR provider=:whose) AND (:each IS NULL OR each=:each)",
                {"whose": provider, "each": each},
            ).rowcount
            # What no limit counts any more will not be counted again: a new limit begins after it.
            kept = "coalesce((SELECT min(since) FROM limits WHERE NOT each), n)"
            db.execute(f"DELETE FROM entries WHERE place='' AND n <= {kept}")  # noqa: S608 - fixed words, no value
            return gone

    def limits(self, *, each: bool = False) -> list[Limit]:
        """All limits of that kind, with what is taken of them."""
        with self._opened() as db:
            if db is None:
                return []
            return [limit for kind, limit, _ in _limits(db) if kind == each]

    def allowed(self, within: Allowance) -> list[Limit]:
        """What a class allows, with what is taken of it."""
        with self._opened() as db:
            if db is None:
                return list(within.limits)
            return [_taken(db, limit, place=within.place)[0] for limit in within.limits]

    # -- jobs ---------------------------------------------------------------------------------------------------------

    def hold(
        self,
        library: Path,
        job_id: str,
        provider: str,
        price: Tag,
        *,
        agreed: bool,
        dry: bool = False,
        within: Allowance | None = None,
    ) -> Refusal | None:
        """Set the price of a job aside before it is sent, or say why it may not be: by one transaction, so that jobs
        that are started at once never take more than there is.

        A job that holds something already holds the new price instead, under a new number. `agreed`: the user's word
        for a price that is high or not known. `dry` only asks. `within`: what a class allows, besides the user's own.
        """
        with self._opened(make=within is not None) as db:
            if db is None:
                return None
            asked: list[Refusal] = []
            counted = False
            besides = (library, job_id)
            found = _limits(db, provider, besides=besides)
            if within is not None:
                ours = [limit for limit in within.limits if limit.provider in (EVERYBODY, provider)]
                found += [(False, *_taken(db, limit, place=within.place, besides=besides)) for limit in ours]
            for each, limit, taken in found:
                cost, most = price.in_(limit.unit), round(limit.limit * _MICRO)
                shown = None if cost is None else cost / _MICRO
                # Of a price that isn't known there must at least be something left to pay it from.
                if not each and (taken >= most if cost is None else taken + cost > most):
                    return Refusal("exceeded", limit, shown)
                if cost is None:
                    asked.append(Refusal("unknown", limit, shown))
                elif each and cost > most:
                    asked.append(Refusal("above", limit, shown))
                counted |= not each
            if asked and not agreed:
                return asked[0]
            if counted and not dry:
                db.execute("DELETE FROM entries WHERE library=? AND job_id=?", (str(library), job_id))
                db.execute(
                    "INSERT INTO entries (library, job_id, provider, credits, usd, jobs, state, place)"
                    " VALUES (?,?,?,?,?,?,'held',?)",
                    (str(library), job_id, provider, price.credits, price.usd, _MICRO, within.place if within else ""),
                )
        return None

    def spend(self, library: Path, job_id: str, cost: Tag) -> None:
        """What a job holds, or held, is spent: what it did cost, in the units in which that is known."""
        with self._opened() as db:
            if db is not None:
                db.execute(
                    "UPDATE entries SET state='spent', credits=coalesce(?, credits), usd=coalesce(?, usd)"
                    " WHERE library=? AND job_id=?",
                    (cost.credits, cost.usd, str(library), job_id),
                )

    def release(self, library: Path, job_id: str, *, n: int | None = None) -> None:
        """What a job holds is free again. With `n`, only if it still holds it under that number."""
        with self._opened() as db:
            if db is not None:
                db.execute(
                    "UPDATE entries SET state='free' WHERE library=? AND job_id=? AND n=coalesce(?, n)",
                    (str(library), job_id, n),
                )

    def holdings(self) -> list[Holding]:
        """Everything that is held."""
        with self._opened() as db:
            if db is None:
                return []
            rows = db.execute("SELECT n, library, job_id FROM entries WHERE state='held' ORDER BY n").fetchall()
        return [Holding(n, Path(library), job_id) for n, library, job_id in rows]

    # -- the file -----------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _opened(self, *, make: bool = False) -> Iterator[sqlite3.Connection | None]:
        """One connection and one transaction for one deed; None where there is no book and none is to be made."""
        file = self.file
        try:
            if not make and not self.begun:
                yield None
                return
            with _lock, contextlib.closing(_connect(file)) as db:
                db.execute("BEGIN IMMEDIATE")
                yield db
                db.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            raise LibraryError(
                say("budget.unreadable", file=file, problem=error),
                hint=say("budget.unreadable.hint"),
                money=Money.NOTHING_SENT,
            ) from error


def _after_fork() -> None:
    # Another thread of the parent may have held it, and isn't here to let go.
    global _lock
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _connect(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(file, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode=TRUNCATE")
        db.execute("PRAGMA synchronous=EXTRA")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > _VERSION:
            raise sqlite3.DatabaseError(say("budget.newer"))
        if version < _VERSION:
            db.execute("BEGIN IMMEDIATE")
            if db.execute("PRAGMA user_version").fetchone()[0] == 1:
                db.execute(_PLACE)
            for table in _TABLES:
                db.execute(table)
            db.execute(f"PRAGMA user_version={_VERSION:d}")
            db.execute("COMMIT")
    except BaseException:
        db.close()
        raise
    return db


def _limits(
    db: sqlite3.Connection, provider: str | None = None, *, besides: tuple[Path, str] = (Path(), "")
) -> list[tuple[bool, Limit, int]]:
    """The limits that a provider's jobs come under (None: all limits), whether each is one for single jobs, and the
    millionths that are taken of it, by other jobs than `besides`."""
    found = []
    rows = db.execute(
        "SELECT each, provider, unit, amount, since FROM limits WHERE :whose IS NULL OR provider IN ('', :whose)"
        " ORDER BY provider, unit",
        {"whose": provider},
    ).fetchall()
    for each, whose, unit, amount, since in rows:
        if unit not in UNITS:
            continue
        limit = Limit(whose, unit, amount / _MICRO)
        found.append((bool(each), *((limit, 0) if each else _taken(db, limit, since=since, besides=besides))))
    return found


def _taken(
    db: sqlite3.Connection, limit: Limit, *, since: int = 0, place: str = "", besides: tuple[Path, str] = (Path(), "")
) -> tuple[Limit, int]:
    """The limit with what is taken of it since then, in that class ("": anywhere); and how many millionths that is."""
    asked = (since, limit.provider, limit.provider, place, place, str(besides[0]), besides[1])
    spent, held = db.execute(_SUMS[limit.unit], asked).fetchone()
    return replace(limit, spent=spent / _MICRO, held=held / _MICRO), spent + held

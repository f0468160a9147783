"""The table of jobs: what is written here is on the disk when the call returns, and survives kill and power cut."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from ..errors import LibraryError
from ..messages import say
from . import jobtable, lockfile, rescue, schema
from .owners import Owner
from .records import ClipFile, JobRecord, JobStatus
from .writer import Writer

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
FILE_NAME = "ledger.sqlite3"
#: A parent's connections. A forked child must neither use nor close them: closing would roll back the parent's work.
_inherited: list[sqlite3.Connection] = []


class Ledger:
    """The jobs of one library. Every method may be called from any thread and blocks until it is done.

    All of it happens in one thread of the ledger's own (`writer`); in async code use `asyncio.to_thread`, or
    `asyncio.wrap_future(ledger.writer.submit(...))`. Every method raises `LibraryError`, a sentence, when the file
    can't be written or read, the disk is full, or a newer version made it. A damaged file is set aside and made anew
    from its own readable rows and from what `rebuild` gives; `notices` then says so.
    """

    def __init__(
        self,
        folder: Path,
        *,
        library: Path | None = None,
        owner: Owner | None = None,
        rebuild: Callable[[], list[JobRecord]] | None = None,
    ) -> None:
        self.folder = folder
        self._owner = owner
        self.file = folder / FILE_NAME
        self.writer = Writer("grokwidget-ledger")
        self.notices: list[str] = []
        self._library = library or folder
        # Kept apart from the clips: then other machines may have put clips there that this ledger doesn't know yet.
        self._shared = not folder.is_relative_to(self._library)
        self._rebuild = rebuild or list
        self._connection: sqlite3.Connection | None = None
        self._nothing: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._looked: tuple[tuple[object, ...], list[tuple[int, int]]] | None = None
        self._pid = os.getpid()

    # -- writing ------------------------------------------------------------------------------------------------------

    def claim(self, new: JobRecord, again: Callable[[JobRecord], bool]) -> tuple[JobRecord, bool]:
        """The job of this fingerprint, in one transaction: `(new, True)` if it was written, else `(existing, False)`.

        `new` is written when there is no job of its fingerprint, or when `again(the newest one)` says so. `again` must
        be quick and must not call the ledger. A hit writes nothing: it works on a read-only folder, too. A new record
        without an owner gets this process's.
        """

        def look(db: sqlite3.Connection) -> JobRecord | None:
            found = jobtable.newest(db, new.fingerprint)
            return found if found is not None and not again(found) else None

        def claimed(db: sqlite3.Connection) -> tuple[JobRecord, bool]:
            with jobtable.transaction(db):
                found = look(db)
                if found is not None:
                    return found, False
                mine = new if new.owner or self._owner is None else new.changed(owner=self._owner.id)
                jobtable.insert(db, mine)
            return mine, True

        def both() -> tuple[JobRecord, bool]:
            hit = self._read(look)
            return (hit, False) if hit is not None else self._write(claimed)

        return self.writer.do(both)

    def update(self, job_id: str, **changes: Any) -> JobRecord:
        """Change fields of a job; durable when it returns. `LibraryError` when there is no such job."""

        def updated(db: sqlite3.Connection) -> JobRecord:
            with jobtable.transaction(db):
                return jobtable.change(db, job_id, changes)

        return self._write(updated)

    def mark(self, job_id: str, name: str, change: Callable[[ClipFile], ClipFile]) -> tuple[JobRecord, int]:
        """Change what is said of the job's clip of that name, in one transaction; the record, and the clip's number.

        `LibraryError` when there is no such job or clip.
        """

        def marked(db: sqlite3.Connection) -> tuple[JobRecord, int]:
            with jobtable.transaction(db):
                clips = list(jobtable.get(db, job_id).clips)
                n = next((n for n, file in enumerate(clips) if file.name == name), None)
                if n is None:
                    raise LibraryError(say("library.no_job", id=f"{job_id} ({name})"))
                clips[n] = change(clips[n])
                return jobtable.change(db, job_id, {"clips": tuple(clips)}), n

        return self._write(marked)

    def begin(self, job_id: str, owner: str | None, **changes: Any) -> tuple[JobRecord, bool]:
        """From planned to submitting, in one transaction: `(record, True)`, or `(as is, False)`.

        False means that it isn't planned any more, or no longer `owner`'s: then nothing may be sent.
        """

        def begun(db: sqlite3.Connection) -> tuple[JobRecord, bool]:
            with jobtable.transaction(db):
                record = jobtable.get(db, job_id)
                if record.status is not JobStatus.PLANNED or record.owner != owner:
                    return record, False
                return jobtable.change(db, job_id, {"status": JobStatus.SUBMITTING, **changes}), True

        return self._write(begun)

    def adopt(self, job_id: str, owner: str, alive: Callable[[str | None], bool]) -> tuple[JobRecord, bool]:
        """Take over an open job whose owner is gone: `(record, True)` if it is `owner`'s now, else `(as is, False)`."""

        def adopted(db: sqlite3.Connection) -> tuple[JobRecord, bool]:
            with jobtable.transaction(db):
                record = jobtable.get(db, job_id)
                if record.status.final or (record.owner != owner and alive(record.owner)):
                    return record, False
                return jobtable.change(db, job_id, {"owner": owner}), True

        return self._write(adopted)

    # -- reading ------------------------------------------------------------------------------------------------------

    def get(self, job_id: str) -> JobRecord | None:
        """The job of that id, or None."""
        return self._read(lambda db: jobtable.find(db, job_id))

    def by_fingerprint(self, fingerprint: str) -> JobRecord | None:
        """The newest job of that fingerprint, or None."""
        return self._read(lambda db: jobtable.newest(db, fingerprint))

    def by_fingerprints(self, fingerprints: Sequence[str]) -> list[JobRecord | None]:
        """The newest job of each fingerprint, or None, in their order: a sweep asks after all its cells at once."""
        return self._read(lambda db: [jobtable.newest(db, each) for each in fingerprints])

    def by_task(self, task_id: str) -> list[JobRecord]:
        """The jobs whose task has that id, newest first: of several providers, or rehearsed too."""
        return self._read(lambda db: jobtable.by_task(db, task_id))

    def unfinished(self) -> list[JobRecord]:
        """All open jobs (`unknown` too), oldest first."""
        return self._read(jobtable.unfinished)

    def history(self, limit: int | None = 50, search: str = "") -> list[JobRecord]:
        """Jobs newest first; with `search` those whose prompt, provider, model or tags have every word of it."""
        return self._read(lambda db: jobtable.history(db, limit, search))

    def page(
        self, *, search: str = "", provider: str = "", model: str = "", offset: int = 0, limit: int = 60
    ) -> tuple[list[tuple[JobRecord, int]], int]:
        """See `Library.page`; each clip as its record and its number in it."""
        first = max(offset, 0)

        def turned(db: sqlite3.Connection) -> tuple[list[tuple[JobRecord, int]], int]:
            places = self._shelf(db, search, provider, model)
            return jobtable.at(db, places[first : first + max(limit, 0)]), len(places)

        return self._read(turned)

    def makers(self) -> list[tuple[str, str]]:
        """Every provider and model that has a done job, in the order of their names."""
        return self._read(jobtable.makers)

    def durations(
        self,
        provider: str,
        model: str,
        resolution: str | None = None,
        seconds: float | None = None,
        *,
        rehearsal: bool = False,
    ) -> list[float]:
        """Seconds from accepted to finished of past done jobs, the nearest kind first, newest first within a kind.
        Rehearsals and real runs tell nothing of each other.

        Nearest: the same model, resolution and length; then the same model and resolution; then the same model.
        """
        return self._read(lambda db: jobtable.durations(db, provider, model, resolution, seconds, rehearsal=rehearsal))

    def close(self) -> None:
        """Close the file. A later call opens it again."""
        if self._connection is not None or self._nothing is not None:
            self.writer.do(self._drop)
        self.writer.close()

    def _shelf(self, db: sqlite3.Connection, *asked: str) -> list[tuple[int, int]]:
        # Who looks through the library asks the same again for every page: it holds until something is written, here
        # (`total_changes`) or by another process (`data_version`).
        as_of = (id(db), db.total_changes, db.execute("PRAGMA data_version").fetchone()[0], *asked)
        if self._looked is None or self._looked[0] != as_of:
            self._looked = as_of, jobtable.shelf(db, *asked)
        return self._looked[1]

    # -- the connection, in the writer's thread only ------------------------------------------------------------------

    def _write(self, work: Work[T]) -> T:
        return self.writer.do(self._do, work, write=True)

    def _read(self, work: Work[T]) -> T:
        return self.writer.do(self._do, work, write=False)

    def _do(self, work: Work[T], *, write: bool) -> T:
        try:
            try:
                return work(self._open(write=write))
            except (sqlite3.DatabaseError, schema.Damaged) as error:
                if not rescue.is_damage(error):
                    raise
            self._repair()
            return work(self._open(write=write))
        except schema.NewerSchema:
            raise LibraryError(say("library.newer", file=self.file), hint=say("library.newer.hint")) from None
        except sqlite3.Error as error:
            self._drop()
            raise rescue.sentence(self._library, error) from error
        except OSError as error:
            self._drop()
            raise rescue.sentence_about(self._library, error) from error

    def _open(self, *, write: bool) -> sqlite3.Connection:
        if self._connection is not None and (self._pid != os.getpid() or self._identity != _identity(self.file)):
            self._drop()  # a child after fork; or the file was replaced or removed under us
        if self._connection is None:
            told = [] if _identity(self.file) and not self._shared else self._rebuild()
            if not write and not told and not _identity(self.file):
                self._nothing = self._nothing or schema.empty()
                return self._nothing
            self.folder.mkdir(parents=True, exist_ok=True)
            added = self._make(told) if told else 0
            self._connection = schema.connect(self.file)
            self._pid, self._identity = os.getpid(), _identity(self.file)
            added += rescue.refill(self._connection, told) if told else 0
            if added and not self._shared:
                self.notices.append(say("library.made_anew", library=self._library, count=added))
        return self._connection

    def _drop(self) -> None:
        connection, self._connection, self._looked = self._connection, None, None
        if connection is not None:
            if self._pid == os.getpid():
                connection.close()
            else:
                _inherited.append(connection)
        if self._nothing is not None:
            self._nothing.close()
            self._nothing = None
        self._pid = os.getpid()

    def __del__(self) -> None:
        with contextlib.suppress(Exception):  # half made, or the interpreter is on its way out
            self._drop()
            self.writer.close(wait=False)

    def _make(self, told: list[JobRecord]) -> int:
        """Where there is no ledger, one with all that is known elsewhere, made by one process."""
        fd = lockfile.wait(self.folder / "repair.lock")
        try:
            return 0 if _identity(self.file) else rescue.make(self.file, told)
        finally:
            lockfile.drop(fd)

    def _repair(self) -> None:
        """Set the damaged file aside and make a new one; one process does it, the others find it done."""
        self._drop()
        fd = lockfile.wait(self.folder / "repair.lock")
        try:
            if schema.is_sound(self.file) and rescue.readable(self.file):
                return
            kept = rescue.set_aside(self.file)
            told = rescue.merged(rescue.salvage(kept), self._rebuild())
            rescue.make(self.file, told)
            self.notices.append(say("library.rebuilt", library=self._library, count=len(told), kept=kept.name))
        finally:
            lockfile.drop(fd)


def _identity(file: Path) -> tuple[int, int] | None:
    """Which file it is; None when there is none, or an empty one, which a process that was killed at once leaves."""
    try:
        told = file.stat()
    except OSError:
        return None
    return (told.st_dev, told.st_ino) if told.st_size else None

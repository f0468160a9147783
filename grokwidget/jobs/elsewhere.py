"""The same request in other folders: before anything is paid for, every library of this user is asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..errors import LibraryError, Money, TaskCancelled
from ..library import Index, JobRecord, JobStatus, Library
from ..messages import say
from .failure import stored

_ROUNDS = 50
_FREE = "local"


class Elsewhere:
    """The per-user index, as the engine uses it. Only what costs money is noted there."""

    def __init__(self, open_library: Callable[[Path], Library]) -> None:
        self.index = Index()
        self._open = open_library

    def in_the_way(
        self,
        library: Library,
        record: JobRecord,
        *,
        creates: Callable[[Library, JobRecord | None], bool],
        adopt: Callable[[Library, JobRecord], tuple[JobRecord, bool]],
    ) -> Library | None:
        """The library whose clip or running job serves `record`, a planned job that is ours; None: the way is free.

        `creates` says whether a job there would lead to a create all the same; one that its dead process had only
        planned is taken over with `adopt` and closed, or it would be sent from there as well. The record is closed when
        the way is not free. A library that can't be opened, read or written stands in nobody's way.
        """
        for _ in range(_ROUNDS):
            entry = self.index.claim(record.fingerprint, library.path, record.id)
            if entry is None:
                return None
            other = library if entry.library == library.path else None
            found: JobRecord | None = None
            try:
                other = other if other is not None else self._open(entry.library)
                found = other.ledger.get(entry.job_id)
                passed = found is None or other is library or _overtaken(other, found) or creates(other, found)
                if passed and found is not None and other is not library and found.status is JobStatus.PLANNED:
                    found, mine = adopt(other, found)
                    if not mine or found.status is not JobStatus.PLANNED:
                        continue  # somebody else was quicker: looked at anew
                    found = self._close(other, found, library)
            except LibraryError:
                passed = True
            if other is None or passed:
                self.index.note(entry.fingerprint, entry.library, entry.job_id, JobStatus.CANCELLED)
                continue
            self._close(library, record, other)
            return other
        return None

    def note(self, *told: tuple[Library, JobRecord]) -> None:
        """Write down where jobs stand, of those that cost money."""
        dear = [(library.path, record) for library, record in told if record.provider != _FREE and not record.rehearsal]
        if dear:
            self.index.note_all(dear)

    def _close(self, library: Library, record: JobRecord, other: Library) -> JobRecord:
        """The job ends here: its clip is made in the other library."""
        error = TaskCancelled(say("job.elsewhere", folder=other.path), money=Money.NOTHING_SENT)
        return library.ledger.update(record.id, status=JobStatus.CANCELLED, error=stored(error))


def _overtaken(library: Library, record: JobRecord) -> bool:
    """Whether that library has a newer job of the same request: the law looks at the newest one only."""
    newest = library.ledger.by_fingerprint(record.fingerprint)
    return record.status.final and newest is not None and newest.id != record.id

"""The same request in other folders: before anything is paid for, every library of this user is asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..errors import TaskCancelled
from ..library import Index, JobRecord, JobStatus, Library
from ..messages import say
from .failure import stored

_ROUNDS = 5
_FREE = "local"


class Elsewhere:
    """The per-user index, as the engine uses it. Only what costs money is noted there."""

    def __init__(self, open_library: Callable[[Path], Library]) -> None:
        self.index = Index()
        self._open = open_library

    def in_the_way(
        self, library: Library, record: JobRecord, creates: Callable[[Library, JobRecord | None], bool]
    ) -> Library | None:
        """The library whose clip or running job serves `record`, a job that was just claimed; None: the way is free.

        `creates` says whether a job there would lead to a create all the same. The record is closed when the way is not
        free. A library that can't be opened stands in nobody's way.
        """
        for _ in range(_ROUNDS):
            entry = self.index.claim(record.fingerprint, library.path, record.id)
            if entry is None:
                return None
            other = library if entry.library == library.path else self._try(entry.library)
            found = other.ledger.get(entry.job_id) if other is not None else None
            if other is None or found is None or other is library or creates(other, found):
                status = found.status if found is not None and found.status.final else JobStatus.CANCELLED
                gone = JobStatus.CANCELLED if status is JobStatus.DONE else status
                self.index.note(entry.fingerprint, entry.library, entry.job_id, gone)
                continue
            error = TaskCancelled(say("job.elsewhere", folder=other.path))
            library.ledger.update(record.id, status=JobStatus.CANCELLED, error=stored(error))
            return other
        return None

    def note(self, library: Library, record: JobRecord) -> None:
        """Write down where a job stands that costs money."""
        if record.provider != _FREE:
            self.index.note(record.fingerprint, library.path, record.id, record.status, record=record)

    def _try(self, folder: Path) -> Library | None:
        from ..errors import LibraryError

        try:
            return self._open(folder)
        except LibraryError:
            return None

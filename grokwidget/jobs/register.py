"""Who works on which job, as this process sees it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ..library import JobRecord, Library
from .law import Facts, Owner, Ruling, judge

if TYPE_CHECKING:
    from .job import Job
    from .life import Life


class Register:
    """The lives of this process, at most one a job; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lives: dict[str, Life] = {}
        self._ours: set[str] = set()

    def sign(self, library: Library) -> str:
        """The id under which this process owns jobs of that library; remembered as ours."""
        name = library.owner.id
        self._ours.add(name)
        return name

    def enter(self, life: Life) -> bool:
        """Make `life` the one that drives its job; False when there is another."""
        with self._lock:
            return self._lives.setdefault(life.record.id, life) is life

    def adds(self, job_id: str, life: Life) -> None:
        """`life` drives that job as well, from now on."""
        with self._lock:
            self._lives[job_id] = life

    def leave(self, life: Life) -> None:
        """It is over."""
        with self._lock:
            self._lives = {job_id: other for job_id, other in self._lives.items() if other is not life}

    def lives(self) -> list[Life]:
        """All that drive a job in this process, in the order in which they began."""
        with self._lock:
            return list(dict.fromkeys(self._lives.values()))

    def life(self, job_id: str) -> Life | None:
        """What drives that job in this process."""
        return self._lives.get(job_id)

    def owner(self, library: Library, record: JobRecord, *, besides: Job | None = None) -> Owner:
        """Who works on a job, leaving out the life of the handle `besides`."""
        life = self._lives.get(record.id)
        if life is not None and life.job is not besides:
            # One that was told to stop, and only brings to its end what must not be torn, is waited for.
            return Owner.ELSEWHERE if life.over else Owner.HERE
        return Owner.ELSEWHERE if self.elsewhere(library, record.owner) else Owner.NOBODY

    def elsewhere(self, library: Library, owner: str | None) -> bool:
        """Whether another process owns it and lives. What this process owns but does not drive, nobody does."""
        return owner not in self._ours and library.owner.alive(owner)

    def judge(self, library: Library, record: JobRecord | None) -> Ruling:
        """The law, with the facts as they are now. Doesn't ask the ledger."""
        if record is None:
            return judge(None, Facts())
        return judge(record, Facts(owner=self.owner(library, record), clip_here=library.has(record)))

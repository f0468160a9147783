"""The law of "the same request again": what a second run of a cell does, by what the ledger says of the first.

Re-running a cell is where people pay twice, so this is one pure function, with a test for every row of its table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ..library import JobRecord, JobStatus


class Ruling(Enum):
    """What is done with a request, given the newest job of the same fingerprint."""

    CREATE = "create"
    """A new job. This and `TAKE` are the only rulings that lead to a request that is billed."""
    TAKE = "take"
    """Planned by a process that died before it sent anything: taken over and sent."""
    SERVE = "serve"
    """The clip is here: nothing is sent."""
    ATTACH = "attach"
    """It runs in this process: the same job is handed out."""
    WATCH = "watch"
    """Another live process works on it: its end is waited for."""
    CONTINUE = "continue"
    """Nobody works on it and its task is known: polled on, nothing is created."""
    LOSE = "lose"
    """Whoever sent it died before the answer: it becomes `unknown`."""
    REFUSE_UNKNOWN = "refuse unknown"
    REFUSE_MODERATED = "refuse moderated"
    FETCH = "fetch"
    """Paid for, but the file is not here: the task's URL is tried; else a new one needs the user's word."""

    @property
    def sends(self) -> bool:
        """Whether it leads to a create request."""
        return self in (Ruling.CREATE, Ruling.TAKE)


class Owner(Enum):
    """Who works on a job."""

    HERE = "here"
    """A running job of this process."""
    ELSEWHERE = "elsewhere"
    """Another process that lives."""
    NOBODY = "nobody"
    """Its process is gone, or this process stopped working on it."""


@dataclass(frozen=True)
class Facts:
    """What the law looks at besides the record."""

    owner: Owner = Owner.NOBODY
    clip_here: bool = False
    """Whether every file of a done job is on disk."""


def judge(record: JobRecord | None, facts: Facts) -> Ruling:
    """What a request does whose newest job on record is `record` (None: there is none)."""
    if record is None:
        return Ruling.CREATE
    match record.status:
        case JobStatus.DONE if facts.clip_here:
            return Ruling.SERVE
        case JobStatus.DONE | JobStatus.EXPIRED if facts.owner is not Owner.HERE:
            return Ruling.FETCH
        case JobStatus.UNKNOWN:
            return Ruling.REFUSE_UNKNOWN
        case JobStatus.FAILED if record.moderated:
            return Ruling.REFUSE_MODERATED
        case JobStatus.FAILED | JobStatus.CANCELLED:
            return Ruling.CREATE
    if facts.owner is Owner.HERE:
        return Ruling.ATTACH
    if facts.owner is Owner.ELSEWHERE:
        return Ruling.WATCH
    if record.status is JobStatus.PLANNED:
        return Ruling.TAKE
    if record.status is JobStatus.SUBMITTING:
        return Ruling.LOSE
    return Ruling.CONTINUE

"""Each trouble on a real socket, for all paid providers at once; and what became of every request that was accepted."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from grokwidget import Client
from grokwidget.errors import GrokwidgetError
from grokwidget.jobs import Job
from grokwidget.library import JobRecord, JobStatus
from grokwidget.local.faults import Fault
from grokwidget.local.service import Service
from grokwidget.transport import connections

from .faultcases import PATIENCE, Trouble
from .smallfilms import PROVIDERS, fields, film_service, make_film

_AT_ONCE = 4
_ENDS = frozenset({JobStatus.DONE, JobStatus.UNKNOWN})
"""How every job must have ended when the trouble is over and it was asked for again."""
_AFTER = 40.0
"""Seconds that a job is waited for when the trouble is over."""


@dataclass(frozen=True)
class Case:
    """One trouble, so many times (None: until it is taken away)."""

    trouble: Trouble
    times: int | None
    provider: str

    @property
    def name(self) -> str:
        """For a table and a test's name."""
        often = "always" if self.times is None else {1: "once"}.get(self.times, f"{self.times} times")
        return f"{self.trouble.place}: {self.trouble.name}, {often}, {self.provider}"


@dataclass(frozen=True)
class Verdict:
    """What became of one request that was asked for up to four times: in the trouble, in it again, resumed, after."""

    case: Case
    happened: int
    """How often the trouble was met."""
    first: str
    """How the first asking ended: a status of the ledger."""
    last: str
    """How it ended when the trouble was over."""
    accepted: int
    """Creates that the service accepted, for one and the same request."""
    lost: int
    """Tasks of the service that the ledger does not know, where it does not say "maybe charged" either."""
    stateless: int
    """1 where the job did not end, or can neither be resumed nor asked for again."""

    @property
    def duplicated(self) -> int:
        """Creates that were accepted once too often."""
        return max(self.accepted - 1, 0)

    @property
    def good(self) -> bool:
        """Nothing paid twice, lost, or left in no state; and the trouble was there."""
        return self.happened > 0 and not (self.duplicated or self.lost or self.stateless)


@contextmanager
def short_patience() -> Iterator[None]:
    """Replies are waited for `PATIENCE` seconds only."""
    names = ("_CREATE", "_ASK", "_STREAM")
    usual = {name: getattr(connections, name) for name in names}
    try:
        for name in names:
            setattr(connections, name, httpx.Timeout(PATIENCE, connect=10, pool=30))
        yield
    finally:
        for name, value in usual.items():
            setattr(connections, name, value)


def run(troubles: Sequence[tuple[Trouble, int | None]], folder: Path) -> list[Verdict]:
    """Go through them, several at once, each with a service and a library of its own."""
    film = folder / "film.mp4"
    make_film(film)
    with short_patience(), ThreadPoolExecutor(_AT_ONCE) as pool:
        rounds = [
            pool.submit(_Round(trouble, times, folder / str(number), film, number).run)
            for number, (trouble, times) in enumerate(troubles)
        ]
        return [verdict for one in rounds for verdict in one.result()]


class _Round:
    """One trouble, for all providers at once."""

    def __init__(self, trouble: Trouble, times: int | None, folder: Path, film: Path, number: int) -> None:
        self.trouble, self.times, self.folder, self.film = trouble, times, folder, film
        self.prompt = f"fox {number} in trouble"
        self.held = random.Random(number).randrange(3)
        self.handles: list[Job] = []

    def run(self) -> list[Verdict]:
        with ExitStack() as closing:
            if self.trouble.refused:
                return self._refused(closing)
            service = closing.enter_context(film_service(self.folder / "service", self.film, self._faults()))
            client = self._client(service.address)
            lasting = self.times is None or self.trouble.place == "create"
            first = self._ended(self._asked(client, self.trouble.deadline if lasting else _AFTER))
            if self.trouble.place == "create":
                self._ended(self._asked(client, self.trouble.deadline))
            time.sleep(self.trouble.settle)  # for what the service accepts after nobody waits any more
            happened = {
                fault.provider: times for fault, _, times in service.options.faults.planned() if fault.say != "id-only"
            }
            service.options.faults.clear()
            return self._judged(service, client, first, happened)

    def _refused(self, closing: ExitStack) -> list[Verdict]:
        """The address is taken, but nobody listens there; then the service does."""
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
            client = self._client(f"http://127.0.0.1:{port}")
            jobs = self._asked(client, self.trouble.deadline if self.times is None else _AFTER)
            refusals = [_refusal(job) for job in jobs.values()]
            if self.times is None:
                first = self._ended(jobs)
            else:
                for refusal in refusals:
                    refusal.wait(_AFTER)
        service = closing.enter_context(film_service(self.folder / "service", self.film, port=port))
        if self.times is not None:
            first = self._ended(jobs)
        return self._judged(
            service, client, first, {name: int(one.is_set()) for name, one in zip(jobs, refusals, strict=True)}
        )

    def _faults(self) -> list[Fault]:
        place = self.trouble.place
        faults = [Fault(place, provider=name, times=self.times, **self.trouble.how) for name in PROVIDERS]
        if place == "poll" and self.held:  # the trouble comes at any point of a task's life
            faults = [Fault("poll", provider=name, times=self.held, say="id-only") for name in PROVIDERS] + faults
        return faults

    def _client(self, address: str) -> Client:
        bases = {name: f"{address}/{name}" for name in PROVIDERS}
        return Client(PROVIDERS[0], base_urls=bases, library=self.folder / "library")

    def _asked(self, client: Client, deadline: float) -> dict[str, Job]:
        """Ask everybody for the same video; those that the law refuses have no job."""
        jobs: dict[str, Job] = {}
        for name in PROVIDERS:
            with suppress(GrokwidgetError):
                jobs[name] = client.submit(self.prompt, provider=name, timeout=deadline, **fields(name))
        self.handles += jobs.values()
        return jobs

    def _ended(self, jobs: dict[str, Job]) -> dict[str, str]:
        """Wait for all; the status that the ledger has of each."""
        for job in jobs.values():
            with suppress(GrokwidgetError):
                job.result(_AFTER)
        return {name: str(job.status) for name, job in jobs.items()}

    def _judged(
        self, service: Service, client: Client, first: dict[str, str], happened: Mapping[str | None, int]
    ) -> list[Verdict]:
        """The trouble is over: resume, ask once more, and compare the service's books with the ledger."""
        self.handles += client.resume(wait=True)
        self._ended(self._asked(client, _AFTER))
        tasks = service.store.rows("SELECT provider, id FROM tasks")
        records = client.library.ledger.history(None)
        counts = service.options.faults.tally.counts()
        return [
            self._verdict(
                name,
                happened.get(name, 0),
                first.get(name, "refused"),
                counts.get(name, {}).get("accepted", 0),
                {row["id"] for row in tasks if row["provider"] == name},
                [record for record in records if record.provider == name],
            )
            for name in PROVIDERS
        ]

    def _verdict(
        self, name: str, happened: int, first: str, accepted: int, tasks: set[str], records: list[JobRecord]
    ) -> Verdict:
        newest = records[0] if records else None
        unknown = sum(record.status is JobStatus.UNKNOWN for record in records)
        known = {record.task_id for record in records if record.status is not JobStatus.FAILED}
        unfinished = any(not job.done() for job in self.handles if job.record.provider == name)
        return Verdict(
            Case(self.trouble, self.times, name),
            happened,
            first,
            str(newest.status) if newest else "no record",
            max(accepted, len(tasks)),
            max(len(tasks - known) - unknown, 0),
            int(unfinished or newest is None or newest.status not in _ENDS),
        )


def _refusal(job: Job) -> threading.Event:
    """Set when the job has found nobody at the address."""
    met = threading.Event()
    job.on_update(lambda update: met.set() if update.phase or update.status == JobStatus.FAILED else None)
    if job.update.phase or job.done():
        met.set()
    return met

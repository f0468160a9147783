"""What jobs take of the user's budgets: held before the request is sent, settled when the job has ended.

Everything that costs money counts: every provider but the local service, one at an address of this machine too (a relay
may stand behind it); rehearsals and what comes from a library cost nothing.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from enum import Enum
from pathlib import Path

from ..errors import BudgetExceeded, GrokwidgetError, LibraryError, Money, NeedsConsent
from ..library import JobRecord, JobStatus, Library
from ..library.budget import EVERYBODY, Allowance, Book, Refusal, Tag, written
from ..messages import say
from ..task import Cost

_log = logging.getLogger(__name__)
_FREE_AGAIN = frozenset({Money.NOTHING_SENT, Money.NOT_CHARGED, Money.REFUNDED})
_CLOSED = "closed"


class Verdict(Enum):
    """What becomes of what a job holds."""

    HELD = "held"
    SPENT = "spent"
    RELEASED = "released"


def verdict(record: JobRecord) -> Verdict:
    """The law of a budget, by where a job stands on record. In doubt it was paid for.

    "Maybe charged" stays held until the user closes it, which says that it was not; a task that runs at the provider
    when its job is closed goes on there and is counted as spent.
    """
    if record.status is JobStatus.PLANNED:
        return Verdict.RELEASED
    if record.status is JobStatus.DONE:
        return Verdict.SPENT
    if record.status.open:
        return Verdict.HELD
    if record.cost is not None and record.cost.amount and not record.cost.estimated:
        return Verdict.SPENT
    told = record.error or {}
    money = told.get("money", Money.UNKNOWN)
    nothing_sent = record.task_id is None and (money == Money.SILENT or told.get("code") == _CLOSED)
    return Verdict.RELEASED if nothing_sent or money in _FREE_AGAIN else Verdict.SPENT


class Purse:
    """The engine's side of the budgets. Blocks for the book and for ledgers: not for the portal's loop."""

    def __init__(self, open_library: Callable[[Path], Library]) -> None:
        self.book = Book()
        self._open = open_library

    def limits(self, within: Allowance | None) -> bool:
        """Whether there is any limit that a job may have to keep to. Quick."""
        return within is not None or self.book.begun

    def check(self, provider: str, price: Cost, *, agreed: bool, within: Allowance | None = None) -> None:
        """Raise what `hold` would raise now; nothing is held."""
        self._ask(None, "", provider, price, agreed=agreed, within=within)

    def hold(
        self, library: Library, record: JobRecord, price: Cost, *, agreed: bool, within: Allowance | None = None
    ) -> None:
        """Set the price of a job aside, before it is sent. `within`: what a class allows, besides the user's budgets.

        Raises `BudgetExceeded`, `NeedsConsent` (a price that is not known, or above what the user wants to be asked
        about) or `LibraryError` (the book can't be used).
        """
        self._ask(library.path, record.id, record.provider, price, agreed=agreed, within=within)

    def settle(self, library: Library, record: JobRecord) -> None:
        """Write down what became of what a job holds. What can't be written now is found out by `sweep` later."""
        if record.rehearsal:
            return
        with contextlib.suppress(LibraryError):
            self._settle(library.path, record)

    def release(self, library: Library, record: JobRecord) -> None:
        """Nothing was sent: what the job holds is free again."""
        with contextlib.suppress(LibraryError):
            self.book.release(library.path, record.id)

    def sweep(self) -> bool:
        """Settle what is held for jobs that have ended, or whose process died before it sent anything.

        What was sent stays held, whoever sent it, until its library knows how it ended. Returns whether there was any.
        """
        settled = False
        opened: dict[Path, Library] = {}  # held as long as this takes: many jobs may be of one library
        for holding in self.book.holdings():
            try:
                if not holding.library.is_dir():
                    continue  # on a disk that isn't here now, perhaps: nobody knows whether it was paid for
                library = opened[holding.library] = self._open(holding.library)
                record = library.ledger.get(holding.job_id)
                if record is None or (record.status is JobStatus.PLANNED and library.owner.alive(record.owner)):
                    continue
                if verdict(record) is not Verdict.HELD:
                    self._settle(holding.library, record, n=holding.n)
                    settled = True
            except LibraryError as error:
                _log.info("what job %s holds can't be settled now: %s", holding.job_id, error.message)
        return settled

    def _settle(self, folder: Path, record: JobRecord, *, n: int | None = None) -> None:
        match verdict(record):
            case Verdict.SPENT:
                self.book.spend(folder, record.id, Tag.of(record.cost))
            case Verdict.RELEASED:
                self.book.release(folder, record.id, n=n)

    def _ask(
        self,
        folder: Path | None,
        job_id: str,
        provider: str,
        price: Cost,
        *,
        agreed: bool,
        within: Allowance | None,
    ) -> None:
        tag, dry = Tag.of(price), folder is None
        for last in (False, True):
            refusal = self.book.hold(folder or Path(), job_id, provider, tag, agreed=agreed, dry=dry, within=within)
            if refusal is None:
                return
            if refusal.why != "exceeded" or last or not self.sweep():
                raise refused(refusal, provider, price, within.place if within else "")


def refused(refusal: Refusal, provider: str, price: Cost, place: str = "") -> GrokwidgetError:
    """The error that a refusal is: the limit, what is taken of it, what this would take, and what to do.

    `place` is the class, for a limit that is its.
    """
    limit = refusal.limit
    told = {
        "limit": limit.said(limit.limit),
        "where": say("budget.where", provider=limit.provider) if limit.provider else "",
    }
    if refusal.why == "exceeded":
        cost, enough = say("budget.price_unknown"), "…"
        if refusal.price is not None:
            cost, enough = written(refusal.price), written(limit.spent + limit.held + refusal.price)
        whose = limit.provider or limit.unit
        command = f"{whose} {enough}" + (f" {limit.unit}" if limit.provider != EVERYBODY else "")
        hint = say("budget.exceeded.hint", command=command, whose=whose)
        return BudgetExceeded(
            say("budget.exceeded", spent=written(limit.spent), held=written(limit.held), price=cost, **told),
            hint=say("classroom.budget.hint", file=place) if limit.of_class else hint,
            provider=provider,
        )
    key = "budget.above" if refusal.why == "above" else "budget.unknown"
    return NeedsConsent(say(key, price=price, **told), hint=say("budget.consent.hint"), provider=provider)

"""Errors as the ledger keeps them, and back: a stored refusal is raised again as the error that it was."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..errors import GrokwidgetError, Money, RateLimited, ServiceError, WaitStopped, WaitTimeout
from ..library import JobRecord
from ..messages import say
from ..redaction import redact


def stored(error: GrokwidgetError) -> dict[str, Any]:
    """An error as plain JSON for `JobRecord.error`, redacted."""
    kept: dict[str, Any] = {
        "type": type(error).__name__,
        "message": redact(error.message),
        "code": redact(error.code),
        "moderated": isinstance(error, errors.Moderated),
        "money": str(error.money),
        "hint": redact(error.hint),
    }
    if error.request_id:
        kept["request_id"] = redact(error.request_id)
    if isinstance(error, ServiceError) and error.status is not None:
        kept["status"] = error.status
    return kept


def raised(record: JobRecord) -> GrokwidgetError:
    """A new error from what the record keeps; a `GrokwidgetError` where the kind is not known (any more)."""
    kept = record.error or {}
    kind = getattr(errors, str(kept.get("type")), GrokwidgetError)
    if not (isinstance(kind, type) and issubclass(kind, GrokwidgetError)):
        kind = GrokwidgetError
    about: dict[str, Any] = {
        "hint": str(kept.get("hint") or ""),
        "money": _money(kept.get("money"), kind),
        "provider": record.provider,
        "task_id": record.task_id,
        "request_id": kept.get("request_id") or record.request_id,
        "code": str(kept.get("code") or ""),
    }
    if issubclass(kind, ServiceError):
        about["status"] = kept.get("status")
    error = kind(str(kept.get("message") or record.status), **about)
    return rehearsed(error) if record.rehearsal else error


def rehearsed(error: GrokwidgetError) -> GrokwidgetError:
    """The same error as that of a rehearsal: whatever happened in it, nobody has paid."""
    if error.money not in (Money.SILENT, Money.NOTHING_SENT):
        error.money = Money.NOT_CHARGED
    note = say("rehearsal.note")
    if note not in error.hint:
        error.hint = f"{note} {error.hint}".strip()
    return error


def stopped(record: JobRecord, *, sent: bool) -> WaitStopped:
    """What somebody hears who stopped waiting."""
    return WaitStopped(say(_waited("job.stopped", record, sent=sent)), provider=record.provider, task_id=record.task_id)


def timed_out(record: JobRecord, *, sent: bool) -> WaitTimeout:
    """What somebody hears who waited to the end of their patience."""
    return WaitTimeout(say(_waited("job.waited", record, sent=sent)), provider=record.provider, task_id=record.task_id)


def _waited(key: str, record: JobRecord, *, sent: bool) -> str:
    return f"{key}.unsent" if not sent else f"{key}.rehearsal" if record.rehearsal else key


def again(error: GrokwidgetError) -> GrokwidgetError:
    """A copy of an error without its traceback: each waiter raises one of its own."""
    about: dict[str, Any] = {
        "hint": redact(error.hint),
        "money": error.money,
        "provider": error.provider,
        "task_id": error.task_id,
        "request_id": error.request_id,
        "code": redact(error.code),
    }
    if isinstance(error, ServiceError):
        about["status"] = error.status
    if isinstance(error, RateLimited):
        about["retry_after"] = error.retry_after
    return type(error)(redact(error.message), **about)


def _money(kept: object, kind: type[GrokwidgetError]) -> Money:
    try:
        return Money(str(kept))
    except ValueError:
        return kind.money

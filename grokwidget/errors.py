"""What can go wrong, each with what it means for the user's money.

GrokwidgetError
├── InvalidRequest            refused here, before anything is sent (also a ValueError)
│   └── InvalidImage          a reference image that can't be used
├── SettingsError             settings, folders, names
│   ├── BudgetExceeded        a budget of the user's own leaves no room for it
│   ├── MissingKey            no key for a provider that needs one
│   ├── MissingPackage        a Python package that this needs isn't installed (also an ImportError)
│   └── OfflineError          creates are forbidden (offline=True, GROKWIDGET_OFFLINE=1)
├── LibraryError              the folder with the clips and the ledger
├── MediaError                a video or picture on this disk that can't be read or written
├── NotSent                   the request provably never left (DNS, connect, TLS)
├── CreateUnknown             the create may have been accepted: never sent again by us
├── ServiceError              the provider answered, and the answer is an error
│   ├── Rejected              400, 404, 422: the request is wrong in the provider's eyes
│   ├── AuthError             401
│   ├── PermissionDenied      403
│   ├── InsufficientCredit    402
│   ├── ModelUnavailable      no such model there, or not now
│   ├── TaskNotFound          the provider doesn't know the task id
│   ├── RateLimited           429: too fast; `retry_after` seconds where told
│   ├── SpendLimit            429: the key's own spending limit
│   ├── Moderated             the content was refused
│   ├── MediaFetchError       the provider could not fetch a reference image
│   └── UpstreamError         5xx
├── TaskFailed                the task ended without a clip
│   ├── TaskExpired
│   └── TaskCancelled
├── ResultUnavailable         the task succeeded, its video can't be fetched (any more)
├── ClipInvalid               what was fetched is no whole video; kept aside
├── JobUnknown                a job of this fingerprint is "maybe charged": needs the user's word
├── NeedsConsent              a price must be confirmed first (`yes=True`, `--yes`)
├── WaitStopped               somebody stopped waiting; the job goes on and can be resumed
└── WaitTimeout               the deadline passed; the job goes on and can be resumed
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from .messages import say


class Money(StrEnum):
    """What an error means for the user's money."""

    NOTHING_SENT = "nothing_sent"
    NOT_CHARGED = "not_charged"
    REFUNDED = "refunded"
    MAYBE = "maybe"
    CHARGED = "charged"
    UNKNOWN = "unknown"
    SILENT = "silent"
    """Money is not at stake, so nothing is said of it."""


class GrokwidgetError(Exception):
    """Base of all errors that this package raises on purpose.

    `str(error)` is for the person who reads it: what happened, what it means for their money, what to do next.
    """

    money: Money = Money.SILENT
    field: str = ""
    """The field of the request that it is about, by its name in `VideoRequest`; "" where none is."""

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        money: Money | None = None,
        provider: str | None = None,
        task_id: str | None = None,
        request_id: str | None = None,
        code: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if money is not None:
            self.money = money
        self.provider = provider
        self.task_id = task_id
        self.request_id = request_id
        self.code = code
        """The provider's own error code, where it gave one."""

    def about(self, *, provider: str | None = None, task_id: str | None = None, request_id: str | None = None) -> Any:
        """Fill in what is known of the task, where nothing is said yet; returns the error itself."""
        self.provider = self.provider or provider
        self.task_id = self.task_id or task_id
        self.request_id = self.request_id or request_id
        return self

    def __str__(self) -> str:
        more = [say(f"money.{self.money}")] if self.money is not Money.SILENT else []
        if self.hint:
            more.append(self.hint)
        text = " ".join([_ended(self.message), *more]) if more else self.message
        where = ", ".join(
            f"{name} {value}"
            for name, value in (
                (say("word.provider"), self.provider),
                (say("word.task"), self.task_id),
                (say("word.request"), self.request_id),
            )
            if value
        )
        return f"{text} ({where})" if where else text


def _ended(text: str) -> str:
    """A sentence with its full stop, which a provider's own words often lack."""
    plain = text.rstrip()
    if not plain or plain.rstrip("\"'”’»」)）]").endswith((".", "!", "?", "…", "。", "！", "？")):
        return plain
    return plain.rstrip(",;:，；：、") + say("word.stop")


class InvalidRequest(GrokwidgetError, ValueError):
    """The request can't be sent as it is. Raised before anything is sent."""

    money = Money.NOTHING_SENT


class InvalidImage(InvalidRequest):
    """A reference image that can't be used: missing, no picture, too big, of a kind the model doesn't take."""


class SettingsError(GrokwidgetError):
    """Something in the settings, the environment or a name given by the user is wrong."""

    money = Money.NOTHING_SENT


class BudgetExceeded(SettingsError):
    """A budget that the user set leaves no room for this; raised or taken away, the same request may be sent."""


class MissingPackage(SettingsError, ImportError):
    """A Python package that this needs isn't installed in this environment."""

    money = Money.SILENT

    @classmethod
    def of(cls, error: ModuleNotFoundError) -> ImportError:
        """What to raise for a failed import: the sentence with its command, for a package that isn't ours."""
        import sys

        name = (error.name or "").partition(".")[0]
        if name in ("", "grokwidget"):
            return error
        command = f"{sys.executable} -m pip install {name}"
        return cls(say("package.missing", name=name, command=command), hint=say("package.missing.hint"))


class MissingKey(SettingsError):
    """The provider needs a key and none was found."""


class OfflineError(SettingsError):
    """Creates are forbidden here; what is in the library can still be shown."""


class LibraryError(GrokwidgetError):
    """The library's folder or ledger can't be used: not writable, disk full, made by a newer version, damaged."""


class MediaError(GrokwidgetError):
    """A file on this disk is no video or picture that can be read, or can't be written."""


class NotSent(GrokwidgetError):
    """The request provably never left this machine; it may be tried again."""

    money = Money.NOTHING_SENT


class CreateUnknown(GrokwidgetError):
    """The create request may have been accepted, but no task id came back. It is never sent again by us."""

    money = Money.MAYBE


class ServiceError(GrokwidgetError):
    """The provider answered with an error. `status` is the HTTP status."""

    money = Money.NOT_CHARGED

    def __init__(self, message: str, *, status: int | None = None, **about: Any) -> None:
        super().__init__(message, **about)
        self.status = status


class Rejected(ServiceError):
    """The provider refuses the request as wrong."""


class AuthError(ServiceError):
    """The key is wrong, disabled, expired or used up."""


class PermissionDenied(ServiceError):
    """The key may not do this, or not from here."""


class InsufficientCredit(ServiceError):
    """The account has too little left for this."""


class ModelUnavailable(ServiceError):
    """The provider has no such model, or not now."""


class TaskNotFound(ServiceError):
    """The provider doesn't know the task."""

    money = Money.UNKNOWN


class RateLimited(ServiceError):
    """Too many requests; `retry_after` is in seconds, None when the provider doesn't tell."""

    def __init__(self, message: str, *, retry_after: float | None = None, **about: Any) -> None:
        super().__init__(message, **about)
        self.retry_after = retry_after


class SpendLimit(ServiceError):
    """The key's own spending limit is reached."""


class Moderated(ServiceError):
    """The content was refused by the provider. Some providers charge for it all the same."""

    money = Money.UNKNOWN


class MediaFetchError(ServiceError):
    """The provider could not fetch or read a reference image."""


class UpstreamError(ServiceError):
    """The provider, or what stands behind it, failed."""

    money = Money.UNKNOWN


class TaskFailed(GrokwidgetError):
    """The task ended without a clip."""

    money = Money.UNKNOWN


class TaskExpired(TaskFailed):
    """The task is over and its result is gone from the provider."""


class TaskCancelled(TaskFailed):
    """The task was cancelled on the provider's side."""


class ResultUnavailable(GrokwidgetError):
    """The task succeeded, but its video can't be fetched (any more)."""

    money = Money.CHARGED


class ClipInvalid(GrokwidgetError):
    """What was fetched is not a whole, playable video. It is kept aside, never shown as done."""

    money = Money.CHARGED


class JobUnknown(GrokwidgetError):
    """The same request is on record as "maybe charged": it is not sent again without the user's word."""

    money = Money.MAYBE


class NeedsConsent(GrokwidgetError):
    """This would cost money in a way that the user should confirm first."""

    money = Money.NOTHING_SENT


class WaitStopped(GrokwidgetError):
    """Somebody stopped waiting. The task goes on at the provider and may be charged; the job can be resumed."""


class WaitTimeout(GrokwidgetError, TimeoutError):
    """The deadline passed. The task goes on at the provider; the job can be resumed."""

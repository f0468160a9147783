"""What relays built on new-api have in common in their replies: errors, tasks, model lists, a key's usage.

Readers only: the requests differ from relay to relay, in names and in types, so each dialect writes its own.
"""

from __future__ import annotations

from typing import Any

from .. import errors
from ..errors import CreateUnknown, GrokwidgetError, Money, ServiceError, UpstreamError
from ..messages import say
from ..task import Balance, TaskFault, TaskState, TaskStatus
from . import reading
from .dialect import HttpReply

_CODES: dict[str, tuple[type[ServiceError], str]] = {
    "invalid_request": (errors.Rejected, "service.error"),
    "invalid_json": (errors.Rejected, "service.error"),
    "missing_model": (errors.Rejected, "service.error"),
    "read_request_body_failed": (errors.Rejected, "service.error"),
    "access_denied": (errors.PermissionDenied, "service.error"),
    "insufficient_user_quota": (errors.InsufficientCredit, "service.no_credit"),
    "model_not_found": (errors.ModelUnavailable, "service.error"),
    "invalid_api_platform": (errors.ModelUnavailable, "service.error"),
    "task_not_exist": (errors.TaskNotFound, "service.error"),
    "task_not_found": (errors.TaskNotFound, "service.error"),
}
"""Codes that say what is wrong whatever the HTTP status is: a missing model is a 503, an unknown task a 400."""
_STATUSES: dict[int, tuple[type[ServiceError], str]] = {
    401: (errors.AuthError, "service.invalid_key"),
    402: (errors.InsufficientCredit, "service.no_credit"),
    403: (errors.PermissionDenied, "service.error"),
    429: (errors.RateLimited, "service.rate_limit"),
}
_NO_MONEY = ("quota", "balance", "额度", "余额")
_NO_TASK = ("task not found", "任务不存在")
_NO_FETCH = ("could not be fetched", "fetching image failed")
_FEE = "violation_fee"
"""How codes begin that come with a charge for the attempt."""


def error(reply: HttpReply, title: str) -> GrokwidgetError:
    """What an error reply of the service called `title` means."""
    said = reading.said(reply)
    kind, key = _kind(said)
    about: dict[str, Any] = {"status": said.status, "code": said.code, "request_id": reply.request_id}
    if kind is errors.RateLimited:
        about["retry_after"] = reading.seconds(reply.headers.get("retry-after"))
    if kind is errors.Moderated:
        about["hint"] = say("service.moderated.hint")
        if said.code.startswith(_FEE):
            about["money"] = Money.CHARGED
    return kind(say(key, provider=title, text=said.words or say("service.no_text", status=said.status)), **about)


def _kind(said: reading.Said) -> tuple[type[ServiceError], str]:
    words = said.words.lower()
    if said.moderated or said.code.startswith(_FEE):
        return errors.Moderated, "service.moderated"
    if any(sign in words for sign in _NO_FETCH):
        return errors.MediaFetchError, "service.error"
    if found := _CODES.get(said.code):
        return found
    if any(sign in words for sign in _NO_TASK):
        return errors.TaskNotFound, "service.error"
    if said.status == 403 and any(sign in words for sign in _NO_MONEY):
        return errors.InsufficientCredit, "service.no_credit"
    return _STATUSES.get(said.status, (UpstreamError if said.status >= 500 else errors.Rejected, "service.error"))


def garbled(reply: HttpReply, title: str) -> UpstreamError:
    """The reply is none of the service's own format."""
    text = say("service.garbled", provider=title, status=reply.status)
    return UpstreamError(text, status=reply.status, money=Money.SILENT, request_id=reply.request_id)


def created(reply: HttpReply, title: str) -> TaskState:
    """The new task. Raises what `error` gives for a refusal, `CreateUnknown` where the task may exist."""
    body = reading.mapping(reply.json())
    said = reading.said(reply)
    own = _is_error(body, said)
    if task_id := _task_id(body, sure=not own):
        return TaskState(task_id=task_id, status=TaskStatus.QUEUED, created_at=reading.when(body.get("created_at")))
    refusal = error(reply, title)
    if reading.unaccepted(reply, refusal, known=said.code in _CODES):
        raise refusal
    told = refusal if own else garbled(reply, title)
    raise CreateUnknown(told.message, request_id=reply.request_id, code=told.code)


def _is_error(body: dict[str, Any], said: reading.Said) -> bool:
    """Whether the body itself says that something went wrong; an `error` of empty texts doesn't."""
    denied = any(body.get(name) is False for name in ("success", "code"))
    return denied or bool(said.code) or (bool(body.get("error")) and bool(said))


def _task_id(body: dict[str, Any], *, sure: bool) -> str:
    """The task's id; a bare `id` beside an error may be that of the exchange, so it counts only when `sure`."""
    names = ("task_id", "taskId", "id", "request_id") if sure else ("task_id", "taskId")
    data = body.get("data")
    for part in (body, reading.mapping(data)):
        for name in names:
            if found := reading.identifier(part.get(name)):
                return found
    return reading.identifier(data) if sure and isinstance(data, str) else ""


def polled(reply: HttpReply, title: str, task_id: str) -> dict[str, Any] | TaskState:
    """The part of a poll's reply that tells of the task, out of its envelope where there is one.

    A state instead of it where the HTTP status alone tells: a 202 is a task at work, whatever its body, and a
    refusal of the content is its end. Raises a `ServiceError` for an error reply; a garbled one is an `UpstreamError`.
    """
    body = reply.json()
    if not reply.ok:
        found = error(reply, title)
        if isinstance(found, errors.Moderated):
            said = reading.said(reply)
            fault = TaskFault(code=said.code, message=said.words, moderated=True)
            return TaskState(task_id=task_id, status=TaskStatus.FAILED, fault=fault)
        raise found.about(task_id=task_id)
    if reply.status == 202:
        progress = reading.progress(reading.mapping(body).get("progress"))
        return TaskState(task_id=task_id, status=TaskStatus.RUNNING, progress=progress)
    if not isinstance(body, dict):
        raise garbled(reply, title).about(task_id=task_id)
    inner = reading.mapping(body.get("data"))
    if "status" in inner and not (body.get("id") or body.get("task_id")):
        return inner
    if "status" in body:
        return body
    if _is_error(body, reading.said(reply)) and not _task_id(body, sure=True):
        raise error(reply, title).about(task_id=task_id)
    return inner or body


def state(task_id: str, part: dict[str, Any], urls: tuple[str, ...]) -> TaskState:
    """The task as `part` tells of it, with the result URLs that the dialect found.

    `completed` without a video but with the moderator's words is a failure: so some relays say what was withheld.
    """
    word = reading.text(part.get("status"), 60)
    said = reading.said_in(part)
    if word:
        status = reading.status(word)
    elif urls:
        status = TaskStatus.SUCCEEDED
    else:  # only an id is how some tasks begin; an error without a status needn't be the end
        status = TaskStatus.UNKNOWN if _is_error(part, said) else TaskStatus.QUEUED
    within = (layer.get("error") for layer in reading.layers(part)[1:])  # a task of the upstream's, quoted whole
    status, fault = reading.ending(status, urls, reading.fault(part, *within), part)
    return TaskState(
        task_id=task_id,
        status=status,
        said=word,
        progress=reading.progress(part.get("progress")),
        urls=urls,
        fault=None if status is TaskStatus.SUCCEEDED else fault,
        created_at=reading.when(part.get("created_at")) or reading.when(part.get("submit_time")),
        completed_at=reading.when(part.get("completed_at")) or reading.when(part.get("finish_time")),
        urls_expire_at=reading.when(part.get("expires_at")),
    )


def models(reply: HttpReply, title: str) -> tuple[str, ...]:
    """The ids of `GET /v1/models`, of whatever kind; being listed proves nothing of what a model can do."""
    data = reading.mapping(reply.json()).get("data")
    if not reply.ok or not isinstance(data, list):
        raise _unreadable(reply, title)
    found = (reading.identifier(entry.get("id") if isinstance(entry, dict) else entry) for entry in data)
    return tuple(dict.fromkeys(name for name in found if name))


def usage(reply: HttpReply, title: str) -> Balance:
    """What the key has left, of `GET /api/usage/token/`, in the relay's quota units.

    A key without a limit of its own has 1 in `details["unlimited_quota"]`; the amount then means nothing.
    """
    data = reading.mapping(reading.mapping(reply.json()).get("data"))
    left = reading.seconds(data.get("total_available"))
    if not reply.ok or left is None:
        raise _unreadable(reply, title)
    figures = {name: reading.seconds(data.get(name)) for name in ("total_granted", "total_used")}
    details = {name: value for name, value in figures.items() if value is not None}
    if data.get("unlimited_quota") is True:
        details["unlimited_quota"] = 1.0
    return Balance(amount=left, unit="quota", details=details)


def _unreadable(reply: HttpReply, title: str) -> GrokwidgetError:
    """An error where the reply says one, else that it can't be read."""
    told = _is_error(reading.mapping(reply.json()), reading.said(reply))
    return garbled(reply, title) if reply.ok and not told else error(reply, title)

"""jimmyai.cn: flat JSON, codes as text, exactly one reference image, 10 or 15 seconds, an upload for pictures."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..catalog import Defaults, DurationRule, ImageRule, Model
from ..errors import CreateUnknown, GrokwidgetError, Money, ServiceError, UpstreamError
from ..messages import say
from ..task import Balance, TaskFault, TaskState, TaskStatus
from . import reading
from .dialect import HttpCall, HttpReply, Order, Provider, Reserved, Upload, WireImage, generates_only, segment

DOCS = "jimmyai.cn docs, Grok 1.5 video, 2026-11"
LIFETIME = 3 * 24 * 3600.0
"""Seconds that results, and pictures that were taken in, stay at their addresses."""
_ROOT = "/api/open-api/v1"


class JimmyaiDialect(Reserved):
    """The wire format of jimmyai.cn."""

    def __init__(self, title: str) -> None:
        self.title = title

    def encode_create(self, order: Order) -> HttpCall:
        generates_only(order)
        body: dict[str, Any] = {"model": order.model.id}
        for name, field in (("prompt", "prompt"), ("duration", "duration"), ("ratio", "aspect_ratio")):
            if field in order.fields:
                body[name] = order.fields[field]
        body["image_urls"] = [image.address() for image in order.images]
        return HttpCall("POST", f"{_ROOT}/grok/videos", json=body)

    def decode_create(self, reply: HttpReply) -> TaskState:
        body = reading.mapping(reply.json())
        for part in (reading.mapping(body.get("data")), body if reply.ok else {}):
            task_id = reading.identifier(part.get("task_id")) or reading.identifier(part.get("taskId"))
            if task_id:  # whatever status and envelope say: a task that has an id is a task
                return TaskState(task_id=task_id, status=TaskStatus.QUEUED)
        error, own = self.decode_error(reply), _own_error(reply)
        if reading.unaccepted(reply, error, known=own and reply.ok and error.code in _CODES):
            raise error
        message = say("service.garbled", provider=self.title, status=reply.status)
        if own or not reply.ok:
            message = error.message
        raise CreateUnknown(message, request_id=reply.request_id, code=error.code)

    def encode_poll(self, task_id: str) -> HttpCall:
        return HttpCall("GET", f"{_ROOT}/videos/{segment(task_id)}")

    def decode_poll(self, reply: HttpReply, task_id: str) -> TaskState:
        body = reply.json()
        if reply.status == 202 and not isinstance(body, dict):
            return TaskState(task_id=task_id, status=TaskStatus.RUNNING)
        envelope = reading.mapping(body)
        # An older page of the document shows the task without its envelope.
        task = reading.mapping(envelope.get("data")) or ({} if "code" in envelope else envelope)
        if not reply.ok or (_own_error(reply) and "status" not in task):
            return self._over(reply, task_id)
        if not task:
            raise self._garbled(reply).about(task_id=task_id)
        said, fault = reading.text(task.get("status"), 60), _fault(task)
        urls = _urls(task)
        status = reading.status(said) if said else (TaskStatus.SUCCEEDED if urls else TaskStatus.QUEUED)
        if status is TaskStatus.SUCCEEDED and fault and not urls:
            status = TaskStatus.FAILED
        status, fault = reading.ending(status, urls, fault, task)
        return TaskState(
            task_id=task_id,
            status=status,
            said=said,
            progress=reading.progress(task.get("progress")),
            urls=urls,
            fault=fault if status is not TaskStatus.SUCCEEDED else None,
            created_at=reading.when(task.get("created_at")),
            completed_at=reading.when(task.get("completed_at")),
        )

    def decode_error(self, reply: HttpReply) -> GrokwidgetError:
        said = reading.said(reply)
        kind, key = _kind(said)
        about: dict[str, Any] = {"status": said.status, "code": said.code, "request_id": reply.request_id}
        if kind is errors.RateLimited:
            about["retry_after"] = reading.seconds(reply.headers.get("retry-after"))
        if kind is errors.Moderated:
            about["hint"] = say("service.moderated.hint")
        words = said.words or said.code or say("service.no_text", status=reply.status)
        return kind(say(key, provider=self.title, text=words), **about)

    def encode_balance(self) -> HttpCall | None:
        return HttpCall("GET", f"{_ROOT}/user/balance")

    def decode_balance(self, reply: HttpReply) -> Balance:
        data = self._data(reply)
        names = ("available", "balance", "used_coin")
        told = {name: number for name in names if (number := reading.seconds(data.get(name))) is not None}
        amount = told.get("available", told.get("balance"))
        if amount is None:
            raise self._garbled(reply)
        return Balance(amount=amount, unit="credits", details=told)

    def encode_upload(self, image: WireImage, name: str) -> HttpCall | None:
        if image.data is None:
            return None
        return HttpCall("POST", f"{_ROOT}/files/upload", files=(("file", name, image.data, image.mime),))

    def decode_upload(self, reply: HttpReply) -> Upload:
        urls = reading.result_urls(self._data(reply))
        if not urls:
            raise self._garbled(reply)
        return Upload(urls[0], LIFETIME)

    def _data(self, reply: HttpReply) -> dict[str, Any]:
        """The object that a reply is about; raises the error that it is instead. For requests that cost nothing."""
        if not reply.ok or _own_error(reply):
            raise self.decode_error(reply)
        body = reading.mapping(reply.json())
        return reading.mapping(body.get("data")) or body

    def _over(self, reply: HttpReply, task_id: str) -> TaskState:
        """What an error reply says of a task: refused content is its end; anything else is raised."""
        said, error = reading.said(reply), self.decode_error(reply)
        if isinstance(error, errors.Moderated):
            fault = TaskFault(code=said.code, message=said.words, moderated=True)
            return TaskState(task_id=task_id, status=TaskStatus.FAILED, fault=fault)
        if said.status == 404 or any(sign in said.words.lower() for sign in _NO_TASK):
            error = errors.TaskNotFound(error.message, status=said.status, code=said.code, request_id=reply.request_id)
        error.money = Money.UNKNOWN  # the create was accepted: what it costs isn't settled by this answer
        raise error.about(task_id=task_id)

    def _garbled(self, reply: HttpReply) -> UpstreamError:
        text = say("service.garbled", provider=self.title, status=reply.status)
        return UpstreamError(text, status=reply.status, money=Money.SILENT, request_id=reply.request_id)


_NO_TASK = ("task not found", "task does not exist", "任务不存在")
_NO_CREDIT = ("insufficient", "余额不足", "积分不足")
_STATUSES: dict[int, tuple[type[ServiceError], str]] = {
    401: (errors.AuthError, "service.invalid_key"),
    402: (errors.InsufficientCredit, "service.no_credit"),
    403: (errors.PermissionDenied, "service.error"),
    429: (errors.RateLimited, "service.rate_limit"),
}
#: Of the envelope, when the HTTP status tells nothing: whether errors come with status 200 isn't documented. `20002` is
#: a bad request, which an unknown code is taken for too, except that it may have been accepted.
_CODES: dict[str, tuple[type[ServiceError], str]] = {
    "20002": (errors.Rejected, "service.error"),
    "20001": (errors.AuthError, "service.invalid_key"),
    "-1": (UpstreamError, "service.error"),
}


def _kind(said: reading.Said) -> tuple[type[ServiceError], str]:
    if said.moderated:
        return errors.Moderated, "service.moderated"
    if found := _STATUSES.get(said.status):
        return found
    if said.status >= 500:
        return UpstreamError, "service.error"
    if any(sign in said.words.lower() for sign in _NO_CREDIT):
        return errors.InsufficientCredit, "service.no_credit"
    return _CODES.get(said.code, (errors.Rejected, "service.error"))


def _own_error(reply: HttpReply) -> bool:
    """Whether the service itself says that something is wrong: an envelope with a code that isn't `20000`."""
    return isinstance(reply.json(), dict) and bool(reading.said(reply).code)


def _urls(task: dict[str, Any]) -> tuple[str, ...]:
    # `result.image_url` is a still: it is no clip.
    return (
        reading.result_urls(task.get("result"))
        or reading.result_urls(task)
        or reading.result_urls({"url": task.get("mediaUrl")})
    )


def _fault(task: dict[str, Any]) -> TaskFault | None:
    for name in ("error_message", "error_msg", "reason"):
        if words := reading.text(task.get(name)):
            code = words.partition(":")[0]  # as in `PROVIDER_MODERATION_ERROR: TRADEMARK`
            code = code if code.isupper() and code.replace("_", "").isalnum() else ""
            return TaskFault(code=code[:100], message=words, moderated=reading.moderated(words))
    return reading.fault(task.get("error"))


PROVIDER = Provider(
    name="jimmyai",
    title="jimmyai.cn",
    base_url="https://www.jimmyai.cn",
    dialect=JimmyaiDialect("jimmyai.cn"),
    models=(
        Model(
            provider="jimmyai",
            id="grok-imagine-video-1.5",
            title="Grok 1.5, image to video",
            aliases=("grok-1.5", "grok_1_5"),
            prompt="required",
            images=ImageRule(minimum=1, maximum=1),
            durations=DurationRule(low=10, high=15, choices=(10, 15)),
            aspect_ratios=("16:9", "9:16", "1:1", "3:2", "2:3"),
            defaults=Defaults(aspect_ratio="16:9", duration=10),
            source=DOCS,
        ),
    ),
    key_variable="JIMMYAI_API_KEY",
    key_prefix="sk_",
    docs=DOCS,
    url_lifetime=LIFETIME,
)

"""grokimagineapi.com: flat JSON, an envelope on every reply, a fixed price per generation, maybe several videos."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..catalog import Defaults, ImageRule, Model, Price
from ..errors import CreateUnknown, GrokwidgetError, Money, ServiceError, UpstreamError
from ..messages import say
from ..task import Cost, TaskFault, TaskState, TaskStatus
from . import reading
from .dialect import HttpCall, HttpReply, Order, Provider, Reserved, generates_only

DOCS = "grokimagineapi.com docs, 2026-11"
LIMITS = f"{DOCS}; it shows mode fun, ratio 1:1 and one image only, the other choices are assumed"
USD_PER_CREDIT = 0.01
"""The document calls 40 credits about 0.4 USD."""


class GrokimagineapiDialect(Reserved):
    """The wire format of grokimagineapi.com."""

    def __init__(self, title: str) -> None:
        self.title = title

    def encode_create(self, order: Order) -> HttpCall:
        generates_only(order)
        # The document marks `images` alone as optional, so mode and ratio are always sent.
        defaults = order.model.defaults
        body: dict[str, Any] = {
            "mode": order.fields.get("mode") or defaults.mode,
            "prompt": order.fields.get("prompt"),
            "images": [image.address() for image in order.images],
            "ratio": order.fields.get("aspect_ratio") or defaults.aspect_ratio,
        }
        return HttpCall("POST", "/v1/generate", json={name: value for name, value in body.items() if value})

    def decode_create(self, reply: HttpReply) -> TaskState:
        body = reading.mapping(reply.json())
        for part in (reading.mapping(body.get("data")), body if reply.ok else {}):
            task_id = reading.identifier(part.get("task_id")) or reading.identifier(part.get("taskId"))
            if task_id:  # whatever status and envelope say: a task that has an id is a task
                return TaskState(task_id=task_id, status=TaskStatus.QUEUED)
        error, own = self.decode_error(reply), _own_error(reply)
        if reading.unaccepted(reply, error):
            raise error
        message = say("service.garbled", provider=self.title, status=reply.status)
        if own or not reply.ok:
            message = error.message
        raise CreateUnknown(message, request_id=reply.request_id, code=error.code)

    def encode_poll(self, task_id: str) -> HttpCall:
        return HttpCall("GET", "/v1/status", query={"task_id": task_id})

    def decode_poll(self, reply: HttpReply, task_id: str) -> TaskState:
        body = reply.json()
        if reply.status == 202 and not isinstance(body, dict):
            return TaskState(task_id=task_id, status=TaskStatus.RUNNING)
        envelope = reading.mapping(body)
        task = reading.mapping(envelope.get("data")) or ({} if "code" in envelope else envelope)
        if not reply.ok or (_own_error(reply) and "status" not in task):
            return self._over(reply, task_id)
        if not task:
            raise self._garbled(reply).about(task_id=task_id)
        said, words = reading.text(task.get("status"), 60), reading.text(task.get("error_message"))
        fault = reading.fault(words, task.get("error"))
        urls = reading.result_urls({"videos": task.get("response")}) or reading.result_urls(task)
        status = reading.status(said) if said else (TaskStatus.SUCCEEDED if urls else TaskStatus.QUEUED)
        if (words and not status.final) or (fault and status is TaskStatus.SUCCEEDED and not urls):
            status = TaskStatus.FAILED  # the document has this text on failures only
        status, fault = reading.ending(status, urls, fault, task)
        return TaskState(
            task_id=task_id,
            status=status,
            said=said,
            progress=reading.progress(task.get("progress")),
            urls=urls,
            fault=fault if status is not TaskStatus.SUCCEEDED else None,
            cost=_cost(task.get("consumed_credits"), status),
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
_NO_CREDIT = ("insufficient credit", "insufficient_credit", "not enough credit", "积分不足")
_STATUSES: dict[int, tuple[type[ServiceError], str]] = {
    401: (errors.AuthError, "service.invalid_key"),
    402: (errors.InsufficientCredit, "service.no_credit"),
    403: (errors.PermissionDenied, "service.error"),
    429: (errors.RateLimited, "service.rate_limit"),
}


def _kind(said: reading.Said) -> tuple[type[ServiceError], str]:
    if said.moderated:
        return errors.Moderated, "service.moderated"
    if found := _STATUSES.get(said.status):
        return found
    if said.status >= 500:
        return UpstreamError, "service.error"
    told = f"{said.code} {said.words}".lower()
    if any(sign in told for sign in _NO_CREDIT):
        return errors.InsufficientCredit, "service.no_credit"
    return errors.Rejected, "service.error"


def _own_error(reply: HttpReply) -> bool:
    """Whether the service itself says that something is wrong, in its envelope `{code, message, error}`."""
    body = reading.mapping(reply.json())
    inner = body.get("error")
    return bool(body and reading.said(reply).code) or bool(reading.text(inner) or reading.mapping(inner))


def _cost(value: object, status: TaskStatus) -> Cost | None:
    """What the service says it charged. Nothing charged so far is no news before the end."""
    amount = reading.seconds(value)
    if amount is None or amount < 0 or (not amount and not status.final):
        return None
    return Cost(amount=amount, unit="credits", usd=round(amount * USD_PER_CREDIT, 6), estimated=False, note=DOCS)


PROVIDER = Provider(
    name="grokimagineapi",
    title="grokimagineapi.com",
    base_url="https://grokimagineapi.com",
    dialect=GrokimagineapiDialect("grokimagineapi.com"),
    models=(
        Model(
            provider="grokimagineapi",
            id="grok-imagine",  # ours: the service has one model and no field for it
            title="Grok Imagine, text or images to video",
            prompt="required",
            images=ImageRule(maximum=7),
            aspect_ratios=("2:3", "3:2", "1:1", "16:9", "9:16"),
            any_ratio=True,
            modes=("normal", "fun", "spicy"),
            defaults=Defaults(aspect_ratio="1:1", mode="normal"),
            price=Price(unit="credits", per_clip=40, usd_per_unit=USD_PER_CREDIT, source=DOCS),
            source=LIMITS,
        ),
    ),
    key_variable="GROKIMAGINEAPI_API_KEY",
    docs=DOCS,
    asks_a_minute=100,
)

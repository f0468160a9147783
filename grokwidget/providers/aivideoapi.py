"""aivideoapi.ai: JSON with a nested `input`, an envelope on create, none on poll. Public image addresses only."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..catalog import Defaults, DurationRule, ImageRule, Model, Price
from ..errors import CreateUnknown, GrokwidgetError, Money, ServiceError, UpstreamError
from ..messages import say
from ..task import Balance, TaskFault, TaskState, TaskStatus
from . import reading
from .dialect import HttpCall, HttpReply, Order, Provider, Reserved, generates_only, segment

DOCS = "aivideoapi.ai docs, Grok Imagine, 2026-11"


class AivideoapiDialect(Reserved):
    """The wire format of aivideoapi.ai, which the local service speaks as its own too."""

    def __init__(self, title: str) -> None:
        self.title = title

    def encode_create(self, order: Order) -> HttpCall:
        generates_only(order)
        body: dict[str, Any] = {"model": order.model.id}
        if order.callback_url:
            body["callback_url"] = order.callback_url
        body["input"] = dict(order.fields)
        if order.images:
            body["input"]["image_urls"] = [image.address() for image in order.images]
        return HttpCall("POST", "/v1/videos/generations", json=body)

    def decode_create(self, reply: HttpReply) -> TaskState:
        body = reading.mapping(reply.json())
        task_id = reading.identifier(reading.mapping(body.get("data")).get("taskId"))
        if task_id:  # whatever status and envelope say: a task that has an id is a task
            return TaskState(task_id=task_id, status=TaskStatus.QUEUED)
        own_error = bool(reading.mapping(body.get("error"))) or (reply.ok and not _says_fine(body.get("code")))
        error = self.decode_error(reply)
        if reading.unaccepted(reply, error, known=error.code in _CODES):
            raise error
        if own_error:
            raise CreateUnknown(error.message, request_id=reply.request_id, code=error.code)
        raise CreateUnknown(self._garbled(reply).message, request_id=reply.request_id)

    def encode_poll(self, task_id: str) -> HttpCall:
        return HttpCall("GET", f"/v1/tasks/{segment(task_id)}")

    def decode_poll(self, reply: HttpReply, task_id: str) -> TaskState:
        body = reply.json()
        if not reply.ok:
            return self._over(reply, task_id)
        if reply.status == 202 and not isinstance(body, dict):
            return TaskState(task_id=task_id, status=TaskStatus.RUNNING)
        if not isinstance(body, dict):
            raise self._garbled(reply).about(task_id=task_id)
        if "status" not in body:  # the document's poll has no envelope, its create has
            inner = reading.mapping(body.get("data"))
            if "status" not in inner and _envelope_status(body):
                return self._over(reply, task_id)
            body = inner or body
        said = reading.text(body.get("status"), 60)
        urls = reading.result_urls(body, "output.urls")
        status = reading.status(said) if said else (TaskStatus.SUCCEEDED if urls else TaskStatus.QUEUED)
        status, fault = reading.ending(status, urls, reading.fault(body.get("error")), body)
        return TaskState(
            task_id=task_id,
            status=status,
            said=said,
            progress=reading.progress(body.get("progress")),
            urls=urls,
            fault=fault if status is not TaskStatus.SUCCEEDED else None,
            created_at=reading.when(body.get("created_at")),
            completed_at=reading.when(body.get("completed_at")),
        )

    def decode_error(self, reply: HttpReply) -> GrokwidgetError:
        body = reading.mapping(reply.json())
        inner = body.get("error")
        code = reading.text(reading.mapping(inner).get("code") or body.get("code"), 100)
        words = (
            reading.text(reading.mapping(inner).get("message"))
            or reading.text(inner)
            or reading.text(body.get("msg") or body.get("message"))
            or say("service.no_text", status=reply.status)
        )
        status = (_envelope_status(body) if reply.ok else None) or reply.status
        kind, key = self._kind(status, code, words)
        about: dict[str, Any] = {"status": status, "code": code, "request_id": reply.request_id}
        if kind is errors.RateLimited:
            about["retry_after"] = reading.seconds(reply.headers.get("retry-after"))
        if kind is errors.Moderated:
            about["hint"] = say("service.moderated.hint")
        return kind(say(key, provider=self.title, text=words), **about)

    def _kind(self, status: int, code: str, words: str) -> tuple[type[ServiceError], str]:
        if reading.moderated(code, words):
            return errors.Moderated, "service.moderated"
        if found := _CODES.get(code):
            return found
        return _STATUSES.get(status, (UpstreamError if status >= 500 else errors.Rejected, "service.error"))

    def _over(self, reply: HttpReply, task_id: str) -> TaskState:
        """What an error reply says of a task: refused content is its end; anything else is raised."""
        said, error = reading.said(reply), self.decode_error(reply)
        if said.own and isinstance(error, errors.Moderated):
            fault = TaskFault(code=said.code, message=said.words, moderated=True)
            return TaskState(task_id=task_id, status=TaskStatus.FAILED, fault=fault)
        raise error.about(task_id=task_id)

    def _garbled(self, reply: HttpReply) -> UpstreamError:
        text = say("service.garbled", provider=self.title, status=reply.status)
        return UpstreamError(text, status=reply.status, money=Money.SILENT, request_id=reply.request_id)

    def encode_balance(self) -> HttpCall | None:
        return HttpCall("GET", "/v1/credits")

    def decode_balance(self, reply: HttpReply) -> Balance:
        if not reply.ok:
            raise self.decode_error(reply)
        data = reading.mapping(reading.mapping(reply.json()).get("data"))
        amount = reading.seconds(data.get("balance"))
        if amount is None:
            raise self._garbled(reply)
        numbers = {name: reading.seconds(data.get(name)) for name in ("total_purchased", "total_consumed")}
        return Balance(
            amount=amount, unit="credits", details={name: value for name, value in numbers.items() if value is not None}
        )


_CODES: dict[str, tuple[type[ServiceError], str]] = {
    "invalid_request": (errors.Rejected, "service.error"),
    "invalid_api_key": (errors.AuthError, "service.invalid_key"),
    "insufficient_credits": (errors.InsufficientCredit, "service.no_credit"),
    "ip_not_allowed": (errors.PermissionDenied, "service.error"),
    "model_not_found": (errors.ModelUnavailable, "service.error"),
    "task_not_found": (errors.TaskNotFound, "service.error"),
    "rate_limit_exceeded": (errors.RateLimited, "service.rate_limit"),
    "spend_limit_exceeded": (errors.SpendLimit, "service.spend_limit"),
    "internal_error": (errors.UpstreamError, "service.error"),
    "upstream_error": (errors.UpstreamError, "service.error"),
}
_STATUSES: dict[int, tuple[type[ServiceError], str]] = {
    401: (errors.AuthError, "service.invalid_key"),
    402: (errors.InsufficientCredit, "service.no_credit"),
    403: (errors.PermissionDenied, "service.error"),
    429: (errors.RateLimited, "service.rate_limit"),
}


def _says_fine(code: object) -> bool:
    """Whether an envelope's code is one of success, or there is none."""
    number = reading.seconds(code)
    return code is None or (number is not None and 200 <= number <= 299)


def _envelope_status(body: dict[str, Any]) -> int | None:
    """The HTTP status that an envelope means by its `code` when it is no 200; None when it tells none."""
    number = reading.seconds(body.get("code"))
    return int(number) if number is not None and 400 <= number <= 599 else None


_RATIOS = ("2:3", "3:2", "1:1", "16:9", "9:16")
_DURATIONS = DurationRule(low=6, high=30)
_PRICE = Price(
    unit="credits",
    per_second={"480p": 2.4, "720p": 4.5},
    whole_units=True,
    source=DOCS,
)
_COMMON: dict[str, Any] = {
    "provider": "aivideoapi",
    "prompt_limit": 5000,
    "durations": _DURATIONS,
    "aspect_ratios": _RATIOS,
    "resolutions": ("480p", "720p"),
    "modes": ("normal", "fun", "spicy"),
    "nsfw_checker": True,
    "callbacks": True,
    "defaults": Defaults(aspect_ratio="2:3", resolution="480p", duration=6, mode="normal", nsfw_checker=True),
    "price": _PRICE,
    "source": DOCS,
}

PROVIDER = Provider(
    name="aivideoapi",
    title="aivideoapi.ai",
    base_url="https://api.aivideoapi.ai",
    dialect=AivideoapiDialect("aivideoapi.ai"),
    models=(
        Model(id="grok-imagine-text-to-video", title="Grok Imagine, text to video", prompt="required", **_COMMON),
        Model(
            id="grok-imagine-image-to-video",
            title="Grok Imagine, image to video",
            prompt="optional",
            images=ImageRule(minimum=1, maximum=7),
            modes_with_images=("normal", "fun"),
            ratio_follows_single_image=True,
            **_COMMON,
        ),
    ),
    key_variable="AIVIDEOAPI_API_KEY",
    key_prefix="sk-",
    docs=DOCS,
    url_lifetime=24 * 3600,
    refunds_failures=True,
)

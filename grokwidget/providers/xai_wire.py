"""xAI's own wire format: JSON in, a bare `request_id` out, `{code, error: "a sentence"}` for errors.

There is no page of it in this project; what is here was read from xAI's published clients and from reports of others,
and is as strict as the strictest of them.
"""

from __future__ import annotations

import re
from typing import Any

from .. import errors
from ..errors import CreateUnknown, GrokwidgetError, Money, ServiceError, UpstreamError
from ..messages import say
from ..request import Operation
from ..task import Cost, TaskFault, TaskState, TaskStatus
from . import reading
from .dialect import HttpCall, HttpReply, Order, Reserved, segment

TICKS_PER_USD = 10**10
_PATHS = {
    Operation.GENERATE: "/v1/videos/generations",
    Operation.EDIT: "/v1/videos/edits",
    Operation.EXTEND: "/v1/videos/extensions",
}
_IMAGE_NAME = re.compile(r"@image\s?(\d{1,3})", re.IGNORECASE)


class XaiDialect(Reserved):
    """The wire format of api.x.ai, and of the relays that pass it through."""

    def __init__(self, title: str) -> None:
        self.title = title

    def encode_create(self, order: Order) -> HttpCall:
        body: dict[str, Any] = {"model": order.model.id, **order.fields}
        body.pop("operation", None)
        images = [{"url": image.address()} for image in order.images]
        if order.operation is not Operation.GENERATE:
            body["video"] = {"url": order.source_video}
        if len(images) == 1:
            body["image"] = images[0]
        elif images:
            body["reference_images"] = images
            if "prompt" in body:
                body["prompt"] = _with_tags(body["prompt"])
        return HttpCall("POST", _PATHS[order.operation], json=body)

    def decode_create(self, reply: HttpReply) -> TaskState:
        body, said = reply.json(), reading.said(reply)
        places = ("request_id", "id", "task_id", "data.request_id", "data.task_id")
        task_id = next(filter(None, (reading.identifier(reading.at(body, place)) for place in places)), "")
        if task_id and (reply.ok or not said.own):  # in an error reply a `request_id` is for the support
            return TaskState(task_id=task_id, status=TaskStatus.QUEUED)
        error = self.decode_error(reply)
        if reading.unaccepted(reply, error, known=reply.ok and said.status < 500 and _is_argument(said.code)):
            raise error
        text = say("service.garbled", provider=self.title, status=reply.status)
        if said.own:
            text = say("service.error", provider=self.title, text=said.words or said.code)
        raise CreateUnknown(text, request_id=reply.request_id, code=said.code)

    def encode_poll(self, task_id: str) -> HttpCall:
        return HttpCall("GET", f"/v1/videos/{segment(task_id)}")

    def decode_poll(self, reply: HttpReply, task_id: str) -> TaskState:
        body = reply.json()
        if reply.status == 202:  # its body may be empty
            return TaskState(
                task_id=task_id,
                status=TaskStatus.RUNNING,
                said=reading.text(reading.at(body, "status"), 60),
                progress=reading.progress(reading.at(body, "progress")),
            )
        said = reading.said(reply)
        if not reply.ok:
            if said.moderated and reply.status in (400, 403, 422):
                # An error by its number, the task's end by its words.
                why = TaskFault(code=said.code, message=said.words, moderated=True)
                return TaskState(task_id=task_id, status=TaskStatus.FAILED, fault=why, cost=_cost(body))
            raise self._poll_error(reply, said).about(task_id=task_id)
        if not isinstance(body, dict):
            raise self._passing("service.garbled", reply).about(task_id=task_id)
        told = _told(body)
        if said.own and not said.moderated and not told.get("status") and not reading.result_urls(body):
            raise self._passing("service.error", reply, said).about(task_id=task_id)  # an error, though not of the task
        return _reading(body, told, task_id)

    def _passing(self, key: str, reply: HttpReply, said: reading.Said | None = None) -> UpstreamError:
        """An answer that tells nothing of the task and ends no wait."""
        code, words = (said.code, said.words or said.code) if said else ("", "")
        text = say(key, provider=self.title, status=reply.status, text=words)
        return UpstreamError(text, status=reply.status, money=Money.SILENT, request_id=reply.request_id, code=code)

    def _poll_error(self, reply: HttpReply, said: reading.Said) -> GrokwidgetError:
        error = self.decode_error(reply)
        if reply.status == 404:
            return errors.TaskNotFound(error.message, status=reply.status, code=error.code, request_id=reply.request_id)
        if reply.status == 400 and type(error) is errors.Rejected and not _is_argument(said.code):
            # Stray ones were seen in the first half minute of healthy tasks.
            return self._passing("service.error" if said else "service.garbled", reply, said)
        return error

    def decode_error(self, reply: HttpReply) -> GrokwidgetError:
        said = reading.said(reply)
        words = said.words or said.code or say("service.no_text", status=said.status)
        kind, key = _kind(said)
        about: dict[str, Any] = {"status": said.status, "code": said.code, "request_id": reply.request_id}
        if kind is errors.RateLimited:
            about["retry_after"] = reading.seconds(reply.headers.get("retry-after"))
        if kind is errors.Moderated:
            about["hint"] = say("service.moderated.hint")
        if _wants_upload(said):
            about["hint"] = say("service.zero_retention")
        return kind(say(key, provider=self.title, text=words), **about)


def _with_tags(prompt: str) -> str:
    """The prompt with our `@image1` as xAI's `<IMAGE_0>`."""
    return _IMAGE_NAME.sub(lambda found: f"<IMAGE_{int(found.group(1)) - 1}>", prompt)


def _told(body: dict[str, Any]) -> dict[str, Any]:
    return next((layer for layer in reading.layers(body) if layer.get("status")), body)


def _reading(body: dict[str, Any], told: dict[str, Any], task_id: str) -> TaskState:
    word = reading.text(told.get("status"), 60)
    progress = reading.progress(told.get("progress"))
    urls = reading.result_urls(body, "video.url")
    why = reading.fault(told)
    status = reading.status(word)
    if not word:  # no word: a video is one all the same, and a bare id means that nothing has begun
        refused = why is not None and why.moderated
        status = TaskStatus.SUCCEEDED if urls else TaskStatus.FAILED if refused else TaskStatus.QUEUED
    if status is TaskStatus.QUEUED and progress:
        status = TaskStatus.RUNNING
    status, why = reading.ending(status, urls, why, body)
    return TaskState(
        task_id=task_id,
        status=status,
        said=word,
        progress=progress,
        urls=urls,
        fault=why if status.final and status is not TaskStatus.SUCCEEDED else None,
        cost=next(filter(None, map(_cost, reading.layers(body))), None) if status.final else None,
    )


def _cost(body: object) -> Cost | None:
    ticks = reading.seconds(reading.at(body, "usage.cost_in_usd_ticks"))
    if ticks is None or ticks < 0:
        return None
    usd = round(ticks / TICKS_PER_USD, 6)
    return Cost(amount=usd, unit="usd", usd=usd, estimated=False, note="usage.cost_in_usd_ticks")


def _is_argument(code: str) -> bool:
    """Whether it is the code of a request that is wrong, now and for ever; it has two spellings."""
    return "invalid" in code.lower() and "argument" in code.lower()


def _wants_upload(said: reading.Said) -> bool:
    words = f"{said.code} {said.words}".lower()
    return "upload_url" in words or "zero data retention" in words.replace("-", " ")


def _kind(said: reading.Said) -> tuple[type[ServiceError], str]:
    words = said.words.lower()
    if said.moderated:
        return errors.Moderated, "service.moderated"
    if "incorrect api key" in words:  # comes as a 400
        return errors.AuthError, "service.invalid_key"
    if "spending limit" in words or "any credits" in words or "available credits" in words:  # comes as a 403 or a 429
        return errors.InsufficientCredit, "service.no_credit"
    if said.status in (400, 404) and "model" in words and ("not found" in words or "not exist" in words):
        return errors.ModelUnavailable, "service.error"
    if said.status >= 500:
        return UpstreamError, "service.error"
    return _STATUSES.get(said.status, (errors.Rejected, "service.error"))


_STATUSES: dict[int, tuple[type[ServiceError], str]] = {
    401: (errors.AuthError, "service.invalid_key"),
    402: (errors.InsufficientCredit, "service.no_credit"),
    403: (errors.PermissionDenied, "service.error"),
    429: (errors.RateLimited, "service.rate_limit"),
}

"""Small tolerant readers that the dialects share: status words, progress, numbers, URLs. Never a serializer."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from ..errors import GrokwidgetError, Moderated, Rejected, TaskNotFound, UpstreamError
from ..messages import say
from ..task import TaskFault, TaskStatus
from .dialect import HttpReply

_WORDS = {
    TaskStatus.QUEUED: "queued pending submitted notstart notstarted created preparing starting",
    TaskStatus.RUNNING: "processing inprogress running generating",
    TaskStatus.SUCCEEDED: "completed complete success succeeded succeed done finished",
    TaskStatus.FAILED: "failed failure fail error",
    TaskStatus.CANCELLED: "cancelled canceled",
    TaskStatus.EXPIRED: "expired",
}
_STATUS = {word: status for status, words in _WORDS.items() for word in words.split()}

_MODERATION = (
    "content moderat",
    "content-moderat",
    "moderation_blocked",
    "usage guidelines",
    "inappropriate content",
    "provider_moderation_error",
    "safety_check_type",
    "sensitive content",
    "敏感",
    "违规",
)


def status(word: object) -> TaskStatus:
    """One of our states for a provider's word, in any case and spelling seen; `UNKNOWN` (not final) for a new one."""
    if not isinstance(word, str):
        return TaskStatus.UNKNOWN
    return _STATUS.get(re.sub(r"[\s_-]+", "", word).lower(), TaskStatus.UNKNOWN)


def progress(value: object) -> float | None:
    """Percent from 45, 45.0, `"45%"` or `"45"`; None from anything else."""
    if isinstance(value, str):
        value = value.strip().removesuffix("%").strip()
    number = seconds(value)
    return None if number is None else min(max(number, 0.0), 100.0)


def seconds(value: object) -> float | None:
    """A finite number from a number or a numeric string; None from anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def when(value: object) -> float | None:
    """Unix seconds from seconds, milliseconds or ISO 8601 (UTC unless it says otherwise).

    None from 0, which means "not yet", and from anything else.
    """
    number = seconds(value)
    if number is None and isinstance(value, str):
        number = _iso(value.strip())
    if number is None or number <= 0:
        return None
    return number / 1000 if number > 1e11 else number


def _iso(value: str) -> float | None:
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def text(value: object, limit: int = 2000) -> str:
    """A provider's words as plain text of bounded length; empty for what is no text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).encode("utf-8", "replace").decode().strip()[:limit]


def identifier(value: object) -> str:
    """A task's id: an opaque text of at most 512 characters; empty for what is none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    found = str(value).strip()
    return found if len(found) <= 512 and found.isprintable() else ""


def refused(status: int) -> bool:
    """Whether a create that got this HTTP status, and no error of the provider's own, was surely not accepted.

    A proxy's 408 or 5xx tells nothing of what stands behind it. A redirect may be the answer to a request that was
    handled, but for 307 and 308: those ask for it to be sent again, whole, elsewhere.
    """
    return (400 <= status < 500 and status != 408) or status in (307, 308)


def mapping(value: object) -> dict[str, Any]:
    """The value when it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def is_url(value: object) -> bool:
    """Whether the value is an absolute http(s) URL that can be asked for."""
    if not isinstance(value, str):
        return False
    value = value.strip()
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and value.isprintable()
    except ValueError:
        return False


#: Where relays put a finished video, the likeliest place first (wire.md's order of what is in use).
_PLACES = (
    "video_url",
    "videoUrl",
    "url",
    "result_url",
    "download_url",
    "output.url",
    "output.video_url",
    "output.urls",
    "metadata.url",
    "detail.url",
    "video.url",
    "videos",
    "result.video_url",
    "output",
)
_MANY = 64


def at(body: object, place: str) -> object:
    """What stands at `place`, names with dots between; None where there is no such thing."""
    value = body
    for name in place.split("."):
        value = mapping(value).get(name)
    return value


def _flat(value: object) -> Iterator[str]:
    items = value if isinstance(value, list) else [value]
    for item in items[:_MANY]:
        found = mapping(item).get("url") or mapping(item).get("video_url") if isinstance(item, dict) else item
        if isinstance(found, str) and is_url(found):
            yield found.strip()


def result_urls(body: object, *first: str) -> tuple[str, ...]:
    """Every result URL of a reply's body, no URL twice: of the first place that holds one.

    `first` are the dialect's own places, e.g. `data.response`; then come all that were seen in the wild, in the body,
    in its `data` and in the `data` of that, a `data` that is itself the list, and at last the `fail_reason` of a
    success, where new-api once kept the address.
    """
    parts = (body, at(body, "data"), at(body, "data.data"))
    for part, place in [(body, place) for place in first] + [(part, place) for part in parts for place in _PLACES]:
        if urls := tuple(dict.fromkeys(_flat(at(part, place)))):
            return urls
    listed = at(body, "data")
    if isinstance(listed, list) and (urls := tuple(dict.fromkeys(_flat(listed)))):
        return urls
    for part in parts:
        if status(at(part, "status")) is TaskStatus.SUCCEEDED and (urls := tuple(_flat(at(part, "fail_reason")))):
            return urls
    return ()


def moderated(*words: str) -> bool:
    """Whether a provider's words say that the content was refused, rather than that something broke."""
    joined = " ".join(words).lower()
    return any(sign in joined for sign in _MODERATION)


def fault(error: object, *others: object) -> TaskFault | None:
    """Why a task failed, from its `error` (an object, a text, or an empty one on a healthy task) or the first of
    `others` that says something; None where nothing is said."""
    for value in (error, *others):
        if found := said_in(value):
            return TaskFault(code=found.code, message=found.words, moderated=found.moderated)
    return None


def outcome(found: TaskStatus, urls: tuple[str, ...], why: TaskFault | None) -> TaskStatus:
    """The status, with one correction: a success without a video that names moderation is a refusal (new-api's plugin
    for xAI says `completed` with `moderation_blocked`)."""
    if found is TaskStatus.SUCCEEDED and not urls and why is not None and why.moderated:
        return TaskStatus.FAILED
    return found


def layers(body: dict[str, Any]) -> list[dict[str, Any]]:
    """A task as it stands, and what is in its `data` and in the `data` of that, where relays put it."""
    return [body, mapping(at(body, "data")), mapping(at(body, "data.data"))]


def ending(
    found: TaskStatus, urls: tuple[str, ...], why: TaskFault | None, body: dict[str, Any]
) -> tuple[TaskStatus, TaskFault | None]:
    """`outcome` with its fault; xAI's `respect_moderation: false` beside a success without a video is a refusal too."""
    if found is TaskStatus.SUCCEEDED and not urls:
        places = ("respect_moderation", "video.respect_moderation")
        if any(at(layer, place) is False for layer in layers(body) for place in places):
            why = (why or TaskFault(message=say("task.withheld"))).model_copy(update={"moderated": True})
    return outcome(found, urls, why), why


@dataclass(frozen=True)
class Said:
    """What a reply says went wrong, whichever envelope it says it in. Empty where it says nothing."""

    code: str = ""
    """The provider's own error code, never one that means success."""
    words: str = ""
    """For a person: the message, the title of an HTML page, or a plain text."""
    kind: str = ""
    """The envelope's `type`, e.g. `new_api_error`."""
    param: str = ""
    """The field that is meant."""
    status: int = 0
    """The HTTP status; where that is a success and the envelope's `code` is a 4xx or 5xx, the latter."""
    own: bool = False
    """Whether the envelope itself says that this is an error: a code, an `error`, `success: false`; a mere `message`
    doesn't. A create that got HTTP 200, no id and no such word may have been accepted."""

    @property
    def moderated(self) -> bool:
        """Whether the content was refused, rather than that something broke."""
        return moderated(self.code, self.words)

    def __bool__(self) -> bool:
        return bool(self.code or self.words)


#: `code` of an envelope that carries no error, as text in lower case.
_FINE = frozenset({"success", "ok", "0", "200", "201", "202", "20000", "none"})
#: Where an envelope keeps its sentence, in this order.
_SENTENCES = ("message", "msg", "error_message", "error_msg", "fail_reason", "detail", "reason")
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,300})", re.IGNORECASE)
_NESTING = 3


def said(reply: HttpReply) -> Said:
    """The error that a reply carries, out of every envelope seen in the wild.

    Flat `{code, message}` or `{code, msg}`, nested `{error: {...}}`, `{code, error: "a sentence"}`,
    `{code: 400, message, error: "A_CODE"}`, `{success: false, message}`, a message that is itself JSON (a relay
    quoting its upstream: the quoted sentence is taken, with the quoted code in brackets), an HTML page, a plain text,
    nothing at all.
    """
    body = reply.json()
    found = Said(words=_page(reply.body)) if body is None else said_in(body)
    return replace(found, status=found.status if reply.ok and found.status else reply.status)


def unaccepted(reply: HttpReply, error: GrokwidgetError, *, known: bool = False) -> bool:
    """Whether a create that got this reply, without a task's id, was surely not accepted: `error` is then the answer.

    `error` is what the dialect reads from the reply, `known` whether its code is one of the service's own that means
    refusal, which holds with any HTTP status. So does the refusal of the content, if it is told in an envelope of the
    service's own. An error that comes with HTTP 200 refuses only where it is more than a sentence that nobody knows:
    "timeout waiting for upstream" may be a task. All else is told by the HTTP status, and a failure within the service
    never refuses.
    """
    if isinstance(error, UpstreamError):
        return False
    told = said(reply)
    specific = reply.ok and type(error) not in (Rejected, TaskNotFound) and told.status < 500
    return known or (told.own and (specific or isinstance(error, Moderated))) or refused(told.status)


def said_in(value: object, depth: int = _NESTING) -> Said:
    """The same from a part of a reply, e.g. the `error` of a failed task; `status` is 0 where the part tells none."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, str):
        return _quoted(Said(words=text(value)), depth)
    body = mapping(value)
    inner = body.get("error")
    if isinstance(inner, dict) and depth > 0:
        nested = said_in(inner, depth - 1)
        if nested:
            words = nested.words or _sentence(body)
            return replace(nested, words=words, status=nested.status or _status(body), own=True)
    code, words = _code(body.get("code")), _sentence(body)
    loose = text(inner)
    if loose and words and (not code or _status(body)):
        code = loose[:100]
    if not loose and _is_fine(body):
        return Said()
    kind, param = text(body.get("type"), 100), text(body.get("param"), 100)
    own = bool(code or loose) or body.get("success") is False or body.get("code") is False
    return _quoted(Said(code, words or loose, kind, param, _status(body), own), depth)


def _is_fine(body: dict[str, Any]) -> bool:
    """Whether an envelope says that all is well, so that its message is none to a person."""
    code = body.get("code")
    return code is True or body.get("success") is True or text(code).lower() in _FINE


def _status(body: dict[str, Any]) -> int:
    number = seconds(body.get("code"))
    return int(number) if number is not None and 400 <= number <= 599 else 0


def _code(value: object) -> str:
    found = text(value, 100)
    return "" if found.lower() in _FINE else found


def _sentence(body: dict[str, Any]) -> str:
    for name in _SENTENCES:
        value = body.get(name)
        if isinstance(value, list) and value:  # a validator's list of complaints
            value = mapping(value[0]).get("msg") or value[0]
        if found := text(value):
            return found
    return ""


def _quoted(found: Said, depth: int) -> Said:
    """The same, with a sentence that is itself JSON replaced by the sentence within."""
    if depth <= 0 or not found.words.startswith(("{", "[")):
        return found
    try:
        within = said_in(json.loads(found.words), depth - 1)
    except (ValueError, RecursionError):
        return found
    if not within:
        return found
    words = f"{within.words} ({within.code})" if within.code and within.words and found.code else within.words
    return Said(
        found.code or within.code,
        words or within.code,
        found.kind or within.kind,
        found.param or within.param,
        found.status or within.status,
        found.own or within.own,
    )


def _page(body: bytes) -> str:
    """What a body that is no JSON says: the title of an HTML page, or the text itself."""
    page = text(body[:20_000].decode("utf-8", "replace"), 20_000)
    if page.lstrip().startswith("<"):
        title = _TITLE.search(page)
        return " ".join(title.group(1).split()) if title else ""
    return page[:500] if page.isprintable() or "\n" in page else ""

"""Small tolerant readers that the dialects share: status words, progress, numbers, URLs. Never a serializer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from ..task import TaskStatus

_WORDS = {
    TaskStatus.QUEUED: "queued pending submitted not_start notstarted created preparing starting",
    TaskStatus.RUNNING: "processing in_progress running generating",
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
    return _STATUS.get(str(word).strip().lower().replace("-", "_"), TaskStatus.UNKNOWN)


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
    """Unix seconds from seconds or milliseconds; None from 0, which means "not yet", and from anything else."""
    number = seconds(value)
    if number is None or number <= 0:
        return None
    return number / 1000 if number > 1e11 else number


def text(value: object, limit: int = 2000) -> str:
    """A provider's words as plain text of bounded length; empty for what is no text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()[:limit]


def identifier(value: object) -> str:
    """A task's id: an opaque text of at most 512 characters; empty for what is none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    found = str(value).strip()
    return found if len(found) <= 512 and found.isprintable() else ""


def refused(status: int) -> bool:
    """Whether a create that got this HTTP status, and no error of the provider's own, was surely not accepted.

    A proxy's 408 or 5xx tells nothing of what stands behind it; a 303 is the answer to a request that was handled.
    """
    return 300 <= status < 500 and status not in (303, 408)


def mapping(value: object) -> dict[str, Any]:
    """The value when it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def is_url(value: object) -> bool:
    """Whether the value is an absolute http(s) URL."""
    if not isinstance(value, str):
        return False
    try:
        parts = urlsplit(value.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


_PLACES: tuple[tuple[str, ...], ...] = (
    ("output", "urls"),
    ("video_url",),
    ("videoUrl",),
    ("url",),
    ("result_url",),
    ("download_url",),
    ("output", "url"),
    ("output", "video_url"),
    ("metadata", "url"),
    ("detail", "url"),
    ("video", "url"),
    ("videos",),
    ("result", "video_url"),
    ("output",),
)


def _at(body: dict[str, Any], place: tuple[str, ...]) -> object:
    value: object = body
    for name in place:
        value = mapping(value).get(name)
    return value


def _flat(value: object) -> Iterator[str]:
    items = value if isinstance(value, list) else [value]
    for item in items[:64]:
        found = mapping(item).get("url") if isinstance(item, dict) else item
        if isinstance(found, str) and is_url(found):
            yield found.strip()


def result_urls(body: object) -> tuple[str, ...]:
    """Every result URL of a reply's body: the first place of those seen in the wild that holds one; no URL twice."""
    whole = mapping(body)
    for part in (whole, mapping(whole.get("data")), mapping(mapping(whole.get("data")).get("data"))):
        for place in _PLACES:
            urls = tuple(dict.fromkeys(_flat(_at(part, place))))
            if urls:
                return urls
    return ()


def moderated(*words: str) -> bool:
    """Whether a provider's words say that the content was refused, rather than that something broke."""
    joined = " ".join(words).lower()
    return any(sign in joined for sign in _MODERATION)

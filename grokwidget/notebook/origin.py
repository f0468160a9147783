"""Where a clip came from, in words: the rows below a player's "Details". Never a key, never a signed URL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from grokwidget.library import sidecar
from grokwidget.messages import say

if TYPE_CHECKING:
    from grokwidget.library import Clip, JobRecord

#: The request's fields that a reader wants to see, in this order; each has its sentence `origin.<field>`.
FIELDS = ("operation", "source_video", "images", "aspect_ratio", "resolution", "duration", "mode", "nsfw_checker")


def rows(clip: Clip, lang: str | None = None) -> list[list[str]]:
    """Pairs of label and value: who made it from what, for how much, and what tells the file from any other."""
    return [[say(f"origin.{name}", lang), value] for name, value in _told(clip, lang) if value]


def _told(clip: Clip, lang: str | None) -> Iterator[tuple[str, str]]:
    record = clip.record
    yield "prompt", record.prompt
    yield "provider", record.provider
    yield "model", record.model
    yield "kind", _kind(record, lang)
    for name in FIELDS:
        yield name, _chosen(name, record.request.get(name), lang)
    yield "take", str(record.take) if record.take > 1 else ""
    yield "picture", say("origin.frames", lang, width=clip.width, height=clip.height, fps=f"{clip.fps:g}")
    yield "cost", (cost := str(record.cost or ""))
    yield "estimate", str(record.estimate or "") if str(record.estimate) != cost else ""
    yield "made", datetime.fromtimestamp(record.finished_at or record.created_at).strftime("%Y-%m-%d %H:%M")
    yield "task", record.task_id or ""
    yield "sha256", clip.sha256
    yield "parents", " ".join(clip.parents)


def _kind(record: JobRecord, lang: str | None) -> str:
    """What it is where no trained model made it, else ""."""
    if record.rehearsal:
        return say("origin.rehearsal", lang)
    return say("origin.by_rule", lang) if sidecar.source_type(record).endswith("/algorithmicMedia") else ""


def _chosen(name: str, value: Any, lang: str | None) -> str:
    """A field's value in words; "" where nothing was chosen, and for what is so anyway."""
    if value is None or (name, value) == ("operation", "generate"):
        return ""
    if isinstance(value, bool):
        return say("origin.on" if value else "origin.off", lang)
    if name == "duration":
        return say("card.seconds", lang, seconds=f"{value:g}")
    return " · ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)

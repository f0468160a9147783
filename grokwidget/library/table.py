"""The library as a pandas table."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ..errors import LibraryError
from ..messages import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .clip import Clip


_COLUMNS = (
    "prompt", "provider", "model", "take", "made_by", "aspect_ratio", "resolution", "mode", "seconds", "duration",
    "width", "height", "fps", "rehearsal", "cost", "unit", "usd", "created", "took", "bytes", "rating", "tags",
    "parents", "images", "job_id", "path", "sha256",
)  # fmt: skip
_KINDS = {
    **dict.fromkeys(("seconds", "duration", "fps", "cost", "usd", "took"), "float64"),
    **dict.fromkeys(("take", "width", "height", "bytes"), "int64"),
    "rating": "Int64",
    "rehearsal": "bool",
    "created": "datetime64[us, UTC]",
}
"""Of a column with nothing in it pandas can't tell: `table.rating >= 4` would be an error where no clip is rated."""


def rows(clips: Iterable[Clip]) -> list[dict[str, Any]]:
    """One plain row a clip."""
    return [
        {
            "prompt": clip.prompt,
            "provider": clip.provider,
            "model": clip.model,
            "take": clip.record.take,
            "made_by": clip.made_by,
            **{name: clip.record.request.get(name) for name in ("aspect_ratio", "resolution", "mode")},
            "seconds": clip.record.seconds,
            "duration": clip.duration,
            "width": clip.width,
            "height": clip.height,
            "fps": clip.fps,
            "rehearsal": clip.rehearsal,
            "cost": clip.cost.amount,
            "unit": clip.cost.unit,
            "usd": clip.cost.usd,
            "created": datetime.fromtimestamp(clip.record.created_at, UTC),
            "took": _took(clip),
            "bytes": clip.file.bytes,
            "rating": clip.rating,
            "tags": list(clip.tags),
            "parents": list(clip.parents),
            "images": list(clip.record.request.get("images") or ()),
            "job_id": clip.job_id,
            "path": str(clip.path),
            "sha256": clip.sha256,
        }
        for clip in clips
    ]


def _took(clip: Clip) -> float | None:
    begun, ended = clip.record.accepted_at, clip.record.finished_at
    return None if begun is None or ended is None else round(ended - begun, 3)


def dataframe(clips: Iterable[Clip]) -> Any:
    """The rows as a pandas DataFrame, with all columns also where there is no clip, and of kinds that can be compared
    where nothing is known. `LibraryError` where pandas isn't installed."""
    told = rows(clips)
    table = pandas().DataFrame(told or None, columns=list(told[0]) if told else list(_COLUMNS))
    return table.astype(_KINDS)


def pandas() -> Any:
    """The package. `LibraryError` where it isn't installed."""
    try:
        import pandas as found  # type: ignore[import-untyped]  # not a dependency of ours
    except ImportError:
        raise LibraryError(say("library.no_pandas")) from None
    return found

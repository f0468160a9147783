"""The library, a page at a time, for whoever looks through it: the gallery, and the panel's own.

The page asks (`js/src/gallery/`, keep the two in step):

- `list {search, provider, model, offset, limit}` -> `{items, total, providers}`: newest first. `total` counts what
  matches; `providers` is what the whole library could be filtered by.
- `item {file}` -> one item.

Every value is the page's: nothing of it is believed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from grokwidget.errors import LibraryError
from grokwidget.messages import say

from .channel import Buffer, Handler
from .facts import clip_key, facts

if TYPE_CHECKING:
    from grokwidget.library import Clip, Library

#: Clips in one answer, at most.
MOST_ITEMS = 200
#: Characters of a search that count: each word of it is one more condition for SQLite, which stands so many.
_LONGEST_SEARCH = 500


class Shelf:
    """Answers what a page asks about the clips of a library. Thread-safe: the ledger is."""

    def __init__(self, library: Library, lang: Callable[[], str | None] = lambda: None) -> None:
        self._library = library
        self._lang = lang

    @property
    def handlers(self) -> dict[str, Handler]:
        """The kinds of request that this answers, for a `Channel`."""
        return {"list": self._list, "item": self._item}

    def clip(self, key: str) -> Clip:
        """The clip that the page calls `key`; its file may be gone. `LibraryError` when the library knows none such."""
        from grokwidget.library import Clip

        job_id, _, number = _text(key).rpartition(":")
        record = self._library.ledger.get(job_id)
        n = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else -1
        if record is None or not 0 <= n < len(record.clips):
            raise LibraryError(say("library.no_job", self._lang(), id=_text(key, 40)))
        return Clip(self._library.path, record, record.clips[n], from_library=True)

    def _list(self, body: Mapping[str, Any], _buffers: Sequence[Buffer]) -> dict[str, Any]:
        clips, total = self._library.page(
            search=_text(body.get("search"), _LONGEST_SEARCH),
            provider=_text(body.get("provider")),
            model=_text(body.get("model")),
            offset=_number(body.get("offset"), 0, 2**31),
            limit=_number(body.get("limit"), 60, MOST_ITEMS),
        )
        made = self._library.makers()
        return {
            "items": [self._told(clip) for clip in clips],
            "total": total,
            "providers": [{"name": name, "models": models} for name, models in made.items()],
        }

    def _item(self, body: Mapping[str, Any], _buffers: Sequence[Buffer]) -> dict[str, Any]:
        return self._told(self.clip(_text(body.get("file"))))

    def _told(self, clip: Clip) -> dict[str, Any]:
        record = clip.record
        return {
            **facts(clip, clip_key(clip)),
            "provider": record.provider,
            "model": record.model,
            "created": record.created_at,
            "cost": record.price or say("cost.unknown", self._lang()),
            "there": self._library.has(record, record.clips.index(clip.file)),
        }


def _text(value: object, most: int = 200) -> str:
    """Text as SQLite takes it: no half of a surrogate pair, no more than `most` characters; "" for what is no text."""
    return value[:most].encode("utf-8", "ignore").decode("utf-8") if isinstance(value, str) else ""


def _number(value: object, usual: int, most: int) -> int:
    """A whole number from 0 to `most`; `usual` for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return usual
    return int(min(max(value, 0), most))

"""What the page of a contact sheet may ask. The page's half is `js/src/sheet/`.

- `tiles {files, posters}` -> `{tiles}` and their buffers, in order: of each clip in `files` (those nearest to the view
  first) its small video, `{file, kind: "video"}`; where that isn't made yet and the clip is in `posters`, its poster,
  `{file, kind: "poster"}`; where it can't be made, `{file, wrong}`. An answer is no larger than the host's line takes:
  what is left is asked for again. What isn't made is made at once, and the trait `_made` counts it.
- `rate {file, rating}`: stars, 0 takes them back; `item {file}` -> the facts of a clip
- `ping` -> nothing: a page that hears no threads asks, and hears with the answer what they had to say, see `again`
- `part {name}`: see `parts`; `open`, `chunk`, `still`, `about`: see `facts`
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from grokwidget.errors import LibraryError
from grokwidget.library import previews
from grokwidget.messages import say

from . import previewing
from .channel import Buffer, Handler, Reply
from .facts import ClipDesk, facts
from .host import abilities
from .parts import part

if TYPE_CHECKING:
    from grokwidget.library import Clip

#: Of what the host's line takes at once, so much is for videos and pictures.
_SHARE = 0.95
#: Of one question, and so of what is looked at in the library for it.
_MOST_FILES = 60


class SheetDesk:
    """Answers the page of one sheet. `find(key)` gives a clip or raises; `made()` hears, on another thread, of a small
    video; `rated()` of stars that were given."""

    def __init__(
        self,
        find: Callable[[str], Clip],
        *,
        lang: Callable[[], str | None],
        made: Callable[[], None],
        rated: Callable[[], None],
    ) -> None:
        self._find = find
        self._lang = lang
        self._made = made
        self._rated = rated
        self._clips = ClipDesk(find, lang)
        self._lock = threading.Lock()
        self._wrong: dict[str, str] = {}

    @property
    def handlers(self) -> dict[str, Handler]:
        """The kinds of request that this answers, for a `Channel`."""
        own: dict[str, Handler] = {"tiles": self._tiles, "rate": self._rate, "item": self._item, "part": self._part}
        own["ping"] = lambda _body, _buffers: {}
        return {**self._clips.handlers, **own}

    def _tiles(self, body: Mapping[str, Any], _buffers: Sequence[Buffer]) -> Reply:
        files, posters = _texts(body.get("files")), set(_texts(body.get("posters")))
        told: list[dict[str, str]] = []
        buffers: list[bytes] = []
        missing: list[Clip] = []
        most = _SHARE * abilities().message
        for file in files:
            clip = self._find(file)
            kind, data = "video", _bytes(previews.preview(clip))
            if not data:
                wrong = self._wrong.get(clip.sha256)
                if wrong is None:
                    missing.append(clip)
                else:
                    told.append({"file": file, "wrong": wrong})
                kind, data = "poster", _bytes(previews.picture(clip) or clip.poster) if file in posters else b""
            if not data:
                continue
            if buffers and sum(map(len, buffers)) + len(data) > most:
                break
            told.append({"file": file, "kind": kind})
            buffers.append(data)
        previewing.want(missing, self._heard, first=True)
        return Reply({"tiles": told}, buffers)

    def _heard(self, clip: Clip, wrong: str) -> None:
        if wrong:
            with self._lock:
                self._wrong[clip.sha256] = wrong
        self._made()

    def _rate(self, body: Mapping[str, Any], _buffers: Sequence[Buffer]) -> dict[str, Any]:
        rating = body.get("rating")
        clip = self._find(str(body.get("file", "")))
        clip.rate(rating if isinstance(rating, int) and rating else None)
        self._rated()
        return {}

    def _item(self, body: Mapping[str, Any], _buffers: Sequence[Buffer]) -> dict[str, Any]:
        file = str(body.get("file", ""))
        return facts(self._find(file), file)

    def _part(self, body: Mapping[str, Any], _buffers: Sequence[Buffer]) -> dict[str, Any]:
        return part(str(body.get("name", "")), self._lang() or "auto")


def unknown(key: str, lang: str | None) -> LibraryError:
    """Of a key that a page made up, or has from another sheet."""
    return LibraryError(say("library.no_job", lang, id=key[:40]))


def _texts(given: object) -> list[str]:
    return [each for each in given if isinstance(each, str)][:_MOST_FILES] if isinstance(given, list) else []


def _bytes(path: Any) -> bytes:
    """What is in that file, b"" where there is none: a picture is decoration, and a small video is made again."""
    try:
        return path.read_bytes() if path is not None else b""
    except OSError:
        return b""

"""What a page knows of a clip, and what it may ask about one. Its other half is `js/src/player/facts.ts`.

A page addresses a clip by a key: "" in a widget with one clip, else "<job id>:<n>". A `ClipDesk` answers:

- `open {file, server_root}` and `chunk {file, token, offset, length}`: the video, see `delivery.py`.
- `still {file, kind}` -> `{mime}` and one buffer, none where there is no such still; `kind` is "poster" or "strip".
- `about {file}` -> `{rows, path, recipes}`: where it came from, where it is, and the calls that would make it again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from grokwidget.library import strips
from grokwidget.messages import say

from .card import details as details_of
from .card import shown_path
from .channel import Buffer, Handler, Reply
from .delivery import Delivery, VideoFile
from .origin import rows

if TYPE_CHECKING:
    from grokwidget.library import Clip

#: Characters of the prompt that go along: a page shows two lines of it, the details have the whole.
LONGEST_PROMPT = 500
STILLS = ("poster", "strip")


class PlayableClip(Protocol):
    """What a player needs of a clip. A `prompt`, or a `request` that has one, is shown where there is one;
    `mime` is taken for `video/mp4` where there is none, and `has_audio=False` hides the mute button.
    """

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def duration(self) -> float:
        """Seconds."""

    @property
    def fps(self) -> float:
        """Frames a second, for the frame steps."""

    @property
    def width(self) -> int:
        """Pixels."""

    @property
    def height(self) -> int:
        """Pixels."""

    def poster_data_uri(self) -> str:
        """The poster as a data URI, or ""."""


def clip_key(clip: Clip) -> str:
    """What a page with several clips calls this one: "<job id>:<n>", `n` counted from 0 within the job."""
    return clip.key


def facts(clip: PlayableClip, key: str = "") -> dict[str, Any]:
    """The clip as a page knows it, small JSON: `ClipFacts`."""
    return {
        "key": key,
        "name": clip.path.name,
        "shown": shown_path(clip.path),
        "mime": _mime(clip),
        "duration": float(clip.duration),
        "fps": float(clip.fps),
        "width": int(clip.width),
        "height": int(clip.height),
        "sound": getattr(clip, "has_audio", None),
        "prompt": _prompt(clip),
        "details": _details(clip),
        # Not `strip` itself, which makes it.
        "strip": (strips.place(cast("Clip", clip)) if _ours(clip) else getattr(clip, "strip", None)) is not None,
    }


def _ours(clip: PlayableClip) -> bool:
    """Whether it is a `Clip`: one of another make says nothing of its origin."""
    return hasattr(clip, "record")


class ClipDesk:
    """Answers what pages ask about clips. It keeps nothing, so any thread may ask.

    `find(key)` gives the clip, or raises a `GrokwidgetError`, whose sentence the page then shows. `lang()` gives the
    language of sentences, None for the reader's own.
    """

    def __init__(self, find: Callable[[str], PlayableClip], lang: Callable[[], str | None] = lambda: None) -> None:
        self._find = find
        self._lang = lang
        self._delivery = Delivery(self._file, lang)

    @property
    def handlers(self) -> dict[str, Handler]:
        """The kinds of request that this answers, for a `Channel`."""
        return {**self._delivery.handlers, "still": self._still, "about": self._about}

    def _file(self, key: str) -> VideoFile:
        clip = self._find(key)
        return VideoFile(clip.path, _mime(clip))

    def _still(self, body: Mapping[str, Any], _buffers: Sequence[Buffer]) -> Reply:
        clip, kind = self._asked(body), body.get("kind")
        data = b""
        if kind == "strip" and _ours(clip):
            data = strips.read(cast("Clip", clip))
        elif kind in STILLS and (path := getattr(clip, kind, None)):
            with contextlib.suppress(OSError):  # a still is decoration: without one the page shows none
                data = path.read_bytes()
        return Reply({"mime": "image/webp"}, [data] if data else [])

    def _about(self, body: Mapping[str, Any], _buffers: Sequence[Buffer]) -> dict[str, Any]:
        clip = self._asked(body)
        about: dict[str, Any] = {"rows": [], "path": str(clip.path.absolute()), "recipes": dict(_NO_RECIPES)}
        if _ours(clip):
            from grokwidget import recipes

            about["rows"] = rows(cast("Clip", clip), self._lang())
            about["recipes"] = recipes.of(cast("Clip", clip))
        if not clip.path.exists():
            gone = say("page.kernel.missing_file", self._lang(), file=clip.path.name)
            about["rows"].insert(0, [say("table.status", self._lang()), gone])
        return about

    def _asked(self, body: Mapping[str, Any]) -> PlayableClip:
        return self._find(str(body.get("file", "")))


_NO_RECIPES: dict[str, str | None] = {"python": "", "magic": "", "curl": None}


def _mime(clip: PlayableClip) -> str:
    return str(getattr(clip, "mime", "video/mp4"))


def _prompt(clip: PlayableClip) -> str:
    told = getattr(clip, "prompt", None) or getattr(getattr(clip, "request", None), "prompt", None)
    text = str(told or "")
    return text if len(text) <= LONGEST_PROMPT else text[: LONGEST_PROMPT - 1] + "…"


def _details(clip: PlayableClip) -> str:
    try:
        return details_of(cast("Clip", clip))
    except AttributeError:
        return ""  # a clip of another make

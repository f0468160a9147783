"""`Compare(a, b)`: clips beside each other or under a wipe, playing in step, and what differs between them in words.

The page's half is `js/src/compare.ts`. The videos come by `facts.ClipDesk`, one after the other, never in a trait.
"""

from __future__ import annotations

import base64
import html
from typing import Any

import anywidget
import traitlets

from grokwidget.differences import differences, in_words
from grokwidget.errors import LibraryError, MediaError
from grokwidget.library import Clip
from grokwidget.messages import Lang, language, say, speaking
from grokwidget.messages.page import words

from .assets import asset
from .card import link, shown_path, shown_size
from .channel import Channel
from .facts import ClipDesk, clip_key, facts
from .publish import Beside

#: What all posters of the fallback may take together, as base64: a saved notebook keeps them.
_POSTERS = 14_000
#: What a prompt in the widget's state may take, of all clips together: long ones keep what differs.
_MOST_TEXT = 2_000
#: Characters of a prompt by which a clip is called.
_CALLED = 120


class Compare(Beside, anywidget.AnyWidget):
    """Two clips or more, in step under one bar, side by side or (two) under a wipe; below them, what differs.

    Keys while the focus is inside: as in `Player`. `lang` is "en", "zh" or "auto". Raises `LibraryError` for fewer
    than two clips and for what is no clip, `MediaError` for a clip whose file is gone.
    """

    _esm = asset("compare.js")
    _css = asset("compare.css")

    clips: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    """What is compared, in order: the facts of each clip (`facts.facts`), its prompt shortened."""

    differences = traitlets.Dict().tag(sync=True)
    """What differs: language -> what `grokwidget.differences` tells."""

    lang = traitlets.Unicode("en").tag(sync=True)
    """Language of the page's words: "en", "zh", or "auto" for the browser's."""

    _words = traitlets.Dict().tag(sync=True)
    """The page's sentences: language -> key -> text."""

    _channel: Channel | None = None

    def __init__(self, *clips: Clip, lang: str | None = None) -> None:
        spoken = lang or language()
        told: Lang | None = "zh" if spoken == "zh" else "en" if spoken == "en" else None
        for clip in clips:
            if not isinstance(clip, Clip):
                raise LibraryError(say("differs.no_clip", told, kind=type(clip).__name__))
        if len(clips) < 2:
            raise LibraryError(say("differs.too_few", told, count=len(clips)))
        for clip in clips:
            if not clip.path.is_file():
                raise MediaError(say("page.kernel.missing_file", told, file=shown_path(clip.path)))
        self._clips = clips
        self._told = told
        wanted: tuple[Lang, ...] = (told,) if told else ("en", "zh")
        most = _MOST_TEXT // len(clips) // len(wanted)
        with speaking(told):
            known = [{**facts(clip, clip_key(clip)), "prompt": _called(clip)} for clip in clips]
        super().__init__(
            clips=known,
            differences={each: differences(clips, each, most=most) for each in wanted},
            lang=spoken,
            _words=words("compare", spoken),
        )
        self._desk = ClipDesk({clip_key(clip): clip for clip in clips}.__getitem__, lambda: told)
        self._channel = Channel(self, self._desk.handlers, lambda: told)

    def close(self) -> None:
        """Close the widget: it answers nothing any more."""
        if self._channel is not None:  # it is closed by ipywidgets, too, when it could not be made
            self._channel.close()
        super().close()

    def __repr__(self) -> str:
        return "\n".join([" | ".join(clip.path.name for clip in self._clips), *in_words(self._clips, self._told)])

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and beside it posters and differences, for a reader without a kernel."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is not None:
            bundle[0]["text/plain"] = repr(self)
            bundle[0]["text/html"] = _still(self._clips, self._told)
        return bundle


def _called(clip: Clip) -> str:
    prompt = " ".join(clip.prompt.split())
    return prompt if len(prompt) <= _CALLED else prompt[: _CALLED - 1] + "…"


def _still(clips: tuple[Clip, ...], lang: Lang | None) -> str:
    """The posters side by side, and the differences below them. Inline styles only."""
    figures = "".join(
        f'<figure style="margin:0;flex:1 1 200px;max-width:{shown_size(clip.width, clip.height)[0]}px">'
        f"{_poster(clip, _POSTERS // len(clips), lang, number)}"
        f'<figcaption style="opacity:.7">{html.escape(say("differs.side_by_side", lang, number=number))} · '
        f"{link(clip.path, clip.path.name)}</figcaption></figure>"
        for number, clip in enumerate(clips, 1)
    )
    told = "".join(f'<li style="overflow-wrap:anywhere">{html.escape(line)}</li>' for line in in_words(clips, lang))
    return (
        f'<div style="font-size:13px;line-height:1.5"><div style="display:flex;flex-wrap:wrap;gap:8px">{figures}</div>'
        f'<ul style="margin:8px 0 0;padding-left:20px">{told}</ul></div>'
    )


def _poster(clip: Clip, most: int, lang: Lang | None, number: int) -> str:
    data = _small(clip, most)
    if not data:
        return ""
    called = html.escape(f"{say('differs.side_by_side', lang, number=number)}: {_called(clip)}")
    return (
        f'<img src="data:image/webp;base64,{data}" alt="{called}"'
        ' style="display:block;width:100%;height:auto;border-radius:10px">'
    )


def _small(clip: Clip, most: int) -> str:
    """The poster as base64 of at most `most` characters, "" where there is none that can be read."""
    from PIL import Image

    from grokwidget.media.poster import webp

    try:
        if clip.poster is None:
            return ""
        with Image.open(clip.poster) as picture:
            data = webp(picture, most_bytes=most * 3 // 4 - 2, longest_side=400)
    except OSError:  # also Pillow's word for what is no picture
        return ""
    return base64.b64encode(data).decode("ascii") if len(data) <= most * 3 // 4 else ""

"""`Gallery(library)`: the library to look through, search and play from. The page's half is `js/src/gallery.ts`."""

from __future__ import annotations

import base64
import contextlib
import html
import os
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from grokwidget.errors import GrokwidgetError
from grokwidget.messages import language, say
from grokwidget.messages.page import words

from .assets import asset
from .browsing import Shelf
from .card import details, link
from .channel import Channel
from .facts import ClipDesk
from .host import static
from .publish import Beside

if TYPE_CHECKING:
    from grokwidget.library import Clip, Library

#: Posters in the still picture of the gallery, and what it may weigh in a saved notebook, all told.
_STILLS, _STILL_BYTES, _MOST_HTML = 4, 3000, 20_000
_GRID = "display:flex;flex-wrap:wrap;gap:12px;font-size:13px;line-height:1.5"
_TILE = "margin:0;width:200px;max-width:100%"
_PICTURE = "display:block;width:100%;height:112px;object-fit:cover;border-radius:8px;background:#0001"
_LINE = "overflow:hidden;text-overflow:ellipsis;white-space:nowrap"


class Gallery(Beside, anywidget.AnyWidget):
    """What a library holds, newest first: to search, to filter, and to play.

    `library` is a `Library`, or the path of its folder; left out, it is the one that `%%grokvideo` fills. `lang` is
    "en", "zh" or "auto". `gallery.clip` is the clip that is open in the page.
    """

    _esm = asset("gallery.js")
    _css = asset("gallery.css")

    search = traitlets.Unicode("").tag(sync=True)
    """Words that the prompts, providers or models must have, all of them."""

    provider = traitlets.Unicode("").tag(sync=True)
    """The provider whose clips are shown, "" for all."""

    model = traitlets.Unicode("").tag(sync=True)
    """The model whose clips are shown, "" for all."""

    selected = traitlets.Unicode("").tag(sync=True)
    """The clip that is open, as "<job id>:<number>", "" for none. See `clip`."""

    lang = traitlets.Unicode("en").tag(sync=True)
    """Language of the page's words: "en", "zh", or "auto" for the browser's."""

    _words = traitlets.Dict().tag(sync=True)
    """The page's sentences: language -> key -> text."""

    _version = traitlets.Int(0).tag(sync=True)
    """Counts `refresh`: the page asks again when it changes."""

    def __init__(
        self, library: Library | str | os.PathLike[str] | None = None, *, lang: str | None = None, **filters: str
    ) -> None:
        spoken = lang or language()
        told = None if spoken == "auto" else spoken
        self._told = told
        self.library = _library(library)
        self._shelf = Shelf(self.library, lambda: told)
        self._desk = ClipDesk(self._shelf.clip, lambda: told)
        super().__init__(lang=spoken, _words=words("gallery", spoken), **filters)
        self._channel = Channel(self, {**self._desk.handlers, **self._shelf.handlers}, lambda: told)

    @property
    def clip(self) -> Clip | None:
        """The clip that is open in the page, None when there is none. `LibraryError` for a key that is none."""
        return self._shelf.clip(self.selected) if self.selected else None

    def refresh(self) -> None:
        """Have the page look again: new clips appear by themselves only when somebody asks."""
        self._version += 1

    def __repr__(self) -> str:
        try:
            count = self.library.page(limit=0)[1]
        except GrokwidgetError as error:
            return f"Gallery: {error}"
        return say("gallery.shown", self._told, folder=self.library.path.name, count=count)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and beside it a still picture of the newest clips, for a reader without a kernel."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is not None:
            bundle[0]["text/plain"] = repr(self)
            bundle[0]["text/html"] = self._still()
        return bundle

    def _still(self) -> str:
        made = f'<div style="opacity:.7">{html.escape(repr(self))}</div>'
        tiles = ""
        with contextlib.suppress(GrokwidgetError):  # the sentence above says it
            for clip in self.library.page(limit=_STILLS)[0]:
                tile = _tile(clip)
                if len((made + tiles + tile).encode()) > _MOST_HTML - 200:
                    break
                tiles += tile
        return f'{made}<div style="{_GRID}">{tiles}</div>'


def _library(given: Library | str | os.PathLike[str] | None) -> Library:
    if given is None:
        from . import session

        return session.client().library
    if isinstance(given, str | os.PathLike):
        from grokwidget.library import Library as Made

        return Made(given)
    return given


def _tile(clip: Clip) -> str:
    prompt = link(clip.path, " ".join(clip.prompt.split())[:80] or clip.path.name)
    source = "" if static() else _small(clip)
    picture = f'<img src="{source}" alt="" style="{_PICTURE}">' if source else ""
    paid = [clip.record.price] if clip.from_library and not clip.rehearsal and not static() else []
    line = html.escape(" · ".join([details(clip), *filter(None, paid)]))
    return (
        f'<figure style="{_TILE}">{picture}<figcaption><div style="{_LINE}">{prompt}</div>'
        f'<div style="{_LINE};opacity:.7">{line}</div></figcaption></figure>'
    )


def _small(clip: Clip) -> str:
    """The poster at the size of a tile as a data URI, "" where there is none that can be read."""
    if clip.poster is None:
        return ""
    try:
        from PIL import Image

        from grokwidget.media.poster import webp

        with Image.open(clip.poster) as picture:
            data = webp(picture, most_bytes=_STILL_BYTES, longest_side=200)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # what Pillow says of what is no picture
        return ""
    return f"data:image/webp;base64,{base64.b64encode(data).decode('ascii')}"

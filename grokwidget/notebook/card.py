"""The static card: what stays in a saved notebook, plays without a kernel, and says something to a reader of text.

`<figure>` with `<video src="relative path">` (always `src` on `<video>`: `<source>` is stripped from untrusted
notebooks), the poster as a small data URI, the prompt, what it cost, and a link to the file. Inline styles only, and
none that a host's sanitizer minds losing. Where `<video>` itself is taken out (GitHub), the small picture inside it
stays.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from grokwidget.media.poster import within
from grokwidget.messages import say

from .host import Host, abilities, host, linked, notebook_folder, static

if TYPE_CHECKING:
    from grokwidget.library import Clip

Bundle = dict[str, Any]
#: The largest size on the page, in CSS pixels; the live view above it has the same.
WIDEST, HIGHEST = 640, 480
_FIGURE = "margin:4px 0;max-width:100%;width:{width}px;font-size:13px;line-height:1.5"
_VIDEO = "display:block;width:100%;height:auto;aspect-ratio:{width}/{height};border-radius:10px;background:#0001"
_CLAMPED = "display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden"
_PROMPT = f"margin-top:6px;overflow-wrap:anywhere;{_CLAMPED}"
_DETAILS = "opacity:.7;overflow-wrap:anywhere"


def card(clip: Clip, *, autoplay: bool = True, clips: int = 1) -> Bundle:
    """The card of a clip: `text/html` and a `text/plain` without times or ids. `clips`: how many the job made."""
    if static():
        return {"text/plain": _plain(clip), "text/html": _figure(clip, "", _caption(clip, ""), said=False)}
    source = playable_url(clip.path)
    return {"text/plain": _plain(clip), "text/html": figure(clip, source, autoplay=autoplay, clips=clips)}


def figure(clip: Clip, source: str, *, autoplay: bool, clips: int = 1) -> str:
    """The card's HTML, its video played from that address; "" leaves the poster."""
    picture = _video(clip, source, autoplay) if source else _still(clip)
    return _figure(clip, picture, _caption(clip, "" if source.startswith("data:") else source, clips))


def playable_url(path: Path) -> str:
    """An address at which a saved or shown page can play the file, "" where there is none."""
    if host() is Host.MARIMO:
        from .inmarimo import address

        return address(path)
    return relative_url(path)


def relative_url(path: Path) -> str:
    """The file's address from the notebook, percent-encoded; "" where no relative path leads to it."""
    if not abilities().plays_relative or linked():
        return ""
    whole, folder = path.absolute(), notebook_folder().absolute()
    for place, base in ((whole, folder), (whole.resolve(), folder.resolve())):
        if place.is_relative_to(base):
            parts = place.relative_to(base).parts
            hidden = any(part.startswith(".") for part in parts)  # Jupyter's server doesn't show those
            return "" if hidden else "/".join(quote(part, safe="") for part in parts)
    return ""


def link(path: Path, words: str) -> str:
    """Words that lead to the file, where a relative path does; HTML."""
    source, told = "" if static() else relative_url(path), html.escape(words)
    return f'<a href="{html.escape(source)}" target="_blank" rel="noopener">{told}</a>' if source else told


def details(clip: Clip, *, clips: int = 1) -> str:
    """The line below the prompt: who made it, how long, how large, what it cost."""
    return " · ".join(_facts(clip, clips))


def ended(status: str, *, prompt: str = "", message: str = "", facts: Iterable[str] = ()) -> Bundle:
    """The card of a job that came to no clip: what it was, what happened, and what to do."""
    lines = [status, *(text for text in (message, " · ".join(facts)) if text)]
    body = "".join(f'<div style="{_DETAILS}">{html.escape(line)}</div>' for line in lines[1:])
    shown = f'<div style="{_PROMPT}">{html.escape(_shortened(prompt, _LONGEST))}</div>' if prompt else ""
    figure = (
        f'<figure style="{_FIGURE.format(width=WIDEST)}"><strong>{html.escape(status)}</strong>{shown}{body}</figure>'
    )
    return {"text/plain": "\n".join(lines), "text/html": figure}


#: Characters of the picture inside a video.
_INSIDE_BYTES = 7_000
#: Characters of the prompt that a card repeats: the cell above has them all.
_LONGEST = 500
#: Shows nothing: what takes a view's place when an error below says it all.
NOTHING: Bundle = {"text/plain": "", "text/html": ""}


def shown_size(width: int, height: int) -> tuple[int, int]:
    """The size on the page of a picture of that many pixels: its shape, within the card's limits."""
    share = min(WIDEST / width, HIGHEST / height) if width and height else 1.0
    return round(width * share), round(height * share)


def _video(clip: Clip, source: str, autoplay: bool) -> str:
    wide, high = shown_size(clip.width, clip.height)
    poster = clip.poster_data_uri()
    # Muted, or no browser starts it; it plays only while it can be seen.
    play = " autoplay muted loop playsinline" if autoplay else " loop playsinline"
    return (
        f'<video controls{play} preload="metadata" width="{wide}" height="{high}"'
        f' aria-label="{html.escape(_title(clip))}"'
        f"{f' poster={chr(34)}{html.escape(poster)}{chr(34)}' if poster else ''}"
        f' src="{html.escape(source)}" style="{_VIDEO.format(width=wide, height=high)}">{_inside(clip, poster)}</video>'
    )


def _inside(clip: Clip, poster: str) -> str:
    """What is seen of a video where there are none: a smaller picture, for it is saved beside the poster."""
    small = _smaller(poster)
    return f'<img src="{html.escape(small)}" alt="{_called(clip)}">' if small else ""


@lru_cache(maxsize=64)
def _smaller(poster: str) -> str:
    return within(poster, _INSIDE_BYTES, longest_side=320)


def _called(clip: Clip) -> str:
    return html.escape(say("card.poster", prompt=_title(clip)))


def _still(clip: Clip) -> str:
    wide, high = shown_size(clip.width, clip.height)
    poster = clip.poster_data_uri()
    if not poster:
        return ""
    style = _VIDEO.format(width=wide, height=high)
    return f'<img src="{html.escape(poster)}" width="{wide}" height="{high}" alt="{_called(clip)}" style="{style}">'


def _figure(clip: Clip, picture: str, caption: str, *, said: bool = True) -> str:
    wide, _ = shown_size(clip.width, clip.height)
    style = f' style="{_FIGURE.format(width=max(wide, 280))}"' if said else ""
    return f"<figure{style}>{picture}{caption}</figure>"


def _caption(clip: Clip, source: str, clips: int = 1) -> str:
    facts = [html.escape(fact) for fact in _facts(clip, clips)]
    if source:
        facts.append(
            f'<a href="{html.escape(source)}" target="_blank" rel="noopener"'
            f' title="{html.escape(say("card.open"))}">{html.escape(clip.path.name)}</a>'
        )
    elif not static():
        facts.append(html.escape(shown_path(clip.path)))
    return (
        f'<figcaption><div style="{_PROMPT}">{html.escape(_shortened(clip.prompt, _LONGEST))}</div>'
        f'<div style="{_DETAILS}">{" · ".join(facts)}</div></figcaption>'
    )


def _facts(clip: Clip, clips: int = 1) -> list[str]:
    facts = [
        clip.provider,
        clip.model,
        say("card.seconds", seconds=f"{clip.duration:g}"),
        f"{clip.width}×{clip.height}",
        clip.record.price or say("cost.unknown"),
    ]
    if clip.from_library and not static():
        facts[-1:] = [clip.record.price] * clip.rehearsal + [say("card.from_library")]
    if clips > 1:
        facts.append(say("card.more", count=clips))
    return facts


def _plain(clip: Clip) -> str:
    facts = details(clip)
    return f"{_title(clip)}\n{facts}" if static() else f"{_title(clip)}\n{facts}\n{shown_path(clip.path)}"


def _title(clip: Clip) -> str:
    return _shortened(" ".join(clip.prompt.split()), 80) or say("card.untitled")


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def shown_path(path: Path) -> str:
    """The path as people read it: from the notebook's folder, else from home, else whole."""
    whole = path.absolute()
    for base, mark in ((notebook_folder(), Path()), (Path.home(), Path("~"))):
        if whole.is_relative_to(base):
            return (mark / whole.relative_to(base)).as_posix()
    return whole.as_posix()

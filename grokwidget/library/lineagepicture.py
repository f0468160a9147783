"""The picture of a lineage: columns of posters, one generation after the other, with labelled arrows. One SVG, no file
beside it, in the colours of the page it stands on."""

from __future__ import annotations

import base64
import re
from html import escape
from typing import TYPE_CHECKING

from ..messages import say

if TYPE_CHECKING:
    from .clip import Clip
    from .lineage import Lineage

_WIDE, _HIGH = 176, 99
"""A poster's place, pixels."""
_TEXT = 38
_ACROSS, _DOWN, _EDGE = 110, 26, 16
"""Between two columns, two rows, and around all."""
_LETTERS = 27
"""Of a line below a poster; a Chinese one is twice as wide."""
_STILL_BYTES = 3000
_TIP = "grokwidget-lineage-tip"


def drawn(lineage: Lineage) -> str:
    """The SVG."""
    columns = lineage.generations()
    tallest = max((len(column) for column in columns), default=1)
    row = _HIGH + _TEXT + _DOWN
    width = 2 * _EDGE + len(columns) * (_WIDE + _ACROSS) - _ACROSS if columns else 320
    height = 2 * _EDGE + tallest * row - _DOWN if columns else 48
    places = {
        node: (_EDGE + n * (_WIDE + _ACROSS), _EDGE + (tallest - len(column)) * row / 2 + m * row)
        for n, column in enumerate(columns)
        for m, node in enumerate(column)
    }
    title = escape(repr(lineage))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height:g}" '
        f'viewBox="0 0 {width} {height:g}" role="img" aria-label="{title}" font-family="sans-serif" font-size="11" '
        'fill="currentColor">',
        f"<title>{title}</title>",
        '<defs><marker id="'
        f'{_TIP}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="currentColor"/></marker></defs>',
    ]
    if not columns:
        parts.append(f'<text x="{_EDGE}" y="28">{title}</text>')
    words: dict[str, list[str]] = {}
    for parent, child, kind in lineage.links:
        parts.append(_arrow(places[parent], places[child]))
        words.setdefault(child, []).append(say(f"lineage.{kind}"))
    parts += [_words(places[child], list(dict.fromkeys(told))) for child, told in words.items()]
    parts += [_node(lineage.clip(node), node, *place) for node, place in places.items()]
    return "".join([*parts, "</svg>"])


def _arrow(parent: tuple[float, float], child: tuple[float, float]) -> str:
    begin, end = (parent[0] + _WIDE, parent[1] + _HIGH / 2), (child[0] - 3, child[1] + _HIGH / 2)
    bend = (end[0] - begin[0]) / 2
    points = [begin, (begin[0] + bend, begin[1]), (end[0] - bend, end[1]), end]
    first, *rest = (f"{x:g} {y:g}" for x, y in points)
    line = f'fill="none" stroke="currentColor" opacity=".6" marker-end="url(#{_TIP})"'
    return f'<path d="M{first}C{" ".join(rest)}" {line}/>'


def _words(child: tuple[float, float], kinds: list[str]) -> str:
    """How the arrows came: told where they arrive, for several may leave one clip."""
    place = f'x="{child[0] - 15:g}" y="{child[1] + _HIGH / 2 - 6:g}"'
    return f'<text {place} text-anchor="end" opacity=".75">{escape(", ".join(kinds))}</text>'


def _node(clip: Clip | None, node: str, left: float, top: float) -> str:
    frame = f'x="{left:g}" y="{top:g}" width="{_WIDE}" height="{_HIGH}"'
    if clip is None:
        words = [say("lineage.gone"), f"{node[:8]}…"]
        picture = f'<rect {frame} rx="6" fill="none" stroke="currentColor" stroke-dasharray="4 4" opacity=".5"/>'
        whole = node
    else:
        facts = [say(f"derive.{clip.made_by}") if clip.made_by else clip.provider, f"{clip.duration:g} s"]
        stars = ["★" * clip.rating] if clip.rating else []
        words, whole = [_shown(clip.prompt), " · ".join([*facts, *stars])], clip.prompt
        back = f'<rect {frame} rx="6" fill="currentColor" opacity=".12"/>'
        still = _still(clip)
        picture = back + (f'<image {frame} preserveAspectRatio="xMidYMid slice" href="{still}"/>' if still else "")
    lines = "".join(
        f'<text x="{left:g}" y="{top + _HIGH + 15 + 15 * n:g}"{" opacity=" + chr(34) + ".7" + chr(34) if n else ""}>'
        f"{escape(_plain(text))}</text>"
        for n, text in enumerate(words)
    )
    return f"<g><title>{escape(_plain(whole))}</title>{picture}{lines}</g>"


def _shown(prompt: str) -> str:
    """As much of a prompt as fits below its poster."""
    room, out = _LETTERS, ""
    for letter in " ".join(prompt.split()):
        room -= 2 if ord(letter) > 0x2E7F else 1
        if room < 1:
            return out + "…"
        out += letter
    return out


def _plain(text: str) -> str:
    """XML allows neither control characters nor lone surrogates."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", " ", text)


def _still(clip: Clip) -> str:
    """The poster, small, as a data URI; "" where there is none that can be read."""
    if clip.poster is None:
        return ""
    from PIL import Image

    from ..media.poster import webp

    try:
        with Image.open(clip.poster) as picture:
            data = webp(picture, most_bytes=_STILL_BYTES, longest_side=_WIDE)
    except (OSError, ValueError, SyntaxError):  # what Pillow says of what is no picture
        return ""
    return f"data:image/webp;base64,{base64.b64encode(data).decode('ascii')}"

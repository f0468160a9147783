"""A contact sheet as HTML that stays in the notebook: axes, posters, labels, costs, winners. Inline styles only."""

from __future__ import annotations

import base64
import html
import math
from collections.abc import Collection
from functools import lru_cache
from typing import TYPE_CHECKING

from grokwidget.library import previews
from grokwidget.media.poster import within
from grokwidget.messages import say
from grokwidget.sweep.sheet import SheetCell, SheetLayout

from .card import relative_url
from .host import static

if TYPE_CHECKING:
    from grokwidget.library import Clip

#: Characters of all posters together: 24 cells with their words stay below 400 kB.
_POSTERS, _POSTER = 320_000, 20_000
#: Of a square tile, pixels.
_SIDE = 128
_TILE = "margin:0;font-size:12px;line-height:1.4;overflow-wrap:anywhere;text-align:left"
_FLOW = "display:flex;flex-wrap:wrap;align-items:flex-start;gap:12px 10px;max-width:1116px"
_TABLE = "border-collapse:separate;border-spacing:8px;margin:0 -8px;max-width:1116px;font-size:12px"
_AXIS = "padding:2px 4px;text-align:left;vertical-align:bottom;font-weight:600;overflow-wrap:anywhere;background:none"
_ROW = f"{_AXIS};vertical-align:top;min-width:72px;max-width:180px;line-height:1.4;white-space:normal"
_PLACE = "padding:0;vertical-align:top;text-align:left;background:none;white-space:normal"
_SEVERAL = "display:flex;flex-wrap:wrap;align-items:flex-start;gap:8px"
_PICTURE = "display:block;width:100%;height:auto;border-radius:8px;background:#8882"
_WON = ";outline:3px solid #e0a100;outline-offset:-1px"
_STAR = "position:absolute;top:6px;right:6px;background:#000b;color:#ffd25e;border-radius:6px;padding:1px 6px"
_EMPTY = "border:1px dashed #8888;border-radius:8px;padding:10px;min-height:64px;box-sizing:border-box"
_DIM = "opacity:.7"


def still(layout: SheetLayout, *, winners: Collection[str] = (), label: str = "") -> str:
    """The sheet as it is now; `label` names it for who can't see it."""
    count = sum(cell.clip is not None for cell in layout.cells)
    most = min(_POSTER, _POSTERS // max(count, 1))
    called = html.escape(label or layout.title)

    def tiles(cells: tuple[SheetCell, ...], kind: str = "") -> str:
        return "".join(_tile(cell, cell.key in winners, most, kind) for cell in cells)

    if not layout.row_axis and not layout.column_axis:
        flow = tiles(layout.cells, ' role="listitem"')
        return f'<div role="list" aria-label="{called}" style="{_FLOW}">{flow}</div>'
    heads = "".join(f'<th scope="col" style="{_AXIS}">{html.escape(name)}</th>' for name in layout.columns)
    titles = [f"{title} {arrow}" for title, arrow in ((layout.row_title, "↓"), (layout.column_title, "→")) if title]
    corner = html.escape("\u2003".join(titles))
    rows = "".join(
        f'<tr style="background:none"><th scope="row" style="{_ROW}">{html.escape(name)}</th>'
        + "".join(f'<td style="{_PLACE}"><div style="{_SEVERAL}">{tiles(place)}</div></td>' for place in row)
        + "</tr>"
        for name, row in zip(layout.rows, layout.places, strict=True)
    )
    return (
        f'<div style="overflow-x:auto;max-width:100%"><table aria-label="{called}" style="{_TABLE}">'
        f'<thead><tr style="background:none"><td style="{_AXIS};{_DIM};font-weight:400">{corner}</td>{heads}</tr>'
        f"</thead><tbody>{rows}</tbody></table></div>"
    )


def plain(layout: SheetLayout, winners: Collection[str] = ()) -> str:
    """The sheet in words: a line a cell."""
    lines = [layout.title]
    for name, row in zip(layout.rows, layout.places, strict=True):
        for column, place in zip(layout.columns, row, strict=True):
            for cell in place:
                where = " · ".join(part for part in (name, column, cell.label) if part)
                star = "★ " if cell.key in winners else ""
                file = cell.clip.path.name if cell.clip is not None and not static() else ""
                told = cell.words or " · ".join(part for part in (file, cell.cost) if part)
                lines.append(f"  {star}{where}: {told}")
    return "\n".join(lines)


def _tile(cell: SheetCell, won: bool, most: int, kind: str) -> str:
    said = f"<div>{html.escape(cell.label)}</div>" if cell.label else ""
    tile = f"{_TILE};width:{_width(cell.clip)}px"
    if cell.clip is None:
        style = f"{_EMPTY};{_DIM}" if not cell.failed else f"{_EMPTY};border-color:#c62828"
        body = f'<div style="{style}">{html.escape(cell.words)}</div>'
        return f'<figure{kind} style="{tile}">{body}{_caption(said)}</figure>'
    star = f'<span role="img" aria-label="{html.escape(say("sheet.winner"))}" style="{_STAR}">★</span>' if won else ""
    picture = _picture(cell, cell.clip, most, won)
    stars = "★" * cell.clip.rating if cell.clip.rating else ""
    facts = html.escape(" · ".join(part for part in (stars, cell.cost) if part))
    more = f'<div style="{_DIM}">{facts}</div>' if facts else ""
    return (
        f'<figure{kind} style="{tile}"><div style="position:relative">{picture}{star}</div>'
        f"{_caption(said + more)}</figure>"
    )


def _width(clip: Clip | None) -> int:
    """All tiles are of about the same area, as in the live sheet: an upright one is as large as a wide one."""
    shape = clip.width / clip.height if clip is not None and clip.width and clip.height else 16 / 9
    return round(_SIDE * math.sqrt(min(max(shape, 0.3), 3.5)))


def _picture(cell: SheetCell, clip: Clip, most: int, won: bool) -> str:
    if static():
        return ""  # neither pictures nor names: they would differ from run to run
    poster, called = _poster(clip, most), html.escape(cell.choices)
    if not poster:
        return f'<div style="{_EMPTY}{_WON if won else ""}">{html.escape(clip.path.name)}</div>'
    size = f'width="{clip.width}" height="{clip.height}"'
    picture = f'<img src="{html.escape(poster)}" {size} alt="{called}" style="{_PICTURE}{_WON if won else ""}">'
    source = relative_url(clip.path)
    if not source:
        return picture
    return f'<a href="{html.escape(source)}" target="_blank" rel="noopener">{picture}</a>'


def _caption(body: str) -> str:
    return f'<figcaption style="padding:3px 1px 0">{body}</figcaption>' if body else ""


def _poster(clip: Clip, most: int) -> str:
    """A picture as a data URI of at most `most` characters, "" where there is none."""
    small = previews.picture(clip)  # as a contact sheet plays it: then nothing is to be made smaller here
    try:
        data = small.read_bytes() if small is not None else b""
    except OSError:
        data = b""
    uri = f"data:image/webp;base64,{base64.b64encode(data).decode('ascii')}" if data else ""
    return uri if uri and len(uri) <= most else _reduced(clip, most)


@lru_cache(maxsize=256)
def _reduced(clip: Clip, most: int) -> str:
    """Kept: a sheet says itself again at every change, and its posters stay as they are."""
    return within(clip.poster_data_uri(), most)

"""A sheet as one HTML page with everything in it: opened from a disk, sent by mail, put on any server."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from ...messages import language, say
from .content import Sheet, Tile
from .palette import DARK, LIGHT, css
from .places import Shape, shape
from .reduced import Reduced

_ROOM, _BESIDE, _NARROWEST, _WIDEST = 1200, 180, 150, 420
"""Pixels: of all columns together, the labels of the rows among them, and of a usual clip."""
_GAP = 18
_POLICY = "default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline';"
_ALONE = 190
"""Pixels: the height of clips that flow."""


class Page:
    """The page of a sheet. `sizes` says how large each of its clips is there."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._gridded = bool(sheet.row_title or sheet.column_title)
        self._form: Shape = shape(sheet)

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """Width and height of each tile in pixels, in the order of `Sheet.tiles`."""
        return [self._size(line, column, tile) for line, column, tile in self._form.tiles]

    def written(self, reduced: Sequence[Reduced | None]) -> str:
        """The page, with what came of each tile's clip; None for a tile that has none."""
        sheet = self._sheet
        figures = [
            _figure(tile, size, found) for tile, size, found in zip(sheet.tiles, self.sizes, reduced, strict=True)
        ]
        script, style = _text("page.js"), _style()
        # Nothing is fetched from anywhere, and nothing runs but this script.
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        policy = f"{_POLICY} script-src 'sha256-{digest}'"
        body = self._table(figures) if self._gridded else self._flow(figures)
        title, spoken = html.escape(sheet.title), "zh-CN" if language() == "zh" else "en"
        foot = f'<p class="foot">{html.escape(sheet.footnote)}</p>' if sheet.footnote else ""
        return (
            f'<!doctype html>\n<html lang="{spoken}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
            f"<style>\n{style}</style>\n</head>\n<body>\n<header><h1>{title}</h1></header>\n"
            f'<main tabindex="0" aria-label="{title}">\n{body}\n</main>\n'
            f"<footer>{foot}\n{_bar()}</footer>\n{_data(sheet.about)}\n<script>{script}</script>\n</body>\n</html>\n"
        )

    def _size(self, line: int, column: int, tile: Tile) -> tuple[int, int]:
        ratio = tile.ratio
        if not self._gridded:
            wide = min(max(_ALONE * ratio, 96), 2.4 * _ALONE)
        else:
            form = self._form
            room = _ROOM - (_BESIDE if self._sheet.row_title else 0) - _GAP * max(map(len, form.widths))
            scale = min(max(room / form.across_all, _NARROWEST / form.usual), _WIDEST / form.usual)
            wide = form.fit(line, column, tile)[0] * scale
        return max(2, round(wide / 2) * 2), max(2, round(wide / ratio / 2) * 2)

    def _table(self, figures: Sequence[str]) -> str:
        sheet, given = self._sheet, iter(figures)
        corner = f'<span class="axis">{html.escape(sheet.row_title)}</span>'
        heads = "".join(f'<th scope="col">{html.escape(text)}</th>' for text in sheet.columns)
        named = ""
        if sheet.column_title:
            first = "<td></td>" if sheet.row_title else ""
            named = (
                f'<tr>{first}<th scope="colgroup" colspan="{len(sheet.columns)}">'
                f'<span class="axis">{html.escape(sheet.column_title)}</span></th></tr>'
            )
        first = f'<th scope="col">{corner}</th>' if sheet.row_title else ""
        top = f"<thead>{named}<tr>{first}{heads}</tr></thead>"
        lines = []
        for label, row in zip(sheet.rows, sheet.places, strict=True):
            beside = f'<th scope="row"><div>{html.escape(label)}</div></th>' if sheet.row_title else ""
            cells = "".join(f"<td>{self._place([next(given) for _ in place])}</td>" for place in row)
            lines.append(f"<tr>{beside}{cells}</tr>")
        return f"<table>{top}<tbody>\n" + "\n".join(lines) + "\n</tbody></table>"

    def _place(self, figures: Sequence[str]) -> str:
        if not figures:
            return ""
        # So many beside each other as in the other forms of the sheet, where the window has room for them.
        return f'<div class="place" style="--across:{min(self._form.across, len(figures))}">{"".join(figures)}</div>'

    def _flow(self, figures: Sequence[str]) -> str:
        return '<ul class="flow">\n' + "\n".join(f"<li>{figure}</li>" for figure in figures) + "\n</ul>"


def _figure(tile: Tile, size: tuple[int, int], found: Reduced | None) -> str:
    wide, high = size
    label, note = html.escape(tile.label), html.escape(tile.note)
    words = tile.words if found is None else found.words
    if words or found is None:
        inside = f'<div class="words" style="min-height:{high}px">{html.escape(words)}</div>'
    else:
        name = html.escape(tile.label or tile.name)
        inside = (
            f'<video controls muted playsinline preload="auto" width="{wide}" height="{high}" '
            f'style="aspect-ratio:{wide}/{high};height:auto" aria-label="{name}" '
            f'poster="{_uri("image/webp", found.still)}" src="{_uri("video/mp4", found.film)}"></video>'
        )
    said = (f"<span>{label}</span>" if label else "") + (f'<span class="note">{note}</span>' if note else "")
    caption = f"<figcaption>{said}</figcaption>" if said else ""
    return f'<figure style="width:{wide}px">{inside}{caption}</figure>'


def _bar() -> str:
    play, pause, place = (html.escape(say(f"sheetfile.{name}")) for name in ("play", "pause", "place"))
    return (
        f'<div class="bar" hidden><button type="button" data-play="{play}" data-pause="{pause}">{play}</button>'
        f'<input type="range" min="0" max="1" step="0.01" value="0" aria-label="{place}"><output></output></div>'
    )


def _data(about: Mapping[str, str]) -> str:
    """Where it came from, for programs."""
    # Nothing in it may end the element.
    text = json.dumps(dict(about), ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json" id="grokwidget">{text}</script>'


def _uri(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}" if data else ""


def _text(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _style() -> str:
    palettes = {"light": asdict(LIGHT), "dark": asdict(DARK)}
    colours = {f"@{name}.{key}": css(told) for name, palette in palettes.items() for key, told in palette.items()}
    return re.sub(r"@(?:light|dark)\.\w+", lambda found: colours[found[0]], _text("page.css"))

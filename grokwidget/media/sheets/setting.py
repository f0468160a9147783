"""Where everything of a sheet stands, to the pixel: pictures, labels, words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ...lettering.typesetting import paragraph, readable, width_of
from .content import Sheet, Tile
from .places import Shape, shape

Tone = Literal["text", "dim"]
_SMALLEST = 12
"""Pixels of the smallest letters that are still read."""
_WORDS = ((None, True), (None, False), (9, False), (6, False), (3, False))
"""Pixels of letters (None: as suits the pictures), and whether there are any below the clips, which are the first to go
where there is no room: tried in this order."""
MOST_LINES = 24
"""Rows, or columns, from which on a grid would be a ribbon: its clips flow."""
_LEAST = 2.0
"""The smallest scale."""


@dataclass(frozen=True)
class Box:
    """A rectangle; all four numbers are even, as films in 4:2:0 want it."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Line:
    """A line of text, ready to be drawn."""

    text: str
    x: float
    baseline: float
    size: int
    tone: Tone = "text"


@dataclass(frozen=True)
class Seat:
    """A tile and its box. A clip of another shape is centred in it."""

    tile: Tile
    box: Box


@dataclass
class Setting:
    """The whole sheet."""

    width: int
    height: int
    unit: int
    """Pixels of an em of its labels."""
    seats: list[Seat] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def setting(sheet: Sheet, longest: int) -> Setting:
    """The sheet with no side longer than `longest` pixels, and no clip larger than it is."""
    if max(len(sheet.rows), len(sheet.columns)) > MOST_LINES:
        sheet = sheet.flowing()
    form = shape(sheet)
    best: _Draft | None = None
    for size, captions in _WORDS:
        draft = _settled(sheet, form, longest, size, captions)
        if best is None or not best.fits(longest):
            best = draft
        if draft.fits(longest) and draft.roomy:
            return draft.set()
    assert best is not None
    return best.set()


def _settled(sheet: Sheet, form: Shape, longest: int, size: int | None, captions: bool) -> _Draft:
    """As large as it can be with such words."""

    def drafted(scale: float) -> _Draft:
        return _Draft(sheet, form, scale, longest, size, captions)

    draft = drafted(min(form.natural, longest / form.across_all))
    # Words take room from pictures, and smaller pictures let words wrap: it settles after a few steps.
    for _ in range(6):
        fitting = min(form.natural, draft.scale_for(longest))
        if draft.fits(longest) and abs(fitting - draft.scale) < 0.002 * draft.scale:
            return draft
        draft = drafted(fitting)
    if draft.fits(longest):
        return draft
    least, most = _LEAST, draft.scale
    while most > least * 1.01:
        middle = (least + most) / 2
        least, most = (middle, most) if drafted(middle).fits(longest) else (least, middle)
    return drafted(least)


class _Draft:
    """The sheet at one scale."""

    def __init__(self, sheet: Sheet, form: Shape, scale: float, longest: int, size: int | None, captions: bool) -> None:
        self.sheet, self.form, self.scale = sheet, form, scale
        usual = form.usual * scale
        self.unit = u = size or round(max(min(0.042 * usual + 7.5, longest / 72), _SMALLEST))
        self.roomy = usual >= 3 * u
        self.margin, self.gap, self.wider = _even(1.7 * u), _even(0.8 * u), _even(1.5 * u)
        self.widths = [[max(2, _even(width * scale)) for width in line] for line in form.widths]
        self.heights = [max(2, _even(height * scale)) for height in form.heights]
        self.small, self.tiny = max(round(0.84 * u), min(u, 11)), max(round(0.74 * u), min(u, 10))
        self.large = round(1.3 * u)
        self.gutter = self._gutter(usual, longest)
        self.lefts = [list(self._lefts(line)) for line in self.widths]
        ends = [lefts[-1] + line[-1] for lefts, line in zip(self.lefts, self.widths, strict=True)]
        self.width = max(max(ends) + self.margin, _even(14 * u))
        room = self.width - 2 * self.margin
        self.title = _set(sheet.title, room, self.large, 2)
        self.foot = _set(sheet.footnote, room, self.tiny, 2)
        self.heads = [_set(text, self._span(n), u, 2) if text else [] for n, text in enumerate(sheet.columns)]
        self.captions = {
            (line, column): self._caption(tile, self.widths[line][column]) if captions else []
            for line, column, tile in form.tiles
        }
        self.below = [self._below(row) for row in range(len(self.heights))]
        self.tops = list(self._tops())
        end = self.tops[-1] + self.heights[-1] + self.below[-1]
        if self.foot:
            end += round(0.9 * u) + len(self.foot) * _leading(self.tiny)
        self.height = _even(end + self.margin)

    def fits(self, longest: int) -> bool:
        """Whether no side is longer."""
        return self.width <= longest and self.height <= longest

    def scale_for(self, longest: int) -> float:
        """The scale at which the words of this one would leave no room."""
        form = self.form
        wide = longest - (self.width - max(sum(line) for line in self.widths))
        high = longest - (self.height - sum(self.heights))
        return max(min(wide / form.across_all, high / sum(form.heights)), _LEAST)

    # -- across -------------------------------------------------------------------------------------------------------

    def _gutter(self, usual: float, longest: int) -> int:
        """Room for the labels of the rows, the space behind them included."""
        sheet = self.sheet
        if not sheet.row_title:
            return 0
        needed = max(width_of(readable(text), self.unit) for text in sheet.rows)
        needed = max(needed, width_of(readable(sheet.row_title), self.tiny))
        allowed = max(7 * self.unit, min(0.15 * longest, 0.85 * usual))
        return _even(min(needed, allowed) + 1.4 * self.unit)

    def _lefts(self, widths: Sequence[int]) -> Iterator[int]:
        x = self.margin + self.gutter
        for n, width in enumerate(widths):
            if n:
                x += self.wider if self.form.across > 1 and n % self.form.across == 0 else self.gap
            yield x
            x += width

    def _span(self, column: int) -> int:
        """The width of a column of the sheet."""
        first, last = column * self.form.across, (column + 1) * self.form.across - 1
        return self.lefts[0][last] + self.widths[0][last] - self.lefts[0][first]

    # -- down ---------------------------------------------------------------------------------------------------------

    def _tops(self) -> Iterator[int]:
        sheet = self.sheet
        y = float(self.margin)
        if self.title:
            y += len(self.title) * _leading(self.large) + 0.5 * self.unit
        if sheet.row_title or sheet.column_title:
            y += _leading(self.tiny) + 0.15 * self.unit
        y += max((len(head) for head in self.heads), default=0) * _leading(self.unit)
        if any(self.heads) or sheet.row_title:
            y += 0.35 * self.unit
        top = _even(y)
        for n, height in enumerate(self.heights):
            if n:
                top += self.wider if n in self.form.begins and sheet.row_title else self.gap
            yield top
            top += height + self.below[n]

    def _below(self, row: int) -> int:
        """Room for the words below the pictures of a row."""
        ends = [lines[-1].baseline for (at, _), lines in self.captions.items() if at == row and lines]
        return _even(max(ends) + 0.35 * self.small) if ends else 0

    def _caption(self, tile: Tile, width: int) -> list[Line]:
        """What stands below a clip, as from its lower left corner."""
        leading = _leading(self.small)
        first = 0.55 * self.unit + 0.8 * self.small
        label = _set(tile.label, width, self.small, 2)
        lines = [Line(text, 0, first + n * leading, self.small) for n, text in enumerate(label)]
        note = readable(tile.note)
        takes = width_of(note, self.tiny)
        if not note:
            return lines
        if not lines or width_of(lines[-1].text, self.small) + takes + self.unit > width:
            baseline = first + len(lines) * leading
            said = _set(note, width, self.tiny, 1)
            return [*lines, *(Line(text, 0, baseline, self.tiny, "dim") for text in said)]
        return [*lines, Line(note, width - takes, lines[-1].baseline, self.tiny, "dim")]

    # -- the whole ----------------------------------------------------------------------------------------------------

    def set(self) -> Setting:
        """Everything in its place."""
        made = Setting(_even(self.width), self.height, self.unit)
        made.lines += self._heading()
        for row, column, tile in self.form.tiles:
            box = Box(self.lefts[row][column], self.tops[row], self.widths[row][column], self.heights[row])
            made.seats.append(Seat(tile, box))
            below = box.top + box.height
            made.lines += [
                Line(line.text, line.x + box.left, line.baseline + below, line.size, line.tone)
                for line in self.captions[row, column]
            ]
        end = self.height - self.margin - len(self.foot) * _leading(self.tiny)
        made.lines += self._stacked(self.foot, self.margin, end, self.tiny, "dim")
        return made

    def _heading(self) -> Iterator[Line]:
        sheet, u = self.sheet, self.unit
        yield from self._stacked(self.title, self.margin, self.margin, self.large)
        heads = max((len(head) for head in self.heads), default=0) * _leading(u)
        base = self.tops[0] - round(0.35 * u)
        named = base - heads - round(0.15 * u) - _leading(self.tiny)
        if sheet.column_title:
            yield from self._stacked([readable(sheet.column_title)], self.lefts[0][0], named, self.tiny, "dim")
        for n, head in enumerate(self.heads):
            yield from self._stacked(head, self.lefts[0][n * self.form.across], base - heads, u)
        if sheet.row_title:
            top = named if sheet.column_title else base - _leading(self.tiny)
            yield from self._stacked([readable(sheet.row_title)], self.margin, top, self.tiny, "dim")
            for n, text in enumerate(sheet.rows):
                row = self.form.begins[n]
                last = (self.form.begins[n + 1] if n + 1 < len(sheet.rows) else len(self.heights)) - 1
                high = self.tops[last] + self.heights[last] - self.tops[row]
                lines = _set(text, self.gutter - 1.4 * u, u, max(1, math.floor(high / _leading(u))))
                yield from self._stacked(lines, self.margin, self.tops[row] - round(0.18 * u), u)

    def _stacked(self, texts: Sequence[str], x: float, top: float, size: int, tone: Tone = "text") -> Iterator[Line]:
        for n, text in enumerate(texts):
            yield Line(text, x, top + n * _leading(size) + 0.98 * size, size, tone)


def words_in(box: Box, words: str, size: int) -> list[Line]:
    """Words in the middle of a box, as many as there is room for."""
    pad = round(0.9 * size)
    most = (box.height - pad) // _leading(size)
    if most < 1 or box.width < 4 * size:
        return []
    texts = _set(words, box.width - 2 * pad, size, most)
    top = box.top + (box.height - len(texts) * _leading(size)) / 2
    lefts = [box.left + (box.width - width_of(text, size)) / 2 for text in texts]
    return [
        Line(text, left, top + n * _leading(size) + 0.98 * size, size, "dim")
        for n, (text, left) in enumerate(zip(texts, lefts, strict=True))
    ]


def _set(text: str, width: float, size: int, most: int) -> list[str]:
    return paragraph(_readable(text), width, lambda line: width_of(line, size), most)


def _readable(text: str) -> str:
    # In a hanzi font the dot between two things is as wide as a hanzi; this one is half of that.
    return readable(text).replace(" · ", " ･ ")


def _leading(size: int) -> int:
    return round(1.36 * size)


def _even(number: float) -> int:
    return math.ceil(number / 2) * 2

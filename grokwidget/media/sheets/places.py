"""How large a sheet's clips can be, and how those of one place stand: the shape before any words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from typing import Literal

from .content import Sheet, Tile

#: What shapes have in common within a grid: rows of one height, columns of one width, or areas of about one size.
_Rule = Literal["tall", "wide", "even"]
_RULES: tuple[_Rule, ...] = ("tall", "wide", "even")
_SCREEN = (16.0, 9.0)
_WORDS = 0.2
"""What the words at a tile take, in tiles: a guess, for choosing only."""
_ACROSS = 12
"""The most clips of one place beside each other, where there are other places."""


@dataclass(frozen=True)
class Shape:
    """The lines of tiles, each place of the sheet divided: widths and heights are to be multiplied by one scale."""

    across: int
    """Tiles beside each other in one place of a grid."""
    widths: tuple[tuple[float, ...], ...]
    """[line][column]: the same in all lines of a grid."""
    heights: tuple[float, ...]
    tiles: tuple[tuple[int, int, Tile], ...]
    """(line, column, tile), in the order of `Sheet.tiles`."""
    begins: tuple[int, ...]
    """The line with which each row of the sheet begins."""

    @property
    def natural(self) -> float:
        """The scale at which the largest clip has its own size: more would show nothing more."""
        clips = [each for each in self.tiles if each[2].path is not None]
        return max((tile.width / self.fit(line, column, tile)[0] for line, column, tile in clips), default=240.0)

    @property
    def usual(self) -> float:
        """The width of a tile in the middle of all."""
        return median(width for line in self.widths for width in line)

    @property
    def across_all(self) -> float:
        """The width of the widest line, without gaps."""
        return max(sum(line) for line in self.widths)

    def area(self) -> float:
        """Of the pictures when the whole is fitted to a screen."""
        wide = max(sum(line) + 0.06 * len(line) for line in self.widths)
        high = sum(self.heights) + _WORDS * len(self.heights) * self.usual
        scale = min(_SCREEN[0] / wide, _SCREEN[1] / high)
        return sum(math.prod(self.fit(*each)) for each in self.tiles) * scale * scale

    def fit(self, line: int, column: int, tile: Tile) -> tuple[float, float]:
        """Width and height of a tile's own shape in its place."""
        wide = min(self.widths[line][column], self.heights[line] * tile.ratio)
        return wide, wide / tile.ratio


def shape(sheet: Sheet) -> Shape:
    """The one in which the clips are largest on a screen."""
    most = max((len(place) for row in sheet.places for place in row), default=1)
    flows = len(sheet.columns) == len(sheet.rows) == 1
    # Of many that flow, lines of more than a few times their root are ribbons.
    tried = range(
        1, max(1, min(most, max(_ACROSS, math.ceil(3 * math.sqrt(most))) if flows else min(most, _ACROSS))) + 1
    )
    found = [_grid(sheet, across, rule) for across in tried for rule in _RULES]
    if flows and len({round(tile.ratio, 1) for tile in sheet.tiles}) > 1:
        found += [_flow(sheet, count) for count in tried]
    return max(found, key=Shape.area)


def _grid(sheet: Sheet, across: int, rule: _Rule) -> Shape:
    tiles: list[tuple[int, int, Tile]] = []
    begins: list[int] = []
    lines = 0
    for row in sheet.places:
        begins.append(lines)
        for column, place in enumerate(row):
            for n, tile in enumerate(place):
                tiles.append((lines + n // across, column * across + n % across, tile))
        lines += max(1, *(math.ceil(len(place) / across) for place in row))
    usual = _usual(sheet)
    wide: dict[int, float] = {}
    high: dict[int, float] = {}
    for line, column, tile in tiles:
        ratio = tile.ratio if tile.path is not None else usual
        width = {"tall": ratio, "wide": 1.0, "even": math.sqrt(ratio)}[rule]
        wide[column] = max(wide.get(column, 0.0), width)
        high[line] = max(high.get(line, 0.0), {"tall": 1.0, "wide": 1 / ratio, "even": width / ratio}[rule])
    empty = {"tall": usual, "wide": 1.0, "even": math.sqrt(usual)}[rule]
    widths = tuple(wide.get(n, empty) for n in range(len(sheet.columns) * across))
    heights = tuple(high.get(n, empty / usual) for n in range(lines))
    return Shape(across, (widths,) * lines, heights, tuple(tiles), tuple(begins))


def _flow(sheet: Sheet, count: int) -> Shape:
    """Lines of one height, each tile as wide as it is; about so many lines, about equally long."""
    usual = _usual(sheet)
    ratios = [tile.ratio if tile.path is not None else usual for tile in sheet.tiles]
    length, passed, lines = sum(ratios) / count, 0.0, []
    for ratio in ratios:
        lines.append(int((passed + ratio / 2) / length))
        passed += ratio
    grouped = [list(group) for _, group in groupby(range(len(ratios)), lambda n: lines[n])]
    tiles = tuple(
        (line, column, sheet.tiles[n]) for line, group in enumerate(grouped) for column, n in enumerate(group)
    )
    widths = tuple(tuple(ratios[n] for n in group) for group in grouped)
    return Shape(1, widths, (1.0,) * len(grouped), tiles, (0,))


def _usual(sheet: Sheet) -> float:
    return median([tile.ratio for tile in sheet.tiles if tile.path is not None] or [_SCREEN[0] / _SCREEN[1]])

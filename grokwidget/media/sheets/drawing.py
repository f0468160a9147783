"""Everything of a sheet that doesn't move: its ground, the letters, and the words in the place of clips."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw

from ...lettering.typesetting import draw_line
from .palette import Palette
from .setting import Box, Line, Setting, words_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FINE = 4
"""Corners are drawn so many times larger, and made smaller: smooth."""


def ground(sheet: Setting, colours: Palette) -> Image.Image:
    """The sheet without its clips: where there are some, their panels."""
    picture = Image.new("RGB", (sheet.width, sheet.height), colours.ground)
    for seat in sheet.seats:
        box = seat.box
        round_off = radius(sheet)
        panel = Image.new("RGB", (box.width, box.height), colours.panel)
        picture.paste(panel, (box.left, box.top), Image.fromarray(rounded(box.width, box.height, round_off)))
        if seat.tile.path is None:
            _border(picture, box, round_off, colours)
            size = max(round(0.8 * sheet.unit), 11)
            _write(picture, words_in(box, seat.tile.words, size), colours)
    _write(picture, sheet.lines, colours)
    return picture


def radius(sheet: Setting) -> int:
    """Of the corners of clips and panels."""
    return max(2, round(0.34 * sheet.unit))


def rounded(width: int, height: int, round_off: int) -> NDArray[np.uint8]:
    """How much of each pixel lies inside of a rectangle with round corners, 0 to 255."""
    import numpy as np

    mask = np.full((height, width), 255, np.uint8)
    r = min(round_off, width // 2, height // 2)
    big = Image.new("L", (r * _FINE, r * _FINE))
    ImageDraw.Draw(big).ellipse((0, 0, 2 * r * _FINE - 1, 2 * r * _FINE - 1), fill=255)
    corner = np.asarray(big.resize((r, r), Image.Resampling.BOX))
    for rows, across, flipped in (
        (slice(None, r), slice(None, r), corner),
        (slice(None, r), slice(width - r, None), corner[:, ::-1]),
        (slice(height - r, None), slice(None, r), corner[::-1]),
        (slice(height - r, None), slice(width - r, None), corner[::-1, ::-1]),
    ):
        mask[rows, across] = flipped
    return mask


def _border(picture: Image.Image, box: Box, round_off: int, colours: Palette) -> None:
    """A hairline: here is a place, and nothing in it."""
    import numpy as np

    outer = rounded(box.width, box.height, round_off)
    inner = np.zeros_like(outer)
    if box.width > 4 and box.height > 4:
        inner[1:-1, 1:-1] = rounded(box.width - 2, box.height - 2, max(1, round_off - 1))
    line: Any = Image.fromarray(outer - np.minimum(inner, outer))
    picture.paste(Image.new("RGB", (box.width, box.height), colours.rule), (box.left, box.top), line)


def _write(picture: Image.Image, lines: list[Line], colours: Palette) -> None:
    for tone, colour in (("text", colours.text), ("dim", colours.dim)):
        mask = Image.new("L", picture.size)
        for line in lines:
            if line.tone == tone:
                draw_line(mask, line.text, line.x, line.baseline, line.size)
        picture.paste(Image.new("RGB", picture.size, colour), (0, 0), mask)

"""What is written into the picture: the prompt at the bottom, and at the top right what kind of engine drew it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from grokwidget.lettering.typesetting import draw_line, lines, readable, width_of
from grokwidget.local.render.colour import Floats
from grokwidget.local.render.film import Film
from grokwidget.local.render.motion import smooth

if TYPE_CHECKING:
    from grokwidget.local.render.canvas import Canvas
    from grokwidget.local.render.spec import RenderSpec

BADGE = ("LOCAL ENGINE", "· procedural, not AI")
"""The same in every language: a request's frames must not depend on who looks at them."""
FADE_IN, FADE_OUT = 0.7, 0.6
"""Seconds."""


class Caption:
    """Draws the caption, and the badge, as far as a spec wants them and the frame has room."""

    def __init__(self, spec: RenderSpec) -> None:
        self._fps, self._frames = spec.fps, spec.frames
        self._film = caption_film(spec) if spec.caption else None
        self._badge = Badge(spec) if spec.badge else None

    def draw(self, canvas: Canvas, i: int) -> None:
        """Write onto frame `i`."""
        if self._film is not None:
            self._film.draw(canvas, self.opacity(i))
        if self._badge is not None:
            self._badge.draw(canvas, i)

    def opacity(self, i: int) -> float:
        """The caption comes in after a moment and leaves before the end; in short clips faster."""
        seconds, whole = i / self._fps, self._frames / self._fps
        pace = min(1.0, whole / 3)
        coming = smooth((seconds - 0.25 * pace) / (FADE_IN * pace))
        going = smooth((whole - 0.10 * pace - (i + 1) / self._fps) / (FADE_OUT * pace))
        return coming * going


class Badge:
    """The badge at the top right; the same on every frame."""

    def __init__(self, spec: RenderSpec) -> None:
        self._film = badge_film(spec.width, spec.height)

    def draw(self, canvas: Canvas, i: int) -> None:
        """Write onto a frame."""
        del i
        if self._film is not None:
            self._film.draw(canvas)


def caption_size(width: int, height: int) -> int:
    """Pixels of an em."""
    return max(11, round(0.043 * min(width, height)))


def caption_lines(spec: RenderSpec) -> list[str]:
    """The lines as they will be drawn: none, one or two."""
    size = caption_size(spec.width, spec.height)
    limit = min(0.86 * spec.width, 36 * size)
    return lines(readable(spec.prompt), limit, lambda text: width_of(text, size)) if limit >= 6 * size else []


def caption_film(spec: RenderSpec) -> Film | None:
    """The caption over a shade that rises from the bottom edge; None where there is nothing to write."""
    written = caption_lines(spec)
    if not written:
        return None
    width, height = spec.width, spec.height
    size = caption_size(width, height)
    leading, foot = round(1.42 * size), round(max(0.055 * height, 0.9 * size))
    block = leading * len(written)
    depth = min(height, 2 * round((foot + block + 2.6 * size) / 2))
    mask = Image.new("L", (width, depth))
    for k, line in enumerate(written):
        baseline = depth - foot - leading * (len(written) - 1 - k) - 0.12 * size
        draw_line(mask, line, (width - width_of(line, size)) / 2, baseline, size)
    rise = np.linspace(0, 1, depth, dtype=np.float32)[:, None]
    scrim = 0.52 * rise * rise * (3 - 2 * rise)
    shade = 1 - (1 - scrim) * (1 - _shadow(mask, size))
    return Film(0.96 * _share(mask), shade, 0, height - depth)


def badge_film(width: int, height: int) -> Film | None:
    """The badge on a small dark pill; None where the frame is too narrow for legible letters."""
    for size in range(max(8, round(0.0225 * min(width, height))), 5, -1):
        spacing = 0.09 * size
        across = width_of(BADGE[0], size, spacing) + 0.30 * size + width_of(BADGE[1], size, 0.3 * spacing)
        pad, tall = 0.85 * size, 2 * round(0.95 * size)
        wide = 2 * -(-round(across + 2 * pad) // 2)
        margin = 2 * round(max(0.012 * min(width, height), 3))
        if wide + 2 * margin <= width and tall + 2 * margin <= height:
            break
    else:
        return None
    main, rest = Image.new("L", (wide, tall)), Image.new("L", (wide, tall))
    baseline = tall / 2 + 0.36 * size
    end = draw_line(main, BADGE[0], pad, baseline, size, spacing)
    draw_line(rest, BADGE[1], end + 0.30 * size - spacing, baseline, size, 0.3 * spacing)
    pill = Image.new("L", (4 * wide, 4 * tall))
    ImageDraw.Draw(pill).rounded_rectangle((0, 0, 4 * wide - 1, 4 * tall - 1), 2 * tall, fill=255)
    shade = 0.46 * _share(pill.resize((wide, tall), Image.Resampling.BOX))
    return Film(np.maximum(0.92 * _share(main), 0.74 * _share(rest)), shade, width - wide - margin, margin)


def _shadow(mask: Image.Image, size: int) -> Floats:
    """A close, darker shadow and a wide, faint one: legible on white, invisible on black."""
    close = ImageChops.offset(mask, 0, max(1, round(0.05 * size))).filter(
        ImageFilter.GaussianBlur(max(0.8, 0.07 * size))
    )
    wide = mask.filter(ImageFilter.GaussianBlur(0.55 * size))
    near, far = np.minimum(1, 1.5 * _share(close)), np.minimum(1, 1.9 * _share(wide))
    return np.asarray(1 - (1 - 0.62 * near) * (1 - 0.42 * far), np.float32)


def _share(mask: Image.Image) -> Floats:
    return np.asarray(mask, np.float32) / np.float32(255)

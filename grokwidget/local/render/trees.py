"""Trees as masks: spruces with ragged tiers, round crowns, reeds and grass; drawn large by Pillow and shrunk once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from grokwidget.local.render.colour import Floats

FINE = 3
"""Masks are drawn this many times larger."""


class Mask:
    """A white-on-black drawing of (height, width) pixels, anti-aliased when it is read."""

    def __init__(self, height: int, width: int) -> None:
        self.height, self.width = height, width
        self._picture = Image.new("L", (width * FINE, height * FINE))
        self._pen = ImageDraw.Draw(self._picture)

    def polygon(self, points: Sequence[tuple[float, float]]) -> None:
        """Fill a polygon given in pixels."""
        self._pen.polygon([(x * FINE, y * FINE) for x, y in points], fill=255)

    def disc(self, x: float, y: float, across: float, down: float) -> None:
        """Fill an ellipse by its centre and half axes."""
        self._pen.ellipse([(x - across) * FINE, (y - down) * FINE, (x + across) * FINE, (y + down) * FINE], fill=255)

    def stroke(self, points: Sequence[tuple[float, float]], width: float) -> None:
        """A line of `width` pixels."""
        self._pen.line([(x * FINE, y * FINE) for x, y in points], fill=255, width=max(1, round(width * FINE)))

    def floats(self) -> Floats:
        """The mask in 0..1."""
        return np.asarray(self._picture.reduce(FINE), np.float32) / np.float32(255)


def spruce(mask: Mask, draw: np.random.Generator, x: float, foot: float, height: float) -> None:
    """A spruce standing at (x, foot)."""
    tiers = int(np.clip(height / 5, 5, 16))
    half = height * float(draw.uniform(0.15, 0.21))
    lean = float(draw.normal(0, 0.012)) * height
    sides: list[list[tuple[float, float]]] = [[], []]
    noise = draw.random((2, tiers, 3))
    for s, sign in enumerate((-1, 1)):
        for k in range(tiers):
            t0, t1 = (k + 0.25) / tiers, (k + 1.0) / tiers
            out = half * (t1**0.9) * (0.72 + 0.5 * noise[s, k, 0])
            tip = foot - height * (1 - t1) + height / tiers * 0.22 * noise[s, k, 1]
            sides[s].append((x + lean * (1 - t1) + sign * out, tip))
            inner = half * (t1**0.9) * (0.28 + 0.22 * noise[s, k, 2])
            sides[s].append((x + lean * (1 - t1) + sign * inner, foot - height * (1 - t1) - height / tiers * 0.10))
            del t0
    top = (x + lean, foot - height)
    mask.polygon([top, *sides[1], *reversed(sides[0])])
    mask.stroke([(x, foot), (x + lean, foot - height * 1.03)], max(0.5, height * 0.018))


def round_tree(mask: Mask, draw: np.random.Generator, x: float, foot: float, height: float) -> None:
    """A broad-leaved tree: a short trunk and a crown of leaf clumps."""
    mask.stroke([(x, foot), (x, foot - height * 0.5)], max(0.8, height * 0.06))
    clumps = int(np.clip(height / 1.6, 8, 90))
    for a, r, s in draw.random((clumps, 3)):
        angle, reach = a * 6.283, r**0.6
        cx = x + np.cos(angle) * reach * height * 0.30
        cy = foot - height * 0.55 + np.sin(angle) * reach * height * 0.31
        size = min(height, 60) * (0.08 + 0.10 * s)
        mask.disc(float(cx), float(cy), float(size), float(size * 0.85))


def grass(mask: Mask, draw: np.random.Generator, x: float, foot: float, height: float) -> None:
    """A bent blade."""
    bend = float(draw.normal(0.1, 0.28)) * height
    width = max(0.5, height * 0.035)
    mask.polygon(
        [(x - width, foot), (x + bend * 0.35 - width * 0.7, foot - height * 0.6), (x + bend, foot - height),
         (x + bend * 0.35 + width * 0.7, foot - height * 0.6), (x + width, foot)]
    )  # fmt: skip

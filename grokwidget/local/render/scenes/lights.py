"""A grid on which light adds up: soft glows and out-of-focus discs at exact places, developed like a photograph."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats
from grokwidget.local.render.scenes.fields import grid_of, smoothstep

_STEPS = 1024
SHAPES = ("disc", "hexagon", "heart")
"""Forms of the aperture."""


def _profiles() -> dict[str, Floats]:
    """Brightness of an out-of-focus point by its shape's own measure q: 0 in the middle, 1 at the rim."""
    q = np.linspace(0, 1.25, _STEPS)
    made = {}
    for shape in SHAPES:
        # The measure of discs and hearts grows with the square of the distance.
        r = q if shape == "hexagon" else np.sqrt(q)
        inside = smoothstep(1.035, 0.955, r)
        rim = np.exp(-(((r - 0.93) / 0.055) ** 2)) * 0.75
        onion = 0.035 * np.sin(r * 34) * (1 - r).clip(0)
        made[shape] = np.asarray((0.50 + 0.26 * r**2 + rim + onion) * inside, np.float32)
        made[shape][-1] = 0
    return made


_PROFILES = _profiles()


class Lights:
    """Linear light on a grid of about half the frame's resolution: planes (3, rows, columns)."""

    def __init__(self, width: int, height: int, cells: int = 102_000) -> None:
        self.columns, self.rows = grid_of(width, height, cells)
        self.scale = self.columns / width
        """Grid cells per pixel."""
        self.light = np.zeros((3, self.rows, self.columns), np.float32)
        self._x = np.arange(self.columns, dtype=np.float32)
        self._y = np.arange(self.rows, dtype=np.float32)

    def begin(self, background: ArrayLike) -> None:
        """Start a frame from (3, rows, columns), or anything that broadcasts to it."""
        np.copyto(self.light, np.asarray(background, np.float32))

    def disc(self, x: float, y: float, radius: float, colour: ArrayLike, shape: str = "disc") -> None:
        """An out-of-focus light at (x, y) pixels with a bright rim; `colour` is linear light (3,)."""
        cx, cy, r = x * self.scale - 0.5, y * self.scale - 0.5, max(1.2, radius * self.scale)
        reach = r * 1.12 + 1
        span = self._span(cx, cy, reach)
        if span is None:
            return
        rows, columns = span
        across, down = (
            (self._x[columns] - np.float32(cx)) / np.float32(r),
            (self._y[rows] - np.float32(cy)) / np.float32(r),
        )
        q = _measure(across, down, shape)
        q *= np.float32((_STEPS - 1) / 1.25)
        np.minimum(q, _STEPS - 1, out=q)
        glow = _PROFILES[shape].take(q.astype(np.intp))
        if r < 3:
            # A disc of few cells is drawn fainter where its rim would be finer than the grid.
            glow *= np.float32(0.85)
        self._add(rows, columns, glow, colour)

    def glow(self, x: float, y: float, radius: float, colour: ArrayLike, stretch: float = 1.0) -> None:
        """A soft round glow (Gaussian, `radius` pixels to 1/e; `stretch` times as high)."""
        cx, cy, r = x * self.scale - 0.5, y * self.scale - 0.5, max(0.6, radius * self.scale)
        span = self._span(cx, cy, 2.5 * r + 1, 2.5 * r * stretch + 1)
        if span is None:
            return
        rows, columns = span
        across = np.exp(-(((self._x[columns] - np.float32(cx)) / np.float32(r)) ** 2))
        down = np.exp(-(((self._y[rows] - np.float32(cy)) / np.float32(r * stretch)) ** 2))
        self._add(rows, columns, down[:, None] * across, colour)

    def sprite(self, x: float, y: float, picture: Floats, colour: ArrayLike) -> None:
        """Add a prepared brightness picture (h, w in grid cells) with its middle at (x, y) pixels, exactly."""
        height, width = picture.shape
        left, top = x * self.scale - width / 2, y * self.scale - height / 2
        x0, y0 = math.floor(left), math.floor(top)
        fx, fy = np.float32(left - x0), np.float32(top - y0)
        moved = picture[:, 1:] * (1 - fx) + picture[:, :-1] * fx
        moved = moved[1:] * (1 - fy) + moved[:-1] * fy
        x0, y0 = x0 + 1, y0 + 1
        a, b = max(0, -x0), max(0, -y0)
        c, d = min(moved.shape[1], self.columns - x0), min(moved.shape[0], self.rows - y0)
        if a < c and b < d:
            self._add(slice(y0 + b, y0 + d), slice(x0 + a, x0 + c), moved[b:d, a:c], colour)

    def develop(self, canvas: Canvas) -> None:
        """Paint the light on the canvas: a soft shoulder, then the display's curve."""
        light = self.light
        np.negative(light, out=light)
        np.exp(light, out=light)
        np.subtract(1, light, out=light)
        np.sqrt(light, out=light)
        canvas.paint(np.ascontiguousarray(light.transpose(1, 2, 0)))

    def _span(self, cx: float, cy: float, reach_x: float, reach_y: float | None = None) -> tuple[slice, slice] | None:
        reach_y = reach_x if reach_y is None else reach_y
        left, right = max(0, math.floor(cx - reach_x)), min(self.columns, math.ceil(cx + reach_x) + 1)
        top, bottom = max(0, math.floor(cy - reach_y)), min(self.rows, math.ceil(cy + reach_y) + 1)
        return None if left >= right or top >= bottom else (slice(top, bottom), slice(left, right))

    def _add(self, rows: slice, columns: slice, glow: NDArray[Any], colour: ArrayLike) -> None:
        tint = np.asarray(colour, np.float32)
        for k in range(3):
            self.light[k, rows, columns] += glow * tint[k]


def _measure(across: Floats, down: Floats, shape: str) -> Floats:
    if shape == "hexagon":
        x, y = np.abs(across), np.abs(down)[:, None]
        return np.asarray(np.maximum(x * np.float32(0.8660254) + y * np.float32(0.5), y), np.float32) * np.float32(1.08)
    if shape == "heart":
        x = np.abs(across) * np.float32(1.02)
        y = (-down + np.float32(0.02))[:, None] * np.float32(1.14) - np.float32(0.66) * np.sqrt(x) + np.float32(0.22)
        return np.asarray((x * x + y * y) * np.float32(1.18), np.float32)
    return np.asarray(across * across + (down * down)[:, None], np.float32)

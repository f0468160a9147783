"""Strips: painted layers wider than the frame that slide behind it with sub-pixel exactness (hills, trees, grass)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from grokwidget.local.render.canvas import Canvas, halve
from grokwidget.local.render.colour import Floats, planes_of

Bytes = NDArray[np.uint8]


class Strip:
    """A picture with alpha, prepared once, that is drawn at any float position; beyond its sides nothing is drawn."""

    def __init__(self, picture: ArrayLike, alpha: ArrayLike) -> None:
        """From sRGB floats (h, w, 3) or one colour (3,), and alpha (h, w) in 0..1. Sides are padded to even numbers."""
        cover = np.asarray(alpha, np.float32)
        colours = np.broadcast_to(np.asarray(picture, np.float32), (*cover.shape, 3))
        pad = ((0, cover.shape[0] % 2), (0, cover.shape[1] % 2))
        cover, yuv = np.pad(cover, pad), planes_of(np.pad(colours, (*pad, (0, 0)), "edge"))
        self.height, self.width = cover.shape
        # Rows without anything in them are dropped, and rows that hide everything need no mixing.
        first = int(np.argmax(cover.max(axis=1) > 0)) // 2 * 2
        cover, yuv = cover[first:], yuv[first:]
        self._first = first
        solid = cover.min(axis=1) > 0.998
        self._solid = (len(solid) - int(np.argmin(solid[::-1])) + 1) // 2 * 2 if not solid.all() else 0
        half = halve(cover)
        # Premultiplied, so that a shift by part of a pixel mixes light and not edges.
        self._planes = (
            (cover, np.ascontiguousarray(yuv[..., 0] * cover)),
            (half, halve(yuv[..., 1] * cover)),
            (half, halve(yuv[..., 2] * cover)),
        )
        below = yuv[self._solid :]
        self._flat = below.size > 0 and bool(np.ptp(below, axis=1).max() < 0.01)

    def draw(self, canvas: Canvas, x: float, y: float, gain: ArrayLike | None = None) -> None:
        """Put the strip's top left corner at (x, y), floats. `gain` brightens the luma by column of the frame."""
        light = None if gain is None else np.asarray(gain, np.float32)
        y += self._first
        for (cover, colour), plane, unit in zip(
            self._planes, (canvas.y, canvas.u, canvas.v), (1.0, 0.5, 0.5), strict=True
        ):
            bright = light if unit == 1.0 else None
            border = int(self._solid * unit)
            span = _over(plane, cover[: border + 1], colour[: border + 1], x * unit, y * unit, bright)
            if span is None or border + 1 >= len(colour):
                continue
            # From here on the strip hides what is behind it.
            top = math.floor(y * unit) + border + 1
            bottom = min(plane.shape[0], math.floor(y * unit) + len(colour))
            start = max(0, top)
            if start >= bottom:
                continue
            rows = colour[border + 1 + start - top : border + 1 + bottom - top]
            left, columns = span
            if self._flat and bright is None:
                plane[start:bottom, left] = (rows[:, :1] + np.float32(0.5)).astype(np.uint8)
                continue
            fx = x * unit - math.floor(x * unit)
            moved = rows[:, columns][:, 1:] * np.float32(1 - fx)
            moved += rows[:, columns][:, :-1] * np.float32(fx)
            if bright is not None:
                moved *= bright[left]
            moved += np.float32(0.5)
            np.clip(moved, 16, 240, out=moved)
            plane[start:bottom, left] = moved


def _over(
    plane: Bytes, cover: Floats, colour: Floats, x: float, y: float, gain: Floats | None
) -> tuple[slice, slice] | None:
    """Mix over `plane`; returns the columns of plane and strip, or None where the strip is beside the frame."""
    left, top = math.floor(x), math.floor(y)
    fx, fy = x - left, y - top
    # The shifted strip covers one row and column more than its own size; the outermost ones are left out.
    x0, x1 = max(0, left + 1), min(plane.shape[1], left + cover.shape[1])
    y0, y1 = max(0, top + 1), min(plane.shape[0], top + cover.shape[0])
    if x0 >= x1:
        return None
    columns = slice(x0 - left - 1, x1 - left)
    span = slice(x0, x1), columns
    if y0 >= y1:
        return span
    rows = slice(y0 - top - 1, y1 - top)
    alpha, light = _shift(cover[rows, columns], fx, fy), _shift(colour[rows, columns], fx, fy)
    if gain is not None:
        light *= gain[x0:x1]
    target = plane[y0:y1, x0:x1]
    np.subtract(1, alpha, out=alpha)
    alpha *= target
    alpha += light
    alpha += np.float32(0.5)
    np.clip(alpha, 16, 240, out=alpha)
    target[:] = alpha
    return span


def _shift(field: Floats, fx: float, fy: float) -> Floats:
    """Move right by `fx` and down by `fy` (0..1): one row and one column less than `field` has."""
    moved = field[:, 1:] * np.float32(1 - fx)
    if fx:
        moved += field[:, :-1] * np.float32(fx)
    if not fy:
        return np.asarray(moved[1:], np.float32)
    lower = moved[1:] * np.float32(1 - fy)
    lower += moved[:-1] * np.float32(fy)
    return np.asarray(lower, np.float32)

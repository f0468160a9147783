"""Painted layers: pictures with transparency that slide and grow by fractions of a pixel, for parallax without
jitter.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from grokwidget.local.render.canvas import Bytes, Canvas, halve
from grokwidget.local.render.colour import Floats, planes_of

Words: TypeAlias = NDArray[np.uint16]
Packed: TypeAlias = NDArray[np.unsignedinteger[Any]]
"""uint32 with two fields (luma, transparency) or uint64 with three (U, V, transparency)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a layer lies in one frame. Rows `start`..`stop` are touched; from `solid` on nothing shines through."""

    left: float
    top: float
    scale: float
    start: int
    solid: int
    stop: int
    first_column: int
    last_column: int


class Layer:
    """A picture (h, w, 3) with alpha (h, w), placed at (x, y) in the unmoved frame; it may reach beyond the frame.

    Planes are kept premultiplied by alpha. Only the columns that hold something are touched, and
    rows in which
    alpha is 1 everywhere are copied, not blended.
    """

    def __init__(self, picture: Floats, alpha: Floats, x: float, y: float) -> None:
        lacking = [(0, max(0, 4 - side)) for side in alpha.shape]
        if any(more for _, more in lacking):  # in frames of a few pixels a layer may have none
            picture, alpha = np.pad(picture, (*lacking, (0, 0))), np.pad(alpha, lacking)
        height, width = alpha.shape[0] // 2 * 2, alpha.shape[1] // 2 * 2
        a = np.clip(alpha[:height, :width], 0, 1)
        held = np.flatnonzero(a.max(axis=0) > 0.002)
        c0, c1 = (
            (0, width) if not held.size else (max(0, int(held[0]) // 2 * 2 - 4), min(width, int(held[-1]) // 2 * 2 + 6))
        )
        a, yuv = a[:, c0:c1], planes_of(picture[:height, c0:c1])
        self.x, self.y, self.width, self.height = x + c0, y, c1 - c0, height
        self._narrow = (c0 > 0, c1 < width)
        half = halve(a)
        # Planes that move together lie together in the 16-bit fields of one number: one gather moves them all.
        through = _words((1 - a) * 256)
        self._full = _packed(np.uint32, _words(yuv[..., 0] * a), through)
        self._half = _packed(np.uint64, *(_words(halve(yuv[..., k] * a)) for k in (1, 2)), _words((1 - half) * 256))
        clear = np.flatnonzero(through.any(axis=1))
        self._opaque_from = (int(clear[-1]) + 1 if clear.size else 0) + 1
        seen = np.flatnonzero((through < 256).any(axis=1))
        self._first = int(seen[0]) if seen.size else height

    def place(
        self,
        canvas: Canvas,
        dx: float = 0.0,
        dy: float = 0.0,
        scale: float = 1.0,
        about: tuple[float, float] | None = None,
    ) -> Place:
        """Move by (dx, dy) pixels after scaling by `scale` about a point of the frame (its centre)."""
        cx, cy = about or (canvas.width / 2, canvas.height / 2)
        left, top = cx + (self.x - cx) * scale + dx, cy + (self.y - cy) * scale + dy
        start = int(np.clip(np.floor((top + self._first * scale) / 2) * 2, 0, canvas.height))
        stop = int(np.clip(np.floor((top + self.height * scale) / 2) * 2, start, canvas.height))
        solid = int(np.clip(np.ceil((top + self._opaque_from * scale) / 2) * 2, start, stop))
        right = left + self.width * scale
        a = int(np.clip(np.floor(left / 2) * 2, 0, canvas.width)) if self._narrow[0] else 0
        b = int(np.clip(np.ceil(right / 2) * 2, a, canvas.width)) if self._narrow[1] else canvas.width
        if a > 0 or b < canvas.width:
            solid = stop
        return Place(left, top, scale, start, solid, stop, a, b)

    def draw(self, canvas: Canvas, place: Place, bottom: int | None = None) -> None:
        """Draw at a place. Rows from `bottom` on are left alone, because something nearer covers them."""
        end = place.stop if bottom is None else min(place.stop, max(0, bottom - bottom % 2))
        start, solid, a, b = place.start, min(place.solid, end), place.first_column, place.last_column
        if start >= end or a >= b:
            return
        self._put(self._full, (canvas.y,), (start, solid, end, a, b), (place.left, place.top, place.scale))
        half = (start // 2, solid // 2, end // 2, a // 2, b // 2)
        self._put(self._half, (canvas.u, canvas.v), half, (place.left / 2, place.top / 2, place.scale))

    def _put(
        self,
        texture: Packed,
        planes: tuple[Bytes, ...],
        area: tuple[int, int, int, int, int],
        where: tuple[float, float, float],
    ) -> None:
        start, solid, end, a, b = area
        left, top, scale = where
        columns = _Resample(a, b, left, scale, texture.shape[1])
        for first, stop, mixed in ((start, solid, True), (solid, end, False)):
            for row in range(first, stop, BLOCK):
                rows = _Resample(row, min(row + BLOCK, stop), top, scale, texture.shape[0])
                fields = _fields(_resampled(texture, rows, columns))
                for k, plane in enumerate(planes):
                    target = plane[row : row + len(rows.index), a:b]
                    if mixed:
                        _blend(target, fields[..., k], fields[..., len(planes)])
                    else:
                        target[:] = fields[..., k]


BLOCK = 48
"""Rows that are resampled at a time: few enough for everything between to stay in the processor's cache."""


class _Resample:
    """Linear resampling along one axis: which texels and with which weights each pixel takes."""

    def __init__(self, start: int, stop: int, origin: float, scale: float, size: int) -> None:
        at = (np.arange(start, stop) + (0.5 - origin)) / scale - 0.5
        np.clip(at, 0, size - 1.001, out=at)
        self.index = at.astype(np.intp)
        self.weight = ((at - self.index) * 128 + 0.5).astype(np.uint32)
        self.first, self.end = int(self.index[0]), int(self.index[-1]) + 2
        self.unbroken = self.end - self.first == self.index.size + 1
        self.index -= self.first


def _resampled(texture: Packed, rows: _Resample, columns: _Resample) -> Packed:
    part = texture[rows.first : rows.end, columns.first : columns.end]
    if rows.unbroken:
        part = _lerp(part[:-1], part[1:], rows.weight[:, None])
    else:
        part = _lerp(part[rows.index], part[rows.index + 1], rows.weight[:, None])
    if columns.unbroken:
        return _lerp(part[:, :-1], part[:, 1:], columns.weight)
    return _lerp(part.take(columns.index, axis=1), part.take(columns.index + 1, axis=1), columns.weight)


_HALVES = {4: (0x00400040, 0x01FF01FF), 8: (0x0040004000400040, 0x01FF01FF01FF01FF)}
"""By item size: one half in every 16-bit field before the shift, and the bits that remain of each field after it."""


def _lerp(near: Packed, far: Packed, weight: NDArray[np.uint32]) -> Packed:
    # Fields hold at most 256 and weights at most 128: no product leaves its field.
    kind = near.dtype.type
    half, mask = (kind(value) for value in _HALVES[near.itemsize])
    share = weight.astype(near.dtype)
    wide: Packed = near * (kind(128) - share)
    wide += far * share
    wide += half
    wide >>= kind(7)
    wide &= mask
    return wide


def _packed(kind: type[np.uint32] | type[np.uint64], *planes: Words) -> Packed:
    packed: Packed = np.zeros(planes[0].shape, kind)
    for k, plane in enumerate(planes):
        packed |= np.left_shift(plane.astype(kind), kind(16 * k))
    return packed


def _fields(packed: Packed) -> Words:
    """The 16-bit fields of packed numbers as a last axis, lowest first."""
    fields: Words = packed.view(np.uint16).reshape(*packed.shape, packed.itemsize // 2)
    return fields if sys.byteorder == "little" else fields[..., ::-1]


def _blend(plane: Bytes, premultiplied: Words, through: Words) -> None:
    wide = through * plane
    wide += np.uint16(128)
    wide >>= np.uint16(8)
    wide += premultiplied
    plane[:] = wide


def _words(values: Floats) -> Words:
    return np.clip(np.rint(values), 0, 256).astype(np.uint16)

"""Painted layers: pictures with transparency that slide and grow by fractions of a pixel, for parallax without
jitter.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

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
        held_at = through < 256
        seen = np.flatnonzero(held_at.any(axis=1))
        self._first = int(seen[0]) if seen.size else height
        # By row, the first column that holds something and the one after the last: the rest needs no mixing.
        empty = ~held_at.any(axis=1)
        self._held_from = np.where(empty, c1 - c0, held_at.argmax(axis=1))
        self._held_to = np.where(empty, 0, c1 - c0 - held_at[:, ::-1].argmax(axis=1))

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
        part = self._full.shape[1] // texture.shape[1]
        all_rows = _Resample(start, end, top, scale, texture.shape[0])
        all_columns = _Resample(a, b, left, scale, texture.shape[1])
        for first, stop, mixed in ((start, solid, True), (solid, end, False)):
            for row in range(first, stop, BLOCK):
                rows = all_rows.part(row - start, min(row + BLOCK, stop) - start)
                columns, c, d = all_columns, a, b
                if mixed:
                    texels = slice(rows.first * part, rows.end * part)
                    held = self._held_from[texels].min() // part - 1, -(-self._held_to[texels].max() // part) + 1
                    c = max(a, math.floor(left + (held[0] - 0.5) * scale))
                    d = min(b, math.ceil(left + (held[1] + 0.5) * scale))
                    if c >= d:
                        continue
                    columns = all_columns.part(c - a, d - a)
                fields = _fields(_resampled(texture, rows, columns))
                for k, plane in enumerate(planes):
                    target = plane[row : row + len(rows.index), c:d]
                    if mixed:
                        _blend(target, fields[..., k], fields[..., len(planes)])
                    else:
                        target[:] = fields[..., k]


BLOCK = 48
"""Rows that are resampled at a time: few enough for everything between to stay in the processor's cache."""


class Backdrop:
    """A picture without transparency, resampled by Pillow: for what fills whole columns of the frame."""

    def __init__(self, picture: Floats, x: float, y: float) -> None:
        height, width = picture.shape[0] // 2 * 2, picture.shape[1] // 2 * 2
        yuv = planes_of(picture[:height, :width])
        planes = (yuv[..., 0], halve(yuv[..., 1]), halve(yuv[..., 2]))
        self._planes = [Image.fromarray(np.clip(np.rint(plane), 16, 240).astype(np.uint8)) for plane in planes]
        self._x, self._y = x, y

    def draw(
        self, canvas: Canvas, columns: tuple[int, int], dx: float, scale: float, about: tuple[float, float]
    ) -> None:
        """Fill the columns `columns` (even) of the frame, moved by `dx` after scaling about a point."""
        a, b = columns
        if a >= b:
            return
        left, top = about[0] + (self._x - about[0]) * scale + dx, about[1] + (self._y - about[1]) * scale
        for plane, mine, part in zip((canvas.y, canvas.u, canvas.v), self._planes, (1, 2, 2), strict=True):
            x = [min(max(0.0, (edge - left) / scale / part), float(mine.width)) for edge in (a, b)]
            y = [min(max(0.0, (edge - top) / scale / part), float(mine.height)) for edge in (0, canvas.height)]
            size = ((b - a) // part, plane.shape[0])
            seen = mine.resize(size, Image.Resampling.BILINEAR, box=(x[0], y[0], x[1], y[1]))
            plane[:, a // part : b // part] = np.asarray(seen)


class _Resample:
    """Linear resampling along one axis: which texels and with which weights each pixel takes."""

    def __init__(self, start: int, stop: int, origin: float, scale: float, size: int) -> None:
        at = (np.arange(start, stop) + (0.5 - origin)) / scale - 0.5
        np.maximum(at, 0, out=at)
        np.minimum(at, size - 1.001, out=at)
        index = at.astype(np.intp)
        self._settle(index, ((at - index) * 128 + 0.5).astype(np.uint32))

    def _settle(self, index: NDArray[np.intp], weight: NDArray[np.uint32]) -> None:
        self.weight = weight
        self.first, self.end = int(index[0]), int(index[-1]) + 2
        self.unbroken = self.end - self.first == index.size + 1
        self.index = index - self.first

    def part(self, a: int, b: int) -> _Resample:
        """The pixels `a`..`b` of these."""
        few = _Resample.__new__(_Resample)
        few._settle(self.index[a:b] + self.first, self.weight[a:b])
        return few


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
    # Fields hold at most 256 and weights at most 128: no sum leaves its field. A difference may borrow from the field
    # above; the sum gives it back.
    kind = near.dtype.type
    half, mask = (kind(value) for value in _HALVES[near.itemsize])
    wide: Packed = far - near
    wide *= weight.astype(near.dtype, copy=False)
    wide += near << kind(7)
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

"""The canvas: one frame as planar 4:2:0, drawn on in place and handed to x264 without an RGB conversion.

Smooth things are painted from a small RGB picture by one swscale call; sharp things are composited into the planes.
All arithmetic is done in wider types and clipped to the legal range, so nothing ever wraps.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import av
import numpy as np
from av.video.reformatter import Colorspace, VideoReformatter
from numpy.typing import ArrayLike, NDArray

from grokwidget.local.render.colour import Floats, planes_of

Bytes = NDArray[np.uint8]
BLACK, WHITE = 16, 235


def halve(mask: Floats) -> Floats:
    """The mean of every 2x2 block: from luma to chroma resolution. Both sides of `mask` must be even."""
    rows = mask[0::2] + mask[1::2]
    return np.asarray((rows[:, 0::2] + rows[:, 1::2]) * np.float32(0.25), np.float32)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A picture with transparency, prepared once and put on many frames: luma, chroma and their alphas as float32."""

    y: Floats
    u: Floats
    v: Floats
    alpha: Floats
    alpha_half: Floats

    @classmethod
    def of(cls, picture: ArrayLike, alpha: ArrayLike) -> Stamp:
        """From sRGB (h, w, 3) or one colour (3,), in 0..1 floats or bytes, and alpha (h, w) likewise. Odd
        sides are padded.
        """
        a = _floats(alpha)
        a = np.pad(a, ((0, a.shape[0] % 2), (0, a.shape[1] % 2)))
        colours = np.broadcast_to(_floats(picture), (*np.shape(alpha), 3))
        colours = np.pad(
            colours, ((0, a.shape[0] - colours.shape[0]), (0, a.shape[1] - colours.shape[1]), (0, 0)), "edge"
        )
        yuv = planes_of(colours)
        half = halve(a)
        weight = np.maximum(half, 1e-6)
        # Chroma is averaged by alpha: what is transparent must not tint the edges.
        u, v = (halve(yuv[..., k] * a) / weight + (half <= 1e-6) * 128 for k in (1, 2))
        return cls(np.ascontiguousarray(yuv[..., 0]), u.astype(np.float32), v.astype(np.float32), a, half)


class Canvas:
    """A frame of `width` x `height` pixels (even). `y`, `u`, `v` are uint8 views into the video frame itself."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._frame = av.VideoFrame(width, height, "yuv420p")
        for name, value in (("color_range", 1), ("colorspace", 1)):
            setattr(self._frame, name, value)
        self.y, self.u, self.v = (_view(self._frame, k) for k in range(3))
        # One scaler for each pair of sizes: it is rebuilt, which costs a millisecond, whenever they change.
        self._scale, self._to_rgb = VideoReformatter(), VideoReformatter()
        self._scales: dict[tuple[tuple[int, ...], tuple[int, ...]], VideoReformatter] = {}
        self.rows = np.arange(height, dtype=np.float32)
        """Row numbers 0..height-1 as float32."""
        self.columns = np.arange(width, dtype=np.float32)
        """Column numbers 0..width-1 as float32."""
        self.clear()

    def clear(self) -> None:
        """Black."""
        self.y[:], self.u[:], self.v[:] = BLACK, 128, 128

    def frame(self) -> av.VideoFrame:
        """The frame for the encoder. It is this canvas's own memory: encode it before drawing the next one."""
        return self._frame

    def rgb(self) -> Bytes:
        """A copy of the frame as (height, width, 3) sRGB bytes, for stills, posters and tests."""
        picture = self._to_rgb.reformat(self._frame, format="rgb24", src_colorspace=Colorspace.ITU709)
        return np.array(picture.to_ndarray())

    # -- smooth ----------------------------------------------------------------------------------------------------

    def paint(self, picture: ArrayLike, interpolation: str = "BILINEAR") -> None:
        """Cover the whole frame with a smaller picture: float (h, w, 3) sRGB in 0..1, or bytes.

        Floats go through 16 bits and are dithered, so that dark gradients don't band. Only `BILINEAR`, `AREA`
        and `GAUSS`
        stay inside the legal range; the sharper kernels overshoot.
        """
        values = np.asarray(picture)
        if values.dtype == np.uint8:
            small = av.VideoFrame.from_ndarray(np.ascontiguousarray(values), format="rgb24")
        else:
            deep = (np.clip(values, 0, 1) * np.float32(65535)).astype(np.uint16)
            small = av.VideoFrame.from_ndarray(deep, format="rgb48le")
        full = self._scale.reformat(
            small, self.width, self.height, "yuv420p", dst_colorspace=Colorspace.ITU709, interpolation=interpolation
        )
        self.y[:], self.u[:], self.v[:] = (_view(full, k) for k in range(3))

    # -- sharp -----------------------------------------------------------------------------------------------------

    def blend_over(self, colour: ArrayLike, mask: ArrayLike, x: int = 0, y: int = 0) -> None:
        """One sRGB colour over the frame by `mask` (h, w), float 0..1 or bytes, whose corner lies at (x, y)."""
        self.stamp(Stamp.of(np.asarray(colour), mask), x, y)

    def patch(self, x: int, y: int, picture: ArrayLike, alpha: ArrayLike) -> None:
        """An RGB picture (h, w, 3) by `alpha` (h, w) at (x, y). For what is drawn often, keep a `Stamp`."""
        self.stamp(Stamp.of(picture, alpha), x, y)

    def stamp(self, stamp: Stamp, x: int, y: int, opacity: float = 1.0) -> None:
        """Put a stamp with its corner at (x, y), rounded to even pixels; what lies outside the frame is cut off."""
        x, y = x - x % 2, y - y % 2
        h, w = stamp.alpha.shape
        left, top, right, bottom = max(0, x), max(0, y), min(self.width, x + w), min(self.height, y + h)
        if left >= right or top >= bottom:
            return
        full = (slice(top, bottom), slice(left, right))
        inner = (slice(top - y, bottom - y), slice(left - x, right - x))
        half = (slice(top // 2, bottom // 2), slice(left // 2, right // 2))
        inner_half = (slice((top - y) // 2, (bottom - y) // 2), slice((left - x) // 2, (right - x) // 2))
        _over(self.y[full], stamp.y[inner], stamp.alpha[inner], opacity)
        _over(self.u[half], stamp.u[inner_half], stamp.alpha_half[inner_half], opacity)
        _over(self.v[half], stamp.v[inner_half], stamp.alpha_half[inner_half], opacity)

    def ridge(self, edge: ArrayLike, colours: ArrayLike, softness: float = 1.0, bottom: int | None = None) -> None:
        """Fill everything below a line, anti-aliased: `edge` is the line's y in pixels for each column (float, width).

        `colours` is one sRGB colour, or one per row of the frame (height, 3): mist gradients are free. Steep lines are
        covered by area. `softness` is the width of the edge in pixels; `bottom` ends the fill at that (even) row.
        """
        line = np.asarray(edge, np.float32)
        end = self.height if bottom is None else min(self.height, bottom - bottom % 2)
        yuv = planes_of(np.broadcast_to(np.asarray(colours, np.float32), (self.height, 3)))
        spread = np.maximum(np.float32(softness), np.abs(np.gradient(line))).astype(np.float32)
        reach = float(spread.max()) / 2 + 1
        top = int(np.clip(np.floor(float((line - spread / 2).min()) / 2) * 2, 0, end))
        solid = int(np.clip(np.ceil(float(line.max() + reach) / 2) * 2, top, end))
        if top < solid:
            middle = self.rows[top:solid, None] + np.float32(0.5)
            cover = np.asarray((middle - line) / spread + np.float32(0.5), np.float32)
            np.clip(cover, 0, 1, out=cover)
            _over(self.y[top:solid], yuv[top:solid, :1], cover)
            half = halve(cover)
            tint = (yuv[top:solid:2] + yuv[top + 1 : solid : 2]) * np.float32(0.5)
            _over(self.u[top // 2 : solid // 2], tint[:, 1:2], half)
            _over(self.v[top // 2 : solid // 2], tint[:, 2:3], half)
        if solid < end:
            self.y[solid:end] = np.rint(yuv[solid:end, :1])
            self.u[solid // 2 : end // 2] = np.rint(yuv[solid:end:2, 1:2])
            self.v[solid // 2 : end // 2] = np.rint(yuv[solid:end:2, 2:3])

    # -- light -----------------------------------------------------------------------------------------------------

    def add_light(
        self,
        xs: ArrayLike,
        ys: ArrayLike,
        radius: float | ArrayLike,
        colour: ArrayLike,
        strength: float | ArrayLike = 1.0,
    ) -> None:
        """Add round, soft lights (Gaussian, `radius` pixels to 1/e) at float positions; costs about 15 us each.

        `radius`, `strength` (0..1) and `colour` ((3,) or (n, 3)) are shared or one per light. For thousands of
        points: `add_points`.
        """
        x, y = np.atleast_1d(np.asarray(xs, np.float32)), np.atleast_1d(np.asarray(ys, np.float32))
        radii = np.broadcast_to(np.asarray(radius, np.float32), x.shape)
        strengths = np.broadcast_to(np.asarray(strength, np.float32), x.shape)
        offsets = planes_of(colour) - planes_of(np.zeros(3, np.float32))
        offsets = np.broadcast_to(offsets, (*x.shape, 3)) * strengths[:, None]
        for k in np.flatnonzero(strengths > 0.015).tolist():
            reach = 2.4 * float(radii[k]) + 1
            left, right = max(0, int((x[k] - reach) // 2) * 2), min(self.width, int((x[k] + reach) // 2) * 2 + 2)
            top, bottom = max(0, int((y[k] - reach) // 2) * 2), min(self.height, int((y[k] + reach) // 2) * 2 + 2)
            if left >= right or top >= bottom:
                continue
            across = np.exp(-(((self.columns[left:right] - x[k]) / radii[k]) ** 2))
            down = np.exp(-(((self.rows[top:bottom] - y[k]) / radii[k]) ** 2))
            add(self.y[top:bottom, left:right], down[:, None] * (across * offsets[k, 0]))
            half = (slice(top // 2, bottom // 2), slice(left // 2, right // 2))
            across, down = (across[::2] + across[1::2]) / 2, (down[::2] + down[1::2]) / 2
            if abs(offsets[k, 1]) + abs(offsets[k, 2]) < 0.5:
                continue  # white light: nothing of it reaches the chroma
            glow = down[:, None] * across
            add(self.u[half], glow * offsets[k, 1])
            add(self.v[half], glow * offsets[k, 2])

    def add_glow(
        self, xs: ArrayLike, ys: ArrayLike, radius: ArrayLike, colour: ArrayLike, strength: float | ArrayLike = 1.0
    ) -> None:
        """Like `add_light` for any number of lights of at least some six pixels, at the price of one: about 0.6 ms.

        The sum of all lights is one product of matrices on a quarter of the grid, stretched by swscale over the part
        of the frame that they reach.
        """
        x, y = np.atleast_1d(np.asarray(xs, np.float32)), np.atleast_1d(np.asarray(ys, np.float32))
        radii = np.broadcast_to(np.asarray(radius, np.float32), x.shape)
        offsets = (planes_of(colour) - planes_of(np.zeros(3, np.float32))) * np.asarray(strength, np.float32)[..., None]
        offsets = np.broadcast_to(offsets, (*x.shape, 3)).astype(np.float32)
        seen = np.abs(offsets).max(axis=1) > 0.5
        if not seen.any():
            return
        x, y, radii, offsets = x[seen], y[seen], radii[seen], offsets[seen]
        left, right = _reached(x, radii, self.width)
        top, bottom = _reached(y, radii, self.height)
        if left >= right or top >= bottom:
            return
        spans, radii = ((x, left, right), (y, top, bottom)), radii[:, None]
        across, down = (_bells(at, radii, a, b, 4) for at, a, b in spans)
        field = ((down * offsets[:, :1]).T @ across).clip(0, 219).astype(np.uint8)
        area = self.y[top:bottom, left:right]
        light = self._stretched(field, area)
        bright = np.minimum(area, np.uint8(WHITE))
        np.subtract(np.uint8(WHITE), bright, out=bright)
        np.minimum(bright, light, out=bright)
        area += bright
        across, down = (_bells(at, radii, a, b, 8) for at, a, b in spans)
        half = slice(top // 2, bottom // 2), slice(left // 2, right // 2)
        for plane, k in ((self.u[half], 1), (self.v[half], 2)):
            field = ((down * offsets[:, k : k + 1]).T @ across + np.float32(128.5)).clip(0, 255).astype(np.uint8)
            wide = plane.astype(np.int16)
            wide += self._stretched(field, plane)
            wide -= np.int16(128)
            np.maximum(wide, 16, out=wide)
            np.minimum(wide, 240, out=wide)
            plane[:] = wide

    def _stretched(self, field: Bytes, area: Bytes) -> Bytes:
        """A field of bytes, bilinearly as large as an area."""
        scale = self._scales.setdefault((field.shape, area.shape), VideoReformatter())
        frame = av.VideoFrame.from_ndarray(field, format="gray")
        return _view(scale.reformat(frame, area.shape[1], area.shape[0], "gray", interpolation="BILINEAR"), 0)

    def add_points(self, xs: ArrayLike, ys: ArrayLike, light: ArrayLike, tint: ArrayLike | None = None) -> None:
        """Add thousands of one-pixel lights at float positions: `light` 0..1 is spread over four pixels
        (stars, sparks).

        `tint` is an sRGB colour (3,) or (n, 3); without one only the brightness changes. Where two points
        share a pixel,
        one of them is lost.
        """
        x, y = np.asarray(xs, np.float32), np.asarray(ys, np.float32)
        glow = np.broadcast_to(np.asarray(light, np.float32), x.shape)
        column, row = np.floor(x).astype(np.intp), np.floor(y).astype(np.intp)
        inside = (column >= 0) & (row >= 0) & (column < self.width - 1) & (row < self.height - 1)
        column, row, glow = column[inside], row[inside], glow[inside]
        fx, fy = x[inside] - column, y[inside] - row
        for dx, dy, share in (
            (0, 0, (1 - fx) * (1 - fy)),
            (1, 0, fx * (1 - fy)),
            (0, 1, (1 - fx) * fy),
            (1, 1, fx * fy),
        ):
            at = (row + dy, column + dx)
            self.y[at] = np.clip(self.y[at] + glow * share * 219, BLACK, WHITE).astype(np.uint8)
        if tint is not None:
            colour = np.broadcast_to(planes_of(tint), (*x.shape, 3))[inside]
            at = (row // 2, column // 2)
            for plane, k in ((self.u, 1), (self.v, 2)):
                old = plane[at].astype(np.float32)
                plane[at] = np.clip(old + (colour[:, k] - old) * np.minimum(1, glow), 16, 240).astype(np.uint8)

    # -- whole frame -----------------------------------------------------------------------------------------------

    def vignette(self, strength: float) -> None:
        """Darken towards the corners: `strength` 0..1 is the share of light lost in the very corner."""
        factor, offset = _vignette(self.width, self.height, round(strength, 3))
        wide = self.y * factor
        wide += offset
        wide >>= 8
        np.minimum(wide, WHITE, out=wide)
        self.y[:] = wide

    def grain(self, i: int, level: float = 1.2) -> None:
        """Film grain on the luma of frame `i`: `level` is its spread in steps of 1/219. Hides banding; costs
        few bits.
        """
        tile = _grain(self.width, self.height, round(level, 2))
        dx, dy = (i * 37) % 61, (i * 53) % 59
        grainy = self.y + tile[dy : dy + self.height, dx : dx + self.width]
        np.clip(grainy, BLACK, WHITE, out=grainy)
        self.y[:] = grainy

    def fade(self, share: float) -> None:
        """Towards black: 0 leaves the frame as it is, 1 is black."""
        keep = 256 - round(min(1.0, max(0.0, share)) * 256)
        if keep == 256:
            return
        for plane, rest in ((self.y, BLACK), (self.u, 128), (self.v, 128)):
            wide = plane.astype(np.int16)
            wide -= rest
            wide = wide.astype(np.int32) * keep >> 8
            plane[:] = wide + rest


def add(plane: Bytes, light: ArrayLike) -> None:
    """Add signed `light` (in steps of the plane) to a view of a plane, clipped to the legal range."""
    bright = plane + np.asarray(light, np.float32)
    np.maximum(bright, 16, out=bright)
    np.minimum(bright, 235, out=bright)
    plane[:] = bright


def _over(plane: Bytes, colour: Floats, alpha: Floats, opacity: float = 1.0) -> None:
    base = plane.astype(np.float32)
    change = colour - base
    change *= alpha
    if opacity != 1.0:
        change *= np.float32(opacity)
    base += change
    base += np.float32(0.5)
    np.clip(base, 16, 240, out=base)
    plane[:] = base.astype(np.uint8)


def _floats(values: ArrayLike) -> Floats:
    array = np.asarray(values)
    if array.dtype == np.uint8:
        return (array / np.float32(255)).astype(np.float32)
    return array.astype(np.float32)


def _reached(at: Floats, radii: Floats, side: int) -> tuple[int, int]:
    """From where to where along one axis lights can be seen, in steps of about an eighth of the side.

    Few sizes, because swscale takes milliseconds to prepare for a new one.
    """
    reach, step = radii * np.float32(2.6), max(8, side // 64 * 8)
    first = max(0, int((at - reach).min()) // step * step)
    last = min(side, -(-int((at + reach).max() + 1) // step) * step)
    return first, last


def _bells(at: Floats, radii: Floats, first: int, last: int, cell: int) -> Floats:
    """For each light its Gaussian along one axis from pixel `first` to `last`, at the centres of cells of pixels."""
    cells = max(2, (last - first) // cell)
    places = first + (np.arange(cells, dtype=np.float32) + np.float32(0.5)) * np.float32((last - first) / cells)
    distance = (places - at[:, None]) / radii
    return np.exp(-(distance * distance))


def _view(frame: av.VideoFrame, k: int) -> Bytes:
    plane = frame.planes[k]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]


@lru_cache(maxsize=4)
def _vignette(width: int, height: int, strength: float) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    across = (np.arange(width) + 0.5) / width * 2 - 1
    down = (np.arange(height) + 0.5) / height * 2 - 1
    distance = (across**2 + (down**2)[:, None]) / 2
    factor = np.rint(256 * (1 - strength * distance**1.3)).astype(np.uint16)
    return factor, (16 * (256 - factor) + 128).astype(np.uint16)


@lru_cache(maxsize=4)
def _grain(width: int, height: int, level: float) -> NDArray[np.int16]:
    noise = np.random.Generator(np.random.PCG64(20)).standard_normal((height + 60, width + 62), np.float32)
    grain: NDArray[np.int16] = np.rint(np.clip(noise * level, -2.5 * level, 2.5 * level)).astype(np.int16)
    return grain

"""Glints: small lights with a bright core and a coloured halo, prepared once and added anywhere on a frame."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from grokwidget.local.render.canvas import Canvas, halve
from grokwidget.local.render.colour import Floats, planes_of

_PHASES = 4
"""Sub-pixel positions per axis: in steps of two quarters of a pixel of the chroma planes, motion looks continuous."""


class Glints:
    """Lights of one colour in a few sizes. What is drawn is added: overlapping glints grow brighter."""

    def __init__(
        self, colour: ArrayLike, sizes: ArrayLike, halo: float = 4.2, core: float = 0.95, glow: float = 0.30
    ) -> None:
        """`colour` sRGB; `sizes` radii of the core in pixels; `halo` times as wide is the glow; strengths in 0..1."""
        self._sizes = np.asarray(sizes, np.float32)
        tint = np.asarray(colour, np.float32)
        black = planes_of(np.zeros(3, np.float32))
        self._core_light = (planes_of(tint * 0.45 + 0.55) - black) * np.float32(core)
        self._glow_light = (planes_of(tint) - black) * np.float32(glow)
        self._halo = halo
        self._made: dict[tuple[int, int, int], tuple[Floats, Floats, Floats]] = {}

    def draw(self, canvas: Canvas, x: float, y: float, radius: float, power: float) -> None:
        """Add one light at (x, y) pixels; `radius` picks the nearest size, `power` 0..1 its strength."""
        if power <= 0.004:
            return
        size = int(np.argmin(np.abs(self._sizes - radius)))
        # Corners lie on even pixels, so that luma and chroma stay together.
        px, py = math.floor(x / 2), math.floor(y / 2)
        key = (size, int((x / 2 - px) * _PHASES), int((y / 2 - py) * _PHASES))
        kernels = self._made.get(key) or self._make(*key)
        half = kernels[1].shape[0] // 2
        for plane, kernel, unit in zip((canvas.y, canvas.u, canvas.v), kernels, (2, 1, 1), strict=True):
            left, top = (px - half) * unit, (py - half) * unit
            x0, y0 = max(0, left), max(0, top)
            x1, y1 = min(plane.shape[1], left + kernel.shape[1]), min(plane.shape[0], top + kernel.shape[0])
            if x0 >= x1 or y0 >= y1:
                return
            part = plane[y0:y1, x0:x1]
            light = kernel[y0 - top : y1 - top, x0 - left : x1 - left] * np.float32(power)
            light += part
            # Light is never below black; the chroma of an sRGB colour added to another may leave the range.
            np.minimum(light, 235, out=light)
            if unit == 1:
                np.maximum(light, 16, out=light)
            part[:] = light

    def _make(self, size: int, phase_x: int, phase_y: int) -> tuple[Floats, Floats, Floats]:
        radius = float(self._sizes[size])
        wide = radius * self._halo
        half = max(2, math.ceil((1.8 * wide + 2) / 2))
        axis = np.arange(4 * half, dtype=np.float32) - 2 * half + 0.5
        across = axis - (phase_x + 0.5) / _PHASES * 2
        down = (axis - (phase_y + 0.5) / _PHASES * 2)[:, None]
        squared = across * across + down * down
        core = np.exp(-squared / radius**2)
        # A halo that ends exactly at the kernel's border.
        glow = np.clip(np.exp(-squared / wide**2) - math.exp(-(1.75**2)), 0, None)
        planes = [core * self._core_light[k] + glow * self._glow_light[k] for k in range(3)]
        made = (
            np.ascontiguousarray(planes[0], np.float32),
            halve(planes[1].astype(np.float32)),
            halve(planes[2].astype(np.float32)),
        )
        self._made[size, phase_x, phase_y] = made
        return made

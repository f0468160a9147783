"""Aurora curtains: ribbons that fold in depth, seen in perspective; every sample of a ribbon is one ray of light.

Where a ribbon folds back on itself, its rays overlap and the edge of the fold shines: as in the sky.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from grokwidget.local.render.colour import Floats
from grokwidget.local.render.scenes.fields import Order, along, smoothstep, strand

Lights: TypeAlias = NDArray[np.complex64]
"""Two lights in one number (foot and crown): everything is done to both at once."""
HEIGHTS = 1024
"""Steps of the brightness profile of one ray."""
_BELOW, _ABOVE = 0.12, 3.2
"""The profile's range in heights of a ray: a little below its foot, and far above it."""


def _profile() -> Lights:
    """(HEIGHTS,) complex: the light of the ray's lower part (real) and of its crown (imaginary), by height."""
    u = np.linspace(-_BELOW, _ABOVE, HEIGHTS)
    foot = smoothstep(-0.09, 0.05, u)
    body = foot * (np.exp(-np.maximum(u, 0) * 2.6) + 0.35 * np.exp(-np.maximum(u, 0) * 9))
    crown = smoothstep(0.10, 0.95, u) * np.exp(-np.maximum(u - 0.55, 0) * 1.45)
    # Nothing may end in a visible line.
    end = smoothstep(_ABOVE, _ABOVE - 0.8, u)
    return np.asarray((body + 1j * 0.62 * crown) * end, np.complex64)


_PROFILE = _profile()


@dataclass(frozen=True, slots=True)
class View:
    """The piece of sky on a grid: `width` x `height` cells, the horizon at row `horizon` (may lie below the grid)."""

    width: int
    height: int
    horizon: float
    aspect: float
    """Width of the frame over its height above the horizon."""


class Curtain:
    """One ribbon. Closed form in time: it drifts, folds and flickers slowly."""

    def __init__(
        self, chance: np.random.Generator, view: View, far: float, near: float, gain: float, rays: float
    ) -> None:
        """It winds between the distances `far` and `near` (1 is overhead); `rays` is the depth of its striping."""
        self._view, self._gain, self._rays = view, np.float32(gain), np.float32(rays)
        self.samples = int(view.width * 2.4)
        s = self._s = (np.arange(self.samples, dtype=np.float32) + np.float32(0.5)) / np.float32(self.samples)
        side = 1.0 if chance.random() < 0.5 else -1.0
        self._middle, self._half = (far + near) / 2, (far - near) / 2
        wide = max(0.55, min(1.0, view.aspect / 1.8))
        self._base_x = (s - np.float32(0.5)) * np.float32(1.75 * side) + np.float32(chance.uniform(-0.12, 0.12))
        waves = np.array([1.0, 1.7, 3.1, 5.3, 8.9])
        self._waves = waves * chance.uniform(0.85, 1.2, 5)
        self._sway = np.array([0.16, 0.12, 0.085, 0.035, 0.014]) * chance.uniform(0.7, 1.25, 5) * (0.75 + 0.25 * wide)
        self._deep = np.array([0.80, 0.45, 0.20, 0.10, 0.05]) * chance.uniform(0.7, 1.2, 5)
        self._phases = chance.uniform(0, 2 * math.pi, 5)
        self._drift = np.array([0.10, -0.16, 0.24, -0.36, 0.50]) * chance.uniform(0.7, 1.2, 5) * side
        self._fine = strand(chance, 4096, 60, 520, falloff=0.35)
        self._coarse = strand(chance, 1024, 6, 46, falloff=0.6)
        self._tall = strand(chance, 512, 2, 14, falloff=0.8)
        self._pulse = strand(chance, 512, 1, 6, falloff=0.8)
        self._ends = smoothstep(0, 0.16, s) * smoothstep(1, 0.84, s)
        self._rows = np.arange(view.height, dtype=np.float32)

    def add_to(self, light: Lights, t: float, x: float = 0.0) -> None:
        """Add its light at scene time `t` to (width, height), moved sideways by `x` frame widths."""
        view, s = self._view, self._s
        place, depth = self._base_x.copy(), np.zeros_like(s)
        for wave, sway, deep, phase, drift in zip(
            self._waves, self._sway, self._deep, self._phases, self._drift, strict=True
        ):
            angle = s * np.float32(2 * math.pi * wave) + np.float32(phase + drift * t)
            place += np.float32(sway) * np.sin(angle)
            depth += np.float32(deep) * np.cos(angle)
        distance = np.float32(self._middle) + np.float32(self._half) * np.tanh(depth * np.float32(0.75))
        column = (
            place / (np.float32(0.72) + np.float32(0.28) * distance / np.float32(self._middle)) + np.float32(0.5)
        ) * view.width
        if x:
            column += np.float32(x * view.width) / distance
        inside = np.flatnonzero((column > -1) & (column < view.width))
        if not len(inside):
            return
        s, column, distance = s[inside], column[inside], distance[inside]
        rise = np.float32(view.horizon)
        foot = rise * (1 - np.float32(1.0) / distance)
        tall = (
            rise * (np.float32(0.26) + np.float32(0.85) * along(self._tall, s + np.float32(0.006 * t)) ** 2) / distance
        )
        fine = along(self._fine, s * np.float32(0.9) + np.float32(0.0045 * t))
        coarse = along(self._coarse, s * np.float32(0.8) - np.float32(0.010 * t))
        # Rays also live and die in place: a second reading, drifting the other way, gates the first.
        gate = along(self._fine, s * np.float32(0.61) - np.float32(0.0060 * t))
        stripes = 1 - self._rays + self._rays * (fine * gate * 2.6 * (np.float32(0.35) + coarse))
        pulse = (
            np.float32(0.25) + np.float32(1.35) * along(self._pulse, s * np.float32(0.7) + np.float32(0.018 * t)) ** 2
        )
        power = self._gain * stripes * pulse * self._ends[inside] * np.float32(view.width * 1.75 / self.samples)
        tall = tall * (np.float32(0.72) + np.float32(0.5) * fine)
        self._splat(light, column, foot, tall, power)

    def _splat(self, light: Lights, column: Floats, foot: Floats, tall: Floats, power: Floats) -> None:
        order: Order = np.argsort(column, kind="stable")
        column, foot, tall, power = column[order], foot[order], tall[order], power[order]
        steps = np.float32((HEIGHTS - 1) / (_ABOVE + _BELOW))
        # (samples, rows): where in its profile each ray is at each row.
        place = (foot[:, None] - self._rows) * (steps / tall)[:, None]
        place += np.float32(_BELOW * steps)
        np.clip(place, 0, HEIGHTS - 1, out=place)
        rays = _PROFILE.take(place.astype(np.intp), mode="wrap")
        left = np.floor(column)
        share = column - left
        k = left.astype(np.intp)
        starts = np.flatnonzero(np.diff(k, prepend=k[0] - 1))
        at = k[starts]
        for weight, shift in ((power * (1 - share), 0), (power * share, 1)):
            sums = np.add.reduceat(rays * weight[:, None], starts, axis=0)
            column_at = at + shift
            ok = (column_at >= 0) & (column_at < light.shape[0])
            light[column_at[ok]] += sums[ok]

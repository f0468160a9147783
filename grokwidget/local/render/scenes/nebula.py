"""A nebula: layers of glowing gas behind dark dust, drifting and slowly billowing, with young stars inside."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats
from grokwidget.local.render.motion import Motion
from grokwidget.local.render.scenes.fields import at, clouds, grid_of, smoothstep
from grokwidget.local.render.scenes.space_colours import developed, space_colours
from grokwidget.local.render.scenes.starfield import Meteor, Stars
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading

_SIDE = 512


class Nebula:
    """Gas in two colours, and dust in front of it."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        chance = rng(spec, "nebula")
        self._motion, self._spec = Motion(spec, reading), spec
        self._colours = space_colours(reading, chance)
        self._width, self._height = grid_of(spec.width, spec.height, 48_000)
        shorter = min(self._width, self._height)
        self._across = (np.arange(self._width, dtype=np.float32) - self._width / 2) / shorter
        self._down = ((np.arange(self._height, dtype=np.float32) - self._height / 2) / shorter)[:, None]
        self._gas, self._dust = gas_field(chance), dust_field(chance)
        self._offset = chance.random(4)
        self._tilt = float(chance.uniform(0, 2 * math.pi))
        # The cluster that lights it all, and a second, fainter one.
        self._suns = [(float(chance.uniform(-0.35, 0.35)), float(chance.uniform(-0.22, 0.22)), 1.0)]
        self._suns.append((-self._suns[0][0] * 1.5, float(chance.uniform(-0.3, 0.3)), 0.5))
        if spec.portrait:
            self._suns = [(y, x, power) for x, y, power in self._suns]
        self._stars = Stars(chance, int(spec.width * 1.15), int(spec.height * 1.15), 0.85, 0.55, 16)
        self._meteor = Meteor(chance, spec.width, spec.height, spec.duration) if reading.has("meteors") else None
        self._phases = chance.uniform(0, 2 * math.pi, 4)

    def draw(self, canvas: Canvas, i: int) -> None:
        """Gas, dust and stars of frame `i`."""
        pose, t, spec = self._motion.pose(i), self._motion.seconds(i), self._spec
        zoom = 1 + (pose.zoom - 1) * 1.6 + 0.006 * t
        x, y = pose.x * 0.5 + pose.shake_x + 0.006 * t, -pose.y * 0.5 - pose.shake_y
        canvas.paint(developed(self._light(t, x, y, zoom, pose.turn * 0.35)))
        self._stars.draw(
            canvas, t, -(x * 0.5 + 0.075) * spec.width, -(y * 0.5 + 0.075) * spec.height, 1 + (zoom - 1) * 0.8
        )
        if self._meteor is not None:
            self._meteor.draw(canvas, i / spec.fps)

    def _light(self, t: float, x: float, y: float, zoom: float, turn: float) -> Floats:
        p, o = self._phases, self._offset
        c, s = math.cos(self._tilt + turn), math.sin(self._tilt + turn)
        px, py = self._across / np.float32(zoom) + np.float32(x), self._down / np.float32(zoom) + np.float32(y)
        u, v = px * np.float32(c) + py * np.float32(s), py * np.float32(c) - px * np.float32(s)
        # The gas billows: a slow, wide bend of the place that is read.
        bend = 0.022
        u2 = u + np.float32(bend) * np.sin(v * np.float32(7) + np.float32(p[0] + 0.30 * t))
        v2 = v + np.float32(bend) * np.sin(u * np.float32(6) + np.float32(p[1] - 0.26 * t))
        gas = at(self._gas, u2 * np.float32(0.40) + np.float32(o[0]), v2 * np.float32(0.40) + np.float32(o[1]))
        dust = at(
            self._dust,
            u2 * np.float32(0.46 / (1 + 0.3 * (zoom - 1))) + np.float32(o[2] + 0.0016 * t),
            v2 * np.float32(0.46) + np.float32(o[3]),
        )
        first, second = gas.real, gas.imag
        dim = np.float32(1) - dust.real
        light = np.empty((*first.shape, 3), np.float32)
        near = np.zeros_like(first)
        for sx, sy, power in self._suns:
            distance = (px - np.float32(sx)) ** 2 + (py - np.float32(sy)) ** 2
            near += np.float32(power) / (1 + distance * np.float32(9))
        first = first * (near * np.float32(1.9) - np.float32(0.10)).clip(0.03)
        second = second * (near * np.float32(0.85) + np.float32(0.04))
        hot = near**3 * np.float32(0.30) * (np.float32(0.30) + gas.real)
        rim = dust.imag * near * np.float32(0.55)
        colours = self._colours
        for k in range(3):
            channel = first * (colours.gas[k] * np.float32(1.25)) + second * (colours.arms[k] * np.float32(1.1))
            channel += hot * colours.core[k]
            channel *= dim
            channel += rim * (colours.gas[k] * np.float32(0.5) + colours.core[k] * np.float32(0.3))
            channel += colours.deep[k]
            light[..., k] = channel
        return light


def gas_field(chance: np.random.Generator) -> NDArray[np.complex64]:
    """Two tileable kinds of gas, 0..1 and more: filaments (real part) and veils (imaginary part)."""
    axis = np.arange(_SIDE, dtype=np.float32) / _SIDE
    a, b = (clouds(chance, _SIDE, _SIDE, falloff=2.1, largest=0.6) for _ in range(2))
    c, d = (clouds(chance, _SIDE, _SIDE, falloff=1.85, largest=0.5) for _ in range(2))
    u, v = axis + (a - 0.5) * 0.22, axis[:, None] + (b - 0.5) * 0.22
    warped, other = at(c, u, v), at(d, u + 0.3, v)
    ridge = 1 - np.abs(2 * warped - 1)
    filaments = ridge**3.5 * (0.25 + 1.1 * other) + smoothstep(0.35, 0.95, other) * 0.35
    veils = smoothstep(0.30, 1.0, at(a, u, v)) * (0.35 + 0.9 * warped) * 1.1
    return np.ascontiguousarray(filaments + 1j * veils, np.complex64)


def dust_field(chance: np.random.Generator) -> NDArray[np.complex64]:
    """Tileable dust: how much light it takes (real part) and the bright rims of its clouds (imaginary part)."""
    axis = np.arange(_SIDE, dtype=np.float32) / _SIDE
    a = clouds(chance, _SIDE, _SIDE, falloff=2.1, largest=0.5)
    b = clouds(chance, _SIDE, _SIDE, falloff=1.7, largest=0.4)
    density = at(b, axis + (a - 0.5) * 0.25, axis[:, None] + (b - 0.5) * 0.15) * 0.6 + a * 0.4
    dark = smoothstep(0.46, 0.82, density)
    rim = np.exp(-(((density - 0.50) / 0.022) ** 2)) * 0.45
    return np.ascontiguousarray(0.93 * dark + 1j * rim, np.complex64)

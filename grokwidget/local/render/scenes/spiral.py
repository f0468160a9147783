"""A spiral galaxy: a painted disc of gas and dust, thousands of stars that turn with it, a core that outshines them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats
from grokwidget.local.render.motion import Motion
from grokwidget.local.render.scenes.fields import at, clouds, grid_of, smoothstep
from grokwidget.local.render.scenes.space_colours import SpaceColours, developed, space_colours
from grokwidget.local.render.scenes.starfield import TINTS, Meteor, Stars
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading

_SIDE = 512
"""Cells of the painted disc, which reaches from -1 to 1."""


class Spiral:
    """A galaxy, tilted, turning slowly."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        chance = rng(spec, "spiral")
        self._motion, self._spec = Motion(spec, reading), spec
        colours = self._colours = space_colours(reading, chance)
        self._arms = int(chance.choice((2, 2, 2, 3, 4)))
        self._pitch = math.radians(float(chance.uniform(14, 24)))
        self._bar = bool(chance.random() < 0.35)
        self._tilt = math.radians(float(chance.choice((28, 48, 58, 64, 74))))
        self._roll = math.radians(float(chance.uniform(10, 40)) * (1 if chance.random() < 0.5 else -1))
        if spec.portrait:
            self._roll += math.radians(38) * (1 if self._roll > 0 else -1)
        self._turn = float(chance.uniform(0, 2 * math.pi))
        self._way = 1.0 if chance.random() < 0.5 else -1.0
        self._disc = self._paint_disc(chance)
        self._width, self._height = grid_of(spec.width, spec.height, 58_000)
        shorter = min(self._width, self._height)
        longer = max(self._width, self._height)
        # The disc's radius in cells: it nearly fills the frame.
        self._radius = (shorter * 0.50 + min(longer, shorter * 1.9) * 0.25) * (1.0 if self._tilt > 0.9 else 0.80)
        self._middle = (0.5 + float(chance.uniform(-0.05, 0.05)), 0.5 + float(chance.uniform(-0.04, 0.04)))
        self._sky = _haze(chance, self._height, self._width, colours)
        margin = 1.12
        self._stars = Stars(chance, int(spec.width * margin), int(spec.height * margin), 0.85, 0.35, 10)
        self._margin = (margin - 1) / 2
        self._grains = self._scatter(chance, 5000)
        self._meteor = Meteor(chance, spec.width, spec.height, spec.duration) if reading.has("meteors") else None

    def draw(self, canvas: Canvas, i: int) -> None:
        """Disc, core and stars of frame `i`."""
        pose, t = self._motion.pose(i), self._motion.seconds(i)
        spec = self._spec
        tilt = self._tilt + 0.10 * math.sin(0.11 * t) + pose.y * 0.8
        turn = self._turn + self._way * 0.055 * t + pose.turn * 0.5
        roll = self._roll + 0.012 * t * self._way
        zoom = pose.zoom
        cx = self._middle[0] - pose.x * 0.35 - pose.shake_x
        cy = self._middle[1] + pose.y * 0.35 + pose.shake_y
        light = self._glow(cx, cy, tilt, turn, roll, zoom)
        canvas.paint(np.ascontiguousarray(developed(light).transpose(1, 2, 0)))
        side, lift = -pose.x * 0.16 * spec.width, (pose.y * 0.16 + pose.shake_y * 0.5) * spec.height
        self._stars.draw(
            canvas, t, side - self._margin * spec.width, lift - self._margin * spec.height, 1 + (zoom - 1) * 0.35
        )
        x, y, bright = self._places(cx, cy, tilt, turn, roll, zoom)
        twinkle = np.float32(0.85) + np.float32(0.15) * np.sin(self._grains[4] + np.float32(2.0 * t))
        canvas.add_points(x, y, bright * twinkle, self._tints)
        if self._meteor is not None:
            self._meteor.draw(canvas, i / spec.fps)

    def _glow(self, cx: float, cy: float, tilt: float, turn: float, roll: float, zoom: float) -> Floats:
        """The light of sky, disc and core on the grid."""
        width, height, radius = self._width, self._height, self._radius * zoom
        across = (np.arange(width, dtype=np.float32) - np.float32(cx * width)) / np.float32(radius)
        down = (np.arange(height, dtype=np.float32) - np.float32(cy * height)) / np.float32(radius)
        c, s = math.cos(roll), math.sin(roll)
        u = across * np.float32(c) + (down * np.float32(s))[:, None]
        v = (down * np.float32(c))[:, None] - across * np.float32(s)
        v_disc = v * np.float32(1 / max(0.12, math.cos(tilt)))
        reach = u * u + v_disc * v_disc
        light = self._sky.copy()
        inside = np.flatnonzero((reach < 1).ravel())
        c, s = math.cos(turn), math.sin(turn)
        ui, vi = u.ravel()[inside], v_disc.ravel()[inside]
        x = (ui * np.float32(c) + vi * np.float32(s)) * np.float32(0.5) + np.float32(0.5)
        y = (vi * np.float32(c) - ui * np.float32(s)) * np.float32(0.5) + np.float32(0.5)
        disc = at(self._disc, x, y)
        # Where the disc is seen edge-on, one looks through more of it.
        thick = np.float32(0.75 + 0.25 / max(0.3, math.cos(tilt)))
        flat = light.reshape(3, -1)
        cool, warm = disc.real * thick, disc.imag * thick
        gas = np.maximum(cool - np.float32(0.42), 0) ** 2
        arms, core, glow = self._colours.arms, self._colours.core, self._colours.gas
        for k in range(3):
            flat[k, inside] += cool * arms[k] * np.float32(0.80) + warm * core[k] * np.float32(0.85) + gas * glow[k]
        # The bulge is a ball: it looks the same from everywhere.
        ball = u * u + (v * np.float32(1.35)) ** 2
        wide = np.float32(1) / (np.float32(1) + ball * np.float32(1 / 0.085**2))
        bulge = np.float32(2.6) * np.exp(ball * np.float32(-1 / 0.055**2)) + np.float32(0.85) * wide * (
            wide + np.float32(0.06)
        )
        halo = np.float32(0.10) * np.exp(np.sqrt(ball) * np.float32(-3.2))
        for k in range(3):
            light[k] += bulge * (core[k] * np.float32(0.8) + np.float32(0.2)) + halo * (
                (arms[k] + core[k]) * np.float32(0.5)
            )
        return light

    def _paint_disc(self, chance: np.random.Generator) -> NDArray[np.complex64]:
        """The disc from above: light of young stars (real part) and of old ones (imaginary part), dust taken off."""
        axis = (np.arange(_SIDE, dtype=np.float32) + 0.5) / _SIDE * 2 - 1
        r = np.hypot(axis, axis[:, None]) + np.float32(1e-4)
        theta = np.arctan2(axis[:, None], axis)
        wind = np.log(r / 0.12) / math.tan(self._pitch)
        phase = self._arms * (theta - wind)
        puff = clouds(chance, 256, 256, falloff=1.35, largest=0.5)
        fine = clouds(chance, 256, 256, falloff=1.0, largest=0.2)
        # Noise is read along the arms, so that its shapes are drawn out the way the disc turns.
        angle = (theta / (2 * math.pi) - wind / (2 * math.pi) * 0.86) % 1
        drawn = at(puff, angle * 2, np.log(r) * np.float32(0.55))
        detail = at(fine, angle * 3, np.log(r) * np.float32(1.1))
        half = np.arange(_SIDE) // 2
        spread = puff[half[:, None], half]
        wobble = (drawn - 0.5) * 2.2
        arm = np.exp((np.cos(phase + wobble * 0.55) - 1) * (2.6 + 2.2 * r))
        spur = np.exp((np.cos(phase * 2 + 1.3 + wobble) - 1) * 3.2) * 0.30 * smoothstep(0.18, 0.5, r)
        fade = np.exp(-r * 2.6) * smoothstep(1.0, 0.62, r) * 2.7
        inner = smoothstep(0.05, 0.22, r)
        young = (arm * 1.25 + spur) * (0.22 + 2.3 * drawn * detail) * fade * inner
        lane = (
            np.exp((np.cos(phase + 0.85 + wobble * 0.7) - 1) * 9) * smoothstep(0.07, 0.2, r) * smoothstep(0.95, 0.4, r)
        )
        dust = np.clip(
            lane * (0.5 + 0.9 * detail) + 0.5 * smoothstep(0.62, 0.9, 1 - drawn) * smoothstep(0.12, 0.3, r), 0, 0.88
        )
        old = np.exp(-r * 7.0) * 1.3 + 0.035 * fade * spread
        if self._bar:
            long, short = axis * 1.0, axis[:, None] * 1.0
            old = old + 0.9 * np.exp(-((long / 0.20) ** 4) - (short / 0.055) ** 2)
        edge = smoothstep(1.0, 0.86, r)
        disc = (young * (1 - dust) + 1j * old * (1 - 0.9 * dust)) * edge
        return np.ascontiguousarray(disc, np.complex64)

    def _scatter(self, chance: np.random.Generator, count: int) -> Floats:
        """Stars of the disc, denser where it is bright: (5, n) of x, y, height above the disc, light and phase."""
        weight = (self._disc.real * 1.3 + self._disc.imag * 0.5).ravel().astype(np.float64) ** 1.15
        cells = chance.choice(weight.size, count, p=weight / weight.sum())
        x = (cells % _SIDE + chance.random(count)) / _SIDE * 2 - 1
        y = (cells // _SIDE + chance.random(count)) / _SIDE * 2 - 1
        z = chance.normal(0, 0.014, count) + chance.normal(0, 0.05, count) * np.exp(-np.hypot(x, y) * 8)
        light = 0.08 + 0.85 * chance.random(count) ** 4.0
        warm = np.exp(-np.hypot(x, y) * 3.2)
        young = chance.random(count) > warm
        tint = TINTS[np.where(young, chance.integers(0, 3, count), chance.integers(2, 6, count))]
        pink = chance.random(count) < 0.05
        tint[pink & young] = np.sqrt(np.clip(self._colours.gas, 0, 1))
        self._tints = tint.astype(np.float32)
        return np.stack([x, y, z, light, chance.uniform(0, 6.28, count)]).astype(np.float32)

    def _places(
        self, cx: float, cy: float, tilt: float, turn: float, roll: float, zoom: float
    ) -> tuple[Floats, Floats, Floats]:
        x, y, z, light, _ = self._grains
        c, s = np.float32(math.cos(turn)), np.float32(math.sin(turn))
        u, v = x * c - y * s, x * s + y * c
        v = v * np.float32(math.cos(tilt)) - z * np.float32(math.sin(tilt))
        c, s = np.float32(math.cos(roll)), np.float32(math.sin(roll))
        unit = np.float32(self._radius * zoom * self._spec.width / self._width)
        px = (u * c - v * s) * unit + np.float32(cx * self._spec.width)
        py = (u * s + v * c) * unit + np.float32(cy * self._spec.height)
        return px, py, light


def _haze(chance: np.random.Generator, height: int, width: int, colours: SpaceColours) -> Floats:
    """A faint uneven glow of the sky: (3, height, width) of light."""
    far = clouds(chance, max(64, height), max(64, width), falloff=2.0, largest=0.8)[:height, :width]
    other = clouds(chance, max(64, height), max(64, width), falloff=2.0, largest=0.8)[:height, :width]
    sky = colours.deep + 0.030 * (far**2)[..., None] * colours.arms + 0.022 * (other**3)[..., None] * colours.gas
    return np.ascontiguousarray(sky.transpose(2, 0, 1), np.float32)

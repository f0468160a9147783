"""The Milky Way above a dark landscape: a tilted band of star clouds split by dust, thousands of stars, still hills."""

from __future__ import annotations

import math

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats, from_linear, mix, rgb, to_linear
from grokwidget.local.render.motion import Motion
from grokwidget.local.render.scenes.fields import at, clouds, grid_of, smoothstep
from grokwidget.local.render.scenes.nebula import dust_field, gas_field
from grokwidget.local.render.scenes.night_land import cabin, horizon_of, mountains, spruces, tent
from grokwidget.local.render.scenes.space_colours import developed, space_colours
from grokwidget.local.render.scenes.starfield import TINTS, Meteor, Stars
from grokwidget.local.render.scenes.strips import Strip
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading


class MilkyWay:
    """A night under the stars. The band rises and turns slowly; the land stands still."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        chance = rng(spec, "milky way")
        self._motion, self._spec = Motion(spec, reading), spec
        self._colours = space_colours(reading, chance)
        self._horizon = horizon_of(spec.height, 0.80 if not spec.portrait else 0.84)
        self._width, self._height = grid_of(spec.width, spec.height, 40_000)
        shorter = min(self._width, self._height)
        self._across = (np.arange(self._width, dtype=np.float32) - self._width / 2) / shorter
        self._down = ((np.arange(self._height, dtype=np.float32) - self._height * 0.42) / shorter)[:, None]
        self._angle = math.radians(float(chance.uniform(38, 66)) * (1 if chance.random() < 0.5 else -1))
        if spec.portrait:
            self._angle = math.copysign(math.radians(90) - abs(self._angle) * 0.35, self._angle)
        self._gas, self._dust, self._offset = gas_field(chance), dust_field(chance), chance.random(4)
        self._stars = Stars(chance, int(spec.width * 1.1), int(spec.height * 1.02), 1.7, 0.25, 9)
        self._cloud = self._scatter(chance, 5200)
        many = reading.has("meteors")
        self._meteors = [Meteor(chance, spec.width, self._horizon, spec.duration) for _ in range(4 if many else 1)]
        self._land(chance, reading)

    def _land(self, chance: np.random.Generator, reading: Reading) -> None:
        spec = self._spec
        unit, glow = min(spec.width, spec.height), from_linear(self._colours.gas * 0.5 + 0.02)
        self._margin = round(spec.width * 0.12 / 2) * 2
        wide = spec.width + 2 * self._margin
        tall = round((spec.height - self._horizon + unit * 0.16) / 2) * 2
        haze = mix(rgb("#0b1220"), glow, 0.35)
        self._hills = Strip(
            *mountains(chance, wide, tall, rgb("#05070d"), rgb("#1c2638"), mix(rgb("#04060b"), haze, 0.4), 0.35)
        )
        self._hills_y = spec.height - tall + 2
        row = round(unit * 0.30 / 2) * 2
        self._trees = Strip(rgb("#010204"), spruces(chance, wide, row, 0.9, unit * 0.045, 0.80, 0.22))
        self._trees_y = spec.height - row + 2
        text = reading.prompt.casefold()
        wants_cabin = any(word in text for word in ("cabin", "house", "village", "小屋", "木屋", "村"))
        size = round(unit * 0.15 / 2) * 2
        picture = cabin(size) if wants_cabin else tent(size)
        self._camp = (
            Strip(*picture) if wants_cabin or chance.random() < 0.7 or "camp" in text or "帐篷" in text else None
        )
        self._camp_x = float(chance.choice((0.28, 0.36, 0.6, 0.68)))

    def draw(self, canvas: Canvas, i: int) -> None:
        """Sky and land of frame `i`."""
        pose, t, spec = self._motion.pose(i), self._motion.seconds(i), self._spec
        side, lift = pose.x * 0.12 + pose.shake_x, (pose.y + pose.shake_y) * 0.3
        canvas.paint(developed(self._light(t, side, lift)))
        self._stars.draw(canvas, t, -side * spec.width - 0.05 * spec.width, lift * spec.height)
        x, y = self._places(t, side, lift)
        canvas.add_points(x, y, self._cloud[2], self._tints)
        for meteor in self._meteors:
            meteor.draw(canvas, i / spec.fps)
        left = -self._margin - pose.shake_x * spec.width
        jolt = pose.shake_y * spec.height
        self._hills.draw(canvas, left - pose.x * 0.14 * spec.width, self._hills_y + jolt)
        if self._camp is not None:
            at_x = self._camp_x * spec.width - (pose.x * 0.34 + pose.shake_x) * spec.width
            foot = spec.height - 0.055 * min(spec.width, spec.height) + jolt
            flicker = 0.26 + 0.02 * math.sin(5.1 * t) + 0.015 * math.sin(8.7 * t + 1)
            canvas.add_light(
                at_x + self._camp.width / 2, foot - self._camp.height * 0.4, self._camp.width, rgb("#ff9a3d"), flicker
            )
            self._camp.draw(canvas, at_x, foot - self._camp.height)
        self._trees.draw(canvas, left - pose.x * 0.5 * spec.width, self._trees_y + jolt)

    def _turned(self, t: float) -> tuple[float, float]:
        angle = self._angle + 0.010 * t
        return math.cos(angle), math.sin(angle)

    def _light(self, t: float, x: float, y: float) -> Floats:
        c, s = self._turned(t)
        px, py = self._across + np.float32(x * 1.4), self._down - np.float32(y)
        u, v = px * np.float32(c) + py * np.float32(s), py * np.float32(c) - px * np.float32(s)
        o = self._offset
        gas = at(self._gas, u * np.float32(0.34) + np.float32(o[0]), v * np.float32(0.62) + np.float32(o[1]))
        dust = at(self._dust, u * np.float32(0.42) + np.float32(o[2]), v * np.float32(0.95) + np.float32(o[3]))
        # The band swells towards the centre of the galaxy, a little off the middle of the picture.
        along = np.exp(-(((u - np.float32(0.12)) / np.float32(0.62)) ** 2))
        width = np.float32(0.10) + np.float32(0.09) * along
        band = np.exp(-((v / width) ** 2)) * (np.float32(0.40) + np.float32(0.95) * along)
        middle = np.exp(-(((v + gas.imag * np.float32(0.05) - np.float32(0.03)) / (width * np.float32(0.42))) ** 2))
        dim = 1 - np.minimum(dust.real * band * 0.9 + middle * (np.float32(0.25) + dust.real) * 0.75, 0.9)
        colours = self._colours
        warm = band * (np.float32(0.36) + np.float32(0.62) * gas.imag)
        pink = band * gas.real * np.float32(0.55)
        low = np.float32(self._horizon / self._spec.height - 0.42) * np.float32(
            self._height / min(self._width, self._height)
        )
        air = smoothstep(-0.75, 0.0, self._down - low) ** 2
        light = np.empty((*warm.shape, 3), np.float32)
        night = to_linear(rgb("#0a1530")).astype(np.float32)
        for k in range(3):
            channel = warm * (colours.core[k] * np.float32(0.62) + colours.arms[k] * np.float32(0.22))
            channel += pink * colours.gas[k]
            channel *= dim
            channel += (
                night[k] * np.float32(0.55)
                + colours.deep[k]
                + air * (colours.gas[k] * np.float32(0.09) + night[k] * np.float32(1.6))
            )
            light[..., k] = channel
        return light

    def _scatter(self, chance: np.random.Generator, count: int) -> Floats:
        """The countless small stars of the band: (3, n) of place along and across it (shorter sides) and light."""
        u = chance.normal(0.1, 0.55, count)
        v = chance.normal(0, 1, count) * (0.075 + 0.06 * np.exp(-(((u - 0.12) / 0.6) ** 2)))
        patchy = clouds(chance, 128, 128, falloff=1.4)
        keep = patchy[(v * 200).astype(int) % 128, (u * 120).astype(int) % 128]
        light = (0.05 + 0.42 * chance.random(count) ** 3) * (0.3 + keep)
        self._tints = TINTS[chance.choice(len(TINTS), count, p=(0.2, 0.25, 0.25, 0.15, 0.1, 0.05))]
        return np.stack([u, v, light]).astype(np.float32)

    def _places(self, t: float, x: float, y: float) -> tuple[Floats, Floats]:
        c, s = self._turned(t)
        u, v, _ = self._cloud
        px, py = u * np.float32(c) - v * np.float32(s), u * np.float32(s) + v * np.float32(c)
        shorter = min(self._spec.width, self._spec.height)
        return (
            np.asarray((px - np.float32(x * 1.4)) * shorter + np.float32(self._spec.width / 2), np.float32),
            np.asarray((py + np.float32(y)) * shorter + np.float32(self._spec.height * 0.42), np.float32),
        )

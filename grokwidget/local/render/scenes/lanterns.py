"""Sky lanterns: hundreds rise into the night over a lake between dark hills, the near ones large and warm."""

from __future__ import annotations

import math

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats, oklch, rgb, to_linear
from grokwidget.local.render.motion import Motion
from grokwidget.local.render.scenes.fields import clouds, smoothstep
from grokwidget.local.render.scenes.lights import Lights
from grokwidget.local.render.scenes.night_land import horizon_of, mountains
from grokwidget.local.render.scenes.starfield import Stars
from grokwidget.local.render.scenes.strips import Strip
from grokwidget.local.render.scenes.water import Water
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading

_SKIES = (("#060a1f", "#1b2450", "#6a3f5a"), ("#0a0620", "#2a1a52", "#8a4a4a"), ("#030c18", "#0f2f4a", "#3f6a78"))


_NEAR = 0.40
"""From this depth on, lanterns hang before the lake and are drawn sharp."""


class Lanterns:
    """Lanterns drift upwards; the lake doubles them."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        chance = rng(spec, "lanterns")
        self._motion, self._spec = Motion(spec, reading), spec
        self._lights = Lights(spec.width, spec.height, 66_000)
        self._unit = unit = min(spec.width, spec.height)
        self._horizon = horizon_of(spec.height, 0.76)
        top, low, glow = (rgb(code) for code in _SKIES[int(chance.integers(len(_SKIES)))])
        paper = [rgb("#ff9a3c"), rgb("#ff7a2a"), rgb("#ffb65c")]
        if reading.hues:
            paper = [oklch(0.76, 0.17, hue + turn) for hue in reading.hues for turn in (-8, 8)]
        self._paper = [to_linear(colour).astype(np.float32) for colour in paper]
        self._sky = self._night(chance, top, low, glow)
        self._margin = round(spec.width * 0.1 / 2) * 2
        tall = round(unit * 0.15 / 2) * 2
        wide = spec.width + 2 * self._margin
        self._hills = Strip(*mountains(chance, wide, tall, rgb("#05060e"), rgb("#171a30"), low * 0.6, 0.2))
        self._hills_tall = tall
        self._stars = Stars(chance, spec.width, self._horizon, 0.8, 0.4, 5)
        self._water = Water(chance)
        count = 88
        depth = np.sort(chance.random(count) ** 2.6)
        self._depth = depth
        self._x, self._y = chance.uniform(-0.08, 1.08, count), chance.uniform(0, 1, count)
        self._pace = (0.012 + 0.040 * depth) * chance.uniform(0.8, 1.2, count)
        self._phase = chance.uniform(0, 2 * math.pi, (3, count))
        self._tint = chance.integers(0, len(self._paper), count)
        self._sizes = np.geomspace(1.6, unit * 0.085 * self._lights.scale, 9)
        self._sprites = [_lantern(size) for size in self._sizes]
        widths = np.geomspace(unit * 0.022, unit * 0.080, 7)
        self._strips = [[_paper(half, colour) for half in widths] for colour in self._paper]

    def draw(self, canvas: Canvas, i: int) -> None:
        """Sky, lanterns, hills and lake of frame `i`; the largest lanterns hang before the lake."""
        pose, t, spec, lights = self._motion.pose(i), self._motion.seconds(i), self._spec, self._lights
        lights.begin(self._sky)
        p, d = self._phase, self._depth
        wind = 0.010 * math.sin(0.21 * t) + 0.004 * t
        x = self._x + wind * (0.4 + d) + (0.004 + 0.010 * d) * np.sin(p[0] + 0.7 * t)
        grow = 1 + (pose.zoom - 1) * (0.3 + 1.1 * d)
        x = ((x + 0.12) % 1.24 - 0.12 - 0.5 - pose.x * (0.08 + 0.7 * d)) * grow + 0.5
        # Each climbs from below the horizon out of the picture, and begins again below.
        climb = (self._y + self._pace * t) % 1
        top = self._horizon / spec.height
        start = np.where(d > _NEAR, 1.12, top + 0.03)
        y = start - climb * (start + 0.20) + pose.y * (0.1 + 0.6 * d)
        power = smoothstep(0, 0.06, climb) * (0.80 + 0.12 * np.sin(p[1] + 6.1 * t) + 0.08 * np.sin(p[2] + 9.7 * t))
        # Sizes stay what they are: a change of sprite would be seen.
        size = self._unit * (0.006 + 0.066 * d**1.3)
        px, py = (x + pose.shake_x) * spec.width, (y + pose.shake_y) * spec.height
        near = np.flatnonzero(d > _NEAR)
        for k in range(len(d)):
            colour = self._paper[self._tint[k]] * np.float32(power[k] * (0.9 + 1.0 * d[k]))
            nearest = int(np.argmin(np.abs(self._sizes - size[k] * lights.scale)))
            if d[k] > 0.12:
                lights.glow(px[k], py[k], size[k] * 1.7, colour * np.float32(0.10 + 0.06 * d[k]))
            if d[k] <= _NEAR:
                lights.sprite(px[k], py[k], self._sprites[nearest], colour)
        lights.develop(canvas)
        self._stars.draw(canvas, t, -pose.x * 0.05 * spec.width, 0, 1.0, 0.7)
        jolt = round(pose.shake_y * spec.height / 2) * 2
        horizon = self._horizon + jolt
        left = -self._margin - (pose.x * 0.1 + pose.shake_x) * spec.width
        self._hills.draw(canvas, left, horizon - self._hills_tall + 2)
        self._water.draw(canvas, horizon, t, 2.0)
        for k in near.tolist():
            strips = self._strips[self._tint[k]]
            strip = strips[int(np.argmin([abs(strip.width - 2.2 * size[k]) for strip in strips]))]
            gain = np.full(spec.width, 0.80 + 0.22 * power[k], np.float32)
            strip.draw(canvas, px[k] - strip.width / 2, py[k] - strip.height / 2, gain)

    def _night(self, chance: np.random.Generator, top: Floats, low: Floats, glow: Floats) -> Floats:
        rows, columns = self._lights.rows, self._lights.columns
        y = (np.arange(rows, dtype=np.float32) / rows)[:, None] * (self._spec.height / self._horizon)
        haze = clouds(chance, max(32, rows), max(32, columns), falloff=2.2, largest=1.0)[:rows, :columns]
        down = np.clip(y, 0, 1) ** 1.2
        near = np.exp(-(((y - 1) / 0.22) ** 2)) * (0.35 + 0.65 * haze)
        colours = [to_linear(c) for c in (top, low, glow)]
        planes = [
            colours[0][k] * (1 - down) + colours[1][k] * down * (0.75 + 0.5 * haze) + near * colours[2][k] * 0.55
            for k in range(3)
        ]
        return np.stack(planes).astype(np.float32)


def _lantern(half: float) -> Floats:
    """The brightness of a paper lantern `half` cells in half-width, lit from below: taller than wide, round on top."""
    height, width = max(4, math.ceil(half * 3.0) + 3), max(4, math.ceil(half * 2.2) + 3)
    y = (np.arange(height, dtype=np.float32) - (height - 1) / 2)[:, None] / np.float32(max(half, 1.0) * 1.30)
    x = (np.arange(width, dtype=np.float32) - (width - 1) / 2) / np.float32(max(half, 1.0))
    wide = np.where(y < -0.35, np.sqrt(np.clip(1 - ((y + 0.35) / 0.65) ** 2, 0, 1)), 1 - 0.24 * np.clip(y + 0.35, 0, 2))
    soft = 1.3 / max(half, 1.0)
    cover = smoothstep(soft, -soft * 0.6, np.abs(x) - wide) * smoothstep(1 + soft, 1 - soft, np.abs(y))
    flame = np.exp(-((x / 0.42) ** 2) - ((y - 0.75) / 0.55) ** 2)
    body = 0.50 + 0.35 * smoothstep(-1, 1, y) + 1.9 * flame
    folds = 1 - 0.10 * np.cos(x * 9)
    return np.ascontiguousarray(cover * body * folds, np.float32)


def _paper(half: float, colour: Floats) -> Strip:
    """A lantern to draw sharp: its light through the paper, and its outline."""
    light = _lantern(half)
    cover = np.clip(light * 4, 0, 1)
    picture = np.sqrt(1 - np.exp(-(light[..., None] * colour * 1.9 + 0.02)))
    return Strip(picture, cover)

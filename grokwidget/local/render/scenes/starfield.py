"""A sky of stars: thousands of points with twinkle, a few with a glow and rays, and a meteor now and then."""

from __future__ import annotations

import math

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats, rgb
from grokwidget.local.render.scenes.fields import clouds

TINTS = np.stack([rgb(code) for code in ("#9db8ff", "#c4d4ff", "#f6f4ff", "#fff0d8", "#ffd2a1", "#ffb08a")])
"""Colours of stars from hot to cool."""


class Stars:
    """Stars over `width` x `height` pixels, more of them where a faint band runs; positions are in pixels and drift."""

    def __init__(
        self,
        chance: np.random.Generator,
        width: int,
        height: int,
        density: float = 1.0,
        band: float = 0.5,
        bright: int = 9,
    ) -> None:
        """`density` 1 is about 1000 stars in 848x480; `band` 0..1 gathers them in clouds; `bright` have a glow."""
        area = width * height
        wanted = int(min(9000, 2600 * density * (area / 407_040) ** 0.8))
        self.width, self.height = width, height
        field = clouds(chance, 96, 96, falloff=1.6)
        x, y = chance.random(wanted), chance.random(wanted)
        keep = chance.random(wanted) < (1 - band) * 0.45 + band * field[(y * 96).astype(int), (x * 96).astype(int)] ** 2
        self._x, self._y = (x[keep] * width).astype(np.float32), (y[keep] * height).astype(np.float32)
        count = len(self._x)
        magnitude = chance.random(count) ** 3.2
        self._light = (0.10 + 0.85 * magnitude).astype(np.float32)
        self._depth = (0.35 + 0.65 * magnitude).astype(np.float32)
        self._tint = TINTS[chance.choice(len(TINTS), count, p=(0.16, 0.26, 0.26, 0.16, 0.1, 0.06))]
        self._phase = chance.uniform(0, 2 * math.pi, count).astype(np.float32)
        self._pace = chance.uniform(0.8, 2.6, count).astype(np.float32)
        brightest = np.argsort(self._light)[::-1][:bright]
        self._bright = brightest[np.argsort(self._x[brightest])]
        self._unit = math.sqrt(area / 407_040)

    def places(self, dx: float = 0.0, dy: float = 0.0, zoom: float = 1.0) -> tuple[Floats, Floats]:
        """Where the stars stand when the view moves by (dx, dy) pixels (nearer stars move more) and zooms."""
        x = (self._x + np.float32(dx) * self._depth) % np.float32(self.width)
        y = (self._y + np.float32(dy) * self._depth) % np.float32(self.height)
        if zoom != 1.0:
            grow = 1 + np.float32(zoom - 1) * self._depth
            x = (x - np.float32(self.width / 2)) * grow + np.float32(self.width / 2)
            y = (y - np.float32(self.height / 2)) * grow + np.float32(self.height / 2)
        return x, y

    def lights(self, t: float) -> tuple[Floats, Floats]:
        """How bright every star is at scene time `t` (they twinkle), and its colour (n, 3)."""
        twinkle = np.float32(0.82) + np.float32(0.18) * np.sin(self._phase + self._pace * np.float32(t))
        return self._light * twinkle, self._tint

    def draw(
        self, canvas: Canvas, t: float, dx: float = 0.0, dy: float = 0.0, zoom: float = 1.0, gain: float = 1.0
    ) -> None:
        """All stars at scene time `t` seconds."""
        x, y = self.places(dx, dy, zoom)
        light, _ = self.lights(t)
        canvas.add_points(x, y, np.minimum(light * np.float32(gain * 1.25), 1), self._tint)
        glow_spots(
            canvas, x[self._bright], y[self._bright], 1.5 * self._unit, 6 * self._unit, light[self._bright] * gain
        )


def glow_spots(canvas: Canvas, x: Floats, y: Floats, core: float, halo: float, power: Floats) -> None:
    """Add a bright core and a faint halo (radii in pixels) around each place, luma only, all in one go."""
    reach = math.ceil(halo * 1.9)
    inside = (x > reach) & (y > reach) & (x < canvas.width - reach - 1) & (y < canvas.height - reach - 1)
    x, y, power = x[inside], y[inside], power[inside]
    steps = np.arange(-reach, reach + 1)
    column, row = np.rint(x).astype(np.intp), np.rint(y).astype(np.intp)
    across = (steps - (x - column)[:, None])[:, None, :] ** 2
    down = (steps - (y - row)[:, None])[:, :, None] ** 2
    squared = (across + down).astype(np.float32)
    light = 185 * np.exp(squared * np.float32(-1 / core**2)) + 34 * np.exp(squared * np.float32(-1 / halo**2))
    # Diffraction: four short rays.
    ray = np.exp(-np.abs(across) * np.float32(2.2) - down / np.float32(halo * halo * 1.2))
    light += 34 * (ray + np.exp(-np.abs(down) * np.float32(2.2) - across / np.float32(halo * halo * 1.2)))
    for k in range(len(column)):
        part = canvas.y[row[k] - reach : row[k] + reach + 1, column[k] - reach : column[k] + reach + 1]
        part[:] = np.minimum(part + light[k] * power[k], 235)


class Meteor:
    """One shooting star per clip: when, where and how long are drawn once."""

    def __init__(
        self, chance: np.random.Generator, width: int, height: int, duration: float, first: float = 0.15
    ) -> None:
        self.start = float(chance.uniform(first, max(first, 0.7))) * duration
        self.length = 0.9
        angle = math.radians(float(chance.uniform(18, 40)))
        side = 1 if chance.random() < 0.5 else -1
        self._from = (
            width * (0.5 - side * float(chance.uniform(0.05, 0.35))),
            height * float(chance.uniform(0.05, 0.3)),
        )
        reach = min(width, height) * 0.75
        self._way = (side * math.cos(angle) * reach, math.sin(angle) * reach)

    def draw(self, canvas: Canvas, seconds: float, gain: float = 1.0) -> None:
        """The streak at clip time `seconds`, if it is there."""
        u = (seconds - self.start) / self.length
        if not 0 < u < 1.25:
            return
        tail = np.linspace(0, 0.30, 220, dtype=np.float32)
        place = np.float32(u) - tail
        fade = math.sin(math.pi * min(1.0, max(0.0, u / 1.25))) ** 0.7
        light = np.where((place > 0) & (place < 1.1), (1 - tail / 0.30) ** 2, 0) * np.float32(fade * gain * 0.55)
        x = np.float32(self._from[0]) + place * np.float32(self._way[0])
        y = np.float32(self._from[1]) + place * np.float32(self._way[1])
        canvas.add_points(x, y, light)
        canvas.add_points(x, y + 0.8, light * 0.5)
        if u < 1.1:
            canvas.add_light(x[0], y[0], 3.2, (0.85, 0.95, 1.0), 0.7 * fade * gain)

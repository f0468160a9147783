"""Fireflies over a night meadow: a moonlit clearing, grass in three depths, lights that wander and glow by turns."""

from __future__ import annotations

import math

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats, mix, oklch, rgb, to_linear
from grokwidget.local.render.motion import Motion
from grokwidget.local.render.scenes.fields import clouds, smoothstep
from grokwidget.local.render.scenes.glints import Glints
from grokwidget.local.render.scenes.lights import Lights
from grokwidget.local.render.scenes.night_land import grass, ridge_line, spruces
from grokwidget.local.render.scenes.starfield import Stars
from grokwidget.local.render.scenes.strips import Strip
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading

_NIGHTS = (
    ("#071018", "#12352f", "#2f6a4a", "#d8ff6a"),  # green summer night
    ("#060a1e", "#152a52", "#3c5f96", "#ffe27a"),  # blue hour
    ("#0d0718", "#2c1a4a", "#6a4a8a", "#ffd08a"),  # violet dusk
    ("#04101a", "#0c3a48", "#2f8a8a", "#a8ffd8"),  # teal, spirit lights
)
"""Top of the sky, its lower part, the light behind the trees, the fireflies."""


_MEADOW = (
    (0.18, 0.15, 900, 0.80, 0.82),
    (0.34, 0.22, 560, 0.56, 0.92),
    (0.55, 0.28, 330, 0.30, 1.03),
    (0.85, 0.34, 60, 0.05, 1.04),
)
"""Layers of grass: depth, height (share of the shorter side), blades to 1000 pixels, light in the tips, foot."""


class Fireflies:
    """A clearing at night."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        chance = rng(spec, "fireflies")
        self._motion, self._spec = Motion(spec, reading), spec
        self._lights = Lights(spec.width, spec.height, 48_000)
        top, low, back, fly = (rgb(code) for code in _NIGHTS[int(chance.integers(len(_NIGHTS)))])
        if reading.hues:
            fly = oklch(0.88, 0.17, reading.hues[0])
            hue = reading.hues[1] if len(reading.hues) > 1 else reading.hues[0] + 40
            low, back = oklch(0.27, 0.06, hue), oklch(0.48, 0.09, hue)
        self._fly = to_linear(fly).astype(np.float32)
        self._unit = unit = min(spec.width, spec.height)
        self._ground = 0.70
        self._back = self._night(chance, top, low, back)
        margin = self._margin = round(spec.width * 0.16 / 2) * 2
        wide = spec.width + 2 * margin
        self._layers: list[tuple[Strip, float, float]] = []
        # Wood, then grass ever nearer: (strip, its top edge as a share of the height, how much it moves).
        far = round(unit * 0.36 / 2) * 2
        wood = np.vstack(
            [
                spruces(chance, wide, far, 0.94, unit * 0.032, 0.62, 0.16),
                np.ones((round(unit * 0.12), wide), np.float32),
            ]
        )
        self._layers.append(
            (Strip(_misty(low, back, wood, 0.50, far), wood), self._ground * spec.height - far + unit * 0.03, 0.10)
        )
        for depth, tall, blades, shade, base in _MEADOW:
            high = round(unit * tall / 2) * 2
            shape = grass(chance, wide, high, int(blades * wide / 1000), 0.97)
            rise = 0.10 + 0.16 * ridge_line(chance, wide, (1, 4), 0.0)
            floor = np.clip(np.arange(high, dtype=np.float32)[:, None] - (1 - rise) * high, 0, 1)
            # Its dark foot reaches down behind the next layer.
            shape = np.vstack([np.maximum(shape, floor), np.ones((round(unit * 0.16), wide), np.float32)])
            self._layers.append((Strip(_misty(low, back, shape, shade, high), shape), base * spec.height - high, depth))
        self._stars = Stars(chance, spec.width, int(spec.height * 0.5), 0.7, 0.4, 4)
        self._small = Glints(fly, unit * np.linspace(0.0034, 0.0090, 5), 3.7)
        # The nearest ones: large soft discs in front of everything.
        self._large = Glints(fly, unit * np.linspace(0.018, 0.063, 5), 1.0, 0.0, 0.40)
        count = 68
        self._home = np.stack([chance.uniform(-0.1, 1.1, count), chance.uniform(0.30, 0.96, count)])
        # Most are small and far, a few so near that they are only discs of light.
        self._depth = np.sort(chance.random(count) ** 1.7)
        self._phase = chance.uniform(0, 2 * math.pi, (5, count))
        self._pace = chance.uniform(0.7, 1.3, (3, count))

    def draw(self, canvas: Canvas, i: int) -> None:
        """The clearing in frame `i`: lights are painted between the layers of grass."""
        pose, t, spec = self._motion.pose(i), self._motion.seconds(i), self._spec
        lights = self._lights
        lights.begin(self._back)
        x, y, glow = self._places(t, pose.x, pose.y, pose.zoom)
        x, y = x + pose.shake_x * spec.width, y + pose.shake_y * spec.height
        for k in np.flatnonzero(self._depth < 0.30):
            # The far ones light the mist around them.
            lights.glow(x[k], y[k], self._unit * 0.045, self._fly * (0.10 * glow[k]))
        lights.develop(canvas)
        self._stars.draw(canvas, t, 0, 0, 1.0, 0.55)
        sharp = np.flatnonzero(self._depth < 0.72)
        layer_of = np.searchsorted([0.12, 0.24, 0.42, 0.60], self._depth)
        for n, (strip, top, depth) in enumerate(self._layers):
            sway = 0.0022 * math.sin(0.8 * t + depth * 9) * depth
            at_x = -self._margin - (pose.x * (0.1 + depth * 0.9) + pose.shake_x + sway) * spec.width
            at_y = top + (pose.shake_y + pose.y * depth * 0.5 + (pose.zoom - 1) * depth * 0.25) * spec.height
            strip.draw(canvas, at_x, at_y)
            # Those that fly between this layer and the next one.
            for k in sharp[layer_of[sharp] == n]:
                self._small.draw(canvas, x[k], y[k], self._unit * (0.0034 + 0.0075 * self._depth[k]), glow[k])
        for k in np.flatnonzero(self._depth >= 0.72):
            radius = self._unit * (0.018 + 0.045 * float(self._depth[k] - 0.72) / 0.28)
            self._large.draw(canvas, x[k], y[k], radius, glow[k])

    def _places(self, t: float, camera_x: float, camera_y: float, zoom: float) -> tuple[Floats, Floats, Floats]:
        p, v, d = self._phase, self._pace, self._depth
        reach = 0.02 + 0.05 * d
        x = self._home[0] + reach * (np.sin(p[0] + 0.50 * v[0] * t) + 0.45 * np.sin(p[1] + 1.13 * v[1] * t))
        y = self._home[1] + reach * 0.8 * (np.sin(p[2] + 0.42 * v[1] * t) + 0.4 * np.sin(p[3] + 0.97 * v[0] * t))
        grow = 1 + (zoom - 1) * (0.3 + d)
        x = (x - 0.5 - camera_x * (0.1 + 0.7 * d)) * grow + 0.5
        y = (y - 0.6 + camera_y * (0.1 + 0.6 * d)) * grow + 0.6
        # A slow pulse: dark, up quickly, down slowly.
        wave = 0.5 + 0.5 * np.sin(p[4] + 1.25 * v[2] * t)
        return x * self._spec.width, y * self._spec.height, 0.10 + 0.90 * wave**2.2

    def _night(self, chance: np.random.Generator, top: Floats, low: Floats, back: Floats) -> Floats:
        rows, columns = self._lights.rows, self._lights.columns
        y = (np.arange(rows, dtype=np.float32) / rows)[:, None]
        x = np.arange(columns, dtype=np.float32) / columns
        mist = clouds(chance, max(32, rows), max(32, columns), falloff=2.2, largest=0.9)[:rows, :columns]
        place = float(chance.uniform(0.3, 0.7))
        clearing = np.exp(-(((x - place) / 0.33) ** 2) - ((y - self._ground + 0.06) / 0.24) ** 2)
        down = smoothstep(0.0, self._ground, y)
        colours = [to_linear(c) for c in (top, low, back)]
        planes = []
        for k in range(3):
            sky = colours[0][k] * (1 - down) + colours[1][k] * down
            planes.append(sky + clearing * colours[2][k] * (0.55 + 0.6 * mist) + 0.0 * x)
        light = np.stack(planes)
        # Below the ground line the meadow lies in the mist's light, darker towards the viewer.
        dark = smoothstep(self._ground - 0.02, 1.0, y)
        return np.asarray(light * (1 - 0.97 * dark**0.6), np.float32)


def _misty(low: Floats, back: Floats, shape: Floats, share: float, high: int) -> Floats:
    """Lit by the mist in the tips, dark from row `high` on: (h, w, 3)."""
    up = np.clip(1 - np.arange(shape.shape[0], dtype=np.float32) / high, 0, 1)
    colours = mix(low * 0.16, back, up**1.2 * share)
    return np.broadcast_to(colours[:, None, :], (*shape.shape, 3))

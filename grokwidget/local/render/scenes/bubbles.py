"""Under water: rays of light from the surface, drifting specks, and bubbles with bright rims that rise in swarms."""

from __future__ import annotations

import math

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats, oklch, rgb, to_linear
from grokwidget.local.render.motion import Motion
from grokwidget.local.render.scenes.fields import at, clouds, smoothstep, strand
from grokwidget.local.render.scenes.glints import Glints
from grokwidget.local.render.scenes.lights import Lights
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading

_WATERS = (
    ("#9fe8f5", "#1f8fc0", "#04254f"),
    ("#a8f5dc", "#138a8a", "#02282e"),
    ("#8fb8ff", "#2450b8", "#050f3a"),
    ("#d0b8ff", "#6a48c0", "#140a3c"),
)
"""Surface, middle water, depth."""
_RAYS = 8192


class Bubbles:
    """Blue water, rays and bubbles."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        chance = rng(spec, "bubbles")
        self._motion, self._spec = Motion(spec, reading), spec
        lights = self._lights = Lights(spec.width, spec.height, 76_000)
        self._unit = unit = min(spec.width, spec.height)
        surface, middle, deep = (rgb(code) for code in _WATERS[int(chance.integers(len(_WATERS)))])
        if reading.hues:
            hue = reading.hues[0]
            surface, middle, deep = oklch(0.88, 0.08, hue), oklch(0.55, 0.13, hue), oklch(0.20, 0.08, hue + 12)
        self._surface = to_linear(surface).astype(np.float32)
        self._x = np.arange(lights.columns, dtype=np.float32) / lights.columns
        self._y = (np.arange(lights.rows, dtype=np.float32) / lights.rows)[:, None]
        y = self._y[:, 0]
        down = np.clip(y * 1.05, 0, 1)
        stops = [to_linear(colour) for colour in (surface * 0.75, middle, deep)]
        self._water = np.stack([np.interp(down**0.8, [0, 0.42, 1], [stop[k] for stop in stops]) for k in range(3)])[
            ..., None
        ]
        # Rays start from a place above the surface and fan out.
        self._sun = float(chance.uniform(0.25, 0.75))
        ratio = np.float32(spec.width / spec.height)
        self._angle = np.arctan2((self._x - np.float32(self._sun)) * ratio, self._y + np.float32(0.55)).astype(
            np.float32
        )
        self._far = np.exp(-((self._angle / 0.75) ** 2)) * smoothstep(1.05, 0.0, self._y) ** 1.3
        # Strands so fine that the nearest sample is the right one.
        self._rays = [strand(chance, _RAYS, 8, 70, falloff=0.55), strand(chance, _RAYS, 5, 40, falloff=0.5)]
        self._places = [(self._angle * share * _RAYS).astype(np.intp) for share in (0.30, 0.26)]
        self._caustic = clouds(chance, 128, 128, falloff=1.9, largest=0.35)
        count = 92
        self._depth = np.sort(chance.random(count) ** 2.0)
        # Swarms: bubbles share a column of rising water.
        column = chance.uniform(0.05, 0.95, 7)
        self._home = column[chance.integers(0, 7, count)] + chance.normal(0, 0.06, count)
        self._start = chance.random(count)
        self._phase = chance.uniform(0, 2 * math.pi, (3, count))
        self._pace = (0.05 + 0.12 * self._depth) * chance.uniform(0.8, 1.25, count)
        self._sizes = np.geomspace(1.7, unit * 0.075 * lights.scale, 14)
        self._sprites = [_bubble(size) for size in self._sizes]
        self._specks = np.stack(
            [chance.random(420), chance.random(420), chance.random(420), chance.uniform(0, 6.28, 420)]
        )
        self._glitter = Glints(rgb("#f2fdff"), unit * np.array([0.002, 0.003, 0.0045]), 2.2, 0.9, 0.12)

    def draw(self, canvas: Canvas, i: int) -> None:
        """Water, rays and bubbles of frame `i`."""
        pose, t, spec, lights = self._motion.pose(i), self._motion.seconds(i), self._spec, self._lights
        lights.begin(self._light(t, pose.x * 0.12 + pose.shake_x))
        d, p = self._depth, self._phase
        climb = (self._start + self._pace * t) % 1
        wobble = (0.006 + 0.014 * d) * np.sin(p[0] + (3.4 - 1.6 * d) * t) + 0.02 * np.sin(p[1] + climb * 5)
        x = (self._home + wobble - pose.x * (0.1 + 0.7 * d)) % 1.2 - 0.1
        y = 1.14 - 1.30 * climb + pose.y * d * 0.4
        grow = 1 + (pose.zoom - 1) * (0.3 + 1.1 * d)
        px = ((x - 0.5) * grow + 0.5 + pose.shake_x) * spec.width
        py = ((y - 0.5) * grow + 0.5 + pose.shake_y) * spec.height
        size = self._unit * (0.004 + 0.052 * d**1.9)
        light = np.sqrt(self._surface) * np.float32(0.8) + np.float32(0.2)
        for k in range(len(d)):
            nearest = int(np.argmin(np.abs(self._sizes - size[k] * lights.scale)))
            power = (0.75 - 0.30 * d[k]) * (0.35 + 0.65 * (1 - max(0.0, min(1.0, y[k]))) ** 0.5)
            lights.sprite(px[k], py[k], self._sprites[nearest], light * np.float32(power))
        lights.develop(canvas)
        self._dust(canvas, t, pose.x, pose.y)
        for k in np.flatnonzero(d > 0.25).tolist():
            # The window of the surface, mirrored high on the left of each bubble.
            reach = size[k] * 0.52
            self._glitter.draw(canvas, px[k] - reach * 0.8, py[k] - reach, size[k] * 0.09, 0.75)

    def _light(self, t: float, x: float) -> Floats:
        drift = (0.5 + x + 0.010 * t, 0.5 + x - 0.013 * t)
        first, second = (
            noise.take((place + int(shift * _RAYS)) & (_RAYS - 1))
            for noise, place, shift in zip(self._rays, self._places, drift, strict=True)
        )
        rays = first * second
        rays = rays * rays * np.float32(3.0) * self._far
        # The net of light under the surface: only the upper rows have it.
        top = max(2, len(self._y) * 3 // 10)
        v = self._y[:top]
        u = self._x * np.float32(0.9 * self._spec.width / self._spec.height) + np.float32(x)
        ripple = at(self._caustic, u + np.float32(0.03 * t) + 0 * v, v * np.float32(2.4) - np.float32(0.045 * t))
        other = at(
            self._caustic,
            u * np.float32(1.3) - np.float32(0.04 * t) + 0 * v,
            v * np.float32(2.4) + np.float32(0.03 * t),
        )
        net = np.clip(1 - np.abs(ripple - other) * np.float32(4.5), 0, 1)
        rays[:top] += net * net * smoothstep(0.28, 0.0, v) ** 2 * np.float32(0.45)
        planes = np.empty((3, *rays.shape), np.float32)
        for k in range(3):
            planes[k] = self._water[k] + rays * self._surface[k]
        return planes

    def _dust(self, canvas: Canvas, t: float, x: float, y: float) -> None:
        a, b, depth, phase = self._specks
        px = (a + 0.012 * np.sin(phase + 0.4 * t) - x * (0.1 + 0.5 * depth)) % 1 * self._spec.width
        py = (b - 0.006 * t * depth + 0.010 * np.sin(phase * 2 + 0.3 * t) + y * 0.3 * depth) % 1 * self._spec.height
        canvas.add_points(px, py, (0.05 + 0.16 * depth) * (0.6 + 0.4 * np.sin(phase + 1.3 * t)))


def _bubble(radius: float) -> Floats:
    """Brightness of a bubble `radius` cells wide: a thin rim, brighter above, a crescent below, little inside."""
    side = math.ceil(radius * 2.3) + 4
    axis = (np.arange(side, dtype=np.float32) - (side - 1) / 2) / np.float32(radius)
    x, y = axis, axis[:, None]
    r = np.hypot(x, y)
    thick = max(0.07, 0.75 / radius)
    rim = np.exp(-(((r - 0.93) / thick) ** 2)) * (0.55 + 0.45 * np.clip(-y * 0.8 - x * 0.5, -0.6, 1))
    inner = np.exp(-(((np.hypot(x - 0.10, y - 0.13) - 0.80) / 0.12) ** 2)) * smoothstep(0.1, 0.9, y + x * 0.6) * 0.30
    glass = 0.05 * smoothstep(1.0, 0.9, r) * (1 - r * 0.5)
    shine = np.exp(-(((x + 0.40) / 0.20) ** 2) - ((y + 0.50) / 0.15) ** 2) * 0.55
    fade = smoothstep(1.0 + 2.2 * thick, 1.0, r)
    return np.ascontiguousarray((rim + (inner + glass + shine) * (radius > 3)) * fade, np.float32)

"""Embers: a fire below the frame, its glow on the smoke, and sparks that rise, waver and go out."""

from __future__ import annotations

import math

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats, oklch, to_linear
from grokwidget.local.render.motion import Motion
from grokwidget.local.render.scenes.fields import at, clouds, smoothstep
from grokwidget.local.render.scenes.glints import Glints
from grokwidget.local.render.scenes.lights import Lights
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading


class Embers:
    """Flames at the foot of the picture, embers all over it."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        chance = rng(spec, "embers")
        self._motion, self._spec = Motion(spec, reading), spec
        lights = self._lights = Lights(spec.width, spec.height, 46_000)
        self._unit = unit = min(spec.width, spec.height)
        hue = reading.hues[0] if reading.hues else float(chance.choice((48, 55, 42)))
        warm = 25 < hue < 110
        tints = (
            oklch(0.42, 0.17, hue - (18 if warm else 0)),
            oklch(0.72, 0.19, hue),
            oklch(0.93, 0.10, hue + (35 if warm else 0)),
        )
        self._deep, self._flame, self._heart = (to_linear(colour).astype(np.float32) for colour in tints)
        # Billows for the flames and for the smoke, tileable: they scroll for ever.
        self._billow, self._wisp = (
            clouds(chance, 256, 256, falloff=1.55, largest=0.45),
            clouds(chance, 128, 128, falloff=2.0),
        )
        self._x = (np.arange(lights.columns, dtype=np.float32) / lights.columns - 0.5) * np.float32(
            spec.width / spec.height
        )
        self._y = (np.arange(lights.rows, dtype=np.float32) / lights.rows)[:, None]
        count = 116
        self._depth = np.sort(chance.random(count) ** 2.2)
        self._start = chance.random((2, count))
        self._phase = chance.uniform(0, 2 * math.pi, (4, count))
        self._pace = (0.10 + 0.22 * self._depth) * chance.uniform(0.7, 1.4, count)
        self._wind = float(chance.uniform(-0.04, 0.04))
        self._glints = Glints(tints[1], unit * np.geomspace(0.0016, 0.0085, 6), 3.2, 0.95, 0.30)
        self._tongues = float(chance.uniform(0, 1))

    def draw(self, canvas: Canvas, i: int) -> None:
        """Fire, smoke and embers of frame `i`."""
        pose, t, spec, lights = self._motion.pose(i), self._motion.seconds(i), self._spec, self._lights
        lights.begin(self._fire(t, pose.x * 0.4 + pose.shake_x, pose.y * 0.4 + pose.shake_y, pose.zoom))
        d, p = self._depth, self._phase
        climb = (self._start[1] + self._pace * t) % 1
        waver = (0.012 + 0.03 * d) * (np.sin(p[0] + 2.3 * t + climb * 5) + 0.5 * np.sin(p[1] + 4.1 * t))
        x = (self._start[0] + waver + self._wind * climb * 3 - pose.x * (0.15 + 0.6 * d)) % 1.0 * 1.2 - 0.1
        y = 1.10 - 1.22 * climb**0.9 + pose.y * d * 0.4
        grow = 1 + (pose.zoom - 1) * (0.3 + d)
        px = ((x - 0.5) * grow + 0.5 + pose.shake_x) * spec.width
        py = ((y - 0.5) * grow + 0.5 + pose.shake_y) * spec.height
        # They glow up and down as the air takes them, and go out near the top.
        power = (0.55 + 0.45 * np.sin(p[2] + 5.3 * t) * np.sin(p[3] + 3.1 * t)) * smoothstep(1.0, 0.55, climb)
        for k in np.flatnonzero(d > 0.70):
            share = float(d[k] - 0.70) / 0.30
            radius = self._unit * (0.012 + 0.040 * share)
            lights.disc(px[k], py[k], radius, self._flame * np.float32(power[k] * (0.65 - 0.45 * share)))
        lights.develop(canvas)
        for k in np.flatnonzero(d <= 0.70):
            self._glints.draw(canvas, px[k], py[k], self._unit * (0.0015 + 0.0095 * d[k]), float(power[k]))

    def _fire(self, t: float, x: float, y: float, zoom: float) -> Floats:
        u, v = (self._x + np.float32(x)) / np.float32(zoom), self._y + np.float32(y)
        # The flames lean and lick: a slow field bends the fast one, and both rise.
        sway = at(
            self._wisp,
            u * np.float32(0.8) + np.float32(self._tongues) + 0 * v,
            v * np.float32(0.7) + np.float32(0.28 * t),
        )
        tongue = at(
            self._billow, u * np.float32(1.15) + sway * np.float32(0.16), v * np.float32(0.55) + np.float32(0.42 * t)
        )
        lick = at(
            self._billow,
            u * np.float32(2.3) + np.float32(0.37),
            v * np.float32(0.95) + sway * np.float32(0.2) + np.float32(0.66 * t),
        )
        breath = 0.045 * math.sin(1.3 * t) + 0.03 * math.sin(2.9 * t + 1)
        height = np.float32(1.12 - breath) - v
        body = tongue * np.float32(0.75) + lick * np.float32(0.45)
        heat = body * np.float32(1.25) - height * np.float32(1.95) + np.float32(0.10)
        np.clip(heat, 0, 1, out=heat)
        heat *= heat
        heart = np.clip(heat * np.float32(1.5) - np.float32(0.55), 0, 1)
        smoke = np.exp(height * np.float32(-2.1)) * (np.float32(0.25) + np.float32(0.75) * sway)
        planes = np.empty((3, *heat.shape), np.float32)
        for k in range(3):
            planes[k] = smoke * (self._deep[k] * np.float32(0.42)) + heat * self._flame[k] * np.float32(1.35)
            planes[k] += heart * self._heart[k] * np.float32(1.6)
            planes[k] += np.float32((0.004, 0.003, 0.005)[k])
        return planes

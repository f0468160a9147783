"""The open sea: waves in perspective that carry the sky's colours, a path of light, foam, boats, an island, a
lighthouse.
"""

from __future__ import annotations

import math

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats, mix, planes_of, rgb
from grokwidget.local.render.layers import Layer
from grokwidget.local.render.motion import Motion, Pose
from grokwidget.local.render.seascape import Gulls, coast
from grokwidget.local.render.sky import Sky
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.waves import Waves
from grokwidget.local.render.weather import Weather
from grokwidget.local.render.words import Reading


class Sea:
    """Sky above, waves below, and what stands on the horizon between them."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        draw = rng(spec, "sea")
        self._motion, self._spec = Motion(spec, reading), spec
        share = (0.50 if spec.portrait else 0.46) + draw.uniform(-0.03, 0.05)
        self._horizon = round(spec.height * share / 2) * 2
        self._sky = Sky(spec, reading, self._motion, self._horizon)
        self._unit = min(spec.width, spec.height) / 480
        self._waves = Waves(spec, reading, self._motion, self._sky, self._horizon)
        self._coast: list[tuple[Layer, float]] = coast(spec, reading, self._sky, self._horizon)
        self._gulls = (
            Gulls(spec, self._motion) if reading.time != "night" and reading.weather in ("clear", "clouds") else None
        )
        self._weather = Weather(spec, reading, self._motion, self._sky.palette)
        glow = mix(self._sky.palette.haze, self._sky.palette.sky[-1], 0.6)
        self._haze: Floats = planes_of(glow)
        self._lamp = reading.has("lighthouse")
        self._warm = rgb("#fff2c8")

    def draw(self, canvas: Canvas, i: int) -> None:
        """Draw frame `i`."""
        pose = self._motion.pose(i)
        self._sky.paint(canvas, i, pose)
        if self._gulls is not None:
            self._gulls.draw(canvas, i, pose)
        swell = math.sin(self._motion.seconds(i) * 0.9) * 0.0022 * self._motion.strength
        tilt = Pose(pose.x, pose.y, pose.zoom, pose.turn, pose.shake_x, pose.shake_y + swell)
        self._waves.draw(canvas, i, tilt)
        melted = False
        for layer, closeness in self._coast:
            if closeness > 0.3 and not melted:
                self._soften(canvas)
                melted = True
            bob = math.sin(self._motion.seconds(i) * 1.3 + closeness * 9) * (
                0.0 if closeness < 0.2 else 1.6 * self._unit
            )
            dx = (-pose.x * closeness + pose.shake_x) * canvas.width
            scale = 1 + (pose.zoom - 1) * (0.2 + closeness)
            place = layer.place(canvas, dx, bob, scale, (canvas.width / 2, float(self._horizon)))
            layer.draw(canvas, place)
        if not melted:
            self._soften(canvas)
        self._weather.draw(canvas, i, pose)

    def _soften(self, canvas: Canvas) -> None:
        """Air lies on the horizon: a few rows melt into each other."""
        reach = max(2, round(7 * self._unit / 2) * 2)
        rows = slice(self._horizon - reach // 2, self._horizon + reach * 2)
        y = (np.arange(rows.start, rows.stop, dtype=np.float32) - self._horizon) / reach
        alpha = (np.exp(-((y * 1.1) ** 2)) * np.float32(0.55))[:, None]
        for plane, part, k in ((canvas.y, 1, 0), (canvas.u, 2, 1), (canvas.v, 2, 2)):
            area = plane[rows.start // part : rows.stop // part]
            area[:] = area + (self._haze[k] - area) * alpha[::part][: area.shape[0]]

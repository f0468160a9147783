"""Fireworks over a dark shore: rockets climb, burst into spheres, rings and willows, and shine on the water."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats, oklch, rgb, to_linear
from grokwidget.local.render.motion import Motion
from grokwidget.local.render.scenes.fields import clouds, smoothstep
from grokwidget.local.render.scenes.lights import Lights
from grokwidget.local.render.scenes.night_land import horizon_of
from grokwidget.local.render.scenes.starfield import Stars
from grokwidget.local.render.scenes.strips import Strip
from grokwidget.local.render.scenes.water import Water
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading

_COLOURS = ("#ffd36b", "#ff5a5a", "#6bb8ff", "#b07bff", "#6bffb0", "#ff7ad0", "#fff2d0")
_RISE, _LIFE = 0.9, 2.6
"""Seconds that a rocket climbs, and that its burst lasts."""


@dataclass(frozen=True, slots=True)
class Burst:
    """One rocket: when it opens (scene seconds), where (pixels), and its sparks."""

    start: float
    x: float
    y: float
    kind: str
    velocity: Floats
    """(2, n) pixels per second."""
    colour: Floats
    second: Floats
    phase: Floats


class Fireworks:
    """A show with bursts all along the clip."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        chance = rng(spec, "fireworks")
        self._motion, self._spec = Motion(spec, reading), spec
        self._lights = Lights(spec.width, spec.height, 40_000)
        self._unit = min(spec.width, spec.height)
        self._horizon = horizon_of(spec.height, 0.80)
        colours = [rgb(code) for code in _COLOURS]
        if reading.hues:
            colours = [oklch(0.78, 0.19, hue + turn) for hue in reading.hues for turn in (-14, 0, 14)] + [
                rgb("#fff2d0")
            ]
        self._bursts = self._show(chance, colours, self._motion.seconds(spec.frames))
        rows, columns = self._lights.rows, self._lights.columns
        y = (np.arange(rows, dtype=np.float32) / rows)[:, None]
        haze = clouds(chance, max(32, rows), max(32, columns), falloff=2.2)[:rows, :columns]
        night, low = to_linear(rgb("#050818")), to_linear(rgb("#1c2450"))
        share = smoothstep(0.0, 0.85, y) ** 1.5 * (0.6 + 0.6 * haze)
        self._sky = np.stack([night[k] + low[k] * share for k in range(3)]).astype(np.float32)
        self._smoke = (0.35 + 0.9 * haze).astype(np.float32)
        self._stars = Stars(chance, spec.width, self._horizon, 0.6, 0.4, 3)
        self._water = Water(chance)
        self._margin = round(spec.width * 0.1 / 2) * 2
        self._shore = self._skyline(chance)

    def draw(self, canvas: Canvas, i: int) -> None:
        """The show at frame `i`."""
        pose, t, spec, lights = self._motion.pose(i), self._motion.seconds(i), self._spec, self._lights
        dx, dy = (-pose.x * 0.25 + pose.shake_x) * spec.width, (pose.y * 0.25 + pose.shake_y) * spec.height
        lights.begin(self._sky)
        alive = [burst for burst in self._bursts if -_RISE < t - burst.start < _LIFE]
        for burst in alive:
            age = t - burst.start
            if age > 0:
                flash = math.exp(-age * 1.6)
                lights.glow(burst.x + dx, burst.y + dy, self._unit * 0.22, burst.colour * (0.15 * flash))
                lights.glow(
                    burst.x + dx, burst.y + dy, self._unit * 0.028, (burst.colour + 0.4) * (1.3 * math.exp(-age * 10))
                )
        lights.light *= self._smoke
        lights.develop(canvas)
        self._stars.draw(canvas, t, 0, 0, 1.0, 0.5)
        for burst in alive:
            self._sparks(canvas, burst, t - burst.start, dx, dy, 1 + (pose.zoom - 1) * 0.7)
        jolt = round(pose.shake_y * spec.height / 2) * 2
        horizon = self._horizon + jolt
        self._shore.draw(
            canvas, -self._margin - (pose.x * 0.12 - pose.shake_x) * spec.width, horizon - self._shore.height + 2
        )
        self._water.draw(canvas, horizon, t, 2.0)

    def _sparks(self, canvas: Canvas, burst: Burst, age: float, dx: float, dy: float, zoom: float) -> None:
        cx, cy = self._spec.width / 2, self._spec.height * 0.45
        if age <= 0:
            # The rocket: a short golden tail below the place where it will open.
            u = (age + _RISE) / _RISE
            back = np.linspace(0, 0.16, 40, dtype=np.float32)
            place = np.clip(u - back, 0, 1)
            rise = 1 - (1 - place) ** 2
            y = self._horizon + (burst.y - self._horizon) * rise
            x = burst.x + self._unit * 0.012 * np.sin(place * 9 + burst.phase[0])
            light = (1 - back / 0.16) ** 2 * np.float32(0.7 * smoothstep(0, 0.15, u))
            canvas.add_points((x + dx - cx) * zoom + cx, (y + dy - cy) * zoom + cy, light, rgb("#ffd9a0"))
            return
        drag, fall = (1.5, 0.30) if burst.kind != "willow" else (1.15, 0.36)
        trail = {"peony": 11, "ring": 7, "willow": 28}[burst.kind]
        reach = {"peony": 0.20, "ring": 0.13, "willow": 0.55}[burst.kind] * min(1.0, 0.35 + age)
        ages = np.maximum(age - np.linspace(0, reach, trail, dtype=np.float32), 0)[:, None]
        away = (1 - np.exp(-drag * ages)) / drag
        drop = np.float32(0.5 * fall * self._unit) * ages * ages
        x = burst.x + dx + burst.velocity[0] * away
        y = burst.y + dy + burst.velocity[1] * away + drop
        life = 1 - age / _LIFE
        fade = np.float32(max(0.0, life) ** 1.25) * (
            1 - np.linspace(0, 1, trail, dtype=np.float32)[:, None] ** 0.7 * 0.93
        )
        sparkle = 0.82 + 0.18 * np.sin(burst.phase + np.float32(age * 21)) if age > 1.0 else np.ones_like(burst.phase)
        light = np.minimum(fade * sparkle * np.float32(1.9), 1)
        share = np.float32(min(1.0, max(0.0, (age - 0.5) / 0.9)))
        white = np.float32(math.exp(-age * 8))
        tint = np.clip(burst.colour * (1 - share) + burst.second * share, 0, 1) ** np.float32(0.45)
        tint = tint * (1 - white) + white
        tints = np.broadcast_to(tint.astype(np.float32), (*light.shape, 3)).reshape(-1, 3)
        px, py = ((x - cx) * zoom + cx).ravel(), ((y - cy) * zoom + cy).ravel()
        canvas.add_points(px, py, light.ravel(), tints)
        # The head of a spark is wider than one pixel.
        heads = slice(0, burst.phase.size * 4)
        thick = np.float32(max(0.8, self._unit / 480 * 0.8))
        power = light.ravel()[heads] * np.float32(0.8)
        canvas.add_points(px[heads] + thick, py[heads] + thick * np.float32(0.5), power)

    def _show(self, chance: np.random.Generator, colours: list[Floats], length: float) -> list[Burst]:
        spec, bursts = self._spec, []
        start = -1.3
        while start < length:
            kind = ("peony", "peony", "ring", "willow")[int(chance.integers(4))]
            count = {"peony": 170, "ring": 84, "willow": 90}[kind]
            speed = self._unit * float(chance.uniform(0.36, 0.66))
            z = chance.uniform(-1, 1, count)
            angle = chance.uniform(0, 2 * math.pi, count)
            if kind == "ring":
                angle, z = np.arange(count) / count * 2 * math.pi, np.zeros(count)
            flat = np.sqrt(1 - z * z)
            tilt = float(chance.uniform(0.35, 1)) if kind == "ring" else 1.0
            vx, vy = flat * np.cos(angle), (flat * np.sin(angle) if kind == "ring" else z) * tilt
            jitter = chance.uniform(0.86, 1.06, count) if kind != "ring" else 1.0
            first, second = (to_linear(colours[int(k)]) for k in chance.integers(0, len(colours), 2))
            if kind == "willow":
                first = second = to_linear(rgb("#ffcf7a") if len(colours) == len(_COLOURS) else colours[0])
            x, y = float(chance.uniform(0.14, 0.86)), float(chance.uniform(0.14, 0.46))
            velocity = np.stack([vx, vy]).astype(np.float32) * np.float32(speed) * np.asarray(jitter, np.float32)
            phase = chance.uniform(0, 2 * math.pi, count).astype(np.float32)
            bursts.append(
                Burst(
                    start,
                    x * spec.width,
                    y * spec.height,
                    kind,
                    velocity,
                    first.astype(np.float32),
                    second.astype(np.float32),
                    phase,
                )
            )
            start += float(chance.uniform(0.18, 0.62))
        return bursts

    def _skyline(self, chance: np.random.Generator) -> Strip:
        """A far shore with houses and lit windows."""
        wide, tall = self._spec.width + 2 * self._margin, round(self._unit * 0.13 / 2) * 2
        roof = np.zeros(wide, np.float32)
        at = 0
        while at < wide:
            step = int(self._unit * float(chance.uniform(0.018, 0.06))) + 2
            middle = 1 - abs((at + step / 2) / wide - 0.5) * 0.8
            roof[at : at + step] = float(chance.uniform(0.12, 0.95)) ** 1.4 * middle
            at += step
        rows = np.arange(tall, dtype=np.float32)[:, None]
        alpha = np.clip(rows - (1 - roof) * (tall - 6) + 0.5, 0, 1)
        picture = np.broadcast_to(rgb("#05060d"), (tall, wide, 3)).copy()
        pitch = max(3, round(self._unit / 130))
        for y in range(4, tall - 3, pitch):
            for x in range(2, wide - 3, pitch):
                if alpha[y - 2, x] > 0.9 and alpha[y - 2, x + 1] > 0.9 and chance.random() < 0.16:
                    glow = rgb("#ffcf8a") if chance.random() < 0.8 else rgb("#a8d0ff")
                    picture[y : y + max(1, pitch // 3), x : x + max(1, pitch // 3)] = glow * float(
                        chance.uniform(0.3, 0.85)
                    )
        return Strip(picture, alpha)

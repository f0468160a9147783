"""Waves: a sum of travelling swells and chop, seen in perspective, mirroring the sky by slope and glittering
in the sun.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats, mix, planes_of, ramp, rgb, towards_hue
from grokwidget.local.render.motion import Motion, Pose
from grokwidget.local.render.noise import smoothstep
from grokwidget.local.render.sky import Sky
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading

_TILE = 512
_ZOOMS = (0.15, 0.36, 0.80)
_CELLS = (5, 8, 11)
_DEEP = {"dawn": "#35506e", "noon": "#0f5f8c", "sunset": "#2b2c55", "night": "#050f24"}
_CLEAR = {"dawn": "#5f8796", "noon": "#1f9fb0", "sunset": "#7a4a66", "night": "#0e2a4a"}


class Waves:
    """Fills everything below the horizon. Colours are looked up by slope, so a frame costs three gathers and
    one table.
    """

    def __init__(self, spec: RenderSpec, reading: Reading, motion: Motion, sky: Sky, horizon: int) -> None:
        draw = rng(spec, "waves")
        self._spec, self._motion, self._sky, self._horizon = spec, motion, sky, horizon
        self._unit = min(spec.width, spec.height) / 480
        self._rough = {"clear": 0.85, "clouds": 1.0, "mist": 0.55, "snow": 0.9, "rain": 1.6}[reading.weather]
        rows = spec.height - horizon
        self._rows = rows
        y = (np.arange(rows, dtype=np.float32) + 0.7) / rows
        # Distance over the water: far rows are compressed, near ones wide. World units are tile texels.
        self._near = (y**1.0).astype(np.float32)
        distance = 1 / (y + 0.035)
        self._distance = distance.astype(np.float32)
        self._steps = []
        columns = np.arange(0, spec.width, 2, dtype=np.float32) - spec.width / 2
        for zoom in _ZOOMS:
            across = columns / self._unit * distance[:, None] * np.float32(zoom)
            self._steps.append((across.astype(np.intp), (distance * np.float32(150 * zoom * 6)).astype(np.float32)))
        self._tiles = [self._slopes(draw, cells).ravel() for cells in _CELLS]
        # Waves that would be shorter than a few rows are left out: they would only flicker.
        self._fade = []
        for (_, along), cells, least in zip(self._steps, _CELLS, (0.30, 0.05, 0.0), strict=True):
            step = np.maximum(np.abs(np.gradient(along)), 1e-3)
            length = np.asarray(_TILE / (cells * 1.3) / step, np.float32)
            self._fade.append(np.maximum(smoothstep(2.6, 8.0, length), np.float32(least))[:, None])
        strengths = (0.64, 0.56, 0.40)
        self._fade = [
            np.asarray(fade * 0.36 * self._rough * w, np.float32) for fade, w in zip(self._fade, strengths, strict=True)
        ]
        self._table = [np.ascontiguousarray(plane) for plane in self._colours(reading).T]
        self._levels = (np.arange(rows) * 64)[:, None]
        width = (self._unit * (20 + 120 * y**0.9))[:, None]
        self._path_width = width.astype(np.float32)
        self._glitter = np.float32({"noon": 0.8, "night": 0.75}.get(reading.time, 1.25) * (1 - sky.hidden))
        self._glow = planes_of(mix(sky.palette.glow, sky.palette.disc, 0.3))
        self._foam = np.float32(0.0 if self._rough < 0.8 else 20 * self._rough)

    def _slopes(self, draw: np.random.Generator, cells: int) -> NDArray[np.float32]:
        """A periodic tile of wave slopes: crests are sharper than troughs, and run mostly across."""
        x = np.arange(_TILE, dtype=np.float32) * np.float32(2 * np.pi / _TILE)
        z = x[:, None]
        height = np.zeros((_TILE, _TILE), np.float32)
        for k in range(9):
            kz, kx = round(cells * draw.uniform(0.7, 1.6)), round(cells * draw.uniform(-0.75, 0.75))
            bend = float(draw.uniform(0, 6.28)) + 0.9 * np.sin(x * int(draw.integers(1, 4)) + k)
            wave = np.sin(z * kz + (x * kx + bend))
            crest = 1 - np.abs(wave)
            height += crest * np.sqrt(crest) * np.float32(1 / (1 + 0.25 * k))
        slope = np.roll(height, -1, 0) - np.roll(height, 1, 0)
        return np.asarray(slope / slope.std(), np.float32)

    def _colours(self, reading: Reading) -> NDArray[np.float32]:
        """Colours (rows * 64, Y U V) by row and slope: faces towards us show the water, faces away mirror the sky."""
        palette = self._sky.palette
        deep, clear = rgb(_DEEP[reading.time]), rgb(_CLEAR[reading.time])
        if reading.weather in ("rain", "snow"):
            deep, clear = mix(deep, rgb("#2a3440"), 0.6), mix(clear, rgb("#5a6874"), 0.6)
        if reading.mood:
            deep, clear = towards_hue(deep, reading.mood[0], 0.5), towards_hue(clear, reading.mood[0], 0.5)
        sky = ramp([(k / (len(palette.sky) - 1), c) for k, c in enumerate(palette.sky)], 256)
        level = np.linspace(-1, 1, 64, dtype=np.float32)
        near = self._near[:, None]
        # How high the mirrored ray leaves: low over far water, higher where a face leans towards us.
        seen = np.clip(0.96 - 0.55 * near - level * (0.16 + 0.30 * near), 0, 1)
        mirrored = sky[(seen * 255).astype(np.intp)]
        fresnel = np.clip(0.92 - 0.50 * near**0.7 - level * (0.10 + 0.42 * near), 0.10, 0.97)[..., None]
        body = mix(deep, clear, smoothstep(-0.1, 1.0, np.broadcast_to(level * near + 0.15, seen.shape)) * 0.8)
        colours = body * (1 - fresnel) + mirrored * fresnel
        colours = colours * (1 - 0.10 * near[..., None])
        return planes_of(colours).reshape(-1, 3)

    def draw(self, canvas: Canvas, i: int, pose: Pose) -> None:
        """Draw the water of frame `i`."""
        s = self._motion.seconds(i)
        top = self._horizon
        # Waves lie across: every second column is enough, and those between are the mean of their neighbours.
        slope = np.zeros((self._rows, canvas.width // 2), np.float32)
        for k, ((across, along), tile, fade) in enumerate(zip(self._steps, self._tiles, self._fade, strict=True)):
            speed = (22.0, 33.0, 48.0)[k]
            slide = pose.x * (0.3, 0.6, 1.1)[k] * 420 + pose.shake_x * 300 + s * (5.0, -7.0, 9.0)[k]
            rows = (along - np.float32(s * speed + (pose.zoom - 1) * 260)).astype(np.intp) & (_TILE - 1)
            index = across + int(slide + 40960)
            index &= _TILE - 1
            index += rows[:, None] * _TILE
            part = tile.take(index)
            part *= fade
            slope += part
        level = slope * np.float32(31.5)
        level += np.float32(31.5)
        np.clip(level, 0, 63, out=level)
        index = level.astype(np.intp)
        index += self._levels
        luma = self._table[0].take(index)
        if self._foam:
            crest = slope - np.float32(0.92)
            np.clip(crest, 0, 1, out=crest)
            crest *= self._foam * 4
            luma += crest
        u, v = self._table[1].take(index[::2]), self._table[2].take(index[::2])
        self._sparkle(luma, u, v, slope, pose)
        np.clip(luma, 16, 235, out=luma)
        canvas.u[top // 2 :], canvas.v[top // 2 :] = u, v
        water = canvas.y[top:]
        water[:, 0::2] = luma
        luma[:, :-1] += luma[:, 1:]
        luma[:, :-1] *= np.float32(0.5)
        water[:, 1::2] = luma

    def _sparkle(self, luma: Floats, u: Floats, v: Floats, slope: Floats, pose: Pose) -> None:
        """The path of light under the sun or the moon."""
        if self._glitter <= 0.05:
            return
        sun_x, _ = self._sky.sun(pose)
        reach = float(self._path_width[-1, 0]) * 2.2
        a = int(np.clip((sun_x - reach) / 2, 0, luma.shape[1] - 1))
        b = int(np.clip((sun_x + reach) / 2, a + 1, luma.shape[1]))
        x = np.arange(a, b, dtype=np.float32) * 2 - np.float32(sun_x)
        path = np.exp(-((x / self._path_width) ** 2)) * self._glitter
        spark = slope[:, a:b] * np.float32(-1.5)
        spark += np.float32(0.15)
        np.clip(spark, 0.06, 1.15, out=spark)
        spark *= path
        luma[:, a:b] += spark * (np.float32(236) - luma[:, a:b]) * np.float32(0.95)
        tint = np.minimum(spark[::2], 1) * np.float32(0.8)
        for plane, k in ((u, 1), (v, 2)):
            area = plane[:, a:b]
            area += (self._glow[k] - area) * tint

"""Wet asphalt: each wall is mirrored about its own kerb, drawn out and broken by puddles and rain."""

from __future__ import annotations

import numpy as np

from grokwidget.local.render.canvas import Bytes, Canvas
from grokwidget.local.render.colour import Floats, mix, planes_of, rgb
from grokwidget.local.render.motion import Motion
from grokwidget.local.render.noise import layered, smoothstep
from grokwidget.local.render.sky import Palette
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.streets import EYE, HALF_STREET
from grokwidget.local.render.words import Reading


class WetStreet:
    """The ground between the kerbs. In perspective a kerb is a straight line through the vanishing point,
    whatever the zoom.
    """

    def __init__(self, spec: RenderSpec, reading: Reading, motion: Motion, horizon: int, palette: Palette) -> None:
        draw = rng(spec, "asphalt")
        self._horizon, self._motion = horizon, motion
        rows, self._unit = spec.height - horizon, min(spec.width, spec.height) / 480
        self._slope = EYE / HALF_STREET
        night = reading.time == "night"
        wet = {"rain": 1.0, "snow": 0.55, "mist": 0.75}.get(reading.weather, 0.75 if night else 0.28)
        asphalt = mix(rgb("#0a0b14"), palette.haze, 0.16) if night else mix(rgb("#5a5a60"), palette.haze, 0.2)
        self._asphalt = planes_of(asphalt)
        size = 512
        tile = layered(draw, size // 2, size // 2, 9, 4, 3, 0.42) - np.float32(0.5)
        tile /= tile.std()
        self._tile = np.block([[tile, tile[:, ::-1]], [tile[::-1], tile[::-1, ::-1]]]).astype(np.float32).ravel()
        # Everything is reckoned once per block of 2x2 pixels, which is one pixel of chroma.
        y = (np.arange(0, rows, 2, dtype=np.float32) + 1) / self._unit
        self._along = (9000 / (y + 9)).astype(np.float32)
        self._across = (60 / (y + 9) * 3.4).astype(np.float32)
        self._reach = (1.5 + y * 0.13) * self._unit * (1.35 if reading.weather == "rain" else 0.9)
        puddles = smoothstep(0.35, 0.65, layered(draw, rows, spec.width, 7, 4, 4))
        self._mirror = (np.float32(wet) * (0.42 + 0.36 * puddles)).astype(np.float32)
        self._rows = np.arange(0, rows, 2, dtype=np.float32)[:, None] + np.float32(horizon)
        self._mirror_half = np.ascontiguousarray(self._mirror[::2, ::2])

    def draw(self, canvas: Canvas, i: int, dx: float) -> None:
        """Draw the ground of frame `i`; the vanishing point has moved by `dx` pixels."""
        top, s = self._horizon, self._motion.seconds(i)
        x = canvas.columns[::2] - np.float32(canvas.width / 2 + dx)
        kerb = np.abs(x) * np.float32(self._slope) + np.float32(top)
        u = (x * self._across[:, None] + np.float32(4096 + s * 3)).astype(np.intp)
        u &= 511
        u += ((self._along + np.float32(s * 26)).astype(np.intp) & 511)[:, None] * 512
        ripple = self._tile.take(u)
        ripple *= self._reach[:, None].astype(np.float32)
        below = self._rows - kerb
        source = below * np.float32(-1.25)
        source += kerb
        source += ripple
        np.clip(source, 1, self._rows - 1, out=source)
        cover = np.clip(below * np.float32(0.8) + np.float32(0.5), 0, 1)
        half = (source * np.float32(0.5)).astype(np.intp)
        half *= canvas.width // 2
        half += np.arange(canvas.width // 2)
        for plane, k in ((canvas.u, 1), (canvas.v, 2)):
            self._lay(plane[top // 2 :], plane.ravel().take(half), self._mirror_half, cover, k)
        full = np.empty((half.shape[0] * 2, canvas.width), np.intp)
        base = source.astype(np.intp)
        base *= canvas.width
        base += np.arange(0, canvas.width, 2)
        full[0::2, 0::2], full[0::2, 1::2] = base, base + 1
        base -= canvas.width
        full[1::2, 0::2], full[1::2, 1::2] = base, base + 1
        wide = np.repeat(cover, 2, axis=1)
        area = canvas.y[top:]
        cover = np.empty(area.shape, np.float32)
        # The kerb is a sharp line: its cover is reckoned per row.
        cover[0::2], cover[1::2] = wide, np.minimum(1, wide + np.float32(0.8) * (wide > 0))
        self._lay(area, canvas.y.ravel().take(full), self._mirror, cover, 0)

    def _lay(self, area: Bytes, mirrored: Bytes, mirror: Floats, cover: Floats, k: int) -> None:
        light = mirrored - self._asphalt[k]
        light *= mirror
        light += self._asphalt[k]
        light -= area
        light *= cover
        light += area
        area[:] = light

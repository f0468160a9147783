"""The sky of the outdoor scenes: palette by hour and weather, sun or moon, stars, drifting clouds lit by the sun."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats, mix, ramp, rgb, rotate, towards_hue
from grokwidget.local.render.motion import Motion, Pose
from grokwidget.local.render.noise import blurred, layered, smoothstep
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of an hour, all sRGB."""

    sky: tuple[Floats, ...]
    """From the zenith down to the horizon."""
    glow: Floats
    """Light around the sun."""
    disc: Floats
    """The sun or the moon itself."""
    cloud: tuple[Floats, Floats]
    """Shaded and lit side of clouds."""
    light: Floats
    """What direct light does to things: a multiplier."""
    shade: Floats
    """What the sky alone does to things: a multiplier."""
    haze: Floats
    """Where distance ends."""
    sun_height: float
    """Of the sun over the horizon, in shares of the sky's height."""


def _palette(sky: str, glow: str, disc: str, cloud: str, light: str, shade: str, haze: str, height: float) -> Palette:
    shaded, lit = cloud.split()
    return Palette(
        tuple(rgb(c) for c in sky.split()), rgb(glow), rgb(disc), (rgb(shaded), rgb(lit)),
        rgb(light), rgb(shade), rgb(haze), height,
    )  # fmt: skip


PALETTES = {
    "dawn": _palette(
        "#36558f #6f8fc0 #b9b6d2 #f2c3b4 #ffd7a3", "#ffc98a", "#fff3d6", "#8d8fb5 #ffd9c2",
        light="#ffd2a6", shade="#6f86b4", haze="#e6c4c4", height=0.10,
    ),
    "noon": _palette(
        "#1c5bb0 #3d84d2 #78b1e6 #b0d5f0 #dcecf3", "#fff6dc", "#fffdf2", "#b3c4d8 #ffffff",
        light="#fff5e0", shade="#84a5cc", haze="#c4dcee", height=0.78,
    ),
    "sunset": _palette(
        "#1b2356 #47317c #93427f #dd5f66 #f98f4e #ffc766", "#ffb257", "#ffedb0", "#6b3f74 #ffb272",
        light="#ffae66", shade="#64508a", haze="#e58a6c", height=0.13,
    ),
    "night": _palette(
        "#040818 #081230 #0f2148 #1c3763 #34547f", "#9fc0ee", "#f4f2e2", "#131f3c #4c6690",
        light="#9db8e6", shade="#26385f", haze="#2a4470", height=0.66,
    ),
}  # fmt: skip


def palette_for(reading: Reading) -> Palette:
    """The palette of the prompt's hour, changed by its weather, its season and its colours."""
    p = PALETTES[reading.time]
    grey = {"clear": 0.0, "clouds": 0.12, "mist": 0.45, "snow": 0.5, "rain": 0.8}[reading.weather]
    if grey:
        night = reading.time == "night"
        veil = rgb("#1a2740") if night else mix(rgb("#7d8896"), p.haze, 0.3)
        if reading.weather in ("snow", "mist") and not night:
            veil = mix(veil, rgb("#e6ebf2"), 0.55)
        sky = tuple(mix(c, veil, grey * (0.85 if k < 2 else 0.7)) for k, c in enumerate(p.sky))
        p = replace(
            p, sky=sky, glow=mix(p.glow, veil, grey * 0.5), haze=mix(p.haze, veil, grey * 0.7),
            cloud=(mix(p.cloud[0], mix(veil, rgb("#30384a"), 0.35), grey), mix(p.cloud[1], veil, grey * 0.6)),
            light=mix(p.light, p.shade, grey * 0.55),
        )  # fmt: skip
    hues = reading.mood
    if hues:
        share = 0.62 if reading.time != "noon" else 0.4
        low = hues[-1]
        sky = tuple(_tinted(c, hues[0] if k < len(p.sky) // 2 else low, share) for k, c in enumerate(p.sky))
        p = replace(
            p, sky=sky, glow=_tinted(p.glow, low, share), haze=_tinted(p.haze, low, share),
            light=towards_hue(p.light, low, share * 0.5), shade=_tinted(p.shade, hues[0], share * 0.6),
            cloud=(_tinted(p.cloud[0], hues[0], share), _tinted(p.cloud[1], low, share * 0.7)),
        )  # fmt: skip
    return p


def _tinted(colour: Floats, hue: float, share: float) -> Floats:
    turned = towards_hue(colour, hue, share)
    return rotate(turned, 0, 1.0 + 0.25 * share)


class Sky:
    """Paints the sky down to `horizon` (a row), and below it the colour of the horizon."""

    def __init__(
        self,
        spec: RenderSpec,
        reading: Reading,
        motion: Motion,
        horizon: float,
        palette: Palette | None = None,
        coarse: float = 1.0,
    ) -> None:
        draw = rng(spec, "sky")
        self.palette, self.motion, self.horizon = palette or palette_for(reading), motion, horizon
        self.reading, self.spec = reading, spec
        self.night = reading.time == "night"
        self.unit = min(spec.width, spec.height)
        step = self.unit / 120 * coarse
        self._rows, self._columns = round(spec.height / step), round(spec.width / step)
        self._sky_rows = min(self._rows, round(self._rows * horizon / spec.height) + 2)
        place = float(draw.uniform(0.24, 0.40)) if draw.random() < 0.5 else float(draw.uniform(0.60, 0.76))
        self.sun_x = spec.width * place
        self.sun_y = horizon * (1 - self.palette.sun_height)
        self.hidden = {"clear": 0.0, "clouds": 0.0, "mist": 0.55, "snow": 0.9, "rain": 1.0}[reading.weather]
        """How much of the sun the weather hides, 0..1."""
        stops = [(k / (len(self.palette.sky) - 1), c) for k, c in enumerate(self.palette.sky)]
        self._gradient = np.repeat(ramp(stops, max(2, self._sky_rows))[:, None], self._columns, axis=1)
        self._room = (1.12 - self._gradient) * (self.palette.glow * np.float32(0.95))
        self._x = (np.arange(self._columns, dtype=np.float32) + 0.5) * np.float32(
            spec.width / self._columns / self.unit
        )
        self._y = (np.arange(self._sky_rows, dtype=np.float32) + 0.5) * np.float32(spec.height / self._rows / self.unit)
        self._clouds = _Clouds(self, draw)
        self._stars = _stars(spec, draw, horizon) if self.night else None

    def paint(self, canvas: Canvas, i: int, pose: Pose) -> None:
        """Paint frame `i` of the sky over the whole canvas."""
        p, n = self.palette, self._sky_rows
        sun_x, sun_y = self.sun(pose)
        across, down = self._x - np.float32(sun_x / self.unit), self._y - np.float32(sun_y / self.unit)
        distance = np.sqrt(across**2 + (down**2)[:, None])
        strength = np.float32((0.30 if self.night else 0.78) * (1 - 0.75 * self.hidden))
        # One exponential serves both halos: the wide one is a root of the narrow one.
        wide = np.exp(distance * np.float32(-1.6))
        glow = wide * wide * np.sqrt(wide) * strength
        wide *= strength * np.float32(0.2 if self.night else 0.35)
        wide += glow
        np.minimum(wide, 0.92, out=wide)
        picture = np.empty((self._rows, self._columns, 3), np.float32)
        sky = picture[:n]
        np.multiply(self._room, wide[..., None], out=sky)
        sky += self._gradient
        density, light = self._clouds.at(i, pose)
        light += glow * np.float32(0.9)
        np.clip(light, 0, 1.25, out=light)
        glow *= np.float32(0.45)
        cloud = light[..., None] * (p.cloud[1] - p.cloud[0])
        cloud += p.cloud[0]
        cloud += glow[..., None] * p.glow
        cloud -= sky
        cloud *= density[..., None]
        sky += cloud
        picture[n:] = sky[-1:]
        canvas.paint(picture)
        cover = 0.0
        row, column = int(sun_y / self.spec.height * self._rows), int(sun_x / self.spec.width * self._columns)
        if 0 <= row < n and 0 <= column < self._columns:
            cover = float(density[row, column])
        if self._stars is not None and self.hidden < 0.9:
            self._twinkle(canvas, i, pose, density)
        if self.hidden < 0.8:
            self._disc(canvas, sun_x, sun_y, (1 - self.hidden) * (1 - 0.8 * cover))

    def sun(self, pose: Pose) -> tuple[float, float]:
        """Where the sun or the moon stands in a frame, in pixels."""
        x = self.sun_x - (pose.x * 0.10 - pose.shake_x) * self.spec.width
        y = self.sun_y + (pose.y * 0.25 + pose.shake_y) * self.spec.height
        return self.spec.width / 2 + (x - self.spec.width / 2) * (1 + (pose.zoom - 1) * 0.15), y

    def _disc(self, canvas: Canvas, x: float, y: float, opacity: float) -> None:
        p, radius = self.palette, self.unit * (0.040 if self.night else 0.034 if self.reading.time == "noon" else 0.044)
        if self.night:
            canvas.add_light([x], [y], radius * 2.1, p.glow, 0.35 * opacity)
        span = int(radius * 2) // 2 + 4
        left, top = int(x) - span, int(y) - span
        left, top = left - left % 2, top - top % 2
        grid = np.arange(2 * span + 2, dtype=np.float32)
        px, py = (grid + left - x) / radius, ((grid + top - y) / radius)[:, None]
        distance = np.sqrt(px**2 + py**2)
        mask = np.clip((1 - distance) * radius * 0.8 + 0.5, 0, 1) * np.float32(opacity)
        # The sun is brighter than its own halo, whatever the palette; the moon keeps its colour.
        colour = np.broadcast_to(p.disc if self.night else mix(p.disc, np.ones(3), 0.65), (*mask.shape, 3))
        if self.night:
            maria = 0.09 * np.sin(3.1 * px + 1) * np.sin(2.7 * py + 2) + 0.05 * np.sin(6.3 * px - 2 * py)
            limb = 1 - 0.16 * np.clip(distance, 0, 1) ** 4
            colour = np.clip(colour * (limb - np.clip(maria, 0, 1))[..., None], 0, 1)
        canvas.patch(left, top, colour.astype(np.float32), mask)

    def _twinkle(self, canvas: Canvas, i: int, pose: Pose, density: Floats) -> None:
        assert self._stars is not None
        x, y, light, phase, tint = self._stars
        x = x - np.float32((pose.x * 0.06 - pose.shake_x) * self.spec.width)
        y = y + np.float32((pose.y * 0.2 + pose.shake_y) * self.spec.height)
        glow = light * (0.78 + 0.22 * np.sin(phase + np.float32(self.motion.seconds(i)) * (1.5 + phase * 0.3)))
        rows = np.clip(y / self.spec.height * self._rows, 0, density.shape[0] - 1).astype(np.intp)
        columns = np.clip(x / self.spec.width * self._columns, 0, self._columns - 1).astype(np.intp)
        glow = glow * (1 - density[rows, columns])
        canvas.add_points(x, y, glow, tint)


class _Clouds:
    """Two sheets of cloud at one height, seen in perspective: each row slides at its own speed, and together
    they change.
    """

    def __init__(self, sky: Sky, draw: np.random.Generator) -> None:
        reading = sky.reading
        amount = {"clear": 0.26, "clouds": 0.60, "mist": 0.45, "snow": 0.78, "rain": 0.9}[reading.weather]
        self._sky, self._low = sky, 0.70 - 0.42 * amount
        self._width = 0.24 if amount < 0.7 else 0.4
        self._most = np.float32(0.55 + 0.4 * amount)
        n, columns = sky._sky_rows, sky._columns
        self._wide = columns + 2 * int(columns * 0.34)
        elevation = np.asarray((n - np.arange(n) - 0.5) / n, np.float32)
        distance = np.asarray(1 / (elevation + 0.13), np.float32)
        self._speed = np.asarray(1 / distance, np.float32)
        self._fade = smoothstep(0.0, 0.16, elevation)[:, None]
        self._sheets = [self._sheet(draw, distance, columns, k) for k in range(2)]
        self._index = (np.arange(n) * self._wide)[:, None] + np.arange(columns + 1)
        self._columns = np.arange(columns, dtype=np.float32)
        self._drift = float(draw.choice([-1.0, 1.0])) * columns * 0.011

    def _sheet(
        self, draw: np.random.Generator, distance: Floats, columns: int, k: int
    ) -> np.ndarray[tuple[int, ...], np.dtype[np.complex64]]:
        size = 512
        tile = layered(draw, size, size, 7 + 5 * k, 5 + 4 * k, 6, 0.52)
        tile = (tile - tile.mean()) / tile.std() * np.float32(0.17) + np.float32(0.5)
        x = (np.arange(self._wide, dtype=np.float32) - self._wide / 2) / columns
        aspect = columns / max(1, self._sky._rows)
        reach = np.float32(0.115 * min(2.0, max(0.7, aspect)))
        u = np.asarray((x * distance[:, None] * reach + np.float32(0.5)) * size, np.float32)
        v = np.broadcast_to(np.asarray(distance[:, None] / 7.8 * size, np.float32), u.shape)
        density = _bilinear(np.asarray(tile, np.float32), v, u)
        gy, gx = np.gradient(blurred(density, 2.0))
        sx = self._sky.sun_x / self._sky.spec.width * columns + (self._wide - columns) / 2
        sy = self._sky.sun_y / self._sky.spec.height * self._sky._rows
        dx, dy = sx - np.arange(self._wide), (sy - np.arange(len(distance)))[:, None]
        length = np.sqrt(dx**2 + dy**2) + 4
        light = np.clip(0.46 - 9.0 * (gx * dx + gy * dy) / length, 0, 1)
        packed: np.ndarray[tuple[int, ...], np.dtype[np.complex64]] = (
            (density + 1j * light).astype(np.complex64).ravel()
        )
        return packed

    def at(self, i: int, pose: Pose) -> tuple[Floats, Floats]:
        """Density and light of the clouds on the sky's grid."""
        seconds = self._sky.motion.seconds(i) - self._sky.spec.duration / 2
        parts = []
        for k, sheet in enumerate(self._sheets):
            travel = self._drift * seconds * (1.0 + 0.7 * k) + pose.x * 0.12 * len(self._columns)
            offset = np.clip(
                travel * self._speed * (1.0 + 0.2 * k), -0.33 * len(self._columns), 0.33 * len(self._columns)
            )
            # One offset per row: the whole pixels go into the gather, the rest is a weight.
            start = (offset + (self._wide - len(self._columns)) / 2).astype(np.float32)
            whole = np.floor(start)
            share = (start - whole)[:, None]
            index = self._index + whole.astype(np.intp)[:, None]
            values = sheet.take(index)
            values[:, :-1] += (values[:, 1:] - values[:, :-1]) * share
            parts.append(values[:, :-1])
        both = parts[0] * np.float32(0.62) + parts[1] * np.float32(0.38)
        density = (
            smoothstep(self._low, self._low + self._width, np.ascontiguousarray(both.real)) * self._fade * self._most
        )
        return density, np.ascontiguousarray(both.imag)


def _bilinear(tile: Floats, rows: Floats, columns: Floats) -> Floats:
    """Sample a tile that is mirrored at its borders (so that it has no seam)."""
    size = tile.shape[0]
    mirrored = np.pad(tile, ((0, size), (0, size)), "symmetric")
    r, c = np.mod(rows, 2 * size - 1), np.mod(columns, 2 * size - 1)
    r0, c0 = np.floor(r).astype(np.intp), np.floor(c).astype(np.intp)
    fr, fc = r - r0, c - c0
    r1, c1 = np.minimum(r0 + 1, 2 * size - 1), np.minimum(c0 + 1, 2 * size - 1)
    top = mirrored[r0, c0] * (1 - fc) + mirrored[r0, c1] * fc
    low = mirrored[r1, c0] * (1 - fc) + mirrored[r1, c1] * fc
    return np.asarray(top * (1 - fr) + low * fr, np.float32)


def _stars(
    spec: RenderSpec, draw: np.random.Generator, horizon: float
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    count = round(spec.width * horizon / 260)
    x = draw.uniform(-0.06 * spec.width, 1.06 * spec.width, count).astype(np.float32)
    y = (draw.uniform(-0.03, 1, count) * horizon * 0.97).astype(np.float32)
    light = (0.10 + 0.95 * draw.random(count) ** 6).astype(np.float32) * (1 - 0.6 * (y / horizon) ** 3)
    light = light * np.float32(min(spec.width, spec.height) / 480) ** 0.8
    phase = draw.uniform(0, 6.28, count).astype(np.float32)
    warm = draw.random(count)[:, None]
    tint = np.where(warm > 0.8, rgb("#ffe2bd"), rgb("#cfe0ff")).astype(np.float32)
    return x, y, light.astype(np.float32), phase, tint

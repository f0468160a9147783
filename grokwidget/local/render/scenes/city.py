"""The city: a street between walls of houses with wet asphalt and traffic, or a skyline over a river; by day
or in neon.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats, mix, oklch, rgb
from grokwidget.local.render.held import Held, calm
from grokwidget.local.render.layers import Backdrop, Layer
from grokwidget.local.render.motion import Motion, Pose
from grokwidget.local.render.sky import Palette, Sky, palette_for
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.streets import canyon
from grokwidget.local.render.towers import Lamps, lamps_for, skyline
from grokwidget.local.render.traffic import Traffic
from grokwidget.local.render.water import Lake
from grokwidget.local.render.weather import Weather
from grokwidget.local.render.wet_street import WetStreet
from grokwidget.local.render.words import HUES, Reading


class City:
    """Towers far away, and in front of them a street or a river."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        draw = rng(spec, "city")
        self._spec, self._motion = spec, Motion(spec, reading)
        self._unit = min(spec.width, spec.height) / 480
        night = reading.time == "night"
        self._lamps = lamps_for(
            tuple(h for n, h in HUES.items() if n in reading.colours and n not in reading.things), night, draw
        )
        street = reading.has("street") and not reading.has("skyline")
        if not reading.has("street") and not reading.has("skyline"):
            street = bool(draw.random() < 0.45)
        self._street = street
        share = (0.60 if spec.portrait else 0.58) if street else (0.72 if spec.portrait else 0.68)
        self._horizon = round(spec.height * share / 2) * 2
        palette = _night_sky(reading, self._lamps) if night else palette_for(reading)
        # Between the walls of a street little is seen of the sky: half its detail will do.
        self._sky = Sky(spec, reading, self._motion, self._horizon, palette, 2.0 if street else 1.0)
        self._layers: list[tuple[Layer, float]] = []
        self._gap: tuple[int, int] | None = None
        self._walls: Backdrop | None = None
        self._glows: list[tuple[float, float, float, Floats, float, float]] = []
        self._towers(draw, palette)
        if not street:
            self._layers.append(self._quay(palette))
        self._traffic: Traffic | None = None
        self._ground: Lake | WetStreet
        if street:
            focal = spec.width * (0.62 if not spec.portrait else 0.95)
            self._canyon(draw, palette, focal)
            self._ground = WetStreet(spec, reading, self._motion, self._horizon, palette)
            self._traffic = Traffic(spec, self._motion, self._horizon, focal)
        else:
            self._ground = Lake(spec, reading, self._motion, self._sky, self._horizon, 0.8, "#0a1020")
        quick = [not self._calm(closeness) for _, closeness in self._layers]
        self._still = quick.index(True) if True in quick else len(quick)
        self._backdrop = Held(self._paint, hold=self._calm(0.1))
        self._weather = Weather(spec, reading, self._motion, palette)

    def draw(self, canvas: Canvas, i: int) -> None:
        """Draw frame `i`."""
        pose = self._motion.pose(i)
        self._backdrop.draw(canvas, i)
        self._houses(canvas, pose, slice(self._still, None))
        self._shine(canvas, i, pose)
        if isinstance(self._ground, WetStreet):
            self._ground.draw(canvas, i, (-pose.x * 0.8 + pose.shake_x) * canvas.width)
        else:
            self._ground.draw(canvas, i, pose)
        if self._traffic is not None:
            self._traffic.draw(canvas, i, (-pose.x * 0.8 + pose.shake_x) * canvas.width)
        self._weather.draw(canvas, i, pose)

    def _calm(self, closeness: float) -> bool:
        spec = self._spec
        return calm(self._motion, spec.width, spec.height, spec.frames, closeness, 0.2 + 1.9 * closeness)

    def _paint(self, canvas: Canvas, i: int) -> None:
        pose = self._motion.pose(i)
        self._sky.paint(canvas, i, pose)
        self._houses(canvas, pose, slice(self._still))

    def _houses(self, canvas: Canvas, pose: Pose, which: slice) -> None:
        about = (canvas.width / 2, float(self._horizon))
        for layer, closeness in self._layers[which]:
            dx = (-pose.x * closeness + pose.shake_x) * canvas.width
            dy = pose.y * canvas.height * closeness * 0.15
            scale = 1 + (pose.zoom - 1) * (0.2 + 1.9 * closeness)
            bottom = self._horizon if closeness < 0.6 else None
            place = layer.place(canvas, dx, dy if bottom else 0.0, scale, about)
            if bottom is None and self._walls is not None and self._gap is not None:
                a, b = self._seen_gap(canvas, pose)
                layer.draw(canvas, replace(place, first_column=a, last_column=b))
                for columns in ((0, a), (b, canvas.width)):
                    self._walls.draw(canvas, columns, dx, scale, about)
            elif self._gap is not None:
                a, b = self._seen_gap(canvas, pose)
                first, last = max(place.first_column, a - 4), min(place.last_column, b + 4)  # held: the walls move on
                layer.draw(canvas, replace(place, first_column=first, last_column=max(first, last)), bottom)
            else:
                layer.draw(canvas, place, bottom)

    def _seen_gap(self, canvas: Canvas, pose: Pose) -> tuple[int, int]:
        """The columns of a frame in which the walls of the street leave something of the background to be seen."""
        assert self._gap is not None
        scale = 1 + (pose.zoom - 1) * (0.2 + 1.9 * 0.8)
        middle = canvas.width / 2 + (-pose.x * 0.8 + pose.shake_x) * canvas.width
        a, b = (int((middle + (x - canvas.width / 2) * scale) / 2) * 2 for x in self._gap)
        return int(np.clip(a - 2, 0, canvas.width)), int(np.clip(b + 2, 0, canvas.width))

    def _towers(self, draw: np.random.Generator, palette: Palette) -> None:
        spec, h, u = self._spec, self._horizon, self._unit
        tall = min(h * 0.86, spec.width * 0.62)
        rows = [
            ("far", 0.10, 0.84, 26, 0.62, 3.2, 0.30),
            ("middle", 0.20, 0.96, 40, 0.36, 4.2, 0.30),
            ("near", 0.34, 0.44, 52, 0.14, 5.4, 0.26),
        ]
        if self._street:
            rows = rows[:2]
        for name, closeness, high, broad, haze, cell, lit in rows:
            margin = int(spec.width * (0.05 + 0.42 * closeness))
            width, height = spec.width + 2 * margin, int(tall * high * 1.35)
            picture, alpha = skyline(
                rng(spec, "towers", name), width, height, u, palette, self._lamps,
                tall=tall * high, broad=broad * u, haze=haze, cell=cell * u, lit=lit,
            )  # fmt: skip
            # Two rows more, so that rounding never opens a gap at the horizon.
            picture = np.concatenate([picture, picture[-1:], picture[-1:], picture[-1:], picture[-1:]])
            alpha = np.concatenate([alpha, np.ones((4, width), np.float32)])
            self._layers.append((Layer(picture, alpha, -margin, h - height), closeness))
            if name == "middle" and not self._street:
                self._layers.append((self._landmark(draw, palette, tall * 1.12), 0.22))
            if name == "near" and self._lamps.night:
                self._roof_signs(draw, alpha, margin, h - height, closeness)

    def _landmark(self, draw: np.random.Generator, palette: Palette, tall: float) -> Layer:
        """One tall tower that the eye finds first: it tapers, carries a spire, and glows along its edges."""
        rows, width = int(tall) // 2 * 2 + 4, int(tall * 0.24) // 2 * 2
        y = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
        x = (np.arange(width, dtype=np.float32) + 0.5) / width * 2 - 1
        half = np.where(y < 0.20, 0.02 + 0.03 * y / 0.2, 0.20 + 0.50 * (np.maximum(y - 0.20, 0) / 0.80) ** 0.8)
        alpha = np.clip((half - np.abs(x)) * width / 2 + 0.5, 0, 1)
        round_shade = 1.05 - 0.45 * np.abs(x / half.clip(0.05) + 0.35)
        night = self._lamps.night
        wall = mix(rgb("#0e1024"), palette.shade, 0.4) if night else palette.shade * 0.45 + palette.light * 0.30
        picture = np.clip(wall * np.clip(round_shade, 0.3, 1.3)[..., None], 0, 1)
        if night:
            edge = np.exp(-(((np.abs(x) - half) * width / 3.2) ** 2)) * (y > 0.18)
            floors = ((y * rows / (3.4 * self._unit)) % 1 < 0.45) * (draw.random((rows, width)) < 0.45) * (y > 0.22)
            crown = np.exp(-(((y - 0.205) * rows / (7 * self._unit)) ** 2))
            picture = picture + self._lamps.windows[0] * (floors * 0.34)[..., None]
            picture = picture + (self._lamps.neon[1] - picture) * np.clip(edge * 0.75 + crown, 0, 1)[..., None]
        picture = np.clip(picture, 0, 1) * 0.78 + palette.haze * 0.22
        place = 0.36 if self._sky.sun_x > self._spec.width / 2 else 0.64
        left = self._spec.width * (place + draw.uniform(-0.05, 0.05)) - width / 2
        if night:
            tip = (left + width / 2, self._horizon + 4 - rows * 0.995)
            self._glows.append((*tip, 7 * self._unit, rgb("#ff4a3a"), 0.22, 0.0))
            self._glows.append((tip[0], self._horizon - rows * 0.79, 26 * self._unit, self._lamps.neon[1], 0.22, 1.0))
        return Layer(picture.astype(np.float32), alpha.astype(np.float32), left, self._horizon + 4 - rows)

    def _quay(self, palette: Palette) -> tuple[Layer, float]:
        """The embankment at the water's edge, with a string of lamps and the light they throw."""
        spec, u = self._spec, self._unit
        margin, stones, air = int(spec.width * 0.2), max(2, round(9 * u / 2) * 2), round(10 * u / 2) * 2 + 2
        width, rows = spec.width + 2 * margin, stones + air
        stone = (
            mix(rgb("#0b0c18"), palette.shade, 0.3) if self._lamps.night else palette.shade * 0.4 + palette.light * 0.2
        )
        picture = np.broadcast_to(stone, (rows, width, 3)).astype(np.float32)
        alpha = np.zeros((rows, width), np.float32)
        alpha[air:] = 1
        if self._lamps.night:
            x = (np.arange(width) / (26 * u) % 1 - 0.5) * 26
            distance = np.sqrt(x**2 + ((np.arange(rows)[:, None] - air + 3 * u) / u) ** 2)
            glow = np.exp(-((distance / 4.2) ** 2)) * 0.62
            picture += (rgb("#ffcf8a") - picture) * np.where(alpha > 0, glow, 1)[..., None].astype(np.float32)
            alpha = np.maximum(alpha, glow).astype(np.float32)
        return Layer(picture, alpha, -margin, self._horizon + 2 - rows), 0.36

    def _roof_signs(self, draw: np.random.Generator, alpha: Floats, margin: int, top: float, closeness: float) -> None:
        for x in draw.uniform(0.02, 0.98, 11) * (alpha.shape[1] - 1):
            y = top + float(np.argmax(alpha[:, int(x)] > 0.5)) + draw.uniform(6, 40) * self._unit
            colour = self._lamps.neon[int(draw.integers(len(self._lamps.neon)))]
            self._glows.append(
                (float(x) - margin, float(y), 9 * self._unit, colour, closeness, float(draw.uniform(0, 6.28)))
            )

    def _canyon(self, draw: np.random.Generator, palette: Palette, focal: float) -> None:
        spec = self._spec
        margin = int(spec.width * 0.16)
        width, height = spec.width + 2 * margin, spec.height
        picture, alpha, signs = canyon(
            draw, width, height, (width / 2, float(self._horizon)), focal, palette, self._lamps
        )
        open_columns = np.flatnonzero(alpha[: self._horizon].min(axis=0) < 0.999)
        a, b = (
            (int(open_columns[0]) // 2 * 2, int(open_columns[-1]) // 2 * 2 + 2)
            if open_columns.size
            else (margin, margin + 2)
        )
        self._gap = (a - margin, b - margin)
        self._layers.append((Layer(picture[:, a - 8 : b + 8], alpha[:, a - 8 : b + 8], a - 8 - margin, 0), 0.8))
        self._walls = Backdrop(picture, -margin, 0)
        if self._lamps.night:
            for sign in signs:
                phase = float(draw.uniform(0, 6.28))
                self._glows.append(
                    (sign.x - margin, sign.y, min(60 * self._unit, sign.size * 0.9), sign.colour, 0.8, phase)
                )

    def _shine(self, canvas: Canvas, i: int, pose: Pose) -> None:
        """The light that signs throw into the air, with a flicker here and there."""
        if not self._glows:
            return
        s = self._motion.seconds(i)
        x, y, size, colours, closeness, phase = (np.array(v, np.float32) for v in zip(*self._glows, strict=True))
        scale = 1 + (pose.zoom - 1) * (0.2 + 1.9 * closeness)
        x = canvas.width / 2 + (x - canvas.width / 2) * scale + (-pose.x * closeness + pose.shake_x) * canvas.width
        y = self._horizon + (y - self._horizon) * scale
        faulty = np.where(np.sin(phase * 7) > 0.75, np.sign(np.sin(s * (9 + phase)) + 0.55), 1.0)
        strength = 0.30 * (0.88 + 0.12 * np.sin(s * 3.1 + phase)) * np.where(faulty > 0, 1, 0.25)
        canvas.add_glow(x, y, np.maximum(size * scale, 5.0), colours, strength)


def _night_sky(reading: Reading, lamps: Lamps) -> Palette:
    """A night that the city itself lights from below."""
    base = palette_for(reading)
    hue = lamps.neon[0]
    low = mix(rgb("#2a1c50"), hue, 0.42)
    sky = (rgb("#05061a"), rgb("#0b0c2c"), mix(rgb("#171444"), hue, 0.06), mix(rgb("#2a1c54"), hue, 0.20), low)
    haze = mix(low, rgb("#3a2a66"), 0.4)
    return replace(
        base, sky=sky, glow=mix(hue, rgb("#a0b0ff"), 0.5), haze=haze, shade=mix(rgb("#2a2f5e"), hue, 0.12),
        cloud=(mix(rgb("#14122e"), hue, 0.08), mix(rgb("#3a2c60"), hue, 0.25)), light=oklch(0.8, 0.05, 270),
    )  # fmt: skip

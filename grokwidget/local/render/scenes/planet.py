"""A planet before a nebula: a turning globe with its day side, a glowing limb of air, perhaps rings and a moon."""

from __future__ import annotations

import math

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats, mix, ramp, rgb, to_linear
from grokwidget.local.render.motion import Motion
from grokwidget.local.render.scenes.fields import at, clouds, grid_of, smoothstep, strand
from grokwidget.local.render.scenes.lens import window
from grokwidget.local.render.scenes.space_colours import developed, space_colours, vivid
from grokwidget.local.render.scenes.starfield import Meteor, Stars
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading

_KINDS = {
    "ringed": ("saturn", "ring", "土星", "光环"),
    "giant": ("jupiter", "gas giant", "木星"),
    "red": ("mars", "火星"),
    "grey": ("moon", "lunar", "astronaut", "月球", "月亮", "宇航员"),
    "ocean": ("earth", "blue planet", "ocean", "spaceship", "地球", "蓝色星球", "飞船"),
}
_SURFACES = {
    "ringed": ("#3b2a1c", "#a9825a", "#e8cfa0", "#fff2d8"),
    "giant": ("#5a2a1a", "#b9794e", "#e9c9a2", "#fff4e4"),
    "red": ("#2a0c06", "#8a3a1e", "#c8703e", "#f0b48a"),
    "grey": ("#1c1c20", "#5a5a60", "#98969a", "#e4e2e0"),
    "ocean": ("#04122e", "#0c3f8c", "#2f7f7a", "#f2f8ff"),
}


class Planet:
    """One big globe, lit from the side."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        chance = rng(spec, "planet")
        self._motion, self._spec = Motion(spec, reading), spec
        text = reading.prompt.casefold()
        drawn = ("ringed", "giant", "ocean", "ringed", "red")[int(chance.integers(5))]
        kind = next((name for name, words in _KINDS.items() if any(word in text for word in words)), drawn)
        self._kind, self._colours = kind, space_colours(reading, chance)
        self._width, self._height = grid_of(spec.width, spec.height, 84_000)
        side = 1 if chance.random() < 0.5 else -1
        shorter = min(self._width, self._height)
        radius = shorter * (0.34 if kind == "ringed" else 0.42)
        if spec.portrait:
            place = (0.5 + 0.08 * side, 0.58)
        else:
            place = (0.5 + side * float(chance.uniform(0.10, 0.2)), float(chance.uniform(0.50, 0.58)))
        self._x = (np.arange(self._width, dtype=np.float32) - self._width * place[0]) / radius
        self._y = ((np.arange(self._height, dtype=np.float32) - self._height * place[1]) / radius)[:, None]
        self._cell = 1 / radius
        # The light comes from above on the empty side, a little from behind: a wide crescent.
        self._sun = _unit(-side * 0.86, -0.42, 0.30)
        self._axis = math.radians(float(chance.uniform(8, 26)) * side)
        self._tone = _air(kind, reading)
        self._air = to_linear(self._tone).astype(np.float32)
        self._texture = _surface(kind, reading, chance)
        self._globe()
        self._rings = self._make_rings(chance) if kind == "ringed" or chance.random() < 0.12 else None
        self._sky = self._background(chance)
        self._stars = Stars(chance, int(spec.width * 1.08), int(spec.height * 1.08), 1.3, 0.5, 12)
        self._place, self._radius = place, radius
        self._meteor = Meteor(chance, spec.width, spec.height, spec.duration) if reading.has("meteors") else None
        self._pace = 0.0065 * (1 if chance.random() < 0.5 else -1)

    def draw(self, canvas: Canvas, i: int) -> None:
        """Sky, globe and rings of frame `i`."""
        pose, t, spec = self._motion.pose(i), self._motion.seconds(i), self._spec
        light = self._sky.copy()
        flat = light.reshape(-1, 3)
        surface = at(self._texture, self._longitude + np.float32(self._pace * t), self._latitude)
        surface *= self._day[:, None]
        under = flat[self._cells] * (1 - self._cover[:, None])
        flat[self._cells] = under + surface * self._cover[:, None]
        light += self._limb
        if self._rings is not None:
            ring, cover = self._rings
            light *= 1 - cover[..., None]
            light += ring
        zoom = 1.05 + (pose.zoom - 1) * 0.8
        dx, dy = pose.x * 0.12 + pose.shake_x, -pose.y * 0.2 - pose.shake_y
        canvas.paint(window(developed(light), zoom, dx, dy))
        self._draw_stars(canvas, t, zoom, dx, dy)
        if self._meteor is not None:
            self._meteor.draw(canvas, i / spec.fps)

    def _draw_stars(self, canvas: Canvas, t: float, zoom: float, dx: float, dy: float) -> None:
        spec = self._spec
        x, y = self._stars.places(-dx * spec.width * 0.5, -dy * spec.height * 0.5)
        light, tint = self._stars.lights(t)
        scale = spec.width / self._width * zoom
        cx = ((self._place[0] - 0.5 - dx) * zoom + 0.5) * spec.width
        cy = ((self._place[1] - 0.5 - dy) * zoom + 0.5) * spec.height
        reach = np.float32((self._radius + 1.5) * scale)
        keep = (x - np.float32(cx)) ** 2 + (y - np.float32(cy)) ** 2 > reach * reach
        canvas.add_points(x[keep], y[keep], np.minimum(light[keep] * np.float32(1.5), 1), tint[keep])

    def _globe(self) -> None:
        """Cells of the globe, where on its surface each one lies, and how the light falls there."""
        distance = np.hypot(self._x, self._y)
        self._cells = np.flatnonzero((distance < 1 + self._cell).ravel())
        x = np.broadcast_to(self._x, distance.shape).ravel()[self._cells]
        y = np.broadcast_to(self._y, distance.shape).ravel()[self._cells]
        d = distance.ravel()[self._cells]
        self._cover = np.clip((1 - d) / self._cell + 0.5, 0, 1).astype(np.float32)
        shrink = np.minimum(1, 0.999 / np.maximum(d, 1e-6))
        x, y = x * shrink, y * shrink
        z = np.sqrt(np.maximum(0, 1 - x * x - y * y))
        c, s = math.cos(self._axis), math.sin(self._axis)
        u, v = x * c + y * s, y * c - x * s
        self._longitude = (np.arctan2(u, z) / (2 * math.pi)).astype(np.float32)
        self._latitude = (np.arcsin(np.clip(v, -1, 1)) / math.pi + 0.5).astype(np.float32) * np.float32(0.98)
        lit = x * self._sun[0] + y * self._sun[1] + z * self._sun[2]
        self._day = (smoothstep(-0.10, 0.95, lit) * 1.45 * (0.55 + 0.45 * z**0.4) + 0.004).astype(np.float32)
        # Air: a bright limb on the day side, inside and outside the edge.
        height, width = distance.shape
        sun = (self._x * self._sun[0] + self._y * self._sun[1]) / np.maximum(distance, 1e-3)
        side = smoothstep(-0.35, 0.9, sun)
        outside = np.exp(-np.maximum(distance - 1, 0) / 0.045) * (distance > 1 - self._cell)
        haze = np.exp(-np.maximum(distance - 1, 0) / 0.16) * 0.16 * (distance > 1 - self._cell)
        inside = smoothstep(0.80, 1.0, distance) ** 2.5 * (distance <= 1)
        glow = side * (0.75 * outside + haze + 0.85 * inside)
        self._limb = np.asarray(glow.reshape(height, width, 1) * self._air, np.float32)

    def _make_rings(self, chance: np.random.Generator) -> tuple[Floats, Floats]:
        """Light and cover of the rings in front of and beside the globe: (h, w, 3) and (h, w)."""
        tilt = math.radians(float(chance.uniform(14, 24)))
        c, s = math.cos(self._axis * 1.3), math.sin(self._axis * 1.3)
        u, v = self._x * c + self._y * s, self._y * c - self._x * s
        reach = np.hypot(u, v / math.sin(tilt))
        bands = strand(chance, 512, 2, 20, falloff=0.3)
        place = np.clip((reach - 1.28) / (2.15 - 1.28), 0, 1)
        density = np.interp(place.ravel(), np.linspace(0, 1, 512), bands).reshape(place.shape)
        gap = 1 - 0.9 * np.exp(-(((place - 0.68) / 0.022) ** 2))
        soft = self._cell * 2.5
        span = smoothstep(1.28 - soft, 1.28 + soft, reach) * smoothstep(2.15, 2.15 - soft * 2, reach)
        cover = span * gap * (0.20 + 0.75 * density)
        behind = (v < 0) & (np.hypot(self._x, self._y) < 1)
        cover = np.where(behind, 0, cover)
        # The globe's shadow lies on the rings behind it, away from the sun.
        along = self._x * self._sun[0] + self._y * self._sun[1]
        across = np.abs(self._x * self._sun[1] - self._y * self._sun[0])
        shadow = smoothstep(1.0, 0.86, across) * smoothstep(0.1, -0.1, along) * (v < 0)
        tint = to_linear(
            mix(mix(rgb("#fff0d8"), self._tone, 0.45), mix(rgb("#a89a88"), self._tone, 0.35), place.clip(0, 1))
        )
        light = tint * (cover * (1 - 0.93 * shadow) * (0.45 + 0.6 * density))[..., None]
        return np.asarray(light, np.float32), np.asarray(cover * 0.9, np.float32)

    def _background(self, chance: np.random.Generator) -> Floats:
        height, width, c = self._height, self._width, self._colours
        a, b = (
            clouds(chance, max(64, height), max(64, width), falloff=2.0, largest=0.9)[:height, :width] for _ in range(2)
        )
        sky = c.deep * 0.9 + 0.075 * (a**3)[..., None] * c.arms + 0.06 * (b**3 * a)[..., None] * c.gas
        x, y = self._x, self._y
        flare = np.exp(-((x - self._sun[0] * 2.3) ** 2 + (y - self._sun[1] * 2.3) ** 2) / 1.6)
        return np.asarray(sky + 0.05 * flare[..., None] * c.core, np.float32)


def _unit(x: float, y: float, z: float) -> tuple[float, float, float]:
    length = math.sqrt(x * x + y * y + z * z)
    return x / length, y / length, z / length


def _tinted(kind: str, reading: Reading) -> bool:
    """True where a colour word recolours the globe: not the moon, and a blue earth is simply an earth."""
    return bool(reading.hues) and kind != "grey" and not (kind == "ocean" and reading.colours[0] == "blue")


def _air(kind: str, reading: Reading) -> Floats:
    if _tinted(kind, reading):
        return vivid(reading.hues[0])
    return rgb({"ringed": "#e8c890", "giant": "#ffb98a", "red": "#ff9a6a", "grey": "#30343c", "ocean": "#5ab4ff"}[kind])


def _surface(kind: str, reading: Reading, chance: np.random.Generator) -> Floats:
    """A tileable map (256, 512, 3) in linear light: rows are latitudes, columns once around."""
    codes = [rgb(code) for code in _SURFACES[kind]]
    if _tinted(kind, reading):
        main = vivid(reading.hues[0])
        codes = [main * 0.12, main * 0.6, main * 0.9, main * 0.35 + 0.65]
    table = to_linear(ramp([(k / 3, code) for k, code in enumerate(codes)], 256)).astype(np.float32)
    a = clouds(chance, 256, 512, falloff=1.6, largest=0.6)
    b = clouds(chance, 256, 512, falloff=1.4, largest=0.3)
    column, row = np.arange(512, dtype=np.float32) / 512, np.arange(256, dtype=np.float32)[:, None] / 256
    if kind in ("ringed", "giant"):
        bands = strand(chance, 256, 2, 26, falloff=0.45)
        swirl = at(a, column * 2 + (b - 0.5) * 0.05, row * 3)
        place = np.clip(row + (swirl - 0.5) * (0.05 if kind == "giant" else 0.018), 0, 0.999)
        tone = bands[(place * 256).astype(np.intp)] * 0.85 + (at(b, column * 2, row * 6) - 0.5) * 0.16 + 0.1
        if kind == "giant":
            spot = np.exp(-(((column - 0.4) / 0.045) ** 2) - ((row - 0.63) / 0.035) ** 2)
            tone = tone * (1 - spot) + 0.30 * spot
    elif kind == "ocean":
        land = smoothstep(0.52, 0.60, a * 0.75 + b * 0.25)
        cloud = smoothstep(0.46, 0.95, at(b, column * 2 + (a - 0.5) * 0.25, row * 2 + (b - 0.5) * 0.08))
        tone = np.maximum(0.22 + 0.10 * b + land * (0.26 + 0.16 * b), cloud * 1.0)
    else:
        tone = 0.15 + 0.6 * a * b * 1.6 + 0.25 * b
        if kind == "grey":
            for _ in range(70):
                x, y, r = (
                    float(chance.random()),
                    float(chance.uniform(0.08, 0.92)),
                    0.004 + 0.03 * float(chance.random()) ** 3,
                )
                d = np.hypot((column - x + 0.5) % 1 - 0.5, (row - y) * 0.5) / r
                tone = tone - 0.14 * np.exp(-(d**4)) + 0.12 * np.exp(-(((d - 1.1) / 0.22) ** 2))
    return np.ascontiguousarray(table[(np.clip(tone, 0, 0.999) * 256).astype(np.intp)])

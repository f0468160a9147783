"""Things that fall through light: snow, confetti, petals or leaves, before soft discs of colour."""

from __future__ import annotations

import math

import numpy as np

from grokwidget.local.render.canvas import Canvas, halve
from grokwidget.local.render.colour import Floats, oklch, planes_of, rgb, to_linear
from grokwidget.local.render.motion import Motion
from grokwidget.local.render.scenes.fields import clouds
from grokwidget.local.render.scenes.glints import Glints
from grokwidget.local.render.scenes.lights import Lights
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading

_WORDS = {
    "confetti": (
        "confetti",
        "celebrat",
        "party",
        "birthday",
        "carnival",
        "festival",
        "彩带",
        "彩纸",
        "庆祝",
        "庆典",
        "派对",
        "生日",
        "狂欢",
    ),
    "petals": ("petal", "blossom", "sakura", "wedding", "rose", "flower", "花瓣", "樱花", "婚礼", "桃花", "花"),
    "leaves": ("leaf", "leaves", "autumn", "maple", "落叶", "枫叶", "秋"),
    "snow": ("snow", "winter", "christmas", "glitter", "ice", "雪", "冬", "圣诞", "冰", "亮片"),
}
_LOOKS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "confetti": (
        ("#1b0f38", "#4a1a5c", "#20305f"),
        ("#ffb347", "#ff5ca8", "#6fa8ff", "#fff0c0"),
        ("#ffd23f", "#ff4f79", "#3fc1ff", "#7cf29a", "#b57bff", "#ffffff"),
    ),
    "petals": (
        ("#7fa8d4", "#f0c3d2", "#b8748c"),
        ("#ffe3ea", "#ffc4d4", "#fff6e8"),
        ("#ffd0dc", "#ffb3c6", "#ffe6ec", "#f79ab4"),
    ),
    "leaves": (
        ("#160d08", "#7a3c12", "#24150a"),
        ("#ffd27a", "#ffb04a", "#fff0c0"),
        ("#e8731c", "#c8361a", "#f2b52c", "#9c4a1a"),
    ),
    "snow": (
        ("#0a1730", "#234a78", "#0e2138"),
        ("#ffd9a0", "#9fc8ff", "#ffffff", "#ffb870"),
        ("#ffffff", "#e6f1ff"),
    ),
}
"""Background (top, middle, foot), its lights, and the colours of what falls."""


def kind_for(reading: Reading, chance: np.random.Generator) -> str:
    """What falls: the words say it, else chance."""
    text = reading.prompt.casefold()
    drawn = ("confetti", "petals", "leaves", "snow")[int(chance.integers(4))]
    return next((kind for kind, words in _WORDS.items() if any(word in text for word in words)), drawn)


class Falling:
    """Three depths of falling things; the nearest are out of focus, as the lights behind are."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        chance = rng(spec, "falling")
        self._motion, self._spec = Motion(spec, reading), spec
        kind = self._kind = kind_for(reading, chance)
        self._lights = Lights(spec.width, spec.height, 92_000)
        self._unit = unit = min(spec.width, spec.height)
        back, glow, things = ([rgb(code) for code in codes] for codes in _LOOKS[kind])
        if reading.hues:
            hues = reading.hues
            things = [oklch(level, 0.16, hue) for hue in hues for level in (0.72, 0.85)] if kind != "snow" else things
            glow = [oklch(0.8, 0.15, hue + turn) for hue in hues for turn in (0, 20)] + [glow[-1]]
            dark = kind in ("confetti", "snow")
            back = [oklch(level * (1 if dark else 2.3), 0.07, hues[-1]) for level in (0.17, 0.31, 0.2)]
        elif reading.has("christmas"):
            glow = [rgb(code) for code in ("#ff4a3c", "#4fd67a", "#ffd27a", "#fff1d0")]
            back = [rgb(code) for code in ("#07120f", "#1d3a2c", "#140c0c")]
        self._back = self._scenery(chance, back)
        self._discs = self._behind(chance, glow)
        self._things = [planes_of(colour) for colour in things]
        self._blurs = [to_linear(colour).astype(np.float32) for colour in things]
        count = {"confetti": 108, "petals": 84, "leaves": 62, "snow": 300}[kind]
        self._depth = np.sort(chance.random(count) ** (1.15 if kind != "snow" else 1.9))
        self._start = chance.random((2, count))
        self._phase = chance.uniform(0, 2 * math.pi, (4, count))
        self._spin = chance.uniform(0.7, 1.3, (2, count)) * np.where(chance.random((2, count)) < 0.5, -1, 1)
        self._colour = chance.integers(0, len(things), count)
        self._wind = float(chance.uniform(-0.03, 0.03))
        self._flake = Glints(rgb("#ffffff"), unit * np.array([0.0016, 0.0024, 0.0036, 0.0052, 0.0072]), 1.7, 0.85, 0.16)

    def draw(self, canvas: Canvas, i: int) -> None:
        """Lights, then everything that falls, from far to near."""
        pose, t, spec, lights = self._motion.pose(i), self._motion.seconds(i), self._spec, self._lights
        lights.begin(self._back)
        for home_x, home_y, radius, power, pace, phase, colour in self._discs:
            px = home_x - pose.x * (0.08 + 6 * radius) + 0.010 * math.sin(0.3 * pace * t + phase)
            py = home_y + pose.y * 0.3 + 0.008 * math.sin(0.23 * pace * t + 2 * phase)
            px, py = (px - 0.5) * (1 + (pose.zoom - 1) * 0.5) + 0.5, (py - 0.5) * (1 + (pose.zoom - 1) * 0.5) + 0.5
            glow = power * (0.8 + 0.2 * math.sin(pace * t + phase))
            lights.disc(px * spec.width, py * spec.height, radius * self._unit, colour * glow)
        x, y = self._places(t, pose.x, pose.y, pose.zoom)
        x, y = x + pose.shake_x * spec.width, y + pose.shake_y * spec.height
        near = np.flatnonzero(self._depth > 0.80)
        for k in near.tolist():
            share = float(self._depth[k] - 0.80) / 0.20
            radius = self._unit * (0.012 + 0.035 * share) * (1.0 if self._kind == "snow" else 1.25)
            lights.disc(x[k], y[k], radius, self._blurs[self._colour[k]] * np.float32(0.30 - 0.16 * share))
        lights.develop(canvas)
        for k in np.flatnonzero(self._depth <= 0.80).tolist():
            depth = float(self._depth[k])
            if self._kind == "snow":
                glitter = 0.55 + 0.45 * math.sin(self._phase[3, k] + 3.1 * t * abs(self._spin[0, k])) ** 2
                self._flake.draw(
                    canvas, x[k], y[k], self._unit * (0.0015 + 0.0075 * depth), (0.35 + 0.65 * depth) * glitter
                )
            else:
                self._piece(canvas, k, float(x[k]), float(y[k]), t, depth)

    def _places(self, t: float, camera_x: float, camera_y: float, zoom: float) -> tuple[Floats, Floats]:
        d, p = self._depth, self._phase
        fall = {"confetti": 0.20, "petals": 0.105, "leaves": 0.13, "snow": 0.085}[self._kind]
        sway = {"confetti": 0.016, "petals": 0.045, "leaves": 0.055, "snow": 0.012}[self._kind]
        depth = 0.35 + d
        y = (self._start[1] + fall * depth * t * (0.9 + 0.1 * self._spin[0])) % 1.0
        y = y * 1.3 - 0.15 + 0.25 * sway * np.sin(p[1] + 1.7 * self._spin[1] * t)
        x = self._start[0] + self._wind * depth * t + sway * depth * np.sin(p[0] + 0.9 * self._spin[1] * t)
        x = (x - camera_x * (0.1 + 0.7 * d)) % 1.0 * 1.3 - 0.15
        grow = 1 + (zoom - 1) * (0.3 + d)
        return ((x - 0.5) * grow + 0.5) * self._spec.width, (
            (y + camera_y * d * 0.5 - 0.5) * grow + 0.5
        ) * self._spec.height

    def _piece(self, canvas: Canvas, k: int, x: float, y: float, t: float, depth: float) -> None:
        """One turning piece of paper, petal or leaf: an exact, anti-aliased shape."""
        p, s = self._phase[:, k], self._spin[:, k]
        size = self._unit * (0.008 + 0.020 * depth) * {"confetti": 1.05, "petals": 1.6, "leaves": 2.3}[self._kind]
        turn = p[2] + (1.9 if self._kind == "confetti" else 0.7) * s[0] * t
        tumble = math.cos(p[3] + (4.2 if self._kind == "confetti" else 1.5) * s[1] * t)
        wide, high = size, max(1.0, size * (0.62 if self._kind != "leaves" else 0.55) * (0.18 + 0.82 * abs(tumble)))
        reach = math.ceil(max(wide, high) * 1.25) + 2
        left, top = (int(x) - reach) // 2 * 2, (int(y) - reach) // 2 * 2
        x0, y0 = max(0, left), max(0, top)
        x1, y1 = min(canvas.width, left + 2 * reach + 2), min(canvas.height, top + 2 * reach + 2)
        if x0 >= x1 or y0 >= y1:
            return
        dx, dy = canvas.columns[x0:x1] - np.float32(x), (canvas.rows[y0:y1] - np.float32(y))[:, None]
        c, n = np.float32(math.cos(turn)), np.float32(math.sin(turn))
        u, v = dx * c + dy * n, dy * c - dx * n
        if self._kind == "confetti":
            cover = np.minimum(np.float32(wide + 0.5) - np.abs(u), np.float32(high + 0.5) - np.abs(v))
        elif self._kind == "petals":
            a, b = u / np.float32(wide), v / np.float32(high)
            # An ellipse with a notch at one end.
            cover = (1 - a * a - b * b * (1 + np.float32(0.35) * a)) * np.float32(min(wide, high) * 0.6)
            notch = (np.float32(wide * 0.85) - u) + np.abs(v) * np.float32(0.9)
            cover = np.minimum(cover, notch * np.float32(0.8))
        else:
            a = u / np.float32(wide)
            cover = np.float32(high) * (1 - a * a) * (1 - np.float32(0.30) * a) - np.abs(v)
            cover *= np.float32(0.8)
        cover = np.clip(cover, 0, 1)
        shade = (
            0.62
            + 0.38 * abs(tumble)
            + (0.35 if tumble > 0.93 and self._kind == "confetti" else 0.0) * (tumble - 0.93) / 0.07
        )
        luma, chroma_u, chroma_v = self._things[self._colour[k]]
        fade = 0.72 + 0.28 * depth
        luma = 16 + min(219.0, (float(luma) - 16) * shade * fade)
        part = canvas.y[y0:y1, x0:x1]
        part[:] = part + (luma - part) * cover
        half = halve(cover)
        area = (slice(y0 // 2, y1 // 2), slice(x0 // 2, x1 // 2))
        for plane, value in ((canvas.u, chroma_u), (canvas.v, chroma_v)):
            chroma = plane[area]
            chroma[:] = chroma + (np.float32(value) - chroma) * half

    def _scenery(self, chance: np.random.Generator, back: list[Floats]) -> Floats:
        rows, columns = self._lights.rows, self._lights.columns
        y = (np.arange(rows, dtype=np.float32) / rows)[:, None]
        haze = clouds(chance, max(32, rows), max(32, columns), falloff=2.5, largest=1.0)[:rows, :columns]
        x = np.arange(columns, dtype=np.float32) / columns
        place = np.clip(y + (haze - 0.5) * 0.22 + 0.10 * np.sin(x * 3.1 + float(chance.uniform(0, 6.28))), 0, 1)
        top, middle, foot = (to_linear(colour) for colour in back)
        light = np.exp(-(((place - 0.52) / 0.30) ** 2))
        cx, cy = float(chance.uniform(0.25, 0.75)), float(chance.uniform(0.25, 0.55))
        sun = np.exp(-((x - cx) ** 2 + ((y - cy) * 0.8) ** 2) / 0.10) * (
            0.5 if self._kind in ("petals", "leaves") else 0.18
        )
        planes = []
        for k in range(3):
            edge = top[k] * (1 - place) + foot[k] * place
            planes.append(edge * (1 - light) + middle[k] * light * 0.9 + sun * (0.5 * middle[k] + 0.15))
        # `develop` bends light down a little: the background is given in what it should look like.
        return np.asarray(-np.log1p(-np.clip(np.stack(planes), 0, 0.9)), np.float32)

    def _behind(
        self, chance: np.random.Generator, glow: list[Floats]
    ) -> list[tuple[float, float, float, float, float, float, Floats]]:
        found = []
        bright = {"confetti": 0.85, "petals": 0.55, "leaves": 0.95, "snow": 0.9}[self._kind]
        for n in range(40):
            radius = 0.016 + 0.10 * float(chance.random()) ** 2.2
            colour = to_linear(glow[int(chance.integers(len(glow)))]).astype(np.float32)
            power = bright * float(chance.uniform(0.12, 0.5)) * (0.05 / (0.03 + radius))
            y = float(chance.beta(1.6, 1.6)) if n % 3 else float(chance.uniform(0, 1))
            found.append(
                (
                    float(chance.uniform(-0.05, 1.05)),
                    y,
                    radius,
                    power,
                    float(chance.uniform(0.6, 1.6)),
                    float(chance.uniform(0, 6.28)),
                    colour,
                )
            )
        return found

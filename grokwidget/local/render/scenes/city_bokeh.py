"""A city at night, out of focus: windows, street lamps, traffic, a wet road, and large discs close to the lens."""

from __future__ import annotations

import math

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats, oklch, rgb, to_linear
from grokwidget.local.render.motion import Motion
from grokwidget.local.render.scenes.fields import clouds, smoothstep
from grokwidget.local.render.scenes.lights import Lights
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading

_SCHEMES = (
    ("#ffb347", "#ff7a3c", "#ffe2a8", "#3fa7ff", "#14203f"),  # sodium lamps, blue hour
    ("#ff4fa3", "#8a5cff", "#35d6ff", "#ffd0f0", "#160a33"),  # neon
    ("#ffcf70", "#ff5c4d", "#59d68a", "#fff0c0", "#0e1f1c"),  # festive
    ("#6fd3ff", "#4a7dff", "#c7f0ff", "#ffb870", "#08142e"),  # cold with one warm
    ("#ffd9a0", "#ffb0a0", "#ff8fa8", "#fff4e0", "#2a1222"),  # rose and candle
    ("#ffe08a", "#f7a93b", "#fff3cf", "#d97a2b", "#1d1208"),  # champagne
)


def scheme_for(reading: Reading, chance: np.random.Generator) -> tuple[list[Floats], Floats]:
    """Colours of the lights and of the night behind them, as linear light."""
    codes = _SCHEMES[int(chance.integers(len(_SCHEMES)))]
    colours, night = [rgb(code) for code in codes[:-1]], rgb(codes[-1])
    if reading.hues:
        colours = [oklch(level, chroma, hue + turn) for hue in reading.hues for level, chroma, turn in
                   ((0.78, 0.17, 0), (0.68, 0.2, 14), (0.9, 0.09, -10), (0.72, 0.17, -22))]  # fmt: skip
        night = oklch(0.20, 0.055, reading.hues[-1])
    elif "rainbow" in reading.colours:
        colours = [oklch(0.76, 0.18, hue) for hue in range(20, 380, 45)]
    elif reading.has("christmas"):
        colours, night = [rgb(code) for code in ("#ff4a3c", "#4fd67a", "#ffd27a", "#fff1d0")], rgb("#0c1a18")
    elif "white" in reading.colours:
        colours = [rgb(code) for code in ("#ffffff", "#e8f0ff", "#fff4e4")]
    return [to_linear(colour).astype(np.float32) for colour in colours], to_linear(night).astype(np.float32)


class CityBokeh:
    """Three depths of light: the far city, the street, and what hangs close to the lens."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        chance = rng(spec, "city bokeh")
        self._motion, self._spec = Motion(spec, reading), spec
        self._lights = Lights(spec.width, spec.height, 96_000)
        self._colours, night = scheme_for(reading, chance)
        self._unit = min(spec.width, spec.height)
        hearts = reading.has("hearts") or any(
            word in reading.prompt.casefold() for word in ("heart", "valentine", "爱心", "情人")
        )
        drawn = ("disc", "disc", "disc", "hexagon", "hexagon")[int(chance.integers(5))]
        self._shape = "heart" if hearts else drawn
        self._horizon = 0.60 if not spec.portrait else 0.62
        self._background = self._night(chance, night)
        self._far = self._skyline(chance)
        self._cars = self._traffic(chance)
        self._near = self._close(chance, 15)
        self._twinkle = chance.uniform(0, 2 * math.pi, 600)

    def draw(self, canvas: Canvas, i: int) -> None:
        """All lights of frame `i`, from far to near."""
        pose, t, spec, lights = self._motion.pose(i), self._motion.seconds(i), self._spec, self._lights
        lights.begin(self._background)
        jolt_x, jolt_y = pose.shake_x * spec.width, pose.shake_y * spec.height
        mirror = self._horizon * spec.height
        # The focus breathes: discs grow and shrink together, as when a lens searches.
        breath = 1 + 0.06 * math.sin(0.55 * t + self._twinkle[0]) * self._motion.strength
        for n, (x, y, radius, power, colour) in enumerate(self._far):
            flicker = power * (0.82 + 0.18 * math.sin(self._twinkle[n] + t * (0.6 + 0.9 * (n % 7) / 7)))
            px, py = self._seen(x, y, 0.06, pose.zoom, pose.x, pose.y)
            lights.disc(px + jolt_x, py + jolt_y, radius * breath, colour * flicker, self._shape)
            if y > self._horizon - 0.30 and n % 4 == 0:
                # On the wet road every light draws a long soft streak.
                lights.glow(px + jolt_x, 2 * mirror - py + jolt_y, radius * 0.7, colour * (0.15 * flicker), 3.4)
        self._drive(lights, t, pose.zoom, pose.x, pose.y, breath)
        for n, (x, y, depth, radius, power, colour) in enumerate(self._near):
            p = self._twinkle[400 + n]
            drift_x = 0.018 * math.sin(0.31 * t + p) + 0.006 * t * (1 if n % 2 else -1)
            drift_y = 0.020 * math.sin(0.27 * t + 2 * p) - 0.004 * t
            px, py = self._seen((x + drift_x + 0.12) % 1.24 - 0.12, y + drift_y, depth, pose.zoom, pose.x, pose.y)
            lights.disc(px, py, radius * breath * (1 + (pose.zoom - 1) * depth * 2), colour * power, self._shape)
        lights.develop(canvas)

    def _seen(
        self, x: float, y: float, depth: float, zoom: float, camera_x: float, camera_y: float
    ) -> tuple[float, float]:
        """From frame shares to pixels; what is near (depth towards 1) moves more."""
        grow = 1 + (zoom - 1) * (0.35 + depth * 1.2)
        px = (x - 0.5 - camera_x * (0.10 + depth * 0.5)) * grow + 0.5
        py = (y - self._horizon + camera_y * (0.10 + depth * 0.5)) * grow + self._horizon
        return px * self._spec.width, py * self._spec.height

    def _drive(self, lights: Lights, t: float, zoom: float, camera_x: float, camera_y: float, breath: float) -> None:
        """Cars come and go along a road that runs to a vanishing point."""
        for lane, phase, pace, side, colour in self._cars:
            along = (phase + pace * t) % 1
            depth = along**2.2 if lane > 0 else (1 - along) ** 2.2
            fade = min(1.0, 6 * along, 6 * (1 - along))
            near = 0.05 + 0.95 * depth
            x, y = 0.5 + side * (0.035 + 0.46 * near), self._horizon + 0.015 + 0.30 * near
            for gap in (-0.5, 0.5):
                px, py = self._seen(x + gap * 0.085 * near, y, 0.1 + 0.5 * near, zoom, camera_x, camera_y)
                radius = self._unit * (0.008 + 0.050 * near) * breath
                lights.disc(px, py, radius, colour * (fade * (1.5 - 0.85 * near)), self._shape)
                lights.glow(px, py + radius * 3.2, radius * 0.8, colour * (0.14 * fade), 3.0)

    def _night(self, chance: np.random.Generator, night: Floats) -> Floats:
        """The blurred darkness behind: glow over the city, a dim road: (3, rows, columns)."""
        rows, columns = self._lights.rows, self._lights.columns
        y = (np.arange(rows, dtype=np.float32) / rows)[:, None]
        haze = clouds(chance, max(32, rows), max(32, columns), falloff=2.4, largest=1.0)[:rows, :columns]
        x = np.arange(columns, dtype=np.float32) / columns
        # Towers, too blurred to be more than darker and lighter columns.
        roofs = self._horizon - 0.42 * np.repeat(chance.random(9) ** 1.3, 8)[(x * 71).astype(int)]
        kernel = np.hanning(max(5, columns // 14))
        roofs = np.convolve(np.pad(roofs, len(kernel), "edge"), kernel / kernel.sum(), "same")[
            len(kernel) : -len(kernel)
        ]
        tower = smoothstep(-0.05, 0.05, y - roofs) * smoothstep(self._horizon + 0.05, self._horizon - 0.05, y)
        over = np.exp(-(((y - self._horizon + 0.02) / 0.20) ** 2)) * (0.25 + 0.9 * haze)
        road = smoothstep(self._horizon, 1.0, y)
        first, other = self._colours[0], self._colours[1]
        planes = []
        for k in range(3):
            sky = night[k] * (0.9 - 0.35 * y) * (1 - 0.6 * tower)
            planes.append(sky * (1 - 0.55 * road) + 0.10 * over * first[k] + 0.035 * haze**2 * other[k] * (1 - road))
        return np.stack(planes).astype(np.float32)

    def _skyline(self, chance: np.random.Generator) -> list[tuple[float, float, float, float, Floats]]:
        """Far lights (x, y, radius in pixels, power, colour): windows in towers, and lamps along the street."""
        found = []
        towers = 10 if not self._spec.portrait else 6
        for k in range(towers):
            x0, wide = (k + float(chance.uniform(0, 0.7))) / towers, 0.7 / towers
            top = self._horizon - float(chance.uniform(0.14, 0.50))
            colour = self._colours[int(chance.integers(len(self._colours)))]
            for _ in range(int(chance.integers(7, 12))):
                x, y = x0 + wide * float(chance.random()), float(chance.uniform(top, self._horizon - 0.03))
                radius = self._unit * float(chance.uniform(0.012, 0.021))
                found.append((x, y, radius, 0.20 + 1.0 * float(chance.random()) ** 2, colour))
        for side in (-1, 1):
            for n in range(8):
                near = (0.06 + n / 8) ** 1.7
                x, y = 0.5 + side * (0.05 + 0.62 * near), self._horizon - 0.02 - 0.22 * near
                found.append((x, y, self._unit * (0.014 + 0.034 * near), 1.25 - 0.5 * near, self._colours[0]))
        return found + self._garlands(chance)

    def _garlands(self, chance: np.random.Generator) -> list[tuple[float, float, float, float, Floats]]:
        """Strings of lights that sag from one side of the street to the other."""
        found = []
        for _ in range(int(chance.integers(1, 4))):
            left, right = float(chance.uniform(0.02, 0.2)), float(chance.uniform(0.02, 0.2))
            sag, size = float(chance.uniform(0.08, 0.2)), float(chance.uniform(0.016, 0.028))
            colours = [self._colours[int(k)] for k in chance.integers(0, len(self._colours), 2)]
            for n in range(15):
                u = (n + 0.5) / 15
                y = left + (right - left) * u + sag * (1 - (2 * u - 1) ** 2) + float(chance.normal(0, 0.006))
                found.append((u * 1.16 - 0.08, y, self._unit * size, 0.75, colours[n % 2]))
        return found

    def _traffic(self, chance: np.random.Generator) -> list[tuple[int, float, float, float, Floats]]:
        white, red = to_linear(rgb("#fff1d6")).astype(np.float32), to_linear(rgb("#ff3a2a")).astype(np.float32)
        cars = []
        for n in range(9):
            lane = 1 if n % 2 else -1
            lane_side = float(chance.choice((0.45, 0.85))) * lane
            cars.append(
                (lane, float(chance.random()), float(chance.uniform(0.09, 0.14)), lane_side, white if lane > 0 else red)
            )
        return cars

    def _close(self, chance: np.random.Generator, count: int) -> list[tuple[float, float, float, float, float, Floats]]:
        """Large faint discs near the lens (x, y, depth, radius, power, colour), mostly at the sides."""
        found = []
        for _ in range(count):
            x, y = float(chance.beta(0.7, 0.7)), float(chance.uniform(0.0, 0.95))
            depth = float(chance.uniform(0.35, 1.0))
            radius = self._unit * (0.045 + 0.085 * depth * float(chance.uniform(0.5, 1.0)))
            colour = self._colours[int(chance.integers(len(self._colours)))]
            found.append((x, y, depth, radius, float(chance.uniform(0.09, 0.26)), colour))
        return sorted(found, key=lambda light: light[2])

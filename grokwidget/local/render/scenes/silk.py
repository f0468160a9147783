"""Silk, satin and liquid: a folded height field in raking light, its colours from a two-tone palette."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats
from grokwidget.local.render.motion import Motion
from grokwidget.local.render.scenes.fields import grid_of
from grokwidget.local.render.scenes.silk_palettes import Palette, palette_for
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading

TONES, SHADES = 512, 32
"""The size of the colour table: steps from shadow to light, and from the first cloth colour to the second."""


@dataclass(frozen=True, slots=True)
class Weave:
    """How a material folds and shines."""

    stretch: float
    """How much longer the folds are than wide."""
    scale: float
    """Folds across the shorter side of the frame, roughly."""
    warp: float
    """How far each octave pushes the next one: 0.3 drapes, 0.8 swirls."""
    relief: float
    """Steepness of the folds in the light."""
    gloss: float
    """Exponent of the sharp highlight."""
    sheen: float
    """Strength of the broad highlight along the threads."""


WEAVES = {
    "silk": Weave(2.1, 1.5, 0.50, 0.44, 56, 0.50),
    "satin": Weave(3.4, 1.8, 0.36, 0.52, 38, 0.60),
    "liquid": Weave(1.25, 1.25, 0.72, 0.44, 60, 0.34),
    "iridescent": Weave(1.5, 1.35, 0.62, 0.42, 90, 0.36),
}
"""The materials by name."""

_MATERIAL_WORDS = {
    "iridescent": (
        "iridescent",
        "chrome",
        "holographic",
        "oil",
        "rainbow",
        "pearl",
        "彩虹",
        "五彩",
        "七彩",
        "炫彩",
        "珠光",
        "金属",
    ),
    "liquid": (
        "liquid",
        "fluid",
        "molten",
        "paint",
        "lava",
        "melt",
        "flow",
        "液",
        "流体",
        "熔",
        "颜料",
        "流动",
        "岩浆",
    ),
    "satin": (
        "satin",
        "fabric",
        "cloth",
        "velvet",
        "ribbon",
        "curtain",
        "绸缎",
        "布",
        "织物",
        "天鹅绒",
        "飘带",
        "丝带",
        "帘",
    ),
    "silk": ("silk", "丝绸", "丝"),
}


def material_for(prompt: str, chance: np.random.Generator) -> str:
    """The material that a prompt names (the word that stands first), else one by chance."""
    text = prompt.casefold()
    found = [(text.find(word), name) for name, words in _MATERIAL_WORDS.items() for word in words if word in text]
    drawn = ("silk", "silk", "satin", "liquid", "iridescent")[int(chance.integers(5))]
    return min(found)[1] if found else drawn


class Silk:
    """Cloth or liquid that folds slowly. Words choose the material and its one or two colours."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        chance = rng(spec, "silk")
        self._motion = Motion(spec, reading)
        material = material_for(spec.prompt, chance)
        self._weave = WEAVES[material]
        palette = palette_for(reading, rng(spec, "silk palette"), iridescent=material == "iridescent")
        self._table, self._highlight = _table(palette), np.asarray(palette.highlight, np.float32)
        width, height = grid_of(spec.width, spec.height, 96_000)
        shorter = min(width, height)
        self._cell = 1 / shorter
        across = ((np.arange(width, dtype=np.float32) + 0.5) - width / 2) / shorter
        down = ((np.arange(height, dtype=np.float32) + 0.5) - height / 2) / shorter
        # Folds run along a diagonal; in tall frames nearer to the vertical.
        tilt = math.radians(
            float(chance.uniform(22, 62)) * (1 if chance.random() < 0.5 else -1) + (20 if spec.portrait else 0)
        )
        c, s = np.float32(math.cos(tilt)), np.float32(math.sin(tilt))
        self._x, self._y = across * c + (down * s)[:, None], (down * c)[:, None] - across * s
        self._phases = chance.uniform(0, 2 * math.pi, 12)
        self._speeds = chance.uniform(0.75, 1.25, 12) * np.where(chance.random(12) < 0.5, -1, 1)
        light = math.radians(float(chance.uniform(200, 340)))
        self._light = (math.cos(light) * 0.62, math.sin(light) * 0.62, 0.78)
        self._tilt = (float(c), float(s))

    def draw(self, canvas: Canvas, i: int) -> None:
        """Fold the cloth as it lies in frame `i`, and light it."""
        t = self._motion.seconds(i)
        relief, shade = self._fold(t, i)
        canvas.paint(self._shine(relief, shade, t), "BILINEAR")

    def _fold(self, t: float, i: int) -> tuple[Floats, Floats]:
        """The height field and the share of the second colour, on the grid."""
        w, p, v = self._weave, self._phases, self._speeds
        pose = self._motion.pose(i)
        size = np.float32(w.scale * 2 * math.pi / pose.zoom)
        x = (self._x + np.float32((pose.x + pose.shake_x) * 0.5)) * size
        y = (self._y - np.float32((pose.y + pose.shake_y) * 0.5)) * np.float32(size / w.stretch)
        if pose.turn:
            c, s = math.cos(pose.turn * 0.4), math.sin(pose.turn * 0.4)
            x, y = x * np.float32(c) + y * np.float32(s), y * np.float32(c) - x * np.float32(s)
        pace = 0.27 * t
        push = np.float32(w.warp)
        y = y + np.zeros_like(x)
        wave = np.empty_like(x)
        for k in range(5):
            frequency = 0.62 * 1.32**k
            for one, other, n, share in ((x, y, k, 1.0), (y, x, k + 5, 0.9)):
                np.multiply(other, np.float32(frequency * share), out=wave)
                wave += np.float32(p[n] + v[n] * pace * (0.8 + 0.18 * k))
                np.sin(wave, out=wave)
                wave *= push
                one += wave
        low = np.sin(x * np.float32(0.5) + np.float32(p[10] + 0.5 * pace))
        relief = np.sin(x + low * np.float32(0.7)) + np.float32(0.42) * np.sin(
            y * np.float32(1.25) + x * np.float32(0.5)
        )
        relief += np.float32(0.18) * np.sin(x * np.float32(2.3) - y * np.float32(0.6) + np.float32(p[11] - pace))
        shade = np.float32(0.5) + np.float32(0.5) * np.sin(
            y * np.float32(0.55) + x * np.float32(0.28) + np.float32(p[9])
        )
        return relief, shade

    def _shine(self, relief: Floats, shade: Floats, t: float) -> Floats:
        """Light on the folds: a table colour by how a place faces the light, and two highlights."""
        w = self._weave
        down, across = _slopes(relief, np.float32(w.relief / self._cell / (2 * math.pi * w.scale)))
        steep = np.float32(1) / np.sqrt(across * across + down * down + 1)
        sway = 0.10 * math.sin(0.5 * t)
        lx, ly, lz = self._light[0] + sway, self._light[1] - sway, self._light[2]
        facing = (np.float32(lz) - across * np.float32(lx) - down * np.float32(ly)) * steep
        # The half vector between light and eye (the eye looks straight down).
        norm = math.sqrt(lx * lx + ly * ly + (lz + 1) ** 2)
        gloss = (np.float32((lz + 1) / norm) - across * np.float32(lx / norm) - down * np.float32(ly / norm)) * steep
        np.clip(gloss, 0, 1, out=gloss)
        # Threads run along the folds: light is smeared across them.
        c, s = self._tilt
        tangent = across * np.float32(-s) + down * np.float32(c)
        tangent *= steep
        sheen = np.float32(1) - np.minimum(np.abs(tangent - np.float32(0.12)), 1)
        sheen = sheen * sheen
        sheen *= sheen
        sheen *= np.clip(facing, 0, 1) ** 2
        tone = facing * np.float32(0.74) + relief * np.float32(0.085) - np.float32(0.13)
        np.clip(tone, 0, 0.9999, out=tone)
        np.clip(shade + across * np.float32(0.18), 0, 0.9999, out=shade)
        place = (shade * np.float32(SHADES)).astype(np.intp)
        place *= TONES
        place += (tone * np.float32(TONES)).astype(np.intp)
        picture = self._table.take(place, axis=0)
        power = np.power(gloss, np.float32(w.gloss)) * np.float32(0.8) + sheen * np.float32(w.sheen * 0.5)
        # Where a highlight falls, the cloth's own colour gives way to it: nothing clips hard.
        np.clip(power, 0, 1, out=power)
        picture += (self._highlight - picture) * power[..., None]
        return np.asarray(picture, np.float32)


def _slopes(field: Floats, scale: np.float32) -> tuple[Floats, Floats]:
    """Central differences down and across, times `scale`."""
    down, across = np.empty_like(field), np.empty_like(field)
    np.subtract(field[2:], field[:-2], out=down[1:-1])
    down[0], down[-1] = down[1], down[-2]
    np.subtract(field[:, 2:], field[:, :-2], out=across[:, 1:-1])
    across[:, 0], across[:, -1] = across[:, 1], across[:, -2]
    down *= scale / 2
    across *= scale / 2
    return down, across


def _table(palette: Palette) -> Floats:
    """All colours of a palette (SHADES * TONES, 3), mixed in linear light between its two cloths."""
    first, second = (np.asarray(palette.ramp(side, TONES), np.float64) ** 2 for side in (0, 1))
    share = np.linspace(0, 1, SHADES)[:, None, None]
    return np.ascontiguousarray(np.sqrt(first * (1 - share) + second * share).reshape(-1, 3), np.float32)

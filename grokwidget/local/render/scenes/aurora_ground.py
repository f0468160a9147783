"""The land under the northern lights: a lake that mirrors them, snow that they colour, or a forest that frames them."""

from __future__ import annotations

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats, from_linear, mix, planes_of, rgb
from grokwidget.local.render.motion import Pose
from grokwidget.local.render.scenes.night_land import cabin, mountains, snowfield, spruces, tent
from grokwidget.local.render.scenes.strips import Strip
from grokwidget.local.render.scenes.water import Water
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading

_WORDS = {
    "lake": ("lake", "water", "reflect", "fjord", "sea", "river", "pond", "湖", "水", "倒影", "海", "河", "峡湾"),
    "snow": (
        "snow",
        "winter",
        "cabin",
        "village",
        "glacier",
        "tundra",
        "ice",
        "雪",
        "冬",
        "小屋",
        "木屋",
        "村",
        "冰",
        "营地",
    ),
    "forest": ("forest", "tree", "pine", "spruce", "wood", "taiga", "森林", "树", "松", "林"),
}
_CABIN = ("cabin", "house", "hut", "village", "小屋", "木屋", "房", "村")
_TENT = ("tent", "camp", "帐篷", "营", "露营")


def ground_for(reading: Reading, chance: np.random.Generator) -> str:
    """`lake`, `snow` or `forest`: the first that the prompt names, else by chance."""
    text = reading.prompt.casefold()
    found = [(text.find(word), name) for name, words in _WORDS.items() for word in words if word in text]
    drawn = ("lake", "lake", "snow", "snow", "forest")[int(chance.integers(5))]
    return min(found)[1] if found else drawn


class Ground:
    """Everything below the sky."""

    def __init__(self, kind: str, spec: RenderSpec, reading: Reading, horizon: int, light: Floats) -> None:
        """`light` is the curtains' main colour in linear light; `horizon` the row where the land begins."""
        chance = rng(spec, "aurora ground")
        self._kind, self._width, self._height = kind, spec.width, spec.height
        text = reading.prompt.casefold()
        unit = min(spec.width, spec.height)
        tint = from_linear(light * 0.6 + 0.12)
        haze = mix(rgb("#0a1622"), tint, 0.22)
        self._margin = margin = round(spec.width * 0.16 / 2) * 2
        wide = spec.width + 2 * margin
        far = round(unit * {"lake": 0.19, "snow": 0.25, "forest": 0.20}[kind] / 2) * 2
        self._range = Strip(*mountains(chance, wide, far, rgb("#070c14"), mix(rgb("#4a6480"), tint, 0.35), haze, 0.75))
        self._range_top = -far + 2
        self._water = Water(chance)
        self._field: Strip | None = None
        self._house: Strip | None = None
        below = spec.height - horizon
        if kind == "snow":
            deep = round(below * 1.15 / 2) * 2 + 4
            near, distant = mix(rgb("#182838"), tint, 0.10), mix(rgb("#6d8799"), tint, 0.42)
            self._field = Strip(*snowfield(chance, wide, deep, near, distant))
            self._field_top = -round(deep * 0.10)
        if any(word in text for word in _TENT):
            self._house = Strip(*tent(round(unit * 0.16 / 2) * 2))
        elif any(word in text for word in _CABIN) or (kind == "snow" and chance.random() < 0.5):
            self._house = Strip(*cabin(round(unit * 0.15 / 2) * 2))
        self._house_x = float(chance.choice((0.24, 0.3, 0.66, 0.72)))
        if kind == "forest":
            tall, share, spacing, clearing = 0.56 * spec.height, 0.92, unit * 0.062, 0.70
        elif kind == "lake":
            tall, share, spacing, clearing = 0.40 * spec.height, 0.92, unit * 0.055, 0.88
        else:
            tall, share, spacing, clearing = 0.22 * unit, 0.8, unit * 0.052, 0.62
        row = round(tall / 2) * 2
        forest = spruces(chance, wide, row, share, spacing, clearing, 0.14 if kind != "snow" else 0.0)
        self._soil = [round(float(v)) for v in planes_of(mix(rgb("#04080d"), haze, 0.30))]
        dark = mix(rgb("#020407"), tint, 0.03)
        self._trees, self._trees_height = Strip(dark, forest), row
        self._far_trees: Strip | None = None
        if kind != "snow":
            small = round(unit * (0.20 if kind == "forest" else 0.075) / 2) * 2
            line = spruces(chance, wide, small, 0.8, small * 0.17, 0.0, 0.25)
            self._far_trees, self._far_height = Strip(mix(rgb("#04080d"), haze, 0.30), line), small

    def draw(self, canvas: Canvas, pose: Pose, t: float, glow: Floats, horizon: int) -> None:
        """The land for a camera pose. `glow` is the light of the sky by grid column; `horizon` an even row."""
        width, height = self._width, self._height
        jolt = pose.shake_x * width
        lit = np.interp(np.linspace(0, 1, width), np.linspace(0, 1, len(glow)), _smooth(glow)).astype(np.float32)

        def left(depth: float) -> float:
            return -self._margin - (pose.x * depth) * width - jolt

        self._range.draw(canvas, left(0.10), horizon + self._range_top, 0.82 + 0.9 * lit)
        if self._far_trees is not None:
            self._far_trees.draw(canvas, left(0.16), horizon - self._far_height + 4)
        if self._kind == "lake":
            self._water.draw(canvas, horizon, t)
        elif self._kind == "forest":
            for plane, top, level in zip(
                (canvas.y, canvas.u, canvas.v), (horizon, horizon // 2, horizon // 2), self._soil, strict=True
            ):
                plane[top:] = level
        if self._field is not None:
            self._field.draw(canvas, left(0.28), horizon + self._field_top, np.minimum(0.62 + 1.3 * lit, 1.3))
        foot = height + 2 if self._kind != "snow" else horizon + (height - horizon) * 0.34
        if self._kind == "snow":
            self._trees.draw(canvas, left(0.30), foot - self._trees_height)
        if self._house is not None:
            self._put_house(canvas, left(0.0) + self._margin - pose.x * 0.32 * width, horizon)
        if self._kind != "snow":
            rise = (pose.zoom - 1) * 0.10 * height
            self._trees.draw(canvas, left(0.55), foot - self._trees_height + rise)

    def _put_house(self, canvas: Canvas, x: float, horizon: int) -> None:
        house = self._house
        if house is None:
            return
        # On the snow, or on the far shore of the lake.
        foot = horizon + (self._height - horizon) * (0.42 if self._kind == "snow" else 0.0) + 4
        at = x + self._house_x * self._width
        canvas.add_light(at + house.width / 2, foot - house.height * 0.2, house.width * 0.8, rgb("#ff9d3c"), 0.22)
        house.draw(canvas, at, foot - house.height)


def _smooth(values: Floats) -> Floats:
    window = max(3, len(values) // 6) | 1
    kernel = np.hanning(window + 2)[1:-1]
    padded = np.pad(values, window // 2, "edge")
    return np.asarray(np.convolve(padded, kernel / kernel.sum(), "valid"), np.float32)

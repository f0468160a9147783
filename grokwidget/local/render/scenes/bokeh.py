"""Lights, particles: the words choose city bokeh, fireflies, snow, confetti, embers, bubbles, lanterns, fireworks."""

from __future__ import annotations

from importlib import import_module

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.scenes import Scene
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading

_VIEWS = {
    "fireworks": ("fireworks", "Fireworks"),
    "lanterns": ("lanterns", "Lanterns"),
    "fireflies": ("fireflies", "Fireflies"),
    "bubbles": ("bubbles", "Bubbles"),
    "embers": ("embers", "Embers"),
    "falling": ("falling", "Falling"),
    "city": ("city_bokeh", "CityBokeh"),
}
"""View -> module and class."""

_WORDS = {
    "fireworks": ("firework", "new year", "烟花", "焰火", "烟火", "新年", "春节", "跨年", "除夕"),
    "lanterns": ("lantern", "mid-autumn", "灯笼", "孔明灯", "天灯", "元宵", "花灯", "中秋"),
    "fireflies": ("firefly", "fireflies", "fairy", "meadow", "萤火", "流萤", "精灵", "草地"),
    "bubbles": ("bubble", "underwater", "jellyfish", "deep sea", "泡泡", "气泡", "水下", "水母", "海底", "深海"),
    "embers": (
        "ember",
        "spark",
        "campfire",
        "bonfire",
        "flame",
        "fire",
        "lava",
        "余烬",
        "火星",
        "篝火",
        "火焰",
        "火花",
        "烈火",
    ),
    "falling": (
        *(
            "snow",
            "winter",
            "christmas",
            "confetti",
            "celebrat",
            "party",
            "birthday",
            "carnival",
            "glitter",
            "petal",
            "blossom",
        ),
        *(
            "sakura",
            "leaf",
            "leaves",
            "wedding",
            "雪",
            "圣诞",
            "彩带",
            "彩纸",
            "庆祝",
            "庆典",
            "派对",
            "生日",
            "节日",
            "花瓣",
            "樱花",
        ),
        *("落叶", "枫叶", "婚礼", "亮片"),
    ),
    "city": ("bokeh", "city", "street", "散景", "光斑", "城市", "街"),
}


def view_for(reading: Reading, chance: np.random.Generator) -> str:
    """Which view the prompt asks for (`embers` also for fire), else one by chance."""
    text = reading.prompt.casefold()
    drawn = ("city", "city", "fireflies", "lanterns", "falling", "bubbles", "embers", "fireworks")[
        int(chance.integers(8))
    ]
    return next((name for name, words in _WORDS.items() if any(word in text for word in words)), drawn)


class Bokeh:
    """Out-of-focus lights or particles, in the view that the prompt or the seed chooses."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        module, name = _VIEWS[view_for(reading, rng(spec, "bokeh view"))]
        self._view: Scene = getattr(import_module(f"{__package__}.{module}"), name)(spec, reading)

    def draw(self, canvas: Canvas, i: int) -> None:
        """Frame `i` of the chosen view."""
        self._view.draw(canvas, i)

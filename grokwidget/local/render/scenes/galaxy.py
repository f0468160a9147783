"""Deep space: the words choose a spiral galaxy, a nebula, the Milky Way over a landscape, a planet or a black hole."""

from __future__ import annotations

from importlib import import_module

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.scenes import Scene
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading

_VIEWS = {
    "black_hole": "BlackHole",
    "planet": "Planet",
    "nebula": "Nebula",
    "milky_way": "MilkyWay",
    "spiral": "Spiral",
}
_WORDS = {
    "black_hole": ("black hole", "event horizon", "wormhole", "黑洞", "虫洞"),
    "planet": (
        "planet",
        "saturn",
        "jupiter",
        "mars",
        "moon",
        "astronaut",
        "spaceship",
        "行星",
        "土星",
        "木星",
        "火星",
        "月球",
    ),
    "nebula": (
        "nebula",
        "supernova",
        "cosmic cloud",
        "stardust",
        "interstellar",
        "星云",
        "超新星",
        "星际",
        "星尘",
        "宇宙",
    ),
    "milky_way": ("milky way", "starry night", "starry sky", "night sky", "银河", "星空", "繁星", "夜空"),
    "spiral": ("galaxy", "spiral", "andromeda", "星系", "漩涡", "旋涡", "仙女座"),
}


def view_for(reading: Reading, chance: np.random.Generator) -> str:
    """Which view the prompt asks for: the rarer first (`a black hole in a galaxy` is a black hole); else by chance."""
    text = reading.prompt.casefold()
    drawn = ("spiral", "spiral", "spiral", "nebula", "nebula", "milky_way", "planet", "black_hole")[
        int(chance.integers(8))
    ]
    return next((name for name, words in _WORDS.items() if any(word in text for word in words)), drawn)


class Galaxy:
    """Space, in the view that the prompt or the seed chooses."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        name = view_for(reading, rng(spec, "galaxy view"))
        module = import_module(f"{__package__}.{name}")
        self._view: Scene = getattr(module, _VIEWS[name])(spec, reading)

    def draw(self, canvas: Canvas, i: int) -> None:
        """Frame `i` of the chosen view."""
        self._view.draw(canvas, i)

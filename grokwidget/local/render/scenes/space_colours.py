"""Colours of space: what the words say, else a choice of the seed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from grokwidget.local.render.colour import Floats, oklch, rgb, to_linear
from grokwidget.local.render.words import Reading


@dataclass(frozen=True, slots=True)
class SpaceColours:
    """Linear light, (3,) each."""

    core: Floats
    """Old stars: warm."""
    arms: Floats
    """Young stars and reflecting gas: cool."""
    gas: Floats
    """Glowing hydrogen and what shines between."""
    deep: Floats
    """The empty sky."""


_CHOICES = (
    ("#ffd9a0", "#6fa8ff", "#ff5c8a", "#04060f"),  # the classic
    ("#ffe2c0", "#58c8e8", "#ff7a4a", "#03080f"),  # teal and ember
    ("#ffc9d8", "#9a7bff", "#ff58c0", "#07041a"),  # violet
    ("#fff0c8", "#4f8dff", "#7ae0ff", "#020817"),  # ice
    ("#ffcf80", "#ff8a5c", "#d23a6a", "#0c0408"),  # fire
    ("#f4ffd8", "#4fe0a8", "#c06bff", "#020d0c"),  # emerald
)


def space_colours(reading: Reading, chance: np.random.Generator) -> SpaceColours:
    """The first colour word colours arms and gas, a second one the glow."""
    codes = _CHOICES[int(chance.integers(len(_CHOICES)))]
    core, arms, gas, deep = (rgb(code) for code in codes)
    hues = reading.hues
    if hues:
        arms, deep = vivid(hues[0]), oklch(0.13, 0.04, hues[0])
        gas = vivid(hues[1]) if len(hues) > 1 else vivid(hues[0] + (35 if chance.random() < 0.5 else -35))
        core = oklch(0.92, 0.06, hues[1] if len(hues) > 1 else 75)
    return SpaceColours(*(to_linear(colour).astype(np.float32) for colour in (core, arms, gas, deep)))


def vivid(hue: float) -> Floats:
    """A luminous colour of this hue."""
    return oklch(0.68 + 0.14 * math.exp(-(((hue - 140) / 60) ** 2)), 0.20, hue)


def developed(light: Floats) -> Floats:
    """Linear light to the screen, in place: a soft shoulder, then the display's curve."""
    np.negative(light, out=light)
    np.exp(light, out=light)
    np.subtract(1, light, out=light)
    return np.asarray(np.sqrt(light, out=light), np.float32)

"""Colours of cloth: curated pairs for the seed, and pairs made from the colour words of a prompt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grokwidget.local.render.colour import Floats, oklch, ramp, rgb
from grokwidget.local.render.words import HUES, Reading

Stops = tuple[Floats, ...]


@dataclass(frozen=True, slots=True)
class Palette:
    """Two ramps from shadow to light, between which the cloth changes, and the colour of its highlights."""

    first: Stops
    second: Stops
    highlight: tuple[float, float, float]

    def ramp(self, side: int, count: int) -> Floats:
        """`count` colours from shadow to light of the first (0) or second (1) cloth."""
        stops = self.second if side else self.first
        return ramp([(k / (len(stops) - 1), colour) for k, colour in enumerate(stops)], count)


def _stops(text: str) -> Stops:
    return tuple(rgb(code) for code in text.split())


CURATED = (
    # rose gold over wine
    Palette(
        _stops("#17040c #5a1030 #b8436a #f0a08c #ffe3cf"),
        _stops("#1c0a14 #6b2140 #d57a6a #f6c39a #fff0da"),
        (1.0, 0.86, 0.74),
    ),
    # midnight, magenta, peach
    Palette(
        _stops("#03071c #0c1f63 #3a4fc0 #a779ea #f0c8ff"),
        _stops("#1a0626 #6a1782 #d44fb0 #f79f8f #ffe0c2"),
        (0.95, 0.85, 1.0),
    ),
    # emerald and old gold
    Palette(
        _stops("#010f0c #05392f #0f7a5c #52bd86 #d2f5cf"),
        _stops("#100f04 #4a3a0c #a3812b #e3c46c #fff3c8"),
        (1.0, 0.95, 0.74),
    ),
    # champagne and pearl
    Palette(
        _stops("#2a1d18 #7a5c4c #c8a78c #ecd8c0 #fffaf0"),
        _stops("#241f2a #6e6478 #b9aebf #e4dce4 #ffffff"),
        (0.9, 0.86, 0.8),
    ),
    # crimson theatre
    Palette(
        _stops("#120104 #4d0414 #a50f2a #e6464a #ffb9a0"),
        _stops("#14020a #560a2a #b3204f #f06a6e #ffd0b0"),
        (1.0, 0.72, 0.62),
    ),
    # lagoon to violet
    Palette(
        _stops("#01141c #04475c #1094a6 #66d7cf #e2fff2"),
        _stops("#0b0828 #2d2482 #6a55d6 #b69cf7 #f0e6ff"),
        (0.82, 0.97, 1.0),
    ),
    # black lacquer and gold
    Palette(
        _stops("#020202 #0d0c0c #262220 #6b5a44 #e8cf9a"),
        _stops("#060402 #2b1a06 #8a5f1c #dba84a #fff0be"),
        (1.0, 0.86, 0.55),
    ),
    # deep sea blue
    Palette(
        _stops("#010616 #062258 #1158b8 #55a4f2 #d4efff"),
        _stops("#02131e #0a4560 #1f93b8 #84d6e8 #ecfdff"),
        (0.84, 0.94, 1.0),
    ),
    # sunset: coral and plum
    Palette(
        _stops("#16051f #5b1150 #c43a6c #fb8b5e #ffe0a0"),
        _stops("#0e0730 #3a1a7a #8a3cb8 #e878b4 #ffd6d0"),
        (1.0, 0.88, 0.72),
    ),
    # jade mist
    Palette(
        _stops("#06140f #1f4a3c #5b9a80 #aed6bd #f3fff4"),
        _stops("#0a1418 #27505c #6b9fa8 #b8dadb #f6ffff"),
        (0.9, 1.0, 0.94),
    ),
)
"""What the seed chooses from."""

IRIDESCENT = (
    Palette(
        _stops("#160a3a #3c2ba8 #2f8fe0 #58e0c8 #f4ffd0"),
        _stops("#2a0638 #b02a9a #ff7a8a #ffd07a #f2fff0"),
        (1.0, 0.98, 1.0),
    ),
    Palette(
        _stops("#07142e #1b5fa0 #7fb8f0 #e9c6ff #fff4fb"),
        _stops("#2b1140 #8a55c8 #f59ad0 #ffe0b8 #e8fff8"),
        (1.0, 1.0, 1.0),
    ),
    Palette(
        _stops("#0a0a12 #2e3350 #7c8fb0 #cfe0ea #ffffff"),
        _stops("#12061c #4e2f78 #b07ad0 #f7c0d8 #fff6e6"),
        (1.0, 1.0, 1.0),
    ),
)
"""Oil film, opal, chrome."""

_SPECIAL = {
    "white": _stops("#34343e #9d9ba8 #e2e0e6 #f6f5f7 #ffffff"),
    "silver": _stops("#0d0f13 #3b4049 #868d99 #c9ced6 #ffffff"),
    "black": _stops("#010102 #08080b #1a1a20 #484852 #c6c6d4"),
    "gold": _stops("#120a02 #553508 #b07d1e #ecc25a #fff3c4"),
    "brown": _stops("#0e0603 #3c1d0e #7f4a28 #c08a58 #f6dcb8"),
    "red": _stops("#140103 #55040f #b80d20 #f0423c #ffc0a4"),
    "yellow": _stops("#1c1402 #6b5206 #c9a410 #f6dc4a #fffbd0"),
    "pink": _stops("#2a0818 #862a55 #dc6a98 #f9b0c8 #fff0f2"),
}
_WITH: dict[str, tuple[float, float, float]] = {
    "white": (0.9, 0.9, 0.92),
    "silver": (1.0, 1.0, 1.0),
    "black": (0.8, 0.82, 0.9),
    "gold": (1.0, 0.9, 0.6),
}


def stops_of(name: str, turn: float = 0.0) -> Stops:
    """Five colours from shadow to light for a colour word, its hue turned by `turn` degrees."""
    if name in _SPECIAL and not turn:
        return _SPECIAL[name]
    hue = HUES.get(name, 260.0) + turn
    chroma = 0.05 if name in ("white", "silver", "black") else 0.17
    levels = ((0.10, 0.25), (0.30, 0.75), (0.55, 1.0), (0.78, 0.75), (0.96, 0.2))
    # Shadows lean towards blue, lights towards yellow, as daylight does.
    return tuple(oklch(level, chroma * share, hue + (level - 0.5) * 14) for level, share in levels)


def palette_for(reading: Reading, chance: np.random.Generator, iridescent: bool = False) -> Palette:
    """The palette by the prompt's colours: none, the seed chooses; one, it and a neighbour; more, the first two."""
    drawn, film, turn = (
        int(chance.integers(len(CURATED))),
        int(chance.integers(len(IRIDESCENT))),
        float(chance.uniform(14, 28)),
    )
    side = 1 if chance.random() < 0.5 else -1
    if reading.colours and reading.colours[0] in ("red", "pink", "orange"):
        side, turn = 1, turn * 0.55  # a little towards gold: the other way red silk turns pink
    names = [name for name in reading.colours if name != "rainbow"]
    if not names:
        if iridescent or "rainbow" in reading.colours:
            return IRIDESCENT[0 if "rainbow" in reading.colours else film]
        return CURATED[drawn]
    first = stops_of(names[0])
    second = stops_of(names[1]) if len(names) > 1 else stops_of(names[0], 0.0 if names[0] in _WITH else side * turn)
    if len(names) == 1 and iridescent:
        second = IRIDESCENT[film].second
    red, green, blue = (0.55 + 0.45 * float(value) for value in first[-1])
    return Palette(first, second, _WITH.get(names[0], (red, green, blue)))

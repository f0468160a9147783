"""The colours of a contact sheet, light and dark."""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Palette:
    """Every text has a contrast of 4.5 to 1 at least on what it stands on."""

    ground: Colour
    panel: Colour
    """Behind a clip of another shape, and behind words in the place of one."""
    text: Colour
    dim: Colour
    rule: Colour


DARK = Palette((17, 19, 22), (29, 32, 37), (236, 239, 243), (150, 159, 169), (48, 53, 60))
LIGHT = Palette((251, 251, 249), (238, 238, 235), (27, 29, 33), (92, 99, 108), (214, 215, 211))


def css(colour: Colour) -> str:
    """As a page writes it."""
    return "#{:02x}{:02x}{:02x}".format(*colour)

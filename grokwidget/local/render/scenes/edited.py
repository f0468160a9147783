"""An edit: the clip itself, frame by frame, in another light, in other colours, in another weather."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from grokwidget.local.render.caption import Badge
from grokwidget.local.render.colour import oklch, planes_of
from grokwidget.local.render.footage import Footage
from grokwidget.local.render.motion import Motion
from grokwidget.local.render.sky import palette_for
from grokwidget.local.render.spec import rng
from grokwidget.local.render.weather import Weather

if TYPE_CHECKING:
    from pathlib import Path

    from grokwidget.local.render.canvas import Bytes, Canvas
    from grokwidget.local.render.spec import RenderSpec
    from grokwidget.local.render.words import Reading

_HOURS = {
    "dawn": (0.96, 1.00, 0.95, 20.0, 0.045),
    "noon": (1.10, 0.88, 1.08, 100.0, 0.010),
    "sunset": (0.90, 1.06, 1.15, 55.0, 0.085),
    "night": (0.52, 1.22, 0.62, 262.0, 0.048),
}
"""For each hour: light, gamma, saturation, and the hue and the strength of its tint."""


class Edited:
    """The source in the prompt's hour, colours and weather; what the prompt doesn't name, the seed tints a little."""

    def __init__(self, spec: RenderSpec, reading: Reading, source: Path) -> None:
        self._fps = spec.fps
        self._footage = Footage(str(source), spec.width, spec.height)
        weather = reading.weather if "weather" in reading.said or reading.season == "winter" else "clear"
        seen = replace(reading, weather=weather, camera="still")
        self._motion = Motion(spec, seen)
        self._weather = Weather(spec, seen, self._motion, palette_for(seen))
        self._tables = _tables(spec, reading)
        # On a clip of this engine too: the badge in its frames takes the colours of the edit, and grows faint.
        self._badge = Badge(spec) if spec.badge else None

    def draw(self, canvas: Canvas, i: int) -> None:
        """Fill the canvas with frame `i`."""
        planes = self._footage.at(i / self._fps)
        for plane, source, table in zip((canvas.y, canvas.u, canvas.v), planes, self._tables, strict=True):
            np.take(table, source, out=plane)
        self._weather.draw(canvas, i, self._motion.pose(i))
        if self._badge is not None:
            self._badge.draw(canvas, i)


def _tables(spec: RenderSpec, reading: Reading) -> tuple[Bytes, Bytes, Bytes]:
    """What each value of a plane becomes."""
    said_hour = "time" in reading.said
    light, gamma, saturation, hue, strength = _HOURS[reading.time] if said_hour else (1.0, 1.0, 1.0, 0.0, 0.0)
    if reading.mood:
        hue, strength = reading.mood[0], max(strength, 0.09)
    elif not said_hour:
        hue, strength = float(rng(spec, "edit").uniform(0, 360)), 0.05
    if {"black", "white"} <= set(reading.colours):
        saturation = strength = 0.0
    levels = np.arange(256, dtype=np.float32)
    bright = np.clip((levels - 16) / 219, 0, 1) ** np.float32(gamma) * np.float32(light)
    luma = np.clip(16 + 219 * bright, 16, 235)
    _, u, v = planes_of(oklch(0.7, strength, hue)) if strength else (0.0, 128.0, 128.0)
    chroma = [np.clip(128 + (levels - 128) * saturation + (float(shift) - 128), 16, 240) for shift in (u, v)]
    return tuple(np.rint(table).astype(np.uint8) for table in (luma, *chroma))

"""Northern lights: folding curtains over mountains, snow or forest, stars between them, their reflection in a lake."""

from __future__ import annotations

import math

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats, oklch, rgb, to_linear
from grokwidget.local.render.motion import Motion
from grokwidget.local.render.scenes.aurora_ground import Ground, ground_for
from grokwidget.local.render.scenes.curtains import Curtain, Lights, View
from grokwidget.local.render.scenes.fields import blurred, smoothstep
from grokwidget.local.render.scenes.night_land import horizon_of
from grokwidget.local.render.scenes.starfield import Meteor, Stars
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading

_LIGHTS = (
    ("#37f58a", "#8a3df0"),  # green under violet
    ("#3df7a0", "#ff3f7d"),  # green under rose
    ("#2df0b4", "#3f6bff"),  # sea green under blue
    ("#7df75a", "#e23bd0"),  # lime under magenta
    ("#28e8c8", "#a03cf5"),  # teal under violet
)
"""Lower part and crown, of which the seed chooses."""


class Aurora:
    """Curtains of light over a winter night. Colour words tint them: the first their feet, the second their crowns."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        chance = rng(spec, "aurora")
        self._motion, self._spec = Motion(spec, reading), spec
        kind = ground_for(reading, chance)
        share = {"lake": 0.63, "snow": 0.74, "forest": 0.88}[kind] + (0.03 if spec.portrait else 0.0)
        self._horizon = horizon_of(spec.height, share)
        rows = max(40, min(86, round(self._horizon / 4)))
        columns = max(60, min(360, round(spec.width / 2.3)))
        view = self._view = View(columns, rows, float(rows), spec.width / self._horizon)
        self._curtains = [
            Curtain(chance, view, 4.6, 2.2, 0.46, 0.72),
            Curtain(chance, view, 2.9, 1.3, 0.80, 0.80),
        ]
        if spec.width > 0.8 * spec.height:
            self._curtains.append(Curtain(chance, view, 3.6, 1.7, 0.50, 0.86))
        self._foot, self._crown = (to_linear(colour).astype(np.float32) for colour in _colours(reading, chance))
        self._sky = _night_sky(reading, rows, self._foot)
        self._fan = _Fan(columns, rows, 0.16 if kind == "forest" else 0.10)
        self._stars = Stars(chance, int(spec.width * 1.1), self._horizon, 1.15, 0.4, 7)
        self._meteor = Meteor(chance, spec.width, self._horizon, spec.duration) if chance.random() < 0.6 else None
        self._ground: Ground = Ground(kind, spec, reading, self._horizon, self._foot)

    def draw(self, canvas: Canvas, i: int) -> None:
        """Sky, stars, land and water of frame `i`."""
        pose, t, horizon = self._motion.pose(i), self._motion.seconds(i), self._horizon
        view = self._view
        lights = np.zeros((view.width, view.height), np.complex64)
        for curtain in self._curtains:
            curtain.add_to(lights, t * 0.72 + 40, -pose.x * 0.5)
        light = self._fan.open(lights)
        picture = self._colours_of(light)
        lift = (pose.y + pose.shake_y) * self._spec.height * 0.35
        canvas.paint(self._frame_of(picture, lift))
        side = -(pose.x * 0.10 + pose.shake_x) * self._spec.width
        self._stars.draw(canvas, t, side - self._spec.width * 0.05, lift, 1.0, 0.85)
        if self._meteor is not None:
            self._meteor.draw(canvas, i / self._spec.fps, 0.8)
        # How much light falls on the land, by column, and of what colour.
        glow = light[..., 0].mean(axis=0)
        self._ground.draw(canvas, pose, t, glow, horizon + round(lift / 2) * 2)

    def _colours_of(self, light: Floats) -> Floats:
        """Light (rows, columns, 2) to the picture of the sky, with the glow of the air around it."""
        rows, columns = light.shape[:2]
        soft = [blurred(light[..., k], 11) for k in (0, 1)]
        lower, upper = light[..., 0] + soft[0] * np.float32(0.55), light[..., 1] + soft[1] * np.float32(0.55)
        picture = np.empty((rows, columns, 3), np.float32)
        for k in range(3):
            channel = lower * self._foot[k]
            channel += upper * self._crown[k]
            channel += self._sky[:, k, None]
            np.negative(channel, out=channel)
            np.exp(channel, out=channel)
            np.subtract(1, channel, out=channel)
            np.sqrt(channel, out=picture[..., k])
        return picture

    def _frame_of(self, picture: Floats, lift: float) -> Floats:
        """The sky's grid, continued below the horizon (what lies there is painted over by the land)."""
        rows = picture.shape[0]
        whole = math.ceil(rows * self._spec.height / self._horizon)
        shift = round(lift * rows / self._horizon)
        place = np.clip(np.arange(whole) - shift, 0, rows - 1)
        return np.asarray(picture[place], np.float32)


class _Fan:
    """Rays lean outwards with their height, as perspective makes them: a fixed widening of every row."""

    def __init__(self, columns: int, rows: int, spread: float) -> None:
        up = 1 - np.arange(rows, dtype=np.float32)[:, None] / rows
        x = np.arange(columns, dtype=np.float32) - (columns - 1) / 2
        source = x / (1 + np.float32(spread * 1.6) * up**1.2) * (1 + spread) / 1.0 + (columns - 1) / 2
        source = np.clip(source, 0, columns - 1.001)
        left = np.floor(source)
        self._share = np.asarray(source - left, np.float32)
        self._left = left.astype(np.intp) * rows + np.arange(rows)[:, None]
        self._rows = rows

    def open(self, lights: Lights) -> Floats:
        """From (columns, rows) to (rows, columns, 2), fanned."""
        flat = lights.reshape(-1)
        fanned = flat.take(self._left)
        fanned += (flat.take(self._left + self._rows) - fanned) * self._share
        return fanned.view(np.float32).reshape(*fanned.shape, 2)


def _colours(reading: Reading, chance: np.random.Generator) -> tuple[Floats, Floats]:
    drawn = _LIGHTS[int(chance.integers(len(_LIGHTS)))]
    foot, crown = rgb(drawn[0]), rgb(drawn[1])
    hues = reading.hues
    if "rainbow" in reading.colours:
        return rgb("#3df7a0"), rgb("#ff3f9d")
    if len(hues) == 1:
        # Green is what everybody expects: only the crown is the seed's.
        hue = hues[0]
        foot = _bright(hue)
        crown = crown if 110 < hue < 200 else oklch(0.58, 0.28, hue + (28 if hue > 200 else -28))
    elif hues:
        foot, crown = _bright(hues[0]), oklch(0.60, 0.28, hues[1])
    elif "white" in reading.colours:
        foot, crown = rgb("#d8fff0"), rgb("#a8b8ff")
    return foot, crown


def _bright(hue: float) -> Floats:
    """The most vivid light of a hue: greens are light by nature, reds and violets are not."""
    return oklch(0.70 + 0.16 * math.exp(-(((hue - 150) / 55) ** 2)), 0.26, hue)


def _night_sky(reading: Reading, rows: int, foot: Floats) -> Floats:
    """(rows, 3) of light before the soft shoulder: deep blue above, a little of the aurora at the horizon."""
    up = 1 - np.arange(rows, dtype=np.float32)[:, None] / rows
    top, low = to_linear(rgb("#060b1e")), to_linear(rgb("#12283f"))
    if reading.time in ("dawn", "sunset") and "time" in reading.said:
        low = to_linear(rgb("#7a4a58"))
    sky = low * (1 - up) ** 1.6 + top * (1 - (1 - up) ** 1.6) + foot * 0.028 * smoothstep(0.45, 0.0, up)
    return np.asarray(sky, np.float32)

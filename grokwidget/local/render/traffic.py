"""Traffic: head and tail lights that run down the street in perspective, with their reflections on the asphalt."""

from __future__ import annotations

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.motion import Motion
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.streets import EYE

_LOOP = 150.0


class Traffic:
    """Pairs of lights on two lanes: white ones come, red ones go."""

    def __init__(self, spec: RenderSpec, motion: Motion, horizon: int, focal: float) -> None:
        draw = rng(spec, "traffic")
        self._motion, self._horizon, self._focal = motion, horizon, focal
        lane = np.repeat([-1.0, 1.0], 6)
        self._lane, self._start = lane, draw.uniform(0, _LOOP, 12)
        self._speed = np.where(lane < 0, -11.0, 6.0) * draw.uniform(0.75, 1.2, 12)

    def draw(self, canvas: Canvas, i: int, dx: float) -> None:
        """Draw the lights of frame `i`; the vanishing point has moved by `dx` pixels."""
        s = self._motion.seconds(i)
        z = (self._start + self._speed * s) % _LOOP + 5.0
        scale = self._focal / z
        fade = np.clip((z - 5.5) / 6, 0, 1) * np.clip((_LOOP - z) / 40, 0, 1)
        way = self._lane
        colours = np.where(way[:, None] < 0, (1.0, 0.95, 0.82), (1.0, 0.16, 0.10))
        # Two lamps to a car.
        x = np.concatenate([canvas.width / 2 + dx + (way * 2.6 + offset) * scale for offset in (-0.75, 0.75)])
        scale, light, colours = np.tile(scale, 2), np.tile(0.9 * fade, 2), np.tile(colours, (2, 1))
        y, radius = self._horizon + (EYE - 0.7) * scale, np.clip(0.24 * scale, 1.1, 26)
        mirrored = self._horizon + (EYE + 0.7) * scale
        near = scale > 9
        canvas.add_points(x[~near], y[~near], light[~near], colours[~near])
        canvas.add_light(x[near], y[near], radius[near] * 0.8, colours[near], 0.7 * light[near])
        halo = np.maximum(radius * 2.0, 5.0)
        shine = light * np.minimum(1, scale / 12)
        both = np.concatenate([x, x]), np.concatenate([y, mirrored]), np.concatenate([halo, halo])
        canvas.add_glow(*both, np.concatenate([colours, colours]), np.concatenate([0.42 * shine, 0.24 * shine]))

"""Landscapes: mountains, lakes, forests, hills and dunes, at any hour and in any weather."""

from __future__ import annotations

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.ground import Ground, compose
from grokwidget.local.render.held import MOST, SOFT, Held, calm
from grokwidget.local.render.motion import Motion
from grokwidget.local.render.sky import Sky
from grokwidget.local.render.spec import RenderSpec
from grokwidget.local.render.water import Lake
from grokwidget.local.render.weather import Weather
from grokwidget.local.render.words import Reading


class Landscape:
    """Layers of painted terrain under a sky, moved against each other by a camera."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        self._motion = Motion(spec, reading)
        self._horizon = round(spec.height * (0.64 if spec.portrait else 0.62) / 2) * 2
        self._sky = Sky(spec, reading, self._motion, self._horizon)
        self._ground: Ground = compose(spec, reading, self._sky, self._horizon)
        line = self._ground.waterline
        self._lake = Lake(spec, reading, self._motion, self._sky, line) if line is not None else None
        # Far layers hardly move: those that lie behind all the quick ones are held, with the sky.
        most = SOFT if reading.weather == "mist" else MOST
        slow = [
            calm(self._motion, spec.width, spec.height, spec.frames, near, 0.25 + 1.25 * near, most)
            for _, near in self._ground.far
        ]
        self._backdrop = Held(self._paint, hold=calm(self._motion, spec.width, spec.height, spec.frames, 0.12, 0.15))
        self._still = slow.index(False) if False in slow else len(slow)
        self._weather = Weather(spec, reading, self._motion, self._sky.palette)

    def draw(self, canvas: Canvas, i: int) -> None:
        """Draw frame `i`."""
        pose = self._motion.pose(i)
        self._backdrop.draw(canvas, i)
        self._ground.draw_far(canvas, pose, slice(self._still, None))
        if self._lake is not None:
            self._lake.draw(canvas, i, pose)
        self._ground.draw_near(canvas, pose)
        self._weather.draw(canvas, i, pose)

    def _paint(self, canvas: Canvas, i: int) -> None:
        pose = self._motion.pose(i)
        self._sky.paint(canvas, i, pose)
        self._ground.draw_far(canvas, pose, slice(self._still))

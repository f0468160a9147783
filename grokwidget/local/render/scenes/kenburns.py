"""One picture: the camera moves over it, near things faster than far ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grokwidget.local.render.motion import Motion
from grokwidget.local.render.pictures.lens import Lens
from grokwidget.local.render.pictures.shot import Shot
from grokwidget.local.render.pictures.stage import set_stage

if TYPE_CHECKING:
    from grokwidget.local.render.canvas import Canvas
    from grokwidget.local.render.spec import RenderSpec
    from grokwidget.local.render.words import Reading


class KenBurns:
    """The first picture of a spec, for the whole clip; the prompt's camera, or the seed's."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        self.motion = Motion(spec, reading)
        stage = set_stage(spec.images[0], spec.width, spec.height)
        self.shot = Shot(
            stage, spec.width, spec.height, reading.camera, side=self.motion.side, strength=self.motion.strength,
            seconds=spec.duration, furthest=max(self.motion.ease(i) for i in range(spec.frames)),
        )  # fmt: skip
        self._lens = Lens(spec.width, spec.height)

    def draw(self, canvas: Canvas, i: int) -> None:
        """Fill the canvas with frame `i`."""
        pose = self.motion.pose(i)
        x, y = self.shot.nodes(self._lens, self.motion.ease(i), (pose.shake_x, pose.shake_y))
        self._lens.look(self.shot.stage.plate, x, y, (canvas.y, canvas.u, canvas.v))

"""The last step of every frame: vignette, grain, caption and badge."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol

from grokwidget.local.render.spec import RenderSpec

if TYPE_CHECKING:
    from grokwidget.local.render.canvas import Canvas
    from grokwidget.local.render.words import Reading


class _Overlay(Protocol):
    def draw(self, canvas: Canvas, i: int) -> None: ...


class Post:
    """Finishes the frames of one clip. Pictures of the user are graded more lightly than drawn scenes."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        del reading
        self._vignette, self._grain = (0.10, 0.0) if spec.images else (0.22, 1.0)
        self._overlay: _Overlay | None = None
        if spec.source:  # a clip that was finished once; its scene finishes what it adds
            self._vignette = self._grain = 0.0
        elif (spec.caption or spec.badge) and find_spec("grokwidget.local.render.caption"):
            from grokwidget.local.render.caption import Caption

            self._overlay = Caption(spec)

    def apply(self, canvas: Canvas, i: int) -> None:
        """Finish frame `i` in place."""
        if self._vignette:
            canvas.vignette(self._vignette)
        if self._grain:
            canvas.grain(i, self._grain)
        if self._overlay is not None:
            self._overlay.draw(canvas, i)

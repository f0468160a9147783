"""Every scene by its name. A scene's module is imported when the scene is opened, never before."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from grokwidget.local.render.spec import RenderSpec

if TYPE_CHECKING:
    from grokwidget.local.render.canvas import Canvas
    from grokwidget.local.render.words import Reading


class Scene(Protocol):
    """Draws single frames. `draw` is a pure function of the spec and the frame number: any order, the same pixels."""

    def draw(self, canvas: Canvas, i: int) -> None:
        """Fill the whole canvas with frame `i` (0-based)."""


_CLASSES = {
    "landscape": "Landscape",
    "sea": "Sea",
    "city": "City",
    "aurora": "Aurora",
    "silk": "Silk",
    "galaxy": "Galaxy",
    "bokeh": "Bokeh",
    "kenburns": "KenBurns",
    "sequence": "Sequence",
}
TEXT_SCENES = ("landscape", "sea", "city", "aurora", "silk", "galaxy", "bokeh")
"""The scenes that a prompt can choose; the others are for pictures."""


def _opener(name: str) -> Callable[[RenderSpec, Reading], Scene]:
    def open_scene(spec: RenderSpec, reading: Reading) -> Scene:
        module = import_module(f"{__name__}.{name}")
        scene: Scene = getattr(module, _CLASSES[name])(spec, reading)
        return scene

    return open_scene


SCENES: dict[str, Callable[[RenderSpec, Reading], Scene]] = {name: _opener(name) for name in _CLASSES}


def open_scene(spec: RenderSpec, reading: Reading) -> Scene:
    """The scene for a spec: its pictures decide first (one, or several), else what the prompt says."""
    if spec.images:
        return SCENES["kenburns" if len(spec.images) == 1 else "sequence"](spec, reading)
    return SCENES[reading.scene](spec, reading)

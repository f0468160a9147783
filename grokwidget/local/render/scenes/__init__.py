"""Every scene by its name. A scene's module is imported when the scene is opened, never before."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
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
    """The scene for a spec: its source decides first, then its pictures (one, or several), else the prompt's words."""
    if spec.source:
        return _on_footage(spec, reading)
    if spec.images:
        return SCENES["kenburns" if len(spec.images) == 1 else "sequence"](spec, reading)
    return SCENES[reading.scene](spec, reading)


def _on_footage(spec: RenderSpec, reading: Reading) -> Scene:
    from grokwidget.local.render.scenes.continued import Continued
    from grokwidget.local.render.scenes.edited import Edited

    return (Edited if spec.operation == "edit" else Continued)(spec, reading, Path(spec.source))

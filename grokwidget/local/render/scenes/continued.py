"""An extension: the clip as it is, whose last frame gives way to a scene that goes on from there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from grokwidget.local.render.caption import Badge
from grokwidget.local.render.footage import Footage, look
from grokwidget.local.render.motion import smooth
from grokwidget.local.render.post import Post

if TYPE_CHECKING:
    from pathlib import Path

    from grokwidget.local.render.canvas import Canvas
    from grokwidget.local.render.spec import RenderSpec
    from grokwidget.local.render.words import Reading

DISSOLVE = 1.4
"""Seconds in which the last frame gives way: at most, and at most half of what is added."""


class Continued:
    """First the source's own frames, then what the prompt says, out of the last of them."""

    def __init__(self, spec: RenderSpec, reading: Reading, source: Path) -> None:
        from grokwidget.local.render.scenes import open_scene

        facts = look(source)
        self._fps = spec.fps
        self._footage = Footage(str(source), spec.width, spec.height)
        self._first = min(spec.frames - 1, max(1, round(facts.seconds * spec.fps)))
        added = spec.frames - self._first
        new = replace(spec, source="", operation="", duration=added / spec.fps)
        self._scene, self._post = open_scene(new, reading), Post(new, reading)
        self._over = max(1, round(min(DISSOLVE * spec.fps, added / 2)))
        # A clip of this engine has the badge in its frames; the new ones get theirs with the caption.
        self._badge = Badge(spec) if spec.badge and not facts.ours else None

    def draw(self, canvas: Canvas, i: int) -> None:
        """Fill the canvas with frame `i`."""
        k = i - self._first
        if k < 0:
            self._footage.draw(canvas, i / self._fps)
            if self._badge is not None:
                self._badge.draw(canvas, i)
            return
        self._scene.draw(canvas, k)
        self._post.apply(canvas, k)
        if k + 1 < self._over:
            keep = np.uint16(round(256 * (1 - smooth((k + 1) / self._over))))
            last = self._footage.at((self._first - 1) / self._fps)
            for plane, held in zip((canvas.y, canvas.u, canvas.v), last, strict=True):
                wide = plane * (np.uint16(256) - keep)
                wide += held * keep
                wide >>= np.uint16(8)
                plane[:] = wide

"""The poster: the first frame that shows something, small enough to live inside a notebook."""

from __future__ import annotations

import io
import os
from contextlib import suppress
from pathlib import Path

from PIL import Image

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.spec import RenderSpec

MOST_BYTES = 25_000
LONGEST_SIDE = 640
GOOD_CONTRAST, GOOD_LIGHT = 14.0, 34.0
"""Spread and mean of the luma (16..235) from which a frame is worth showing."""


class PosterKeeper:
    """Looks at the frames as they are finished (the badge stays on the poster too), twice a second until one
    is good.
    """

    def __init__(self, spec: RenderSpec) -> None:
        self._every = max(1, spec.fps // 2)
        self._wanted = bool(spec.poster)
        self._best = -1.0
        self._picture: Image.Image | None = None

    def look(self, canvas: Canvas, i: int) -> None:
        """Consider frame `i`."""
        if not self._wanted or i % self._every:
            return
        sample = canvas.y[::4, ::4]
        contrast, light = float(sample.std()), float(sample.mean())
        if contrast > self._best:
            self._best, self._picture = contrast, Image.fromarray(canvas.rgb())
        self._wanted = not (contrast >= GOOD_CONTRAST and light >= GOOD_LIGHT)

    def save(self, path: Path) -> None:
        """Write the best picture seen as WebP. OSError when that fails; nothing stray stays behind."""
        if self._picture is None:
            return
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            part.write_bytes(webp(self._picture))
            part.replace(path)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise


def webp(picture: Image.Image, most_bytes: int = MOST_BYTES) -> bytes:
    """A picture as WebP of at most `most_bytes`, its longer side at most 640 pixels."""
    side = LONGEST_SIDE
    while True:
        small = picture.copy()
        small.thumbnail((side, side), Image.Resampling.LANCZOS)
        for quality in (84, 74, 62, 48, 34):
            buffer = io.BytesIO()
            small.save(buffer, "WEBP", quality=quality, method=4)
            if buffer.tell() <= most_bytes or (side <= 32 and quality == 34):
                return buffer.getvalue()
        side = side * 3 // 4

"""What moves too little for the eye is drawn on every second frame and kept for the next one."""

from __future__ import annotations

from collections.abc import Callable

from grokwidget.local.render.canvas import Bytes, Canvas
from grokwidget.local.render.motion import Motion

MOST = 0.4
"""Pixels of a 480p frame by which something may move from one frame to the next and still be held for two."""


class Held:
    """A background. It covers the whole frame, so that a copy of the planes is all there is to keep."""

    def __init__(self, paint: Callable[[Canvas, int], None], *, hold: bool = True) -> None:
        """`paint(canvas, i)` draws the background of frame `i`; without `hold` it draws every frame."""
        self._paint, self._hold = paint, hold
        self._of = -1
        self._planes: tuple[Bytes, ...] = ()

    def draw(self, canvas: Canvas, i: int) -> None:
        """Draw the background of frame `i`: the same whether or not other frames were drawn before."""
        if not self._hold:
            self._paint(canvas, i)
            return
        even = i - i % 2
        planes = (canvas.y, canvas.u, canvas.v)
        if even == self._of and all(a.shape == b.shape for a, b in zip(planes, self._planes, strict=True)):
            for plane, kept in zip(planes, self._planes, strict=True):
                plane[:] = kept
            return
        self._paint(canvas, even)
        self._of, self._planes = even, tuple(plane.copy() for plane in planes)


SOFT = 0.6
"""The same for what has no hard edges: woods in mist."""


def calm(motion: Motion, width: int, height: int, frames: int, slide: float, grow: float, most: float = MOST) -> bool:
    """Whether something that slides by `slide` of the camera's way and grows by `grow` of its zoom may be held."""
    step = max(1, frames // 24)
    for i in range(0, frames - 1, step):
        a, b = motion.pose(i), motion.pose(i + 1)
        across = (abs(b.x - a.x) * slide + abs(b.shake_x - a.shake_x)) * width + abs(b.zoom - a.zoom) * grow * width / 2
        down = (abs(b.y - a.y) * (slide + 0.15) + abs(b.shake_y - a.shake_y)) * height
        if max(across, down) > most * min(width, height) / 480:
            return False
    return True

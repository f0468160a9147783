"""A film over a part of the frame: white writing and its shadow, computed once, laid over every frame in integers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grokwidget.local.render.canvas import BLACK, WHITE, Canvas, halve
from grokwidget.local.render.colour import Floats

Words = NDArray[np.uint16]


class Film:
    """Writing and shade at a fixed place. Costs about 0.1 ms for a caption at 480p."""

    def __init__(self, writing: Floats, shade: Floats, x: int, y: int) -> None:
        """`writing` (h, w) 0..1 is white; `shade` (h, w) 0..1 is black and lies under it. Corner and sides are even."""
        keep = (1 - shade) * (1 - writing)
        self._x, self._y = x, y
        self._luma_keep = np.rint(256 * keep).astype(np.uint16)
        light = BLACK * (256 - self._luma_keep.astype(np.float32)) + (WHITE - BLACK) * writing * 256
        self._luma_add = np.rint(light).astype(np.uint16)
        # Rounded by noise: a soft shade over a smooth sky must not show steps.
        self._noise = np.random.Generator(np.random.PCG64(11)).integers(0, 256, keep.shape, np.uint16)
        self._luma_steady = self._luma_add + self._noise
        self._chroma_keep = np.rint(256 * halve(np.asarray(keep, np.float32))).astype(np.uint16)
        self._chroma_add = _towards_grey(self._chroma_keep)

    def draw(self, canvas: Canvas, opacity: float = 1.0) -> None:
        """Lay the film over the frame; `opacity` 0..1 fades it."""
        k = round(256 * min(1.0, max(0.0, opacity)))
        if k == 0:
            return
        h, w = self._luma_keep.shape
        luma = canvas.y[self._y : self._y + h, self._x : self._x + w]
        half = (slice(self._y // 2, (self._y + h) // 2), slice(self._x // 2, (self._x + w) // 2))
        if k == 256:
            _over(luma, self._luma_keep, self._luma_steady)
            keep, add = self._chroma_keep, self._chroma_add
        else:
            _over(luma, _faded(self._luma_keep, k), _share(self._luma_add, k) + self._noise)
            keep = _faded(self._chroma_keep, k)
            add = _towards_grey(keep)
        _over(canvas.u[half], keep, add)
        _over(canvas.v[half], keep, add)


def _over(plane: NDArray[np.uint8], keep: Words, add: Words) -> None:
    wide = plane * keep
    wide += add
    wide >>= 8
    plane[:] = wide


def _towards_grey(keep: Words) -> Words:
    return np.asarray(128 * (256 - keep.astype(np.int32)) + 128, np.uint16)


def _faded(keep: Words, k: int) -> Words:
    return np.asarray(256 - _share(256 - keep, k), np.uint16)


def _share(values: Words, k: int) -> Words:
    return (values.astype(np.uint32) * k >> 8).astype(np.uint16)

"""Still water at night: what stands above the horizon, upside down, moved by waves that grow towards the viewer."""

from __future__ import annotations

import math

import numpy as np

from grokwidget.local.render.canvas import Bytes, Canvas
from grokwidget.local.render.colour import Floats
from grokwidget.local.render.scenes.fields import Order


class Water:
    """A lake that mirrors the canvas as it is so far."""

    def __init__(self, chance: np.random.Generator) -> None:
        self._phases = chance.uniform(0, 2 * math.pi, 6)

    def draw(self, canvas: Canvas, horizon: int, t: float, lift: float = 5.0) -> None:
        """Fill everything below row `horizon` (even) at scene time `t`; `lift` brightens the water (steps of luma)."""
        height = canvas.height
        deep = height - horizon
        down = (np.arange(deep, dtype=np.float32) + 0.5) / deep
        p = self._phases
        perspective = np.log1p(down * 6.0) * 26
        wave = np.sin(perspective * 1.0 - t * 1.1 + p[0]) + 0.6 * np.sin(perspective * 2.3 - t * 1.7 + p[1])
        across = (down * 9.0 * wave * height / 480).astype(np.float32)
        bob = down * 3.2 * np.sin(perspective * 1.7 - t * 1.3 + p[2]) * height / 480
        rows = np.abs(horizon - 1 - np.arange(deep) - bob)
        source: Order = np.minimum(rows, horizon - 1).astype(np.intp)
        shade = np.asarray(0.80 - 0.34 * down, np.float32)[:, None]
        _gather(canvas.y, horizon, source, across, shade, 16, lift)
        half, top = source[::2] // 2, horizon // 2
        _gather(canvas.u, top, half, across[::2] / 2, shade[::2], 128, 0.0)
        _gather(canvas.v, top, half, across[::2] / 2, shade[::2], 128, 0.0)
        # The far shore: a thin line of light where the water meets the land.
        canvas.y[horizon : horizon + 2] = np.minimum(canvas.y[horizon : horizon + 2].astype(np.int16) + 9, 235)


def _gather(plane: Bytes, top: int, rows: Order, shift: Floats, shade: Floats, rest: int, lift: float) -> None:
    """Fill `plane` below `top` with its own `rows`, each moved sideways by `shift` pixels, darkened by `shade`."""
    width = plane.shape[1]
    reach = int(np.abs(shift).max()) + 2
    source = np.pad(plane[:top], ((0, 0), (reach, reach)), "reflect")
    moves = np.rint(shift).astype(int) + reach
    picture = np.empty((len(rows), width), np.float32)
    for k, (row, move) in enumerate(zip(rows.tolist(), moves.tolist(), strict=True)):
        picture[k] = source[row, move : move + width]
    picture -= rest
    picture *= shade
    picture += rest + lift + 0.5
    np.clip(picture, 16, 235, out=picture)
    plane[top : top + len(rows)] = picture

"""Still water: the picture above the shore, mirrored, broken by ripples, darkened and tinted, with glints of
the sun.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grokwidget.local.render.canvas import Bytes, Canvas
from grokwidget.local.render.colour import Floats, mix, planes_of, rgb
from grokwidget.local.render.motion import Motion, Pose
from grokwidget.local.render.noise import layered
from grokwidget.local.render.sky import Sky
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading

_SIZE = 512
"""Side of the ripple tile, a power of two so that it wraps with a mask."""


class Lake:
    """Mirrors the canvas about a waterline, in place."""

    def __init__(
        self,
        spec: RenderSpec,
        reading: Reading,
        motion: Motion,
        sky: Sky,
        waterline: int,
        calm: float = 1.0,
        tint: str = "#0d2a3c",
    ) -> None:
        draw = rng(spec, "lake")
        self._motion, self._sky, self._line = motion, sky, waterline
        self._unit = min(spec.width, spec.height) / 480
        self._tint = planes_of(mix(sky.palette.shade, rgb(tint), 0.55))
        self._glow = planes_of(sky.palette.glow)
        rough = (
            {"clear": 1.0, "clouds": 1.0, "mist": 0.7, "snow": 0.8, "rain": 2.2}[reading.weather]
            * calm
            * motion.strength
        )
        tile = layered(draw, _SIZE // 2, _SIZE // 2, 10, 5, 4, 0.55) - np.float32(0.5)
        tile /= tile.std()
        # Mirrored halves meet smoothly in both directions, so the ripples can scroll for ever.
        whole = np.block([[tile, tile[:, ::-1]], [tile[::-1], tile[::-1, ::-1]]])
        self._tile = np.clip(whole * 32, -127, 127).astype(np.int16).ravel()
        rows = spec.height - waterline
        below = np.arange(max(1, rows), dtype=np.float32)
        near = (below + 2) / self._unit
        self._down = np.log(near + 6) * np.float32(120)
        spread = np.clip(np.float32(1.6) / (0.35 + near / 60), 0.55, 2.2) / np.float32(self._unit)
        self._across = (np.arange(0, spec.width, 2, dtype=np.float32) * spread[:, None]).astype(np.intp)
        # Far water mirrors the skyline, near water the zenith; the last rows must stay inside the picture.
        self._source = waterline - 1 - below * min(1.0, (waterline - 1) / max(1, rows))
        self._reach = (1.0 + below / self._unit * 0.062) * rough * self._unit / 32
        self._deep = (0.16 + 0.44 * (below / max(1, rows)) ** 1.2)[:, None]
        width = (self._unit * (15 + 62 * below / max(1, rows)))[:, None]
        x = np.arange(spec.width, dtype=np.float32)
        path = np.exp(-(((x - np.float32(sky.sun_x)) / width) ** 2)) * np.float32(1 - sky.hidden)
        self._path_columns = _held(path)
        self._path = path[:, self._path_columns]
        self._bright = np.float32(0.9 if reading.time == "night" else 1.5)
        self._warm = np.float32(0.10 if reading.time == "night" else 0.24)

    def draw(self, canvas: Canvas, i: int, pose: Pose) -> None:
        """Cover everything below the waterline (an even row) in frame `i` with water."""
        del pose
        if canvas.height <= self._line:
            return
        seconds = self._motion.seconds(i)
        slope = self._ripples(seconds)
        light = self._mirrored(canvas.y, slope, 1, 0)
        light += np.repeat(slope * np.float32(0.045), 2, axis=1)
        np.clip(light, 16, 235, out=light)
        canvas.y[self._line :] = light
        for plane, k in ((canvas.u, 1), (canvas.v, 2)):
            plane[self._line // 2 :] = self._mirrored(plane, slope[::2], 2, k)
        if self._sky.hidden < 0.6:
            self._glints(canvas, slope)

    def _ripples(self, seconds: float) -> NDArray[np.int16]:
        """Slopes in about -64..64, finer towards the horizon, drifting."""
        index = self._across + int(seconds * 11 + 4096)
        index &= _SIZE - 1
        index += ((self._down + np.float32(seconds * 9)).astype(np.intp) & (_SIZE - 1))[:, None] * _SIZE
        slopes: NDArray[np.int16] = self._tile.take(index)
        return slopes

    def _mirrored(self, plane: Bytes, slope: NDArray[np.int16], part: int, k: int) -> Floats:
        """What the water shows of a plane: `slope` has every second column of the luma, every column of the chroma."""
        line, columns = self._line // part, plane.shape[1]
        source = slope * (self._reach[::part, None] / part).astype(np.float32)
        source += (self._source[::part, None] / part).astype(np.float32)
        np.clip(source, 0, line - 1, out=source)
        at = source.astype(np.intp)
        at *= columns
        at += np.arange(0, columns, 3 - part)
        if part == 1:
            index = np.empty((at.shape[0], columns), np.intp)
            index[:, 0::2] = at
            np.add(at, 1, out=index[:, 1::2])
        else:
            index = at
        # Looking down steeply one sees into the water, along it one sees the mirror.
        deep = self._deep[::part].astype(np.float32)
        light = plane[:line].ravel().take(index) * (1 - deep)
        light += deep * self._tint[k]
        return light

    def _glints(self, canvas: Canvas, slope: NDArray[np.int16]) -> None:
        columns = self._path_columns
        spark = np.repeat(slope[:, columns.start // 2 : columns.stop // 2] - np.float32(22), 2, axis=1)
        np.clip(spark, 0, 52, out=spark)
        spark *= self._path
        spark *= self._bright
        area = canvas.y[self._line :, columns]
        spark += area
        np.minimum(spark, 235, out=spark)
        area[:] = spark
        half = self._path[::2, ::2] * self._warm
        for plane, k in ((canvas.u, 1), (canvas.v, 2)):
            area = plane[self._line // 2 :, columns.start // 2 : columns.stop // 2]
            area[:] = area + (self._glow[k] - area) * half


def _held(path: Floats) -> slice:
    """The even range of columns in which a path of light can be seen."""
    seen = np.flatnonzero(path.max(axis=0) > 0.02)
    return slice(0, 0) if not seen.size else slice(int(seen[0]) // 2 * 2, int(seen[-1]) // 2 * 2 + 2)

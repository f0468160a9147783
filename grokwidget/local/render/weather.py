"""Weather in front of everything: rain, snowfall and drifting mist."""

from __future__ import annotations

import av
import numpy as np
from av.video.reformatter import VideoReformatter

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import mix, planes_of, rgb
from grokwidget.local.render.motion import Motion, Pose
from grokwidget.local.render.noise import layered, smoothstep
from grokwidget.local.render.sky import Palette
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading


class Weather:
    """Draws the prompt's weather over a finished scene."""

    def __init__(self, spec: RenderSpec, reading: Reading, motion: Motion, palette: Palette) -> None:
        self._layers: list[_Rain | _Snow | _Mist] = []
        if reading.weather == "rain":
            self._layers = [_Rain(spec, motion)]
        elif reading.weather == "snow":
            self._layers = [_Snow(spec, motion, reading)]
        elif reading.weather == "mist":
            self._layers = [_Mist(spec, motion, palette)]

    def draw(self, canvas: Canvas, i: int, pose: Pose) -> None:
        """Draw frame `i`'s weather over what is there."""
        for layer in self._layers:
            layer.draw(canvas, i, pose)


class _Rain:
    """Two tiles of slanted streaks that scroll at different speeds."""

    def __init__(self, spec: RenderSpec, motion: Motion) -> None:
        draw = rng(spec, "rain")
        self._motion, self._slant = motion, 0.16 * motion.side
        unit = min(spec.width, spec.height) / 480
        self._tiles = []
        for length, count, strength, speed in ((22, 230, 17, 620), (40, 110, 34, 1050)):
            height, width = spec.height, spec.width
            tile = np.zeros((height, width), np.float32)
            scale = spec.width * spec.height / (848 * 480) / unit
            for x, y, s in draw.random((round(count * scale), 3)):
                long = int(length * unit * (0.6 + 0.8 * s))
                k = np.arange(long)
                rows = (int(y * height) + k) % height
                # The tile is sheared when it scrolls, so that a streak falls along its own line.
                columns = x * width + k * self._slant
                left = np.floor(columns).astype(np.intp)
                share = (columns - left).astype(np.float32)
                bright = np.float32(strength * (0.5 + 0.5 * s)) * np.sin(np.pi * (k + 0.5) / long).astype(np.float32)
                # Two pixels wide and soft: kinder to the eye, and to the encoder.
                for column, part in ((left, 1 - share), (left + 1, np.float32(1)), (left + 2, share)):
                    tile[rows, column % width] += bright * part * np.float32(0.6)
            # Four copies side by side: every offset of the endless tile is a plain view.
            self._tiles.append((np.tile(np.clip(tile, 0, 90).astype(np.uint8), (2, 2)), speed * unit))

    def draw(self, canvas: Canvas, i: int, pose: Pose) -> None:
        del pose
        seconds = self._motion.seconds(i)
        for tile, speed in self._tiles:
            height, width = canvas.height, canvas.width
            down = round(seconds * speed)
            top, left = -down % height, -round(down * self._slant) % width
            room = np.minimum(canvas.y, np.uint8(235))
            np.subtract(np.uint8(235), room, out=room)
            np.minimum(tile[top : top + height, left : left + width], room, out=room)
            canvas.y += room


class _Snow:
    """Flakes in three depths, swaying; the near ones are soft and slow to pass."""

    def __init__(self, spec: RenderSpec, motion: Motion, reading: Reading) -> None:
        draw = rng(spec, "snow")
        self._motion, self._spec = motion, spec
        self._unit = min(spec.width, spec.height) / 480
        area = spec.width * spec.height / (848 * 480) / self._unit**2
        self._bright = 0.62 if reading.time == "night" else 0.85
        self._far = draw.random((round(420 * area), 4)).astype(np.float32)
        self._near = draw.random((round(46 * area), 4)).astype(np.float32)

    def _places(
        self, flakes: np.ndarray[tuple[int, ...], np.dtype[np.float32]], i: int, pose: Pose, speed: float, near: float
    ) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float32]], np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
        s = np.float32(self._motion.seconds(i))
        width, height = self._spec.width, self._spec.height
        fall = speed * self._unit * (0.6 + 0.8 * flakes[:, 2])
        sway = np.sin(s * (0.6 + flakes[:, 3]) + flakes[:, 2] * 40) * (6 + 10 * flakes[:, 3]) * np.float32(self._unit)
        x = (
            flakes[:, 0] * width * 1.2
            + s * np.float32(16 * self._motion.side * self._unit) * (0.5 + flakes[:, 2])
            + sway
        )
        x = (x - np.float32(pose.x * near * width)) % np.float32(width * 1.2) - np.float32(width * 0.1)
        y = (flakes[:, 1] * height * 1.2 + fall * s) % np.float32(height * 1.2) - np.float32(height * 0.1)
        return x, y

    def draw(self, canvas: Canvas, i: int, pose: Pose) -> None:
        x, y = self._places(self._far, i, pose, 42, 0.3)
        light = np.float32(self._bright) * (0.25 + 0.65 * self._far[:, 3])
        for dx, dy in (
            ((0.0, 0.0), (0.9, 0.3)) if self._unit < 1.3 else ((0.0, 0.0), (1.0, 0.2), (0.2, 1.0), (1.1, 1.1))
        ):
            canvas.add_points(x + dx, y + dy, light * np.float32(0.8), (1.0, 1.0, 1.0))
        x, y = self._places(self._near, i, pose, 95, 1.0)
        radius = (1.4 + 3.2 * self._near[:, 3] ** 3) * self._unit
        canvas.add_light(
            x, y, radius, (1.0, 1.0, 1.0), np.float32(self._bright * 0.62) / (0.7 + radius / (4 * self._unit))
        )


class _Mist:
    """Two banks of mist that drift against each other, thick below and thin above."""

    def __init__(self, spec: RenderSpec, motion: Motion, palette: Palette) -> None:
        draw = rng(spec, "mist")
        self._motion, self._spec = motion, spec
        self._colour = planes_of(mix(palette.haze, rgb("#ffffff"), 0.12))
        self._scales = {1: VideoReformatter(), 2: VideoReformatter()}
        rows, columns = max(2, spec.height // 4), max(2, spec.width // 4)
        self._wide = columns * 2
        self._of = (-1, 0, 0)
        self._shares: list[tuple[np.ndarray[tuple[int, ...], np.dtype[np.uint16]], ...]] = []
        y = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
        band = np.exp(-(((y - 0.66) / 0.20) ** 2)) * 0.9 + smoothstep(0.5, 1.1, y) * 0.25
        self._first = int(spec.height * 0.22 / 4) * 4
        self._banks = [smoothstep(0.38, 0.85, layered(draw, rows, self._wide, 5, 9, 4)) * band for _ in range(2)]

    def draw(self, canvas: Canvas, i: int, pose: Pose) -> None:
        # Mist is slow and soft: what is reckoned for an even frame serves the next one too.
        even = i - i % 2
        size = (canvas.height, canvas.width)
        if self._of != (even, *size):
            self._veil(size, even, self._motion.pose(even) if even != i else pose)
        first = self._first
        for k, plane in enumerate((canvas.y, canvas.u, canvas.v)):
            rest, light = self._shares[k]
            area = plane[first if k == 0 else first // 2 :]
            mixed = area * rest
            mixed += light
            mixed >>= np.uint16(8)
            area[:] = mixed

    def _veil(self, size: tuple[int, int], i: int, pose: Pose) -> None:
        """What of the picture remains in frame `i` and what the mist adds, for each plane."""
        s = self._motion.seconds(i)
        columns = self._wide // 2
        density = np.zeros((self._banks[0].shape[0], columns), np.float32)
        for bank, speed in zip(self._banks, (3.2, -2.1), strict=True):
            at = float(np.clip(columns / 2 + s * speed * self._motion.side + pose.x * columns * 0.5, 0, columns - 2))
            left, share = int(at), np.float32(at - int(at))
            density += bank[:, left : left + columns] * (1 - share) + bank[:, left + 1 : left + 1 + columns] * share
        density *= np.float32(0.52 * 255)
        veil = av.VideoFrame.from_ndarray(density.astype(np.uint8), format="gray")
        self._of, self._shares = (i, *size), []
        for k in range(3):
            part = 1 if k == 0 else 2
            if k != 2:
                full = self._scales[part].reformat(
                    veil, size[1] // part, size[0] // part, "gray", interpolation="BILINEAR"
                )
                mask = full.to_ndarray()[self._first // part :].astype(np.uint16)
                rest = np.uint16(256) - mask
            self._shares.append((rest, mask * np.uint16(round(float(self._colour[k])))))

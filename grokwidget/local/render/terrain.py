"""Terrain: height fields, lit and shaded once, seen from the front, and turned into painted layers.

A height field has its far edge first: heights (depth, width) in pixels of the picture. Every depth step lies a
little lower on
the screen than the one behind it, nearer steps cover farther ones, and colour runs continuously down each
visible slope.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grokwidget.local.render.colour import Floats
from grokwidget.local.render.noise import blurred, layered, ridged, smooth_noise, smoothstep


@dataclass(frozen=True, slots=True)
class Light:
    """Direct and ambient light on terrain."""

    side: float
    """-1: the sun stands to the left, 1: to the right."""
    height: float
    """Of the sun: 0 low, 1 overhead."""
    direct: Floats
    ambient: Floats
    front: float = 0.35
    """How far the light comes from behind the camera: negative is against the light."""


def mountains(draw: np.random.Generator, depth: int, width: int, height: float, peaks: float, summit: float) -> Floats:
    """A range: crests and gullies under an envelope with a main summit at `summit` (0..1 across), at most
    about `height` tall.
    """
    z, x = np.linspace(0, 1, depth, dtype=np.float32)[:, None], np.linspace(0, 1, width, dtype=np.float32)
    field = ridged(draw, depth, width, peaks * 0.9, peaks * 2.0, 7, 0.50)
    broad = layered(draw, depth, width, 1.5, peaks, 2)
    massif = np.exp(-(((x - np.float32(summit)) / 0.20) ** 2)) * np.exp(-(((z - 0.42) / 0.42) ** 2))
    envelope = (
        np.clip(0.30 + 0.55 * broad + 0.62 * massif, 0, 1.5)
        * smoothstep(0, 0.12, z)
        * (1 - smoothstep(0.55, 1.0, z) * 0.92)
    )
    field = (0.28 + 0.95 * field) * envelope
    return np.asarray(field * np.float32(height / float(field.max())), np.float32)


def hills(draw: np.random.Generator, depth: int, width: int, height: float, waves: float) -> Floats:
    """Soft, long hills."""
    z = np.linspace(0, 1, depth, dtype=np.float32)[:, None]
    field = layered(draw, depth, width, 2.0, waves, 3, 0.35)
    field = smoothstep(0.15, 0.95, field) * (0.55 + 0.45 * np.sin(np.pi * np.clip(z * 1.05, 0, 1)))
    fine = layered(draw, depth, width, 10, waves * 12, 3) - np.float32(0.5)
    return np.asarray(field * np.float32(height) + fine * np.float32(height * 0.022), np.float32)


def dunes(draw: np.random.Generator, depth: int, width: int, height: float, waves: float) -> Floats:
    """Sand: long windward slopes and steep lee faces with sharp, winding crests."""
    z, x = np.linspace(0, 1, depth, dtype=np.float32)[:, None], np.linspace(0, 1, width, dtype=np.float32)
    bend = layered(draw, depth, width, 1.6, waves * 0.8, 3, 0.4)
    phase = (x * np.float32(waves) + bend * np.float32(1.9) + z * np.float32(1.3)) % 1
    lee = np.float32(0.72)
    profile = np.where(
        phase < lee, smoothstep(0, 1, phase / lee * 0.98), np.power(np.clip((1 - phase) / (1 - lee), 0, 1), 1.15)
    )
    tall = 0.35 + 0.65 * smooth_noise(draw, depth, width, 2, waves)
    field = profile * tall * (0.35 + 0.65 * np.sin(np.pi * np.clip(z * 0.92 + 0.08, 0, 1)))
    return np.asarray(field * np.float32(height), np.float32)


def shading(heights: Floats, light: Light, relief: float = 1.0, steep: float = 1.0) -> tuple[Floats, Floats]:
    """Direct light 0..1 (with cast shadows) and openness 0..1 (dark gullies) of each point."""
    hz, hx = np.gradient(heights * np.float32(relief))
    lx, ly, lz = light.side * 0.8, 0.30 + 0.7 * light.height, light.front
    size = float(np.sqrt(lx * lx + ly * ly + lz * lz))
    facing = (hx * -lx * steep + hz * -lz * steep + ly) / (np.sqrt(hx**2 + hz**2 + 1) * size)
    direct = np.clip(facing, 0, 1)
    direct *= _unshadowed(heights, light)
    wide = blurred(heights, 9.0)
    openness = np.clip(0.72 + (heights - wide) * np.float32(0.055 * relief), 0.35, 1.0)
    return direct, np.asarray(openness, np.float32)


def softened(values: Floats, times: int) -> Floats:
    """Blurred a little along both axes: a sharp crest that runs askew to the grid would show its steps."""
    for _ in range(times):
        inner = values.copy()
        inner[1:-1] = (values[:-2] + 2 * values[1:-1] + values[2:]) * np.float32(0.25)
        values = inner.copy()
        values[:, 1:-1] = (inner[:, :-2] + 2 * inner[:, 1:-1] + inner[:, 2:]) * np.float32(0.25)
    return values


def _unshadowed(heights: Floats, light: Light) -> Floats:
    """1 in the sun, 0 in the shadow of what stands between, with soft borders: one sweep across the columns."""
    drop = np.float32(0.25 + 1.3 * light.height)
    order = range(heights.shape[1]) if light.side < 0 else range(heights.shape[1] - 1, -1, -1)
    reach = np.full(heights.shape[0], -1e6, np.float32)
    lit = np.empty(heights.shape, np.float32)
    columns = np.ascontiguousarray(heights.T)
    for x in order:
        reach -= drop
        column = columns[x]
        lit[:, x] = column - reach
        np.maximum(reach, column, out=reach)
    return np.asarray(np.clip(1 + lit * np.float32(0.25), 0.12, 1), np.float32)


def view(heights: Floats, colours: Floats, drop: float) -> tuple[Floats, Floats, float]:
    """See a height field from the front: a picture (h, w, 3), its alpha, and how far its top lies above the
    far foot (pixels).

    `drop` is how many pixels lower the near edge stands on the screen than the far edge. Rows below the near
    edge repeat it.
    """
    depth, width = heights.shape
    foot = np.linspace(0, 1, depth, dtype=np.float32)[:, None] ** 1.5 * np.float32(drop)
    screen = foot - heights
    envelope = np.minimum.accumulate(screen[::-1], axis=0)[::-1]
    top = float(np.floor(envelope[0].min())) - 2
    rows = int(np.ceil(drop - top)) + 2
    y = np.arange(rows, dtype=np.float32) + np.float32(top)
    span = rows + 64.0
    at = np.empty((rows, width), np.float32)
    # One sorted interpolation for many columns: each column lies in its own stretch of the number line.
    for a in range(0, width, 256):
        part = envelope[:, a : a + 256].T
        shift = np.arange(part.shape[0])[:, None] * span
        depths = np.interp((y + shift).ravel(), (part + shift).ravel(), np.tile(np.arange(depth), part.shape[0]))
        at[:, a : a + 256] = depths.reshape(part.shape[0], rows).T
    near = np.clip(at.astype(np.intp), 0, depth - 2)
    share = np.clip(at - near, 0, 1).astype(np.float32)[..., None]
    across = np.arange(width)
    picture = colours[near, across] * (1 - share) + colours[near + 1, across] * share
    # Above the crest the interpolation has run into the neighbouring column's end, and on it a pixel is part air: both
    # take the colour of the first row that lies wholly on the slope.
    line = envelope[0]
    below = np.clip(np.ceil(line - y[0]).astype(np.intp) + 1, 0, rows - 1)
    above = np.arange(rows)[:, None] < below
    picture[above] = np.broadcast_to(picture[below, across], picture.shape)[above]
    spread = np.maximum(1.0, np.abs(np.gradient(line)))
    alpha = np.clip((y[:, None] - line) / spread + 0.5, 0, 1)
    return picture.astype(np.float32), alpha.astype(np.float32), -top

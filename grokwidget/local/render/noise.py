"""Noise fields: smooth, layered and ridged, drawn from a generator and resampled by Pillow."""

from __future__ import annotations

import numpy as np
from PIL import Image

from grokwidget.local.render.colour import Floats


def smooth_noise(draw: np.random.Generator, height: int, width: int, rows: float, columns: float) -> Floats:
    """Noise in 0..1 with about `rows` x `columns` blobs over (height, width), bicubic between them."""
    shape = (max(2, round(rows)) + 3, max(2, round(columns)) + 3)
    cells = draw.random(shape, np.float32)
    picture = Image.fromarray(cells).resize(
        (width, height), Image.Resampling.BICUBIC, box=(1, 1, 1 + max(1.0, columns), 1 + max(1.0, rows))
    )
    return np.asarray(picture, np.float32)


def layered(
    draw: np.random.Generator, height: int, width: int, rows: float, columns: float, octaves: int = 5, gain: float = 0.5
) -> Floats:
    """Fractal noise in about 0..1: each octave twice as fine and `gain` times as strong."""
    total, weight, sum_weights = np.zeros((height, width), np.float32), 1.0, 0.0
    for _ in range(octaves):
        total += np.float32(weight) * smooth_noise(draw, height, width, rows, columns)
        sum_weights += weight
        weight, rows, columns = weight * gain, rows * 2, columns * 2
    return total / np.float32(sum_weights)


def ridged(
    draw: np.random.Generator, height: int, width: int, rows: float, columns: float, octaves: int = 6, gain: float = 0.5
) -> Floats:
    """Sharp crests and wide valleys in about 0..1: finer octaves grow on the crests only."""
    total, weight, sum_weights = np.zeros((height, width), np.float32), 1.0, 0.0
    carry = np.ones((height, width), np.float32)
    for _ in range(octaves):
        crest = 1 - np.abs(2 * smooth_noise(draw, height, width, rows, columns) - 1)
        crest *= crest
        total += np.float32(weight) * crest * carry
        carry = np.clip(crest * np.float32(1.6), 0.15, 1)
        sum_weights += weight
        weight, rows, columns = weight * gain, rows * 2.03, columns * 2.03
    return total / np.float32(sum_weights)


def smoothstep(low: float, high: float, values: Floats) -> Floats:
    """0 below `low`, 1 above `high`, a smooth S between."""
    t = np.clip((values - np.float32(low)) / np.float32(high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def blurred(values: Floats, radius: float) -> Floats:
    """A quick wide blur: down by area and up again bicubically."""
    height, width = values.shape
    small = (max(2, round(width / radius)), max(2, round(height / radius)))
    down = Image.fromarray(np.ascontiguousarray(values)).resize(small, Image.Resampling.BOX)
    return np.asarray(down.resize((width, height), Image.Resampling.BICUBIC), np.float32)

"""Noise for the abstract scenes: tileable fields and strands made once, and ways to read them at any place."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from grokwidget.local.render.colour import Floats

Order = NDArray[np.intp]


def grid_of(width: int, height: int, cells: int = 102_000) -> tuple[int, int]:
    """The size (width, height) of a coarser grid over a frame: about `cells` cells, at least two pixels to a cell."""
    step = max(2.0, math.sqrt(width * height / cells))
    return max(8, math.ceil(width / step)), max(8, math.ceil(height / step))


def spread(field: ArrayLike, softness: float = 1.0) -> Floats:
    """Any field as 0..1 around its middle: half lies below 0.5; about two thirds between 0.25 and 0.75 (softness 1)."""
    values = np.asarray(field, np.float64)
    values = (values - values.mean()) / max(1e-9, float(values.std()))
    return np.asarray(0.5 + 0.5 * np.tanh(values * 0.55 / softness), np.float32)


def clouds(
    chance: np.random.Generator,
    height: int,
    width: int,
    falloff: float = 1.8,
    largest: float = 1.0,
    smallest: float = 0.0,
) -> Floats:
    """A tileable cloud field (height, width) in 0..1 by spectral synthesis: amplitude ~ frequency^-falloff.

    `largest` is the longest wave as a share of the shorter side; `smallest` (a share too) cuts off finer detail softly.
    """
    shorter = min(height, width)
    down = np.fft.fftfreq(height)[:, None] * shorter
    across = np.fft.rfftfreq(width)[None, :] * shorter
    frequency = np.hypot(down, across)
    amplitude = np.where(frequency < 1 / max(largest, 1e-6) - 1e-9, 0, np.maximum(frequency, 0.5) ** -falloff)
    if smallest:
        amplitude = amplitude * np.exp(-((frequency * smallest) ** 2))
    noise = np.fft.rfft2(chance.standard_normal((height, width)))
    return spread(np.fft.irfft2(noise * amplitude, s=(height, width)))


def strand(chance: np.random.Generator, count: int, low: int, high: int, falloff: float = 0.5) -> Floats:
    """A periodic 1-D noise of `count` samples in 0..1 with `low` to `high` waves around the loop."""
    spectrum = np.zeros(count // 2 + 1, np.complex128)
    waves = np.arange(low, min(high, count // 2) + 1)
    phases = chance.uniform(0, 2 * math.pi, len(waves))
    spectrum[waves] = waves**-falloff * chance.uniform(0.4, 1, len(waves)) * np.exp(1j * phases)
    return spread(np.fft.irfft(spectrum, count))


def along(noise: Floats, place: ArrayLike) -> Floats:
    """A strand read at `place` (in loops: 0..1 is once around), linear between samples."""
    at = np.asarray(place, np.float32) * np.float32(len(noise))
    low = np.floor(at)
    share = at - low
    k = low.astype(np.intp) % len(noise)
    return np.asarray(noise[k] * (1 - share) + noise[(k + 1) % len(noise)] * share, np.float32)


def at(field: NDArray[Any], x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
    """A tileable field read at (x, y) in tiles (0..1 is once across), bilinear. Trailing channels are kept."""
    height, width = field.shape[:2]
    column, row = x * np.float32(width), y * np.float32(height)
    left, top = np.floor(column), np.floor(row)
    fx, fy = column - left, row - top
    k, j = _wrapped(left, width), _wrapped(top, height)
    right, below = _wrapped(k + 1, width), _wrapped(j + 1, height)
    flat = field.reshape(height * width, *field.shape[2:])
    if field.ndim == 3:
        fx, fy = fx[..., None], fy[..., None]
    j *= width
    below *= width
    upper = flat.take(j + k, axis=0)
    upper += (flat.take(j + right, axis=0) - upper) * fx
    lower = flat.take(below + k, axis=0)
    lower += (flat.take(below + right, axis=0) - lower) * fx
    lower -= upper
    lower *= fy
    upper += lower
    return upper


def _wrapped(place: NDArray[Any], size: int) -> Order:
    whole = place.astype(np.intp)
    if size & (size - 1):
        whole %= size
    else:
        whole &= size - 1  # several times faster
    return whole


def blurred(field: Floats, cells: int) -> Floats:
    """A cheap wide blur of (h, w): down to blocks of about `cells` cells and up again (bilinear: no dark halos)."""
    height, width = field.shape
    small = Image.fromarray(np.ascontiguousarray(field, np.float32)).resize(
        (max(4, width // cells), max(4, height // cells)), Image.Resampling.BOX
    )
    return np.asarray(small.resize((width, height), Image.Resampling.BILINEAR), np.float32)


def smoothstep(low: float, high: float, value: ArrayLike) -> Floats:
    """0 below `low`, 1 above `high`, a smooth S between; `low` may lie above `high`."""
    t = np.clip((np.asarray(value, np.float32) - np.float32(low)) / np.float32(high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)

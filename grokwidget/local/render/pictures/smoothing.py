"""Smoothing and sampling of small float maps: box blurs by running sums, no library needed at these sizes."""

from __future__ import annotations

import numpy as np

from grokwidget.local.render.colour import Floats


def blurred(field: Floats, radius: int, times: int = 2) -> Floats:
    """A box blur of (2 radius + 1)², repeated; edges are extended. Works on (h, w) and (h, w, channels)."""
    for _ in range(times):
        for axis in (0, 1):
            field = _box(field, radius, axis)
    return field


def _box(field: Floats, radius: int, axis: int) -> Floats:
    if radius < 1:
        return field
    widths = [(0, 0)] * field.ndim
    widths[axis] = (radius + 1, radius)
    sums = np.cumsum(np.pad(field, widths, "edge"), axis=axis, dtype=np.float64)
    high = [slice(None)] * field.ndim
    low = list(high)
    high[axis], low[axis] = slice(2 * radius + 1, None), slice(None, -2 * radius - 1)
    return ((sums[tuple(high)] - sums[tuple(low)]) / (2 * radius + 1)).astype(np.float32)


def guided(field: Floats, guide: Floats, radius: int, softness: float) -> Floats:
    """Smooth `field` but keep the edges of `guide` (He, Sun, Tang: Guided Image Filtering, 2013). Both (h, w)."""
    mean_guide, mean = blurred(guide, radius, 1), blurred(field, radius, 1)
    variance = blurred(guide * guide, radius, 1) - mean_guide**2
    slope = (blurred(guide * field, radius, 1) - mean_guide * mean) / (variance + np.float32(softness))
    return blurred(slope, radius, 1) * guide + blurred(mean - slope * mean_guide, radius, 1)


def unit(field: Floats) -> Floats:
    """Stretched to 0..1 between its 2nd and 98th percentile; a flat field becomes 0."""
    low, high = np.percentile(field, (2, 98))
    if high - low < 1e-6:
        return np.zeros_like(field)
    return np.asarray(np.clip((field - low) / (high - low), 0, 1), np.float32)


def sample(field: Floats, x: Floats, y: Floats) -> Floats:
    """`field` (h, w) at fractional places: 0..1 from its first to its last node, on both axes; beyond, its edge."""
    h, w = field.shape
    u, v = np.clip(x, 0, 1) * (w - 1), np.clip(y, 0, 1) * (h - 1)
    left, top = np.minimum(u.astype(np.intp), w - 2), np.minimum(v.astype(np.intp), h - 2)
    fu, fv = u - left, v - top
    above = field[top, left] * (1 - fu) + field[top, left + 1] * fu
    below = field[top + 1, left] * (1 - fu) + field[top + 1, left + 1] * fu
    return np.asarray(above * (1 - fv) + below * fv, np.float32)

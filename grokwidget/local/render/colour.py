"""Colours: sRGB triples in 0..1, mixed in OKLab so that ramps stay clean, and the BT.709 numbers that the
planes hold.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float32]

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_FROM_LMS = np.linalg.inv(_TO_LMS)
_FROM_LAB = np.linalg.inv(_TO_LAB)


def rgb(text: str) -> Floats:
    """`#rrggbb` as three floats in 0..1 (sRGB)."""
    digits = text.lstrip("#")
    return np.array([int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)], np.float32)


def to_linear(colour: ArrayLike) -> NDArray[np.float64]:
    """sRGB to linear light; the last axis is red, green, blue."""
    c = np.asarray(colour, np.float64)
    return np.where(c <= 0.04045, c / 12.92, ((np.maximum(c, 0) + 0.055) / 1.055) ** 2.4)


def from_linear(light: ArrayLike) -> Floats:
    """Linear light to sRGB, clipped to 0..1."""
    c = np.clip(np.asarray(light, np.float64), 0, 1)
    return np.where(c <= 0.0031308, c * 12.92, 1.055 * c ** (1 / 2.4) - 0.055).astype(np.float32)


def to_oklab(colour: ArrayLike) -> NDArray[np.float64]:
    """sRGB to OKLab (Ottosson 2020)."""
    lab: NDArray[np.float64] = np.cbrt(to_linear(colour) @ _TO_LMS.T) @ _TO_LAB.T
    return lab


def from_oklab(lab: ArrayLike) -> Floats:
    """OKLab to sRGB, clipped to the gamut."""
    return from_linear((np.asarray(lab, np.float64) @ _FROM_LAB.T) ** 3 @ _FROM_LMS.T)


def oklch(lightness: float, chroma: float, hue: float) -> Floats:
    """A colour by lightness 0..1, chroma 0..0.37 and hue in degrees (pink 0, orange 60, green 145, blue 260), as sRGB.

    What lies outside the gamut loses chroma, never its hue.
    """
    angle = math.radians(hue)
    for share in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0):
        c = chroma * share
        linear = (np.array([lightness, c * math.cos(angle), c * math.sin(angle)]) @ _FROM_LAB.T) ** 3 @ _FROM_LMS.T
        if linear.min() >= -1e-3 and linear.max() <= 1.001:
            break
    return from_linear(linear)


def to_oklch(colour: ArrayLike) -> tuple[float, float, float]:
    """Lightness, chroma and hue (degrees) of one sRGB colour."""
    lightness, a, b = to_oklab(colour)
    return float(lightness), float(math.hypot(a, b)), math.degrees(math.atan2(b, a)) % 360


def mix(a: ArrayLike, b: ArrayLike, t: ArrayLike) -> Floats:
    """From `a` (t = 0) to `b` (t = 1) through OKLab. `t` may be an array: the result is then t.shape + (3,)."""
    share = np.asarray(t, np.float64)[..., None]
    return from_oklab(to_oklab(a) * (1 - share) + to_oklab(b) * share)


def ramp(stops: Sequence[tuple[float, ArrayLike]], count: int) -> Floats:
    """`count` colours along `stops` (position 0..1, sRGB colour), mixed in OKLab: float32 (count, 3)."""
    at = np.linspace(0, 1, count)
    places = [place for place, _ in stops]
    labs = np.array([to_oklab(colour) for _, colour in stops])
    return from_oklab(np.stack([np.interp(at, places, labs[:, k]) for k in range(3)], axis=-1))


def rotate(colour: ArrayLike, degrees: float, chroma: float = 1.0) -> Floats:
    """The same lightness with the hue turned by `degrees` and the chroma scaled. Works on (..., 3)."""
    lab = to_oklab(colour)
    angle = math.radians(degrees)
    a = (lab[..., 1] * math.cos(angle) - lab[..., 2] * math.sin(angle)) * chroma
    b = (lab[..., 1] * math.sin(angle) + lab[..., 2] * math.cos(angle)) * chroma
    return from_oklab(np.stack([lab[..., 0], a, b], axis=-1))


def towards_hue(colour: ArrayLike, hue: float, share: float) -> Floats:
    """Pull the hue of (..., 3) towards `hue` degrees by `share` 0..1, keeping lightness and chroma."""
    lab = to_oklab(colour)
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    angle = math.radians(hue)
    target = np.stack([lab[..., 0], chroma * math.cos(angle), chroma * math.sin(angle)], axis=-1)
    return from_oklab(lab * (1 - share) + target * share)


def planes_of(colour: ArrayLike) -> Floats:
    """sRGB (..., 3) as BT.709 limited-range Y, U, V numbers (16..235, 16..240), not rounded."""
    c = np.asarray(colour, np.float32)
    r, g, b = c[..., 0], c[..., 1], c[..., 2]
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    out = np.stack([16 + 219 * y, 128 + 224 * (b - y) / 1.8556, 128 + 224 * (r - y) / 1.5748], axis=-1)
    return out.astype(np.float32)

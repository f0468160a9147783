"""Where people look in a picture: contrast and skin tones, on a small copy. No model; a modest guess that errs upwards.

A head is guessed from a compact blob of skin tones. It gives a box that no camera move may cut: hair and chin included.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from grokwidget.local.render.colour import Floats, to_oklab
from grokwidget.local.render.pictures.smoothing import blurred, unit

SIDE = 96
"""Longer side of the small copy."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in shares of the picture: 0..1 from left to right and from top to bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def x(self) -> float:
        """The middle."""
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        """The middle."""
        return (self.top + self.bottom) / 2

    def scaled(self, share: float) -> Box:
        """The same middle, its sides `share` as long."""
        across, down = (self.right - self.left) / 2 * share, (self.bottom - self.top) / 2 * share
        return Box(self.x - across, self.y - down, self.x + across, self.y + down)


@dataclass(frozen=True, slots=True)
class Attention:
    """What the camera should know about a picture."""

    x: float
    """Where to aim, in shares of the picture."""
    y: float
    head: Box | None
    """What must stay in the frame whole: a head with its hair, where one was guessed."""
    crown: float
    """Above this height hardly anything draws the eye: a view should not begin below it if it can be helped."""
    map: Floats
    """How much each place draws the eye, 0..1, at the small copy's size."""


def small_copy(picture: Image.Image) -> Image.Image:
    """RGB, the longer side 96 pixels, the shorter at least 8."""
    scale = SIDE / max(picture.size)
    size = max(8, round(picture.width * scale)), max(8, round(picture.height * scale))
    return picture.convert("RGB").resize(size, Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR)


def attention(small: Image.Image) -> Attention:
    """Look at a small RGB copy."""
    rgb = np.asarray(np.asarray(small) / 255, np.float32)
    h, w = rgb.shape[:2]
    across, down = (np.arange(w, dtype=np.float32) + 0.5) / w, (np.arange(h, dtype=np.float32) + 0.5) / h
    lab = to_oklab(rgb).astype(np.float32)
    lab[..., 1:] *= 2.5
    fine, wide, whole = blurred(lab, 1, 1), blurred(lab, max(2, min(h, w) // 6)), lab.mean((0, 1))
    contrast = unit(np.linalg.norm(fine - wide, axis=-1)) + unit(np.linalg.norm(fine - whole, axis=-1))
    centre = np.exp(-(((across - 0.5) / 0.36) ** 2) - (((down[:, None] - 0.46) / 0.38) ** 2))
    skin = skin_tone(rgb)
    head = _head(skin, rgb)
    busy = np.asarray(contrast / 2, np.float32)
    looks = (blurred(busy, max(1, min(h, w) // 24)) + 0.5 * blurred(skin, 2)) * (0.25 + centre)
    if head is not None:
        reach_x, reach_y = (head.right - head.left) * 0.6, (head.bottom - head.top) * 0.6
        looks = looks + 1.5 * np.exp(
            -(((across - head.x) / reach_x) ** 2) - (((down[:, None] - head.y) / reach_y) ** 2)
        )
    looks = unit(looks)
    weight = looks**2 + 1e-6
    total = float(weight.sum())
    x, y = float((weight * across).sum()) / total, float((weight * down[:, None]).sum()) / total
    if head is None:
        # What matters in a picture stands on something: a little more room above than below.
        y -= 0.07
    else:
        x, y = 0.75 * head.x + 0.25 * x, 0.85 * head.y + 0.15 * y
    heights = np.cumsum(weight.sum(1)) / total
    crown = float(down[int(np.searchsorted(heights, 0.04))]) - 0.03
    return Attention(min(0.85, max(0.15, x)), min(0.8, max(0.12, y)), head, max(0.0, crown), looks)


def skin_tone(rgb: Floats) -> Floats:
    """How likely each pixel of (h, w, 3) is skin, 0..1, from its chroma: one narrow hue serves every complexion."""
    r, g, b = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    light = 0.299 * r + 0.587 * g + 0.114 * b
    blue, red = (b - light) * 0.564, (r - light) * 0.713
    # Skins lie along one line from pale to saturated, whatever their lightness; across it they spread little.
    along, away = 0.6 * red - 0.8 * blue, 0.8 * red + 0.6 * blue
    away = away - (0.014 + 0.42 * (along - 0.10))
    beyond = np.maximum(0, np.abs(along - 0.145) - 0.055)
    near = np.exp(-((beyond / 0.030) ** 2) - ((away / 0.026) ** 2))
    return np.asarray(near * ((light > 0.14) & (light < 0.96) & (r > g)), np.float32)


def _head(skin: Floats, rgb: Floats) -> Box | None:
    """The box of the best blob of skin, grown by its hair and chin; None where nothing looks like a head."""
    h, w = skin.shape
    mask = blurred(skin, 1, 1) > 0.42
    light = rgb.mean(-1)
    best, found = 0.0, None
    for top, bottom, left, right, area in _blobs(mask):
        tall, broad = bottom - top, right - left
        if broad < 4 or tall < 4 or broad > 0.62 * w:
            continue
        if tall > 1.7 * broad:
            # Neck and shoulders hang below: the face is the upper part.
            bottom = top + round(1.5 * broad)
            tall, area = bottom - top, int(mask[top:bottom, left:right].sum())
        share, fill = area / mask.size, area / (tall * broad)
        if not 0.004 < share < 0.30 or fill < 0.42 or tall < 0.75 * broad:
            continue
        inside = light[top:bottom, left:right]
        features = min(1.0, float(inside.std()) / 0.09)
        touches = (left == 0) + (right == w) + (bottom >= h)
        middle = ((left + right) / 2 / w - 0.5) ** 2
        score = share**0.35 * fill * features * (1.15 - (top + tall / 2) / h) * (1 - 1.6 * middle) * 0.6**touches
        score *= 0.35 + 0.65 * _symmetry(inside)
        if score > best:
            best, found = score, (top, bottom, left, right)
    if found is None or best < 0.07:
        return None
    top, bottom, left, right = found
    tall, broad = bottom - top, right - left
    return Box(
        max(0.0, (left - 0.22 * broad) / w),
        max(0.0, (top - 0.52 * tall) / h),
        min(1.0, (right + 0.22 * broad) / w),
        min(1.0, (bottom + 0.20 * tall) / h),
    )


def _symmetry(light: Floats) -> float:
    """How much a patch is like its mirror image, 0..1: the best correlation over small shifts of the axis."""
    best = 0.0
    for shift in (-2, -1, 0, 1, 2):
        part = light[:, max(0, shift) : light.shape[1] + min(0, shift)]
        mirror = part[:, ::-1]
        spread = float(part.std()) * float(mirror.std())
        if part.shape[1] >= 4 and spread > 1e-5:
            best = max(best, float(((part - part.mean()) * (mirror - mirror.mean())).mean()) / spread)
    return best


def _blobs(mask: NDArray[np.bool_]) -> list[tuple[int, int, int, int, int]]:
    """Connected regions of at least 12 pixels as (top, bottom, left, right, area); ends exclusive."""
    h, w = mask.shape
    label = np.where(mask, np.arange(1, h * w + 1, dtype=np.int32).reshape(h, w), 0)
    while True:
        # The highest number of a region spreads along whole runs in four sweeps per turn.
        before = label
        label = np.where(mask, _spread(label), 0)
        if np.array_equal(label, before):
            break
    found = []
    for value, area in zip(*np.unique(label[label > 0], return_counts=True), strict=True):
        if area >= 12:
            rows, columns = np.nonzero(label == value)
            found.append((int(rows.min()), int(rows.max()) + 1, int(columns.min()), int(columns.max()) + 1, int(area)))
    return found


def _spread(label: NDArray[np.int32]) -> NDArray[np.int32]:
    padded = np.pad(label, 1)
    near = (padded[1:-1, 1:-1], padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:])
    return np.asarray(np.maximum.reduce(near), np.int32)

"""What stands on the ground at night: mountains, snow, spruces, grass, a cabin; painted once, with alpha."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image, ImageDraw

from grokwidget.local.render.colour import Floats, mix, rgb
from grokwidget.local.render.scenes.fields import clouds, smoothstep, strand

Painted = tuple[Floats, Floats]
"""Picture (h, w, 3) in sRGB 0..1, and alpha (h, w)."""


def ridge_line(chance: np.random.Generator, width: int, waves: tuple[int, int], jagged: float) -> Floats:
    """A skyline in 0..1 (1 is highest) of `width` samples; `jagged` 0 rolls, 1 breaks into peaks."""
    smooth = strand(chance, width, *waves, falloff=1.15)
    peaks = np.abs(2 * strand(chance, width, waves[0] * 2, waves[1] * 3, falloff=1.0) - 1)
    detail = strand(chance, width, waves[1] * 5, width // 4, falloff=1.5)
    line = smooth * (1 - 0.5 * jagged) + (1 - peaks) * 0.42 * jagged + (detail - 0.5) * 0.16 * jagged
    line -= line.min()
    return np.asarray(line / max(1e-6, float(line.max())), np.float32)


def mountains(
    chance: np.random.Generator,
    width: int,
    height: int,
    base: ArrayLike,
    snow: ArrayLike,
    haze: ArrayLike,
    cover: float = 0.7,
) -> Painted:
    """A mountain range filling (height, width): rock `base`, moonlit `snow` on its faces, `haze` at its foot."""
    shape = max(1.0, width / height / 6.5)
    line = ridge_line(chance, width, (max(1, round(shape)), max(3, round(3.5 * shape))), 0.9)
    edge = (1 - line) * height * 0.72 + 1
    rows = np.arange(height, dtype=np.float32)[:, None]
    depth = rows - edge
    alpha = np.clip(depth + 0.5, 0, 1)
    # Faces: a relief noise, sheared along the slopes, lit from one side; snow keeps to the upper part.
    rough = clouds(chance, max(64, height), width, falloff=1.6, largest=0.9)[:height]
    slope = np.gradient(np.convolve(np.pad(edge, 8, "wrap"), np.ones(17) / 17, "valid"))
    lit = smoothstep(-0.5, 0.7, slope[None, :] * 0.9 + (rough - 0.5) * 1.4 + np.gradient(rough, axis=1) * 22)
    reach = smoothstep(height * 0.62, 0, depth) * smoothstep(0.25, 0.6, rough + cover - 0.35)
    picture = mix(base, snow, np.clip(lit * reach, 0, 1))
    fog = smoothstep(0.15, 1.0, rows / height)[..., 0] ** 1.4
    return mix_rows(picture, haze, fog * 0.8), np.asarray(alpha, np.float32)


def snowfield(chance: np.random.Generator, width: int, height: int, near: ArrayLike, far: ArrayLike) -> Painted:
    """Rolling snow filling (height, width), darker towards the viewer, with soft drifts."""
    line = ridge_line(chance, width, (1, 3), 0.0)
    edge = (1 - line) * height * 0.22 + 1
    rows = np.arange(height, dtype=np.float32)[:, None]
    depth = (rows - edge) / height
    alpha = np.clip(rows - edge + 0.5, 0, 1)
    drifts = clouds(chance, max(64, height * 3), width, falloff=2.2, largest=0.8)[: height * 3 : 3]
    share = np.clip(depth * 1.15 + (drifts - 0.5) * 0.5, 0, 1)
    return mix(far, near, share), np.asarray(alpha, np.float32)


def mix_rows(picture: Floats, colour: ArrayLike, share: ArrayLike) -> Floats:
    """Blend each row of (h, w, 3) towards a colour by `share` (h,)."""
    part = np.asarray(share, np.float32)[:, None, None]
    return np.asarray(picture * (1 - part) + np.asarray(colour, np.float32) * part, np.float32)


def spruces(
    chance: np.random.Generator,
    width: int,
    height: int,
    tallest: float,
    spacing: float,
    clearing: float = 0.0,
    ground: float = 0.12,
) -> Floats:
    """The silhouette (alpha) of a spruce forest, supersampled: `tallest` as a share of `height`, `spacing` in pixels.

    `clearing` 0..1 lowers the trees in the middle of the strip, so that they frame the view. `ground` is the share of
    solid soil below them; 0: they stand free, at slightly different heights.
    """
    scale = 2
    image = Image.new("L", (width * scale, height * scale), 0)
    pen = ImageDraw.Draw(image)
    soil = strand(chance, width, 2, 24, falloff=1.0)
    floor = height * (1 - (ground or 0.10) * (0.5 + soil))
    if ground:
        pen.polygon(
            [
                (0, height * scale),
                *((k * scale, float(floor[k]) * scale) for k in range(0, width, 2)),
                (width * scale, height * scale),
            ],
            255,
        )
    x = -spacing
    while x < width + spacing:
        x += spacing * float(chance.uniform(0.35, 1.7))
        aside = min(1.0, abs(x / width - 0.5) * 2.6)
        high = height * tallest * float(chance.uniform(0.45, 1.0)) * (1 - clearing * (1 - aside**1.5))
        foot = float(floor[int(np.clip(x, 0, width - 1))]) + (3 if ground else -height * 0.06 * float(chance.random()))
        _spruce(pen, chance, x * scale, foot * scale, high * scale)
    small = image.resize((width, height), Image.Resampling.BOX)
    return np.asarray(small, np.float32) / np.float32(255)


def _spruce(pen: ImageDraw.ImageDraw, chance: np.random.Generator, x: float, foot: float, high: float) -> None:
    wide = high * float(chance.uniform(0.16, 0.23))
    lean = high * float(chance.normal(0, 0.008))
    tiers = max(5, min(17, int(high / 9)))
    pen.rectangle((x - wide * 0.06, foot - high * 0.2, x + wide * 0.06, foot), 255)
    left: list[tuple[float, float]] = []
    right: list[tuple[float, float]] = []
    for k in range(tiers):
        share = k / tiers
        down = foot - high * (1 - share) + high * 0.02
        reach = wide * (0.10 + 0.9 * share**0.9)
        droop = high / tiers * 0.75
        middle = x + lean * (1 - share)
        for side, sign in ((left, -1), (right, 1)):
            out = reach * float(chance.uniform(0.78, 1.12))
            side.append((middle + sign * out, down + droop))
            side.append((middle + sign * reach * 0.42, down + droop * 0.62))
    pen.polygon([(x + lean, foot - high), *right, (x, foot - high * 0.02), *reversed(left)], 255)


def grass(chance: np.random.Generator, width: int, height: int, blades: int, tallest: float = 0.95) -> Floats:
    """The silhouette (alpha) of grass and some flower heads, standing on the strip's lower edge."""
    scale = 2
    image = Image.new("L", (width * scale, height * scale), 0)
    pen = ImageDraw.Draw(image)
    swell = strand(chance, width, 2, 12, falloff=0.8)
    for _ in range(blades):
        x = float(chance.uniform(0, width))
        high = height * tallest * (0.25 + 0.75 * float(chance.random()) ** 1.6) * (0.55 + 0.45 * float(swell[int(x)]))
        bend = high * float(chance.normal(0, 0.22))
        thick = max(0.7, height * 0.011) * float(chance.uniform(0.6, 1.3))
        spine = [(x + bend * t * t, height - high * t) for t in (0, 0.25, 0.5, 0.75, 1.0)]
        left = [((a - thick * (1 - k / 4)) * scale, b * scale) for k, (a, b) in enumerate(spine)]
        right = [((a + thick * (1 - k / 4)) * scale, b * scale) for k, (a, b) in enumerate(spine)]
        pen.polygon([*left, *reversed(right)], 255)
        if chance.random() < 0.06:
            a, b = spine[-1]
            size = max(1.2, height * 0.016) * float(chance.uniform(0.7, 1.6))
            pen.ellipse(
                ((a - size) * scale, (b - size * 1.5) * scale, (a + size) * scale, (b + size * 1.5) * scale), 255
            )
    small = image.resize((width, height), Image.Resampling.BOX)
    return np.asarray(small, np.float32) / np.float32(255)


def cabin(size: int) -> Painted:
    """A wooden cabin with snow on its roof and lit windows, about `size` pixels wide, on transparent ground."""
    scale = 4
    w, h = size * scale, int(size * 0.8) * scale
    image = Image.new("RGBA", (w, h), (12, 14, 18, 0))
    pen = ImageDraw.Draw(image)

    def box(x0: float, y0: float, x1: float, y1: float, fill: str) -> None:
        pen.rectangle((x0 * w, y0 * h, x1 * w, y1 * h), fill)

    box(0.68, 0.10, 0.76, 0.4, "#0d0f14")
    box(0.12, 0.48, 0.88, 0.97, "#151317")
    pen.polygon([(0.02 * w, 0.56 * h), (0.22 * w, 0.2 * h), (0.78 * w, 0.2 * h), (0.98 * w, 0.56 * h)], "#6f8798")
    pen.polygon([(0.04 * w, 0.57 * h), (0.96 * w, 0.57 * h), (0.9 * w, 0.53 * h), (0.1 * w, 0.53 * h)], "#2c3944")
    for x in (0.22, 0.62):
        box(x, 0.64, x + 0.16, 0.83, "#ffc766")
        box(x + 0.073, 0.64, x + 0.087, 0.83, "#5a3a18")
        box(x, 0.725, x + 0.16, 0.745, "#5a3a18")
    box(0.445, 0.66, 0.555, 0.97, "#3a2413")
    small = np.asarray(image.resize((size, int(size * 0.8)), Image.Resampling.BOX), np.float32) / np.float32(255)
    return small[..., :3], small[..., 3]


def tent(size: int, colour: ArrayLike | None = None) -> Painted:
    """A tent lit from inside, about `size` pixels wide, on transparent ground."""
    glow = rgb("#ffb347") if colour is None else np.asarray(colour, np.float32)
    width, height = size, int(size * 0.62)
    x = (np.arange(width, dtype=np.float32) + 0.5) / width * 2 - 1
    y = (np.arange(height, dtype=np.float32)[:, None] + 0.5) / height
    roof = 0.96 * np.sqrt(np.clip(y, 0, 1)) ** 1.15
    alpha = np.clip((roof - np.abs(x)) * width / 2.5, 0, 1) * np.clip((0.98 - y) * height, 0, 1)
    light = np.exp(-((x * 1.6) ** 2 + ((y - 0.78) * 1.8) ** 2)) * 0.95 + 0.12
    seam = 1 - 0.45 * np.exp(-(((np.abs(x) - roof * 0.33) / 0.03) ** 2))
    picture = np.clip(light * seam, 0, 1)[..., None] * glow + 0.12 * (light**3)[..., None]
    return np.clip(picture, 0, 1).astype(np.float32), np.asarray(alpha, np.float32)


def horizon_of(height: int, share: float) -> int:
    """An even row at `share` of the frame's height."""
    return math.floor(height * share / 2) * 2

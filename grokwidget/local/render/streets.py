"""A street in perspective: two walls of houses that run to one vanishing point, with shops, windows and neon signs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grokwidget.local.render.colour import Floats, mix, rgb
from grokwidget.local.render.sky import Palette
from grokwidget.local.render.towers import Lamps

HALF_STREET = 8.0
"""Metres from the middle of the street to its walls."""
EYE = 1.75
"""Height of the camera in metres."""
FARTHEST = 170.0
"""Metres down the street at which the walls end."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A neon sign: its centre and size in pixels of the unmoved frame, and its colour."""

    x: float
    y: float
    size: float
    colour: Floats


def canyon(
    draw: np.random.Generator,
    width: int,
    height: int,
    vanish: tuple[float, float],
    focal: float,
    palette: Palette,
    lamps: Lamps,
) -> tuple[Floats, Floats, list[Sign]]:
    """The walls as a picture (height, width, 3) with alpha, and the signs on them. `vanish` is the vanishing
    point in it.
    """
    picture, alpha = np.zeros((height, width, 3), np.float32), np.zeros((height, width), np.float32)
    signs: list[Sign] = []
    middle = round(vanish[0])
    for side, columns in ((-1, slice(0, middle)), (1, slice(middle, width))):
        x = np.arange(columns.start, columns.stop, dtype=np.float32) + 0.5
        _wall(picture[:, columns], alpha[:, columns], np.abs(x - vanish[0]), draw, vanish[1], focal, palette, lamps)
        signs += _signs(picture, alpha, draw, side, vanish, focal, lamps)
    return picture, alpha, signs


def _wall(
    picture: Floats,
    alpha: Floats,
    away: Floats,
    draw: np.random.Generator,
    eye_row: float,
    focal: float,
    palette: Palette,
    lamps: Lamps,
) -> None:
    z = np.asarray(np.minimum(focal * HALF_STREET / np.maximum(away, 1e-3), 4000), np.float32)
    step = np.asarray(z * z / (focal * HALF_STREET), np.float32)
    rise = np.asarray(z / focal, np.float32)
    y = np.arange(picture.shape[0])[:, None] + 0.5
    h = np.asarray((eye_row - y) * rise + EYE, np.float32)
    ends = np.cumsum(draw.uniform(9, 22, 40)) - 4
    house = np.searchsorted(ends, z)
    tall = (draw.uniform(0.25, 1.0, 42) ** 1.2 * 52 + 9)[house].astype(np.float32)
    tone = draw.uniform(0.7, 1.3, 42)[house].astype(np.float32)
    away_share = np.clip(z / FARTHEST, 0, 1)
    mist = (0.10 + 0.72 * away_share**0.8)[None, :, None]
    if lamps.night:
        wall = mix(rgb("#10101f"), palette.shade, 0.35) * tone[:, None]
        shine = np.exp(-np.maximum(h - 3, 0) / 9)[..., None] * mix(lamps.neon[0], rgb("#ffb878"), 0.5) * 0.30
        base = wall[None] + shine
    else:
        stone = mix(rgb("#9a8f86"), rgb("#c9bda8"), (tone - 0.7) / 0.6)
        base = (
            stone[None] * (palette.shade * 0.5 + palette.light * 0.35) * (0.8 + 0.2 * np.clip(h / 40, 0, 1))[..., None]
        )
    base = np.broadcast_to(base, picture.shape).astype(np.float32).copy()
    _glaze(base, z, h, step, rise, house, tall, draw, palette, lamps)
    picture[:] = base * (1 - mist) + palette.haze * mist
    roof = np.clip((tall - h) / rise + 0.5, 0, 1)
    alpha[:] = roof * np.clip((FARTHEST - z) / 20, 0, 1)


def _glaze(
    base: Floats, z: Floats, h: Floats, step: Floats, rise: Floats, house: NDArray[np.intp], tall: Floats,
    draw: np.random.Generator, palette: Palette, lamps: Lamps,
) -> None:  # fmt: skip
    cell_w, cell_h = 2.7, 3.3
    gx, gy = (z / cell_w).astype(np.intp), np.clip(((h - 4.2) / cell_h), 0, 39).astype(np.intp)
    pane_x = np.clip((0.29 * cell_w - np.abs(z % cell_w - cell_w / 2)) / step + 0.5, 0, 1)
    # Where a pixel holds more than a window, only the mean is left.
    mean = np.clip(step / cell_w * 1.6 - 0.6, 0, 1)
    pane_x = pane_x * (1 - mean) + 0.5 * mean
    pane_y = np.clip((0.30 * cell_h - np.abs((h - 4.2) % cell_h - cell_h / 2)) / rise + 0.5, 0, 1)
    above = np.clip((h - 4.4) / rise, 0, 1) * np.clip((tall - 1.2 - h) / rise, 0, 1)
    pane = (pane_x * pane_y * above)[..., None]
    lit = (draw.random((40, 2000)) < 0.34) * draw.uniform(0.35, 1.0, (40, 2000)) * (1.0 if lamps.night else 0.10)
    mood = draw.integers(0, len(lamps.windows), 42)
    colours = np.stack(lamps.windows)[mood[house]]
    columns = np.minimum(gx, 1999)
    light = lit[gy, columns] * (1 - mean * 0.5)
    glass = base * 0.55 if lamps.night else base * 0.45 + palette.sky[1] * 0.35
    base += (glass - base) * pane * 0.85
    base += (colours[None] - base) * pane * light[..., None].astype(np.float32)
    # Shops: lit windows along the pavement, in another colour for every house, with goods and people before the light.
    shop = np.clip((3.2 - h) / rise + 0.5, 0, 1) * np.clip((h - 0.35) / rise + 0.5, 0, 1)
    door = np.clip((1.7 - np.abs(z % 4.4 - 2.2)) / step + 0.5, 0, 1) * (1 - mean) + 0.7 * mean
    tints = np.stack([rgb("#ffc27a"), rgb("#ffe6bf"), *lamps.neon])
    pick = tints[draw.integers(0, len(tints), 42)[house]]
    goods = draw.uniform(0.2, 1.9, 4000)[np.minimum((z * 2.4).astype(np.intp), 3999)]
    shade = 1 - 0.72 * np.clip((goods - h) / rise + 0.5, 0, 1) * (1 - mean)
    fall = (0.30 + 0.60 * np.clip((h - 0.4) / 2.6, 0, 1) ** 1.4) * shade * draw.uniform(0.35, 1.0, 42)[house]
    strength = (0.95 if lamps.night else 0.25) * shop * door * fall
    base += (pick[None] - base) * strength[..., None].astype(np.float32)
    awning = np.clip((4.0 - h) / rise + 0.5, 0, 1) * np.clip((h - 3.3) / rise + 0.5, 0, 1) * 0.8
    cloth = (pick * 0.35 + 0.02) if lamps.night else pick * 0.6
    base += (cloth[None] - base) * awning[..., None].astype(np.float32)


def _signs(
    picture: Floats,
    alpha: Floats,
    draw: np.random.Generator,
    side: int,
    vanish: tuple[float, float],
    focal: float,
    lamps: Lamps,
) -> list[Sign]:
    """Signs that hang over the pavement and face the camera, from far to near."""
    made = []
    for z in sorted(draw.uniform(10, 95, 13), reverse=True):
        scale = focal / z
        wide, high = float(draw.uniform(0.9, 2.0)), float(draw.uniform(1.4, 6.0))
        foot = float(draw.uniform(4.0, 15.0))
        outer = vanish[0] + side * HALF_STREET * scale
        a, b = sorted((outer, outer - side * wide * scale))
        bottom = vanish[1] - (foot - EYE) * scale
        top = bottom - high * scale
        colour = lamps.neon[int(draw.integers(len(lamps.neon)))]
        if b < 2 or a > picture.shape[1] - 2 or bottom < 2 or b - a < 3:
            continue
        _board(picture, alpha, draw, (a, b, top, bottom), colour, lamps.night)
        made.append(Sign((a + b) / 2, (top + bottom) / 2, float(max(b - a, (bottom - top) * 0.5)), colour))
    return made


def _board(
    picture: Floats,
    alpha: Floats,
    draw: np.random.Generator,
    box: tuple[float, float, float, float],
    colour: Floats,
    night: bool,
) -> None:
    a, b, top, bottom = box
    x0, x1 = max(0, int(a)), min(picture.shape[1], int(b) + 1)
    y0, y1 = max(0, int(top)), min(picture.shape[0], int(bottom) + 1)
    if x0 >= x1 or y0 >= y1:
        return
    u = (np.arange(x0, x1) + 0.5 - a) / (b - a)
    v = ((np.arange(y0, y1) + 0.5 - top) / (bottom - top))[:, None]
    pixel = 1 / (b - a)
    inside = np.clip(np.minimum(u, 1 - u) / pixel + 0.5, 0, 1) * np.clip(
        np.minimum(v, 1 - v) * (bottom - top) + 0.5, 0, 1
    )
    frame = np.clip(
        (0.11 - np.minimum(np.minimum(u, 1 - u), np.minimum(v, 1 - v) * (bottom - top) / (b - a))) / (pixel + 0.02)
        + 0.5,
        0,
        1,
    )
    # Strokes that look like writing from afar and say nothing from near: bars in square cells, one below the other.
    count = max(1, round((bottom - top) / (b - a) * 0.9))
    cell = (v[:, 0] * count * 1.02 - 0.01).clip(0, count - 0.01)
    row, w = cell.astype(np.intp), cell % 1
    bars, posts = draw.uniform(0.16, 0.84, (count, 3)), draw.uniform(0.24, 0.76, (count, 2))
    length = draw.uniform(0.5, 1.0, (count, 3))
    thin = 0.055 + pixel * 0.3
    stroke = np.zeros(inside.shape)
    for j in range(3):
        bar = np.clip((thin - np.abs(w - bars[row, j])) / (pixel + 0.02) + 0.5, 0, 1)[:, None]
        stroke = np.maximum(stroke, bar * (np.abs(u - 0.5) < 0.33 * length[row, j][:, None]))
    for j in range(2):
        post = np.clip((thin - np.abs(u - posts[row, j][:, None])) / (pixel + 0.02) + 0.5, 0, 1)
        stroke = np.maximum(stroke, post * ((w > 0.14) & (w < 0.86))[:, None])
    glow = np.clip(np.maximum(frame, stroke * 0.92), 0, 1)[..., None].astype(np.float32)
    body = colour * 0.20 + glow * (colour * 0.80 + 0.22) if night else colour * 0.55 + glow * 0.35
    share = inside[..., None].astype(np.float32)
    area = (slice(y0, y1), slice(x0, x1))
    picture[area] += (np.clip(body, 0, 1) - picture[area]) * share
    alpha[area] = np.maximum(alpha[area], inside)

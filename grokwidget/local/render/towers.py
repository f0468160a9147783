"""Towers: rows of buildings with windows, painted once as layers, for skylines by day and by night."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grokwidget.local.render.colour import Floats, mix, oklch, rgb
from grokwidget.local.render.noise import smooth_noise
from grokwidget.local.render.sky import Palette


@dataclass(frozen=True, slots=True)
class Lamps:
    """The lights of a city."""

    night: bool
    neon: tuple[Floats, ...]
    """Colours of signs."""
    windows: tuple[Floats, ...]
    """Colours of lit windows."""


def lamps_for(hues: tuple[float, ...], night: bool, draw: np.random.Generator) -> Lamps:
    """Neon in the prompt's hues, or in one of a few pairs that go together."""
    pairs = ((340.0, 210.0), (25.0, 195.0), (320.0, 265.0), (55.0, 330.0), (160.0, 310.0))
    pair = pairs[int(draw.integers(len(pairs)))]
    chosen = (hues[0], hues[1] if len(hues) > 1 else (hues[0] + 150) % 360) if hues else pair
    neon = tuple(oklch(0.72, 0.22, h) for h in (chosen[0], chosen[1], (chosen[0] + 35) % 360))
    return Lamps(night, neon, (rgb("#ffd9a0"), rgb("#fff0cf"), rgb("#bfe0ff"), neon[1] * 0.8 + 0.15))


def skyline(
    draw: np.random.Generator, width: int, rows: int, unit: float, palette: Palette, lamps: Lamps, *,
    tall: float, broad: float, haze: float, cell: float, lit: float,
) -> tuple[Floats, Floats]:  # fmt: skip
    """A row of towers up to `tall` pixels in a picture of (rows, width), standing on its lower edge.

    `broad` is their mean width, `cell` the size of a window with its frame, in pixels; `haze` 0..1 fades them
    into the air.
    """
    picture = np.zeros((rows, width, 3), np.float32)
    alpha = np.zeros((rows, width), np.float32)
    rise = smooth_noise(draw, 1, width, 1, 2.6 * width / max(1, 14 * broad))[0]
    order = []
    for shift, gain in ((0.0, 1.0), (0.5, 0.72)):
        x = -broad * shift
        while x < width:
            wide = broad * float(draw.uniform(0.55, 1.5))
            centre = int(np.clip(x + wide / 2, 0, width - 1))
            high = tall * gain * float(0.32 + 0.68 * rise[centre]) * float(draw.uniform(0.55, 1.08))
            order.append((gain, x, wide, high))
            x += wide * float(draw.uniform(0.92, 1.25)) + broad * 0.05
    for gain, x, wide, high in order:
        _tower(
            picture, alpha, draw, (x, wide, high), unit, palette, lamps, haze * (1.0 if gain == 1 else 0.82), cell, lit
        )
    return picture, alpha


def _tower(
    picture: Floats, alpha: Floats, draw: np.random.Generator, place: tuple[float, float, float], unit: float,
    palette: Palette, lamps: Lamps, haze: float, cell: float, lit: float,
) -> None:  # fmt: skip
    rows, width = alpha.shape
    x, wide, high = place
    parts = [(x, wide, high)]
    style = draw.random()
    if style < 0.35:  # set back near the top
        parts = [
            (x, wide, high * 0.82),
            (x + wide * 0.16, wide * 0.68, high * 0.93),
            (x + wide * 0.32, wide * 0.36, high),
        ]
    tone = float(draw.uniform(0.75, 1.2))
    for left, across, up in parts:
        a, b, top = int(max(0, left)), int(min(width, left + across)), max(0, int(rows - up))
        if b - a < 2 or top >= rows - 2:
            continue
        picture[top:, a:b] = _facade(draw, (rows - top, b - a), tone, palette, lamps, haze, cell, lit)
        alpha[top:, a:b] = 1
    if style > 0.62 and wide > 7:
        mast, top = int(np.clip(x + wide * 0.5, 1, width - 3)), int(rows - high)
        up = max(0, top - int(high * float(draw.uniform(0.08, 0.25))))
        thick = max(1, round(1.2 * unit))
        picture[up:top, mast : mast + thick] = mix(palette.shade * 0.3, palette.haze, haze)
        alpha[up:top, mast : mast + thick] = 0.9


def _facade(
    draw: np.random.Generator,
    size: tuple[int, int],
    tone: float,
    palette: Palette,
    lamps: Lamps,
    haze: float,
    cell: float,
    lit: float,
) -> Floats:
    rows, columns = size
    y = np.linspace(0, 1, rows, dtype=np.float32)[:, None, None]
    if lamps.night:
        base = mix(rgb("#0b0d1c"), palette.shade, 0.28) * tone
        wall = base * (1.0 - 0.2 * y) + palette.haze * (0.05 + 0.30 * y * y)
    else:
        stone = mix(rgb("#8d8f98"), rgb("#c8b9a6"), float(draw.random()))
        wall = stone * tone * (palette.shade * 0.42 + palette.light * 0.42) * (1.05 - 0.2 * y)
    picture = np.repeat(wall, columns, axis=1).astype(np.float32)
    edge = max(1, columns // 5)
    picture[:, :edge] *= np.float32(0.72)  # the side that lies in the shade
    nx, ny = int(columns / cell), int(rows / (cell * 1.25))
    if nx >= 1 and ny >= 1:
        window, colour = _windows(draw, ny, nx, lamps, lit)
        gx = np.minimum((np.arange(columns) / cell).astype(np.intp), nx - 1)
        gy = np.minimum((np.arange(rows) / (cell * 1.25)).astype(np.intp), ny - 1)
        inside_x = _pane(np.arange(columns) / cell, 0.62, cell)
        inside_y = _pane(np.arange(rows) / (cell * 1.25), 0.60, cell * 1.25)
        pane = (inside_y[:, None] * inside_x)[..., None]
        light = (window[gy][:, gx])[..., None]
        glass = picture * 0.72 if lamps.night else mix(picture, palette.sky[2], 0.5) * 0.8
        picture += (glass - picture) * pane * 0.8
        picture += (colour[gy][:, gx] - picture) * (pane * light)
    return np.asarray(picture * (1 - haze) + palette.haze * haze, np.float32)


def _pane(at: np.ndarray[tuple[int, ...], np.dtype[np.float64]], share: float, cell: float) -> Floats:
    offset = np.abs(at % 1 - 0.5)
    return np.clip((share / 2 - offset) * cell + 0.5, 0, 1).astype(np.float32)


def _windows(draw: np.random.Generator, ny: int, nx: int, lamps: Lamps, lit: float) -> tuple[Floats, Floats]:
    """Which windows are lit and in which colour: offices by whole floors, homes one by one."""
    floors = draw.random((ny, 1)) < 0.18
    share = lit * float(draw.uniform(0.3, 1.5))
    on = (draw.random((ny, nx)) < share) | (floors & (draw.random((ny, nx)) < 0.8))
    bright = on * draw.uniform(0.45, 1.0, (ny, nx)) * (1.0 if lamps.night else 0.12)
    mood = int(draw.integers(len(lamps.windows)))
    pick = np.where(draw.random((ny, nx)) < 0.75, mood, draw.integers(0, len(lamps.windows), (ny, nx)))
    return bright.astype(np.float32), np.stack(lamps.windows)[pick].astype(np.float32)

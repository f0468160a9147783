"""What the ground is made of: rock, snow, grass, sand, needles, by season, weather and hour. Albedos in sRGB."""

from __future__ import annotations

from enum import Enum

import numpy as np

from grokwidget.local.render.colour import Floats, mix, rgb
from grokwidget.local.render.noise import layered, smooth_noise, smoothstep
from grokwidget.local.render.sky import Palette
from grokwidget.local.render.terrain import Light
from grokwidget.local.render.words import Reading

_LEAVES = {"spring": "#86b04a", "summer": "#4f8a3a", "autumn": "#c8702a", "winter": "#8f9a9c", "": "#5c8a3e"}
_GRASS = {"spring": "#8dbf52", "summer": "#6fa544", "autumn": "#b59a4a", "winter": "#e3e9f0", "": "#7aa84a"}
_FLOWERS = ("#f6c945", "#e86a8a", "#f5f0ff", "#c874d8")


class Lands(Enum):
    """Kinds of soft ground."""

    MEADOW = 1
    SAND = 2


class Matter:
    """The materials of one landscape."""

    def __init__(self, reading: Reading, palette: Palette) -> None:
        self._palette, self._night = palette, reading.time == "night"
        self._white = reading.weather == "snow" or reading.season == "winter"
        self._snowline = 0.12 if self._white else 0.22 if reading.snow_lies else 0.42
        self.leaves: Floats = rgb(_LEAVES[reading.season])
        self.grass: Floats = rgb(_GRASS["winter" if self._white else reading.season])
        self.needles: Floats = rgb("#2c4a3c") if not self._white else rgb("#4a5f66")
        self.leafy = reading.season in ("spring", "summer", "autumn") and not self._white
        blossom = reading.season == "spring" and ("petals" in reading.subjects or "pink" in reading.colours)
        leaves = rgb("#f2b6c6") if blossom else rgb(_LEAVES[reading.season])
        self._crowns = {"autumn": (rgb("#8a2f1e"), rgb("#d98a2b"))}.get(
            reading.season, (mix(leaves, rgb("#234030"), 0.35), leaves)
        )
        self.flower: Floats = rgb(_FLOWERS[len(reading.prompt) % len(_FLOWERS)])
        if reading.time in ("dawn", "sunset") and not self._white:
            # Low light takes the green out of green.
            self.grass = mix(self.grass, palette.haze * 0.75, 0.30)
            self.leaves = mix(self.leaves, palette.haze * 0.6, 0.25)
        warm = reading.hues[0] if reading.hues else None
        self.sand_colour: Floats = (
            rgb("#e0b078") if warm is None or warm > 120 else mix(rgb("#e0b078"), rgb("#d9825a"), 0.6)
        )

    def rock(self, draw: np.random.Generator, heights: Floats, tall: float) -> Floats:
        """Rock with snow above a ragged line, on slopes that can hold it, and grass at its feet."""
        depth, width = heights.shape
        vein = layered(draw, depth, width, 8, width / 26, 4)
        stone = mix(rgb("#4d4a52"), rgb("#8d8078"), 0.5)[None, None] * (0.72 + 0.56 * vein[..., None])
        hz, hx = np.gradient(heights)
        steep = np.sqrt(hx**2 + (hz * 0.8) ** 2)
        altitude = heights / max(1.0, tall)
        ragged = layered(draw, depth, width, 12, width / 18, 4) - np.float32(0.5)
        snow = smoothstep(self._snowline, self._snowline + 0.14, altitude + ragged * 0.42) * (
            1 - smoothstep(1.5, 3.4, steep)
        )
        wood = (1 - smoothstep(0.10, 0.34, altitude + ragged * 0.3)) * np.float32(0.0 if self._white else 0.8)
        albedo = stone * (1 - wood[..., None]) + (self.needles * 1.05) * wood[..., None]
        return np.asarray(albedo * (1 - snow[..., None]) + rgb("#f4f7fc") * snow[..., None], np.float32)

    def meadow(self, draw: np.random.Generator, heights: Floats, closeness: float) -> Floats:
        """Grass in patches, with the darker green of hedges and woods far away."""
        depth, width = heights.shape
        patch = smooth_noise(draw, depth, width, 7, width / 70)
        fine = layered(draw, depth, width, 50, width / 5, 2)
        wood = smoothstep(0.56, 0.66, layered(draw, depth, width, 5, width / 90, 4)) * np.float32(
            0.75 * (1 - closeness)
        )
        dark = mix(self.grass, self.needles, 0.35) if not self._white else rgb("#c4cfdd")
        albedo = self.grass * (1 - patch[..., None] * 0.55) + dark * patch[..., None] * 0.55
        albedo = albedo * (0.82 + 0.36 * fine[..., None])
        return np.asarray(albedo * (1 - wood[..., None]) + self.needles * wood[..., None], np.float32)

    def sand(self, draw: np.random.Generator, heights: Floats) -> Floats:
        """Sand with wind ripples."""
        depth, width = heights.shape
        z = np.arange(depth, dtype=np.float32)[:, None]
        bend = layered(draw, depth, width, 5, width / 90, 3) * np.float32(26)
        ripple = np.sin(z * np.float32(1.15) + bend + heights * np.float32(0.45))
        tone = smooth_noise(draw, depth, width, 4, width / 160)
        strength = np.linspace(0.015, 0.045, depth, dtype=np.float32)[:, None]
        shade = 0.90 + 0.16 * tone + strength * ripple
        return np.asarray(self.sand_colour * shade[..., None], np.float32)

    def wood(self, draw: np.random.Generator, rows: int, width: int, light: Light) -> Floats:
        """Lit needles: brighter tips, uneven from tree to tree, white where snow lies."""
        tree = smooth_noise(draw, rows, width, 2, width / 9)[..., None]
        fine = smooth_noise(draw, rows, width, rows / 2.5, width / 2.5)[..., None]
        down = np.linspace(1, 0, rows, dtype=np.float32)[:, None, None]
        glow = light.ambient * (0.42 + 0.22 * down) + light.direct * (0.10 + 0.42 * tree * down)
        base = self.needles * (0.72 + 0.5 * fine)
        if self.leafy:
            crown = smooth_noise(draw, 1, width, 1, width / 26)[..., None]
            base = (self._crowns[0] * (1 - crown) + self._crowns[1] * crown) * (0.85 + 0.34 * fine)
        if self._white:
            base = base + (rgb("#f0f4fa") - base) * smoothstep(0.45, 0.8, fine[..., 0])[..., None] * (0.35 + 0.4 * down)
        return np.asarray(np.clip(base * glow * (1.75 if self.leafy else 1.15), 0, 1), np.float32)

    def foreground(self, light: Light) -> Floats:
        """The dark of what stands against the light."""
        base = self.needles * (light.ambient * 0.32 + light.direct * 0.05)
        return np.asarray(mix(base, rgb("#0a1018"), 0.45), np.float32)

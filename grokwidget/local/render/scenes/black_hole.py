"""A black hole: light bent along real geodesics, a turning disc seen over and under its shadow, lensed stars."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats, ramp, rgb, to_linear
from grokwidget.local.render.motion import Motion
from grokwidget.local.render.scenes.fields import Order, at, blurred, clouds, grid_of, smoothstep
from grokwidget.local.render.scenes.lens import window
from grokwidget.local.render.scenes.space_colours import developed, space_colours, vivid
from grokwidget.local.render.scenes.starfield import Stars
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.words import Reading

INNER, OUTER = 2.6, 9.5
"""The disc, in Schwarzschild radii."""
_PERIOD = 9.0
"""Seconds after which the winding of the disc's texture starts anew (two textures take turns, so nobody sees it)."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where rays meet the disc: which cells, at which radius and angle, and how the light is boosted there."""

    cells: Order
    radius: Floats
    angle: Floats
    """In turns."""
    boost: Floats
    """Brightness by motion towards or away from the viewer (about 0.2 to 3)."""


class BlackHole:
    """The shadow, its ring of light and the disc."""

    def __init__(self, spec: RenderSpec, reading: Reading) -> None:
        chance = rng(spec, "black hole")
        self._motion, self._spec = Motion(spec, reading), spec
        width, height = grid_of(spec.width, spec.height, 56_000)
        self._shape = (height, width)
        shorter = min(width, height)
        roll = math.radians(float(chance.uniform(-16, 16)) + (50 if spec.portrait else 0))
        self._view = 15.5 if not spec.portrait else 17.0
        across = (np.arange(width, dtype=np.float32) - (width - 1) / 2) * np.float32(self._view / shorter)
        down = (np.arange(height, dtype=np.float32) - (height - 1) / 2) * np.float32(self._view / shorter)
        c, s = np.float32(math.cos(roll)), np.float32(math.sin(roll))
        x = (across * c + (down * s)[:, None]).ravel()
        y = ((down * c)[:, None] - across * s).ravel()
        elevation = math.radians(float(chance.uniform(6, 13)))
        self._crossings = trace(x, -y, elevation)
        self._crossings = [_solid(crossing, self._shape) for crossing in self._crossings]
        self._texture = clouds(chance, 256, 256, falloff=1.25, largest=0.5)
        hot = _heat(reading, chance)
        self._light = [_static_light(crossing, hot) for crossing in self._crossings]
        # The photon ring is thinner than a cell: it is drawn as what it is, a circle at sqrt(27)/2 radii.
        impact = np.hypot(x, y).reshape(height, width)
        lit = 1 + 0.75 * np.clip(-x.reshape(height, width) / np.maximum(impact, 1e-3), -1, 1) * self._bright_side()
        thin = np.exp(-(((impact - 2.62) / (0.75 * self._view / shorter)) ** 2)) * 0.55 * lit
        self._ring = np.asarray(thin[..., None] * hot[200], np.float32)
        self._sky = self._background(chance, reading)
        self._stars = Stars(chance, spec.width, spec.height, 1.5, 0.45, 8)
        self._way = 1.0 if chance.random() < 0.5 else -1.0

    def draw(self, canvas: Canvas, i: int) -> None:
        """Disc, shadow and stars of frame `i`."""
        pose, t = self._motion.pose(i), self._motion.seconds(i)
        light = self._sky.copy()
        flat = light.reshape(-1, 3)
        for order, (crossing, colour) in enumerate(zip(self._crossings, self._light, strict=True)):
            glow = self._swirl(crossing, t)
            if order:
                glow *= np.float32(0.75)
            flat[crossing.cells] += colour * glow[:, None]
        light += self._ring
        for k in range(3):
            light[..., k] += blurred(light[..., k], 9) * np.float32(0.32)
        zoom = 1.04 + (pose.zoom - 1) * 0.9
        dx, dy = pose.x * 0.10 + pose.shake_x, -pose.y * 0.15 - pose.shake_y
        canvas.paint(window(developed(light), zoom, dx, dy))
        self._draw_stars(canvas, t, zoom, dx, dy)

    def _bright_side(self) -> float:
        """1 where the disc comes towards the viewer on the left, -1 on the right."""
        first = self._crossings[0]
        left = np.abs(first.angle) > 0.25
        return 1.0 if float(first.boost[left].mean()) > float(first.boost[~left].mean()) else -1.0

    def _swirl(self, crossing: Crossing, t: float) -> Floats:
        pace = np.float32(self._way * 1.35) * crossing.radius ** np.float32(-1.5)
        radial = crossing.radius * np.float32(0.21)
        total: Floats | None = None
        for k in (0, 1):
            phase = (t / _PERIOD + k / 2 + 0.13) % 1
            share = 1 - abs(2 * phase - 1)
            turned = (
                crossing.angle
                - pace * np.float32((phase - 0.5) * _PERIOD)
                + np.float32(0.021 * self._way * t + 0.5 * k)
            )
            streaks = at(self._texture, turned, radial + np.float32(0.37 * k))
            streaks *= np.float32(share)
            total = streaks if total is None else total + streaks
        assert total is not None
        return np.asarray(np.maximum(total * np.float32(2.6) - np.float32(0.62), np.float32(0.06)), np.float32)

    def _background(self, chance: np.random.Generator, reading: Reading) -> Floats:
        colours = space_colours(reading, chance)
        height, width = self._shape
        far = clouds(chance, max(64, height), max(64, width), falloff=2.1, largest=0.8)[:height, :width]
        sky = colours.deep * 0.5 + 0.030 * (far**2.2)[..., None] * colours.arms
        # The whole region near the hole is dimmer and the ring itself glows.
        sky = sky.reshape(-1, 3).astype(np.float32)
        for crossing in self._crossings:
            sky[crossing.cells] *= 0.4
        return np.asarray(sky.reshape(height, width, 3), np.float32)

    def _draw_stars(self, canvas: Canvas, t: float, zoom: float, dx: float, dy: float) -> None:
        """Stars, pushed outwards by the point lens in front of them."""
        spec, stars = self._spec, self._stars
        unit = min(spec.width, spec.height) / self._view * zoom
        x, y = stars.places()
        cx, cy = spec.width * (0.5 - dx * zoom), spec.height * (0.5 - dy * zoom)
        # The sky drifts slowly behind the lens.
        px, py = x - np.float32(cx), y - np.float32(cy)
        px += np.float32(3.0 * self._way * t)
        distance = np.hypot(px, py) + np.float32(1e-3)
        ring = np.float32(3.4 * unit)
        image = (distance + np.sqrt(distance * distance + 4 * ring * ring)) / 2
        keep = image > np.float32(3.55 * unit)
        grow = (image / distance)[keep]
        light, tint = stars.lights(t)
        canvas.add_points(
            px[keep] * grow + np.float32(cx),
            py[keep] * grow + np.float32(cy),
            light[keep] * np.float32(0.9),
            tint[keep],
        )


def trace(x: Floats, y: Floats, elevation: float, steps: int = 190) -> list[Crossing]:
    """Follow parallel rays from (x, y) on the screen past the hole; the first two places where each meets the disc.

    The disc lies in the plane z = 0, the viewer `elevation` radians above it. Units: Schwarzschild radii.
    Photons obey a = -3/2 h^2 r / |r|^5 (h: angular momentum), which is exact for this hole.
    """
    count, distance = len(x), 26.0
    c, s = np.float32(math.cos(elevation)), np.float32(math.sin(elevation))
    far = np.full(count, distance, np.float32)
    # Screen axes: right = x, up = (0, -s, c), the viewer looks along (0, c, s) * -1.
    px, py, pz = x.copy(), -far * c - y * -s, far * s + y * c
    vx, vy, vz = np.zeros(count, np.float32), np.full(count, c, np.float32), np.full(count, -s, np.float32)
    hx, hy, hz = py * vz - pz * vy, pz * vx - px * vz, px * vy - py * vx
    pull = np.float32(-1.5) * (hx * hx + hy * hy + hz * hz)
    alive: Order = np.arange(count)
    met = np.zeros(count, np.int8)
    found: list[list[tuple[Order, Floats, Floats, Floats]]] = [[], []]
    for _ in range(steps):
        r2 = px * px + py * py + pz * pz
        r = np.sqrt(r2)
        step = np.clip(r * np.float32(0.16), 0.06, 3.0).astype(np.float32)
        force = pull / (r2 * r2 * r) * step
        vx, vy, vz = vx + px * force, vy + py * force, vz + pz * force
        nx, ny, nz = px + vx * step, py + vy * step, pz + vz * step
        hit = np.flatnonzero((pz * nz < 0) & (met[alive] < 2))
        if len(hit):
            share = pz[hit] / (pz[hit] - nz[hit])
            qx, qy = px[hit] + (nx[hit] - px[hit]) * share, py[hit] + (ny[hit] - py[hit]) * share
            radius = np.hypot(qx, qy)
            on = (radius > INNER * 0.9) & (radius < OUTER)
            if on.any():
                hit, qx, qy, radius = hit[on], qx[on], qy[on], radius[on]
                # Orbital speed towards the viewer, against the ray's own direction.
                speed = np.sqrt(np.float32(0.5) / radius)
                towards = -(-qy * vx[hit] + qx * vy[hit]) / radius * speed
                boost = (np.sqrt(1 - speed * speed) / (1 - towards)) ** np.float32(3.2)
                cells = alive[hit]
                for order in (0, 1):
                    mine = met[cells] == order
                    if mine.any():
                        angle = np.arctan2(qy[mine], qx[mine]) / np.float32(2 * math.pi)
                        found[order].append((cells[mine], radius[mine], angle, boost[mine]))
                met[cells] += 1
        px, py, pz = nx, ny, nz
        stay = (r > 1.02) & ((r < distance + 3) | (px * vx + py * vy + pz * vz < 0))
        if not stay.all():
            keep = np.flatnonzero(stay)
            px, py, pz, vx, vy, vz, pull = (v[keep] for v in (px, py, pz, vx, vy, vz, pull))
            alive = alive[keep]
        if not len(alive):
            break
    crossings = []
    for level in found:
        if level:
            cells = np.concatenate([part[0] for part in level])
            radius, angle, boost = (np.concatenate([part[k] for part in level]) for k in (1, 2, 3))
            crossings.append(Crossing(cells, radius, angle, boost))
    return crossings


def _solid(crossing: Crossing, shape: tuple[int, int]) -> Crossing:
    """Without cells that stand nearly alone: they would only flicker."""
    mask = np.zeros(shape, np.int16)
    mask.ravel()[crossing.cells] = 1
    padded = np.pad(mask, 1)
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    around = rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]
    keep = around.ravel()[crossing.cells] >= 6
    return Crossing(crossing.cells[keep], crossing.radius[keep], crossing.angle[keep], crossing.boost[keep])


def _heat(reading: Reading, chance: np.random.Generator) -> Floats:
    """256 colours (linear light) from the outer rim to the inner edge."""
    if reading.hues:
        rim = vivid(reading.hues[0])
        return to_linear(
            ramp([(0, rim * 0.35), (0.45, rim), (0.8, 0.45 * rim + 0.55), (1, rgb("#ffffff"))], 256)
        ).astype(np.float32)
    cold = chance.random() < 0.25
    codes = ("#0c1a4a", "#2f6bff", "#a8ceff", "#ffffff") if cold else ("#3a0c02", "#e0601a", "#ffc478", "#fff6e6")
    return to_linear(ramp([(k / 3, rgb(code)) for k, code in enumerate(codes)], 256)).astype(np.float32)


def _static_light(crossing: Crossing, hot: Floats) -> Floats:
    """(n, 3): what a place of the disc would shine like without its streaks."""
    r = crossing.radius
    edge = smoothstep(INNER * 0.92, INNER * 1.12, r) * smoothstep(OUTER, OUTER * 0.55, r)
    power = edge * (INNER / r) ** 1.6 * crossing.boost * 2.3
    place = np.clip((INNER / r) ** 0.9 * 0.75 * crossing.boost**0.35, 0, 0.999)
    return np.asarray(hot[(place * 256).astype(np.intp)] * power[:, None], np.float32)

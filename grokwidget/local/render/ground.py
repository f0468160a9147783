"""What stands under the sky in a landscape: which layers, how far away, in which order, and how the camera
moves them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats, mix
from grokwidget.local.render.layers import Layer, Place
from grokwidget.local.render.materials import Lands, Matter
from grokwidget.local.render.motion import Pose
from grokwidget.local.render.noise import layered, smooth_noise, smoothstep
from grokwidget.local.render.sky import Sky
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.terrain import Light, dunes, hills, mountains, shading, softened, view
from grokwidget.local.render.trees import Mask, grass, round_tree, spruce
from grokwidget.local.render.words import Reading


@dataclass(slots=True)
class Ground:
    """Layers from far to near; `waterline` is the row at which a lake begins, between the far and the near ones."""

    horizon: int
    waterline: int | None = None
    far: list[tuple[Layer, float]] = field(default_factory=list)
    near: list[tuple[Layer, float]] = field(default_factory=list)

    def draw_far(self, canvas: Canvas, pose: Pose, which: slice = slice(None)) -> None:
        """Everything behind the water (or everything but the foreground); `which` of its layers."""
        end = self.waterline or _hidden(_places(canvas, self.near, pose, self.horizon, None), canvas.height)[0]
        _draw(canvas, self.far, _places(canvas, self.far, pose, self.horizon, self.waterline), end, which)

    def draw_near(self, canvas: Canvas, pose: Pose) -> None:
        """The foreground."""
        _draw(canvas, self.near, _places(canvas, self.near, pose, self.horizon, None), canvas.height)


def _places(
    canvas: Canvas, layers: list[tuple[Layer, float]], pose: Pose, horizon: int, waterline: int | None
) -> list[Place]:
    """Where the camera sees each layer."""
    about = (canvas.width / 2, float(waterline or horizon))
    places = []
    for layer, closeness in layers:
        dx = (-pose.x * closeness + pose.shake_x * (0.6 + 0.8 * closeness)) * canvas.width
        dy = (pose.y * (0.15 + closeness) + pose.shake_y) * canvas.height
        if waterline is not None:
            dy = max(0.0, dy) * 0.2  # what stands on the shore must not leave it
        places.append(layer.place(canvas, dx, dy, 1 + (pose.zoom - 1) * (0.25 + 1.25 * closeness), about))
    return places


def _hidden(places: list[Place], end: int) -> list[int]:
    """From which row on everything behind each place is hidden, by it and by what is nearer; `end` behind them all."""
    rows = []
    for place in reversed(places):
        if place.stop >= end:
            end = min(end, place.solid)
        rows.append(end)
    return rows[::-1] or [end]


def _draw(
    canvas: Canvas, layers: list[tuple[Layer, float]], places: list[Place], end: int, which: slice = slice(None)
) -> None:
    """Draw layers from far to near, each one only as far down as nothing nearer hides it."""
    bottoms = [*_hidden(places, end)[1:], end]
    for (layer, _), place, bottom in list(zip(layers, places, bottoms, strict=True))[which]:
        layer.draw(canvas, place, bottom + 2 if which.stop is not None else bottom)


def compose(spec: RenderSpec, reading: Reading, sky: Sky, horizon: int) -> Ground:
    """The layers for a prompt's terrain."""
    return getattr(_Composer(spec, reading, sky, horizon), reading.terrain)()  # type: ignore[no-any-return]  # one method per terrain


class _Composer:
    def __init__(self, spec: RenderSpec, reading: Reading, sky: Sky, horizon: int) -> None:
        self.spec, self.reading, self.sky, self.horizon = spec, reading, sky, horizon
        self.width, self.height = spec.width, spec.height
        self.unit = min(spec.width, spec.height) / 480
        self.tall = min(spec.height * 0.40, spec.width * 0.42)
        side = -1.0 if sky.sun_x < spec.width / 2 else 1.0
        low = reading.time in ("dawn", "sunset")
        self.light = Light(side, 0.25 if low else 0.75, sky.palette.light, sky.palette.shade, 0.1 if low else 0.4)
        self.matter = Matter(reading, sky.palette)
        self.summit = float(np.clip(1 - sky.sun_x / spec.width + rng(spec, "summit").uniform(-0.06, 0.06), 0.25, 0.75))
        self.misty = {"mist": 1.0, "rain": 0.55, "snow": 0.5}.get(reading.weather, 0.0)

    # -- terrains --------------------------------------------------------------------------------------------------

    def mountains(self) -> Ground:
        """Two ranges, wooded hills, a foreground of spruces."""
        h, ground = self.horizon, Ground(self.horizon)
        ground.far += [
            self.range("far", self.tall * 0.92, h + 2, 0.48, 0.10, 2.2, self.summit),
            self.range("middle", self.tall * 0.56, h + self.height * 0.035, 0.30, 0.20, 3.0, 1.1 - self.summit),
            self.wood("wood", h + self.height * 0.085, 0.07, 0.26, 0.30, 120),
            self.slope("hill", Lands.MEADOW, self.tall * 0.26, h + self.height * 0.09, 0.14, 0.42, 1.6, trees=10),
            self.wood("grove", h + self.height * 0.27, 0.12, 0.05, 0.62, 46),
        ]
        ground.near += [self.shore(0.94, 0.8), *self.frame_trees(1.0)]
        return ground

    def lake(self) -> Ground:
        """Mountains and a wooded shore, doubled by still water."""
        line = round(self.horizon * 1.02 / 2) * 2
        ground = Ground(self.horizon, line)
        ground.far += [
            self.range("far", self.tall * 0.95, line - self.height * 0.05, 0.5, 0.10, 2.2, self.summit),
            self.range("middle", self.tall * 0.50, line - self.height * 0.035, 0.32, 0.18, 3.0, 1.12 - self.summit),
            self.slope("hill", Lands.MEADOW, self.tall * 0.22, line - self.height * 0.03, 0.2, 0.26, 2.2),
            self.wood("wood", line + 1, 0.085, 0.10, 0.34, 80, flat=True),
        ]
        ground.near += [self.shore(0.965, 0.8, reeds=True), *self.frame_trees(1.0)]
        return ground

    def forest(self) -> Ground:
        """Rows of spruces in drifting light, each row darker than the one behind."""
        h, ground = self.horizon, Ground(self.horizon)
        if self.misty < 1:  # mist hides them
            ground.far.append(self.range("far", self.tall * 0.62, h + 2, 0.66, 0.08, 2.4, self.summit))
        ground.far += [
            self.wood("wood 1", h + self.height * 0.02, 0.13, 0.62, 0.16, 120),
            self.wood("wood 2", h + self.height * 0.07, 0.18, 0.44, 0.28, 95),
            self.wood("wood 3", h + self.height * 0.14, 0.26, 0.26, 0.44, 66),
        ]
        ground.near += [
            self.wood("wood 4", h + self.height * 0.25, 0.34, 0.10, 0.68, 44),
            self.shore(0.93, 0.85),
            *self.frame_trees(1.05),
        ]
        return ground

    def hills(self) -> Ground:
        """Rolling meadows with trees, grass in front."""
        h, ground = self.horizon, Ground(self.horizon)
        ground.far += [
            self.range("far", self.tall * 0.42, h + 2, 0.68, 0.08, 2.6, self.summit),
            self.slope("hill 1", Lands.MEADOW, self.tall * 0.30, h + self.height * 0.01, 0.46, 0.16, 2.2),
            self.slope("hill 2", Lands.MEADOW, self.tall * 0.30, h + self.height * 0.07, 0.28, 0.28, 1.8, trees=26),
            self.slope("hill 3", Lands.MEADOW, self.tall * 0.30, h + self.height * 0.15, 0.12, 0.46, 1.5, trees=14),
        ]
        ground.near += [
            self.slope("hill 4", Lands.MEADOW, self.tall * 0.22, h + self.height * 0.25, 0.0, 0.7, 1.3),
            self.blades(1.0),
        ]
        return ground

    def dunes(self) -> Ground:
        """Four crests of sand, one behind the other."""
        h, ground = self.horizon, Ground(self.horizon)
        ground.far += [
            self.range("far", self.tall * 0.20, h + 2, 0.75, 0.06, 3.4, self.summit),
            self.slope("dune 1", Lands.SAND, self.tall * 0.24, h + self.height * 0.0, 0.46, 0.14, 3.4),
            self.slope("dune 2", Lands.SAND, self.tall * 0.36, h + self.height * 0.05, 0.24, 0.28, 2.3),
            self.slope("dune 3", Lands.SAND, self.tall * 0.44, h + self.height * 0.13, 0.1, 0.5, 1.6),
        ]
        ground.near += [self.slope("dune 4", Lands.SAND, self.tall * 0.42, h + self.height * 0.28, 0.0, 0.85, 1.05)]
        return ground

    # -- layers ----------------------------------------------------------------------------------------------------

    def span(self, closeness: float) -> tuple[int, int]:
        """Width of a layer's picture and what of it lies left of the frame: what the camera can reach."""
        margin = int(self.width * (0.06 + 0.42 * closeness) / 2) * 2
        return self.width + 2 * margin, margin

    def air(self, width: int, margin: int) -> Floats:
        """The colour that distance fades into, per column (1, width, 3): warm beneath the sun, cooler away from it."""
        palette = self.sky.palette
        x = (np.arange(width, dtype=np.float32) - np.float32(margin + self.sky.sun_x)) / np.float32(self.width)
        cold = mix(palette.haze, palette.sky[len(palette.sky) // 2], 0.75)
        return mix(palette.haze, cold, np.clip(np.abs(x) * 1.25 - 0.1, 0, 1)[None])

    def range(
        self, name: str, tall: float, foot: float, haze: float, closeness: float, peaks: float, summit: float
    ) -> tuple[Layer, float]:
        """A mountain range."""
        draw = rng(self.spec, "ground", name)
        width, margin = self.span(closeness)
        aspect = max(0.6, self.width / self.height / 1.6)
        heights = mountains(draw, 120, width, tall, peaks * aspect, (summit * self.width + margin) / width)
        direct, openness = shading(heights, self.light, 1.0, 1.25)
        albedo = self.matter.rock(draw, heights, tall)
        return self._finish(heights, albedo, direct, openness, foot, self.height * 0.05, haze, margin, tall), closeness

    def slope(
        self,
        name: str,
        land: Lands,
        tall: float,
        foot: float,
        haze: float,
        closeness: float,
        waves: float,
        trees: int = 0,
    ) -> tuple[Layer, float]:
        """Hills or dunes; they reach down to the bottom of the frame."""
        draw = rng(self.spec, "ground", name)
        width, margin = self.span(closeness)
        depth = 170 if land is Lands.SAND else 110
        make = dunes if land is Lands.SAND else hills
        heights = make(draw, depth, width, tall, waves * width / self.width * max(0.55, self.width / self.height / 1.7))
        direct, openness = shading(
            heights, self.light, 1.6 if land is Lands.SAND else 1.2, 1.6 if land is Lands.SAND else 1.2
        )
        if land is Lands.SAND:
            direct, openness = softened(direct, 4), softened(openness, 4)
        albedo = self.matter.sand(draw, heights) if land is Lands.SAND else self.matter.meadow(draw, heights, closeness)
        layer = self._finish(
            heights,
            albedo,
            direct,
            openness,
            foot,
            max(self.height * 0.10, (self.height - foot) * 0.8),
            haze,
            margin,
            tall,
            trees,
            draw,
        )
        return layer, closeness

    def _finish(
        self, heights: Floats, albedo: Floats, direct: Floats, openness: Floats, foot: float, drop: float, haze: float,
        margin: int, tall: float, trees: int = 0, draw: np.random.Generator | None = None,
    ) -> Layer:  # fmt: skip
        high = self.light.height > 0.5 and self.reading.time != "night"
        ambient, sun = (0.62, 0.86) if high else (0.80, 1.15)
        lit = albedo * (
            self.light.ambient * openness[..., None] * np.float32(ambient)
            + self.light.direct * direct[..., None] * np.float32(sun)
        )
        far = self.air(heights.shape[1], margin)
        # Air gathers at the feet of things; crests stay clear.
        altitude = np.clip(heights / max(1.0, tall), 0, 1)[..., None]
        thick = np.float32(haze + (1 - haze) * self.misty * 0.55)
        veil = np.clip(
            thick
            + (np.float32(0.30) + np.float32(0.3 * self.misty)) * (1 - altitude) ** 2 * np.float32(min(1, haze * 2.2)),
            0,
            0.97,
        )
        colours = np.clip(lit, 0, 1) * (1 - veil) + far * veil
        picture, alpha, above = view(heights, colours.astype(np.float32), drop)
        if trees and draw is not None:
            picture = self._scatter(picture, alpha, trees, draw, float(thick))
        extra = max(
            0,
            int(self.height * 1.3 - (foot - above + picture.shape[0]))
            if drop > self.height * 0.06
            else int(self.height * 0.06),
        )
        picture = np.concatenate([picture, np.repeat(picture[-1:], extra, axis=0)])
        alpha = np.concatenate([alpha, np.ones((extra, alpha.shape[1]), np.float32)])
        return Layer(picture, alpha, -margin, foot - above)

    def _scatter(self, picture: Floats, alpha: Floats, count: int, draw: np.random.Generator, haze: float) -> Floats:
        """Single trees and small groves standing on a slope."""
        rows, width = alpha.shape
        mask = Mask(rows, width)
        tops = np.argmax(alpha > 0.5, axis=0)
        for group in draw.random((count, 3)):
            x0, deep = group[0] * width, group[1] ** 2
            for _ in range(1 + int(group[2] * 4)):
                x = float(np.clip(x0 + draw.normal(0, 14 * self.unit), 0, width - 1))
                foot = tops[int(x)] + (rows - tops[int(x)]) * 0.5 * deep + 2
                round_tree(mask, draw, x, float(foot), float((9 + 14 * deep + 8 * draw.random()) * self.unit))
        shape = mask.floats()[..., None]
        shade = smooth_noise(draw, rows, width, rows / 4, width / 4)[..., None]
        colour = self.matter.leaves * (self.light.ambient * (0.5 + 0.3 * shade) + self.light.direct * 0.32 * shade)
        colour = colour * (1 - haze) + self.sky.palette.haze * haze
        return np.asarray(picture * (1 - shape * alpha[..., None]) + colour * shape * alpha[..., None], np.float32)

    def wood(
        self, name: str, foot: float, tall: float, haze: float, closeness: float, count: int, flat: bool = False
    ) -> tuple[Layer, float]:
        """A row of spruces on uneven ground; `flat` stands on a waterline."""
        draw = rng(self.spec, "ground", name)
        width, margin = self.span(closeness)
        size = min(self.height, self.width * 1.25) * tall
        bump = size * (0.5 if flat else 0.8)
        rows = int(size * 1.5 + bump) + 8
        line = layered(draw, 1, width, 1, 5 * width / self.width, 3)[0]
        line = rows - 4 - (smoothstep(0.3, 0.8, line) if flat else line) * np.float32(bump)
        mask = Mask(rows, width)
        number = round(count * width / self.width * max(0.6, self.width / self.height / 1.4))
        for x, h in zip(np.sort(draw.random(number)), draw.random(number), strict=True):
            at = min(width - 1, int(x * width))
            tree = round_tree if self.matter.leafy and draw.random() < 0.65 else spruce
            # Many small ones between the tall ones close the row.
            tree(mask, draw, at, float(line[at]) + size * 0.06, size * (0.26 + 0.80 * float(h) ** 1.6))
        y = np.arange(rows, dtype=np.float32)[:, None]
        alpha = np.maximum(mask.floats(), np.clip(y - line + 0.5, 0, 1))
        picture = self.matter.wood(draw, rows, width, self.light)
        thick = np.float32(haze + (1 - haze) * self.misty * 0.4)
        low = smoothstep(0.35, 1.0, np.broadcast_to(y / rows, alpha.shape)) * np.float32(
            0.10 + 0.5 * haze + 0.25 * self.misty
        )
        veil = np.clip(thick + (0.0 if flat else 1.0) * low, 0, 0.96)[..., None]
        picture = picture * (1 - veil) + self.air(width, margin) * veil
        if not flat:
            extra = int(self.height * 0.16)
            floor = np.broadcast_to(picture[-1:].mean(axis=1, keepdims=True), (extra, width, 3))
            picture = np.concatenate([picture, floor])
            alpha = np.concatenate([alpha, np.ones((extra, width), np.float32)])
        return Layer(picture.astype(np.float32), alpha, -margin, foot - rows + (2 if flat else 0)), closeness

    def shore(self, top: float, closeness: float, reeds: bool = False) -> tuple[Layer, float]:
        """Dark ground along the bottom edge, with grass or reeds."""
        draw = rng(self.spec, "ground", "shore")
        width, margin = self.span(closeness)
        lift, extra = self.height * 0.12, int(self.height * 0.2)
        rows = int(self.height * (1 - top) + lift) + extra
        line = lift * (0.45 + 0.5 * layered(draw, 1, width, 1, 3, 3)[0])
        if reeds:
            x = np.linspace(-1, 1, width, dtype=np.float32)
            line = line + lift * (0.55 - 0.75 * np.abs(x) ** 2.5)
        mask = Mask(rows, width)
        for x in draw.random(round((230 if reeds else 330) * width / self.width)) * (width - 1):
            grass(
                mask, draw, float(x), float(line[int(x)]) + 2, float(draw.uniform(5, 17 if reeds else 12)) * self.unit
            )
        y = np.arange(rows, dtype=np.float32)[:, None]
        alpha = np.maximum(mask.floats(), np.clip(y - line + 0.5, 0, 1))
        colour = self.matter.foreground(self.light)
        shade = 1 - 0.45 * smoothstep(0, lift * 1.4, np.broadcast_to(y, alpha.shape) - line)
        picture = colour * shade[..., None]
        return Layer(picture.astype(np.float32), alpha, -margin, self.height * top - lift), closeness

    def frame_trees(self, closeness: float) -> list[tuple[Layer, float]]:
        """Tall spruces at both sides, which open like a curtain when the camera moves in."""
        draw = rng(self.spec, "ground", "frame")
        _, margin = self.span(closeness)
        size = min(self.height * 0.52, self.width * 0.6)
        rows, foot, width = int(size * 1.25 + self.height * 0.16), size * 1.2, margin + int(self.width * 0.36)
        y = np.linspace(0, 1, rows, dtype=np.float32)[:, None, None]
        colour = self.matter.foreground(self.light)
        tones = mix(colour, self.sky.palette.haze, 0.10) * (1 - y) + colour * 0.75 * y
        heavy, layers = int(draw.random() < 0.5), []
        for side in (0, 1):
            mask = Mask(rows, width)
            for k in range(5 if side == heavy else 3):
                x = margin + draw.uniform(-0.02, 0.05) * self.width + k * self.width * 0.045
                high = size * (1.0 if side == heavy else 0.62) * (1.05 - 0.17 * k) * draw.uniform(0.85, 1.1)
                spruce(mask, draw, float(x), foot + draw.uniform(0, 0.06) * size, high)
            for k in range(12):  # beyond the edge, for the pan
                spruce(mask, draw, margin * k / 12, foot, size * draw.uniform(0.35, 0.85))
            alpha = mask.floats()
            picture = np.broadcast_to(tones, (rows, width, 3)).astype(np.float32)
            x = -margin if side == 0 else self.width + margin - width
            layers.append((Layer(picture, alpha if side == 0 else alpha[:, ::-1], x, self.height - foot), closeness))
        return layers

    def blades(self, closeness: float) -> tuple[Layer, float]:
        """Tall grass and flowers right before the lens."""
        draw = rng(self.spec, "ground", "blades")
        width, margin = self.span(closeness)
        rows = int(self.height * 0.30)
        mask, flowers = Mask(rows, width), Mask(rows, width)
        foot = self.height * 0.17
        for x in draw.random(round(620 * width / self.width)) * width:
            grass(
                mask,
                draw,
                float(x),
                foot + 12 * self.unit,
                float(draw.uniform(14, 58) * (0.7 + 0.5 * draw.random())) * self.unit,
            )
        for x, h in draw.random((round(46 * width / self.width), 2)):
            size = float(draw.uniform(1.6, 3.6)) * self.unit
            flowers.disc(float(x * width), foot - float(8 + 30 * h) * self.unit, size, size * 0.8)
        y = np.arange(rows, dtype=np.float32)[:, None]
        alpha = np.maximum(mask.floats(), np.clip((y - foot) / 8, 0, 1))
        colour = self.matter.foreground(self.light)
        picture = np.broadcast_to(mix(colour, self.matter.leaves * self.light.direct, 0.5), (*alpha.shape, 3)) * (
            1.15 - 0.6 * y[..., None] / rows
        )
        bloom = flowers.floats() * (
            0.0 if self.reading.season in ("winter", "autumn") or self.reading.weather == "snow" else 1.0
        )
        petals = self.matter.flower * (self.light.ambient * 0.6 + self.light.direct * 0.6)
        picture = picture * (1 - bloom[..., None]) + petals * bloom[..., None]
        return Layer(
            np.clip(picture, 0, 1).astype(np.float32), np.maximum(alpha, bloom), -margin, self.height - foot
        ), closeness

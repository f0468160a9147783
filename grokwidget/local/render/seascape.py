"""What gives the sea its scale: a headland or an island, a lighthouse, a sailing boat, palms, gulls."""

from __future__ import annotations

import numpy as np

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import Floats, mix, rgb
from grokwidget.local.render.layers import Layer
from grokwidget.local.render.motion import Motion, Pose
from grokwidget.local.render.noise import layered
from grokwidget.local.render.sky import Sky
from grokwidget.local.render.spec import RenderSpec, rng
from grokwidget.local.render.terrain import Light, mountains, shading, view
from grokwidget.local.render.trees import Mask
from grokwidget.local.render.words import Reading


def coast(spec: RenderSpec, reading: Reading, sky: Sky, horizon: int) -> list[tuple[Layer, float]]:
    """The layers that stand on the water, from far to near, each with its closeness."""
    draw = rng(spec, "coast")
    unit = min(spec.width, spec.height) / 480
    layers = []
    if reading.has("island") or reading.has("lighthouse") or draw.random() < 0.6:
        layers.append((_headland(spec, sky, horizon, draw, lighthouse=reading.has("lighthouse")), 0.12))
    if reading.has("boat") or (not reading.has("lighthouse") and draw.random() < 0.5):
        away = 0.42 if sky.sun_x > spec.width / 2 else 0.58
        x = spec.width * (away + draw.uniform(-0.06, 0.06))
        layers.append((_boat(sky, x, horizon + 26 * unit, 62 * unit), 0.42))
    if reading.has("palm"):
        layers.append((_palm(spec, sky, draw), 1.0))
    return layers


def _headland(spec: RenderSpec, sky: Sky, horizon: int, draw: np.random.Generator, lighthouse: bool) -> Layer:
    unit = min(spec.width, spec.height) / 480
    left = sky.sun_x > spec.width / 2
    width, tall = int(spec.width * 0.52), 62 * unit
    heights = mountains(draw, 60, width, tall, 3.2, 0.35)
    x = np.linspace(0, 1, width, dtype=np.float32)
    heights = heights * np.clip(1.25 - x * 1.5, 0, 1) ** 0.7
    side = -1.0 if sky.sun_x < spec.width / 2 else 1.0
    direct, openness = shading(
        heights if left else heights[:, ::-1], Light(side, 0.4, sky.palette.light, sky.palette.shade)
    )
    stone = mix(rgb("#4c5048"), rgb("#6f6a5c"), layered(draw, 60, width, 8, 30, 3))
    lit = stone * (sky.palette.shade * openness[..., None] * 0.75 + sky.palette.light * direct[..., None] * 0.8)
    colours = np.asarray(lit * 0.62 + sky.palette.haze * 0.38, np.float32)
    picture, alpha, above = view(heights if left else heights[:, ::-1], colours, 3 * unit)
    ends = heights.max(axis=0)[:: 1 if left else -1] > 1.2 * unit
    alpha = alpha * ends
    x0 = -0.06 * spec.width if left else spec.width * 1.06 - width
    if lighthouse:
        picture, alpha, above = _with_lighthouse(picture, alpha, above, int(width * (0.30 if left else 0.70)), unit)
    return Layer(picture, alpha.astype(np.float32), x0, horizon - above)


def _with_lighthouse(picture: Floats, alpha: Floats, above: float, x: int, unit: float) -> tuple[Floats, Floats, float]:
    high = int(64 * unit)
    picture = np.concatenate([np.broadcast_to(rgb("#e9e2d6"), (high, picture.shape[1], 3)), picture])
    alpha = np.concatenate([np.zeros((high, alpha.shape[1]), np.float32), alpha])
    foot = float(np.argmax(alpha[:, x] > 0.5)) + 3
    tower, dark = Mask(*alpha.shape), Mask(*alpha.shape)
    top = foot - 58 * unit
    tower.polygon([(x - 6 * unit, foot), (x - 3.6 * unit, top), (x + 3.6 * unit, top), (x + 6 * unit, foot)])
    for k in (0.28, 0.62):
        y = foot - 58 * unit * k
        dark.polygon(
            [(x - 6 * unit, y), (x - 6 * unit, y - 10 * unit), (x + 6 * unit, y - 10 * unit), (x + 6 * unit, y)]
        )
    cap = Mask(*alpha.shape)
    cap.polygon(
        [
            (x - 4.6 * unit, top),
            (x - 3.6 * unit, top - 8 * unit),
            (x, top - 13 * unit),
            (x + 3.6 * unit, top - 8 * unit),
            (x + 4.6 * unit, top),
        ]
    )
    body = tower.floats()[..., None]
    red = np.minimum(body, dark.floats()[..., None])
    shade = np.linspace(1.0, 0.6, alpha.shape[1], dtype=np.float32)[None, :, None] * 0.8
    picture = np.asarray(picture * (1 - body) + rgb("#e9e2d6") * shade * body, np.float32)
    picture = np.asarray(picture * (1 - red) + rgb("#b8473a") * shade * red, np.float32)
    roof = cap.floats()[..., None]
    picture = picture * (1 - roof) + rgb("#3a2f36") * roof
    lamp = Mask(*alpha.shape)
    lamp.disc(x, top - 4 * unit, 2.6 * unit, 2.6 * unit)
    light = lamp.floats()[..., None]
    picture = picture * (1 - light) + rgb("#fff0c0") * light
    return picture.astype(np.float32), np.maximum(alpha, np.maximum(body, roof)[..., 0]), above + high


def _boat(sky: Sky, x: float, y: float, size: float) -> Layer:
    width, height = int(size * 1.4), int(size * 1.5)
    hull, sails = Mask(height, width), Mask(height, width)
    cx, deck = width * 0.5, height * 0.80
    hull.polygon(
        [
            (cx - size * 0.36, deck),
            (cx + size * 0.42, deck - size * 0.03),
            (cx + size * 0.30, deck + size * 0.11),
            (cx - size * 0.28, deck + size * 0.11),
        ]
    )
    hull.stroke([(cx, deck), (cx, deck - size * 0.98)], size * 0.016)
    sails.polygon(
        [
            (cx + size * 0.02, deck - size * 0.95),
            (cx + size * 0.02, deck - size * 0.08),
            (cx + size * 0.38, deck - size * 0.08),
            (cx + size * 0.22, deck - size * 0.5),
        ]
    )
    sails.polygon(
        [
            (cx - size * 0.03, deck - size * 0.86),
            (cx - size * 0.03, deck - size * 0.08),
            (cx - size * 0.32, deck - size * 0.06),
            (cx - size * 0.20, deck - size * 0.45),
        ]
    )
    wood, cloth = hull.floats(), sails.floats()
    shade = np.linspace(0.75, 1.05, width, dtype=np.float32)[None, :, None]
    canvas = np.clip(rgb("#f6efe2") * (sky.palette.shade * 0.45 + sky.palette.light * 0.62) * shade, 0, 1)
    planks = rgb("#3a2a26") * (sky.palette.shade * 0.6 + sky.palette.light * 0.3)
    picture = np.where(cloth[..., None] > wood[..., None], canvas, planks)
    alpha = np.maximum(wood, cloth)
    # Its reflection, broken and fading, belongs to the same layer.
    rows = int(deck + size * 0.11)
    span = min(height - rows, rows)
    fade = np.linspace(0.34, 0.0, span, dtype=np.float32)[:, None]
    alpha[rows : rows + span] = alpha[rows - span : rows][::-1] * fade
    picture[rows : rows + span] = picture[rows - span : rows][::-1] * 0.7
    return Layer(picture.astype(np.float32), alpha.astype(np.float32), x - cx, y - deck)


def _palm(spec: RenderSpec, sky: Sky, draw: np.random.Generator) -> Layer:
    size = min(spec.width, spec.height) * 0.8
    width, height = int(size * 1.3), int(size * 1.25)
    mask = Mask(height, width)
    for foot, lean, high in ((0.30, 0.26, 0.86), (0.20, 0.10, 0.62)):
        t = np.linspace(0, 1, 24)
        xs, ys = (foot + lean * t**1.7) * size, height - high * t * size
        for k in range(23):
            mask.stroke(
                [(float(xs[k]), float(ys[k])), (float(xs[k + 1]), float(ys[k + 1]))], size * (0.026 - 0.012 * t[k])
            )
        for angle in np.linspace(-2.9, -0.2, 9) + draw.normal(0, 0.1, 9):
            reach = size * draw.uniform(0.24, 0.34)
            u = np.linspace(0, 1, 26)
            fx = xs[-1] + np.cos(angle) * reach * u
            fy = ys[-1] + np.sin(angle) * reach * u * 0.7 + (u**2) * reach * 0.62
            mask.stroke([(float(a), float(b)) for a, b in zip(fx, fy, strict=True)], size * 0.007)
            for k in range(2, 26):
                droop = reach * 0.24 * (1 - abs(u[k] - 0.45))
                mask.stroke(
                    [(float(fx[k]), float(fy[k])), (float(fx[k] - droop * 0.3), float(fy[k] + droop))], size * 0.005
                )
                mask.stroke(
                    [(float(fx[k]), float(fy[k])), (float(fx[k] + droop * 0.4), float(fy[k] + droop * 0.7))],
                    size * 0.005,
                )
    alpha = mask.floats()
    colour = mix(rgb("#0d1a16"), sky.palette.shade, 0.12)
    side = sky.sun_x > spec.width / 2
    picture = np.broadcast_to(colour, (height, width, 3)).astype(np.float32)
    return Layer(
        picture,
        alpha if side else alpha[:, ::-1],
        -size * 0.18 if side else spec.width - width + size * 0.18,
        spec.height - height * 0.98,
    )


class Gulls:
    """A few birds that beat their wings and drift across the sky."""

    def __init__(self, spec: RenderSpec, motion: Motion) -> None:
        draw = rng(spec, "gulls")
        self._spec, self._motion = spec, motion
        self._unit = min(spec.width, spec.height) / 480
        self._birds = draw.random((5, 4))
        self._start = draw.uniform(0.15, 0.6), draw.uniform(0.12, 0.24)

    def draw(self, canvas: Canvas, i: int, pose: Pose) -> None:
        """Draw the birds of frame `i`."""
        s = self._motion.seconds(i)
        for a, b, c, d in self._birds:
            size = (5 + 5 * c) * self._unit
            x = (self._start[0] + 0.16 * a - pose.x * 0.2) * canvas.width + self._motion.side * s * (
                9 + 4 * d
            ) * self._unit
            y = (self._start[1] + 0.09 * b) * canvas.height + np.sin(s * 0.7 + 6 * d) * 5 * self._unit
            lift = float(np.sin(s * (5 + 2 * a) + 6 * b)) * 0.5 + 0.15
            side = round(size * 3) + 2
            mask = Mask(side, side)
            m = side / 2
            for way in (-1, 1):
                mask.polygon(
                    [
                        (m, m),
                        (m + way * size * 0.55, m - size * 0.36 * lift - size * 0.12),
                        (m + way * size * 1.2, m - size * 0.7 * lift + size * 0.1),
                        (m + way * size * 0.5, m - size * 0.2 * lift + size * 0.02),
                        (m, m + size * 0.12),
                    ]
                )
            canvas.blend_over(rgb("#20242e"), mask.floats() * np.float32(0.8), int(x - m), int(y - m))

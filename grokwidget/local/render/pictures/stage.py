"""A picture, set on a stage that the camera looks at: filling the frame, floating on a backdrop, or as a long scroll.

A stage is measured in frame pixels at zoom 1, whatever the picture's own size is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from grokwidget.local.render.colour import Floats, from_oklab, to_oklab
from grokwidget.local.render.pictures.depth import depth
from grokwidget.local.render.pictures.lens import Plate
from grokwidget.local.render.pictures.photograph import Photograph
from grokwidget.local.render.pictures.saliency import Attention, Box, attention, small_copy
from grokwidget.local.render.pictures.smoothing import blurred, sample

CROP_UP_TO = 1.45
"""A picture whose ratio differs from the frame's by no more than this factor fills it; others get a backdrop."""
SCROLL_FROM = 4.0
"""From this factor on, a picture is a panorama: it is shown large, and the camera travels along it."""
FLOATING = 0.90
"""How much of the frame a floating picture takes, along its tighter side."""
_GRID = 80
"""Nodes of the nearness map along the stage's longer side."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What the camera looks at. All places are in frame pixels from the stage's top left corner."""

    plate: Plate
    """The picture, ready for the lens."""
    width: float
    height: float
    near: Floats
    """Nearness -1..1 on a grid of nodes that spans the stage."""
    aim: tuple[float, float]
    crown: float
    """Above this height hardly anything draws the eye."""
    keep: Box | None
    """What no view may cut."""
    kind: str
    """`fill`, `float` or `scroll`."""


def _even(length: float) -> int:
    return max(2, 2 * round(length / 2))


def density(width: int, height: int) -> float:
    """Pixels of the stage's picture per frame pixel: enough for the camera to come near and for smooth motion."""
    return 1.5 if width * height <= 500_000 else 1.35


def set_stage(path: str, width: int, height: int) -> Stage:
    """Open a picture and stage it for a frame of `width` x `height` pixels."""
    photo = Photograph.at(path)
    odd = (photo.width / photo.height) / (width / height)
    apart = max(odd, 1 / odd)
    if apart <= CROP_UP_TO:
        scale = max(width / photo.width, height / photo.height) * 1.012
    elif apart < SCROLL_FROM:
        scale = min(width / photo.width, height / photo.height) * FLOATING
    else:
        scale = 0.62 * (width / photo.width if odd < 1 else height / photo.height)
    q = density(width, height)
    size = max(2.0, photo.width * scale), max(2.0, photo.height * scale)
    # Of a panorama only the part is made that the camera can reach.
    longest = 2.6 * max(width, height)
    picture = _window(photo, size, longest, q)
    size = picture.width / q, picture.height / q
    seen = attention(small := small_copy(_flat(picture)))
    near = depth(small, seen)
    if picture.mode == "RGBA":
        shrink = 1.0 if apart > CROP_UP_TO else FLOATING / 1.012
        size = size[0] * shrink, size[1] * shrink
        picture = picture.resize((_even(size[0] * q), _even(size[1] * q)), Image.Resampling.LANCZOS)
        return _floating(picture, seen, near, width, height, q)
    if apart <= CROP_UP_TO:
        at = Box(0, 0, *size)
        return Stage(Plate(picture), *size, near, _place(seen, at), seen.crown * size[1], _head(seen, at), "fill")
    return _floating(picture, seen, near, width, height, q)


def _window(photo: Photograph, size: tuple[float, float], longest: float, q: float) -> Image.Image:
    across, down = _even(size[0] * q), _even(size[1] * q)
    if max(size) <= longest:
        return photo.pixels(across, down)
    # Twice the exact scale would not fit into memory either: shrink to the scale, cut at the most interesting place.
    whole = photo.pixels(across, down)
    seen = attention(small_copy(_flat(whole)))
    limit = _even(longest * q)
    left = min(max(0, round(seen.x * across - limit / 2)), max(0, across - limit))
    top = min(max(0, round(seen.y * down - limit / 2)), max(0, down - limit))
    return whole.crop((left, top, min(across, left + limit), min(down, top + limit)))


def _flat(picture: Image.Image) -> Image.Image:
    """On middle grey, where it is transparent."""
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, (118, 118, 118))
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _place(seen: Attention, at: Box) -> tuple[float, float]:
    return at.left + seen.x * (at.right - at.left), at.top + seen.y * (at.bottom - at.top)


def _head(seen: Attention, at: Box) -> Box | None:
    if seen.head is None:
        return None
    across, down, box = at.right - at.left, at.bottom - at.top, seen.head
    return Box(
        at.left + box.left * across, at.top + box.top * down, at.left + box.right * across, at.top + box.bottom * down
    )


def _floating(picture: Image.Image, seen: Attention, near: Floats, width: int, height: int, q: float) -> Stage:
    """The picture over a backdrop made of itself, with a soft shadow."""
    print_w, print_h = picture.width / q, picture.height / q
    tall, wide = print_h > 1.02 * height, print_w > 1.02 * width
    stage_w, stage_h = (print_w if wide else 1.12 * width), (print_h if tall else 1.12 * height)
    size = _even(stage_w * q), _even(stage_h * q)
    left, top = round((size[0] - picture.width) / 2), round((size[1] - picture.height) / 2)
    cut_out = picture.mode == "RGBA"
    ground = _studio(picture, size) if cut_out else _backdrop(picture, size)
    mask = (
        picture.getchannel("A")
        if cut_out
        else _rounded(picture.size, 0 if tall or wide else 0.012 * min(width, height) * q)
    )
    _shadow(ground, mask, left, top, 0.03 * min(width, height) * q)
    ground.paste(picture.convert("RGB"), (left, top), mask)
    at = Box(left / q, top / q, left / q + print_w, top / q + print_h)
    aim = _place(seen, at)
    if not (tall or wide):
        aim = 0.6 * stage_w / 2 + 0.4 * aim[0], 0.6 * stage_h / 2 + 0.4 * aim[1]
    keep = _head(seen, at) if tall or wide else at
    levels = _levels(mask, near, at, stage_w, stage_h, 0.10 * min(width, height), cut_out)
    kind = "scroll" if tall or wide else "float"
    return Stage(Plate(ground), stage_w, stage_h, levels, aim, at.top + seen.crown * print_h, keep, kind)


def _backdrop(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture itself, covering everything, far out of focus and darker."""
    scale = max(size[0] / picture.width, size[1] / picture.height) * 1.15
    across, down = size[0] / scale, size[1] / scale
    box = (
        (picture.width - across) / 2,
        (picture.height - down) / 2,
        (picture.width + across) / 2,
        (picture.height + down) / 2,
    )
    side = 56 / max(size)
    tiny = picture.resize((max(4, round(size[0] * side)), max(4, round(size[1] * side))), Image.Resampling.BOX, box=box)
    lab = blurred(to_oklab(np.asarray(tiny, np.float32) / 255).astype(np.float32), 3, 3)
    lab[..., 0] = 0.10 + 0.52 * lab[..., 0]
    return _enlarged(from_oklab(lab * np.array([1, 0.92, 0.92], np.float32)), size)


def _studio(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A quiet backdrop for a cut-out: light behind dark things, dark behind light ones, in a breath of their colour."""
    tiny = np.asarray(picture.resize((48, 48), Image.Resampling.BOX), np.float32) / 255
    weight = tiny[..., 3:] + 1e-6
    mean = (to_oklab(tiny[..., :3]) * weight).sum((0, 1)) / weight.sum()
    light = 0.86 if mean[0] < 0.58 else 0.26
    across = (np.arange(64) + 0.5) / 64 - 0.5
    glow = np.exp(-((across / 0.55) ** 2) - (((across[:, None] + 0.06) / 0.5) ** 2))
    lab = np.empty((64, 64, 3))
    lab[..., 0] = light * (0.72 + 0.36 * glow)
    chroma = max(1e-3, float(np.hypot(mean[1], mean[2])))
    lab[..., 1:] = -mean[1:] / chroma * min(0.035, chroma)
    return _enlarged(from_oklab(lab), size)


def _enlarged(values: Floats, size: tuple[int, int]) -> Image.Image:
    """A tiny float picture at full size, without bands: enlarged as floats, dithered into bytes."""
    noise = np.random.Generator(np.random.PCG64(7)).random((64, size[0]), np.float32)
    planes = []
    for k in range(3):
        plane = Image.fromarray(np.ascontiguousarray(values[..., k] * 255).astype(np.float32))
        plane = plane.resize(size, Image.Resampling.BICUBIC)
        out = np.empty((size[1], size[0]), np.uint8)
        for top in range(0, size[1], 64):
            strip = np.asarray(plane.crop((0, top, size[0], min(size[1], top + 64))))
            out[top : top + 64] = np.clip(strip + noise[: strip.shape[0]], 0, 255)
        planes.append(Image.fromarray(out))
    return Image.merge("RGB", planes)


def _rounded(size: tuple[int, int], radius: float) -> Image.Image:
    mask = Image.new("L", size, 255)
    if radius >= 1:
        r = round(radius)
        corner = Image.new("L", (8 * r, 8 * r), 0)
        ImageDraw.Draw(corner).ellipse((0, 0, 16 * r - 1, 16 * r - 1), fill=255)
        corner = corner.resize((r, r), Image.Resampling.BOX)
        for turn, place in enumerate(((0, 0), (0, size[1] - r), (size[0] - r, size[1] - r), (size[0] - r, 0))):
            mask.paste(corner.rotate(90 * turn), place)
    return mask


def _shadow(ground: Image.Image, mask: Image.Image, left: int, top: int, reach: float) -> None:
    """Darken the ground around a shape, more below than above. Made at an eighth of the size: it is soft."""
    small = Image.new("L", (max(1, ground.width // 8), max(1, ground.height // 8)), 0)
    shape = mask.resize((max(1, mask.width // 8), max(1, mask.height // 8)), Image.Resampling.BOX)
    small.paste(shape, (round(left / 8), round((top + reach * 0.35) / 8)))
    soft = small.filter(ImageFilter.GaussianBlur(max(0.6, reach / 8)))
    full = soft.resize(ground.size, Image.Resampling.BICUBIC).point([round(v * 0.55) for v in range(256)])
    ground.paste((0, 0, 0), (0, 0, *ground.size), full)


def _levels(
    mask: Image.Image, near: Floats, at: Box, stage_w: float, stage_h: float, reach: float, cut_out: bool
) -> Floats:
    """Nearness of the whole stage: the backdrop is far; the picture floats before it, flat along its edges."""
    scale = _GRID / max(stage_w, stage_h)
    columns, rows = max(4, round(stage_w * scale)), max(4, round(stage_h * scale))
    x = np.linspace(0, stage_w, columns, dtype=np.float32)
    y = np.linspace(0, stage_h, rows, dtype=np.float32)[:, None]
    u, v = (x - at.left) / (at.right - at.left), (y - at.top) / (at.bottom - at.top)
    outside = np.hypot(
        np.maximum(0, np.maximum(at.left - x, x - at.right)) if at.left > 0 else 0 * x,
        np.maximum(0, np.maximum(at.top - y, y - at.bottom)) if at.top > 0 else 0 * y,
    )
    shape = np.asarray(np.clip(1.25 - outside / reach, 0, 1), np.float32)
    inner = sample(near, u + 0 * v, v + 0 * u)
    rim = np.clip(np.minimum(np.minimum(u, 1 - u), np.minimum(v, 1 - v)) / 0.22, 0, 1)
    if cut_out:
        alpha = np.asarray(np.asarray(mask.resize((64, 64), Image.Resampling.BOX)) / 255, np.float32)
        grown = np.clip(blurred(alpha, 3, 2) * 2.5, 0, 1)
        shape = shape * np.clip(sample(grown, u + 0 * v, v + 0 * u), 0, 1)
    shape = shape * shape * (3 - 2 * shape)
    return np.asarray(-0.9 + shape * (1.2 + 0.35 * inner * rim), np.float32)

"""The camera over a picture: smooth to a fiftieth of a pixel, in depth, and never through a head."""

from __future__ import annotations

from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from grokwidget.local.render.canvas import Bytes, Canvas
from grokwidget.local.render.motion import Motion
from grokwidget.local.render.pictures.lens import Lens, Plate
from grokwidget.local.render.pictures.saliency import attention, small_copy
from grokwidget.local.render.pictures.shot import Shot
from grokwidget.local.render.pictures.stage import set_stage
from grokwidget.local.render.spec import RenderSpec, seed_of
from grokwidget.local.render.words import read

pytestmark = pytest.mark.slow

CAMERAS = ("push", "pull", "left", "right", "pan", "rise", "fall", "orbit", "still")


def noise(width: int, height: int, grain: int) -> Image.Image:
    values = np.random.Generator(np.random.PCG64(5)).integers(30, 220, (height // grain, width // grain, 3), np.uint8)
    return Image.fromarray(values).resize((width, height), Image.Resampling.BICUBIC)


@pytest.fixture(scope="module")
def portrait(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drawn person: hair from 6 % of the height, the chin at 43 %, in the left half."""
    w, h = 600, 750
    picture = noise(w, h, 30).point([60 + v // 4 for v in range(256)] * 3)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((0.12 * w, 0.50 * h, 0.68 * w, 1.3 * h), fill=(40, 60, 120))
    pen.rectangle((0.36 * w, 0.40 * h, 0.46 * w, 0.56 * h), fill=(205, 150, 120))
    pen.ellipse((0.25 * w, 0.06 * h, 0.57 * w, 0.36 * h), fill=(70, 45, 30))
    pen.ellipse((0.29 * w, 0.13 * h, 0.53 * w, 0.43 * h), fill=(224, 172, 140))
    for eye in (0.36, 0.46):
        pen.ellipse(((eye - 0.025) * w, 0.25 * h, (eye + 0.025) * w, 0.275 * h), fill=(40, 30, 30))
    pen.ellipse((0.37 * w, 0.365 * h, 0.45 * w, 0.385 * h), fill=(170, 70, 70))
    path = tmp_path_factory.mktemp("portrait") / "person.png"
    picture.save(path)
    return path


def test_a_head_is_found_with_its_hair_and_chin(portrait: Path) -> None:
    head = attention(small_copy(Image.open(portrait))).head
    assert head is not None
    assert head.left < 0.28 and head.right > 0.54 and head.top < 0.09 and head.bottom > 0.42
    assert head.bottom - head.top < 0.75


@pytest.mark.parametrize("draws", [lambda: noise(300, 200, 4), lambda: Image.new("RGB", (200, 300), (120, 130, 160))])
def test_no_head_is_found_where_there_is_none(draws: object) -> None:
    assert callable(draws)
    assert attention(small_copy(draws())).head is None


@pytest.mark.parametrize("ratio", [(480, 600), (480, 480), (640, 480)], ids=["4:5", "1:1", "4:3"])
def test_hair_and_chin_are_in_every_frame(ratio: tuple[int, int], portrait: Path) -> None:
    stage, lens = set_stage(str(portrait), *ratio), Lens(*ratio)
    q = stage.plate.width / stage.width
    assert stage.keep is not None
    if stage.kind == "fill":
        # By the drawing itself, not by what was guessed.
        box = (0.25 * stage.width, 0.06 * stage.height, 0.57 * stage.width, 0.43 * stage.height)
    else:
        box = (stage.keep.left, stage.keep.top, stage.keep.right, stage.keep.bottom)
    for mode, camera in product(("normal", "fun", "spicy"), CAMERAS):
        spec = RenderSpec(prompt="", width=ratio[0], height=ratio[1], duration=8, seed=seed_of(camera), mode=mode)
        motion = Motion(spec, read("", spec.seed))
        furthest = max(motion.ease(i) for i in range(spec.frames))
        shot = Shot(stage, *ratio, camera, strength=motion.strength, seconds=8, furthest=furthest)
        for i in range(0, spec.frames, 7):
            pose = motion.pose(i)
            x, y = shot.nodes(lens, motion.ease(i), (pose.shake_x, pose.shake_y))
            # Of each side of the frame only the part counts that is level with the box; the rest may see anything.
            beside = (y >= (box[1] - 9) * q) & (y <= (box[3] + 9) * q)
            above = (x >= (box[0] - 9) * q) & (x <= (box[2] + 9) * q)
            assert x[beside[:, 0], 0].max(initial=0) <= box[0] * q, (mode, camera, i)
            assert y[0, above[0]].max(initial=0) <= box[1] * q, (mode, camera, i)
            right, bottom = x[:, lens.width // 32], y[lens.height // 32]
            assert right[beside[:, -1]].min(initial=9e9) >= box[2] * q - 1, (mode, camera, i)
            assert bottom[above[-1]].min(initial=9e9) >= box[3] * q, (mode, camera, i)


def _seen(lens: Lens, x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """What the frame's four sides see, in pixels of the plate; the last nodes lie beyond the frame."""
    right = [float(np.interp(lens.width, lens.columns, row)) for row in x]
    bottom = [float(np.interp(lens.height, lens.rows, column)) for column in y.T]
    return float(x[:, 0].max()), float(y[0].max()), min(right), min(bottom)


@pytest.mark.slow
@pytest.mark.parametrize("camera", CAMERAS)
@pytest.mark.parametrize("size", [(300, 200), (200, 300), (1000, 100), (100, 1000)])
def test_the_camera_never_looks_past_the_stage(camera: str, size: tuple[int, int], tmp_path: Path) -> None:
    noise(*size, 10).save(tmp_path / "a.png")
    stage = set_stage(str(tmp_path / "a.png"), 320, 180)
    for strength, seconds in ((1.0, 2.0), (1.85, 15.0)):
        shot = Shot(stage, 320, 180, camera, strength=strength, seconds=seconds, furthest=1.04)
        lens = Lens(320, 180)
        for ease in np.linspace(0, 1.04, 9):
            x, y = shot.nodes(lens, float(ease))
            left, top, right, bottom = _seen(lens, x, y)
            assert min(x[:, 0].min(), y[0].min()) > -2 and left < right and top < bottom
            assert right < stage.plate.width + 1 and bottom < stage.plate.height + 1


def test_near_things_move_more_than_far_ones(tmp_path: Path) -> None:
    noise(600, 400, 10).save(tmp_path / "a.png")
    stage, lens = set_stage(str(tmp_path / "a.png"), 480, 320), Lens(480, 320)
    shot = Shot(stage, 480, 320, "right")
    q = stage.plate.width / stage.width
    travel = (shot.nodes(lens, 1.0)[0] - shot.nodes(lens, 0.0)[0]) / q
    sky, ground = travel[1, 4:11].mean(), travel[-2, 4:11].mean()
    assert ground > sky + 0.02 * 480 * 0.5, "in a pan to the right the ground passes faster than the sky"
    assert abs(ground - sky) < 0.08 * 480, "and nothing is torn"


def test_the_depth_warp_never_folds_the_picture(portrait: Path) -> None:
    stage, lens = set_stage(str(portrait), 384, 480), Lens(384, 480)
    for camera in CAMERAS:
        shot = Shot(stage, 384, 480, camera, strength=1.85, seconds=10)
        for ease in (0.0, 0.5, 1.0):
            x, y = shot.nodes(lens, ease)
            step = 32 * stage.plate.width / stage.width / 1.4
            assert np.diff(x, axis=1).min() > 0.5 * step and np.diff(y, axis=0).min() > 0.5 * step


# -- the lens ------------------------------------------------------------------------------------------------------


def _planes(width: int, height: int) -> tuple[Bytes, Bytes, Bytes]:
    return (
        np.zeros((height, width), np.uint8),
        np.zeros((height // 2, width // 2), np.uint8),
        np.zeros((height // 2, width // 2), np.uint8),
    )


def _grid(lens: Lens, scale: float, x: float, y: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    across, down = np.meshgrid(lens.columns, lens.rows)
    return (across + 0.5) * scale - 0.5 + x, (down + 0.5) * scale - 0.5 + y


def test_the_lens_shows_a_picture_unchanged_where_nothing_moves() -> None:
    picture, lens = noise(200, 120, 4), Lens(200, 120)
    canvas, planes = Canvas(200, 120), _planes(200, 120)
    canvas.paint(np.asarray(picture))
    lens.look(Plate(picture.copy()), *_grid(lens, 1.0, 0, 0), planes)
    assert np.array_equal(planes[0], canvas.y)
    assert np.abs(planes[1].astype(int) - canvas.u).max() <= 1 and np.abs(planes[2].astype(int) - canvas.v).max() <= 1


def test_the_lens_interpolates_like_plain_bilinear_arithmetic() -> None:
    picture, lens, planes = noise(200, 120, 4), Lens(200, 120), _planes(200, 120)
    canvas = Canvas(200, 120)
    canvas.paint(np.asarray(picture))
    luma = canvas.y.astype(float)
    lens.look(Plate(picture.copy()), *_grid(lens, 0.8, 7.3, 5.6), planes)
    x, y = (np.arange(200) + 0.5) * 0.8 - 0.5 + 7.3, (np.arange(120) + 0.5) * 0.8 - 0.5 + 5.6
    u, v = np.floor(x).astype(int), np.floor(y).astype(int)[:, None]
    fx, fy = x - u, y[:, None] - v
    expected = (luma[v, u] * (1 - fx) + luma[v, u + 1] * fx) * (1 - fy) + (
        luma[v + 1, u] * (1 - fx) + luma[v + 1, u + 1] * fx
    ) * fy
    assert np.abs(planes[0] - expected).max() <= 1.5


def test_slow_motion_is_smooth_to_a_fiftieth_of_a_pixel() -> None:
    lens, planes = Lens(384, 256), _planes(384, 256)
    plate = Plate(noise(720, 480, 5))
    frames = []
    for i in range(24):
        zoom = 1.00 + 0.0015 * i
        across, down = np.meshgrid(lens.columns, lens.rows)
        x = ((across + 0.5 - 192) / zoom + 192 + 0.137 * i) * 1.5 - 0.5
        y = ((down + 0.5 - 128) / zoom + 128 + 0.071 * i) * 1.5 - 0.5
        lens.look(plate, x, y, planes)
        frames.append(planes[0][64:192, 128:256].astype(float))
    steps = np.array([_offset(a, b) for a, b in pairwise(frames)])
    jitter = np.diff(steps, axis=0)
    assert float(np.sqrt((jitter**2).sum(1).mean())) <= 0.02
    assert np.abs(steps[:, 0] + 0.137).max() < 0.05, "it moves at all, and as fast as it should"


def _offset(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """By how many pixels `b` lies to the right of and below `a`: the slope of the phase of their spectra."""
    window = np.outer(np.hanning(a.shape[0]), np.hanning(a.shape[1]))
    one, two = np.fft.fft2((a - a.mean()) * window), np.fft.fft2((b - b.mean()) * window)
    down, across = np.meshgrid(np.fft.fftfreq(a.shape[0]), np.fft.fftfreq(a.shape[1]), indexing="ij")
    power = np.abs(one) * np.abs(two)
    used = (np.hypot(down, across) < 0.12) & (power > np.percentile(power, 60))
    slope = np.stack([across[used], down[used]], axis=1) * 2 * np.pi
    weight = power[used][:, None]
    phase = np.angle(one * np.conj(two))[used]
    return np.asarray(np.linalg.solve((slope * weight).T @ slope, (slope * weight).T @ phase), np.float64)

"""Pictures become scenes: every kind of file, the order of a sequence, and what fills the frame."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from grokwidget.local.render.canvas import Bytes, Canvas
from grokwidget.local.render.pictures.photograph import Photograph
from grokwidget.local.render.pictures.stage import set_stage
from grokwidget.local.render.scenes import open_scene
from grokwidget.local.render.scenes.sequence import Sequence, moves, order, timing
from grokwidget.local.render.spec import RenderSpec, seed_of
from grokwidget.local.render.words import read

pytestmark = pytest.mark.slow


def spec_of(
    *images: Path, prompt: str = "", size: tuple[int, int] = (256, 144), seconds: float = 2.0, mode: str = "normal"
) -> RenderSpec:
    return RenderSpec(
        prompt=prompt, width=size[0], height=size[1], duration=seconds, seed=seed_of(prompt), mode=mode,
        images=tuple(str(image) for image in images),
    )  # fmt: skip


def drawn(spec: RenderSpec, *frames: int) -> list[Bytes]:
    scene, canvas, pictures = open_scene(spec, read(spec.prompt, spec.seed)), Canvas(spec.width, spec.height), []
    for i in frames:
        scene.draw(canvas, i)
        pictures.append(canvas.rgb())
    return pictures


def texture(width: int, height: int) -> Image.Image:
    """Something to look at: soft noise with a bright disc a little left of the middle."""
    noise = np.random.Generator(np.random.PCG64(3)).integers(
        40, 200, (max(2, height // 8), max(2, width // 8), 3), np.uint8
    )
    picture = Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)
    r = min(width, height) / 6
    ImageDraw.Draw(picture).ellipse(
        (width * 0.4 - r, height * 0.5 - r, width * 0.4 + r, height * 0.5 + r), fill=(250, 220, 120)
    )
    return picture


@pytest.fixture
def plain(tmp_path: Path) -> Callable[[str, tuple[int, int, int]], Path]:
    def make(name: str, colour: tuple[int, int, int]) -> Path:
        path = tmp_path / f"{name}.png"
        Image.new("RGB", (256, 144), colour).save(path)
        return path

    return make


def _transparent() -> Image.Image:
    picture, mask = texture(300, 300), Image.new("L", (300, 300))
    ImageDraw.Draw(mask).ellipse((80, 40, 220, 290), fill=255)
    picture.putalpha(mask)
    return picture


def _palette_with_a_transparent_colour() -> Image.Image:
    picture = texture(200, 120).quantize(16)
    picture.info["transparency"] = 3
    return picture


def _sixteen_bits() -> Image.Image:
    return Image.fromarray(np.asarray(texture(200, 120).convert("L")).astype(np.uint16) * 257)


ODD: dict[str, Callable[[], Image.Image]] = {
    "tiny.png": lambda: texture(32, 21),
    "one_pixel.png": lambda: Image.new("RGB", (1, 1), (200, 30, 30)),
    "large.jpg": lambda: texture(8000, 1000),
    "transparent.png": _transparent,
    "grey.png": lambda: texture(200, 120).convert("L"),
    "grey_alpha.png": lambda: _transparent().convert("LA"),
    "palette.png": lambda: texture(200, 120).quantize(16),
    "palette_alpha.png": _palette_with_a_transparent_colour,
    "bits.png": lambda: texture(200, 120).convert("1"),
    "sixteen.png": _sixteen_bits,
    "floats.tiff": lambda: Image.fromarray(np.asarray(texture(200, 120).convert("L"), np.float32) / 255),
    "cmyk.jpg": lambda: texture(200, 120).convert("CMYK"),
    "tall.png": lambda: texture(90, 900),
    "wide.png": lambda: texture(900, 90),
    "phone.webp": lambda: texture(270, 480),
    "black.png": lambda: Image.new("RGB", (300, 200)),
    "invisible.png": lambda: Image.new("RGBA", (300, 200)),
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("size", [(256, 144), (144, 256)], ids=["landscape", "portrait"])
def test_every_kind_of_picture_is_drawn(name: str, size: tuple[int, int], tmp_path: Path) -> None:
    ODD[name]().save(tmp_path / name)
    spec = spec_of(tmp_path / name, size=size, prompt="push in")
    first, last = drawn(spec, 0, spec.frames - 1)
    assert first.shape == (size[1], size[0], 3)
    if name not in ("one_pixel.png", "black.png", "invisible.png"):
        assert first.std() > 6
        assert np.abs(first.astype(int) - last).mean() > 0.5, "the camera should have moved"


@pytest.mark.parametrize("size", [(16, 16), (30, 16), (1120, 480), (480, 1040)])
def test_any_frame_size_can_be_filled(size: tuple[int, int], tmp_path: Path) -> None:
    texture(300, 200).save(tmp_path / "a.png")
    (picture,) = drawn(spec_of(tmp_path / "a.png", size=size), 7)
    assert picture.shape == (size[1], size[0], 3)


def test_an_animation_shows_its_first_frame(tmp_path: Path) -> None:
    red, blue = Image.new("RGB", (160, 90), (220, 20, 20)), Image.new("RGB", (160, 90), (20, 20, 220))
    red.save(tmp_path / "a.gif", save_all=True, append_images=[blue])
    (picture,) = drawn(spec_of(tmp_path / "a.gif"), 5)
    assert picture[..., 0].mean() > 180 > 80 > picture[..., 2].mean()


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_turned_photo_stands_upright(orientation: int, tmp_path: Path) -> None:
    upright = Image.new("RGB", (160, 90), (20, 20, 20))
    upright.paste((230, 230, 230), (0, 0, 160, 45))
    turn = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright.transpose(turn).save(tmp_path / "a.jpg", exif=exif, quality=95)
    photo = Photograph.at(str(tmp_path / "a.jpg"))
    assert (photo.width, photo.height) == (160, 90)
    pixels = np.asarray(photo.pixels(80, 44))
    assert pixels[:16].mean() > 200 and pixels[-16:].mean() < 60


def test_a_cut_out_stands_before_a_soft_backdrop_and_not_before_black(tmp_path: Path) -> None:
    _transparent().save(tmp_path / "a.png")
    (picture,) = drawn(spec_of(tmp_path / "a.png", prompt="still shot, tripod"), 10)
    corner = picture[:30, :30].astype(float)
    assert corner.mean() > 20 and corner.std(axis=(0, 1)).max() < 6


@pytest.mark.parametrize(
    ("picture", "kind"), [((300, 200), "fill"), ((200, 300), "float"), ((900, 90), "scroll"), ((100, 900), "scroll")]
)
def test_odd_ratios_get_a_backdrop_and_near_ones_fill_the_frame(
    picture: tuple[int, int], kind: str, tmp_path: Path
) -> None:
    texture(*picture).save(tmp_path / "a.png")
    assert set_stage(str(tmp_path / "a.png"), 256, 144).kind == kind


def test_the_order_of_the_prompt_is_kept_and_unnamed_pictures_follow() -> None:
    assert order("@image3 beside @Image1, then @image3 again", 4) == (2, 0, 1, 3)
    assert order("no names", 3) == (0, 1, 2)
    assert order("@image9 and @image0 are not there, @image12 neither", 2) == (0, 1)
    assert order("先是@image2，然后@image1。", 2) == (1, 0)


def test_a_sequence_shows_its_pictures_in_order(plain: Callable[[str, tuple[int, int, int]], Path]) -> None:
    colours = [(210, 30, 30), (30, 190, 40), (40, 50, 210)]
    images = [plain(str(k), colour) for k, colour in enumerate(colours)]
    spec = spec_of(*images, prompt="@image3 then @image1", seconds=3)
    seen = [tuple(int(np.argmax(picture.mean((0, 1)))) for picture in drawn(spec, 4, 36, spec.frames - 4))]
    assert seen == [(2, 0, 1)]


def test_dissolves_are_gradual_and_shorter_in_spicy(plain: Callable[[str, tuple[int, int, int]], Path]) -> None:
    black, white = plain("black", (0, 0, 0)), plain("white", (255, 255, 255))
    lengths = {}
    for mode in ("normal", "fun", "spicy"):
        spec = spec_of(black, white, size=(64, 36), seconds=6, mode=mode)
        light = [float(picture.mean()) for picture in drawn(spec, *range(spec.frames))]
        steps = np.diff(light)
        assert steps.min() >= -1 and steps.max() < 40, "no cut, and never back"
        lengths[mode] = sum(3 < value < 252 for value in light)
    assert lengths["spicy"] < lengths["fun"] < lengths["normal"]


@pytest.mark.parametrize(("frames", "count"), [(24, 7), (240, 3), (48, 2), (720, 7)])
def test_every_moment_has_a_picture_and_never_more_than_two(frames: int, count: int) -> None:
    spans, melt = timing(frames, count, 24)
    assert spans[0].start == 0 and abs(spans[-1].end - frames) < 1e-6 and melt >= 1
    for i in range(frames):
        assert 1 <= sum(span.start <= i < span.end for span in spans) <= 2


def test_the_camera_differs_from_picture_to_picture() -> None:
    for prompt in ("a walk", "camera pans left", "推近"):
        spec = RenderSpec(prompt=prompt, width=256, height=144, duration=8, seed=seed_of(prompt))
        chosen = moves(spec, read(prompt, spec.seed), 7)
        assert all(a != b for a, b in pairwise(chosen))
    assert chosen[0] == "push", "the prompt's own camera comes first"


def test_a_frame_is_the_same_whenever_and_wherever_it_is_drawn(tmp_path: Path) -> None:
    paths = []
    for k, size in enumerate([(300, 200), (200, 300), (900, 90)]):
        texture(*size).save(tmp_path / f"{k}.png")
        paths.append(tmp_path / f"{k}.png")
    spec = spec_of(*paths, prompt="orbit", seconds=3, mode="spicy")
    ahead = drawn(spec, 0, 30, 36, 70)
    back = drawn(spec, 70, 36, 30, 0)[::-1]
    assert all(np.array_equal(a, b) for a, b in zip(ahead, back, strict=True))


def test_a_sequence_holds_at_most_two_pictures_in_memory(plain: Callable[[str, tuple[int, int, int]], Path]) -> None:
    spec = spec_of(*[plain(str(k), (30 * k, 90, 90)) for k in range(7)], seconds=3)
    scene, canvas = Sequence(spec, read("", spec.seed)), Canvas(spec.width, spec.height)
    for i in range(0, spec.frames, 3):
        scene.draw(canvas, i)
        assert len(scene.held) <= 2

"""What words do to the abstract scenes: the view, the colours measured in the picture; and the variety of seeds."""

from __future__ import annotations

import math

import numpy as np
import pytest

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.colour import to_oklab
from grokwidget.local.render.scenes import SCENES, bokeh, galaxy, silk
from grokwidget.local.render.scenes.black_hole import INNER, OUTER, trace
from grokwidget.local.render.scenes.fields import along, at, clouds, grid_of, strand
from grokwidget.local.render.scenes.silk_palettes import CURATED
from grokwidget.local.render.scenes.strips import Strip
from grokwidget.local.render.spec import RenderSpec, rng, seed_of
from grokwidget.local.render.words import HUES, read

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check


def picture(scene: str, prompt: str, seed: str = "w", i: int = 40) -> Canvas:
    spec = RenderSpec(prompt=prompt, width=320, height=180, duration=6, seed=seed_of(seed))
    canvas = Canvas(spec.width, spec.height)
    SCENES[scene](spec, read(prompt, spec.seed)).draw(canvas, i)
    return canvas


def hue_of(canvas: Canvas) -> tuple[float, float]:
    """The mean hue in degrees, weighted by chroma, and the mean chroma."""
    lab = to_oklab(canvas.rgb()[::2, ::2] / 255).reshape(-1, 3)
    weight = np.hypot(lab[:, 1], lab[:, 2])
    a, b = (float((lab[:, k] * weight).sum()) for k in (1, 2))
    return math.degrees(math.atan2(b, a)) % 360, float(weight.mean())


def apart(one: float, other: float) -> float:
    return abs((one - other + 180) % 360 - 180)


@pytest.mark.parametrize("seed", ["a", *(pytest.param(s, marks=pytest.mark.matrix) for s in "bc")])
@pytest.mark.parametrize(("word", "colour"), [("red", "red"), ("蓝色", "blue"), ("green", "green"), ("紫色", "purple")])
@pytest.mark.parametrize(
    ("scene", "subject", "tolerance"),
    [
        ("silk", "silk", 30),
        ("silk", "liquid", 30),
        ("aurora", "northern lights", 60),
        ("galaxy", "nebula", 50),
        ("galaxy", "black hole", 45),
        ("bokeh", "bokeh", 45),
        ("bokeh", "bubbles", 35),
        ("bokeh", "fire", 35),
    ],
)
def test_a_colour_word_colours_the_picture(
    scene: str, subject: str, tolerance: float, word: str, colour: str, seed: str
) -> None:
    hue, chroma = hue_of(picture(scene, f"{word} {subject}", seed))
    assert chroma > 0.015
    assert apart(hue, HUES[colour]) < tolerance


def test_two_colours_meet_in_one_cloth() -> None:
    canvas = picture("silk", "silk in blue and gold")
    lab = to_oklab(canvas.rgb() / 255)
    hues = np.degrees(np.arctan2(lab[..., 2], lab[..., 1])) % 360
    vivid = np.hypot(lab[..., 1], lab[..., 2]) > 0.05
    shares = [np.mean(vivid & (np.abs((hues - HUES[name] + 180) % 360 - 180) < 40)) for name in ("blue", "gold")]
    assert min(shares) > 0.05


def test_white_silk_is_white_and_black_silk_is_black() -> None:
    white, black = picture("silk", "white silk"), picture("silk", "黑色丝绸")
    assert white.y.mean() > 150 and black.y.mean() < 60
    assert hue_of(white)[1] < 0.03


def test_an_aurora_is_green_unless_another_colour_is_named() -> None:
    for seed in "abcd":
        green = hue_of(picture("aurora", "green aurora", seed))[0]
        assert 120 < green < 215


@pytest.mark.parametrize(
    ("prompt", "view"),
    [
        ("a black hole swallows a galaxy", "black_hole"),
        ("黑洞", "black_hole"),
        ("saturn, a ringed planet", "planet"),
        ("宇航员与行星", "planet"),
        ("a colourful nebula", "nebula"),
        ("星云", "nebula"),
        ("milky way above the mountains", "milky_way"),
        ("满天繁星，银河", "milky_way"),
        ("a spiral galaxy", "spiral"),
        ("旋涡星系", "spiral"),
    ],
)
def test_words_choose_the_view_of_space(prompt: str, view: str) -> None:
    assert galaxy.view_for(read(prompt, "0"), np.random.default_rng(0)) == view


@pytest.mark.parametrize(
    ("prompt", "view"),
    [
        ("new year fireworks", "fireworks"),
        ("烟花", "fireworks"),
        ("sky lanterns rise", "lanterns"),
        ("元宵节的灯笼", "lanterns"),
        ("fireflies in a meadow", "fireflies"),
        ("夏夜萤火虫", "fireflies"),
        ("bubbles under water", "bubbles"),
        ("水下气泡", "bubbles"),
        ("sparks of a campfire", "embers"),
        ("篝火余烬", "embers"),
        ("birthday confetti", "falling"),
        ("圣诞快乐", "falling"),
        ("city lights out of focus", "city"),
    ],
)
def test_words_choose_the_lights(prompt: str, view: str) -> None:
    assert bokeh.view_for(read(prompt, "0"), np.random.default_rng(0)) == view


@pytest.mark.parametrize(
    ("prompt", "material"),
    [("liquid silk", "liquid"), ("丝绸与液体", "silk"), ("velvet", "satin"), ("chrome", "iridescent")],
)
def test_the_first_word_chooses_the_material(prompt: str, material: str) -> None:
    assert silk.material_for(prompt, np.random.default_rng(0)) == material


def test_hearts_are_drawn_as_hearts() -> None:
    discs, hearts = picture("bokeh", "bokeh"), picture("bokeh", "bokeh with hearts")
    assert float(np.abs(discs.y.astype(int) - hearts.y).mean()) > 1


@pytest.mark.parametrize("scene", ["aurora", "silk", "galaxy", "bokeh"])
def test_without_words_every_seed_gives_another_picture(scene: str) -> None:
    small = [picture(scene, "", seed).rgb()[::8, ::8].astype(int) for seed in "abcdefgh"]
    differences = [float(np.abs(a - b).mean()) for n, a in enumerate(small) for b in small[:n]]
    assert min(differences) > 4


def test_the_seeds_reach_every_view_and_many_palettes() -> None:
    empty = read("", "0")
    specs = [RenderSpec(prompt="", width=16, height=16, duration=1, seed=seed_of(str(n))) for n in range(120)]
    assert len({galaxy.view_for(empty, rng(spec, "galaxy view")) for spec in specs}) == 5
    assert len({bokeh.view_for(empty, rng(spec, "bokeh view")) for spec in specs}) == 7
    assert len(CURATED) >= 8


# -- the parts ------------------------------------------------------------------------------------------------------


def test_noise_is_tileable_and_reads_the_same_one_tile_on() -> None:
    chance = np.random.default_rng(1)
    field, line = clouds(chance, 64, 96), strand(chance, 128, 2, 20)
    assert field.min() >= 0 and field.max() <= 1 and 0.4 < field.mean() < 0.6
    x, y = chance.random((5, 5)).astype(np.float32), chance.random((5, 5)).astype(np.float32)
    assert np.allclose(at(field, x, y), at(field, x + 1, y - 2), atol=1e-3)
    assert np.allclose(along(line, x), along(line, x + 3), atol=1e-3)
    seam, inside = np.abs(field[:, 0] - field[:, -1]).mean(), np.abs(np.diff(field, axis=1)).mean()
    assert seam < 3 * inside


@pytest.mark.parametrize("size", [(848, 480), (480, 848), (1920, 1080), (3000, 480)])
def test_a_grid_keeps_the_ratio_and_its_number_of_cells(size: tuple[int, int]) -> None:
    columns, rows = grid_of(*size, 50_000)
    assert columns * rows < 53_000
    assert columns / rows == pytest.approx(size[0] / size[1], rel=0.03)


@pytest.mark.parametrize("x", [-30.0, -7.25, 0.0, 3.5, 41.75])
def test_a_strip_moves_by_fractions_of_a_pixel(x: float) -> None:
    alpha = np.zeros((20, 60), np.float32)
    alpha[4:, 20:30] = 1
    alpha[16:] = 1
    strip, middles = Strip(np.ones(3), alpha), []
    for place in (x, x + 0.25, x + 0.5):
        canvas = Canvas(128, 40)
        strip.draw(canvas, place + 40, 10)
        row = canvas.y[16].astype(float) - 16
        middles.append(float((row * np.arange(128)).sum() / row.sum()))
    assert middles[0] == pytest.approx(x + 40 + 24.5, abs=0.3)
    assert np.diff(middles) == pytest.approx([0.25, 0.25], abs=0.06)


def test_light_bends_around_the_black_hole_as_schwarzschild_says() -> None:
    # Straight towards the hole, rays inside sqrt(27)/2 radii are caught: from above, no ray inside sees the far disc.
    x = np.linspace(-8, 8, 321).astype(np.float32)
    crossings = trace(x, np.zeros_like(x), math.pi / 2 - 1e-3)
    first = np.zeros(len(x), bool)
    first[crossings[0].cells] = True
    seen = np.abs(x[first])
    assert crossings[0].radius.min() > INNER * 0.85 and crossings[0].radius.max() < OUTER
    # Seen face-on, the disc's inner edge looks larger than it is, by about one radius (bending).
    assert INNER * 0.9 < seen.min() < INNER + 1.3
    assert not first[np.abs(x) < 2.2].any(), "the shadow is dark"

"""The canvas: what is drawn is what is read back, and nothing ever wraps."""

from __future__ import annotations

import numpy as np
import pytest

from grokwidget.local.render.canvas import Canvas, Stamp
from grokwidget.local.render.colour import mix, oklch, ramp, rgb, rotate, to_oklch
from grokwidget.local.render.layers import Layer


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#ff0000", "#3366cc", "#f0c040"])
def test_a_flat_colour_survives_the_planes(colour: str) -> None:
    canvas = Canvas(64, 48)
    canvas.paint(np.broadcast_to(rgb(colour), (12, 16, 3)))
    assert np.abs(canvas.rgb().astype(int) - np.rint(rgb(colour) * 255)).max() <= 3


def test_dark_gradients_are_dithered_not_banded() -> None:
    canvas = Canvas(848, 48)
    canvas.paint(np.broadcast_to(np.linspace(0.02, 0.05, 60)[None, :, None], (12, 60, 3)))
    assert (np.diff(canvas.y[24].astype(int)) != 0).sum() > 50


def test_light_upon_light_is_clipped_and_never_wraps() -> None:
    canvas = Canvas(64, 64)
    for _ in range(20):
        canvas.add_light([32.0], [32.0], 9.0, (1.0, 1.0, 1.0), 1.0)
        canvas.add_points(np.full(5, 20.5), np.full(5, 20.5), 1.0, (1.0, 0.2, 0.2))
    assert canvas.y[32, 32] == 235 and canvas.y.min() >= 16
    assert canvas.u.max() <= 240 and canvas.v.max() <= 240


def test_a_glow_is_the_sum_of_its_lights() -> None:
    one, many = Canvas(96, 64), Canvas(96, 64)
    one.add_light([30.0, 60.0], [30.0, 24.0], [14.0, 9.0], ((1.0, 0.3, 0.2), (0.2, 0.4, 1.0)), 0.5)
    many.add_glow([30.0, 60.0], [30.0, 24.0], [14.0, 9.0], ((1.0, 0.3, 0.2), (0.2, 0.4, 1.0)), 0.5)
    for a, b in ((one.y, many.y), (one.u, many.u), (one.v, many.v)):
        assert np.abs(a.astype(int) - b).max() <= 8
    many.add_glow(np.full(40, 48.0), np.full(40, 32.0), 20.0, (1.0, 1.0, 1.0), 1.0)
    assert many.y.max() == 235


def test_a_stamp_may_hang_over_every_border() -> None:
    canvas, stamp = Canvas(32, 32), Stamp.of((1.0, 1.0, 1.0), np.ones((13, 21)))
    for x, y in ((-15, -7), (25, 27), (-15, 27), (100, 100), (-100, 3)):
        canvas.stamp(stamp, x, y)
    assert canvas.y[0, 0] == 235 and canvas.y[31, 31] == 235 and canvas.y[16, 16] == 16


def test_bytes_and_floats_mean_the_same_in_a_patch() -> None:
    a, b = Canvas(32, 32), Canvas(32, 32)
    a.patch(4, 4, np.full((8, 8, 3), 255, np.uint8), np.full((8, 8), 255, np.uint8))
    b.patch(4, 4, np.ones((8, 8, 3)), np.ones((8, 8)))
    assert (a.y == b.y).all() and a.y[6, 6] == 235


def test_a_ridge_covers_by_area() -> None:
    canvas = Canvas(32, 32)
    canvas.ridge(np.full(32, 15.75), (1.0, 1.0, 1.0))
    assert canvas.y[10, 5] == 16 and canvas.y[20, 5] == 235
    assert 16 < canvas.y[15, 5] < 235


def test_the_frame_shares_its_memory_with_the_planes() -> None:
    canvas = Canvas(848, 480)
    canvas.y[100, 200] = 77
    assert canvas.frame().to_ndarray()[100, 200] == 77


def test_fade_vignette_and_grain_stay_in_range() -> None:
    canvas = Canvas(64, 64)
    canvas.paint(np.ones((8, 8, 3)))
    canvas.vignette(0.4)
    assert canvas.y[0, 0] < canvas.y[32, 32] <= 235
    canvas.grain(3, 3.0)
    assert canvas.y.max() <= 235 and canvas.y.std() > 0
    canvas.fade(1.0)
    assert (canvas.y == 16).all() and (canvas.u == 128).all()


def _bar(x: float) -> Layer:
    picture = np.zeros((40, 80, 3), np.float32)
    picture[:, 38:42] = 1
    return Layer(picture, np.ones((40, 80), np.float32), x, 0)


@pytest.mark.parametrize("dx", [0.0, 0.25, 0.5, 1.75, -3.3])
def test_a_layer_moves_by_fractions_of_a_pixel(dx: float) -> None:
    canvas, layer = Canvas(64, 40), _bar(-8)
    layer.draw(canvas, layer.place(canvas, dx))
    light = canvas.y[20].astype(float) - 16
    centre = (light * (np.arange(64) + 0.5)).sum() / light.sum()
    assert centre == pytest.approx(32 + dx, abs=0.03)


def test_a_layer_grows_about_its_fixed_point_only() -> None:
    canvas, layer = Canvas(64, 40), _bar(-8)
    layer.draw(canvas, layer.place(canvas, scale=1.5))
    light = canvas.y[20].astype(float) - 16
    centre = (light * (np.arange(64) + 0.5)).sum() / light.sum()
    assert centre == pytest.approx(32, abs=0.05)
    assert light.sum() / 219 == pytest.approx(6, abs=0.2)


def test_mixing_goes_through_clean_colours() -> None:
    yellow, blue = rgb("#ffd000"), rgb("#0040ff")
    assert np.allclose(mix(yellow, blue, 0.0), yellow, atol=0.01) and np.allclose(
        mix(yellow, blue, 1.0), blue, atol=0.01
    )
    assert ramp([(0, yellow), (1, blue)], 7).shape == (7, 3)
    lightness, chroma, hue = to_oklch(oklch(0.7, 0.1, 200))
    assert [lightness, chroma, hue / 100] == pytest.approx([0.7, 0.1, 2.0], abs=0.01)
    assert to_oklch(rotate(oklch(0.7, 0.1, 200), 60))[2] == pytest.approx(260, abs=1)

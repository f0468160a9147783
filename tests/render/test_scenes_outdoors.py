"""Landscape, sea and city: every frame is a pure function of its spec and its number."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from grokwidget.local.render.canvas import Bytes
from grokwidget.local.render.spec import RenderSpec, frame_size, seed_of
from grokwidget.local.render.stills import still

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check

PROMPTS = [
    "snow-capped mountains at sunset",
    "a still lake at dawn, orbit",
    "misty forest in the morning",
    "green hills at noon, summer",
    "desert dunes at sunset, pan right",
    "snowfall in a forest at night",
    "stormy sea in the rain",
    "ocean waves at night, lighthouse, sailboat",
    "tropical beach, palm, noon",
    "neon street in the rain at night",
    "Shanghai skyline over the river at sunset",
]


def spec_of(prompt: str, ratio: str = "16:9", mode: str = "normal", size: tuple[int, int] | None = None) -> RenderSpec:
    full = frame_size(ratio, "480p")
    width, height = size or (full[0] // 10 * 4, full[1] // 10 * 4)
    return RenderSpec(
        prompt, width - width % 2, height - height % 2, 2.0, seed_of(prompt), mode=mode, caption=False, badge=False
    )


def distance(a: Bytes, b: Bytes) -> float:
    return float(np.abs(a.astype(np.int16) - b).mean())


@pytest.mark.parametrize("prompt", PROMPTS)
def test_frames_drawn_in_another_order_are_the_same(prompt: str) -> None:
    spec = spec_of(prompt)
    forwards, backwards = still(spec, [0, 17, 47]), still(spec, [47, 17, 0])
    for a, b in zip(forwards, reversed(backwards), strict=True):
        assert (a == b).all()


def test_another_process_draws_the_same_pixels() -> None:
    prompts = [PROMPTS[1], PROMPTS[6], PROMPTS[9]]
    code = (
        "import sys, hashlib\n"
        "from grokwidget.local.render.spec import RenderSpec\n"
        "from grokwidget.local.render.stills import still\n"
        "for line in sys.stdin:\n"
        "    picture = still(RenderSpec.from_json(line), [30])[0]\n"
        "    print(hashlib.sha256(picture.tobytes()).hexdigest())\n"
    )
    specs = [spec_of(prompt) for prompt in prompts]
    lines = "".join(spec.to_json() + "\n" for spec in specs)
    other = subprocess.run([sys.executable, "-c", code], input=lines, capture_output=True, encoding="utf-8", check=True)
    mine = [hashlib.sha256(still(spec, [0, 30])[1].tobytes()).hexdigest() for spec in specs]
    assert other.stdout.split() == mine


@pytest.mark.slow
@pytest.mark.parametrize("prompt", PROMPTS)
def test_the_picture_moves_smoothly_and_never_jumps(prompt: str) -> None:
    spec = replace(spec_of(prompt), duration=6.0)
    a, b, c = still(spec, [60, 61, 140])
    step = distance(a, b)
    assert 0 < step < 9
    assert distance(a, c) > step


@pytest.mark.slow
@pytest.mark.parametrize("prompt", [PROMPTS[0], PROMPTS[3], PROMPTS[9]])
def test_stronger_modes_move_more(prompt: str) -> None:
    travelled = []
    for mode in ("normal", "fun", "spicy"):
        first, last = still(spec_of(prompt + ", clear, pan right", mode=mode), [0, 47])
        travelled.append(distance(first, last))
    assert len({round(t, 6) for t in travelled}) == 3
    assert travelled[0] < max(travelled[1:])


@pytest.mark.slow
@pytest.mark.parametrize("ratio", ["9:16", "1:1", "21:9", "9:21", "19.5:9", "2:3"])
@pytest.mark.parametrize("prompt", [PROMPTS[1], PROMPTS[4], PROMPTS[7], PROMPTS[9], PROMPTS[10]])
def test_every_ratio_gives_a_full_picture(prompt: str, ratio: str) -> None:
    (picture,) = still(spec_of(prompt, ratio), [20])
    light = picture.mean(axis=2)
    assert light.std() > 8
    # No row or column that was forgotten: black borders would show at once.
    assert light.mean(axis=1).min() > 1.5 and light.mean(axis=0).min() > 4


@pytest.mark.parametrize("size", [(64, 36), (16, 16), (130, 66)])
@pytest.mark.parametrize(
    "prompt", [PROMPTS[0], PROMPTS[6], PROMPTS[9], PROMPTS[10], "misty lake", "night hills in winter"]
)
def test_even_tiny_frames_can_be_drawn(prompt: str, size: tuple[int, int]) -> None:
    (picture,) = still(spec_of(prompt, size=size), [5])
    assert picture.shape == (size[1], size[0], 3)


def test_the_hour_and_the_weather_change_the_light() -> None:
    light = {
        hour: float(still(spec_of(f"hills at {hour}, clear sky"), [0])[0].mean())
        for hour in ("noon", "sunset", "night")
    }
    assert light["noon"] > light["sunset"] > light["night"]


def test_a_colour_word_turns_the_picture_towards_that_colour() -> None:
    spec = spec_of("sea at sunset, clear")
    plain, blue = (
        still(replace(spec, prompt=p), [0])[0].mean(axis=(0, 1)) for p in (spec.prompt, spec.prompt + ", blue")
    )
    assert blue[2] - blue[0] > plain[2] - plain[0] + 10

"""Aurora, silk, galaxy and bokeh in all their views: pure, whole at every size, smooth in motion."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.post import Post
from grokwidget.local.render.scenes import SCENES, Scene
from grokwidget.local.render.spec import RenderSpec, frame_size, seed_of
from grokwidget.local.render.words import read

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check

VIEWS = {
    "aurora lake": ("aurora", "northern lights over a lake"),
    "aurora snow": ("aurora", "极光 雪地 小屋"),
    "aurora forest": ("aurora", "aurora above a spruce forest"),
    "silk": ("silk", "silk"),
    "satin": ("silk", "red satin"),
    "liquid": ("silk", "liquid gold"),
    "iridescent": ("silk", "iridescent film"),
    "spiral": ("galaxy", "a spiral galaxy"),
    "nebula": ("galaxy", "a nebula"),
    "milky way": ("galaxy", "the milky way over a camp"),
    "planet": ("galaxy", "a ringed planet"),
    "moon": ("galaxy", "an astronaut above the moon"),
    "black hole": ("galaxy", "a black hole"),
    "city": ("bokeh", "bokeh of a city street"),
    "hearts": ("bokeh", "hearts, bokeh"),
    "fireflies": ("bokeh", "萤火虫"),
    "snow": ("bokeh", "glitter and snow"),
    "confetti": ("bokeh", "confetti"),
    "petals": ("bokeh", "樱花花瓣"),
    "leaves": ("bokeh", "falling leaves"),
    "embers": ("bokeh", "embers of a campfire"),
    "bubbles": ("bokeh", "underwater bubbles"),
    "lanterns": ("bokeh", "孔明灯"),
    "fireworks": ("bokeh", "fireworks"),
}
every_view = pytest.mark.parametrize(("scene", "prompt"), VIEWS.values(), ids=VIEWS.keys())


def spec_of(prompt: str, width: int = 212, height: int = 120, mode: str = "normal", seconds: float = 6.0) -> RenderSpec:
    return RenderSpec(
        prompt=prompt,
        width=width,
        height=height,
        duration=seconds,
        seed=seed_of(prompt, "t"),
        mode=mode,
        caption=False,
        badge=False,
    )


def opened(scene: str, spec: RenderSpec) -> Scene:
    return SCENES[scene](spec, read(spec.prompt, spec.seed))


def frame(drawn: Scene, spec: RenderSpec, i: int) -> Canvas:
    canvas = Canvas(spec.width, spec.height)
    drawn.draw(canvas, i)
    return canvas


def same(one: Canvas, other: Canvas) -> bool:
    return all(np.array_equal(getattr(one, plane), getattr(other, plane)) for plane in "yuv")


@every_view
def test_a_frame_is_the_same_alone_and_after_others_and_on_a_used_canvas(scene: str, prompt: str) -> None:
    spec = spec_of(prompt)
    first = opened(scene, spec)
    used = Canvas(spec.width, spec.height)
    for i in (100, 3, 60, 41):
        first.draw(used, i)
    alone = frame(opened(scene, spec), spec, 41)
    assert same(used, alone)


@every_view
def test_the_picture_fills_its_range_without_clipped_planes(scene: str, prompt: str) -> None:
    spec = spec_of(prompt, 424, 240)
    canvas = frame(opened(scene, spec), spec, 60)
    Post(spec, read(prompt, spec.seed)).apply(canvas, 60)
    assert canvas.y.min() >= 16 and canvas.y.max() <= 235
    assert min(canvas.u.min(), canvas.v.min()) >= 16 and max(canvas.u.max(), canvas.v.max()) <= 240
    assert canvas.y.std() > 8, "an even picture shows nothing"
    assert np.mean(canvas.y >= 234) < 0.03, "highlights, not a white-out"
    assert np.mean(canvas.y <= 16) < 0.30, "a night, not a black screen"


@pytest.mark.slow
@every_view
def test_frames_move_and_never_jump(scene: str, prompt: str) -> None:
    spec = spec_of(prompt, 424, 240)
    drawn = opened(scene, spec)
    frames = [frame(drawn, spec, i).y.astype(np.int16) for i in range(50, 58)]
    steps = [float(np.abs(b - a).mean()) for a, b in pairwise(frames)]
    assert min(steps) > 0.02, "something moves in every frame"
    assert max(steps) < 9, "no cut and no flash over the whole picture"
    # Bursts and rockets may appear at once; a continuous scene has no frame that stands out.
    assert max(steps) < (4 if prompt == "fireworks" else 2.2) * np.median(steps) + 0.1
    assert float(np.abs(frames[-1] - frames[0]).mean()) > steps[0]


def _full_at(scene: str, prompt: str, ratio: str) -> None:
    width, height = frame_size(ratio, "480p")
    width, height = width // 4 * 2, height // 4 * 2
    spec = spec_of(prompt, width, height)
    canvas = frame(opened(scene, spec), spec, 30)
    for part in np.array_split(canvas.y, 3, axis=0 if height > width else 1):
        assert part.std() > 0.5, f"{prompt} at {ratio}: a third of the picture is empty"


@pytest.mark.slow
@every_view
def test_portrait_is_drawn_as_full_as_landscape(scene: str, prompt: str) -> None:
    _full_at(scene, prompt, "9:16")


@pytest.mark.matrix
@pytest.mark.parametrize("ratio", ["21:9", "16:9", "1:1", "3:4", "9:21", "19.5:9", "9:19.5", "3:1", "1:3"])
@every_view
def test_every_ratio_is_drawn(scene: str, prompt: str, ratio: str) -> None:
    _full_at(scene, prompt, ratio)


@pytest.mark.slow
@every_view
@pytest.mark.parametrize("mode", [pytest.param("fun", marks=pytest.mark.matrix), "spicy"])
def test_stronger_modes_move_more(scene: str, prompt: str, mode: str) -> None:
    def travel(how: str) -> float:
        spec = spec_of(prompt, mode=how)
        drawn = opened(scene, spec)
        frames = [frame(drawn, spec, i).y.astype(np.int16) for k in range(8, 140, 16) for i in (k, k + 1)]
        return float(sum(np.abs(b - a).mean() for a, b in zip(frames[::2], frames[1::2], strict=True)))

    assert travel(mode) > travel("normal")


@pytest.mark.slow
@every_view
def test_a_clip_of_one_second_and_of_thirty_is_drawn_to_its_end(scene: str, prompt: str) -> None:
    for seconds in (1.0, 30.0):
        spec = spec_of(prompt, 128, 72, seconds=seconds)
        assert frame(opened(scene, spec), spec, spec.frames - 1).y.std() > 4


@pytest.mark.parametrize(
    "size", [(16, 16), *(pytest.param(s, marks=pytest.mark.matrix) for s in ((64, 36), (36, 64), (130, 18)))]
)
@every_view
def test_even_a_thumbnail_is_drawn(scene: str, prompt: str, size: tuple[int, int]) -> None:
    spec = spec_of(prompt, *size)
    assert frame(opened(scene, spec), spec, 5).y.shape == (size[1], size[0])

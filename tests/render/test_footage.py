"""Edits and extensions: made of a clip's own frames, each a pure function of the spec and the frame's number."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from grokwidget.local.render.canvas import Bytes, Canvas
from grokwidget.local.render.encode import render
from grokwidget.local.render.footage import Footage, look
from grokwidget.local.render.scenes import open_scene
from grokwidget.local.render.spec import RenderSpec, seed_of
from grokwidget.local.render.words import read

SIZE = (64, 48)
FPS = 8


def _filmed(path: Path, seconds: float, codec: str = "libx264") -> str:
    """A red clip whose light goes from dark to bright."""
    frames = round(seconds * FPS)
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream(codec, rate=FPS)
        assert isinstance(stream, av.video.stream.VideoStream)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for i in range(frames):
            picture = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
            picture[:] = (60 + 150 * i // frames, 30, 30)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return str(path)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> str:
    return _filmed(tmp_path_factory.mktemp("footage") / "source.mp4", 2)


def _spec(source: str, operation: str, prompt: str, seconds: float = 2, **more: object) -> RenderSpec:
    values = {"badge": False, "caption": False, **more}
    return RenderSpec(
        prompt,
        *SIZE,
        seconds,
        seed_of(prompt),
        source=source,
        operation=operation,
        fps=FPS,
        **values,  # type: ignore[arg-type]  # fields of the spec
    )


def _drawn(spec: RenderSpec, *frames: int) -> list[Bytes]:
    scene, canvas = open_scene(spec, read(spec.prompt, spec.seed)), Canvas(spec.width, spec.height)
    pictures = []
    for i in frames:
        scene.draw(canvas, i)
        pictures.append(canvas.rgb())
    return pictures


def _light(picture: Bytes) -> float:
    return float(picture.mean())


def test_a_clip_is_described_as_it_is(source: str) -> None:
    facts = look(Path(source))
    assert (facts.seconds, facts.width, facts.height, facts.fps, facts.ours) == (2.0, 64, 48, 8, False)


@pytest.mark.parametrize("content", [b"", b"\0\0\0\x18ftypmp42", b"no film at all", None])
def test_what_is_no_film_is_a_value_error(content: bytes | None, tmp_path: Path, source: str) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(Path(source).read_bytes()[:400] if content is None else content)
    with pytest.raises(ValueError, match="no moving picture"):
        look(path)


def test_an_old_codec_is_a_value_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="codec"):
        look(Path(_filmed(tmp_path / "old.mp4", 1, "mpeg4")))


def test_footage_gives_the_frame_of_a_time_forwards_backwards_and_after_its_end(source: str) -> None:
    footage = Footage(source, *SIZE)
    light = [float(footage.at(seconds)[0].mean()) for seconds in (0.0, 0.124, 0.125, 1.9, 9.0, 0.0)]
    assert light[0] == light[1] == light[5]
    assert light[0] < light[2] < light[3] == light[4]


def test_a_clip_that_breaks_off_is_held_at_its_last_whole_frame(source: str, tmp_path: Path) -> None:
    path = tmp_path / "cut.mp4"
    whole = bytearray(Path(source).read_bytes())
    middle = whole.index(b"mdat") + 200
    whole[middle : middle + 300] = bytes(300)
    path.write_bytes(whole)
    planes = Footage(str(path), *SIZE).at(1.9)
    assert [plane.shape for plane in planes] == [(48, 64), (24, 32), (24, 32)]


@pytest.mark.parametrize(("operation", "seconds"), [("edit", 2), ("extend", 4)])
def test_a_frame_is_the_same_whatever_was_drawn_before(operation: str, seconds: float, source: str) -> None:
    spec = _spec(source, operation, "snow at night", seconds)
    last = spec.frames - 1
    forth = _drawn(spec, 0, 8, last)
    back = _drawn(spec, last, 8, 0)[::-1]
    assert all(np.array_equal(a, b) for a, b in zip(forth, back, strict=True))


def test_night_is_darker_and_black_and_white_has_no_colour(source: str) -> None:
    original, night, grey = (
        _drawn(_spec(source, "edit", prompt), 15)[0] for prompt in ("noon", "at night", "in black and white")
    )
    assert _light(night) < 0.8 * _light(original)
    assert int(np.ptp(grey.astype(int), axis=-1).max()) <= 2
    assert int(np.ptp(original.astype(int), axis=-1).min()) > 40


def test_a_prompt_that_names_no_light_still_changes_the_picture(source: str) -> None:
    plain, other = (_drawn(_spec(source, "edit", prompt), 15)[0] for prompt in ("a fox", "a hare"))
    assert not np.array_equal(plain, other)


def test_the_badge_is_on_every_frame_also_on_those_of_the_source(source: str) -> None:
    without = RenderSpec("a", 480, 270, 4, seed_of("a"), source=source, operation="extend", fps=FPS, badge=False)
    badged = RenderSpec("a", 480, 270, 4, seed_of("a"), source=source, operation="extend", fps=FPS)
    for a, b in zip(_drawn(without, 0, 31), _drawn(badged, 0, 31), strict=True):
        assert np.abs(a[:30, 300:].astype(int) - b[:30, 300:]).max() > 60


def test_an_extension_begins_with_the_clip_itself_and_dissolves_without_a_jump(source: str) -> None:
    pictures = _drawn(_spec(source, "extend", "a galaxy", 4), 0, 15, 16, 31)
    footage = Footage(source, *SIZE)
    canvas = Canvas(*SIZE)
    for picture, seconds in ((pictures[0], 0.0), (pictures[1], 15 / FPS)):
        footage.draw(canvas, seconds)
        assert np.array_equal(picture, canvas.rgb())
    step = np.abs(pictures[2].astype(int) - pictures[1]).mean()
    assert step < 0.35 * np.abs(pictures[3].astype(int) - pictures[1]).mean(), (
        "the first new frame is mostly the last old"
    )


def test_what_is_rendered_from_a_clip_is_known_as_this_engine_s(source: str, tmp_path: Path) -> None:
    spec = _spec(source, "edit", "at dawn", output=str(tmp_path / "out.mp4"))
    render(spec)
    facts = look(Path(spec.output))
    assert (facts.seconds, facts.width, facts.height, facts.ours) == (2.0, *SIZE, True)


@pytest.mark.parametrize(("source_", "operation"), [("", "edit"), ("a.mp4", ""), ("a.mp4", "remix")])
def test_a_source_without_an_operation_and_the_other_way_round_is_no_spec(source_: str, operation: str) -> None:
    with pytest.raises(ValueError, match="edited or extended"):
        RenderSpec("a", *SIZE, 1, "0", source=source_, operation=operation)

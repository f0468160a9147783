"""The file: what a browser can play, what it says about itself, and that it is whole or absent."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from grokwidget.local.render.encode import RenderStopped, render
from grokwidget.local.render.honesty import ALGORITHMIC_MEDIA
from grokwidget.local.render.spec import RenderSpec, seed_of

pytestmark = pytest.mark.slow


def small(folder: Path, **values: object) -> RenderSpec:
    plain: dict[str, object] = {
        "prompt": "a lake at sunset", "width": 208, "height": 120, "duration": 2.0, "seed": seed_of("x"),
        "output": str(folder / "clip.mp4"), "poster": str(folder / "clip.webp"), **values,
    }  # fmt: skip
    return RenderSpec(**plain)  # type: ignore[arg-type]  # a table of keyword arguments


def decoded(path: Path) -> list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    with av.open(str(path)) as container:
        return [np.asarray(frame.to_ndarray(), np.uint8) for frame in container.decode(video=0)]


def test_the_file_is_what_every_browser_plays(tmp_path: Path) -> None:
    result = render(small(tmp_path))
    assert result.path.stat().st_size == result.bytes
    with av.open(str(result.path)) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.name, context.pix_fmt, context.width, context.height) == ("h264", "yuv420p", 208, 120)
        assert (context.color_range, context.colorspace, context.color_primaries, context.color_trc) == (1, 1, 1, 1)
        assert stream.average_rate == 24 and stream.frames == 48
        keys = [float(p.pts * p.time_base) for p in container.demux(video=0) if p.is_keyframe and p.pts is not None]
        assert keys == [0.0, 1.0]
    head = result.path.read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")


def test_the_tags_can_be_read_back_and_honesty_cannot_be_overwritten(tmp_path: Path) -> None:
    prompt = "雪山 “quotes” <tag> & 🦊\nsecond line"
    tags = {"com.grokwidget.prompt": prompt, "com.grokwidget.digitalSourceType": "a lie"}
    result = render(small(tmp_path, prompt=prompt, tags=tags, duration=0.5))
    with av.open(str(result.path)) as container:
        assert container.metadata["com.grokwidget.prompt"] == prompt
        assert container.metadata["com.grokwidget.digitalSourceType"] == ALGORITHMIC_MEDIA
    with av.open(str(result.path), options={"export_xmp": "1"}) as container:
        assert ALGORITHMIC_MEDIA in container.metadata["xmp"]
        assert "&lt;tag&gt; &amp; 🦊" in container.metadata["xmp"]


def test_the_same_spec_gives_the_same_frames_and_another_seed_others(tmp_path: Path) -> None:
    clips = []
    for name, seed in (("a", "x"), ("b", "x"), ("c", "y")):
        render(small(tmp_path, output=str(tmp_path / f"{name}.mp4"), seed=seed_of(seed), duration=0.5))
        clips.append(decoded(tmp_path / f"{name}.mp4"))
    assert all((a == b).all() for a, b in zip(clips[0], clips[1], strict=True))
    assert not all((a == c).all() for a, c in zip(clips[0], clips[2], strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1280, 720), (480, 848), (480, 480)])
def test_the_poster_is_small_and_shows_something(tmp_path: Path, size: tuple[int, int]) -> None:
    render(small(tmp_path, width=size[0], height=size[1], duration=0.1, prompt="neon city street in the rain"))
    poster = tmp_path / "clip.webp"
    assert poster.stat().st_size <= 25_000
    with Image.open(poster) as picture:
        assert picture.format == "WEBP" and max(picture.size) <= 640
        assert picture.width / picture.height == pytest.approx(size[0] / size[1], rel=0.02)
        assert np.asarray(picture.convert("L")).std() > 10


def test_a_stop_leaves_nothing_behind(tmp_path: Path) -> None:
    seen = []
    with pytest.raises(RenderStopped):
        render(small(tmp_path), lambda done, of: seen.append((done, of)), lambda: len(seen) >= 5)
    assert seen[-1] == (5, 48)
    assert list(tmp_path.iterdir()) == []


def test_progress_counts_every_frame_once(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    render(small(tmp_path, duration=0.5), lambda done, of: seen.append((done, of)))
    assert seen == [(k, 12) for k in range(1, 13)]


def test_a_folder_that_is_not_there_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        render(small(tmp_path, output=str(tmp_path / "none" / "clip.mp4")))
    assert list(tmp_path.iterdir()) == []


def test_an_old_clip_stays_when_the_new_one_fails(tmp_path: Path) -> None:
    old = tmp_path / "clip.mp4"
    old.write_bytes(b"old")
    with pytest.raises(RenderStopped):
        render(small(tmp_path), stopped=lambda: True)
    assert old.read_bytes() == b"old" and list(tmp_path.iterdir()) == [old]


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1120, 480), (480, 1120), (1088, 720), (130, 66), (1040, 480)])
def test_odd_ratios_and_fractions_of_seconds_are_encoded_whole(tmp_path: Path, size: tuple[int, int]) -> None:
    result = render(small(tmp_path, width=size[0], height=size[1], duration=0.13, poster=""))
    frames = decoded(result.path)
    assert len(frames) == 3 and frames[0].shape == (size[1] * 3 // 2, size[0])

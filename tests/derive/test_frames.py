"""Frames as values: at a second, several a second, the last, side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grokwidget.errors import MediaError
from grokwidget.library import Clip
from grokwidget.media.framelist import Frames
from grokwidget.media.frames import at_second, last_frame
from tests.media.footage import film, fragmented, frame_number, number_bars

from .conftest import NewClip

pytestmark = pytest.mark.slow


def number(picture: object) -> int:
    """Which frame of the footage it is, by the grey of its left."""
    return round((float(np.asarray(picture)[:, 10:60].mean()) - 10) / 3)


@pytest.fixture(scope="module")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of numbered frames, with B-frames and a key frame every eleven."""
    return film(tmp_path_factory.mktemp("film") / "numbered.mp4", seconds=2, width=160, height=96, gop=11)


def test_a_second_gives_the_frame_that_is_shown_then(clip: Clip) -> None:
    assert [number(clip.frame(second)) for second in (0, 0.5, 1, 1.03, 1.99)] == [0, 12, 24, 24, 47]
    assert clip.frame(0).size == (160, 96)
    assert clip.frame(0).mode == "RGB"


def test_a_negative_second_counts_from_the_end_and_the_end_is_the_last_frame(clip: Clip) -> None:
    assert number(clip.frame(-0.5)) == 36
    assert number(clip.frame(-2)) == 0
    assert number(clip.frame(clip.duration)) == 47
    assert clip.frame(clip.duration).tobytes() == clip.last_frame().tobytes()


@pytest.mark.parametrize("second", [2.01, 100, -2.01, float("nan"), float("inf"), float("-inf")])
def test_a_second_outside_of_the_clip_is_one_sentence(clip: Clip, second: float) -> None:
    with pytest.raises(MediaError, match=r"has no second .*: it lasts 2 s\.$"):
        clip.frame(second)


@given(second=st.floats(0, 2))
def test_every_second_has_the_frame_that_a_player_would_show(numbered: Path, second: float) -> None:
    assert number(at_second(numbered, second)) == min(int(second * 24 + 1e-3), 47)


def test_frames_come_so_many_a_second_and_know_their_length_and_times(clip: Clip) -> None:
    frames = clip.frames(fps=2)
    assert len(frames) == 4
    assert frames.times == (0.0, 0.5, 1.0, 1.5)
    assert [number(frame) for frame in frames] == [0, 12, 24, 36]
    assert [frame.shape for frame in frames] == [(96, 160, 3)] * 4
    assert frames[0].dtype == np.uint8


def test_without_a_rate_every_frame_of_the_file_comes_once(clip: Clip) -> None:
    assert [number(frame) for frame in clip.frames()] == list(range(48))


def test_more_frames_a_second_than_there_are_repeat_them(clip: Clip) -> None:
    assert [number(frame) for frame in clip.frames(fps=48)[:6]] == [0, 0, 1, 1, 2, 2]


def test_an_index_or_a_slice_decodes_those_frames_alone(clip: Clip) -> None:
    frames = clip.frames()
    assert number(frames[30]) == 30
    assert number(frames[-1]) == 47
    assert [number(frame) for frame in frames[10:14]] == [10, 11, 12, 13]
    assert [number(frame) for frame in frames[40:10:-10]] == [40, 30, 20]
    assert len(frames[5:5]) == 0
    assert list(frames[5:5]) == []
    with pytest.raises(IndexError):
        frames[48]


def test_frames_can_be_gone_through_twice_and_left_in_the_middle(clip: Clip) -> None:
    frames = clip.frames(fps=4)
    assert number(next(iter(frames))) == 0
    assert [number(frame) for frame in frames] == [number(frame) for frame in frames]


@pytest.mark.parametrize("fps", [0, -1, float("nan"), float("inf"), 1e9])
def test_an_impossible_rate_is_one_sentence(clip: Clip, fps: float) -> None:
    with pytest.raises(MediaError, match="frames a second can't be"):
        clip.frames(fps=fps)


@given(gop=st.sampled_from([1, 5, 100]), begin=st.integers(0, 19), step=st.integers(1, 7))
def test_any_slice_is_what_decoding_all_gives(
    tmp_path_factory: pytest.TempPathFactory, gop: int, begin: int, step: int
) -> None:
    path = tmp_path_factory.getbasetemp() / f"gop{gop}.mp4"
    if not path.exists():
        film(path, seconds=1, fps=20, width=160, height=96, gop=gop)
    with av.open(str(path)) as container:
        whole = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    part = list(Frames(path)[begin::step])
    assert [np.array_equal(one, other) for one, other in zip(part, whole[begin::step], strict=True)] == [True] * len(
        part
    )


def test_the_last_frame_of_a_long_group_in_fragments_or_with_sound_is_the_last_one_decoded(tmp_path: Path) -> None:
    files = [
        film(tmp_path / "long.mp4", seconds=4, width=160, height=96, gop=1000),
        film(tmp_path / "sound.mp4", seconds=2, width=160, height=96, audio=True),
        fragmented(tmp_path / "pieces.mp4", seconds=2),
    ]
    for file in files:
        with av.open(str(file)) as container:
            last = list(container.decode(video=0))[-1].to_ndarray(format="rgb24")
        assert np.array_equal(np.asarray(last_frame(file)), last), file.name


def test_a_film_strip_is_made_of_as_many_pictures_as_asked_and_the_kept_one_stays_a_path(clip: Clip) -> None:
    strip = clip.filmstrip(n=4, height=48)
    assert strip.size == (4 * 80, 48)
    assert [number(strip.crop((80 * n, 0, 80 * n + 80, 48)).resize((160, 96))) for n in range(4)] == [6, 18, 30, 42]
    assert clip.strip is not None
    assert clip.strip.is_file()
    for n in (0, -1, 101):
        with pytest.raises(MediaError, match="A film strip has from 1 to 100 pictures"):
            clip.filmstrip(n)


def test_a_clip_whose_file_is_gone_or_broken_says_so_in_one_sentence(new_clip: NewClip) -> None:
    gone, broken = new_clip("gone"), new_clip("broken")
    gone.path.unlink()
    broken.path.write_bytes(broken.path.read_bytes()[:700])
    deeds: list[Callable[[Clip], object]] = [lambda c: c.frame(1), Clip.frames, Clip.last_frame, Clip.filmstrip]
    for deed in deeds:
        with pytest.raises(MediaError, match="is not there"):
            deed(gone)
        with pytest.raises(MediaError, match="can't be decoded"):
            deed(broken)


def test_one_frame_is_a_clip_too(new_clip: NewClip) -> None:
    single = new_clip(
        seconds=0.05, fps=20, picture=lambda i: number_bars(7, width=160, height=96), job={"seconds": 0.05}
    )
    assert len(single.frames(fps=1)) == 1
    assert frame_number(np.repeat(np.asarray(single.frame(0)), 2, axis=1)) == 7

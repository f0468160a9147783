"""One reading of a file gives what several would: whether it is whole, its first and last frame, its stills."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from grokwidget.errors import MediaError
from grokwidget.media import frames, lastframe
from grokwidget.media.examining import examine
from grokwidget.media.probe import probe

from .footage import film, frame_number, number_bars

pytestmark = pytest.mark.slow


def noisy(i: int) -> NDArray[np.uint8]:
    noise = np.random.default_rng(i).integers(0, 40, (180, 320, 3), dtype=np.uint8)
    return np.asarray(np.maximum(number_bars(i), noise), np.uint8)


def pixels(path: Path) -> list[NDArray[np.uint8]]:
    """Every frame, by decoding the whole file."""
    with av.open(str(path)) as container:
        return [np.asarray(frame.to_ndarray(format="rgb24"), np.uint8) for frame in container.decode(video=0)]


@pytest.mark.parametrize("gop", [1, 7, 12, 250])
def test_the_first_and_the_last_frame_are_exact_whatever_the_key_frames(tmp_path: Path, gop: int) -> None:
    clip = film(tmp_path / "noisy.mp4", seconds=1.5, gop=gop, picture=noisy)
    seen, every = examine(clip, 1.5), pixels(clip)
    assert np.array_equal(seen.first.to_ndarray(format="rgb24"), every[0])
    assert np.array_equal(seen.last.to_ndarray(format="rgb24"), every[-1])
    assert seen.facts == probe(clip)


@pytest.mark.parametrize("gop", [1, 24, 30, 250])
def test_a_strip_out_of_what_was_decoded_already_shows_ten_times_in_their_order(tmp_path: Path, gop: int) -> None:
    clip = film(tmp_path / "clip.mp4", seconds=3, gop=gop)
    seen = examine(clip, thumbnails=frames.THUMBNAILS)
    row = Image.open(io.BytesIO(frames.strip_of(seen) if frames.in_the_tail(seen) else frames.strip(clip)))
    wide = row.width // 10
    found = [frame_number(row.crop((n * wide, 0, (n + 1) * wide, 90)).resize((320, 180))) for n in range(10)]
    # Seven frames are from one picture to the next; those that no other frame needs are left out.
    assert np.abs(np.subtract(found, [round((n + 0.5) * 7.2) for n in range(10)])).max() < 7
    assert frames.in_the_tail(seen) == (gop == 250)


def test_the_poster_of_a_film_that_begins_black_is_looked_for_all_the_same(tmp_path: Path) -> None:
    clip = film(tmp_path / "dark.mp4", picture=lambda i: number_bars(i) if i > 20 else number_bars(0) * 0)
    seen = examine(clip)
    assert frames.poster(clip, seen.first) == frames.poster(clip)
    assert np.asarray(Image.open(io.BytesIO(frames.poster(clip, seen.first)))).mean() > 24


def test_a_film_whose_end_is_torn_is_refused_wherever_its_key_frames_are(tmp_path: Path) -> None:
    for gop in (6, 250):
        clip = film(tmp_path / f"{gop}.mp4", seconds=2, gop=gop, picture=noisy)
        data = bytearray(clip.read_bytes())
        data[-3000:-500] = bytes(2500)
        clip.write_bytes(data)
        with pytest.raises(MediaError):
            examine(clip, 2)


def test_a_kept_last_frame_is_the_same_to_the_pixel_and_only_of_that_very_file(tmp_path: Path) -> None:
    clip = film(tmp_path / "noisy.mp4", picture=noisy)
    last = frames.last_frame(clip)
    target = tmp_path / "kept" / "a.webp"
    assert lastframe.kept(target, clip) is None
    lastframe.keep(last, target, clip.stat().st_mtime_ns)
    there = lastframe.kept(target, clip)
    assert there is not None
    assert there.mode == "RGB"
    assert np.array_equal(np.asarray(there), np.asarray(last))
    clip.write_bytes(clip.read_bytes())
    assert lastframe.kept(target, clip) is None
    lastframe.keep(last, target, clip.stat().st_mtime_ns)
    target.write_bytes(target.read_bytes()[:100])
    assert lastframe.kept(target, clip) is None


def test_the_last_frames_of_the_oldest_films_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    monkeypatch.setattr(lastframe, "MOST", 2)
    clip = film(tmp_path / "clip.mp4", seconds=0.5)
    for n, name in enumerate(("third", "first", "second")):
        os.utime(clip, ns=((9 + n % 3) * 10**18, (3, 1, 2)[n] * 10**18))
        lastframe.keep(frames.last_frame(clip), tmp_path / "kept" / f"{name}.webp", clip.stat().st_mtime_ns)
    assert sorted(path.stem for path in (tmp_path / "kept").iterdir()) == ["second", "third"]

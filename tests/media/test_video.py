"""Probing, verifying and taking frames from real encoded files."""

from __future__ import annotations

import io
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from grokwidget.errors import MediaError
from grokwidget.media import frames
from grokwidget.media.boxes import C2PA, boxes, has_c2pa
from grokwidget.media.probe import probe, verify
from tests.media.footage import add_box, film, frame_number, number_bars


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("film") / "clip.mp4", seconds=2, audio=True, tags={"com.example.word": "狐狸"})


def test_a_probe_tells_what_the_file_holds(clip: Path) -> None:
    found = probe(clip)
    assert found.duration == pytest.approx(2.0, abs=0.05)
    assert (found.width, found.height, found.fps, found.frames) == (320, 180, 24.0, 48)
    assert (found.codec, found.has_audio) == ("h264", True)
    assert found.tags["com.example.word"] == "狐狸"


def test_a_whole_clip_is_verified_also_when_its_length_is_rounded(clip: Path) -> None:
    assert verify(clip, 2).frames == 48
    assert verify(clip, 3).frames == 48


def test_a_clip_of_quite_another_length_is_refused(clip: Path) -> None:
    with pytest.raises(MediaError, match=r"lasts 2 s where 30 s"):
        verify(clip, 30)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_clip_that_was_cut_anywhere_is_refused(clip: Path, tmp_path: Path, part: float) -> None:
    data = clip.read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(MediaError, match=r"cut short|decoded"):
        verify(cut)


def test_a_clip_with_a_torn_middle_is_not_taken_for_whole(clip: Path, tmp_path: Path) -> None:
    data = bytearray(clip.read_bytes())
    index = next(box for box in boxes(clip) if box.kind == "moov")
    data[index.start + 8 : index.start + index.size] = bytes(index.size - 8)
    torn = tmp_path / "torn.mp4"
    torn.write_bytes(data)
    with pytest.raises(MediaError):
        verify(torn)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b'{"error": {"message": "not found"}}', "no MP4"),
        (b"<html>gateway time-out</html>" * 20, "no MP4"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2", "cut short"),
        (b"\xff" * 5000, "no MP4"),
    ],
)
def test_what_is_no_video_is_refused_with_a_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "answer.mp4"
    file.write_bytes(content)
    with pytest.raises(MediaError, match=words):
        verify(file)


def test_a_missing_file_and_a_sound_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="is not there"):
        probe(tmp_path / "none.mp4")
    with pytest.raises(MediaError, match="decoded"):
        (tmp_path / "text.mp4").write_text("hello")
        probe(tmp_path / "text.mp4")


def test_any_frame_can_be_had_by_its_number(clip: Path) -> None:
    for index in (0, 1, 23, 24, 30, 47):
        assert frame_number(frames.frame(clip, index)) == index
    assert frame_number(frames.frame(clip, -1)) == 47
    assert frame_number(frames.frame(clip, -2)) == 46
    assert frame_number(frames.last_frame(clip)) == 47
    with pytest.raises(MediaError, match="no frame number 48"):
        frames.frame(clip, 48)


@pytest.mark.parametrize("gop", [1, 7, 250])
def test_the_last_frame_is_exact_whatever_the_key_frames(tmp_path: Path, gop: int) -> None:
    def picture(i: int) -> NDArray[np.uint8]:
        noise = np.random.default_rng(i).integers(0, 40, (180, 320, 3), dtype=np.uint8)
        return np.asarray(np.maximum(number_bars(i), noise), np.uint8)

    import av

    clip = film(tmp_path / "noisy.mp4", seconds=1.5, gop=gop, picture=picture)
    with av.open(str(clip)) as container:
        *_, plain = container.decode(video=0)
    assert np.array_equal(np.asarray(frames.last_frame(clip)), plain.to_ndarray(format="rgb24"))


@pytest.mark.alone
def test_the_last_frame_of_a_local_clip_is_quick(tmp_path: Path) -> None:
    clip = film(tmp_path / "long.mp4", seconds=6, width=848, height=480)
    frames.last_frame(clip)
    begun = time.process_time()
    for _ in range(5):
        frames.last_frame(clip)
    # 30 ms on a quiet machine; three times that is still far from decoding the whole file.
    assert (time.process_time() - begun) / 5 < 0.09


@pytest.mark.slow
def test_the_poster_is_small_and_shows_the_first_frame_that_is_not_black(tmp_path: Path) -> None:
    def fade_in(i: int) -> NDArray[np.uint8]:
        return np.zeros((480, 848, 3), np.uint8) if i < 24 else noisy(i)

    def noisy(i: int) -> NDArray[np.uint8]:
        return np.random.default_rng(i).integers(0, 255, (480, 848, 3), dtype=np.uint8)

    data = frames.poster(film(tmp_path / "fade.mp4", seconds=2, width=848, height=480, picture=fade_in))
    shown = Image.open(io.BytesIO(data))
    assert len(data) <= 25_000
    assert shown.format == "WEBP"
    assert max(shown.size) <= 640
    assert np.asarray(shown.convert("L")).mean() > 40


def test_a_clip_that_stays_black_has_a_poster_too(tmp_path: Path) -> None:
    black = film(tmp_path / "black.mp4", seconds=1, picture=lambda _: np.zeros((180, 320, 3), np.uint8))
    assert Image.open(io.BytesIO(frames.poster(black))).size == (320, 180)


@pytest.mark.parametrize(("seconds", "gop"), [(0.5, 24), (2, 250), (12, 24)])
def test_the_strip_has_ten_thumbnails_in_the_order_of_time(tmp_path: Path, seconds: float, gop: int) -> None:
    clip = film(tmp_path / "clip.mp4", seconds=seconds, gop=gop, picture=lambda i: number_bars(min(i // 4, 79)))
    strip = Image.open(io.BytesIO(frames.strip(clip)))
    assert strip.size == (1600, 90)
    greys = [np.asarray(strip.convert("L"))[:, n * 160 + 20 : n * 160 + 60].mean() for n in range(10)]
    assert greys == sorted(greys)
    assert greys[9] > greys[0]


def test_the_outermost_boxes_are_read_and_a_signed_file_is_known(clip: Path, tmp_path: Path) -> None:
    assert [box.kind for box in boxes(clip)][:2] == ["ftyp", "moov"]
    signed = tmp_path / "signed.mp4"
    signed.write_bytes(clip.read_bytes())
    assert not has_c2pa(signed)
    add_box(signed, b"uuid", C2PA.bytes + b"manifest")
    assert has_c2pa(signed)
    assert verify(signed)


@pytest.mark.parametrize("tail", [b"\x00" * 40, b"\x00\x00\x00\x01mdat", b"garbage"])
def test_reading_boxes_ends_at_the_first_thing_that_is_none(clip: Path, tmp_path: Path, tail: bytes) -> None:
    odd = tmp_path / "odd.mp4"
    odd.write_bytes(clip.read_bytes() + tail)
    assert {box.kind for box in boxes(odd)} >= {"ftyp", "moov", "mdat"}

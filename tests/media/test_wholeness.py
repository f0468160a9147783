"""A file that was cut is never taken for whole, wherever it was cut and however it is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from grokwidget.errors import MediaError
from grokwidget.media.boxes import Box, boxes
from grokwidget.media.probe import verify
from tests.media.footage import film, fragmented

pytestmark = pytest.mark.slow

_WAYS = {
    "closed by an index at the end": "frag_keyframe+empty_moov",
    "with pictures before the first fragment": "frag_keyframe",
    "without any index": "frag_keyframe+empty_moov+default_base_moof+skip_trailer",
    "each with an index of its own": "dash+frag_keyframe",
    "with one index of all in front": "dash+global_sidx+frag_keyframe+empty_moov",
    "addressed from the file's begin": "frag_keyframe+empty_moov+omit_tfhd_offset",
    "a picture each": "frag_every_frame+empty_moov",
}


@pytest.mark.parametrize("flags", _WAYS.values(), ids=_WAYS.keys())
def test_a_whole_file_in_fragments_is_verified(tmp_path: Path, flags: str) -> None:
    clip = fragmented(tmp_path / "clip.mp4", flags)
    assert verify(clip, 4).duration == pytest.approx(4, abs=0.1)
    assert verify(clip).duration == pytest.approx(4, abs=0.1)
    assert verify(clip, 4.3).codec == "h264"


def _head(path: Path, end: int) -> Path:
    cut = path.with_name("cut.mp4")
    cut.write_bytes(path.read_bytes()[:end])
    return cut


@pytest.mark.parametrize("flags", _WAYS.values(), ids=_WAYS.keys())
def test_a_file_that_is_cut_exactly_between_two_fragments_is_refused(tmp_path: Path, flags: str) -> None:
    clip = fragmented(tmp_path / "clip.mp4", flags)
    starts = [box.start for box in boxes(clip) if box.kind in ("moof", "sidx") and box.start > 1500]
    assert starts
    # Of a file that tells nothing of its length the last tenth may be missing unseen.
    for start in (start for start in starts if start < clip.stat().st_size * 0.7):
        with pytest.raises(MediaError, match=r"cut short|lasts"):
            verify(_head(clip, start), 4)


def test_a_few_bytes_of_a_next_fragment_are_a_cut(tmp_path: Path) -> None:
    clip = fragmented(tmp_path / "clip.mp4", _WAYS["without any index"])
    last = [box for box in boxes(clip) if box.kind == "moof"][-1]
    with pytest.raises(MediaError, match="cut short"):
        verify(_head(clip, last.start + 5))


def test_a_file_that_tells_its_length_is_refused_without_knowing_what_was_asked_for(tmp_path: Path) -> None:
    clip = fragmented(tmp_path / "clip.mp4", _WAYS["with one index of all in front"])
    for box in [box for box in boxes(clip) if box.kind == "moof"][1:]:
        with pytest.raises(MediaError, match="cut short"):
            verify(_head(clip, box.start))


def _with_length(path: Path, seconds: int) -> Path:
    """The file with a box that tells the length of all fragments (`mehd`)."""
    data = bytearray(path.read_bytes())
    at = data.index(b"mvex") + 4
    data[at:at] = (16).to_bytes(4, "big") + b"mehd" + bytes(4) + (seconds * 1000).to_bytes(4, "big")
    for kind in (b"mvex", b"moov"):
        place = data.index(kind) - 4
        data[place : place + 4] = (int.from_bytes(data[place : place + 4], "big") + 16).to_bytes(4, "big")
    path.write_bytes(data)
    return path


def test_the_length_of_all_fragments_is_believed_where_it_is_told(tmp_path: Path) -> None:
    clip = _with_length(fragmented(tmp_path / "clip.mp4", _WAYS["without any index"]), 4)
    assert verify(clip)
    last = [box for box in boxes(clip) if box.kind == "moof"][-1]
    with pytest.raises(MediaError, match="cut short"):
        verify(_head(clip, last.start))


def _mdat(path: Path) -> Box:
    return next(box for box in boxes(path) if box.kind == "mdat")


def _open_ended(path: Path) -> Path:
    """The file with pictures that go "to the end of the file", as a writer leaves them that can't go back."""
    data = bytearray(path.read_bytes())
    place = _mdat(path).start
    data[place : place + 4] = bytes(4)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("part", [0.0, 0.3, 0.6, 0.95, 0.9999])
def test_pictures_that_go_to_the_end_of_the_file_are_refused_when_they_end_early(tmp_path: Path, part: float) -> None:
    clip = _open_ended(film(tmp_path / "clip.mp4", seconds=2, audio=True))
    assert verify(clip, 2)
    pictures = _mdat(clip)
    with pytest.raises(MediaError, match="cut short"):
        verify(_head(clip, pictures.start + 8 + int((pictures.size - 8) * part)), 2)


def test_fragments_whose_last_pictures_go_to_the_end_are_refused_when_they_end_early(tmp_path: Path) -> None:
    clip = fragmented(tmp_path / "clip.mp4", _WAYS["without any index"])
    data = bytearray(clip.read_bytes())
    last = list(boxes(clip))[-1]
    data[last.start : last.start + 4] = bytes(4)
    clip.write_bytes(data)
    assert verify(clip, 4)
    with pytest.raises(MediaError, match="cut short"):
        verify(_head(clip, len(data) - 1), 4)


@pytest.mark.parametrize("wide", [False, True])
def test_pictures_that_reach_beyond_the_end_of_the_file_are_refused(tmp_path: Path, wide: bool) -> None:
    clip = film(tmp_path / "clip.mp4", seconds=2)
    data = bytearray(clip.read_bytes())
    pictures = _mdat(clip)
    if wide:
        data[pictures.start : pictures.start + 16] = b"\0\0\0\1mdat" + (pictures.size + 1).to_bytes(8, "big")
    else:
        data[pictures.start : pictures.start + 4] = (pictures.size + 1).to_bytes(4, "big")
    clip.write_bytes(data)
    with pytest.raises(MediaError, match="cut short"):
        verify(clip, 2)


@pytest.mark.parametrize("kind", [b"stco", b"stsz", b"stsc", b"mvhd", b"hdlr"])
@pytest.mark.parametrize("filling", [0x00, 0x7F, 0xFF])
def test_an_index_with_any_numbers_in_it_is_a_sentence_or_a_video(tmp_path: Path, kind: bytes, filling: int) -> None:
    clip = film(tmp_path / "clip.mp4", seconds=1)
    data = bytearray(clip.read_bytes())
    place = data.index(kind) + 8
    data[place : place + 12] = bytes([filling]) * 12
    clip.write_bytes(data)
    try:
        assert verify(clip, 1).width == 320
    except MediaError as error:
        assert "clip.mp4" in error.message

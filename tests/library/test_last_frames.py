"""A clip's last frame is kept when the clip comes in: it is asked for to go on from there."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from grokwidget.errors import MediaError
from grokwidget.library import Clip, Library
from grokwidget.library.lastframes import KEPT
from grokwidget.media import frames
from grokwidget.media.images import load
from grokwidget.request import as_image
from grokwidget.rules import ImageRule
from tests.media.footage import film

from .conftest import put, record


def _clip(library: Library, footage: Path) -> Clip:
    put(library, footage, record())
    return next(iter(library))


def _not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def decoded(path: Path) -> None:
        raise AssertionError(path)

    monkeypatch.setattr(frames, "last_frame", decoded)


def test_it_is_there_at_once_and_is_the_file_s_to_the_pixel(
    library: Library, footage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = _clip(library, footage)
    plain = np.asarray(frames.last_frame(clip.path))
    _not_decoded(monkeypatch)
    assert np.array_equal(np.asarray(clip.last_frame()), plain)


def test_it_is_hidden_and_no_flaw_of_the_library(library: Library, footage: Path) -> None:
    clip = _clip(library, footage)
    assert (KEPT.folder(library.path) / f"{clip.sha256}.webp").is_file()
    assert KEPT.folder(library.path).is_relative_to(library.path / ".grokwidget")
    assert library.check().flaws == ()


def test_it_is_what_a_request_with_the_clip_takes(
    library: Library, footage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = _clip(library, footage)
    _not_decoded(monkeypatch)
    image = load(as_image(clip), rule=ImageRule(maximum=1, sources=frozenset({"bytes"})))
    assert image.key == f"frame:{clip.sha256}:-1"
    assert (image.width, image.height) == (clip.width, clip.height)


def test_one_that_is_missing_is_made_anew_and_kept(
    library: Library, footage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = _clip(library, footage)
    (KEPT.folder(library.path) / f"{clip.sha256}.webp").unlink()
    made = np.asarray(clip.last_frame())
    _not_decoded(monkeypatch)
    assert np.array_equal(np.asarray(clip.last_frame()), made)


def test_of_a_file_that_was_changed_the_last_frame_is_the_new_one(library: Library, footage: Path) -> None:
    clip = _clip(library, footage)
    other = film(library.path.parent / "other.mp4", seconds=1).read_bytes()
    clip.path.write_bytes(other)
    assert np.array_equal(np.asarray(clip.last_frame()), np.asarray(frames.last_frame(clip.path)))
    # Even where it has the same length to the byte.
    clip.path.write_bytes(other[: clip.file.bytes].ljust(clip.file.bytes, b"\0"))
    os.utime(clip.path, ns=(1, 1))
    assert np.array_equal(np.asarray(clip.last_frame()), np.asarray(frames.last_frame(clip.path)))


def test_it_goes_with_its_clip(library: Library, footage: Path) -> None:
    clip = _clip(library, footage)
    library.prune(keep=0, yes=True)
    assert list(KEPT.folder(library.path).iterdir()) == []
    with pytest.raises(MediaError):
        clip.last_frame()


def test_a_still_that_can_t_be_written_does_not_cost_the_clip(library: Library, footage: Path) -> None:
    KEPT.folder(library.path).parent.mkdir(parents=True, exist_ok=True)
    KEPT.folder(library.path).write_text("in the way")
    clip = _clip(library, footage)
    assert clip.path.is_file()
    assert np.array_equal(np.asarray(clip.last_frame()), np.asarray(frames.last_frame(clip.path)))

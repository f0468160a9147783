"""Thumbnails are made when they are first wanted, and never stand in a clip's way."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from grokwidget.library import Library, strips
from grokwidget.notebook.facts import ClipDesk, facts
from tests.media.footage import film

from .conftest import put, record

pytestmark = pytest.mark.slow


def size(data: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(data)).size


def test_a_page_that_asks_for_them_has_them_made_and_kept(library: Library, footage: Path) -> None:
    clip = library.clip(put(library, footage, record("a heron")))
    place = strips.place(clip)
    assert facts(clip)["strip"] is True
    assert place is not None
    assert not place.exists(), "nobody wanted it yet"
    (data,) = ClipDesk({"": clip}.__getitem__).handlers["still"]({"kind": "strip"}, []).buffers
    assert size(bytes(data)) == (1600, 90)
    assert (strips.KEPT.folder(library.path) / f"{clip.sha256}.webp").read_bytes() == bytes(data)
    assert not place.exists()
    assert clip.strip == place
    assert place.read_bytes() == bytes(data)


def test_where_they_cannot_be_written_a_page_has_them_all_the_same(library: Library, footage: Path) -> None:
    clip = library.clip(put(library, footage, record("a bittern")))
    (library.path / "posters").rename(library.path / "moved")
    (library.path / "posters").write_text("in the way")
    assert size(strips.read(clip)) == (1600, 90)
    assert clip.strip is None


def test_of_a_film_that_is_gone_or_broken_there_are_none(library: Library, footage: Path) -> None:
    clip = library.clip(put(library, footage, record("an egret")))
    os.truncate(clip.path, 100)
    assert strips.read(clip) == b""
    clip.path.unlink()
    assert strips.read(clip) == b""
    assert clip.strip is None


def test_a_clip_in_the_place_of_one_removed_by_hand_has_thumbnails_of_its_own(
    library: Library, footage: Path, tmp_path: Path
) -> None:
    first = library.clip(put(library, footage, record("a spoonbill")))
    assert first.strip is not None
    old = first.strip.read_bytes()
    first.path.unlink()
    first.path.with_suffix(".json").unlink()
    white = film(tmp_path / "white.mp4", picture=lambda _: np.full((180, 320, 3), 230, np.uint8))
    second = library.clip(put(library, white, record("a spoonbill")))
    assert second.path == first.path
    assert strips.read(second) != old
    assert np.asarray(Image.open(io.BytesIO(strips.read(second))).convert("L")).min() > 200

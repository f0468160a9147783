"""Copies that say where they came from, wherever they go."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import av
import numpy as np
import pytest

from grokwidget.errors import MediaError
from grokwidget.library import Clip, Library
from grokwidget.media.boxes import C2PA, boxes
from grokwidget.media.probe import probe, verify
from tests.media.footage import add_box, film

from .conftest import put, record

pytestmark = pytest.mark.slow

PROMPT = '“雪中的” red fox 🦊\n"quoted" = \\ ; # and\ttabs'


@pytest.fixture
def clip(library: Library, footage: Path) -> Clip:
    return library.clip(put(library, footage, record(PROMPT)))


def _frames(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [np.asarray(frame.to_ndarray(format="gray")).tobytes() for frame in container.decode(video=0)]


def test_a_saved_copy_carries_its_provenance_and_the_very_same_pictures(clip: Clip, tmp_path: Path) -> None:
    copy = clip.save(tmp_path / "out" / "fox.mp4")
    tags = probe(copy).tags
    assert copy == tmp_path / "out" / "fox.mp4"
    assert tags["com.grokwidget.prompt"] == PROMPT
    assert json.loads(tags["com.grokwidget.request"])["duration"] == 2
    assert tags["com.grokwidget.provider"] == "aivideoapi"
    assert tags["com.grokwidget.task_id"] == "task-1"
    assert tags["com.grokwidget.cost"] == "≈ 15 credits"
    assert tags["com.grokwidget.source_sha256"] == clip.sha256
    assert tags["com.grokwidget.digitalSourceType"].endswith("/trainedAlgorithmicMedia")
    assert _frames(copy) == _frames(clip.path)
    assert [box.kind for box in boxes(copy)][:2] == ["ftyp", "moov"]
    assert list(copy.parent.iterdir()) == [copy]


def test_a_copy_goes_into_a_folder_under_its_own_name_and_gets_its_ending(clip: Clip, tmp_path: Path) -> None:
    assert clip.save(tmp_path) == tmp_path / clip.path.name
    assert clip.save(str(tmp_path / "fox.final")) == tmp_path / "fox.final.mp4"


def test_sound_and_the_files_own_tags_are_kept(library: Library, tmp_path: Path) -> None:
    loud = film(tmp_path / "loud.mp4", seconds=2, audio=True, tags={"com.example.word": "kept"})
    add_box(loud, b"uuid", bytes(range(16)) + b"<x:xmpmeta/>")
    clip = library.clip(put(library, loud, record()))
    copy = clip.save(tmp_path / "copy.mp4")
    assert verify(copy, 2).has_audio
    assert probe(copy).tags["com.example.word"] == "kept"
    assert b"<x:xmpmeta/>" in copy.read_bytes()


def test_a_signed_file_is_copied_byte_for_byte_with_a_sidecar(library: Library, footage: Path, tmp_path: Path) -> None:
    signed = tmp_path / "signed.mp4"
    shutil.copyfile(footage, signed)
    add_box(signed, b"uuid", C2PA.bytes + b"manifest")
    clip = library.clip(put(library, signed, record(PROMPT)))
    copy = clip.save(tmp_path / "copy.mp4")
    assert copy.read_bytes() == signed.read_bytes()
    told = json.loads((tmp_path / "copy.json").read_text(encoding="utf-8"))
    assert (told["prompt"], told["file"], told["sha256"]) == (PROMPT, "copy.mp4", clip.sha256)


def test_neither_key_alias_nor_owner_nor_query_gets_into_a_copy(
    library: Library, footage: Path, tmp_path: Path
) -> None:
    url = "https://cdn.example/cat.png?Signature=5ec2e7"
    request = {"prompt": "fox", "images": [url], "image_keys": [f"url:{url}"]}
    job = record("fox", request=request, owner="0wner", key_alias="ALIAS_NAME")
    copy = library.clip(put(library, footage, job)).save(tmp_path / "copy.mp4")
    for secret in (b"5ec2e7", b"0wner", b"ALIAS_NAME"):
        assert secret not in copy.read_bytes()


def test_saving_over_the_librarys_own_file_is_refused(clip: Clip) -> None:
    with pytest.raises(MediaError, match="own file"):
        clip.save(clip.path)
    assert clip.path.stat().st_size == clip.file.bytes


def test_a_copy_that_cannot_be_written_leaves_nothing_behind(clip: Clip, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MediaError, match="can't be saved"):
        clip.save(tmp_path / "file" / "copy.mp4")
    with pytest.raises(MediaError, match="can't be saved"):
        clip.save("~nobody-of-that-name/copy.mp4")
    clip.path.unlink()
    with pytest.raises(MediaError, match="not there"):
        clip.save(tmp_path / "copy.mp4")
    assert not (tmp_path / "copy.mp4").exists()


def test_saving_over_another_clip_of_a_library_is_refused(clip: Clip, library: Library, footage: Path) -> None:
    other = library.clip(put(library, footage, record("another clip of it")))
    before = other.path.read_bytes()
    with pytest.raises(MediaError, match="the library's own file"):
        clip.save(other.path)
    assert other.path.read_bytes() == before


def test_saving_over_a_clip_whose_sidecar_is_gone_is_refused_too(clip: Clip, library: Library, footage: Path) -> None:
    other = library.clip(put(library, footage, record("a clip without its sidecar")))
    before = other.path.read_bytes()
    other.path.with_suffix(".json").unlink()
    with pytest.raises(MediaError, match="the library's own file"):
        clip.save(other.path)
    assert other.path.read_bytes() == before
    assert clip.save(library.path / "mine.mp4") == clip.save(library.path / "mine.mp4")


def test_an_export_over_the_clip_s_own_poster_is_refused(clip: Clip) -> None:
    assert clip.poster is not None
    before = clip.poster.read_bytes()
    with pytest.raises(MediaError, match="the library's own file"):
        clip.to_webp(clip.poster)
    assert clip.poster.read_bytes() == before


def test_a_path_that_leads_round_in_a_ring_is_a_sentence(clip: Clip, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").symlink_to(tmp_path / "b.mp4")
    (tmp_path / "b.mp4").symlink_to(tmp_path / "a.mp4")
    with pytest.raises(MediaError, match="can't be saved"):
        clip.save(tmp_path / "a.mp4")
    with pytest.raises(MediaError, match="can't be saved"):
        clip.save(tmp_path / "a\0b.mp4")

"""A video file that comes from anywhere: its record is found, or made anew."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from grokwidget.errors import GrokwidgetError, MediaError
from grokwidget.library import Clip, Library
from grokwidget.library.saving import PREFIX, tags
from grokwidget.media.boxes import C2PA
from grokwidget.media.remux import tagged_copy
from tests.library.conftest import put, record
from tests.media.footage import add_box, film

from .conftest import NewClip

pytestmark = pytest.mark.slow


def test_the_librarys_own_file_is_the_librarys_clip(library: Library, clip: Clip) -> None:
    clip.rate(4)
    found = Clip.from_file(str(clip.path))
    assert found == clip
    assert found.record == library.ledger.get(clip.job_id)
    assert found.rating == 4
    assert found.library is not None
    assert found.library.path == library.path


def test_a_saved_copy_tells_the_whole_record_again(clip: Clip, tmp_path: Path) -> None:
    clip.rate(5).tag("雪")
    found = Clip.from_file(clip.save(tmp_path / "away" / "fox.mp4"))
    for name in (
        "id",
        "fingerprint",
        "prompt",
        "provider",
        "model",
        "request",
        "task_id",
        "seconds",
        "estimate",
        "take",
    ):
        assert getattr(found.record, name) == getattr(clip.record, name), name
    assert (found.rating, found.tags) == (5, ("雪",))
    assert found.path == tmp_path / "away" / "fox.mp4"
    assert found.poster is None
    assert found.library is None
    assert found.frame(1).size == (160, 96)


def test_a_copy_of_an_earlier_version_is_read_from_its_single_tags(clip: Clip, tmp_path: Path) -> None:
    told = {name: text for name, text in tags(clip).items() if name != f"{PREFIX}record"}
    copy = tmp_path / "old.mp4"
    assert tagged_copy(clip.path, copy, told)
    found = Clip.from_file(copy)
    assert (found.prompt, found.provider, found.model, found.task_id) == (
        clip.prompt, clip.provider, clip.model, clip.task_id,
    )  # fmt: skip
    assert found.request["duration"] == 2
    assert found.job_id == clip.job_id


def test_a_renamed_file_of_a_library_is_known_by_its_bytes(clip: Clip) -> None:
    other = clip.path.with_name("my fox.mp4")
    clip.path.rename(other)
    found = Clip.from_file(other)
    assert found.prompt == clip.prompt
    assert found.sha256 == clip.sha256
    assert found.path == other


def test_a_signed_copy_is_known_by_the_sidecar_beside_it(library: Library, tmp_path: Path) -> None:
    signed = film(tmp_path / "signed.mp4", seconds=2, width=160, height=96)
    add_box(signed, b"uuid", C2PA.bytes + b"manifest")
    clip = library.clip(put(library, signed, record("a signed fox")))
    found = Clip.from_file(clip.save(tmp_path / "away" / "copy.mp4"))
    assert found.prompt == "a signed fox"
    assert found.path.name == "copy.mp4"


def test_another_files_sidecar_is_not_believed(new_clip: NewClip, tmp_path: Path) -> None:
    one, other = new_clip("one"), new_clip("other")
    shutil.copyfile(one.path, tmp_path / "x.mp4")
    shutil.copyfile(other.path.with_suffix(".json"), tmp_path / "x.json")
    with pytest.raises(MediaError, match=r"Nothing tells where x\.mp4 came from"):
        Clip.from_file(tmp_path / "x.mp4")


def test_a_derived_clip_that_went_away_still_knows_its_parent(clip: Clip, tmp_path: Path) -> None:
    copy = clip.trim(0, 1).save(tmp_path / "part.mp4")
    found = Clip.from_file(copy)
    assert found.made_by == "trim"
    assert found.parents == (clip.sha256,)


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"format": 1}', '{"format": 1, "job": {}}', "[" * 100_000, "null"])
def test_tags_that_are_nonsense_do_no_harm(clip: Clip, tmp_path: Path, text: str) -> None:
    copy = tmp_path / "odd.mp4"
    tagged_copy(clip.path, copy, {PREFIX + "record": text, PREFIX + "request": text, PREFIX + "created": text})
    try:
        assert Clip.from_file(copy).prompt == ""
    except GrokwidgetError as error:
        assert "Nothing tells where" in str(error)


def test_what_is_gone_no_video_or_a_stranger_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("no video")
    stranger = film(tmp_path / "holiday.mp4", seconds=0.5, width=160, height=96)
    for name, words in (
        ("gone.mp4", "is not there"),
        ("text.mp4", "can't be decoded"),
        (stranger.name, "Nothing tells"),
    ):
        with pytest.raises(MediaError, match=words):
            Clip.from_file(tmp_path / name)
    assert not (tmp_path / ".grokwidget").exists()


def test_looking_at_a_folder_of_copies_makes_no_library_of_it(clip: Clip, tmp_path: Path) -> None:
    copy = clip.save(tmp_path / "away" / "fox.mp4")
    Clip.from_file(copy)
    assert [path.name for path in copy.parent.iterdir()] == ["fox.mp4"]


def test_a_copy_never_holds_what_is_nobodys_business(library: Library, tmp_path: Path) -> None:
    raw = film(tmp_path / "raw.mp4", seconds=2, width=160, height=96)
    url = "https://cdn.example/cat.png?Signature=5ec2e7"
    job = record("fox", request={"images": [url], "image_keys": [f"url:{url}"]}, owner="0wner", key_alias="ALIAS")
    copy = library.clip(put(library, raw, job)).save(tmp_path / "copy.mp4")
    assert json.loads(tags(library.clip(library.ledger.history()[0]))[f"{PREFIX}record"])["prompt"] == "fox"
    for secret in (b"5ec2e7", b"0wner", b"ALIAS"):
        assert secret not in copy.read_bytes()

"""Rating and tags: kept twice, found again, never lost."""

from __future__ import annotations

import json
import pickle
import shutil
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grokwidget.errors import LibraryError
from grokwidget.library import Clip, JobStatus, Library
from grokwidget.library.marks import tagged, untagged
from grokwidget.library.records import ClipFile

from .conftest import NewClip

pytestmark = pytest.mark.slow


def test_a_rating_and_tags_are_in_the_ledger_and_in_the_sidecar(library: Library, clip: Clip) -> None:
    assert clip.rating is None
    assert clip.tags == ()
    assert clip.rate(4).tag("best", "雪").rating == 4
    told = json.loads(clip.path.with_suffix(".json").read_text(encoding="utf-8"))
    assert (told["clip"]["rating"], told["clip"]["tags"]) == (4, ["best", "雪"])
    (again,) = library
    assert (again.rating, again.tags) == (4, ("best", "雪"))
    assert library.check().sound


def test_they_can_be_taken_back(library: Library, clip: Clip) -> None:
    clip.rate(4).tag("a", "b").rate(None).untag("a", "never there")
    (again,) = library
    assert (again.rating, again.tags) == (None, ("b",))


def test_they_survive_a_ledger_that_is_made_anew(library: Library, clip: Clip) -> None:
    clip.rate(2).tag("keep me")
    library.close()
    shutil.rmtree(library.path / ".grokwidget")
    again = Library(library.path)
    (found,) = again
    assert (found.rating, found.tags) == (2, ("keep me",))
    again.close()


def test_two_handles_of_one_clip_do_not_lose_each_others_tags(library: Library, clip: Clip) -> None:
    (other,) = library
    clip.tag("one")
    other.tag("two")
    assert other.tags == ("one", "two")
    threads = [threading.Thread(target=next(iter(library)).tag, args=(f"t{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(next(iter(library)).tags) == {"one", "two", "t0", "t1", "t2", "t3"}


def test_search_finds_tags_beside_the_words_of_the_prompt(library: Library, new_clip: NewClip) -> None:
    fox, owl = new_clip("a red fox"), new_clip("an owl")
    fox.tag("winner 2026", "雪景")
    owl.tag("100%")
    assert library.search("winner") == [fox]
    assert library.search("winner fox") == [fox]
    assert library.search("winner owl") == []
    assert library.search("雪") == [fox]
    assert library.search("100%") == [owl]
    assert library.search("100_") == []
    assert library.search("tags") == []
    assert library.page(search="winner")[1] == 1


def test_a_clip_that_is_fetched_again_keeps_what_was_said_of_it(library: Library, clip: Clip, tmp_path: Path) -> None:
    clip.rate(3).tag("kept")
    library.prune(keep=0, yes=True)
    record = library.ledger.get(clip.job_id)
    assert record is not None
    part = library.part(record)
    shutil.copyfile(tmp_path / "raw1.mp4", part)
    file = library.store(record, part)
    assert (file.rating, file.tags) == (3, ("kept",))


def test_a_pruned_clip_can_be_rated_and_stays_pruned(library: Library, clip: Clip) -> None:
    library.prune(keep=0, yes=True)
    clip.rate(1)
    report = library.check()
    assert report.sound
    assert report.pruned == 1


def test_of_several_clips_of_a_job_one_is_rated(library: Library, clip: Clip, tmp_path: Path) -> None:
    record = clip.record
    part = library.part(record, 1)
    shutil.copyfile(tmp_path / "raw1.mp4", part)
    second = library.store(record, part, n=1)
    both = library.ledger.update(record.id, clips=(clip.file, second), status=JobStatus.DONE)
    library.clip(both, 1).rate(5)
    assert [one.rating for one in library] == [None, 5]
    assert library.check().sound


@pytest.mark.parametrize("rating", [0, 6, -1, 2.5, True, "5", float("nan")])
def test_what_is_no_rating_is_one_sentence(clip: Clip, rating: object) -> None:
    with pytest.raises(LibraryError, match="A rating is a whole number from 1 to 5"):
        clip.rate(rating)  # type: ignore[arg-type]  # on purpose
    assert clip.rating is None


@pytest.mark.parametrize("tag", ["", "   ", "two\nlines", "x" * 61, 7, None, "bell\x07"])
def test_what_is_no_tag_is_one_sentence_and_adds_nothing(clip: Clip, tag: object) -> None:
    with pytest.raises(LibraryError, match="A tag is some text of one line"):
        clip.tag("good", tag)  # type: ignore[arg-type]  # on purpose
    assert clip.tags == ()


_FILE = ClipFile(name="x.mp4", sha256="0", bytes=1, duration=1, width=1, height=1, fps=1)
_WORDS = st.lists(st.sampled_from(["a", "b", "c", " b ", "d e", "d  e"]), max_size=6)


@given(added=_WORDS, gone=_WORDS)
def test_tags_are_a_set_in_the_order_in_which_they_came(added: list[str], gone: list[str]) -> None:
    plain = [" ".join(tag.split()) for tag in added]
    left = untagged(*gone)(tagged(*added)(_FILE)).tags
    removed = {" ".join(tag.split()) for tag in gone}
    assert list(left) == [tag for tag in dict.fromkeys(plain) if tag not in removed]


def test_a_clip_of_no_library_can_not_be_rated(clip: Clip, tmp_path: Path) -> None:
    stranger = Clip.from_file(clip.save(tmp_path / "elsewhere" / "fox.mp4"))
    with pytest.raises(LibraryError, match="lies in no library"):
        stranger.rate(3)


def test_a_sidecar_that_can_not_be_written_is_one_sentence(
    library: Library, clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("grokwidget.library.sidecar.write", full)
    with pytest.raises(LibraryError):
        clip.rate(3)


def test_a_clip_goes_to_another_process_without_its_library_and_finds_it_there(clip: Clip) -> None:
    there = pickle.loads(pickle.dumps(clip))
    assert there == clip
    there.rate(5)
    assert clip.library is not None
    assert next(iter(clip.library)).rating == 5


def test_the_table_has_parameters_parents_rating_and_tags(library: Library, clip: Clip) -> None:
    from grokwidget.library.table import rows

    part = clip.rate(4).tag("x").trim(0, 1)
    newest, oldest = rows(library)
    assert (oldest["rating"], oldest["tags"], oldest["seconds"], oldest["parents"]) == (4, ["x"], 2, [])
    assert (newest["made_by"], newest["parents"], newest["path"]) == ("trim", [clip.sha256], str(part.path))
    assert {"prompt", "cost", "took", "aspect_ratio", "resolution", "mode"} <= newest.keys()


def test_a_job_of_an_older_version_has_neither(library: Library, tmp_path: Path, new_clip: NewClip) -> None:
    clip = new_clip()
    told = json.loads(clip.path.with_suffix(".json").read_text(encoding="utf-8"))
    for name in ("rating", "tags"):
        told["clip"].pop(name, None)
    clip.path.with_suffix(".json").write_text(json.dumps(told), encoding="utf-8")
    assert Clip.from_file(clip.path).tags == ()
    assert library.check().sound

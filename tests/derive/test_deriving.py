"""Clips made out of clips: trimmed and joined, with records of their own, and never mistaken for paid ones."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from grokwidget import join
from grokwidget.errors import GrokwidgetError, LibraryError, MediaError
from grokwidget.library import Clip, JobStatus, Library
from grokwidget.media.probe import probe, verify
from grokwidget.media.sound import sound
from grokwidget.recipes import of as recipes_of

from .conftest import NewClip
from .test_frames import number

pytestmark = pytest.mark.slow


def test_a_trimmed_clip_has_just_the_frames_between_its_times(clip: Clip) -> None:
    part = clip.trim(0.5, 1.5)
    assert [number(frame) for frame in part.frames()] == list(range(12, 36))
    assert (part.duration, part.width, part.height, part.fps) == (1.0, 160, 96, 24.0)
    assert [number(frame) for frame in clip.trim(-0.25).frames()] == list(range(42, 48))
    assert [number(frame) for frame in clip.trim(end=-1.75).frames()] == list(range(6))


def test_a_derived_clip_is_a_record_like_any_other_that_knows_its_parent(library: Library, clip: Clip) -> None:
    part = clip.trim(0.5, 1.5)
    known = library.ledger.get(part.job_id)
    assert known is not None
    assert known.status is JobStatus.DONE
    assert (known.provider, known.model, known.made_by, known.task_id) == ("grokwidget", "trim", "trim", None)
    assert part.parents == (clip.sha256,)
    assert part.prompt == clip.prompt
    assert part.cost.amount == 0
    assert part.path.parent == library.path
    assert part.poster is not None
    assert part.poster.is_file()
    assert [one.sha256 for one in library] == [part.sha256, clip.sha256]
    shown, total = library.page(provider="grokwidget")
    assert total == 1
    assert shown[0] == part
    assert library.check().sound
    assert probe(part.path).tags["com.grokwidget.parents"] == clip.sha256


def test_a_derived_clip_survives_a_lost_ledger(library: Library, clip: Clip) -> None:
    part = clip.trim(0.5, 1.5).rate(4).tag("best")
    library.close()
    shutil.rmtree(library.path / ".grokwidget")
    again = Library(library.path)
    found = next(one for one in again if one.made_by)
    assert found == part
    assert (found.rating, found.tags, found.parents) == (4, ("best",), (clip.sha256,))
    assert again.check().sound
    again.close()


def test_a_derived_clip_says_of_itself_what_its_parents_are(new_clip: NewClip, library: Library) -> None:
    from grokwidget.library.sidecar import source_type

    paid, free = new_clip("paid"), new_clip("free", job={"provider": "local", "model": "scenery"})
    assert source_type(paid.trim(0, 1).record).endswith("/trainedAlgorithmicMedia")
    assert source_type(free.trim(0, 1).record).endswith("/algorithmicMedia")
    assert source_type(join([free, paid]).record).endswith("/trainedAlgorithmicMedia")


def test_the_same_asked_again_is_the_clip_that_is_there(library: Library, clip: Clip) -> None:
    first, second = clip.trim(0.5, 1.5), clip.trim(0.5, 1.5)
    assert first == second
    assert second.from_library
    assert len(library) == 2


def test_what_was_pruned_is_made_anew_under_its_record_and_not_out_of_nothing(library: Library, clip: Clip) -> None:
    first = clip.trim(0.5, 1.5).rate(5)
    kept = clip.path.read_bytes()
    library.prune(keep=0, yes=True)
    assert not first.path.exists()
    with pytest.raises(MediaError, match="is not there"):
        clip.trim(0.5, 1.5)
    clip.path.write_bytes(kept)
    second = clip.trim(0.5, 1.5)
    assert (second.job_id, second.rating, second.path) == (first.job_id, 5, first.path)
    assert library.check().sound


def test_one_that_was_deleted_comes_back_with_its_rating(library: Library, clip: Clip) -> None:
    first = clip.trim(0.5, 1.5).rate(5)
    first.path.unlink()
    second = clip.trim(0.5, 1.5)
    assert second.job_id == first.job_id
    assert second.rating == 5
    assert second.path.is_file()
    assert library.check().sound


def test_two_threads_that_ask_for_the_same_make_one_clip(library: Library, clip: Clip) -> None:
    made: list[Clip] = []
    threads = [threading.Thread(target=lambda: made.append(clip.trim(0.25, 0.75))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 1
    assert len(library) == 2
    assert library.check().flaws == ()


@pytest.mark.parametrize(("start", "end"), [(1.0, 1.0), (1.5, 0.5), (1.0, 1.001), (-0.5, 0.5)])
def test_a_start_that_is_not_before_the_end_is_one_sentence(
    library: Library, clip: Clip, start: float, end: float
) -> None:
    with pytest.raises(MediaError, match="the start must come before the end"):
        clip.trim(start, end)
    assert len(library) == 1
    assert library.check().flaws == ()


@pytest.mark.parametrize(("start", "end"), [(0, 2.5), (-3, None), (5, None), (float("nan"), 1)])
def test_a_time_outside_of_the_clip_is_one_sentence(clip: Clip, start: float, end: float | None) -> None:
    with pytest.raises(MediaError, match=r"has no second .*: it lasts 2 s"):
        clip.trim(start, end)


def test_a_dissolve_shares_its_frames_and_goes_from_one_clip_to_the_other(new_clip: NewClip) -> None:
    dark = new_clip("dark", picture=lambda i: np.full((96, 160, 3), 20, np.uint8))
    light = new_clip("light", picture=lambda i: np.full((96, 160, 3), 220, np.uint8))
    both = join([dark, light], dissolve=0.5)
    assert both.duration == pytest.approx(3.5)
    assert both.prompt == "dark → light"
    assert both.parents == (dark.sha256, light.sha256)
    levels = [float(frame.mean()) for frame in both.frames()]
    assert len(levels) == 84
    assert max(levels[:36]) < 25
    assert min(levels[48:]) > 215
    assert levels[36:48] == sorted(set(levels[36:48]))


def test_clips_of_other_sizes_and_rates_are_fitted_into_the_first(new_clip: NewClip) -> None:
    wide = new_clip("wide", seconds=1)
    tall = new_clip(
        "tall", seconds=1, fps=10, width=64, height=128, picture=lambda i: np.full((128, 64, 3), 200, np.uint8)
    )
    both = join([wide, tall])
    assert (both.width, both.height, both.fps, both.duration) == (160, 96, 24.0, 2.0)
    last = np.asarray(both.frame(1.5)).astype(int)
    assert abs(last[48, 80] - 200).max() < 8
    assert last[48, 4].max() < 12, "black bars at the sides"
    assert last[48, 155].max() < 12
    assert [number(frame) for frame in both.frames()[:24]] == list(range(24))


def test_sound_stays_where_it_is_and_silence_fills_what_has_none(new_clip: NewClip) -> None:
    silent, loud = new_clip("silent", seconds=1), new_clip("loud", seconds=1, audio=True)
    assert not probe(join([silent, silent]).path).has_audio
    both = join([silent, loud])
    assert verify(both.path, 2).has_audio
    heard = sound(both.path, 0.0, 2.0)
    assert heard is not None
    assert heard.shape == (96_000, 2)
    assert verify(loud.trim(0.25, 0.75).path).has_audio


def test_a_clip_may_be_joined_to_itself_and_three_dissolve_into_each_other(clip: Clip) -> None:
    assert join([clip, clip]).duration == pytest.approx(4)
    three = join([clip, clip, clip], dissolve=1)
    assert three.duration == pytest.approx(4)
    assert three.parents == (clip.sha256,)


def test_what_can_not_be_joined_is_one_sentence_and_leaves_nothing(library: Library, clip: Clip) -> None:
    for clips in ([], [clip]):
        with pytest.raises(MediaError, match="Joining takes two clips at least"):
            join(clips)
    with pytest.raises(MediaError, match="A str can't be joined"):
        join([clip, "fox.mp4"])  # type: ignore[list-item]  # on purpose
    for dissolve in (-1, float("nan"), float("inf")):
        with pytest.raises(MediaError, match=r"A dissolve of .* can't be"):
            join([clip, clip], dissolve=dissolve)
    with pytest.raises(MediaError, match=r"A dissolve of 2\.5 s doesn't fit: .* lasts 2 s and dissolves 1 times"):
        join([clip, clip], dissolve=2.5)
    with pytest.raises(MediaError, match="dissolves 2 times"):
        join([clip, clip, clip], dissolve=1.5)
    assert len(library) == 1
    assert not list((library.path / ".grokwidget" / "parts").glob("*"))
    assert library.check().flaws == ()


def test_a_gone_or_broken_clip_among_good_ones_is_one_sentence(library: Library, new_clip: NewClip) -> None:
    good, gone, broken = new_clip("good"), new_clip("gone"), new_clip("broken")
    gone.path.unlink()
    broken.path.write_bytes(broken.path.read_bytes()[:900])
    with pytest.raises(MediaError, match=r"gone.* is not there"):
        join([good, gone])
    with pytest.raises(MediaError, match="can't be decoded"):
        join([good, broken])
    with pytest.raises(MediaError, match="can't be decoded"):
        broken.trim(0, 1)
    assert good.path.is_file()


def test_a_library_that_can_not_be_written_is_one_sentence(
    library: Library, clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("grokwidget.media.joining.film", full)
    with pytest.raises(LibraryError):
        clip.trim(0, 1)
    assert len(library) == 1


def test_the_recipe_of_a_derived_clip_is_the_call_that_makes_it(clip: Clip) -> None:
    told = recipes_of(clip.trim(0.5, 1.5))
    assert "source.trim(0.5, 1.5)" in (told["python"] or "")
    assert clip.sha256 in (told["python"] or "")
    assert (told["magic"], told["curl"]) == ("", None)
    assert "join([clip1, clip2], dissolve=0.5)" in (recipes_of(join([clip, clip], dissolve=0.5))["python"] or "")


def test_no_request_is_ever_served_with_a_derived_clip(library: Library, clip: Clip) -> None:
    part = clip.trim(0, 1)
    assert part.record.fingerprint.startswith("derived:")
    assert part.record.take == 1
    assert library.ledger.by_fingerprint(clip.record.fingerprint) == clip.record
    assert library.unfinished() == []


def test_a_clip_of_no_library_is_trimmed_into_the_usual_one(clip: Clip, tmp_path: Path) -> None:
    stranger = Clip.from_file(clip.save(tmp_path / "elsewhere" / "fox.mp4"))
    part = stranger.trim(0, 1)
    assert part.path.parent == Library().path
    assert part.parents == (stranger.sha256,)


def test_a_library_can_be_named(clip: Clip, tmp_path: Path) -> None:
    other = Library(tmp_path / "other")
    assert join([clip, clip], library=other).path.parent == other.path
    other.close()


def test_every_refusal_is_of_the_family(clip: Clip) -> None:
    for deed in (lambda: clip.trim(3), lambda: join([clip]), lambda: clip.rate(9), lambda: clip.frame(9)):
        with pytest.raises(GrokwidgetError) as caught:
            deed()
        assert str(caught.value).count(". ") == 0, "one sentence"

"""A contact sheet as one file of pictures: film, moving picture, still. The page has a file of its own."""

from __future__ import annotations

import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from grokwidget import Client, Clip, save_sheet
from grokwidget.errors import InvalidRequest, MediaError
from grokwidget.media.probe import probe
from grokwidget.messages import speaking

from ..jobs.fake import Fake, error
from .sheets import Hued, frame_of, frames, shows, where

pytestmark = pytest.mark.slow

# -- the film ----------------------------------------------------------------------------------------------------------


def test_all_clips_of_a_film_show_the_same_moment_in_every_frame(four: list[Clip], tmp_path: Path) -> None:
    found = frames(save_sheet(four, tmp_path / "sheet.mp4", rows="prompt", columns="mode"))
    assert len(found) == 24
    for n, picture in enumerate(found):
        assert {frame_of(picture, name) for name in ("red", "green", "blue", "yellow")} == {n}


def test_rows_and_columns_are_where_the_axes_say(four: list[Clip], tmp_path: Path) -> None:
    last = frames(save_sheet(four, tmp_path / "sheet.mp4", rows="prompt", columns="mode"))[-1]
    red, green, blue, yellow = (where(last, name) for name in ("red", "green", "blue", "yellow"))
    assert red[0] < green[0] and red[1] == pytest.approx(green[1], abs=2)
    assert blue[1] > red[3] and blue[0] == pytest.approx(red[0], abs=2)
    assert yellow[0] == pytest.approx(green[0], abs=2) and yellow[1] == pytest.approx(blue[1], abs=2)


def test_it_is_a_silent_film_that_any_player_plays_and_that_begins_before_it_is_loaded(
    four: list[Clip], tmp_path: Path
) -> None:
    path = save_sheet(four, tmp_path / "sheet.mp4")
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert not container.streams.audio
        assert stream.width % 2 == stream.height % 2 == 0
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_a_shorter_clip_holds_its_last_frame_until_the_longest_is_over(hued: Hued, tmp_path: Path) -> None:
    clips = [hued("red", seconds=0.5), hued("blue", seconds=1)]
    found = frames(save_sheet(clips, tmp_path / "sheet.mp4"))
    assert len(found) == 24
    assert [frame_of(picture, "red") for picture in found] == [*range(12), *[11] * 12]
    assert frame_of(found[-1], "blue") == 23


def test_clips_of_other_rates_keep_the_time_of_the_fastest(hued: Hued, tmp_path: Path) -> None:
    clips = [hued("red", fps=8), hued("blue", fps=24)]
    found = frames(save_sheet(clips, tmp_path / "sheet.mp4"))
    assert [frame_of(picture, "red") for picture in found] == [n // 3 for n in range(24)]


def test_a_clip_of_another_shape_keeps_it(hued: Hued, tmp_path: Path) -> None:
    clips = [
        hued("red", prompt="a fox", mode="fun", width=160, height=90),
        hued("blue", prompt="an owl", mode="fun", width=90, height=160),
    ]  # fmt: skip
    found = frames(save_sheet(clips, tmp_path / "sheet.mp4", rows="prompt", columns="mode"))[-1]
    for name, ratio in (("red", 160 / 90), ("blue", 90 / 160)):
        left, top, right, bottom = where(found, name)
        assert (right - left) / (bottom - top) == pytest.approx(ratio, rel=0.08)


def test_a_sheet_is_no_larger_than_asked_and_its_clips_no_larger_than_they_are(
    hued: Hued, four: list[Clip], tmp_path: Path
) -> None:
    small = probe(save_sheet(four, tmp_path / "small.mp4", longest_side=300))
    assert 250 < max(small.width, small.height) <= 300
    usual = frames(save_sheet(four, tmp_path / "usual.mp4"))[-1]
    left, _, right, _ = where(usual, "red")
    assert right - left <= 162
    many = [hued("red", width=1280, height=720, seconds=0.2, prompt=f"{n}") for n in range(2)]
    large = probe(save_sheet(many, tmp_path / "large.mp4"))
    assert max(large.width, large.height) <= 1920


def test_the_film_says_where_it_came_from_and_on_which_machine_not(four: list[Clip], tmp_path: Path) -> None:
    tags = probe(save_sheet(four, tmp_path / "sheet.mp4", rows="prompt")).tags
    told = json.loads(tags["com.grokwidget.sheet"])
    assert [each["sha256"] for each in told["clips"]] == [clip.sha256 for clip in four]
    assert {each["prompt"] for each in told["clips"]} == {"a fox", "an owl"}
    assert told["rows"] == "prompt"
    assert tags["com.grokwidget.prompt"] == "a fox / an owl"
    assert tags["com.grokwidget.digitalSourceType"].endswith("/trainedAlgorithmicMedia")
    assert str(tmp_path) not in str(tags)


# -- the other kinds ---------------------------------------------------------------------------------------------------


def test_a_moving_picture_has_ten_frames_a_second_in_step(four: list[Clip], tmp_path: Path) -> None:
    with Image.open(save_sheet(four, tmp_path / "sheet.webp")) as reel:
        assert reel.n_frames == 10  # type: ignore[attr-defined]  # of animated pictures
        total = 0
        for n in range(10):
            reel.seek(n)
            picture = np.asarray(reel.convert("RGB"))
            total += reel.info["duration"]
            assert {frame_of(picture, name) for name in ("red", "blue")} == {int(n * 2.4)}
        assert total == 1000
        assert b"a fox / an owl" in reel.info["xmp"]


def test_a_still_shows_every_clip_and_carries_its_provenance(four: list[Clip], tmp_path: Path) -> None:
    with Image.open(save_sheet(four, tmp_path / "sheet.png")) as still:
        picture = np.asarray(still.convert("RGB"))
        told = still.text  # type: ignore[attr-defined]  # of PNG
    assert all(shows(picture, name) for name in ("red", "green", "blue", "yellow"))
    assert "an owl" in told["XML:com.adobe.xmp"]
    assert len(json.loads(told["com.grokwidget.sheet"])["clips"]) == 4


@pytest.mark.parametrize(("one", "other"), [("foxes", "geese"), ("红狐狸", "白天鹅")])
def test_a_title_is_written_in_english_and_in_chinese(four: list[Clip], tmp_path: Path, one: str, other: str) -> None:
    first, second = (_still(four, tmp_path, title=title) for title in (one, other))
    differs = np.nonzero((first != second).any(axis=(1, 2)))[0]
    assert len(differs) > 5
    assert differs.max() < min(where(first, name)[1] for name in ("red", "green", "blue", "yellow"))


def test_labels_stand_at_the_axes_and_costs_below_the_clips(hued: Hued, tmp_path: Path) -> None:
    pictures = [
        _still(
            [hued("red", prompt=prompt, mode="fun"), hued("blue", prompt=prompt, mode="spicy")],
            tmp_path,
            columns="mode",
        )
        for prompt in ("a fox", "a cow")
    ]
    assert np.array_equal(*pictures)  # the prompt is the same for all: it stands nowhere
    flowing = [
        _still([hued("red", prompt="a fox"), hued("blue", prompt=prompt)], tmp_path, rows="", columns="")
        for prompt in ("an owl", "an elk")
    ]
    rows, columns = np.nonzero((flowing[0] != flowing[1]).any(axis=2))
    left, _, right, bottom = where(flowing[0], "blue")
    assert rows.min() >= bottom and columns.min() >= left - 2 and columns.max() <= right + 2


def test_it_is_drawn_on_white_where_that_is_asked(four: list[Clip], tmp_path: Path) -> None:
    assert _still(four, tmp_path)[0, 0].max() < 40
    assert _still(four, tmp_path, light=True)[0, 0].min() > 240


def _still(clips: list[Clip], folder: Path, **how: Any) -> Any:
    with Image.open(save_sheet(clips, folder / "still.png", **how)) as picture:
        return np.asarray(picture.convert("RGB"))


# -- what can't be shown -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["mp4", "webp", "png"])
def test_a_clip_that_is_gone_or_broken_is_told_and_said_in_its_place(
    four: list[Clip], tmp_path: Path, ending: str
) -> None:
    four[0].path.unlink()
    four[1].path.write_bytes(b"no video" * 100)
    with pytest.warns(UserWarning, match="2 clips could not be shown.*is not there") as caught:
        path = save_sheet(four, tmp_path / f"sheet.{ending}")
    assert caught[0].filename == __file__
    picture = frames(path)[0] if ending == "mp4" else np.asarray(Image.open(path).convert("RGB"))
    assert shows(picture, "blue") and shows(picture, "yellow")
    assert not shows(picture, "red") and not shows(picture, "green")


def test_where_no_clip_can_be_read_one_sentence_says_so_and_nothing_is_written(
    four: list[Clip], tmp_path: Path
) -> None:
    for clip in four:
        clip.path.unlink()
    with pytest.raises(MediaError, match="None of the clips can be shown"):
        save_sheet(four, tmp_path / "out" / "sheet.mp4")
    assert not list((tmp_path / "out").iterdir())


def test_a_failed_cell_is_a_tile_with_words_among_the_clips(client: Client, fake: Fake, tmp_path: Path) -> None:
    sweep = client.sweep(["sheet owl 1", "sheet owl 2"], mode=["fun", "normal"])
    with pytest.raises(MediaError, match="no clip to show: run the sweep"):
        sweep.save(tmp_path / "early.png")
    fake.script["create"] = [error(400, "invalid_request", "no owls today")]
    sweep.run(yes=True)
    assert len(sweep.clips) == 3
    told = json.loads(probe(sweep.save(tmp_path / "sheet.mp4")).tags["com.grokwidget.sheet"])
    assert len(told["clips"]) == 3
    page = sweep.save(tmp_path / "sheet.html").read_text("utf-8")
    assert "no owls today" in page
    assert page.count("<video") == 3


@pytest.mark.parametrize("name", ["sheet.gif", "sheet", "sheet.mp4.zip", ".mp4"])
def test_another_ending_is_one_sentence(four: list[Clip], tmp_path: Path, name: str) -> None:
    with pytest.raises(MediaError, match=r"saved as \.mp4, \.webp, \.html, \.png"):
        save_sheet(four, tmp_path / name)


def test_more_clips_than_anybody_sees_are_one_sentence(four: list[Clip], tmp_path: Path) -> None:
    many = [Clip(four[0].path.parent, four[0].record.changed(id=f"job{n}"), four[0].file) for n in range(241)]
    with pytest.raises(MediaError, match=r"at most 240 clips.*241"):
        save_sheet(many, tmp_path / "sheet.mp4")


def test_what_the_sheet_does_not_know_it_says_before_anything_is_made(four: list[Clip], tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest):
        save_sheet(four, tmp_path / "sheet.mp4", rows="colour")
    with pytest.raises(InvalidRequest):
        save_sheet([], tmp_path / "sheet.mp4")
    assert not (tmp_path / "sheet.mp4").exists()


def test_a_folder_that_is_a_file_is_one_sentence(four: list[Clip], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MediaError, match=r"sheet\.mp4"):
        save_sheet(four, tmp_path / "file" / "sheet.mp4")


# -- how it is written -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", [0.1, 0.7])
def test_an_interrupt_leaves_the_old_file_and_no_half_one(four: list[Clip], tmp_path: Path, when: float) -> None:
    target = tmp_path / "out" / "sheet.mp4"
    before = save_sheet(four[:1], target).read_bytes()

    def interrupted(share: float) -> None:
        if share >= when:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save_sheet(four, target, progress=interrupted)
    assert target.read_bytes() == before
    assert [path.name for path in target.parent.iterdir()] == ["sheet.mp4"]


def test_progress_only_grows_and_ends_with_all(four: list[Clip], tmp_path: Path) -> None:
    for ending in ("mp4", "webp", "png", "html"):
        heard: list[float] = []
        save_sheet(four, tmp_path / f"sheet.{ending}", progress=heard.append)
        assert heard == sorted(heard)
        assert heard[-1] == 1
        assert len(heard) > 4


def test_processes_of_an_executor_make_the_same_film_and_speak_the_same_language(
    four: list[Clip], tmp_path: Path
) -> None:
    four[0].path.unlink()
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        for lang, words in (("en", "is not there"), ("zh", "不存在")):
            with speaking(lang), pytest.warns(UserWarning, match=words):
                there = save_sheet(four, tmp_path / "there.mp4", executor=pool)
            with speaking(lang), pytest.warns(UserWarning, match=words):
                here = save_sheet(four, tmp_path / "here.mp4")
            assert all(np.array_equal(*pair) for pair in zip(frames(there), frames(here), strict=True))
        assert pool.submit(int).result() == 0


def test_what_was_paid_for_is_never_written_over(four: list[Clip], tmp_path: Path) -> None:
    before = [clip.path.read_bytes() for clip in four]
    (link := tmp_path / "link.mp4").symlink_to(four[0].path)
    for shown, target in ((four, four[0].path), (four[1:], four[0].path), (four[1:], link)):
        with pytest.raises(MediaError, match="the library's own file"):
            save_sheet(shown, target)
    assert four[0].poster is not None
    with pytest.raises(MediaError, match="the library's own file"):
        save_sheet(four, four[0].poster)
    assert [clip.path.read_bytes() for clip in four] == before
    sheet = save_sheet(four, four[0].path.with_name("sheet.png"))
    assert save_sheet(four[1:], sheet) == sheet  # a sheet may be written anew, beside the clips too


@pytest.mark.parametrize("side", ["big", True, float("nan")])
def test_a_size_that_is_none_is_one_sentence(four: list[Clip], tmp_path: Path, side: Any) -> None:
    with pytest.raises(MediaError, match="longest_side is a number of pixels"):
        save_sheet(four, tmp_path / "sheet.png", longest_side=side)


@pytest.mark.parametrize("title", [5, "half of a pair: \ud83e"])
@pytest.mark.parametrize("ending", [".png", ".html", ".mp4"])
def test_any_title_can_be_written(four: list[Clip], tmp_path: Path, title: Any, ending: str) -> None:
    assert save_sheet(four[:1], tmp_path / f"sheet{ending}", title=title).stat().st_size > 0

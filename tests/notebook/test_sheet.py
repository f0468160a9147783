"""The contact sheet's kernel half: what its page hears and may ask, what is saved, and what it does in the library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grokwidget.errors import InvalidRequest
from grokwidget.library import Clip, Library, previews
from grokwidget.notebook import previewing
from grokwidget.notebook.sheet import ContactSheet

from ..derive.conftest import library, new_clip
from ..jobs.conftest import client, fake, video
from ..waiting import until
from .clips import make_clip
from .fake_page import FakePage
from .sheets import four

__all__ = ["client", "fake", "four", "library", "new_clip", "video"]

pytestmark = pytest.mark.slow


def test_the_page_gets_axes_cells_and_orders(four: list[Clip]) -> None:
    sheet = ContactSheet(four, rows="prompt", columns="take", lang="en")
    assert (sheet.rows, sheet.columns) == ("prompt", "take")
    assert sheet._sheet["rows"] == ["a dodo", "a moa"]
    assert sheet._sheet["columns"] == ["take 1", "take 2"]
    assert [(cell["row"], cell["column"]) for cell in sheet._cells] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert [cell["key"] for cell in sheet._cells] == [clip.key for clip in four]
    assert sheet._sheet["orders"]["created"] == [3, 2, 1, 0]
    assert [each["title"] for each in sheet._sheet["axes"]] == ["prompt", "take"]
    assert sheet.clips == four
    assert not sheet._running


def test_it_speaks_chinese(four: list[Clip]) -> None:
    sheet = ContactSheet(four, rows="prompt", columns="take", lang="zh")
    assert sheet._sheet["columns"] == ["版本 1", "版本 2"]
    assert sheet._sheet["title"] == "4 个视频的总览"
    assert {each["title"] for each in sheet._sheet["sorts"]} >= {"评分", "最新"}
    assert set(sheet._words) == {"zh"}
    assert set(ContactSheet(four, lang="auto")._words) == {"en", "zh"}


def test_other_axes_are_laid_out_anew_and_one_axis_is_never_both(four: list[Clip]) -> None:
    sheet = ContactSheet(four, rows="prompt", columns="take", lang="en")
    sheet.rows = "take"
    assert (sheet.rows, sheet.columns) == ("take", "prompt")
    assert sheet._sheet["rows"] == ["take 1", "take 2"]
    sheet.columns = ""
    assert sheet._sheet["columns"] == [""]
    with pytest.raises(InvalidRequest, match="Nothing here is called colour"):
        sheet.rows = "colour"
    with pytest.raises(InvalidRequest, match="can't be sorted by beauty"):
        sheet.sort = "beauty"
    assert (sheet.rows, sheet.sort) == ("take", "")


@pytest.mark.parametrize("axes", [{"rows": "colour"}, {"rows": "take", "columns": "take"}])
def test_what_can_t_be_laid_out_is_refused_before_a_widget_is_made(four: list[Clip], axes: dict[str, str]) -> None:
    with pytest.raises(InvalidRequest):
        ContactSheet(four, **axes)
    with pytest.raises(InvalidRequest, match="no clips"):
        ContactSheet([])
    with pytest.raises(InvalidRequest, match="this is int"):
        ContactSheet(3)  # type: ignore[arg-type]  # what people try


def test_a_winner_is_one_in_the_library_too_and_so_is_one_that_was(four: list[Clip], library: Library) -> None:
    four[2].tag("winner", "mine")
    sheet = ContactSheet(four, lang="en")
    assert sheet.winners == [four[2].key]
    sheet.winners = [four[0].key, four[3]]
    assert sheet.picked == [four[0], four[3]]
    assert {clip.prompt: clip.tags for clip in library.search("winner")} == {
        "a dodo": ("winner",),
        "a moa": ("winner",),
    }
    assert library.search("mine")[0].tags == ("mine",)
    sheet.winners = []
    assert library.search("winner") == []


def test_what_is_no_clip_of_the_sheet_can_t_win(four: list[Clip]) -> None:
    sheet = ContactSheet(four[:2], lang="en")
    for wrong in (four[3], "x:0", 3):
        with pytest.raises(InvalidRequest, match="is no clip of this contact sheet"):
            sheet.winners = [wrong]
    assert sheet.winners == []


def test_who_can_t_win_is_refused_before_a_widget_is_made_and_who_can_is_one_at_once(
    four: list[Clip], library: Library
) -> None:
    with pytest.raises(InvalidRequest, match="'gone:0' is no clip of this contact sheet"):
        ContactSheet(four, winners=["gone:0"], lang="en")
    sheet = ContactSheet(four, winners=[four[1], four[0].key], lang="en")
    assert sheet.picked == [four[0], four[1]]
    assert len(library.search("winner")) == 2


def test_a_winner_that_is_gone_is_none_and_keeps_nobody_from_picking(four: list[Clip]) -> None:
    sheet = ContactSheet(four, winners=four[:2], lang="en")
    sheet._source = four[1:]  # as where a cell of a sweep is made anew, by another job
    page_s = [*sheet.winners, four[2].key]
    sheet.refresh()
    assert sheet.winners == [four[1].key]
    sheet._source = four[2:]
    with sheet._lock:
        sheet._keys = {clip.key: clip for clip in four[2:]}  # before it was told: a page says what it knows
    sheet.winners = page_s[1:]
    assert sheet.winners == [four[2].key]


def test_a_clip_that_can_t_be_tagged_is_a_sentence_on_the_page(tmp_path: Path) -> None:
    alone = make_clip(tmp_path, prompt="a stray dodo")
    sheet = ContactSheet([alone], lang="en")
    sheet.winners = [alone.key]
    assert "clip.mp4" in sheet._wrong


def test_stars_from_the_page_are_in_the_library_and_in_the_order(four: list[Clip], library: Library) -> None:
    sheet = ContactSheet(four, lang="en")
    page = FakePage(sheet)
    assert page.ask("rate", {"file": four[1].key, "rating": 4})[0]["result"] == {}
    assert [clip.rating for clip in library] == [None, None, 4, None]
    assert sheet._sheet["orders"]["rating"][0] == 1
    assert [cell.get("rating") for cell in sheet._cells] == [None, 4, None, None]
    page.ask("rate", {"file": four[1].key, "rating": 0})
    assert [clip.rating for clip in library] == [None] * 4
    assert "error" in page.ask("rate", {"file": four[1].key, "rating": 9})[0]
    assert "error" in page.ask("rate", {"file": "other:0", "rating": 3})[0]


def test_the_page_gets_the_small_videos_it_asks_for_and_pictures_until_they_are_made(
    four: list[Clip], monkeypatch: pytest.MonkeyPatch
) -> None:
    for clip in four[:2]:
        previews.made(clip)
    wanted: list[Clip] = []
    monkeypatch.setattr(previewing, "want", lambda clips, *_, **__: wanted.extend(clips))
    page = FakePage(ContactSheet(four, lang="en"))
    wanted.clear()
    files = [clip.key for clip in (four[3], *four[:2])]
    answer, buffers = page.ask("tiles", {"files": files, "posters": files})
    assert answer["result"]["tiles"] == [
        {"file": files[0], "kind": "poster"},
        {"file": files[1], "kind": "video"},
        {"file": files[2], "kind": "video"},
    ]
    assert four[3].poster is not None
    assert buffers[0] == four[3].poster.read_bytes()
    assert buffers[1] == previews.made(four[0]).read_bytes()
    assert wanted == [four[3]]


def test_what_lacks_is_made_and_the_page_hears_of_it(four: list[Clip]) -> None:
    sheet = ContactSheet(four, lang="en")
    page = FakePage(sheet)
    until(lambda: all(previews.preview(clip) for clip in four))
    until(lambda: sheet._made >= 1)
    answer, buffers = page.ask("tiles", {"files": [clip.key for clip in four], "posters": []})
    assert [each["kind"] for each in answer["result"]["tiles"]] == ["video"] * 4
    assert all(buffers)


def test_a_clip_whose_file_is_gone_says_so_in_its_place_and_the_others_play(four: list[Clip]) -> None:
    four[1].path.unlink()
    sheet = ContactSheet(four[:2], lang="en")
    page = FakePage(sheet)
    keys = [clip.key for clip in four[:2]]

    def answered() -> dict[str, Any]:
        tiles = page.ask("tiles", {"files": keys, "posters": []})[0]["result"]["tiles"]
        return {each["file"]: each for each in tiles}

    until(lambda: len(answered()) == 2)
    assert answered()[keys[0]]["kind"] == "video"
    assert four[1].path.name in answered()[keys[1]]["wrong"]


def test_an_answer_is_no_larger_than_the_line_takes_and_the_rest_is_asked_for_again(
    four: list[Clip], monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = [len(previews.made(clip).read_bytes()) for clip in four]

    class Narrow:
        message = int((sizes[0] + sizes[1] + 10) / 0.95)

    monkeypatch.setattr("grokwidget.notebook.sheetdesk.abilities", Narrow)
    page = FakePage(ContactSheet(four, lang="en"))
    keys = [clip.key for clip in four]
    answer, buffers = page.ask("tiles", {"files": keys, "posters": []})
    assert [each["file"] for each in answer["result"]["tiles"]] == keys[:2]
    assert len(buffers) == 2
    Narrow.message = 1
    answer, buffers = page.ask("tiles", {"files": keys, "posters": []})
    assert len(buffers) == 1  # one at least, or it would never end


def test_the_player_of_a_clip_is_loaded_when_it_is_opened(four: list[Clip]) -> None:
    page = FakePage(ContactSheet(four, lang="en"))
    part = page.ask("part", {"name": "stage"})[0]["result"]
    assert "gw-player" in part["css"]
    assert part["words"]["en"]["play"]
    item = page.ask("item", {"file": four[0].key})[0]["result"]
    assert item["prompt"] == "a dodo"
    assert page.ask("open", {"file": four[0].key})[0]["result"]["size"] == four[0].path.stat().st_size
    assert "error" in page.ask("item", {"file": "other:0"})[0]
    assert "error" in page.ask("part", {"name": "everything"})[0]


def test_more_clips_than_it_has_room_for_are_named(tmp_path: Path) -> None:
    clips = [make_clip(tmp_path / str(n), prompt=f"ant {n}") for n in range(123)]
    sheet = ContactSheet(clips, lang="en")
    assert len(sheet._cells) == 120
    assert sheet._sheet["unshown"] == "… and 3 more, which the sheet has no room for."


def test_after_close_it_answers_nothing(four: list[Clip]) -> None:
    sheet = ContactSheet(four, lang="en")
    page = FakePage(sheet)
    sheet.close()
    page.tell({"id": "1", "kind": "tiles", "body": {"files": [four[0].key]}})
    assert page.answers == []

"""The contact sheet's kernel half: what its page hears and may ask, what is saved, and what it does in the library."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from grokwidget import Client
from grokwidget.errors import InvalidRequest
from grokwidget.library import Clip, Library, previews
from grokwidget.notebook import previewing
from grokwidget.notebook import sheet as module
from grokwidget.notebook.publish import Spot
from grokwidget.notebook.sheet import ContactSheet

from ..derive.conftest import NewClip, library, new_clip
from ..jobs.conftest import client, fake, video
from ..jobs.fake import Fake, error
from .clips import make_clip
from .fake_page import FakePage

__all__ = ["client", "fake", "library", "new_clip", "video"]

pytestmark = pytest.mark.slow


def picture() -> bytes:
    """A poster that doesn't get small by itself."""
    noise = Image.effect_noise((640, 360), 90).convert("RGB")
    buffer = io.BytesIO()
    noise.save(buffer, "WEBP", quality=60)
    return buffer.getvalue()


def told(widget: ContactSheet) -> dict[str, Any]:
    state: dict[str, Any] = widget.get_state()
    return {name: value for name, value in state.items() if name not in ("layout", "_esm", "_css")}


def until(true: Callable[[], bool]) -> None:
    """Wait for what another thread brings about."""
    over = threading.Event()
    for _ in range(3000):
        if true():
            return
        over.wait(0.01)
    raise AssertionError("it did not happen")


@pytest.fixture
def four(new_clip: NewClip) -> list[Clip]:
    """Two prompts, two takes each."""
    return [
        new_clip(f"a {animal}", seconds=0.5, job={"take": take, "created_at": 1e9 + 10 * n})
        for n, (animal, take) in enumerate([("dodo", 1), ("dodo", 2), ("moa", 1), ("moa", 2)])
    ]


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


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_saved_state_of_24_clips_stays_small_with_the_longest_prompts(tmp_path: Path, lang: str) -> None:
    clips = [
        make_clip(tmp_path / str(n), prompt=f"{n} " + "狐狸在雪地里奔跑" * 150, poster=picture()) for n in range(24)
    ]
    sheet = ContactSheet(clips, lang=lang)
    sheet.winners = []
    assert len(json.dumps(told(sheet), ensure_ascii=False).encode()) <= 20_000


def test_the_form_that_stays_has_axes_posters_costs_and_winners_and_stays_small(tmp_path: Path) -> None:
    clips = [
        make_clip(
            tmp_path / str(n), prompt=f"<b>fox</b> {n % 4}", name=f"fox{n}.mp4", poster=picture(), take=n // 4 + 1
        )
        for n in range(24)
    ]
    sheet = ContactSheet(clips, rows="prompt", columns="take", lang="en")
    data = sheet._repr_mimebundle_()[0]
    page = data["text/html"]
    assert page.count('<img src="data:image/webp;base64,') == 24
    assert len(page.encode()) <= 400_000
    assert page.count('<th scope="row"') == 4
    assert page.count('<th scope="col"') == 6
    assert "take 6" in page
    assert "&lt;b&gt;fox&lt;/b&gt; 3" in page
    assert "<b>" not in page
    assert page.count("free") == 24
    assert "★" not in page
    assert "<style" not in page
    assert "<script" not in page
    sheet.winners = [clips[5].key]
    assert sheet._repr_mimebundle_()[0]["text/html"].count("★") == 1
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "★ <b>fox</b> 1 · take 2: fox5.mp4 · free" in repr(sheet)


def test_it_shows_itself_with_its_kept_form_below_which_follows_the_winners(
    four: list[Clip], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[dict[str, Any]] = []
    kept: list[dict[str, Any]] = []
    monkeypatch.setattr(module, "put", lambda bundle, *_: shown.append(bundle))
    monkeypatch.setattr(Spot, "put", lambda _, bundle, *__: kept.append(bundle))
    sheet = ContactSheet(four, lang="en")
    sheet._ipython_display_()
    assert [set(bundle) for bundle in shown] == [{"text/plain", "application/vnd.jupyter.widget-view+json"}]
    assert f'class="gw-kept-{sheet._mark}"' in kept[0]["text/html"]
    sheet.winners = [four[0].key]
    until(lambda: len(kept) == 2)
    assert "★" in kept[1]["text/html"]
    sheet.filter = "moa"  # what is only looked for changes nothing that is kept
    sheet.close()


def test_static_output_has_neither_pictures_nor_names(four: list[Clip], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROKWIDGET_STATIC", "1")
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr(module, "put", lambda bundle, *_: shown.append(bundle))
    ContactSheet(four, rows="prompt", columns="take", lang="en")._ipython_display_()
    assert set(shown[0]) == {"text/plain", "text/html"}
    for text in shown[0].values():
        assert "mp4" not in text
        assert "<img" not in text
        assert "gw-kept" not in text
        assert "a dodo" in text


def test_a_sheet_of_a_running_sweep_fills_in_as_its_clips_come(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    fake.script["create"] = [error(400, "invalid_request", "no quagga today")]
    sweep = client.sweep([f"quagga {n}" for n in range(4)], at_once=2)
    sheet = ContactSheet(sweep, lang="en")
    page = FakePage(sheet)
    assert [cell["status"] for cell in sheet._cells] == ["planned"] * 4
    sweep.start(yes=True)
    until(lambda: sheet._running)
    until(lambda: any(cell.get("status") == "running" for cell in (*sheet._cells, *sheet._news)))
    fake.gate.set()
    sweep.wait(60)
    until(lambda: not sheet._running)
    assert [cell.get("status", "done") for cell in sheet._cells] == ["failed", "done", "done", "done"]
    assert "no quagga today" in sheet._cells[0]["words"]
    assert sheet.clips == sweep.clips
    assert sheet._news == []
    small = [update for update in page.updates if "_news" in update and "_cells" not in update]
    assert all(len(update["_news"]) <= 4 for update in small)
    sheet.close()
    assert not sweep._listeners


def test_scores_of_map_are_orders_after_a_look(client: Client, fake: Fake) -> None:
    sweep = client.sweep(["tarpan 1", "tarpan 2"]).run(yes=True)
    sheet = ContactSheet(sweep, lang="en")
    assert "charm" not in sheet._sheet["orders"]
    sweep.map(lambda clip: clip.prompt.endswith("2"), name="charm")
    sheet.refresh()
    assert sheet._sheet["orders"]["charm"] == [1, 0]
    sheet.sort = "-charm"
    assert sheet._sheet["orders"]["-charm"] == [0, 1]
    assert fake.creates == 2


def test_more_clips_than_it_has_room_for_are_named(tmp_path: Path) -> None:
    clips = [make_clip(tmp_path / str(n), prompt=f"ant {n}") for n in range(123)]
    sheet = ContactSheet(clips, lang="en")
    assert len(sheet._cells) == 120
    assert sheet._sheet["unshown"] == "… and 3 more, which the sheet has no room for."


def test_what_is_saved_is_what_is_shown(four: list[Clip], tmp_path: Path) -> None:
    sheet = ContactSheet(four, rows="prompt", columns="take", lang="en")
    sheet.winners = [four[3]]
    whole = sheet.save(tmp_path / "whole.html").read_text("utf-8")
    assert [name in whole for name in ("a dodo", "a moa", "take 1", "take 2")] == [True] * 4
    sheet.only_winners = True
    winner = sheet.save(tmp_path / "winner.html", longest_side=None).read_text("utf-8")
    assert "a moa" in winner
    assert "a dodo" not in winner
    sheet.only_winners, sheet.sort = False, "-created"
    sorted_ = sheet.save(str(tmp_path / "sorted.html")).read_text("utf-8")
    assert sorted_.index("a dodo") < sorted_.index("a moa")


def test_after_close_it_answers_nothing(four: list[Clip]) -> None:
    sheet = ContactSheet(four, lang="en")
    page = FakePage(sheet)
    sheet.close()
    page.tell({"id": "1", "kind": "tiles", "body": {"files": [four[0].key]}})
    assert page.answers == []

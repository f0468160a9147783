"""Where the clips of a contact sheet stand: axes, what lies in one place, order, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from grokwidget import Client
from grokwidget.errors import InvalidRequest
from grokwidget.library import Clip
from grokwidget.messages import speaking
from grokwidget.sweep.cell import SweepCell
from grokwidget.sweep.sheet import SheetLayout, layout
from grokwidget.task import Cost

from ..jobs.fake import Fake, error
from ..notebook.clips import make_clip

_URL = "https://example.com/a.png"


@pytest.fixture
def free(tmp_path: Path) -> Client:
    """A client of the local service, which is never started: planning asks nobody."""
    return Client(library=tmp_path / "library")


def labels(sheet: SheetLayout) -> list[list[list[str]]]:
    return [[[cell.label for cell in place] for place in row] for row in sheet.places]


def rated(folder: Path, name: str, **record: object) -> Clip:
    """A clip of that prompt, whose record says so."""
    clip = make_clip(folder / name, prompt=name)
    rating = record.pop("rating", None)
    file = clip.file.model_copy(update={"rating": rating})
    return Clip(clip.path.parent, clip.record.changed(clips=(file,), **record), file)


def test_prompts_go_down_and_the_last_choice_goes_across_with_the_takes_in_one_place(free: Client) -> None:
    sheet = layout(free.sweep(["a fox", "an owl"], aspect_ratio=["16:9", "9:16", "1:1"], takes=2))
    assert (sheet.row_axis, sheet.column_axis) == ("prompt", "aspect_ratio")
    assert (sheet.row_title, sheet.column_title) == ("prompt", "aspect ratio")
    assert sheet.rows == ("a fox", "an owl")
    assert sheet.columns == ("16:9", "9:16", "1:1")
    assert labels(sheet) == [[["take 1", "take 2"]] * 3] * 2
    assert sheet.title == "Sweep of 12 clips: prompt (2) × aspect ratio (3) × take (2)"
    assert [cell.number for cell in sheet.cells] == list(range(12))
    assert len({cell.key for cell in sheet.cells}) == 12


def test_a_sweep_names_its_lists_in_the_reader_s_language(free: Client) -> None:
    sweep = free.sweep("a {{animal}}", over={"animal": ["fox", "owl"]}, aspect_ratio=["16:9", "9:16"], takes=2)
    with speaking("zh"):
        assert layout(sweep).title == "批量生成 8 个视频：animal (2) × 宽高比 (2) × 版本 (2)"
        assert repr(sweep).splitlines()[0] == layout(sweep).title


def test_where_only_prompts_and_takes_vary_the_takes_go_across(free: Client) -> None:
    sheet = layout(free.sweep(["a fox", "an owl"], takes=2))
    assert (sheet.row_axis, sheet.column_axis) == ("prompt", "take")
    assert sheet.columns == ("take 1", "take 2")
    assert labels(sheet) == [[[""], [""]]] * 2


def test_without_several_prompts_the_first_choice_goes_down(free: Client) -> None:
    sheet = layout(free.sweep("a fox", mode=["normal", "fun"], duration=[2, 4], takes=3))
    assert (sheet.row_axis, sheet.column_axis) == ("mode", "duration")
    assert sheet.columns == ("2 s", "4 s")


def test_a_long_list_never_goes_across_where_a_short_one_can(free: Client) -> None:
    sheet = layout(free.sweep(["a fox", "an owl"], aspect_ratio=["16:9", "9:16"], duration=range(1, 11)))
    assert sheet.column_axis == "aspect_ratio"
    assert labels(sheet)[0][0] == [f"{n} s" for n in range(1, 11)]


def test_a_single_list_flows_and_so_does_a_single_clip(free: Client) -> None:
    sheet = layout(free.sweep("a fox", aspect_ratio=["16:9", None]))
    assert (sheet.row_axis, sheet.column_axis, sheet.rows, sheet.columns) == ("", "", ("",), ("",))
    assert labels(sheet) == [[["16:9", "aspect ratio: the model's own"]]]
    assert labels(layout(free.sweep("a fox"))) == [[["a fox"]]]


def test_axes_can_be_named_and_left_out(free: Client) -> None:
    sweep = free.sweep(["a fox", "an owl"], aspect_ratio=["16:9", "9:16"], takes=2)
    turned = layout(sweep, rows="take", columns="prompt")
    assert (turned.rows, turned.columns) == (("take 1", "take 2"), ("a fox", "an owl"))
    assert labels(turned)[0][0] == ["16:9", "9:16"]
    alone = layout(sweep, rows="prompt", columns="")
    assert alone.columns == ("",)
    assert labels(alone)[0] == [["16:9 · take 1", "16:9 · take 2", "9:16 · take 1", "9:16 · take 2"]]


def test_rows_of_a_table_are_called_by_what_they_fill_in(free: Client) -> None:
    rows = [{"animal": "fox", "place": "snow"}, {"animal": "owl", "place": "rain"}]
    sweep = free.sweep("a {{animal}} in {{place}}", rows=rows, takes=2)
    assert layout(sweep).rows == ("fox · snow", "owl · rain")
    assert layout(sweep, rows="animal").rows == ("fox", "owl")


def test_what_is_impossible_says_why_in_its_place_and_what_is_the_same_says_as_what(free: Client) -> None:
    sweep = free.sweep("a fox", images=[None, [_URL]], mode=["fun", "spicy"])
    sheet = layout(sweep, rows="images", columns="mode")
    out = sheet.places[1][1][0]
    assert out.status == "left_out"
    assert "does not take mode spicy" in out.words
    assert (out.clip, out.failed) == (None, False)
    ratios = layout(free.sweep("a fox", images=[None, [_URL]], aspect_ratio=["16:9", "1:1"]), rows="images")
    same = ratios.places[1][1][0]
    assert (same.status, same.words) == ("same", "the same request as 16:9")
    assert len({cell.key for cell in ratios.cells}) == 4


def test_prompts_that_differ_in_spaces_only_are_one_cell(free: Client) -> None:
    sheet = layout(free.sweep(["a fox", "a  fox", "an owl"], takes=2))
    assert [len(place) for row in sheet.places for place in row] == [1, 1, 1, 1]


@pytest.mark.slow
def test_a_sweep_that_was_run_has_its_clips_and_what_went_wrong_in_their_places(client: Client, fake: Fake) -> None:
    fake.script["create"] = [error(400, "invalid_request", "no lynx today")]
    sweep = client.sweep(["lynx 1", "lynx 2"], takes=2, at_once=1)
    planned = layout(sweep).cells
    assert [cell.words for cell in planned] == ["planned"] * 4
    assert "15 credits" in planned[0].cost
    sweep.run(yes=True)
    cells = layout(sweep).cells
    assert [cell.failed for cell in cells] == [True, False, False, False]
    assert "no lynx today" in cells[0].words
    assert cells[0].key == "cell:0"
    assert [cell.key for cell in cells[1:]] == [clip.key for clip in sweep.clips]
    assert cells[1].words == ""
    assert "15 credits" in cells[1].cost

    def second(cell: SweepCell) -> bool:
        return cell.prompt == "lynx 2"

    few = layout(sweep, only=second)
    assert few.rows == ("lynx 2",)
    assert few.columns == ("take 1", "take 2")
    assert [cell.key for cell in layout(sweep, only=[sweep.clips[0].key]).cells] == [sweep.clips[0].key]


@pytest.mark.slow
def test_a_score_that_map_found_sorts_the_sweep_with_the_highest_first(client: Client, fake: Fake) -> None:
    sweep = client.sweep(["ibex 1", "ibex 2", "ibex 3"], takes=1).run(yes=True)
    assert fake.creates == 3
    sweep.map(lambda clip: {"ibex 1": 0.5, "ibex 2": 0.9, "ibex 3": float("nan")}[clip.prompt], name="score")
    sheet = layout(sweep, sort="score")
    assert (sheet.row_axis, [cell.label for cell in sheet.cells]) == ("", ["ibex 2", "ibex 1", "ibex 3"])
    assert [cell.label for cell in layout(sweep, sort="-score").cells] == ["ibex 1", "ibex 2", "ibex 3"]


def test_clips_of_any_origin_flow_and_are_told_apart_by_what_differs(tmp_path: Path) -> None:
    clips = [rated(tmp_path, "kiwi", take=1), rated(tmp_path, "emu", take=2)]
    sheet = layout(clips)
    assert labels(sheet) == [[["kiwi · take 1", "emu · take 2"]]]
    assert [cell.clip for cell in sheet.cells] == clips
    assert sheet.title == "Contact sheet of 2 clips"
    assert layout([clips[0], clips[0]]).title == "Contact sheet of 1 clip"
    assert layout(clips, rows="prompt").rows == ("kiwi", "emu")


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("rating", ["b", "a", "c"]),
        ("-rating", ["a", "b", "c"]),
        ("cost", ["c", "a", "b"]),
        ("created", ["c", "b", "a"]),
        ("-created", ["a", "b", "c"]),
        ("seconds", ["b", "a", "c"]),
    ],
)
def test_the_orders_that_every_sheet_has(tmp_path: Path, sort: str, order: list[str]) -> None:
    clips = [
        rated(tmp_path, "a", rating=2, cost=Cost(amount=2, unit="usd"), created_at=10.0, finished_at=19.0),
        rated(tmp_path, "b", rating=5, cost=Cost(amount=3, unit="usd"), created_at=20.0, finished_at=24.0),
        rated(tmp_path, "c", cost=Cost(amount=1, unit="usd"), created_at=30.0),
    ]
    assert [cell.label for cell in layout(clips, sort=sort).cells] == order


@pytest.mark.parametrize(
    ("asked", "en", "zh"),
    [
        ({"rows": "aspect_rato"}, "Nothing here is called aspect_rato", "这里没有名为 aspect_rato 的项"),
        ({"columns": "colour"}, "Nothing here is called colour", "这里没有名为 colour 的项"),
        ({"rows": "take", "columns": "take"}, "can't both be take", "行和列不能同时为 take"),
        ({"sort": "beauty"}, "can't be sorted by beauty; it can by rating", "无法按 beauty 排序；可用：rating"),
        ({"only": []}, "None of the cells", "没有任何一格"),
        ({"only": lambda _: False}, "None of the cells", "没有任何一格"),
    ],
)
def test_what_can_t_be_laid_out_is_refused_in_one_sentence(
    free: Client, monkeypatch: pytest.MonkeyPatch, asked: dict[str, object], en: str, zh: str
) -> None:
    sweep = free.sweep("a fox", aspect_ratio=["16:9", "9:16"], takes=2)
    with pytest.raises(InvalidRequest, match=en) as caught:
        layout(sweep, **asked)  # type: ignore[arg-type]  # what people try
    assert "sent" not in str(caught.value)
    monkeypatch.setenv("GROKWIDGET_LANG", "zh")
    with pytest.raises(InvalidRequest, match=zh):
        layout(sweep, **asked)  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize(
    ("source", "says"),
    [([], "no clips to lay out"), (["a.mp4"], "this is str"), ("a.mp4", "this is str"), (None, "this is NoneType")],
)
def test_what_is_neither_a_sweep_nor_clips_is_refused_in_one_sentence(source: object, says: str) -> None:
    with pytest.raises(InvalidRequest, match=says):
        layout(source)  # type: ignore[arg-type]  # what people try


def test_a_misspelt_axis_hears_the_right_one(free: Client) -> None:
    with pytest.raises(InvalidRequest, match="aspect_ratio"):
        layout(free.sweep("a fox", aspect_ratio=["16:9", "9:16"], takes=2), rows="aspect_rato")


def test_a_grid_of_winners_only_has_no_empty_rows_or_columns(free: Client) -> None:
    sweep = free.sweep(["a fox", "an owl", "a hen"], aspect_ratio=["16:9", "9:16"], mode=["fun", "normal"])
    sheet = layout(sweep, only=["cell:0", "cell:11"])
    assert sheet.rows == ("a fox", "a hen")
    assert sheet.columns == ("fun", "normal")
    assert [[len(place) for place in row] for row in sheet.places] == [[1, 0], [0, 1]]

"""The library as a pandas table: columns of kinds that can be compared, whatever is in them."""

from __future__ import annotations

from typing import Any

import pytest

from grokwidget import Clip, Library
from grokwidget.library import table

from .conftest import NewClip

pytestmark = pytest.mark.slow  # pandas takes a second to load

pandas = pytest.importorskip("pandas")


def test_numbers_are_numbers_times_are_times_and_lists_are_lists(library: Library, new_clip: NewClip) -> None:
    first = new_clip("a fox", width=160, height=96).rate(5).tag("winner", "snow")
    new_clip("an owl", job={"made_by": "", "rehearsal": True})
    found = library.to_dataframe()
    kinds = {name: str(kind) for name, kind in found.dtypes.items()}
    numbers = {
        "take": "int64",
        "width": "int64",
        "bytes": "int64",
        "cost": "float64",
        "took": "float64",
        "fps": "float64",
    }
    assert {name: kinds[name] for name in numbers} == numbers
    assert (kinds["rating"], kinds["rehearsal"]) == ("Int64", "bool")
    assert kinds["created"].startswith("datetime64[") and kinds["created"].endswith("UTC]")
    row = found[found.prompt == "a fox"].iloc[0]
    assert (row.path, row.sha256, row.tags, row.rating) == (str(first.path), first.sha256, ["winner", "snow"], 5)
    assert row.created.timestamp() == pytest.approx(first.record.created_at, abs=1e-3)
    assert row.took == 29


def test_the_best_are_found_by_their_stars_also_where_none_or_not_all_are_rated(
    library: Library, new_clip: NewClip
) -> None:
    clips = [new_clip(f"owl {n}") for n in range(3)]
    found = library.to_dataframe()
    assert found[found.rating >= 4].empty
    clips[1].rate(5)
    clips[2].rate(2)
    found = library.to_dataframe()
    assert list(found[found.rating >= 4].prompt) == ["owl 1"]
    assert found.rating.mean() == 3.5


def test_costs_are_summed_by_choice(library: Library, new_clip: NewClip) -> None:
    def asked(mode: str) -> dict[str, Any]:
        return {"job": {"request": {"prompt": "a fox", "mode": mode}}}

    for mode in ("fun", "fun", "normal"):
        new_clip("a fox", **asked(mode))
    sums = library.to_dataframe().groupby("mode").cost.sum()
    assert sums.to_dict() == {"fun": 30.0, "normal": 15.0}


def test_an_empty_library_is_a_table_with_the_same_columns(library: Library, new_clip: NewClip) -> None:
    empty = library.to_dataframe()
    assert empty.empty
    assert empty[empty.rating >= 4].empty
    clip: Clip = new_clip("a fox")
    filled = library.to_dataframe()
    assert list(empty.columns) == list(filled.columns) == list(table.rows([clip])[0])
    assert empty.dtypes["cost"] == filled.dtypes["cost"]


def test_a_table_goes_into_a_file_and_comes_back(library: Library, new_clip: NewClip, tmp_path: Any) -> None:
    clip = new_clip("一只红狐，在雪中 “奔跑”")
    library.to_dataframe().to_csv(tmp_path / "clips.csv", index=False)
    back = pandas.read_csv(tmp_path / "clips.csv")
    assert (back.prompt[0], back.path[0], back.cost[0]) == (clip.prompt, str(clip.path), 15)

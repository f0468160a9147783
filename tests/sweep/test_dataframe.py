"""Sweeps and pandas: prompts out of a table's rows, and the results as a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from grokwidget import Client
from grokwidget.errors import InvalidRequest

from ..jobs.fake import Fake, error

pytestmark = pytest.mark.slow  # pandas takes a second to load

pandas = pytest.importorskip("pandas")


@pytest.fixture
def free(tmp_path: Path) -> Client:
    """A client of the local service, which is never started: planning asks nobody."""
    return Client(library=tmp_path / "library")


def test_the_rows_of_a_table_fill_the_holes_of_a_prompt_together(free: Client) -> None:
    table = pandas.DataFrame({"animal": ["fox", "owl"], "place": ["snow", "rain"], "note": [None, "not asked for"]})
    sweep = free.sweep("a {{animal}} in {{place}}", rows=table, aspect_ratio=["16:9", "9:16"])
    assert [cell.prompt for cell in sweep] == ["a fox in snow"] * 2 + ["a owl in rain"] * 2
    assert sweep[0].choices["animal"] == "fox"


def test_numbers_of_a_table_are_written_as_they_are_read(free: Client) -> None:
    table = pandas.DataFrame({"count": [1, 2], "speed": [0.5, 2.25]})
    sweep = free.sweep("{{count}} owls at speed {{speed}}", rows=table)
    assert [cell.prompt for cell in sweep] == ["1 owls at speed 0.5", "2 owls at speed 2.25"]


@pytest.mark.parametrize("nothing", [None, float("nan"), pandas.NA, pandas.NaT])
def test_a_hole_that_a_row_has_nothing_for_is_named_with_its_row(free: Client, nothing: object) -> None:
    table = pandas.DataFrame({"animal": ["fox", nothing, "owl"]})
    with pytest.raises(InvalidRequest, match=r"Row 2 has nothing for \{\{animal\}\}"):
        free.sweep("a {{animal}}", rows=table)


def test_columns_are_lists(free: Client) -> None:
    table = pandas.DataFrame({"prompt": ["a fox", "an owl"], "seconds": [2, 4]})
    sweep = free.sweep(table.prompt, duration=table.seconds)
    assert [(cell.prompt, cell.request["duration"]) for cell in sweep] == [
        ("a fox", 2), ("a fox", 4), ("an owl", 2), ("an owl", 4),
    ]  # fmt: skip


def test_a_sweep_is_a_table_of_its_choices_and_what_came_of_them(client: Client, fake: Fake) -> None:
    fake.script["create"] = [error(400, "invalid_request", "no owls today")]
    sweep = client.sweep("a table of owls", mode=["fun", "normal"], takes=2, at_once=1)
    planned = sweep.to_dataframe()
    assert list(planned.status) == ["planned"] * 4
    assert planned[planned.cost > 0].empty
    sweep.run(yes=True)
    sweep.map(lambda clip: clip.duration * 2, name="double")
    found = sweep.to_dataframe()
    assert list(found["mode"]) == ["fun", "fun", "normal", "normal"]
    assert list(found["take"]) == [1, 2, 1, 2]
    assert list(found.status) == ["failed", "done", "done", "done"]
    assert {str(found[name].dtype) for name in ("cost", "estimate", "seconds", "double")} == {"float64"}
    assert found.cost.sum() == 45
    assert "no owls today" in found.error[0]
    assert found.error[1:].isna().all()
    assert list(found.path[1:]) == [str(clip.path) for clip in sweep.clips]
    assert found[found["mode"] == "normal"].seconds.tolist() == [clip.duration for clip in sweep.clips[1:]]
    assert found.groupby("mode").double.count().to_dict() == {"fun": 1, "normal": 2}

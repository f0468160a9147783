"""`%grokvideo budget`: set, shown, taken away; and what it says of a wrong word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grokwidget.library.budget import Book, Tag
from grokwidget.notebook.completion import words


def _line(shell: Any, line: str) -> Any:
    return shell.run_cell(f"%grokvideo {line}").result


def _error(shell: Any, line: str, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    shell.run_cell(f"%grokvideo {line}")
    said = capsys.readouterr()
    return said.out + said.err


def test_budgets_are_set_and_shown_with_what_is_left(shell: Any) -> None:
    _line(shell, "budget aivideoapi 200 credits")
    Book().hold(Book().file.parent / "gone", "job", "aivideoapi", Tag(credits=15_000_000), agreed=False)
    _line(shell, "budget jobs 20")
    table = _line(shell, "budget ask xai 2 usd")
    assert table.rows == [
        ["all", "20 jobs", "0 jobs", "0 jobs", "20 jobs"],
        ["aivideoapi", "200 credits", "0 credits", "15 credits", "185 credits"],
        ["xai", "a job above 2 USD asks", "", "", ""],
    ]
    assert _line(shell, "budget").rows == table.rows
    assert "185 credits" in repr(table)


def test_budgets_are_taken_away_one_by_one_or_all(shell: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for line in ("aivideoapi 200 credits", "xai 5 usd", "jobs 20", "ask aivideoapi 50 credits"):
        _line(shell, f"budget {line}")
    assert [row[0] for row in _line(shell, "budget jobs off").rows] == ["aivideoapi", "xai", "aivideoapi"]
    assert [row[0] for row in _line(shell, "budget ask aivideoapi off").rows] == ["aivideoapi", "xai"]
    assert [row[0] for row in _line(shell, "budget aivideoapi off").rows] == ["xai"]
    capsys.readouterr()
    assert _line(shell, "budget off") is None
    assert "No budget is set" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("aivideoapi", ["budget understands", "off"]),
        ("aivideoapi 200", ["budget understands"]),
        ("aivideoap 200 credits", ["aivideoap", "aivideoapi"]),
        ("aivideoapi 200 euros", ["euros", "credits, usd or jobs"]),
        ("aivideoapi many credits", ["many", "not below 0"]),
        ("aivideoapi -3 credits", ["-3", "not below 0"]),
        ("aivideoapi inf credits", ["not below 0"]),
        ("jobs 2.5", ["2.5", "whole"]),
        ("xai 200 credits", ["usd", "could not be kept"]),
        ("local 5 jobs", ["costs nothing"]),
        ("ask xai 2 jobs", ["credits, usd"]),
    ],
)
def test_a_wrong_budget_is_one_helpful_sentence_and_sets_nothing(
    shell: Any, capsys: pytest.CaptureFixture[str], line: str, says: list[str]
) -> None:
    text = _error(shell, f"budget {line}", capsys)
    for word in says:
        assert word in text
    assert "Traceback" not in text
    assert not Book().limits()


def test_a_key_on_the_line_is_refused_and_not_repeated(shell: Any, capsys: pytest.CaptureFixture[str]) -> None:
    text = _error(shell, "budget xai sk-invented0123456789abcdef credits", capsys)
    assert "never written in a cell" in text
    assert "invented" not in text


def test_a_cell_that_a_budget_stops_says_so_in_one_sentence(
    shell: Any, capsys: pytest.CaptureFixture[str], own_folders: Path
) -> None:
    nobody = '[providers.aivideoapi]\nbase_url = "http://127.0.0.1:9"\n'
    (own_folders / "settings.toml").write_text(nobody, encoding="utf-8")
    _line(shell, "budget aivideoapi 10 credits")
    capsys.readouterr()
    shell.run_cell("%%grokvideo --provider aivideoapi\na fox")
    said = capsys.readouterr()
    text = said.out + said.err
    assert "The budget of 10 credits for aivideoapi would be exceeded" in text
    assert "Nothing was sent" in text
    assert "Traceback" not in text


def test_completion_offers_what_may_follow() -> None:
    assert words("%grokvideo bu", {})[1] == ["budget"]
    assert words("%grokvideo budget aivi", {})[1] == ["aivideoapi"]
    assert words("%grokvideo budget o", {})[1] == ["off"]
    assert "local" not in words("%grokvideo budget ", {})[1]
    assert words("%grokvideo budget aivideoapi 200 c", {})[1] == ["credits"]
    assert words("%grokvideo budget jobs 20 ", {})[1] == []
    assert words("%grokvideo budget ask aivideoapi 20 ", {})[1] == ["credits", "usd"]

"""`grokwidget library` and `%grokvideo library`: the same deeds; an exit code and JSON for scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grokwidget.cli import main
from grokwidget.errors import SettingsError
from grokwidget.library import JobRecord, Library
from grokwidget.notebook import libraryline
from tests.library.conftest import put, record
from tests.media.footage import film

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A library with one clip in it."""
    made = Library(tmp_path / "grokvideos")
    put(made, film(tmp_path / "two.mp4", seconds=2), record())
    return made


@pytest.fixture
def fox(library: Library) -> JobRecord:
    """Its job."""
    (clip,) = library
    return clip.record


def _run(library: Library, *words: str) -> int:
    return main(["library", *words, "--library", str(library.path)])


def test_a_sound_library_exits_with_0_and_a_broken_one_with_1(
    library: Library, fox: JobRecord, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(library, "check") == 0
    assert "The library is sound." in capsys.readouterr().out
    (library.path / fox.clips[0].name).unlink()
    assert _run(library, "check") == 1
    assert f"✗ {fox.clips[0].name}" in capsys.readouterr().out


def test_repair_puts_right_what_it_can_and_then_exits_with_0(
    library: Library, fox: JobRecord, capsys: pytest.CaptureFixture[str]
) -> None:
    (library.path / fox.clips[0].name).with_suffix(".json").unlink()
    assert _run(library, "check") == 1
    assert "--repair" in capsys.readouterr().out
    assert _run(library, "check", "--repair") == 0
    assert "Put right." in capsys.readouterr().out


def test_json_is_for_scripts(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(library, "check", "--json") == 0
    assert json.loads(capsys.readouterr().out)["clips"] == 1
    assert _run(library, "prune", "--keep", "0", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (len(told["clips"]), told["done"]) == (1, False)


def test_pruning_is_shown_and_done_only_with_yes(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(library, "prune", "--keep", "0") == 0
    assert "Nothing has been deleted yet" in capsys.readouterr().out
    assert len(library) == 1
    assert _run(library, "prune", "--keep", "0", "--yes") == 0
    assert "Their records stay" in capsys.readouterr().out
    assert len(library) == 0


def test_pruning_without_a_rule_is_refused_in_a_sentence(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(library, "prune", "--yes") == 1
    assert "--older-than" in capsys.readouterr().err
    assert len(library) == 1


@pytest.mark.parametrize("words", [["chekc"], ["check", "--repare"], ["prune", "--keep", "many"], []])
def test_a_wrong_word_is_wrong_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["library", *words])
    assert stop.value.code == 2
    assert capsys.readouterr().err.startswith("grokwidget: ")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_line_in_a_notebook_does_the_same(library: Library, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROKWIDGET_LANG", language)
    assert libraryline.run("check", library).sound
    assert libraryline.run("check --repair", library).sound
    shown = libraryline.run("prune --keep 0", library)
    assert (len(shown.clips), shown.done) == (1, False)
    assert ("Nothing has been deleted" in repr(shown)) == (language == "en")
    assert libraryline.run("prune --keep 0 --yes", library).done
    assert len(library) == 0


@pytest.mark.parametrize("line", ["", "chekc", "check --repare", "prune --keep", 'prune "', "prune --keep many"])
def test_a_wrong_line_in_a_notebook_is_answered_with_the_right_ones(library: Library, line: str) -> None:
    with pytest.raises(SettingsError, match=r"library check \[--repair\].*Nothing was done"):
        libraryline.run(line, library)


def test_the_magic_runs_it(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROKWIDGET_LIBRARY", str(library.path))
    from grokwidget.notebook import line, session

    session.close()
    shell: Any = None
    try:
        assert line.run("library check", shell).folder == library.path
    finally:
        session.close()

"""A cell that saves a contact sheet shows how far it is, and nothing once it is done."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from grokwidget import Clip, display, save_sheet
from grokwidget.errors import MediaError
from grokwidget.host import Host
from grokwidget.notebook import savingview, show
from grokwidget.notebook.publish import Spot

pytestmark = pytest.mark.slow


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What a notebook's cell is given to show, in this process."""
    given: list[dict[str, Any]] = []
    monkeypatch.setattr(display, "watchers", [show._watch])
    monkeypatch.setattr(savingview, "host", lambda: Host.JUPYTER)
    monkeypatch.setattr(savingview, "captured", lambda: False)
    monkeypatch.setattr(savingview, "_AT_ONCE", 0.0)
    monkeypatch.setattr(savingview, "_PAUSE", 0.0)
    monkeypatch.setattr(Spot, "put", lambda _, bundle, metadata=None: given.append(bundle))
    return given


def test_the_cell_shows_how_far_it_is_and_is_empty_in_the_end(
    four: list[Clip], tmp_path: Path, put: list[dict[str, Any]]
) -> None:
    save_sheet(four, tmp_path / "<owls>.mp4")
    told = [bundle["text/plain"] for bundle in put]
    assert told[0] == "Saving <owls>.mp4 · 15 %"
    assert told[-2:] == ["Saving <owls>.mp4 · 100 %", ""]
    assert put[0]["text/html"].count("&lt;owls&gt;") == 2
    assert '<progress max="1" value="0.150"' in put[0]["text/html"]


def test_what_is_done_at_once_shows_nothing(
    four: list[Clip], tmp_path: Path, put: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(savingview, "_AT_ONCE", 1000.0)
    save_sheet(four, tmp_path / "sheet.png")
    assert not put


def test_the_place_is_emptied_also_when_nothing_comes_of_it(
    four: list[Clip], tmp_path: Path, put: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for clip in four:
        clip.path.unlink()
    with pytest.raises(MediaError):
        save_sheet(four, tmp_path / "sheet.png")
    assert put[-1]["text/plain"] == ""


def test_a_display_that_fails_costs_no_file(
    four: list[Clip], tmp_path: Path, put: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no page")

    monkeypatch.setattr(savingview, "_told", broken)
    assert save_sheet(four, tmp_path / "sheet.png").is_file()


def test_another_thread_has_no_cell_to_show_it_in(four: list[Clip], tmp_path: Path, put: list[dict[str, Any]]) -> None:
    worker = threading.Thread(target=save_sheet, args=(four, tmp_path / "sheet.png"))
    worker.start()
    worker.join()
    assert (tmp_path / "sheet.png").is_file()
    assert not put

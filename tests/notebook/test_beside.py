"""A widget's static form is an output of its own where JupyterLab would show an error in the widget's place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grokwidget.library import Clip
from grokwidget.notebook import beside, publish
from grokwidget.notebook.beside import WIDGET, apart_from, seen_alone
from grokwidget.notebook.compare import Compare
from grokwidget.notebook.host import Host
from grokwidget.notebook.player import Player
from grokwidget.notebook.publish import Spot

from .clips import make_clip

_BOTH = {WIDGET: {"model_id": "abc"}, "text/plain": "a fox", "text/html": "<figure>a fox</figure>"}


class _Page:
    """Remembers what is displayed: each place, with all that was put there."""

    def __init__(self) -> None:
        self.places: list[list[dict[str, Any]]] = []

    def DisplayHandle(self) -> Any:
        """A place that isn't shown yet."""
        page, puts = self, list[dict[str, Any]]()

        class Handle:
            def display(self, bundle: dict[str, Any], **_: object) -> None:
                page.places.append(puts)
                puts.append(bundle)

            def update(self, bundle: dict[str, Any], **_: object) -> None:
                puts.append(bundle)

        return Handle()


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> _Page:
    monkeypatch.setattr(publish, "_page", page := _Page())
    _shown_by(monkeypatch, Host.JUPYTER)
    return page


@pytest.fixture
def clips(tmp_path: Path) -> list[Clip]:
    return [make_clip(tmp_path / name, prompt=f"a {name}") for name in ("hoopoe", "bittern")]


def _shown_by(monkeypatch: pytest.MonkeyPatch, host: Host) -> None:
    monkeypatch.setattr(beside, "host", lambda: host)


def test_in_jupyterlab_the_widget_comes_first_and_its_form_below_it() -> None:
    with pytest.MonkeyPatch.context() as patch:
        _shown_by(patch, Host.JUPYTER)
        above, below = apart_from(_BOTH)
        assert apart_from({"text/html": "<p>"})[1] is None
        assert apart_from({WIDGET: {}, "text/plain": "x"})[1] is None
    assert set(above) == {WIDGET, "text/plain"}
    assert below is not None
    assert below["text/plain"] == "a fox"
    assert below["text/html"].endswith("<figure>a fox</figure></div>")


@pytest.mark.parametrize("host", [Host.COLAB, Host.VSCODE, Host.VOILA, Host.MARIMO])
def test_everywhere_else_one_output_has_both(monkeypatch: pytest.MonkeyPatch, host: Host, clips: list[Clip]) -> None:
    _shown_by(monkeypatch, host)
    assert apart_from(_BOTH) == (_BOTH, None)
    assert seen_alone("<p>") == "<p>"
    with pytest.raises(NotImplementedError):
        Player(clips[0])._ipython_display_()


def test_output_that_may_not_change_has_no_style(monkeypatch: pytest.MonkeyPatch) -> None:
    _shown_by(monkeypatch, Host.JUPYTER)
    monkeypatch.setenv("GROKWIDGET_STATIC", "1")
    assert apart_from(_BOTH) == (_BOTH, None)
    assert seen_alone("<p>") == "<p>"


def test_a_player_and_a_comparison_put_two_outputs(page: _Page, clips: list[Clip]) -> None:
    for widget in (Player(clips[0]), Compare(*clips, lang="en")):
        page.places.clear()
        widget._ipython_display_()
        (first,), (_, second) = page.places
        assert WIDGET in first
        assert "text/html" not in first
        assert second["text/plain"]
        assert 'class="gw-kept"' in second["text/html"]
        assert "a hoopoe" in second["text/html"]


def test_a_place_that_gets_something_else_lets_its_form_go_too(page: _Page) -> None:
    spot = Spot()
    spot.put(_BOTH)
    assert [list(puts[-1]) for puts in page.places] == [[WIDGET, "text/plain"], ["text/plain", "text/html"]]
    spot.put({"text/plain": "no", "text/html": "no"})
    assert [puts[-1] for puts in page.places] == [{"text/plain": "no", "text/html": "no"}, publish._NOTHING]


def test_a_reserved_place_is_where_the_form_comes_later(page: _Page) -> None:
    spot = Spot()
    spot.put({"text/plain": "busy", "text/html": "busy"})
    spot.reserve()
    spot.reserve()
    assert page.places == [[{"text/plain": "busy", "text/html": "busy"}], [publish._NOTHING]]
    spot.put(_BOTH)
    assert len(page.places) == 2
    assert "gw-kept" in page.places[1][-1]["text/html"]


def test_a_widget_that_something_else_follows_is_put_whole(page: _Page) -> None:
    class Widget:
        def _repr_mimebundle_(self) -> tuple[dict[str, Any], dict[str, Any]]:
            return _BOTH, {}

    Spot().show(Widget())
    assert page.places == [[_BOTH]]

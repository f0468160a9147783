"""The static card: what it says, where it plays, and how small it is."""

from __future__ import annotations

import html.parser
from pathlib import Path
from typing import Any

import pytest

from grokwidget.notebook import card as cards
from grokwidget.notebook import host as hosts
from grokwidget.notebook.card import card, ended, relative_url, shown_size
from grokwidget.notebook.host import Host
from grokwidget.notebook.show import player_beside, render
from grokwidget.task import Cost

from .clips import make_clip


class _Page(html.parser.HTMLParser):
    """The elements of a card with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def one(self, tag: str) -> dict[str, Any]:
        (found,) = [attributes for name, attributes in self.elements if name == tag]
        return found


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A notebook's folder, shown by JupyterLab."""
    _shown_by(monkeypatch, Host.JUPYTER)
    for module in (cards, hosts):
        monkeypatch.setattr(module, "notebook_folder", lambda: tmp_path)
    return tmp_path


def _shown_by(monkeypatch: pytest.MonkeyPatch, host: Host) -> None:
    from grokwidget import host as known
    from grokwidget.notebook import show

    for module in (known, cards, show):
        monkeypatch.setattr(module, "host", lambda: host)


def test_the_card_plays_the_file_beside_the_notebook_and_links_to_it(notebook: Path) -> None:
    clip = make_clip(notebook / "grokvideos", prompt="a red fox & <friends>", name="2026-11-20_a b 狐.mp4")
    page = _Page(card(clip)["text/html"])
    video = page.one("video")
    assert video["src"] == "grokvideos/2026-11-20_a%20b%20%E7%8B%90.mp4"
    assert video["poster"].startswith("data:image/webp;base64,")
    assert {"controls", "autoplay", "muted", "loop", "playsinline"} <= video.keys()
    assert video["preload"] == "metadata"
    assert page.one("a")["href"] == video["src"]
    assert "a red fox & <friends>" in page.words
    assert "6 s" in page.words
    assert "source" not in dict(page.elements)


def test_a_card_that_should_not_start_by_itself_does_not(notebook: Path) -> None:
    video = _Page(card(make_clip(notebook / "g"), autoplay=False)["text/html"]).one("video")
    assert "autoplay" not in video
    assert "controls" in video


def test_the_plain_text_says_what_it_is_and_where(notebook: Path) -> None:
    clip = make_clip(notebook / "grokvideos", prompt="a red fox", name="x.mp4")
    text = card(clip)["text/plain"]
    assert text.splitlines()[0] == "a red fox"
    assert text.splitlines()[-1] == "grokvideos/x.mp4"
    assert clip.job_id not in text


def test_a_card_with_a_poster_of_the_largest_size_is_within_its_budget(notebook: Path) -> None:
    clip = make_clip(notebook / "g", prompt="雪" * 5000, poster=b"\xff" * 25_000)
    bundle = card(clip)
    assert sum(len(text.encode()) for text in bundle.values()) <= 45_000


def test_no_time_id_or_path_is_in_a_static_card(notebook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROKWIDGET_STATIC", "1")
    first = card(make_clip(notebook / "g", prompt="a fox", name="2026-11-20_a.mp4"))
    monkeypatch.setattr(cards, "notebook_folder", lambda: notebook / "elsewhere")
    second = card(make_clip(notebook / "h", prompt="a fox", name="2026-12-24_b.mp4", from_library=True))
    assert first == second
    assert "a fox" in first["text/plain"]


@pytest.mark.parametrize("host", [Host.COLAB, Host.VSCODE, Host.VOILA, Host.MARIMO])
def test_where_a_relative_path_cannot_play_the_card_is_a_poster(
    notebook: Path, monkeypatch: pytest.MonkeyPatch, host: Host
) -> None:
    _shown_by(monkeypatch, host)
    page = _Page(card(make_clip(notebook / "g"))["text/html"])
    assert page.one("img")["src"].startswith("data:image/webp")
    assert page.one("img")["alt"]
    assert not [name for name, _ in page.elements if name == "video"]


@pytest.mark.parametrize("host", [Host.COLAB, Host.VSCODE, Host.VOILA])
def test_where_a_relative_path_cannot_play_the_live_player_stays(
    notebook: Path, monkeypatch: pytest.MonkeyPatch, host: Host
) -> None:
    _shown_by(monkeypatch, host)
    clip = make_clip(notebook / "g")
    bundle, _ = player_beside(clip, card(clip))
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "<img" in bundle["text/html"]


def test_a_library_outside_the_notebooks_folder_gets_the_player_too(notebook: Path, tmp_path_factory: Any) -> None:
    clip = make_clip(tmp_path_factory.mktemp("elsewhere"))
    assert relative_url(clip.path) == ""
    assert "application/vnd.jupyter.widget-view+json" in player_beside(clip, card(clip))[0]


def test_a_hidden_folder_is_not_linked_because_the_server_would_not_show_it(notebook: Path) -> None:
    assert relative_url(make_clip(notebook / ".hidden").path) == ""


def test_a_clip_at_the_end_of_a_cell_shows_the_card(notebook: Path) -> None:
    bundle = render(make_clip(notebook / "g"))
    assert bundle is not None
    assert "<video" in bundle["text/html"]
    assert render(object()) is None


def test_the_prompt_cannot_become_markup_or_end_an_attribute(notebook: Path) -> None:
    clip = make_clip(notebook / "g", prompt='"><script>alert(1)</script>')
    for host_card in (card(clip), ended("x", prompt=clip.prompt, message=clip.prompt)):
        names = [name for name, _ in _Page(host_card["text/html"]).elements]
        assert "script" not in names


@pytest.mark.parametrize(
    ("size", "shown"), [((1920, 1080), (640, 360)), ((480, 848), (272, 480)), ((100, 100), (480, 480))]
)
def test_a_clip_keeps_its_shape_within_the_cards_limits(size: tuple[int, int], shown: tuple[int, int]) -> None:
    assert shown_size(*size) == shown


def test_the_card_of_a_rehearsal_says_what_the_real_run_would_cost(tmp_path: Path) -> None:
    for from_library in (False, True):
        clip = make_clip(tmp_path, from_library=from_library)
        clip.record = clip.record.changed(rehearsal=True, estimate=Cost(amount=15, unit="credits"))
        for kind in card(clip).values():
            assert "rehearsal, free; the real run: ≈ 15 credits" in kind
            assert ("from the library" in kind) is from_library

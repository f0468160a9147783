"""A notebook that was run and exported: opened from disk without a kernel, without a server, without scripts."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from ..lab.jupyter import write_notebook
from .page import plays, watched

# One notebook is run for all of them, so they belong to those that are run one after the other.
pytestmark = [pytest.mark.slow, pytest.mark.browser]

_IS_WEBP = re.compile("^data:image/webp")
_CELLS = [
    "%load_ext grokwidget",
    "%%grokvideo --duration 1\na waterfall at dawn",
    "from grokwidget import Client, Compare, Gallery, Player, Studio\nclient = Client()",
    "clip = client.generate('a waterfall by moonlight', duration=1)\nclip",
    "Player(clip)",
    "Compare(clip, client.generate('a waterfall at dawn', duration=1))",
    "Gallery(client.library)",
    "Studio(prompt='a waterfall in the rain')",
]


@pytest.fixture(scope="module")
def exported(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a notebook that was run, with two pages of it: `page.html`, and `whole.html` with its clips."""
    folder = tmp_path_factory.mktemp("notes")
    file = write_notebook(folder / "a.ipynb", _CELLS)
    nbformat, exporters = import_module("nbformat"), import_module("nbconvert.exporters")
    notebook = nbformat.read(file, as_version=4)
    where = {"metadata": {"path": str(folder)}}
    import_module("nbclient").NotebookClient(notebook, timeout=120, kernel_name="python3", resources=where).execute()
    nbformat.write(notebook, file)
    for name, kind in (("page", "html"), ("whole", "html_videos")):
        html, _ = exporters.get_exporter(kind)().from_filename(str(file))
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return folder


def test_without_scripts_the_clips_play_from_beside_the_page_with_all_that_is_said_of_them(
    exported: Path, browser: Browser
) -> None:
    with watched(browser, scripts=False) as shown:
        page = shown.page
        page.goto((exported / "page.html").as_uri())
        for prompt in ("a waterfall at dawn", "a waterfall by moonlight"):
            figure = page.get_by_role("figure").filter(has_text=prompt).filter(has=page.locator("video")).first
            expect(figure.get_by_role("link", name="t1.mp4")).to_be_visible()
            expect(figure).to_contain_text("local-video · 1 s · 848×480 · free")
            expect(figure.locator("video")).to_have_attribute("poster", _IS_WEBP)
        expect(page.get_by_text("a waterfall in the rain").last).to_be_visible()
    assert shown.abroad == []
    assert _loads(browser, exported / "page.html") == []


def _loads(browser: Browser, file: Path) -> list[str]:
    """Plays the first clip of a page; gives what went wrong on it."""
    with watched(browser) as shown:
        shown.page.goto(file.as_uri())
        plays(shown.page.locator("figure video").first)
    return shown.wrong


def test_a_page_with_its_clips_in_it_plays_wherever_it_is_sent(
    exported: Path, browser: Browser, tmp_path: Path
) -> None:
    alone = tmp_path / "alone.html"
    alone.write_bytes((exported / "whole.html").read_bytes())
    assert "grokvideos/" not in _sources(alone)
    assert _loads(browser, alone) == []


def _sources(page: Path) -> str:
    found = re.findall(r'<video\b[^>]*?\ssrc="([^"]{0,60})', page.read_text(encoding="utf-8"))
    assert found
    return " ".join(found)


#: What GitHub leaves of a notebook's HTML: no video, no style, no script, nothing that runs or is loaded.
_TAGS = {
    "a",
    "b",
    "br",
    "code",
    "del",
    "details",
    "div",
    "em",
    "figcaption",
    "figure",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
}
_TAGS |= {"s", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"}
_ATTRIBUTES = {"*": ["title", "lang", "dir", "align", "width", "height"], "a": ["href"], "img": ["src", "alt"]}


@pytest.mark.parametrize(
    ("cell", "words", "pictures", "linked"),
    [
        (1, "a waterfall at dawn|local-video · 1 s · 848×480 · free", 1, True),
        (3, "a waterfall by moonlight|local-video · 1 s · 848×480 · free", 1, True),
        (4, "a waterfall by moonlight|free", 1, True),
        (5, "Prompt|t1.mp4", 2, True),
        (6, "a waterfall at dawn|a waterfall by moonlight|free", 2, True),
        (7, "a waterfall in the rain|local", 0, False),
    ],
    ids=["cell", "clip", "Player", "Compare", "Gallery", "Studio"],
)
def test_where_video_and_style_are_taken_out_the_picture_the_words_and_the_link_stay(
    exported: Path, cell: int, words: str, pictures: int, linked: bool
) -> None:
    bleach = import_module("bleach")
    notebook = import_module("nbformat").read(exported / "a.ipynb", as_version=4)
    data = [output for output in notebook.cells[cell].outputs if output["data"].get("text/plain")][-1]["data"]
    protocols = {"http", "https", "mailto", "data"}
    left = bleach.clean(data["text/html"], tags=_TAGS, attributes=_ATTRIBUTES, protocols=protocols, strip=True)
    assert not re.search("<video|style=|<script", left)
    for word in words.split("|"):
        assert word in left
    assert len(re.findall('<img[^>]* src="data:image/webp', left)) == pictures
    assert bool(re.search(r'href="grokvideos/[^"]+\.mp4"', left)) == linked
    assert data["text/plain"].strip()

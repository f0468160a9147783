"""The site is built from the pages and the docstrings without a warning, and is whole: nothing leads nowhere, nothing
is fetched from elsewhere."""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from .pages import pages

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


class _Page(HTMLParser):
    """What an HTML page links to, fetches, and has anchors for."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.anchors: set[str] = set()
        self.language = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.anchors.add(told.get("id", ""))
        if tag == "html":
            self.language = told.get("lang", "")
        if tag == "a" and "href" in told:
            self.links.append(told["href"])
        elif tag == "link" and told.get("rel") != "canonical":
            self.fetched.append(told.get("href", ""))
        elif "src" in told:
            self.fetched.append(told["src"])


_page = cache(_Page)


def test_every_page_is_there_in_its_language(site: Path) -> None:
    for page in pages():
        if page.startswith("docs/"):
            made = _page(site / page.removeprefix("docs/").replace(".md", ".html"))
            assert made.language == ("zh-CN" if ".zh-CN." in page else "en"), page


def test_nothing_leads_nowhere(site: Path) -> None:
    broken = []
    for path in site.rglob("*.html"):
        for link in {*_page(path).links, *_page(path).fetched}:
            parts = urlsplit(link)
            if parts.scheme or link.startswith("data:"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            missing = parts.fragment and target.suffix == ".html" and target.is_file()
            if not target.exists() or (missing and unquote(parts.fragment) not in {*_page(target).anchors, "top"}):
                broken.append(f"{path.relative_to(site)}: {link}")
    assert broken == []


def test_what_stands_around_a_chinese_page_is_chinese(site: Path) -> None:
    made = [path for path in site.rglob("*.zh-CN.html") if "_static" not in path.parts]
    assert len(made) > 20
    for path in made:
        words = path.read_text(encoding="utf-8")
        english = ("Skip to", "Toggle ", "Back to top", "On this page", "Link to this", "Made with", 'label="Search"')
        assert [each for each in english if each in words] == [], path.name
        twins = {link for link in _page(path).links if (path.parent / link.replace(".html", ".zh-CN.html")).is_file()}
        assert twins == {path.name.replace(".zh-CN", "")}, f"{path.name} leads to English pages that it has a twin of"


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    outside = {link for path in site.rglob("*.html") for link in _page(path).fetched if urlsplit(link).netloc}
    assert outside == set()
    styles = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert "url(http" not in styles.replace('"', "").replace("'", "").replace(" ", "")


def test_the_reference_leads_from_a_method_to_the_errors_that_it_raises(site: Path) -> None:
    reference = _page(site / "api.html")
    assert {"grokwidget.Client.generate", "grokwidget.Clip.trim", "grokwidget.errors.NotSent"} <= reference.anchors
    assert "#grokwidget.errors.MissingKey" in reference.links
    assert "grokwidget.Client.may_create" not in reference.anchors, "that one is for the engine"

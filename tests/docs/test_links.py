"""Every link on every page and in every notebook leads somewhere: files and headings are looked up, addresses read."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it.token import Token

from .pages import ROOT, pages, tokens

_NOTEBOOKS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "notebooks").rglob("*.ipynb"))
_HTML_LINK = re.compile(r"<(?:a|img|video|source)\b[^>]*?\b(?:href|src)=[\"']([^\"']+)", re.IGNORECASE)


@cache
def _source(page: str) -> str:
    """A page's Markdown; of a notebook, that of its Markdown cells."""
    source = (ROOT / page).read_text(encoding="utf-8")
    if not page.endswith(".ipynb"):
        return source
    cells = json.loads(source)["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def _inline(page: str) -> Iterator[Token]:
    for token in tokens(_source(page)):
        yield from token.children or [token]


def _links(page: str) -> list[str]:
    found = []
    for token in _inline(page):
        if token.type == "link_open":
            found.append(str(token.attrs["href"]))
        elif token.type == "image":
            found.append(str(token.attrs["src"]))
        elif token.type in ("html_inline", "html_block"):
            found += _HTML_LINK.findall(token.content)
    return found


@cache
def _anchors(page: str) -> frozenset[str]:
    """The anchors that GitHub and the site give to a page's headings."""
    seen: Counter[str] = Counter()
    found = set()
    heading = False
    for token in tokens(_source(page)):
        if token.type == "inline" and heading:
            words = "".join(child.content for child in token.children or [] if child.type in ("text", "code_inline"))
            name = re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-")
            found.add(f"{name}-{seen[name]}" if seen[name] else name)
            seen[name] += 1
        heading = token.type == "heading_open"
    return frozenset(found)


def _broken(page: str, link: str) -> str:
    """Why a link leads nowhere, "" where it leads somewhere."""
    parts = urlsplit(link)
    if parts.scheme in ("http", "https"):
        local = (parts.hostname or "").startswith(("127.", "localhost"))
        return "" if parts.hostname and (parts.scheme == "https" or local) else "no https address"
    if parts.scheme:
        return "" if parts.scheme == "mailto" else f"{parts.scheme}: is nothing that a page should link to"
    target = (ROOT / page).parent / unquote(parts.path) if parts.path else ROOT / page
    if not target.exists():
        return "no such file"
    if not target.resolve().is_relative_to(ROOT.resolve()):
        return "outside of the project"
    if parts.fragment:
        name = target.resolve().relative_to(ROOT.resolve()).as_posix()
        if not name.endswith((".md", ".ipynb")) or unquote(parts.fragment) not in _anchors(name):
            return "no such heading"
    return ""


@pytest.mark.parametrize("page", [*pages(), *_NOTEBOOKS])
def test_no_link_is_broken(page: str) -> None:
    broken = {link: why for link in _links(page) if (why := _broken(page, link))}
    assert broken == {}


def test_a_broken_link_would_be_found() -> None:
    assert _broken("README.md", "docs/nothing.md") == "no such file"
    assert _broken("docs/money.md", "services.md#no-such-heading") == "no such heading"
    assert _broken("README.md", "http://example.org") == "no https address"
    assert _broken("docs/money.md", "#budgets") == ""
    assert _broken("docs/index.zh-CN.md", "money.zh-CN.md#可能已扣费") == ""


def test_every_page_of_the_docs_is_reached_from_its_table_of_contents() -> None:
    listed = set()
    for index in ("docs/index.md", "docs/index.zh-CN.md"):
        for table in re.findall(r"```\{toctree\}\n(.*?)```", Path(ROOT, index).read_text(encoding="utf-8"), re.DOTALL):
            listed |= {f"docs/{line}.md" for line in table.split() if not line.startswith(":")}
    written = {page for page in pages() if page.startswith("docs/")} - {"docs/index.md"}
    assert written - listed == set()

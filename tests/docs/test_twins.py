"""A Chinese page holds the same code as its English twin, so that running one of them is enough."""

from __future__ import annotations

import io
import re
import shlex
import tokenize

import pytest

from .pages import NO_CODE, ROOT, TWIN, Block, blocks, pages, text

_TWINS = [page for page in pages() if page.endswith(TWIN)]
_CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_TRANSLATED = {
    "README.md",
    *(f"docs/{name}.md" for name in ("index", "first-steps", "panel", "services", "money", "troubleshooting")),
    *(f"docs/{name}.md" for name in ("sweeps", "clips", "hosts", "teaching", "speed")),
    *(f"docs/{name}.md" for name in ("client", "magics", "gallery", "command-line", "local-service", "house")),
    "docs/new-provider.md",
}
"""The pages that have a twin."""
_COMMENTS = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}


def _english(page: str) -> str:
    return page.removesuffix(TWIN) + ".md"


def _code(page: str) -> list[Block]:
    return [block for block in blocks(page) if block.language not in NO_CODE]


def _words(block: Block) -> list[str]:
    """What a block says, word for word, without its comments."""
    first, _, rest = block.code.partition("\n")
    match block.language:
        case "python":
            read = tokenize.generate_tokens(io.StringIO(block.code).readline)
            return [token.string for token in read if token.type not in _COMMENTS]
        case "" if first.startswith("%"):
            return [*shlex.split(first), *rest.splitlines()]
        case _:
            return shlex.split(block.code, comments=True)


def _holes(word: str) -> list[str]:
    return re.findall(r"\{\{.*?\}\}|@image\d", word)


def _same(english: str, chinese: str) -> bool:
    """The same word, or a Chinese text in the place of an English one, with the same holes in it."""
    return english == chinese or (bool(_CHINESE.search(chinese)) and _holes(english) == _holes(chinese))


@pytest.mark.parametrize("page", _TWINS)
def test_a_twin_holds_the_same_code_with_its_words_translated(page: str) -> None:
    pairs = list(zip(_code(_english(page)), _code(page), strict=True))
    for english, chinese in pairs:
        assert (english.language, bool(english.not_run)) == (chinese.language, bool(chinese.not_run)), chinese.place
        words = list(zip(_words(english), _words(chinese), strict=True))
        different = [pair for pair in words if not _same(*pair)]
        assert not different, f"{chinese.place}: {different}"


@pytest.mark.parametrize("page", _TWINS)
def test_a_twin_has_the_shape_of_the_english_page(page: str) -> None:
    def shape(source: str) -> list[str]:
        return re.findall(r"^(#+ |!\[|\| ?---)", re.sub(r"```.*?```", "", source, flags=re.DOTALL), re.MULTILINE)

    assert shape(text(_english(page))) == shape(text(page))


@pytest.mark.parametrize("page", _TWINS)
def test_twins_lead_to_each_other(page: str) -> None:
    name, twin = _english(page).rpartition("/")[2], page.rpartition("/")[2]
    assert f"]({name})" in text(page)
    assert f"]({twin})" in text(_english(page))


@pytest.mark.parametrize("page", _TWINS)
def test_a_chinese_page_leads_to_chinese_pages(page: str) -> None:
    folder = (ROOT / page).parent
    links = set(re.findall(r"\]\(([^)#:]+)\.md[)#]", text(page))) - {page.rpartition("/")[2].removesuffix(TWIN)}
    assert {link for link in links if (folder / f"{link}{TWIN}").is_file()} == set()


def test_the_pages_that_people_need_first_are_there_in_both_languages() -> None:
    providers = {page for page in pages() if page.startswith("docs/providers/") and not page.endswith(TWIN)}
    assert {_english(page) for page in _TWINS} >= _TRANSLATED | providers

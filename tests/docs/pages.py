"""The pages that people read, and the code in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
TWIN = ".zh-CN.md"
RUN = {"python", "", "bash", "sh", "toml"}
"""The languages of blocks that are run; no language at all is a notebook's cell."""
NO_CODE = {"text", "mermaid"}
"""Drawings and answers: nothing that anybody would type."""

_MARK = re.compile(r"<!--\s*(not run|given|holds|ends with|raises):\s*(.*?)\s*-->", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One block of code, as it stands on its page."""

    page: str
    line: int
    language: str
    code: str
    not_run: str
    """Why it isn't run; "" where it is."""
    given: str
    """Python that makes, unseen, what the page takes for granted there."""
    holds: str
    """Python that is true when it has been run: what the page says of it."""
    ends_with: int
    """The exit status of a shell's block."""
    raises: str
    """The error that a cell is about."""

    @property
    def place(self) -> str:
        """Where to look."""
        return f"{self.page}:{self.line}"


def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def tokens(text: str) -> list[Token]:
    """Markdown, read as GitHub and the site read it."""
    return _markdown().parse(text)


def pages() -> list[str]:
    """Every page, by its path from the top of the project."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def text(page: str) -> str:
    """What is on it."""
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str) -> list[Block]:
    """Its blocks of code, from top to bottom, each with the marks that stand right above it in the source."""
    found: list[Block] = []
    marks: dict[str, str] = {}
    for token in tokens(text(page)):
        if token.type == "html_block":
            for kind, said in _MARK.findall(token.content):
                marks[kind] = f"{marks[kind]}\n{said}" if kind in marks else said
        elif token.type in ("fence", "code_block"):
            words = token.info.split()
            language = words[0] if words else ""
            if not language.startswith("{"):  # a directive of the site's
                assert token.map is not None
                found.append(
                    Block(
                        page=page,
                        line=token.map[0] + 1,
                        language="indented" if token.type == "code_block" else language,
                        code=token.content,
                        not_run=marks.get("not run", ""),
                        given=marks.get("given", ""),
                        holds=marks.get("holds", ""),
                        ends_with=int(marks.get("ends with", 0)),
                        raises=marks.get("raises", ""),
                    )
                )
            marks = {}
        else:
            marks = {}
    return found

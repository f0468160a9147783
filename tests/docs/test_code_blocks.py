"""What stands on a page can be done: every block of code is run, or says in the page's source why it can't be.

A page is run as a reader would, from top to bottom, in a real IPython shell and a real bash, with a library of its own,
on the real local service. These comments right above a block count:

    <!-- not run: why -->       a host's own cell, something that stays open, something that would spend
    <!-- given: python -->      what the page takes for granted there, run unseen before it
    <!-- holds: python -->      what is true when it has been run
    <!-- raises: Error -->      what the cell is about
    <!-- ends with: status -->  the same for a terminal
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .pages import NO_CODE, ROOT, RUN, TWIN, Block, blocks, pages

_PAGES = [page for page in pages() if not page.endswith(TWIN) or page == f"README{TWIN}"]
"""The others are twins, and hold the same code: see test_twins.py."""
_CODE = {page: [block for block in blocks(page) if block.language not in NO_CODE] for page in pages()}
_LONG = ("docs/clips.md", "docs/command-line.md", "docs/sweeps.md")
"""A quarter of a minute and more: they render many videos."""
_RUN = [
    pytest.param(page, marks=pytest.mark.matrix) if page in _LONG else page
    for page in _PAGES
    if any(not block.not_run for block in _CODE[page])
]
_NOT_RUN = {
    "CONTRIBUTING.md": 2,
    "README.md": 1,
    f"README{TWIN}": 1,
    "docs/first-steps.md": 2,
    "docs/hosts.md": 3,
    "docs/money.md": 1,
    "docs/new-provider.md": 1,
    "docs/speed.md": 1,
    "docs/teaching.md": 1,
}
"""How many blocks of a page aren't run: another one is a decision, not an accident."""


def _unexecuted(page: str) -> list[Block]:
    return [block for block in _CODE[page] if block.language not in RUN and not block.not_run]


@pytest.mark.parametrize("page", pages())
def test_no_block_is_left_unexecuted_without_a_reason(page: str) -> None:
    assert [f"{block.place} ({block.language})" for block in _unexecuted(page)] == []
    assert [block.place for block in _CODE[page] if block.not_run and len(block.not_run) < 12] == [], "that's no reason"


def test_what_is_not_run_is_counted() -> None:
    counted = {page: sum(bool(block.not_run) for block in _CODE[page]) for page in _PAGES}
    assert {page: count for page, count in counted.items() if count} == _NOT_RUN


def _read(page: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Have somebody read the page and do what it says, in a process and a folder of their own."""
    env = os.environ | {
        "GROKWIDGET_LIBRARY": str(tmp_path / "grokvideos"),
        "IPYTHONDIR": str(tmp_path / ".ipython"),
        "PYTHONPATH": str(ROOT),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
    command = [sys.executable, "-m", "tests.docs.running", page]
    return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=280, check=False)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("page", _RUN)
def test_a_page_runs_from_top_to_bottom(page: str, tmp_path: Path) -> None:
    done = _read(page, tmp_path)
    assert done.returncode == 0, f"{done.stderr}\n{done.stdout[-3000:]}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("block", "why"),
    [
        ("```python\n1 / 0\n```", "ZeroDivisionError was raised instead of nothing"),
        ("<!-- raises: KeyError -->\n```python\n1\n```", "nothing was raised instead of KeyError"),
        ("<!-- holds: one == 2 -->\n```python\none = 1\n```", "AssertionError was raised"),
        ("```bash\ngrokwidget no-such-command\n```", "ended with 2"),
        ("```\n%%grokvideo --ratio 7:5\na fox\n```", "InvalidRequest was raised"),
    ],
)
def test_a_block_that_does_not_do_what_its_page_says_is_found(block: str, why: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# A page\n\n```\n%load_ext grokwidget\n```\n\n{block}\n", encoding="utf-8")
    done = _read(str(page), tmp_path)
    assert done.returncode == 1
    assert why in done.stderr

"""Voilà: every cell runs before the page is there, and then its clip plays, brought by the kernel."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from ..lab.jupyter import write_notebook
from .page import plays, served, watched

pytestmark = [pytest.mark.slow, pytest.mark.matrix]

_CELLS = [
    "%load_ext grokwidget",
    "from grokwidget import Client\nClient().generate('a harbour in the rain', duration=1)",
    "%%grokvideo --duration 1\na harbour in the sun",
]


def test_clips_of_calls_and_of_cells_play_by_the_kernels_messages(
    home: Path, at_home: Path, browser: Browser, tmp_path: Path
) -> None:
    write_notebook(tmp_path / "a.ipynb", _CELLS)
    command = [sys.executable, "-m", "voila", "a.ipynb", "--no-browser", "--port={port}", "--Voila.ip=127.0.0.1"]
    with served(command, tmp_path, home / "voila.log") as url, watched(browser) as shown:
        shown.page.goto(url, timeout=90_000)
        for prompt in ("a harbour in the rain", "a harbour in the sun"):
            player = shown.page.get_by_role("region", name=f"Video: {prompt}")
            plays(player.locator("video"))
            assert player.get_attribute("data-via") == "chunks"
    assert not shown.wrong
    assert not [reply for reply in shown.missed if ".mp4" in reply], "nothing is asked for that Voilà refuses"

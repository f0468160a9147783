"""Notebook 7: a cell's clip plays below it, and its progress is seen before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from ..lab.jupyter import Lab, write_notebook
from .page import Watched, plays

pytestmark = pytest.mark.slow


class Notebook7(Lab):
    """A Notebook 7 instead of a JupyterLab."""

    module = "notebook"

    def address(self, name: str) -> str:
        """Where the notebook is opened."""
        return f"/notebooks/{name}"


@pytest.fixture(scope="module")
def seven(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A Notebook 7 with a root of its own."""
    with Notebook7(tmp_path_factory.mktemp("root"), home) as server:
        yield server


def test_a_plain_call_shows_its_progress_and_then_a_clip_that_plays(seven: Lab, browser: Browser) -> None:
    call = "from grokwidget import Client\nClient().generate('a lighthouse in the fog', duration=4)"
    write_notebook(seven.root / "a.ipynb", [call])
    with seven.open(browser, "a.ipynb") as notebook:
        watched = Watched(notebook.page)
        notebook.start(0)
        expect(notebook.page.get_by_role("progressbar", name="Progress")).to_be_visible(timeout=30_000)
        notebook.wait(0)
        video = notebook.page.get_by_label("a lighthouse in the fog")
        plays(video)
        assert "/files/grokvideos/" in (video.get_attribute("src") or "")
    assert not watched.wrong
    assert not watched.missed


def test_the_player_takes_the_file_from_the_servers_address(seven: Lab, browser: Browser) -> None:
    call = "from grokwidget import Client, Player\nPlayer(Client().generate('a lighthouse by night', duration=1))"
    write_notebook(seven.root / "b.ipynb", [call])
    with seven.open(browser, "b.ipynb") as notebook:
        watched = Watched(notebook.page)
        notebook.run(0)
        player = notebook.page.get_by_role("region", name="Video: a lighthouse by night")
        plays(player.locator("video"))
        assert player.get_attribute("data-via") == "files"
    assert not watched.wrong
    assert not watched.missed

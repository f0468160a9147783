"""Notebook 7: a cell's clip plays below it, and its progress is seen before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from ..lab.jupyter import Lab, Notebook, write_notebook
from .page import Watched, plays

pytestmark = [pytest.mark.slow, pytest.mark.matrix]


class Notebook7(Lab):
    """A Notebook 7 instead of a JupyterLab."""

    module = "notebook"

    def address(self, name: str) -> str:
        """Where the notebook is opened."""
        return f"/notebooks/{name}"


_CELLS = [
    "Client().generate('a lighthouse in the fog', duration=4)",
    "Player(Client().generate('a lighthouse by night', duration=1))",
]


@pytest.fixture(scope="module")
def seven(home: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    """A notebook, open in a Notebook 7 with a root of its own: to load its page takes longer than what is tested."""
    with Notebook7(tmp_path_factory.mktemp("root"), home) as server:
        write_notebook(server.root / "a.ipynb", ["from grokwidget import Client, Player", *_CELLS])
        with server.open(browser, "a.ipynb") as notebook:
            notebook.run(0)
            yield notebook


@pytest.fixture
def watched(seven: Notebook) -> Iterator[Watched]:
    """Nothing goes wrong on the page while a test looks at it."""
    watched = Watched(seven.page)
    yield watched
    assert not watched.wrong
    assert not watched.missed


@pytest.mark.usefixtures("watched")
def test_a_plain_call_shows_its_progress_and_then_a_clip_that_plays(seven: Notebook) -> None:
    seven.start(1)
    expect(seven.page.get_by_role("progressbar", name="Progress")).to_be_visible(timeout=30_000)
    seven.wait(1)
    video = seven.page.get_by_label("a lighthouse in the fog")
    plays(video)
    assert "/files/grokvideos/" in (video.get_attribute("src") or "")


@pytest.mark.usefixtures("watched")
def test_the_player_takes_the_file_from_the_servers_address(seven: Notebook) -> None:
    seven.run(2)
    player = seven.page.get_by_role("region", name="Video: a lighthouse by night")
    plays(player.locator("video"))
    assert player.get_attribute("data-via") == "files"

"""JupyterLab as a JupyterHub serves it, below a path of the user's own; and what lies outside of the server's root."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from ..lab.jupyter import Lab, Notebook, write_notebook
from .page import Watched, path_of, plays

pytestmark = [pytest.mark.slow, pytest.mark.matrix]

_BASE = "/user/anna/"
_CELLS = [
    "from grokwidget import Client, Player\nclip = Client().generate('a mill in autumn', duration=1)\nclip",
    "Player(clip)",
    "from grokwidget import Client\nClient(library={far!r}).generate('a mill in winter', duration=1)",
]


@pytest.fixture(scope="module")
def hub(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab below a prefix."""
    with Lab(tmp_path_factory.mktemp("root"), home, base=_BASE) as server:
        yield server


@pytest.fixture(scope="module")
def opened(hub: Lab, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Notebook, Watched]]:
    """A notebook that is open there: to load its page takes longer than what is tested."""
    far = str(tmp_path_factory.mktemp("elsewhere") / "far away")
    write_notebook(hub.root / "a.ipynb", [cell.format(far=far) for cell in _CELLS])
    with hub.open(browser, "a.ipynb") as notebook:
        yield notebook, Watched(notebook.page)


def _player(notebook: Notebook, prompt: str) -> Locator:
    return notebook.page.get_by_role("region", name=f"Video: {prompt}")


def test_the_card_and_the_player_play_from_below_the_prefix(opened: tuple[Notebook, Watched]) -> None:
    notebook, watched = opened
    notebook.run(0)
    video = notebook.cell(0).get_by_label("a mill in autumn")
    plays(video)
    assert path_of(video.evaluate("video => video.currentSrc")).startswith(f"{_BASE}files/grokvideos/")
    notebook.run(1)
    player = _player(notebook, "a mill in autumn")
    plays(player.locator("video"))
    assert player.get_attribute("data-via") == "files"
    assert path_of(player.locator("video").evaluate("video => video.currentSrc")).startswith(f"{_BASE}files/")
    assert not watched.wrong
    assert not watched.missed


def test_a_library_outside_of_the_servers_root_is_played_by_the_kernels_messages(
    opened: tuple[Notebook, Watched],
) -> None:
    notebook, watched = opened
    notebook.run(2)
    player = _player(notebook, "a mill in winter")
    plays(player.locator("video"))
    assert player.get_attribute("data-via") == "chunks"
    expect(player.get_by_role("alert")).to_be_empty()
    assert not watched.wrong
    assert not watched.missed


def test_a_notebook_that_a_link_brings_from_outside_of_the_root_plays_too(
    hub: Lab, browser: Browser, tmp_path: Path
) -> None:
    (hub.root / "linked").symlink_to(tmp_path, target_is_directory=True)
    call = "from grokwidget import Client\nClient().generate('a mill in spring', duration=1)"
    write_notebook(tmp_path / "c.ipynb", [call])
    with hub.open(browser, "linked/c.ipynb") as notebook:
        watched = Watched(notebook.page)
        notebook.run(0)
        plays(_player(notebook, "a mill in spring").locator("video"))
    assert not watched.wrong
    assert list((tmp_path / "grokvideos").glob("*.mp4"))

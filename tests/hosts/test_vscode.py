"""VS Code, by a stand-in: no server's address, the notebook's path in a variable, and a kernel that may be far away."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ..kernels.kernel import Kernel

pytestmark = pytest.mark.slow

_WIDGET = "application/vnd.jupyter.widget-view+json"
Open = Callable[[str], Kernel]


@pytest.fixture
def opened(tmp_path: Path, own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """A kernel as VS Code starts it: by its own process, and with the notebook's path told first of all."""
    monkeypatch.delenv("GROKWIDGET_LIBRARY")
    with ExitStack() as ending:

        def start(notebook: str) -> Kernel:
            started = Kernel(Path(sys.executable), tmp_path, {"VSCODE_PID": "1", "VSCODE_CWD": str(tmp_path)})
            ending.callback(started.close)
            told = f"__vsc_ipynb_file__ = {notebook!r}\n%load_ext grokwidget"
            assert started.run(told)["status"] == "ok", started.text()
            return started

        yield start


def test_progress_is_live_and_the_clip_is_a_player_that_gets_its_file_in_chunks(opened: Open, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    kernel = opened(str(tmp_path / "notes" / "a.ipynb"))
    asked = kernel.send("%%grokvideo clip --duration 4\na tram in the evening")
    kernel.progress(kernel.job_view(asked), lambda state: state["status"] == "running")
    assert kernel.reply(asked)["content"]["status"] == "ok", kernel.text()
    kernel.idle(asked)
    (shown,) = kernel.shown(asked)
    assert _WIDGET in shown["data"]
    assert "<img" in shown["data"]["text/html"]
    assert kernel.value("str(clip.path.parent)") == str(tmp_path / "notes" / "grokvideos")
    kernel.run("from grokwidget import Player\nplayer = Player(clip)")
    (answer,) = kernel.ask(kernel.value("player.comm.comm_id"), "open", {"file": "", "server_root": None})
    assert (answer["result"]["routes"], answer["result"]["chunk"]) == ([], 1 << 20)


@pytest.mark.parametrize("notebook", ["c:\\Users\\anna\\notes\\a.ipynb", "untitled:1"])
def test_a_path_of_another_machine_leaves_the_library_where_the_kernel_was_started(opened: Open, notebook: str) -> None:
    kernel = opened(notebook)
    assert kernel.run("%%grokvideo clip --duration 1\na tram in the morning")["status"] == "ok", kernel.text()
    (shown,) = kernel.shown()
    assert _WIDGET in shown["data"]
    assert kernel.value("str(clip.path.parent)") == str(kernel.work / "grokvideos")

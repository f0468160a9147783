"""Colab, by a stand-in: its kernel's versions, its package, no server's address, and a page that hears no threads."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..kernels.kernel import Kernel, Message, kernel

_ROOT = Path(__file__).parents[2]
_STAND_IN = Path(__file__).parent / "colab"
_WIDGET = "application/vnd.jupyter.widget-view+json"
_CLIENT = "__import__('grokwidget').Client()"


@pytest.fixture(
    params=[
        pytest.param("here", marks=pytest.mark.slow),
        pytest.param("colab", marks=[pytest.mark.slow, pytest.mark.matrix]),
    ]
)
def colab(
    request: pytest.FixtureRequest, tmp_path: Path, own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Kernel]:
    """A kernel that takes itself for Colab's: this environment's, and one with Colab's own versions."""
    python = Path(sys.executable)
    if request.param == "colab":
        python = _ROOT / ".venvs" / "colab" / "bin" / "python"
        if not python.exists():
            pytest.skip("no environment colab: run scripts/kernels")
    monkeypatch.delenv("GROKWIDGET_LIBRARY")
    environment = {"COLAB_RELEASE_TAG": "release-colab-tested", "PYTHONPATH": str(_STAND_IN)}
    with kernel(python, tmp_path, environment) as started:
        assert started.run("import google.colab")["status"] == "ok", started.text()
        yield started


def _running(state: Message) -> bool:
    return bool(state["status"] == "running")


def _parents(running: Kernel, comm: str) -> set[str]:
    """Whose messages told the states of a view."""
    return {
        message["parent_header"].get("msg_id", "")
        for message in running.heard
        if message["msg_type"] == "comm_msg" and message["content"]["comm_id"] == comm
    }


def _opened(running: Kernel, name: str) -> list[dict[str, Any]]:
    """The states with which widgets were opened that have a trait of that name."""
    opened = [message for message in running.heard if message["msg_type"] == "comm_open"]
    return [each["content"]["data"]["state"] for each in opened if name in each["content"]["data"].get("state", {})]


@pytest.mark.parametrize(
    "cell",
    [f"clip = {_CLIENT}.generate('an iceberg', duration=6)\nclip", "%%grokvideo clip --duration 6\nan iceberg"],
    ids=["a call", "a cell"],
)
def test_progress_is_heard_while_the_cell_waits_and_the_clip_is_a_player_with_its_poster(
    colab: Kernel, cell: str
) -> None:
    asked = colab.send(cell)
    view = colab.job_view(asked)
    first = colab.progress(view, lambda state: _running(state) and (state["progress"] or 0) > 0)
    later = colab.progress(view, lambda state: _running(state) and (state["progress"] or 0) > 40)
    assert first["progress"] < later["progress"]
    assert colab.reply(asked)["content"]["status"] == "ok", colab.text()
    colab.idle(asked)
    (shown,) = [bundle for bundle in colab.shown(asked) if _WIDGET in bundle["data"]]
    assert "<img" in shown["data"]["text/html"]
    assert "<video" not in shown["data"]["text/html"]
    assert _parents(colab, view) == {asked}, "the thread of the cell itself said all of it"
    assert "comm_msg" in colab.value("__import__('google.colab').colab.unheard")


def test_what_nobody_waits_for_is_heard_when_the_page_asks(colab: Kernel) -> None:
    asked = colab.send("%%grokvideo clip --duration 4 --no-wait\na glacier")
    view = colab.job_view(asked)
    (opened,) = _opened(colab, "ratio")
    assert opened["_host"]["pull"] > 0
    colab.reply(asked)
    seen: list[Any] = []
    until = time.monotonic() + 60
    while not any(
        _WIDGET in bundle["data"] and "<img" in bundle["data"].get("text/html", "") for bundle in colab.shown(asked)
    ):
        assert time.monotonic() < until, colab.text()
        seen += [answer["result"]["progress"] for answer in colab.ask(view, "state")]
    assert len({progress for progress in seen if progress}) > 1, "the bar moved"
    assert colab.value("type(clip).__name__") == "Job"


def test_messages_are_small_and_no_address_of_a_server_is_tried(colab: Kernel) -> None:
    call = f"from grokwidget import Player, Studio\nplayer = Player({_CLIENT}.generate('a fjord', duration=1))\nplayer"
    assert colab.run(call)["status"] == "ok", colab.text()
    view = colab.value("player.comm.comm_id")
    (answer,) = colab.ask(view, "open", {"file": "", "server_root": "/content"})
    assert answer["result"]["routes"] == []
    assert answer["result"]["chunk"] == 512 * 1024
    assert colab.value("Studio()._host['message']") == 512 * 1024
    (shown,) = [bundle for bundle in colab.shown() if _WIDGET in bundle["data"] and "a fjord" in str(bundle["data"])]
    assert shown["metadata"][_WIDGET]["colab"]["custom_widget_manager"]["url"].startswith("https://")


def test_the_library_can_lie_on_drive_and_its_ledger_does_not(colab: Kernel, tmp_path: Path) -> None:
    mount = f"from google.colab import drive\ndrive.mount({str(tmp_path / 'content' / 'drive')!r})"
    folder = tmp_path / "content" / "drive" / "MyDrive" / "grokvideos"
    call = f"from grokwidget import Client\nclient = Client(library={str(folder)!r})"
    ask = "clip = client.generate('a geyser', duration=1)"
    assert colab.run(f"{mount}\n{call}\n{ask}")["status"] == "ok", colab.text()
    assert len(list(folder.glob("*.mp4"))) == 1
    assert not list(folder.rglob("*.sqlite3"))
    assert colab.value("[len(client.library), 'Google Drive' in client.library.notices[0]]") == [1, True]

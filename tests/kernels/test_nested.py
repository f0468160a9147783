"""Nested event loops on every kernel: never by us, by the user's wish without harm, and told where others do harm."""

from __future__ import annotations

import time

import pytest

from .kernel import Kernel

pytestmark = pytest.mark.alone

_PATCHED = "bool(getattr(__import__('asyncio'), '_nest_patched', False))"
_OWN = (
    "import asyncio\nasync def mine():\n    await asyncio.get_running_loop().run_in_executor(None, len, 'x')\n"
    "    return 1\nanswer = asyncio.run(mine())"
)


def test_neither_loading_nor_clips_nor_widgets_switch_it_on(running: Kernel) -> None:
    assert running.run("%%grokvideo fox --duration 1\na fox at an unpatched loop")["status"] == "ok", running.text()
    python = "from grokwidget import Client, Gallery, Studio\npanel = Studio()\n"
    python += "clip = await Client().submit('a hare at an unpatched loop', duration=1)"
    assert running.run(python)["status"] == "ok", running.text()
    assert running.value(_PATCHED) is False
    assert running.run(_OWN)["ename"] == "RuntimeError"  # as Python itself has it


def test_by_the_user_s_wish_own_loops_run_in_cells_and_run_all_and_interrupts_are_as_before(running: Kernel) -> None:
    assert running.run("%grokvideo nested on")["status"] == "ok", running.text()
    assert running.value(_PATCHED) is True
    cells = [_OWN, "%%grokvideo fox --duration 2\na fox beside nested loops", _OWN, "order = [answer]", "order += [2]"]
    asked = [running.send(code) for code in cells]
    view = running.job_view(asked[1])
    for _ in range(3):
        running.press_nothing(view)
    assert [running.reply(one, 90)["content"]["status"] for one in asked] == ["ok"] * 5, running.text()
    assert running.value("order") == [1, 2]
    waiting = running.send("%%grokvideo long --duration 30 --resolution 1080p\na galaxy beside nested loops")
    running.progress(running.job_view(waiting), lambda state: state["status"] in ("queued", "running"))
    pressed = time.monotonic()
    running.interrupt()
    assert running.reply(waiting, 5)["content"]["ename"] == "WaitStopped", running.text()
    assert time.monotonic() - pressed < 4  # one that is lost takes 5: that is what this tells apart, not how fast


def test_what_somebody_else_switched_on_is_told_and_refused_where_the_kernel_cannot_bear_it(running: Kernel) -> None:
    assert running.run("import nest_asyncio\nnest_asyncio.apply()")["status"] == "ok", running.text()
    looked = running.run("%grokvideo doctor")
    assert looked["status"] == "ok"
    assert "nest_asyncio" in str([heard["content"] for heard in running.heard if heard["msg_type"] == "execute_result"])
    wished = running.run("%grokvideo nested on")
    if running.release >= (7, 1):
        assert wished["ename"] == "SettingsError"
        assert "Run All" in wished["evalue"]
    else:
        assert wished["status"] == "ok"

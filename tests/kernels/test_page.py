"""What a page gets to see, and how soon, on the kernel of this environment."""

from __future__ import annotations

import time

import pytest

from .kernel import Kernel

pytestmark = pytest.mark.slow


def test_a_warm_cell_shows_its_first_progress_within_three_tenths_of_a_second(here: Kernel) -> None:
    assert here.run("%%grokvideo --duration 1\nwarm up")["status"] == "ok", here.text()
    took = []
    for number in range(3):
        begun = time.monotonic()
        asked = here.send(f"%%grokvideo --duration 1 --no-wait\nprompt {number}")
        here.job_view(asked)
        took.append(time.monotonic() - begun)
        here.reply(asked)
    assert min(took) <= 0.3


def test_a_cached_run_takes_thirty_milliseconds_in_the_kernel_and_shows_no_view(here: Kernel) -> None:
    cell = "%%grokvideo fox --duration 1\na red fox"
    assert here.run(cell)["status"] == "ok", here.text()
    took = []
    for _ in range(3):
        here.heard.clear()
        begun = time.monotonic()
        assert here.reply(here.send(cell))["content"]["status"] == "ok"
        took.append(time.monotonic() - begun)
        here.until(lambda message: message["msg_type"] == "display_data")
        assert "comm_open" not in {message["msg_type"] for message in here.heard}
    assert min(took) <= 0.03


def test_a_job_at_the_end_of_a_cell_shows_its_live_view_which_becomes_the_card(here: Kernel) -> None:
    cell = "from grokwidget import Client\njob = Client().submit('a red fox', duration=1)\njob"
    asked = here.send(cell)
    here.job_view(asked)
    here.reply(asked)
    assert here.run("clip = await job")["status"] == "ok", here.text()
    here.until(lambda message: message["msg_type"] == "update_display_data")
    (spot,) = here.shown(asked)
    assert "<video" in spot["data"]["text/html"]
    assert here.run("job")["status"] == "ok"
    assert "<video" in here.shown()[-1]["data"]["text/html"]


def test_resume_goes_on_with_a_stopped_job_and_puts_its_clip_below(here: Kernel) -> None:
    asked = here.send("%%grokvideo --duration 4\na galaxy")
    here.progress(here.job_view(asked), lambda state: state["status"] in ("queued", "running"))
    here.interrupt()
    assert here.reply(asked)["content"]["ename"] == "WaitStopped"
    resumed = here.send("%grokvideo resume")
    here.job_view(resumed)
    assert here.reply(resumed)["content"]["status"] == "ok"
    here.until(lambda message: message["msg_type"] == "update_display_data" and "<video" in str(message["content"]))
    assert "<video" in here.shown(resumed)[0]["data"]["text/html"]
    assert here.value("len(__import__('grokwidget').Client().library.ledger.history())") == 1


def test_an_error_leaves_nothing_but_its_one_line(here: Kernel) -> None:
    content = here.run("%%grokvideo --ratio 7:3\nx")
    assert (content["status"], content["ename"], len(content["traceback"])) == ("error", "InvalidRequest", 1)
    assert not here.shown()


def test_unloading_and_loading_again_in_the_same_kernel_works(here: Kernel) -> None:
    assert here.run("%unload_ext grokwidget")["status"] == "ok", here.text()
    assert "not found" in here.run("%%grokvideo\nx")["evalue"]
    assert here.run("%load_ext grokwidget")["status"] == "ok", here.text()
    assert here.run("%%grokvideo fox --duration 1\na red fox")["status"] == "ok", here.text()
    assert here.value("fox.duration") == 1


def test_nested_loops_are_allowed_by_the_users_wish_and_run_all_still_keeps_its_cells(here: Kernel) -> None:
    assert here.run("%grokvideo nested on")["status"] == "ok", here.text()
    own = "import asyncio\nasync def mine():\n    await asyncio.sleep(0.05)\n    return 1\nasyncio.run(mine())"
    asked = [here.send(code) for code in (own, "%%grokvideo fox --duration 1\na red fox", own, "last = 1")]
    assert [here.reply(one)["content"]["status"] for one in asked] == ["ok"] * 4, here.text()
    assert here.value("last") == 1

"""What a page gets to see, and how soon, on the kernel of this environment."""

from __future__ import annotations

import time

import pytest

from .kernel import Kernel

pytestmark = [pytest.mark.slow, pytest.mark.alone]

_CLIENT = "__import__('grokwidget').Client()"
_NOTHING = {"text/plain": "", "text/html": ""}


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


def test_a_plain_generate_shows_its_wait_and_then_only_the_clip_that_is_the_cells_value(here: Kernel) -> None:
    asked = here.send(f"{_CLIENT}.generate('a red fox', duration=2)")
    view = here.job_view(asked)
    here.progress(view, lambda state: state["status"] == "running")
    assert here.reply(asked)["content"]["status"] == "ok", here.text()
    here.until(lambda message: message["msg_type"] == "execute_result")
    wait, clip = here.shown(asked)
    assert wait["data"] == _NOTHING
    assert "<video" in clip["data"]["text/html"]
    assert "comm_close" in {message["msg_type"] for message in here.heard}
    here.heard.clear()
    assert here.run(f"again = {_CLIENT}.generate('a red fox', duration=2)")["status"] == "ok"  # from the library
    assert not here.shown()


def test_a_plain_generate_whose_clip_is_kept_in_a_variable_leaves_nothing_on_the_page(here: Kernel) -> None:
    asked = here.send(f"clip = {_CLIENT}.generate('a red fox', duration=1)")
    here.job_view(asked)
    assert here.reply(asked)["content"]["status"] == "ok", here.text()
    here.until(lambda message: message["msg_type"] == "comm_close")
    assert [entry["data"] for entry in here.shown(asked)] == [_NOTHING]


def test_an_interrupt_ends_a_plain_generate_at_once_and_its_view_goes(here: Kernel) -> None:
    asked = here.send(f"{_CLIENT}.generate('a galaxy', duration=30, resolution='1080p')")
    here.progress(here.job_view(asked), lambda state: state["status"] in ("queued", "running"))
    pressed = time.monotonic()
    here.interrupt()
    assert here.reply(asked, 5)["content"]["ename"] == "WaitStopped"
    assert time.monotonic() - pressed < 1
    here.until(lambda message: message["msg_type"] == "comm_close")
    assert [entry["data"] for entry in here.shown(asked)] == [_NOTHING]
    assert len(here.value(f"[r.id for r in {_CLIENT}.library.unfinished()]")) == 1


def test_stop_ends_a_plain_generate_where_the_kernel_has_subshells(here: Kernel) -> None:
    subshell = here.subshell()
    assert bool(subshell) == (here.release >= (7, 0))
    if subshell:
        asked = here.send(f"{_CLIENT}.generate('a galaxy', duration=30, resolution='1080p')")
        view = here.job_view(asked)
        here.progress(view, lambda state: state["status"] in ("queued", "running"))
        here.press_stop(view, subshell=subshell)
        assert here.reply(asked, 5)["content"]["ename"] == "WaitStopped"


def test_a_plain_generate_shows_nothing_extra_when_captured_or_static(here: Kernel) -> None:
    captured = f"%%capture caught\nclip = {_CLIENT}.generate('a red fox', duration=1)"
    assert here.run(captured)["status"] == "ok", here.text()
    assert here.value("[len(caught.outputs), caught.stdout, caught.stderr]") == [0, "", ""]
    assert here.run("%env GROKWIDGET_STATIC=1")["status"] == "ok"
    here.heard.clear()
    assert here.run(f"clip = {_CLIENT}.generate('a blue fox', duration=1)")["status"] == "ok", here.text()
    assert {message["msg_type"] for message in here.heard} <= {"status", "execute_input"}


def test_a_plain_generate_on_a_thread_of_its_own_shows_nothing_in_anybodys_cell(here: Kernel) -> None:
    make = f"lambda: {_CLIENT}.generate('a fox', duration=1)"
    worker = f"import threading\nworker = threading.Thread(target={make})\nworker.start()\nworker.join()"
    assert here.run(worker)["status"] == "ok", here.text()
    assert here.value(f"len({_CLIENT}.library)") == 1
    assert not here.shown()


def test_resume_goes_on_with_a_stopped_job_and_puts_its_clip_below(here: Kernel) -> None:
    asked = here.send("%%grokvideo --duration 4\na galaxy")
    here.progress(here.job_view(asked), lambda state: state["status"] in ("queued", "running"))
    here.interrupt()
    assert here.reply(asked)["content"]["ename"] == "WaitStopped"
    here.run("pass")  # what comes right behind an error is aborted with it by the kernel
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

"""What a waiting cell promises, on every kernel: Stop and interrupt land, and Run All keeps its cells."""

from __future__ import annotations

import time

import pytest

from .kernel import Kernel, Message

pytestmark = pytest.mark.alone

_LONG = "%%grokvideo long --duration 30 --resolution 1080p\na galaxy turns slowly"
_SHORT = "%%grokvideo clip --duration 1\na red fox"
_LIVE = ("queued", "running")


def _is_live(state: Message) -> bool:
    return state["status"] in _LIVE


def _begin(running: Kernel, code: str = _LONG) -> tuple[str, str]:
    """A cell that waits for a long job; gives its request and its view."""
    asked = running.send(code)
    view = running.job_view(asked)
    running.progress(view, _is_live)
    return asked, view


def _assert_stopped(running: Kernel, content: Message) -> None:
    """The cell ended with one line, and the task can be resumed."""
    assert content["status"] == "error", running.text()
    assert content["ename"] == "WaitStopped"
    assert len(content["traceback"]) == 1
    assert "%grokvideo resume" in content["traceback"][0]
    assert running.value("[str(r.status) for r in __import__('grokwidget').Client().library.unfinished()]") in (
        ["queued"],
        ["running"],
    )


def test_stop_lands_while_the_cell_runs_and_the_task_stays_resumable(running: Kernel) -> None:
    subshell = running.subshell()  # JupyterLab sends clicks to one, where the kernel has them
    asked, view = _begin(running)
    clicked = time.monotonic()
    running.press_stop(view, subshell=subshell)
    content = running.reply(asked, 5)["content"]
    assert time.monotonic() - clicked < 1
    _assert_stopped(running, content)
    assert "long" not in running.value("list(get_ipython().user_ns)")


def test_stop_lands_without_a_subshell_too_but_for_kernels_that_hold_it_back(running: Kernel) -> None:
    if (7, 0) <= running.release < (7, 4):
        assert running.subshell()
        return
    asked, view = _begin(running)
    running.press_stop(view)
    _assert_stopped(running, running.reply(asked, 5)["content"])


def test_stop_lands_in_a_nested_cell_where_the_kernel_has_subshells(running: Kernel) -> None:
    subshell = running.subshell()
    assert bool(subshell) == (running.release >= (7, 0))
    if subshell:
        asked, view = _begin(running, "get_ipython().run_cell_magic('grokvideo', '--duration 30', 'a galaxy')")
        running.press_stop(view, subshell=subshell)
        _assert_stopped(running, running.reply(asked, 5)["content"])


def test_an_interrupt_ends_the_wait_in_a_fifth_of_a_second_and_running_again_attaches(running: Kernel) -> None:
    took = []
    for _ in range(3):
        asked, _view = _begin(running)
        pressed = time.monotonic()
        running.interrupt()
        content = running.reply(asked, 5)["content"]
        took.append(time.monotonic() - pressed)
        _assert_stopped(running, content)
    assert min(took) <= 0.2
    assert running.value("len(__import__('grokwidget').Client().library.ledger.history())") == 1


def test_an_interrupt_lands_in_a_nested_cell_too(running: Kernel) -> None:
    asked, _view = _begin(running, "get_ipython().run_cell_magic('grokvideo', '--duration 30', 'a galaxy')")
    pressed = time.monotonic()
    running.interrupt()
    content = running.reply(asked, 5)["content"]
    assert time.monotonic() - pressed < 1
    _assert_stopped(running, content)


def test_run_all_keeps_every_queued_cell_in_order_while_somebody_clicks(running: Kernel) -> None:
    first = running.send(_SHORT)
    queued = [running.send(code) for code in ("order = [1]", _SHORT, "order.append(2)", "order.append(3)")]
    view = running.job_view(first)
    for _ in range(5):
        running.press_nothing(view)
    contents = [running.reply(asked, 90)["content"] for asked in (first, *queued)]
    assert [content["status"] for content in contents] == ["ok"] * 5, running.text()
    counts = [content["execution_count"] for content in contents]
    assert counts == list(range(counts[0], counts[0] + 5))
    assert running.value("order") == [1, 2, 3]
    assert running.value("clip.path.name.endswith('.mp4')")


def test_after_a_stop_the_queued_cells_are_aborted_as_after_any_error(running: Kernel) -> None:
    asked = running.send(_LONG)
    after = running.send("reached = True")
    running.progress(running.job_view(asked), _is_live)
    running.interrupt()
    assert running.reply(asked, 5)["content"]["status"] == "error"
    assert running.reply(after, 5)["content"]["status"] in ("aborted", "error")
    assert "reached" not in running.value("list(get_ipython().user_ns)")


def test_the_clip_takes_the_views_place_and_lands_in_its_variable_and_in_the_underscore(running: Kernel) -> None:
    assert running.run(_SHORT)["status"] == "ok", running.text()
    (spot,) = running.shown()
    assert "<video controls autoplay muted" in spot["data"]["text/html"]
    assert 'src="grokvideos/' in spot["data"]["text/html"]
    assert "application/vnd.jupyter.widget-view+json" not in spot["data"]
    assert running.value("_ is clip")
    assert running.value("clip.path.parent.name") == "grokvideos"
    assert "comm_close" in {message["msg_type"] for message in running.heard}


def test_in_capture_in_a_function_and_with_autoawait_off_it_is_the_ordinary_magic(running: Kernel) -> None:
    assert running.run(f"%%capture caught\n{_SHORT}")["status"] == "ok", running.text()
    assert running.value("[sorted(o.data) for o in caught.outputs]") == [["text/html", "text/plain"]]
    function = "def make():\n    get_ipython().run_cell_magic('grokvideo', 'second --duration 1', 'a red fox')\nmake()"
    assert running.run(function)["status"] == "ok", running.text()
    assert running.run("%autoawait off")["status"] == "ok"
    assert running.run("%%grokvideo third --duration 1\na red fox")["status"] == "ok", running.text()
    assert running.value("clip == second == third")


def test_with_no_wait_the_cell_returns_at_once_and_its_view_becomes_the_card(running: Kernel) -> None:
    running.run("import time; begun = time.time()")
    assert (
        running.run(f"{_SHORT} --no-wait".replace("\na red fox --no-wait", " --no-wait\na red fox"))["status"] == "ok"
    )
    assert running.value("type(clip).__name__") == "Job"
    assert running.run("done = await clip")["status"] == "ok", running.text()
    running.until(lambda message: message["msg_type"] == "update_display_data")
    (spot,) = running.shown()
    assert "<video" in spot["data"]["text/html"]
    assert running.value("done is clip.clips[0]")

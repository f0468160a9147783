"""Which cells become awaiting ones, and which are left alone."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from grokwidget.notebook.waiting import AWAITED, CellsRunning

_CELL = "%%grokvideo fox --ratio 16:9\na red fox\n"


@pytest.fixture
def kernel_shell(shell: Any) -> Any:
    """A shell that believes to be a kernel's."""
    shell.kernel = object()
    return shell


def test_a_top_level_cell_in_a_kernel_awaits(kernel_shell: Any) -> None:
    rewritten = kernel_shell.transform_cell(_CELL)
    assert (
        rewritten == f"await get_ipython().run_cell_magic({AWAITED!r}, 'fox --ratio 16:9', {'a red fox' + chr(10)!r})\n"
    )
    assert kernel_shell.should_run_async(_CELL, transformed_cell=rewritten)


@pytest.mark.parametrize("text", ["%%grokvideo?", "%%grokvideos\nx", "%%grokvideo_\nx", "x = 1\n%%grokvideo\ny"])
def test_a_help_request_and_what_only_looks_like_ours_are_left_alone(kernel_shell: Any, text: str) -> None:
    assert AWAITED not in kernel_shell.transform_cell(text)


def test_without_a_kernel_the_cell_is_the_ordinary_magic(shell: Any) -> None:
    assert AWAITED not in shell.transform_cell(_CELL)
    assert "run_cell_magic('grokvideo'" in shell.transform_cell(_CELL)


@pytest.mark.parametrize("how", ["off", "trio", "sync"])
def test_with_autoawait_off_or_another_runner_the_cell_is_the_ordinary_magic(kernel_shell: Any, how: str) -> None:
    if how == "off":
        kernel_shell.autoawait = False
    else:
        kernel_shell.loop_runner = kernel_shell.loop_runner_map[how][0]
    assert AWAITED not in kernel_shell.transform_cell(_CELL)


def test_inside_another_cell_it_is_the_ordinary_magic(kernel_shell: Any) -> None:
    kernel_shell.user_ns["seen"] = []
    kernel_shell.run_cell(f"seen.append(get_ipython().transform_cell({_CELL!r}))")
    kernel_shell.run_cell(f"get_ipython().run_cell('1')\nseen.append(get_ipython().transform_cell({_CELL!r}))")
    kernel_shell.run_cell(f"get_ipython().run_cell(' ')\nseen.append(get_ipython().transform_cell({_CELL!r}))")
    assert [AWAITED in text for text in kernel_shell.user_ns["seen"]] == [False, False, False]
    assert AWAITED in kernel_shell.transform_cell(_CELL)


def test_a_cell_that_was_cancelled_does_not_count_as_running_for_ever() -> None:
    running = CellsRunning()
    running.begins(object())
    assert running
    running.ends(None)
    assert not running


def test_a_cell_without_a_body_is_no_usage_error_of_ipython(shell: Any, kernel_shell: Any) -> None:
    assert "'\\n'" in kernel_shell.transform_cell("%%grokvideo")
    shell.kernel = None
    assert "run_cell_magic('grokvideo', '', '\\n')" in shell.transform_cell("%%grokvideo")


def test_typing_the_first_line_in_a_console_does_not_make_the_cell_complete(kernel_shell: Any) -> None:
    assert kernel_shell.check_complete("%%grokvideo fox")[0] == "incomplete"


def test_the_rewritten_cell_still_works_after_reset(kernel_shell: Any) -> None:
    kernel_shell.run_line_magic("reset", "-f")
    code = kernel_shell.transform_cell("%%grokvideo class\nx")
    result = asyncio.run(kernel_shell.run_cell_async("%%grokvideo class\nx", transformed_cell=code))
    assert "Python itself" in str(result.error_in_exec)


def test_loading_twice_adds_once_and_unloading_takes_everything_away(shell: Any) -> None:
    from IPython.core import completer

    from grokwidget import display
    from grokwidget.notebook import extension

    matchers = 1 if hasattr(completer, "context_matcher") else 0  # IPython 7 has a hook instead, which stays, silent
    before = len(shell.input_transformers_cleanup), len(shell.Completer.custom_matchers)
    extension.load(shell)
    assert (len(shell.input_transformers_cleanup), len(shell.Completer.custom_matchers)) == before
    extension.unload(shell)
    assert (len(shell.input_transformers_cleanup), len(shell.Completer.custom_matchers)) == (
        before[0] - 1,
        before[1] - matchers,
    )
    for kind in ("line", "cell"):
        assert not {name for name in shell.magics_manager.magics[kind] if "grokvideo" in name}
    assert display.bundle(object(), "x") == {"text/plain": "x"}
    assert not display.heartbeats
    extension.load(shell)
    assert "grokvideo" in shell.magics_manager.magics["cell"]

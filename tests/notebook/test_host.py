"""Which host is recognised, and what is done there."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

import pytest

from grokwidget.notebook import host as hosts
from grokwidget.notebook.host import Host, captured, host, notebook_folder
from grokwidget.notebook.live import Page, Quiet, place
from grokwidget.notebook.terminal import Terminal


@pytest.fixture
def kernel_shell(shell: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A shell with a kernel, and no trace of any other host."""
    for name in ("VSCODE_PID", "VSCODE_CWD", "COLAB_RELEASE_TAG", "SERVER_SOFTWARE", "JPY_SESSION_NAME"):
        monkeypatch.delenv(name, raising=False)
    shell.kernel = object()
    return shell


def test_a_kernel_without_a_sign_of_another_host_is_jupyters(kernel_shell: Any) -> None:
    assert host() is Host.JUPYTER
    assert isinstance(place(), Page)


def test_ipython_in_a_terminal_is_a_terminal(shell: Any) -> None:
    assert host() is Host.TERMINAL
    assert isinstance(place(), Terminal)


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("COLAB_RELEASE_TAG", "release-colab", Host.COLAB),
        ("VSCODE_PID", "1", Host.VSCODE),
        ("SERVER_SOFTWARE", "voila/0.5.13", Host.VOILA),
    ],
)
def test_other_hosts_are_known_by_what_they_put_into_the_environment(
    kernel_shell: Any, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, expected: Host
) -> None:
    monkeypatch.setenv(variable, value)
    assert host() is expected


def test_colab_is_known_by_its_package(kernel_shell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    assert host() is Host.COLAB


def test_vscode_is_known_by_its_variable_which_tells_the_folder_too(kernel_shell: Any, tmp_path: Path) -> None:
    kernel_shell.user_ns["__vsc_ipynb_file__"] = str(tmp_path / "a.ipynb")
    assert host() is Host.VSCODE
    assert notebook_folder() == tmp_path


def test_without_ipython_there_is_no_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "shell", lambda: None)
    assert host() is Host.NONE
    marimo = types.SimpleNamespace(running_in_notebook=lambda: True)
    monkeypatch.setitem(sys.modules, "marimo", marimo)
    assert host() is Host.MARIMO


def test_the_notebooks_folder_comes_from_the_jupyter_session(
    kernel_shell: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "deep.ipynb"))
    assert notebook_folder() == tmp_path


@pytest.mark.parametrize("told", ["", "Untitled.ipynb", "/no/such/folder/a.ipynb", "/tmp/console-1"])
def test_a_session_that_tells_no_folder_leaves_the_one_of_the_start_which_chdir_does_not_move(
    kernel_shell: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    before = notebook_folder()
    monkeypatch.setenv("JPY_SESSION_NAME", told)
    monkeypatch.chdir(tmp_path)
    assert notebook_folder() == before != tmp_path


def test_static_output_and_capture_get_no_live_view(kernel_shell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel_shell.run_cell_magic(
        "capture",
        "",
        "from grokwidget.notebook.host import captured as c\n"
        "from grokwidget.notebook.live import place as p\n"
        "seen = (c(), type(p()).__name__)",
    )
    assert kernel_shell.user_ns["seen"] == (True, "Quiet")
    assert not captured()
    monkeypatch.setenv("GROKWIDGET_STATIC", "1")
    assert isinstance(place(), Quiet)

"""Which host is recognised, and what is done there."""

from __future__ import annotations

import sys
import threading
import types
from pathlib import Path
from typing import Any

import pytest

from grokwidget import host as hosts
from grokwidget.host import ABILITIES, Host, around, captured, host, in_cells_thread, notebook_folder
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


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"JPY_SESSION_NAME": "/notes/a-jvsc-0123.ipynb"}, Host.VSCODE),
        ({"JPY_SESSION_NAME": "/notes/a.ipynb", "VSCODE_PID": "1"}, Host.JUPYTER),
        ({"VSCODE_CWD": "/notes"}, Host.VSCODE),
    ],
    ids=["VS Code at a remote server", "a server that was started in VS Code's terminal", "VS Code's own kernel"],
)
def test_vscode_and_what_was_started_in_its_terminal_are_told_apart(
    kernel_shell: Any, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: Host
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert host() is expected


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, Host.NONE),
        ({"JPY_PARENT_PID": "77"}, Host.JUPYTER),
        ({"JPY_PARENT_PID": "77", "COLAB_RELEASE_TAG": "release"}, Host.COLAB),
        ({"JPY_PARENT_PID": "77", "SERVER_SOFTWARE": "voila/0.5"}, Host.VOILA),
        ({"JPY_PARENT_PID": "77", "VSCODE_PID": "1"}, Host.VSCODE),
    ],
)
def test_a_program_that_a_cell_starts_knows_its_kernels_host(
    kernel_shell: Any, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: Host
) -> None:
    monkeypatch.setattr(hosts, "shell", lambda: None)
    monkeypatch.setattr(hosts, "_marimo_seen", False)
    monkeypatch.delenv("JPY_PARENT_PID", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert around() is expected


def test_in_jupyterlite_the_first_touch_says_that_it_can_not_run_there(monkeypatch: pytest.MonkeyPatch) -> None:
    import grokwidget

    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.delitem(vars(grokwidget), "Client", raising=False)
    with pytest.raises(ImportError, match=r"can't run in JupyterLite.*Binder"):
        _ = grokwidget.Client
    assert host() is Host.LITE


def test_marimo_is_known_to_every_thread_once_its_own_has_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = threading.current_thread()
    marimo = types.SimpleNamespace(running_in_notebook=lambda: threading.current_thread() is own)
    monkeypatch.setattr(hosts, "shell", lambda: None)
    monkeypatch.setattr(hosts, "_marimo_seen", False)
    monkeypatch.setitem(sys.modules, "marimo", marimo)
    assert (host(), in_cells_thread()) == (Host.MARIMO, True)
    seen: list[object] = []
    other = threading.Thread(target=lambda: seen.extend((host(), in_cells_thread())))
    other.start()
    other.join()
    assert seen == [Host.MARIMO, False]


def test_every_host_says_what_it_can_and_our_colours_follow_its_theme() -> None:
    styles = (Path(__file__).parents[2] / "js" / "src" / "theme.css").read_text(encoding="utf-8")
    assert set(ABILITIES) == set(Host)
    for known, able in ABILITIES.items():
        assert all(sign in styles for sign in able.theme), known
        assert not able.live or able.theme
        assert able.threads or not able.live or able.pull


def test_a_notebook_behind_a_link_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "real" / "a.ipynb"))
    assert not hosts.linked()
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "link" / "a.ipynb"))
    assert hosts.linked()
    monkeypatch.delenv("JPY_SESSION_NAME")
    assert not hosts.linked()


def test_nobody_else_looks_at_the_environment_for_where_they_are() -> None:
    package = Path(hosts.__file__).parent
    signs = ("JPY_", "VSCODE_", "__vsc_", "COLAB_", "SERVER_SOFTWARE", "-jvsc-", '"google.colab"', '"emscripten"')
    found = {
        f"{path.relative_to(package)}: {sign}"
        for path in package.rglob("*.py")
        if path.name != "host.py" and "messages" not in path.parts
        for sign in signs
        if sign in path.read_text(encoding="utf-8")
    }
    assert found == {'__init__.py: "emscripten"'}, "the very first touch, before anything can be loaded"


def test_without_ipython_there_is_no_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "shell", lambda: None)
    monkeypatch.setattr(hosts, "_marimo_seen", False)
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

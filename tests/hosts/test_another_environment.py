"""The Jupyter server lives in another environment than the kernel, which has no anywidget: the first cell says so."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..kernels.kernel import Kernel

pytestmark = pytest.mark.slow


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    """A process that stands for a Jupyter server, in an environment of its own with nothing in it."""
    python = tmp_path / "elsewhere" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(runtime))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    waits = [str(python), "-c", "import sys; sys.stdin.read()", "jupyter"]
    with subprocess.Popen(waits, stdin=subprocess.PIPE) as process:
        (runtime / f"jpserver-{process.pid}.json").write_text("{}", encoding="utf-8")
        yield process


def _first_cell(folder: Path, server: int) -> str:
    """What the first cell shows that uses the package, as text."""
    kernel = Kernel(Path(sys.executable), folder, {"JPY_PARENT_PID": str(server)})
    try:
        kernel.run(f"import os\nos.environ['JPY_PARENT_PID'] = '{server}'")  # the test's own process started it
        assert kernel.run("from grokwidget import Client")["status"] == "ok", kernel.text()
        first = "\n".join(entry["data"]["text/plain"] for entry in kernel.shown())
        assert kernel.run("from grokwidget import Player, Studio")["status"] == "ok"
        assert "\n".join(entry["data"]["text/plain"] for entry in kernel.shown()) == first, "it is said once"
        return first
    finally:
        kernel.close()


def test_the_first_cell_names_what_is_missing_and_the_command_for_that_environment(
    server: subprocess.Popen[bytes], own_folders: Path, tmp_path: Path
) -> None:
    told = _first_cell(tmp_path, server.pid)
    assert "anywidget: this page can't show widgets" in told
    assert f"{tmp_path}/elsewhere/bin/python -m pip install" in told


def test_where_all_is_there_nothing_is_said(server: subprocess.Popen[bytes], own_folders: Path, tmp_path: Path) -> None:
    ours = Path(sys.prefix) / "share" / "jupyter"
    (tmp_path / "elsewhere" / "share").mkdir()
    (tmp_path / "elsewhere" / "share" / "jupyter").symlink_to(ours)
    assert _first_cell(tmp_path, server.pid) == ""


def test_a_process_that_is_no_server_is_not_blamed(own_folders: Path, tmp_path: Path) -> None:
    assert _first_cell(tmp_path, os.getpid()) == ""

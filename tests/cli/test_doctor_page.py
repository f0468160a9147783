"""The doctor looks where the page's halves of the widgets really are: in the environment of the server itself."""

from __future__ import annotations

import importlib.metadata
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # each looks with a process of its own, as a user does

Found = list[dict[str, str]]


def _doctor(**env: str) -> tuple[int, Found]:
    done = subprocess.run(
        [sys.executable, "-m", "grokwidget", "doctor", "--json"],
        capture_output=True,
        text=True,
        env=os.environ | env,
        timeout=100,
    )
    found: Found = json.loads(done.stdout)
    return done.returncode, found


def _one(found: Found, what: str) -> dict[str, str]:
    (one,) = [finding for finding in found if finding["what"] == what]
    return one


def _give(prefix: Path, name: str, version: str) -> None:
    file = prefix / "share" / "jupyter" / "labextensions" / name / "package.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"name": name, "version": version}), encoding="utf-8")


class Server:
    """A Jupyter server as the doctor finds one: a process of another environment, and the file that says it is one."""

    def __init__(self, folder: Path) -> None:
        self.prefix = folder / "server"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(self.prefix)], check=True)
        self.python = self.prefix / "bin" / "python"
        self.process = subprocess.Popen([str(self.python), "-c", "input()"], stdin=subprocess.PIPE)
        runtime = folder / "runtime"
        runtime.mkdir()
        (runtime / f"jpserver-{self.process.pid}.json").write_text("{}", encoding="utf-8")
        self.env = {
            "JUPYTER_RUNTIME_DIR": str(runtime),
            "JUPYTER_DATA_DIR": str(folder / "data"),
            "JPY_PARENT_PID": str(self.process.pid),
        }

    def end(self) -> None:
        """End it. Twice is once."""
        self.process.kill()
        self.process.wait(30)
        if self.process.stdin:
            self.process.stdin.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    yield made
    made.end()


def test_page_halves_that_the_server_s_environment_lacks_are_named_with_the_command_for_that_environment(
    server: Server,
) -> None:
    code, found = _doctor(**server.env)
    assert code == 1
    assert str(server.python) in _one(found, "Jupyter server")["text"]
    mine = importlib.metadata.version("anywidget")
    lost = _one(found, "anywidget")
    assert lost["verdict"] == "bad"
    assert str(server.python) in lost["text"]
    assert lost["mend"] == f'{server.python} -m pip install "anywidget=={mine}"'
    manager = _one(found, "@jupyter-widgets/jupyterlab-manager")
    assert (manager["verdict"], manager["mend"]) == ("bad", f"{server.python} -m pip install jupyterlab_widgets")


def test_another_release_in_the_page_than_in_the_kernel_is_bad_and_the_same_is_good(server: Server) -> None:
    mine = importlib.metadata.version("anywidget")
    _give(server.prefix, "@jupyter-widgets/jupyterlab-manager", "5.0.16")
    _give(server.prefix, "anywidget", "0.9.13")
    code, found = _doctor(**server.env)
    assert code == 1
    other = _one(found, "anywidget")
    assert "0.9.13" in other["text"]
    assert mine in other["text"]
    assert other["mend"] == f'{server.python} -m pip install --upgrade "anywidget=={mine}"'
    _give(server.prefix, "anywidget", mine)
    code, found = _doctor(**server.env)
    assert code == 0, [finding for finding in found if finding["verdict"] == "bad"]
    assert str(server.prefix) in _one(found, "anywidget")["text"]


def test_a_server_that_is_gone_is_not_asked(server: Server) -> None:
    server.end()
    code, found = _doctor(**server.env)
    assert code == 0
    assert not [finding for finding in found if finding["what"] == "Jupyter server"]


def test_an_old_ipywidgets_is_named_with_the_command(tmp_path: Path) -> None:
    about = tmp_path / "ipywidgets-7.6.5.dist-info" / "METADATA"
    about.parent.mkdir()
    about.write_text("Metadata-Version: 2.1\nName: ipywidgets\nVersion: 7.6.5\n", encoding="utf-8")
    code, found = _doctor(PYTHONPATH=str(tmp_path))
    assert code == 1
    old = _one(found, "ipywidgets")
    assert "7.6.5" in old["text"]
    assert old["mend"] == f'{sys.executable} -m pip install "ipywidgets>=7.7"'


def test_ipywidgets_of_another_time_than_its_page_half_is_told_as_what_it_is(tmp_path: Path) -> None:
    about = tmp_path / "ipywidgets-7.7.1.dist-info" / "METADATA"
    about.parent.mkdir()
    about.write_text("Metadata-Version: 2.1\nName: ipywidgets\nVersion: 7.7.1\n", encoding="utf-8")
    code, found = _doctor(PYTHONPATH=str(tmp_path))
    assert code == 0
    told = _one(found, "@jupyter-widgets/jupyterlab-manager")
    assert told["verdict"] == "note"
    assert "7.7.1" in told["text"]
    assert told["mend"] == f'{sys.executable} -m pip install "ipywidgets>=8"'


@pytest.mark.parametrize("name", ["Studio", "Player", "Compare", "Gallery"])
def test_a_widget_without_anywidget_is_one_sentence_with_the_command(name: str) -> None:
    code = f"import sys\nsys.modules['anywidget'] = None\nfrom grokwidget import {name}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("grokwidget.errors.MissingPackage:")
    assert f"{sys.executable} -m pip install anywidget" in last
    assert "grokwidget doctor" in last


def test_a_client_works_without_anywidget() -> None:
    code = "import sys\nsys.modules['anywidget'] = None\nfrom grokwidget import Client\nprint(Client().provider)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, "local"), done.stderr

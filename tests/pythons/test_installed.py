"""What a user gets: the wheel that is made from the sdist, in an environment with nothing else, on every Python."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import grokwidget

from ..building import build

_ROOT = Path(__file__).parents[2]
#: The Python of this environment, and every other one that `scripts/pythons` found.
_PYTHONS = {"here": Path(sys.executable)} | {
    path.parent.parent.name: path for path in sorted((_ROOT / ".venvs").glob("python3.*/bin/python"))
}

pytestmark = [pytest.mark.matrix, pytest.mark.timeout(600)]
Run = Callable[..., str]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, which is made from the sdist."""
    (made,) = build(tmp_path_factory.mktemp("built")).glob("*.whl")
    return made


@pytest.fixture(params=_PYTHONS)
def installed(request: pytest.FixtureRequest, tmp_path: Path, wheel: Path) -> Run:
    """Runs a command of a fresh environment in which only the wheel was installed; gives what it printed."""
    fresh, elsewhere = tmp_path / "fresh", tmp_path / "elsewhere"
    elsewhere.mkdir()
    # Nobody is there: whatever would leave the machine fails.
    cut_off = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9") | {
        "NO_PROXY": "127.0.0.1"
    }

    def run(*words: str, env: dict[str, str] = cut_off) -> str:
        command = [str(fresh / "bin" / words[0]), *words[1:]]
        done = subprocess.run(command, cwd=elsewhere, env=os.environ | env, capture_output=True, text=True, timeout=500)
        assert done.returncode == 0, done.stdout + done.stderr
        return str(done.stdout)

    subprocess.run([_PYTHONS[request.param], "-m", "venv", fresh], check=True)
    run("python", "-m", "pip", "install", "--quiet", str(wheel), env={})
    return run


def test_the_wheel_installs_alone_is_found_well_and_makes_a_clip_without_a_network(installed: Run) -> None:
    assert "No broken requirements" in installed("python", "-m", "pip", "check")
    version = installed("python", "-c", "import grokwidget; print(grokwidget.__version__, grokwidget.__file__)")
    assert version.split()[0] == grokwidget.__version__
    assert "site-packages" in version
    assert "All is well" in installed("grokwidget", "doctor")
    made = Path(installed("grokwidget", "generate", "a calm sea at dawn", "--duration", "1").split("  ")[0])
    assert made.read_bytes()[4:8] == b"ftyp"
    assert "from the library" in installed("grokwidget", "generate", "a calm sea at dawn", "--duration", "1")
    names = installed("python", "-m", "pip", "list", "--format=freeze").lower()
    assert not [name for name in ("pytest", "hatchling", "jupyterlab==", "notebook") if name in names]

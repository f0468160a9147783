"""The oldest versions that pyproject.toml promises to work with, all at once (see `scripts/lowest.py`)."""

from __future__ import annotations

import os
import runpy
import subprocess
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_ROOT = Path(__file__).parents[2]
_PYTHON = _ROOT / ".venvs" / "lowest" / "bin" / "python"
#: Quick ones that touch every dependency: pictures and colours, frames, HTTP, the ledger, widgets, the command line.
_QUICK = ["tests/client", "tests/media", "tests/derive", "tests/render", "tests/notebook", "tests/cli"]

pytestmark = [pytest.mark.matrix, pytest.mark.timeout(600)]


@pytest.fixture
def python() -> Path:
    """The Python of that environment; the test is skipped where it was not made."""
    if not _PYTHON.exists():
        pytest.skip("no environment lowest: run scripts/pythons")
    return _PYTHON


def test_what_is_installed_is_the_oldest_that_is_promised_and_fits_together(python: Path) -> None:
    wanted = [Requirement(line) for line in runpy.run_path(str(_ROOT / "scripts" / "lowest.py"))["lowest"]()]
    frozen = subprocess.run([python, "-m", "pip", "freeze"], capture_output=True, text=True, check=True).stdout
    pairs = [line.split("==") for line in frozen.splitlines() if "==" in line]
    have = {canonicalize_name(name): version for name, version in pairs}
    assert not [need for need in wanted if have[canonicalize_name(need.name)] not in need.specifier]
    checked = subprocess.run([python, "-m", "pip", "check"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_the_quick_tests_pass(python: Path) -> None:
    quick = ["-m", "not slow and not matrix and not browser and not alone"]
    # What old packages say of each other's ways is not ours to mend.
    command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore::DeprecationWarning", *quick]
    done = subprocess.run([*command, *_QUICK], cwd=_ROOT, env=os.environ, capture_output=True, text=True, timeout=550)
    assert done.returncode == 0, done.stdout[-4000:]


def test_a_prompt_becomes_a_clip(python: Path) -> None:
    command = [str(python), "-m", "grokwidget", "generate", "a calm sea at noon", "--duration", "1"]
    done = subprocess.run(command, cwd=_ROOT, env=os.environ, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.split("  ")[0]).read_bytes()[4:8] == b"ftyp"

"""The quick tests and one real clip, on every other Python that this machine has (see `scripts/pythons`)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_PYTHONS = sorted(path.parent.parent.name for path in (_ROOT / ".venvs").glob("python3.*/bin/python"))
_QUICK = ["tests/house", "tests/client", "tests/jobs", "tests/library", "tests/media", "tests/providers"]

pytestmark = [pytest.mark.matrix, pytest.mark.timeout(600)]


def _run(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    python = _ROOT / ".venvs" / name / "bin" / "python"
    return subprocess.run(
        [str(python), "-m", *arguments], cwd=_ROOT, env=os.environ, capture_output=True, text=True, timeout=550
    )


@pytest.mark.parametrize("name", _PYTHONS)
def test_the_quick_tests_pass(name: str) -> None:
    quick = "not slow and not matrix and not browser"
    done = _run(name, "pytest", "-q", "-p", "no:cacheprovider", "-m", quick, *_QUICK)
    assert done.returncode == 0, done.stdout[-4000:]


@pytest.mark.parametrize("name", _PYTHONS)
def test_a_prompt_becomes_a_clip(name: str) -> None:
    done = _run(name, "grokwidget", "generate", "a calm sea at dawn", "--duration", "1")
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.split("  ")[0]).read_bytes()[4:8] == b"ftyp"

"""The kernels that people meet, each in an environment of its own; `scripts/kernels` makes them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .kernel import Kernel, kernel

_ROOT = Path(__file__).parents[2]
#: `here` is the kernel of the environment that the tests run in.
_KERNELS = ("here", "colab", "kernel6", "binder", "newest")


@pytest.fixture(
    params=[
        pytest.param(name, marks=pytest.mark.slow if name == "here" else [pytest.mark.slow, pytest.mark.matrix])
        for name in _KERNELS
    ]
)
def running(
    request: pytest.FixtureRequest, tmp_path: Path, own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Kernel]:
    """A kernel of each kind, with the extension loaded and the library beside its notebook."""
    python = Path(sys.executable)
    if request.param != "here":
        python = _ROOT / ".venvs" / request.param / "bin" / "python"
        if not python.exists():
            pytest.skip(f"no environment {request.param}: run scripts/kernels")
    monkeypatch.delenv("GROKWIDGET_LIBRARY")
    with kernel(python, tmp_path) as started:
        yield started


@pytest.fixture
def here(tmp_path: Path, own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kernel]:
    """A kernel of the environment that the tests run in."""
    monkeypatch.delenv("GROKWIDGET_LIBRARY")
    with kernel(Path(sys.executable), tmp_path) as started:
        yield started

"""Binder's environment, as near as pip can come to it without Docker: the first notebook runs whole there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

_ROOT = Path(__file__).parents[2]
_PYTHON = _ROOT / ".venvs" / "binder" / "bin" / "python"
_NOTEBOOK = _ROOT / "notebooks" / "01-first-video.ipynb"

pytestmark = [pytest.mark.matrix, pytest.mark.timeout(400)]


@pytest.fixture
def python() -> Path:
    """The Python of Binder's environment; the test is skipped where it was not made."""
    if not _PYTHON.exists():
        pytest.skip("no environment binder: run scripts/kernels")
    return _PYTHON


def test_what_is_installed_is_what_binder_s_file_says_and_fits_together(python: Path) -> None:
    lines = (_ROOT / "binder" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.lower() for line in lines if "==" in line}
    frozen = subprocess.run([python, "-m", "pip", "freeze"], capture_output=True, text=True, check=True).stdout
    assert pinned <= set(frozen.lower().splitlines())
    checked = subprocess.run([python, "-m", "pip", "check"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_the_first_notebook_runs_whole(
    python: Path, tmp_path: Path, own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GROKWIDGET_LIBRARY")
    spec = tmp_path / "jupyter" / "kernels" / "binder" / "kernel.json"
    spec.parent.mkdir(parents=True)
    argv = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec.write_text(json.dumps({"argv": argv, "display_name": "binder", "language": "python"}), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    work = tmp_path / "work"
    work.mkdir()
    shutil.copy(_NOTEBOOK, work)
    notebook = nbformat.read(work / _NOTEBOOK.name, as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(notebook, timeout=300, kernel_name="binder", resources={"metadata": {"path": str(work)}}).execute()
    shown = json.dumps([cell.get("outputs") for cell in notebook.cells])
    assert "<video controls" in shown
    assert "Traceback" not in shown
    clips = sorted((work / "grokvideos").glob("*.mp4"))
    assert len(clips) >= 4
    assert all(clip.read_bytes()[4:8] == b"ftyp" for clip in clips)
    assert not [name for name in os.environ if name.endswith("_API_KEY")]

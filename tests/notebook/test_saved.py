"""What is saved: after nbclient and papermill the output is the card, small, and without a trace of the live view."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

_LOAD = "%load_ext grokwidget"
_FOX = "%%grokvideo fox --duration 1\na red fox in the snow"


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A notebook's folder, with the library in it."""
    monkeypatch.delenv("GROKWIDGET_LIBRARY")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    folder = tmp_path / "beside"
    folder.mkdir()
    return folder


def _nbformat() -> Any:
    # Loaded by the tests that need it: it takes two seconds, which every collection would pay.
    return import_module("nbformat")


def _notebook(*cells: str) -> Any:
    nbformat = _nbformat()
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(text) for text in cells]
    return notebook


def _executed(folder: Path, *cells: str) -> Any:
    notebook = _notebook(*cells)
    client = import_module("nbclient").NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    return notebook


def test_nbclient_keeps_the_card_and_at_most_45_kb_a_clip(beside: Path) -> None:
    empty = len(_nbformat().writes(_notebook(_LOAD, _FOX)).encode())
    notebook = _executed(beside, _LOAD, _FOX)
    (output,) = notebook.cells[1].outputs
    assert output["output_type"] == "display_data"
    assert set(output["data"]) == {"text/html", "text/plain"}
    assert "<video" in output["data"]["text/html"]
    source = output["data"]["text/html"].split('src="grokvideos/')[1].split('"')[0]
    assert (beside / "grokvideos" / source).exists()
    assert len(_nbformat().writes(notebook).encode()) - empty <= 45_000


def test_a_job_that_nobody_waited_for_leaves_its_card_too(beside: Path) -> None:
    later = "import asyncio\nwhile not fox.done():\n    await asyncio.sleep(0.1)\nawait asyncio.sleep(0.5)"
    notebook = _executed(beside, _LOAD, _FOX.replace("--duration", "--no-wait --duration"), later)
    (output,) = notebook.cells[1].outputs
    assert "<video" in output["data"]["text/html"]


def test_papermill_waits_and_saves_the_card(beside: Path) -> None:
    _nbformat().write(_notebook(_LOAD, _FOX, "assert fox.path.exists()"), beside / "in.ipynb")
    import_module("papermill").execute_notebook(
        str(beside / "in.ipynb"), str(beside / "out.ipynb"), cwd=str(beside), kernel_name="python3", progress_bar=False
    )
    saved = json.loads((beside / "out.ipynb").read_text(encoding="utf-8"))
    (output,) = saved["cells"][1]["outputs"]
    assert "<video" in "".join(output["data"]["text/html"])


def test_static_output_is_the_same_in_two_runs(beside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROKWIDGET_STATIC", "1")
    first = _executed(beside, _LOAD, _FOX, "fox").cells
    second = _executed(beside, _LOAD, _FOX, "fox").cells
    for cell in (1, 2):
        assert first[cell].outputs == second[cell].outputs
        assert len(first[cell].outputs) == 1


def test_the_python_call_shows_the_clip_at_the_end_of_a_cell_without_any_extension(beside: Path) -> None:
    call = "from grokwidget import Client\nclip = Client().generate('a red fox in the snow', duration=1)\nclip"
    notebook = _executed(beside, call)
    wait, output = notebook.cells[0].outputs
    assert wait["data"] == {"text/plain": "", "text/html": ""}, "the view of the wait leaves nothing behind"
    assert output["output_type"] == "execute_result"
    assert "<video" in output["data"]["text/html"]

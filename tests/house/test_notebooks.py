"""The notebooks that teach: each has its story in both languages, exercises with answers, and nothing that ages."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import nbformat
import pytest

_FOLDER = Path(__file__).parents[2] / "notebooks"
_NAMES = sorted(path.name for path in _FOLDER.glob("*.ipynb"))
_TAG = "nbval-ignore-output"
_BLOCK = re.compile(r"^( *)```(?:python)?\n(.*?)^\1```", re.MULTILINE | re.DOTALL)


def _read(name: str) -> Any:
    return nbformat.read(_FOLDER / name, as_version=4)  # type: ignore[no-untyped-call]


def _texts(notebook: Any) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def _blocks(notebook: Any) -> list[str]:
    """The code of its answers, and whatever else stands in fences."""
    return [textwrap.dedent(block) for text in _texts(notebook) for _, block in _BLOCK.findall(text)]


def test_they_are_numbered_without_a_gap() -> None:
    assert [name.split("-")[0] for name in _NAMES] == [f"{n:02d}" for n in range(1, len(_NAMES) + 1)]


@pytest.mark.parametrize("name", _NAMES)
def test_each_begins_and_ends_in_english_and_chinese_and_hides_its_answers(name: str) -> None:
    texts = _texts(_read(name))
    assert re.match(
        r"# [A-Z][^\n]+\n\n## [\u4e00-\u9fff][^\n]+\n\n[A-Z].+?\n\n[^\n]*[\u4e00-\u9fff]", texts[0], re.DOTALL
    )
    (exercises,) = [text for text in texts if text.startswith("## Exercises · 练习")]
    asked, answers = exercises.split("<details><summary>Answers · 答案</summary>\n\n")
    english, chinese = re.findall(r"(?:^\d\. .*?\n)+?(?=\n)", asked + "\n", re.MULTILINE | re.DOTALL)
    count = len(re.findall(r"^\d\. ", english, re.MULTILINE))
    assert count >= 3
    assert len(re.findall(r"^\d\. ", chinese, re.MULTILINE)) == count
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert len(re.findall(r"^\d\. ", answers, re.MULTILINE)) == count
    assert answers.endswith("</details>")


@pytest.mark.parametrize("name", _NAMES)
def test_chinese_text_has_chinese_punctuation(name: str) -> None:
    mixed = re.compile(r"[\u4e00-\u9fff][,:;?!(]|[,:;?!)][\u4e00-\u9fff]")
    whole = [cell.source for cell in _read(name).cells]
    assert not [found.group() for text in whole for found in mixed.finditer(text)]
    broken = re.compile(r"[\u4e00-\u9fff，。；：、]\n *[\u4e00-\u9fff]")
    assert not [found.group() for text in whole for found in broken.finditer(text)], "it would be shown as a space"


@pytest.mark.parametrize("name", _NAMES)
def test_cells_are_marked_by_tags_and_what_differs_from_run_to_run_is_not_kept(name: str) -> None:
    cells = [cell for cell in _read(name).cells if cell.cell_type == "code"]
    assert any(cell.outputs for cell in cells), "nothing in it is compared"
    for cell in cells:
        assert not re.search(r"^#\s*NBVAL", cell.source, re.MULTILINE)
        assert cell.metadata.get("tags", [_TAG]) == [_TAG]
        if "tags" in cell.metadata:
            assert not cell.outputs, cell.source
        kept = str(cell.outputs)
        assert not re.search(r"'/(?:home|tmp|root|Users)/|127\.0\.0\.1:\d|20\d\d-\d\d-\d\d", kept), cell.source
        assert len(kept) < 3000


@pytest.mark.parametrize("name", _NAMES)
def test_every_file_that_it_links_to_exists(name: str) -> None:
    links = [link for text in _texts(_read(name)) for link in re.findall(r"\]\(([^)#]+)\)", text)]
    assert not [link for link in links if "://" not in link and not (_FOLDER / link).exists()]


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in _NAMES if _blocks(_read(name))])
def test_the_code_of_its_answers_runs(name: str, tmp_path: Path) -> None:
    from nbclient import NotebookClient

    notebook = _read(name)
    answers = [nbformat.v4.new_code_cell(block) for block in _blocks(notebook)]  # type: ignore[no-untyped-call]
    notebook.cells += answers
    NotebookClient(
        notebook, timeout=100, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    assert all(cell.execution_count for cell in notebook.cells[-len(answers) :])

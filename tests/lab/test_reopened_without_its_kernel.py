"""A notebook that is opened again: every widget of ours is seen as it was kept, and never as somebody's error."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from playwright.sync_api import Browser, Locator, expect

from .jupyter import Lab, Notebook, write_notebook

pytestmark = pytest.mark.slow

_MAKE = (
    "from grokwidget import Client, Compare, ContactSheet, Gallery, Player, Studio\n"
    "client, far = Client('local'), Client('local', library={far!r})\n"
    "prompts = ['a curlew on the mud', 'a plover on the mud']\n"
    "curlew, plover = (client.generate(prompt, duration=2) for prompt in prompts)\n"
    "snipe = far.generate('a snipe on the mud', duration=2)"
)
_CELLS = [
    "Player(curlew)",
    "Gallery(client.library)",
    "Compare(curlew, plover)",
    "Studio(prompt='a dunlin on the mud')",
    "ContactSheet([curlew, plover])",
    "snipe",  # in no folder of the page: a player shows it
    "far.submit('a knot on the mud', duration=2)",
]
#: By the cell: what is seen of the widget while it lives, and what of the form that is kept.
_LIVE: list[Callable[[Locator], Locator]] = [
    lambda cell: cell.get_by_role("region", name="Video: a curlew on the mud"),
    lambda cell: cell.get_by_role("searchbox"),
    lambda cell: cell.get_by_role("slider", name="Position").first,
    lambda cell: cell.get_by_role("button", name="Generate"),
    lambda cell: cell.get_by_role("region", name="Contact sheet"),
    lambda cell: cell.get_by_role("region", name="Video: a snipe on the mud"),
    lambda cell: cell.get_by_role("region", name="Video: a knot on the mud"),
]
_KEPT: list[Callable[[Locator], Locator]] = [
    lambda cell: cell.get_by_role("figure").filter(has_text="a curlew on the mud"),
    lambda cell: cell.get_by_role("figure").filter(has_text="a plover on the mud"),
    lambda cell: cell.get_by_role("img", name="Clip 2: a plover on the mud"),
    lambda cell: cell.get_by_role("figure").filter(has_text="a dunlin on the mud"),
    lambda cell: cell.get_by_role("img", name="a plover on the mud"),
    lambda cell: cell.get_by_role("figure").filter(has_text="a snipe on the mud"),
    lambda cell: cell.get_by_role("figure").filter(has_text="a knot on the mud"),
]


def _each(notebook: Notebook, found: list[Callable[[Locator], Locator]]) -> list[Locator]:
    return [find(notebook.cell(number)) for number, find in enumerate(found, 1)]


def _only_kept(notebook: Notebook) -> None:
    """Every form is seen, once, and no widget, and no word of the page's own about one."""
    for form in _each(notebook, _KEPT):
        expect(form).to_be_visible(timeout=30_000)
    for widget in _each(notebook, _LIVE):
        expect(widget).to_have_count(0)
    for words in ("Error displaying widget", "Loading widget", "model not found"):
        for said in notebook.page.get_by_text(words).all():
            expect(said).not_to_be_visible()


def _changed(file: Path, name: str, **metadata: Any) -> str:
    """A copy of a notebook that says other things of itself: nobody trusts it yet."""
    content = json.loads(file.read_text(encoding="utf-8"))
    content["metadata"] = metadata
    (file.parent / name).write_text(json.dumps(content), encoding="utf-8")
    return f"{file.parent.name}/{name}"


def test_reopened_the_kept_form_of_every_widget_is_seen_and_no_error(
    lab: Lab, browser: Browser, folder: Path, tmp_path: Path
) -> None:
    file = write_notebook(folder / "a.ipynb", [_MAKE.format(far=str(tmp_path / "far away")), *_CELLS])
    with lab.open(browser, f"{folder.name}/a.ipynb") as notebook:
        for number in range(len(_CELLS) + 1):
            notebook.run(number)
        for number, widget in enumerate(_each(notebook, _LIVE), 1):
            notebook.cell(number).scroll_into_view_if_needed()
            expect(widget).to_be_visible(timeout=60_000)
        for form in _each(notebook, _KEPT):
            expect(form.filter(visible=True)).to_have_count(0)
        assert [len(notebook.outputs(number)) for number in range(1, len(_CELLS) + 1)] == [2, 2, 2, 3, 2, 2, 2]
        notebook.save()
    lab.shut_down_kernels()

    with lab.open(browser, f"{folder.name}/a.ipynb") as notebook:  # a new kernel knows none of them
        _only_kept(notebook)

    # Nor is there any kernel at all: the page asks for one, and the reader wants none.
    nowhere = {"kernelspec": {"name": "none", "display_name": "None", "language": "cobol"}}
    none = _changed(file, "b.ipynb", **nowhere)
    notary = NotebookNotary()  # type: ignore[no-untyped-call]  # nbformat has no types
    notary.sign(nbformat.read(folder / "b.ipynb", as_version=4))  # type: ignore[no-untyped-call]  # as above
    notary.store.close()
    with lab.open(browser, none, kernel=False) as notebook:
        dialog = notebook.page.get_by_role("dialog")
        dialog.get_by_role("button", name="No Kernel").click()
        _only_kept(notebook)
    stranger = _changed(file, "c.ipynb", **nowhere, from_a_stranger=True)
    with lab.open(browser, stranger, kernel=False) as notebook:
        notebook.page.get_by_role("dialog").get_by_role("button", name="No Kernel").click()
        _only_kept(notebook)

"""The panel in a real JupyterLab, as its reader meets it: found by role and name, watched for what it must not do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, expect

from .jupyter import Lab, Notebook, write_notebook

STUDIO = "from grokwidget import Studio\nstudio = Studio({})\nstudio"
#: What JupyterLab says of itself, whatever is open in it.
_OF_THE_HOST = re.compile(
    r"favicon|/api/|/lsp/|lab/extensions|Failed to load resource|WebSocket|kernel|Kernel|ChunkLoadError"
)
_OF_THIS_MACHINE = ("data:", "blob:", "ws:", "about:")
COMING = 60_000
"""A generous time for a clip to come, in ms: the machine may be busy."""


class Panel:
    """One panel in one cell's output."""

    def __init__(self, notebook: Notebook, index: int = 0, nth: int = 0) -> None:
        self.notebook = notebook
        self.page = notebook.page
        self.index = index
        self.root: Locator = notebook.cell(index).get_by_role("region", name=re.compile("^(Video studio|视频工作室)$"))
        self.root = self.root.nth(nth)

    def button(self, name: str | re.Pattern[str]) -> Locator:
        """The button of that name, or part of a name where a pattern is given."""
        return self.root.get_by_role("button", name=name, exact=isinstance(name, str))

    def radio(self, group: str, name: str) -> Locator:
        """A choice of the group of that name."""
        return self.root.get_by_role("radiogroup", name=group).get_by_role("radio", name=name, exact=True)

    def tab(self, name: str) -> Locator:
        """A tab of the right half."""
        return self.root.get_by_role("tab", name=name, exact=True)

    @property
    def prompt(self) -> Locator:
        """The field for the prompt."""
        return self.root.get_by_role("textbox", name=re.compile("^(Prompt|提示词)$"))

    @property
    def generate(self) -> Locator:
        """The button that asks."""
        return self.button("Generate")

    @property
    def jobs(self) -> Locator:
        """The jobs' rows."""
        return self.root.get_by_role("list", name="Jobs").get_by_role("listitem")

    @property
    def images(self) -> Locator:
        """The pictures of the tray: each has a button to replace it."""
        return self.root.get_by_role("list", name="Reference images").get_by_role("button", name=re.compile("^Replace"))

    @property
    def player(self) -> Locator:
        """The player on the stage."""
        return self.root.get_by_role("tabpanel", name="Clip").get_by_role("region", name=re.compile("^Video: "))

    @property
    def alerts(self) -> list[str]:
        """What is said loud now."""
        return [text for text in self.root.get_by_role("alert").all_inner_texts() if text]

    def offset(self, part: Locator) -> float:
        """How far below the panel's top a part of it is, in pixels, however far the page is scrolled."""
        box, whole = part.bounding_box(), self.root.bounding_box()
        assert box
        assert whole
        return box["y"] - whole["y"]

    def ready(self) -> Panel:
        """Wait until it is there."""
        expect(self.root).to_be_visible(timeout=30_000)
        expect(self.prompt).to_be_visible()
        return self

    def can_generate(self) -> None:
        """Wait until Generate, or what stands in its place, can be pressed: the kernel has said what it costs."""
        pressed = self.root.get_by_role("button", name=re.compile("^(Generate|Show it|生成)$"))
        expect(pressed).to_have_attribute("aria-disabled", "false", timeout=15_000)

    def plays(self, seconds: int = 60) -> None:
        """Wait until a video is shown and its time moves."""
        playing(self.player, seconds)


def playing(place: Locator, seconds: int = 60) -> None:
    """Wait until the video in the region has loaded, and its position moves once it is played."""
    expect(place).to_be_visible(timeout=seconds * 1000)
    position = place.get_by_role("slider", name="Position")
    play = place.get_by_role("button", name=re.compile("^(Play|Pause)$"))
    expect(play).to_be_visible()
    expect(place.get_by_role("progressbar", name=re.compile("^Loading"))).to_be_hidden(timeout=30_000)
    before = position.input_value()
    if play.get_attribute("aria-label") == "Play":
        play.click()
    place.page.wait_for_function(
        "([slider, before]) => slider.value !== before", arg=[position.element_handle(), before], timeout=30_000
    )


@contextmanager
def opened(
    lab: Lab, browser: Browser, folder: Path, *cells: str, shown: int | None = 0, **options: Any
) -> Iterator[Panel]:
    """A notebook whose cells have run, and the panel of cell `shown` (None: of none yet). What happens in it must not
    be an error in the console, and nothing may be asked of another machine."""
    write_notebook(folder / "a.ipynb", cells)
    with lab.open(browser, f"{folder.name}/a.ipynb", **options) as notebook:
        for index in range(len(cells) if shown is not None else 0):
            notebook.run(index)
            assert not [one for one in notebook.outputs(index) if one["output_type"] == "error"], notebook.outputs(
                index
            )
        panel = Panel(notebook, shown or 0)
        yield panel.ready() if shown is not None else panel
        well(lab, notebook)


def well(lab: Lab, notebook: Notebook) -> None:
    """Nothing of ours went wrong in the page, and nothing left the machine."""
    said = [line for line in notebook.console if line.startswith(("error", "pageerror"))]
    wrong = [line for line in said if line.startswith("pageerror") or not _OF_THE_HOST.search(line)]
    assert not wrong, wrong
    outside = [url for url in notebook.requests if not url.startswith((lab.url, *_OF_THIS_MACHINE))]
    assert not outside, outside


def said(notebook: Notebook, code: str, seconds: float = 60) -> str:
    """What a piece of code prints: run in the kernel behind the page, in no cell."""
    text = notebook.page.evaluate(
        """async code => {
            const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
            const told = [];
            const asked = kernel.requestExecute({ code, store_history: false });
            asked.onIOPub = ({ header, content }) => {
                if (header.msg_type === 'stream') told.push(content.text);
                if (header.msg_type === 'error') told.push('ERROR ' + content.ename + ': ' + content.evalue);
            };
            await asked.done;
            return told.join('');
        }""",
        code,
    )
    assert isinstance(text, str)
    assert "ERROR" not in text, text
    return text.strip()


def until(notebook: Notebook, code: str, expected: str, tries: int = 100) -> None:
    """Wait until an expression in the kernel is what is expected: the kernel is asked again and again."""
    told = ""
    for _ in range(tries):
        told = said(notebook, f"print({code})")
        if told == expected:
            return
        notebook.page.evaluate("() => new Promise(requestAnimationFrame)")
    raise AssertionError(f"{code} is {told!r}, not {expected!r}")


def files(*given: tuple[str, str, bytes]) -> Sequence[Any]:
    """Files for a chooser: name, MIME type, bytes."""
    return [{"name": name, "mimeType": mime, "buffer": data} for name, mime, data in given]


def pick(panel: Panel, given: Sequence[Any], button: str | re.Pattern[str] = "") -> None:
    """Give files to the chooser behind a button, left out: that which adds images."""
    with panel.page.expect_file_chooser() as chooser:
        panel.button(button or re.compile("^Add images")).click()
    chooser.value.set_files(list(given))

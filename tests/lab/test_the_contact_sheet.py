"""The contact sheet of a real sweep in a real JupyterLab."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from ..jobs.fake import Fake
from ..waiting import until
from .jupyter import Lab, Notebook, write_notebook
from .panel import said

pytestmark = pytest.mark.slow

_SWEEP = (
    "from grokwidget import Client, ContactSheet\nclient = Client('local')\n"
    "prompts = ['a heron on a {0} lake', 'a lantern in the {0} fog']\n"
    "sweep = client.sweep(prompts, aspect_ratio=['16:9', '1:1'], duration=2)"
)
_RUN = "sweep.run(); None"
_SHEET = "sheet = ContactSheet(sweep)\nsheet"


def _sheet(notebook: Notebook, index: int) -> Locator:
    found: Locator = notebook.cell(index).get_by_role("region", name="Contact sheet")
    expect(found).to_be_visible(timeout=30_000)
    return found


def _all_play(sheet: Locator, count: int) -> None:
    """So many videos play, and within two frames of each other."""
    sheet.scroll_into_view_if_needed()
    sheet.page.wait_for_function(
        """([sheet, count]) => {
            const videos = [...sheet.querySelectorAll('video')];
            const times = videos.map(video => video.currentTime);
            return videos.length === count && videos.every(video => !video.paused && video.currentTime > 0.2)
                && Math.max(...times) - Math.min(...times) < 0.17;
        }""",
        arg=[sheet.element_handle(), count],
        timeout=60_000,
    )


def _shows(sheet: Locator, *names: str) -> None:
    """These clips can be opened, in this order, and no others."""
    buttons = sheet.get_by_role("button", name=re.compile("^Open "))
    expect(buttons).to_have_count(len(names))
    for button, name in zip(buttons.all(), names, strict=True):
        expect(button).to_have_attribute("aria-label", f"Open {name}")


def _html(notebook: Notebook, index: int) -> str:
    return "".join(str(one.get("data", {}).get("text/html", "")) for one in notebook.outputs(index))


def _no_errors(notebook: Notebook) -> None:
    wrong = [line for line in notebook.console if line.startswith(("error", "pageerror")) and "grokwidget" in line]
    assert not wrong


def test_a_sweep_plays_in_step_is_sorted_filtered_and_picked_from_and_stays_without_a_kernel(
    lab: Lab, browser: Browser, folder: Path
) -> None:
    file = write_notebook(folder / "a.ipynb", [_SWEEP.format("still"), _RUN, _SHEET])
    with lab.open(browser, f"{folder.name}/a.ipynb") as notebook:
        notebook.run(0)
        notebook.run(1, 120)
        notebook.run(2)
        sheet = _sheet(notebook, 2)
        table = sheet.get_by_role("table", name="Sweep of 4 clips: prompt (2) × aspect ratio (2)")
        expect(table.get_by_role("columnheader", name="1:1")).to_be_visible()
        expect(table.get_by_role("rowheader", name="a heron on a still lake")).to_be_visible()
        _all_play(sheet, 4)

        sheet.get_by_role("button", name="Pause", exact=True).click()
        sheet.get_by_role("slider", name="Position").fill("1")
        notebook.page.wait_for_function(
            "sheet => [...sheet.querySelectorAll('video')].every(video => Math.abs(video.currentTime - 1) < 0.1)",
            arg=sheet.element_handle(),
        )
        sheet.get_by_role("button", name="Play", exact=True).click()
        _all_play(sheet, 4)

        # By keyboard: down to the lantern, a winner with five stars.
        sheet.get_by_role("button", name=re.compile("^Open a heron.*16:9")).focus()
        notebook.page.keyboard.press("ArrowDown")
        notebook.page.keyboard.press("w")
        notebook.page.keyboard.press("5")
        expect(sheet.get_by_text("4 of 4 · winners: 1")).to_be_visible()
        assert said(notebook, "print([clip.prompt for clip in sheet.picked])") == "['a lantern in the still fog']"
        assert said(notebook, "print(sheet.picked[0].tags, sheet.picked[0].rating)") == "('winner',) 5"
        assert said(notebook, "print(len(client.library.search('winner')))") == "1"

        sheet.get_by_role("combobox", name="Sort by").select_option("rating")
        expect(sheet.get_by_role("list")).to_be_visible()
        first = sheet.get_by_role("button", name=re.compile("^Open ")).first
        expect(first).to_have_attribute("aria-label", "Open a lantern in the still fog · 16:9")
        _all_play(sheet, 4)
        sheet.get_by_role("combobox", name="Sort by").select_option("grid")
        sheet.get_by_role("searchbox", name="Filter").fill("heron 1:1")
        expect(sheet.get_by_text("1 of 4")).to_be_visible()
        _shows(sheet, "a heron on a still lake · 1:1")
        sheet.get_by_role("searchbox", name="Filter").fill("")
        expect(sheet.get_by_text("4 of 4")).to_be_visible()
        sheet.get_by_role("button", name=re.compile("^Winners only")).click()
        _shows(sheet, "a lantern in the still fog · 16:9")
        sheet.get_by_role("button", name=re.compile("^Winners only")).click()

        sheet.get_by_role("button", name="Open a heron on a still lake · 1:1").press("Enter")
        player = sheet.get_by_role("region", name="Video: a heron on a still lake")
        expect(player).to_be_visible()
        notebook.page.wait_for_function(
            "player => player.querySelector('video').currentTime > 0.2", arg=player.element_handle()
        )
        notebook.page.keyboard.press("Escape")
        expect(table).to_be_visible()
        _all_play(sheet, 4)

        # What is kept follows, and isn't seen as long as the sheet itself is there.
        notebook.page.wait_for_function(
            "index => window.jupyterapp.shell.currentWidget.content.widgets[index].model.outputs.toJSON()"
            ".some(one => one.data['text/html']?.includes('★'))",
            arg=2,
        )
        expect(notebook.cell(2).get_by_role("img", name=re.compile("winner"))).to_have_count(0)
        said(notebook, "sheet.rows = 'aspect_ratio'")
        expect(sheet.get_by_role("rowheader", name="16:9")).to_be_visible()
        said(notebook, "sheet.rows = 'prompt'")
        expect(sheet.get_by_role("rowheader", name="a heron on a still lake")).to_be_visible()
        _no_errors(notebook)
        notebook.page.wait_for_function(
            "index => window.jupyterapp.shell.currentWidget.content.widgets[index].model.outputs.toJSON()"
            ".some(one => one.data['text/html']?.includes('prompt ↓'))",
            arg=2,
        )
        notebook.save()
    assert file.stat().st_size < 200_000
    lab.shut_down_kernels()
    with lab.open(browser, f"{folder.name}/a.ipynb", kernel=False) as notebook:
        cell = notebook.cell(2)
        kept = cell.get_by_role("table")
        expect(kept.get_by_role("rowheader", name="a lantern in the still fog")).to_be_visible()
        expect(kept.get_by_role("columnheader", name="1:1")).to_be_visible()
        pictures = kept.get_by_role("img", name=re.compile("still"))
        expect(pictures).to_have_count(4)
        assert pictures.first.evaluate("image => image.naturalWidth") > 0
        expect(kept.get_by_role("img", name="winner")).to_have_count(1)
        expect(kept.get_by_text("free")).to_have_count(4)


def test_a_sheet_of_a_sweep_that_runs_fills_in_by_itself(lab: Lab, browser: Browser, folder: Path) -> None:
    cells = [_SWEEP.format("busy"), _SHEET, "sweep.start(); None"]
    write_notebook(folder / "a.ipynb", cells)
    with lab.open(browser, f"{folder.name}/a.ipynb") as notebook:
        notebook.run(0)
        notebook.run(1)
        sheet = _sheet(notebook, 1)
        expect(sheet.get_by_role("table").get_by_text("planned", exact=True)).to_have_count(4)
        notebook.run(2)
        expect(sheet.get_by_text(re.compile(r"\d of 4 done"))).to_be_visible(timeout=30_000)
        expect(sheet.get_by_role("button", name=re.compile("^Open "))).to_have_count(4, timeout=120_000)
        _all_play(sheet, 4)
        expect(sheet.get_by_text(re.compile("done"))).to_have_count(0)
        notebook.page.wait_for_function(
            "index => (window.jupyterapp.shell.currentWidget.content.widgets[index].model.outputs.toJSON()"
            ".map(one => one.data['text/html'] ?? '').join('').match(/<img/g) ?? []).length === 4",
            arg=1,
        )
        kept = _html(notebook, 1)
        assert kept.count("free") == 4
        assert "planned" not in kept
        _no_errors(notebook)


def test_a_sweep_that_a_cell_waits_for_is_stopped_by_its_button_and_gone_on_with(
    lab: Lab, browser: Browser, folder: Path, fake: Fake
) -> None:
    fake.gate.clear()
    client = f"client = Client('aivideoapi', base_urls=dict(aivideoapi='{fake.url}'))"
    prompts = [f"a kiwi in burrow {number}" for number in range(4)]
    cells = [
        f"from grokwidget import Client, ContactSheet\n{client}\nsweep = client.sweep({prompts}, at_once=2)",
        "ContactSheet(sweep)",
        "sweep.run(yes=True); print('all', len(sweep.clips))",
        f"sent = client.sweep({prompts[:2]}, at_once=1)\nsent.start()\nContactSheet(sent)",
    ]
    write_notebook(folder / "a.ipynb", cells)
    with lab.open(browser, f"{folder.name}/a.ipynb") as notebook:
        notebook.run(0)
        notebook.run(1)
        sheet = _sheet(notebook, 1)
        stop = sheet.get_by_role("button", name="Stop the sweep")
        expect(stop).to_have_count(0)
        notebook.start(2)
        expect(stop).to_be_visible(timeout=30_000)
        expect(stop).to_have_attribute("title", re.compile("^Nothing more is sent.*may be charged"))
        until(lambda: fake.creates == 2)
        stop.click()
        how = "Stopped: 2 planned, 2 stopped. What was sent goes on at the provider and may be charged"
        expect(sheet.get_by_role("status").filter(has_text=how)).to_contain_text("run `sweep.run()` in Python")
        expect(sheet.get_by_role("group", name="The sweep").get_by_role("button")).to_have_count(0)
        notebook.wait(2)
        assert notebook.outputs(2)[-1]["ename"] == "WaitStopped"
        assert fake.creates == 2

        # Of another sweep all was sent: what is stopped then costs nothing, and the page itself may go on with it.
        notebook.run(3)
        other = _sheet(notebook, 3)
        other.get_by_role("button", name="Stop the sweep").click()
        other.get_by_role("button", name="Go on").click()
        expect(other.get_by_role("button", name="Stop the sweep")).to_be_visible()
        fake.gate.set()
        expect(other.get_by_role("button", name=re.compile("^Open "))).to_have_count(2, timeout=60_000)
        expect(other.get_by_role("group", name="The sweep")).to_have_count(0)
        assert fake.creates == 2

        notebook.run(2)
        expect(sheet.get_by_role("button", name=re.compile("^Open "))).to_have_count(4, timeout=60_000)
        expect(sheet.get_by_role("group", name="The sweep")).to_have_count(0)
        assert notebook.outputs(2)[-1]["text"] == "all 4\n"
        assert fake.creates == 4
        _no_errors(notebook)

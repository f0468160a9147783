"""A cell in a real JupyterLab: progress moves, the video plays, Stop works, the saved notebook keeps its card."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .jupyter import Lab, Notebook, write_notebook

pytestmark = pytest.mark.slow

_LOAD = "%load_ext grokwidget"
_SEA = "%%grokvideo sea --ratio 16:9 --duration 2\nwaves of the sea at dawn"
_WATCH = """() => {
    window.gwSeen = [];
    new MutationObserver(() => {
        const bar = document.querySelector('.jp-OutputArea progress');
        const seen = bar ? (bar.hasAttribute('value') ? bar.value : 'waiting') : 'none';
        if (window.gwSeen.at(-1) !== seen) window.gwSeen.push(seen);
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
}"""


def _plays(notebook: Notebook, index: int) -> None:
    """The cell's video has loaded, its time advances, and it can seek."""
    video = notebook.cell(index).locator("video").filter(visible=True)  # a live player hides the form that is kept
    expect(video).to_be_visible(timeout=30_000)
    handle = video.element_handle()
    page = notebook.page
    page.wait_for_function("video => video.readyState === 4", arg=handle, timeout=30_000)
    started = video.evaluate("async video => { video.muted = true; await video.play(); return video.currentTime; }")
    page.wait_for_function("([video, then]) => video.currentTime !== then", arg=[handle, started])
    landed = video.evaluate(
        """video => new Promise(done => {
            video.pause();
            const wanted = video.duration * 0.75;
            video.addEventListener('seeked', () => done(Math.abs(video.currentTime - wanted)), { once: true });
            video.currentTime = wanted;
        })"""
    )
    assert landed < 0.1


def test_progress_moves_while_the_cell_runs_and_the_clip_plays_in_its_place(
    lab: Lab, browser: Browser, folder: Path
) -> None:
    write_notebook(folder / "a.ipynb", [_LOAD, _SEA, "sea.path.exists(), sea.width"])
    with lab.open(browser, f"{folder.name}/a.ipynb") as notebook:
        notebook.run(0)
        notebook.page.evaluate(_WATCH)
        notebook.run(1)
        _plays(notebook, 1)
        notebook.run(2)
        assert "(True, 848)" in json.dumps(notebook.outputs(2))
        seen = [value for value in notebook.page.evaluate("window.gwSeen") if isinstance(value, int | float)]
        assert len(set(seen)) >= 3
        assert seen == sorted(seen)
        assert [one["output_type"] for one in notebook.outputs(1)] == ["display_data"]
        outside = [url for url in notebook.requests if not url.startswith((lab.url, "data:", "blob:", "ws:"))]
        assert not outside
        assert not [
            line for line in notebook.console if "grokwidget" in line and line.startswith(("error", "pageerror"))
        ]


def test_the_saved_notebook_is_small_and_keeps_its_card_without_a_kernel(
    lab: Lab, browser: Browser, folder: Path
) -> None:
    file = write_notebook(folder / "a.ipynb", [_LOAD, _SEA])
    before = file.stat().st_size
    with lab.open(browser, f"{folder.name}/a.ipynb") as notebook:
        notebook.run(0)
        notebook.run(1)
        _plays(notebook, 1)
        notebook.save()
    assert file.stat().st_size - before <= 45_000
    lab.shut_down_kernels()
    with lab.open(browser, f"{folder.name}/a.ipynb", kernel=False) as notebook:
        _plays(notebook, 1)
        assert "waves of the sea at dawn" in notebook.cell(1).inner_text()
        assert "model not found" not in notebook.page.content()


def test_a_second_run_of_the_cell_comes_from_the_library(lab: Lab, browser: Browser, folder: Path) -> None:
    write_notebook(folder / "a.ipynb", [_LOAD, _SEA, _SEA.replace("sea --", "again --"), "again.path == sea.path"])
    with lab.open(browser, f"{folder.name}/a.ipynb") as notebook:
        for index in range(4):
            notebook.run(index)
        assert "True" in json.dumps(notebook.outputs(3))
        assert "library" in notebook.cell(2).inner_text()
        _plays(notebook, 2)


def test_a_wrong_flag_is_one_sentence_and_stops_run_all(lab: Lab, browser: Browser, folder: Path) -> None:
    cells = [_LOAD, "%%grokvideo --ratoi 16:9\na fox", "print('reached')"]
    write_notebook(folder / "a.ipynb", cells)
    with lab.open(browser, f"{folder.name}/a.ipynb") as notebook:
        notebook.run_all()
        text = notebook.cell(1).inner_text()
        assert "--ratio" in text
        assert "Traceback" not in text
        assert "reached" not in notebook.cell(2).inner_text().split("\n", 1)[-1].replace("print('reached')", "")


def test_the_player_plays_from_the_files_address_and_steps_a_frame(lab: Lab, browser: Browser, folder: Path) -> None:
    write_notebook(folder / "a.ipynb", [_LOAD, _SEA, "from grokwidget import Player\nPlayer(sea)"])
    with lab.open(browser, f"{folder.name}/a.ipynb") as notebook:
        for index in range(3):
            notebook.run(index)
        _plays(notebook, 2)
        video = notebook.cell(2).get_by_role("region").locator("video")
        assert "/files/" in video.evaluate("video => video.currentSrc")
        before = video.evaluate("video => video.currentTime")
        notebook.cell(2).get_by_role("button", name=re.compile("next frame|forward", re.IGNORECASE)).click()
        handle = video.element_handle()
        notebook.page.wait_for_function("([v, t]) => v.currentTime > t", arg=[handle, before])


@pytest.mark.parametrize("name", ["01-first-video.ipynb"])
def test_the_shipped_notebook_runs_whole_and_every_clip_of_it_plays(
    lab: Lab, browser: Browser, folder: Path, name: str
) -> None:
    source = Path(__file__).parents[2] / "notebooks" / name
    (folder / name).write_bytes(source.read_bytes())
    cells = json.loads(source.read_text(encoding="utf-8"))["cells"]
    with lab.open(browser, f"{folder.name}/{name}") as notebook:
        notebook.run_all(180)
        videos = 0
        for index, cell in enumerate(cells):
            if cell["cell_type"] != "code":
                continue
            outputs = notebook.outputs(index)
            assert not [one for one in outputs if one["output_type"] == "error"], cell["source"]
            if notebook.cell(index).locator("video").count():
                videos += 1
                notebook.cell(index).scroll_into_view_if_needed()
                _plays(notebook, index)
        assert videos >= 3


def test_stop_works_while_the_cell_runs_and_leaves_the_job_to_be_resumed(
    lab: Lab, browser: Browser, folder: Path
) -> None:
    cells = [
        _LOAD,
        "%%grokvideo long --ratio 16:9 --duration 15\na city in the rain",
        "from grokwidget import Client\n[job.record.status.value for job in Client().resume()]",
    ]
    write_notebook(folder / "a.ipynb", cells)
    with lab.open(browser, f"{folder.name}/a.ipynb") as notebook:
        notebook.run(0)
        notebook.start(1)
        stop = notebook.cell(1).get_by_role("button", name=re.compile("stop", re.IGNORECASE))
        expect(stop).to_be_visible(timeout=30_000)
        expect(notebook.cell(1).locator("progress[value]")).to_be_visible(timeout=30_000)  # the task runs
        stop.click()
        notebook.wait(1, 15)
        text = notebook.cell(1).inner_text()
        assert "Traceback" not in text
        assert "resume" in text
        notebook.run(2)
        assert re.search(r"queued|running", json.dumps(notebook.outputs(2)))

"""What a notebook's user waits for, in a real JupyterLab: the first progress, the first frame; and what a clip adds."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
from pathlib import Path

from playwright.sync_api import Browser

from tests.lab.jupyter import Lab, chromium_browser, write_notebook

from .cached import own_root
from .table import Figure, show

_LOAD = "%load_ext grokwidget"
_TIMER = """() => {
    window.gwMark = (selector, event) => new Promise(done => {
        const started = performance.now();
        const look = () => {
            const found = [...document.querySelectorAll(selector)].find(one => !one.gwSeen);
            if (!found) return false;
            if (!event) { found.gwSeen = true; done(performance.now() - started); return true; }
            if (!found.gwAsked) {
                found.gwAsked = true;
                const ready = () => {
                    found.gwSeen = true;
                    window.gwSeenAt = performance.timeOrigin + performance.now();
                    done(performance.now() - started);
                };
                if (found.readyState >= 2) ready(); else found.addEventListener(event, ready, { once: true });
            }
            return true;
        };
        if (!look()) {
            const watch = new MutationObserver(() => { if (look()) watch.disconnect(); });
            watch.observe(document.body, { subtree: true, childList: true });
        }
    });
    window.gwRun = async (index, selector, event) => {
        const panel = window.jupyterapp.shell.currentWidget;
        panel.content.activeCellIndex = index;
        document.querySelectorAll(selector).forEach(one => { one.gwSeen = true; });
        const seen = window.gwMark(selector, event);
        const ran = window.jupyterapp.commands.execute('notebook:run-cell');
        const took = await seen;
        await ran;
        return took;
    };
}"""
_PLAYER = """import time
from pathlib import Path
from types import SimpleNamespace
from grokwidget import Player
big = SimpleNamespace(path=Path("big.mp4"), mime="video/mp4", duration=10.0, fps=24, width=1280, height=720,
                      prompt="noise", poster_data_uri=lambda: "")
print("the file is there at", time.time())
Player(big)"""


_FIRST_FRAME = """async index => {
    await window.gwRun(index, '.jp-OutputArea video', 'loadeddata');
    const now = window.gwSeenAt;
    const cell = document.querySelectorAll('.jp-CodeCell')[index];
    for (;;) {
        const there = cell.innerText.match(/is there at ([0-9.]+)/);
        if (there) return now - 1000 * Number(there[1]);
        await new Promise(requestAnimationFrame);
    }
}"""
"""Milliseconds from the file's existence, by the kernel's clock, to the first frame, by the page's: one machine."""


def _noise(path: Path, megabytes: float) -> None:
    """A film of that size at least: noise can't be compressed."""
    import av
    import numpy as np

    chance = np.random.default_rng(7)
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as film:
        stream = film.add_stream("libx264", rate=24, options={"preset": "ultrafast", "crf": "18", "g": "24"})
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        written = 0
        for _ in range(240):
            pixels = chance.integers(96, 160, (720, 1280, 3), np.uint8)
            for packet in stream.encode(av.VideoFrame.from_ndarray(pixels, "rgb24")):
                written += packet.size
                film.mux(packet)
            if written > megabytes * 2**20:
                break
        for packet in stream.encode():
            film.mux(packet)


def _waits(lab: Lab, browser: Browser, root: Path) -> list[Figure]:
    prompts = [f"%%grokvideo --duration 1\nwaves of the sea, number {number}" for number in range(6)]
    write_notebook(root / "waits.ipynb", [_LOAD, *prompts, _PLAYER, _PLAYER, _PLAYER, _PLAYER])
    progress = ".jp-OutputArea progress"
    with lab.open(browser, "waits.ipynb") as notebook:
        notebook.page.set_default_timeout(120_000)
        notebook.page.evaluate(_TIMER)
        notebook.run(0)
        first, *warm = (
            notebook.page.evaluate("([i, s]) => window.gwRun(i, s, '')", [index, progress]) for index in range(1, 7)
        )
        frames = [notebook.page.evaluate(_FIRST_FRAME, index) for index in range(7, 11)]
    return [
        Figure("first cell to its first progress", first / 1000, "s", 1.2),
        Figure("warm cell to its first progress, median of 5", statistics.median(warm) / 1000, "s", 0.3),
        Figure("warm cell, worst", max(warm) / 1000, "s"),
        Figure("player's first frame, 20 MB, median of 3", statistics.median(frames[1:]) / 1000, "s", 0.3),
    ]


def _growth(lab: Lab, browser: Browser, root: Path) -> list[Figure]:
    import nbformat
    from nbclient import NotebookClient

    cell = "%%grokvideo --duration 2\nan aurora over a lake"
    file = write_notebook(root / "growth.ipynb", [_LOAD, cell])
    with lab.open(browser, "growth.ipynb") as notebook:
        notebook.run(0)
        notebook.save()
        before = file.stat().st_size
        notebook.run(1)
        notebook.save()
        lab_growth = file.stat().st_size - before
    sizes = []
    for cells in ([_LOAD], [_LOAD, cell]):
        executed = nbformat.read(write_notebook(root / "executed.ipynb", cells), 4)  # type: ignore[no-untyped-call]  # nbformat has no types
        NotebookClient(executed, resources={"metadata": {"path": str(root)}}).execute()
        sizes.append(len(json.dumps(executed)))
    return [
        Figure("a clip adds, in JupyterLab", lab_growth / 1000, "kB", 45),
        Figure("a clip adds, after nbclient", (sizes[1] - sizes[0]) / 1000, "kB", 45),
    ]


def run() -> bool:
    """Measure in one JupyterLab; print; True when all are within their limits."""
    executable = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    if not executable:
        print("notebook: needs Chromium (Debian: apt-get install chromium)", file=sys.stderr)
        return False
    with own_root() as (home, root):
        _noise(root / "big.mp4", 20)
        with Lab(root, home) as lab, chromium_browser(executable) as browser:
            figures = _waits(lab, browser, root) + _growth(lab, browser, root)
    return show("in JupyterLab", figures)

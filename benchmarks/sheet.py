"""A contact sheet of 24 clips in a real JupyterLab: how soon all play, whether one drops a second, what it weighs."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser

from tests.lab.jupyter import Lab, chromium_browser, write_notebook

from .cached import own_root
from .table import Figure, show

_PROMPTS = ("a red fox runs through snow", "waves of silk at night", "a city in neon rain", "a campfire under stars")
_TAKES = 6
CLIPS = len(_PROMPTS) * _TAKES
_SECONDS = 5
_LOAD = (
    "from grokwidget import ContactSheet\nfrom grokwidget.library import Library, previews\n"
    "clips = list(reversed(list(Library('grokvideos'))))\nlen([previews.made(clip) for clip in clips])"
)
_SHOW = "sheet = ContactSheet(clips, rows='prompt', columns='take')\nsheet"

_UNTIL_ALL_PLAY = """async ([index, count]) => {
    const panel = window.jupyterapp.shell.currentWidget;
    panel.content.activeCellIndex = index;
    const cell = document.querySelectorAll('.jp-CodeCell')[index];
    cell.scrollIntoView();
    const started = performance.now();
    const times = {};
    const ran = window.jupyterapp.commands.execute('notebook:run-cell');
    while (!times.all) {
        await new Promise(requestAnimationFrame);
        const videos = [...cell.querySelectorAll('.gw-sheet-video')];
        if (videos.length === count) times.tiles ||= performance.now() - started;
        const plays = videos.filter(video => !video.paused && video.currentTime > 0);
        if (plays.length) times.first ||= performance.now() - started;
        if (plays.length === count) times.all = performance.now() - started;
        if (performance.now() - started > 60000) throw new Error(`${plays.length} of ${videos.length} play`);
    }
    await ran;
    return times;
}"""
"""Milliseconds from the click on Run to the tiles, to the first clip that plays, and to all of them."""

_WATCH = """async ([index, seconds]) => {
    const videos = [...document.querySelectorAll('.jp-CodeCell')[index].querySelectorAll('.gw-sheet-video')];
    const gaps = videos.map(() => 0);
    const shown = videos.map(() => 0);
    const last = videos.map(() => performance.now());
    let over = false;
    videos.forEach((video, n) => {
        const see = now => {
            gaps[n] = Math.max(gaps[n], now - last[n]);
            last[n] = now;
            shown[n] += 1;
            if (!over) video.requestVideoFrameCallback(see);
        };
        video.requestVideoFrameCallback(see);
    });
    let [page, apart, before] = [0, 0, performance.now()];
    const started = before;
    const spread = [];
    while (before - started < 1000 * seconds) {
        const now = await new Promise(requestAnimationFrame);
        page = Math.max(page, now - before);
        before = now;
        const times = videos.map(video => video.currentTime);
        spread.push(Math.max(...times) - Math.min(...times));
    }
    over = true;
    spread.sort((a, b) => a - b);
    return { video: Math.max(...gaps, ...last.map(at => before - at)), page, frames: Math.min(...shown),
             apart: spread[Math.floor(spread.length * 0.95)] };
}"""
"""Of so many seconds of playing: the longest time without a new frame of any clip, and of the page; how far apart the
clips are (of 100 looks 95 find less)."""


def fill(folder: Path, films: Sequence[Path]) -> None:
    """A library of 24 different files, whose pictures are those of the films."""
    from grokwidget.library import Library
    from grokwidget.media.remux import tagged_copy
    from tests.library.conftest import put, record

    library = Library(folder)
    number = 0
    for film, prompt in zip(films, _PROMPTS, strict=True):
        for take in range(1, _TAKES + 1):
            number += 1
            copy = folder.parent / "copy.mp4"
            tagged_copy(film, copy, {"com.example.n": str(number)})
            asked = {"prompt": prompt, "duration": 6, "take": take, "sends": {"prompt": prompt, "duration": 6}}
            put(
                library,
                copy,
                record(prompt, fingerprint=f"v1:{number:064x}", take=take, seconds=6, request=asked,
                       created_at=1.7e9 + number),
            )  # fmt: skip
            copy.unlink()
    library.close()


def _films(folder: Path) -> list[Path]:
    from grokwidget import Client

    client = Client("local", library=folder)
    try:
        sweep = client.sweep(list(_PROMPTS), aspect_ratio="16:9", duration=6).run()
        return [clip.path for clip in sweep.clips]
    finally:
        client.close()


def _previews(library: Path) -> list[Figure]:
    """How long the small videos take, and what they weigh; they are made anew by the notebook."""
    from grokwidget.library import Library, previews

    opened = Library(library)
    started, cpu = time.perf_counter(), time.process_time()
    sizes = [previews.made(clip).stat().st_size for clip in opened]
    took, spent = time.perf_counter() - started, time.process_time() - cpu
    opened.close()
    return [
        Figure("making a small video", took / len(sizes), "s", None, f"{spent / len(sizes):.2f} s of a processor"),
        Figure("a small video, the largest", max(sizes) / 1000, "kB", 130),
    ]


def _page(lab: Lab, browser: Browser, root: Path) -> list[Figure]:
    state = (
        "import json\nprint(len(json.dumps({name: value for name, value in sheet.get_state().items()"
        " if name not in ('_esm', '_css', 'layout')}, ensure_ascii=False).encode()))"
    )
    write_notebook(root / "sheet.ipynb", [_LOAD, _SHOW, _SHOW, _SHOW, state])
    with lab.open(browser, "sheet.ipynb", width=1500) as notebook:
        notebook.page.set_default_timeout(180_000)
        notebook.command("application:toggle-left-area")
        notebook.run(0, 180)
        load = os.getloadavg()[0]
        times = [notebook.page.evaluate(_UNTIL_ALL_PLAY, [index, CLIPS]) for index in (1, 2, 3)]
        watched = notebook.page.evaluate(_WATCH, [3, _SECONDS])
        notebook.run(4)
        size = int("".join(notebook.outputs(4)[0]["text"]))
        kept = sum(len(str(one["data"].get("text/html", ""))) for one in notebook.outputs(3))
        wrong = [line for line in notebook.console if line.startswith(("error", "pageerror"))]
    best = min(times, key=lambda each: float(each["all"]))
    return [
        Figure("from Run to the tiles", best["tiles"] / 1000, "s"),
        Figure("from Run to the first clip that plays", best["first"] / 1000, "s"),
        Figure("from Run to all that play, the best of 3", best["all"] / 1000, "s", 1, f"load {load:.1f}"),
        Figure("from Run to all that play, the worst of 3", max(each["all"] for each in times) / 1000, "s"),
        Figure(f"longest time without a new frame, {_SECONDS} s", watched["video"] / 1000, "s", 1),
        Figure("the page's own longest gap", watched["page"] / 1000, "s", 1),
        Figure("new frames of the clip with the fewest", watched["frames"], "", None, f"of {12 * _SECONDS}"),
        Figure("clips are apart, 95 of 100 looks", watched["apart"], "s"),
        Figure("static form", kept / 1000, "kB", 400),
        Figure("saved state", size / 1000, "kB", 20),
        Figure("errors in the console", len(wrong), "", 0),
    ]


def run() -> bool:
    """Measure; print; True when all are within their limits."""
    executable = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    if not executable:
        print("sheet: needs Chromium (Debian: apt-get install chromium)", file=sys.stderr)
        return False
    with own_root() as (home, root):
        fill(root / "grokvideos", _films(home / "made"))
        figures = _previews(root / "grokvideos")
        with Lab(root, home) as lab, chromium_browser(executable) as browser:
            figures += _page(lab, browser, root)
    return show(f"a contact sheet of {CLIPS} clips", figures)

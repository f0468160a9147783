"""A gallery of ten thousand clips in a real JupyterLab: how soon it shows them, and how smoothly it scrolls through."""

from __future__ import annotations

import io
import os
import random
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.lab.jupyter import Lab, chromium_browser, write_notebook

from .cached import own_root
from .table import Figure, show

CLIPS = 10_000
_PICTURES = 40
_SCROLL_SECONDS = 20
_LOAD = "import grokwidget\nfrom grokwidget.library import Library\nlibrary = Library('grokvideos')\nlibrary.page()[1]"
_SHOW = "from grokwidget.notebook.gallery import Gallery\nGallery(library)"
_WORDS = [
    "a",
    "red",
    "fox",
    "runs",
    "through",
    "snow",
    "at",
    "dawn",
    "while",
    "an",
    "aurora",
    "fades",
    "over",
    "the",
    "quiet",
    "lake",
    "and",
    "the",
    "city",
    "wakes",
]

_FIRST_PAINT = """async index => {
    const panel = window.jupyterapp.shell.currentWidget;
    panel.content.activeCellIndex = index;
    const started = performance.now();
    const times = {};
    const ran = window.jupyterapp.commands.execute('notebook:run-cell');
    const cell = document.querySelectorAll('.jp-CodeCell')[index];
    while (!(times.tiles && times.posters)) {
        await new Promise(requestAnimationFrame);
        const shelf = cell.querySelector('.gw-shelf');
        if (!shelf) continue;
        const edge = shelf.getBoundingClientRect();
        const seen = [...shelf.querySelectorAll('[role=listitem]')]
            .filter(one => one.getBoundingClientRect().top < edge.bottom);
        if (!seen.length) continue;
        times.tiles ||= performance.now() - started;
        if (seen.every(one => one.querySelector('img')?.complete)) times.posters = performance.now() - started;
    }
    await ran;
    return times;
}"""
"""Milliseconds from the click on Run to the first tiles, and to the posters of all that can be seen."""

_SCROLL = """async ([index, seconds]) => {
    const shelf = document.querySelectorAll('.jp-CodeCell')[index].querySelector('.gw-shelf');
    shelf.scrollIntoView({ block: 'center' });
    const most = shelf.scrollHeight - shelf.clientHeight;
    const gaps = [];
    let elements = 0;
    const started = performance.now();
    let last = started;
    while (shelf.scrollTop < most - 1) {
        const now = await new Promise(requestAnimationFrame);
        gaps.push(now - last);
        last = now;
        shelf.scrollTop = most * Math.min(1, (now - started) / (1000 * seconds));
        elements = Math.max(elements, shelf.querySelectorAll('*').length);
    }
    const arrived = performance.now();
    for (;;) {
        const edge = shelf.getBoundingClientRect();
        const seen = [...shelf.querySelectorAll('[role=listitem]')].filter(one => {
            const { top, bottom } = one.getBoundingClientRect();
            return bottom > edge.top && top < edge.bottom;
        });
        if (seen.length && seen.every(one => one.querySelector('img')?.complete)) break;
        await new Promise(requestAnimationFrame);
    }
    gaps.sort((a, b) => a - b);
    return { longest: gaps.at(-1), typical: gaps[Math.floor(gaps.length * 0.95)], elements,
             settled: performance.now() - arrived, frames: gaps.length };
}"""
"""Scrolls from the first clip to the last within so many seconds; the gaps between its animation frames, in ms."""


def fill(folder: Path, clips: int = CLIPS) -> None:
    """Make a library of so many clips: rows as the engine writes them, a tiny file and a poster each."""
    from grokwidget.library import ClipFile, JobRecord, Library, jobtable
    from grokwidget.task import Cost

    chance = random.Random(7)
    posters = [_poster(number) for number in range(_PICTURES)]
    (folder / "posters").mkdir(parents=True)
    made = (("local", "local-video"), ("xai", "grok-imagine-video"), ("aivideoapi", "grok-imagine-text-to-video"))
    records = []
    for number in range(clips):
        name = f"2026-01-01_clip-{number}"
        (folder / f"{name}.mp4").write_bytes(b"tiny")
        (folder / f"posters/{name}.webp").write_bytes(posters[number % _PICTURES])
        provider, model = chance.choice(made)
        prompt = " ".join(chance.choices(_WORDS, k=chance.randint(6, 60)))
        file = ClipFile(
            name=f"{name}.mp4", sha256=f"{number:064x}", bytes=4, duration=6, width=848, height=480, fps=24,
            poster=f"posters/{name}.webp",
        )  # fmt: skip
        cost = Cost(amount=15, unit="credits", usd=0.075, note="a document and its date")
        records.append(
            JobRecord(
                fingerprint=f"v1:{number:064x}", provider=provider, model=model, prompt=prompt,
                request={"prompt": prompt, "duration": 6, "sends": {"prompt": prompt, "duration": 6}},
                status="done", created_at=1.7e9 + 60 * number, accepted_at=1.7e9 + 60 * number + 1,
                finished_at=1.7e9 + 60 * number + 30, seconds=6, resolution="480p", estimate=cost, cost=cost,
                clips=(file,),
            )
        )  # fmt: skip
    library = Library(folder)
    library.ledger.claim(records[0], lambda _: True)

    def write() -> None:
        db = library.ledger._connection
        assert db is not None
        with jobtable.transaction(db):
            for record in records[1:]:
                jobtable.insert(db, record)

    library.ledger.writer.do(write)
    library.close()


def _poster(number: int) -> bytes:
    """A picture of a poster's size and weight, some 15 kB."""
    from PIL import Image

    fine = Image.effect_noise((160, 90), 60).resize((640, 360))
    sky = Image.linear_gradient("L").rotate(9 * number).resize((640, 360))
    buffer = io.BytesIO()
    Image.merge("RGB", (fine, sky, Image.blend(fine, sky, 0.5))).save(buffer, "WEBP", quality=76)
    return buffer.getvalue()


def _kernel(folder: Path) -> list[Figure]:
    """How long the kernel's half takes."""
    from grokwidget.library import Library
    from grokwidget.notebook.browsing import Shelf
    from grokwidget.notebook.gallery import Gallery

    library = Library(folder)
    ask = Shelf(library).handlers["list"]
    gallery = Gallery(library)

    def median(work: Callable[[], Any]) -> float:
        took = []
        work()
        for _ in range(9):
            started = time.perf_counter()
            work()
            took.append(1000 * (time.perf_counter() - started))
        return statistics.median(took)

    started = time.perf_counter()
    ask({"limit": 60}, ())
    figures = [
        Figure("kernel: the very first page", 1000 * (time.perf_counter() - started), "ms"),
        Figure("kernel: a page of 60, the first", median(lambda: ask({"limit": 60}, ())), "ms"),
        Figure("kernel: a page of 60, the last", median(lambda: ask({"limit": 60, "offset": CLIPS - 60}, ())), "ms"),
        Figure(
            "kernel: a search that finds nothing",
            median(lambda: ask({"search": f"fox lake {time.perf_counter()}"}, ())),
            "ms",
        ),
        Figure("kernel: showing it, still picture and all", median(gallery._repr_mimebundle_), "ms"),
    ]
    library.close()
    return figures


def _page(lab: Lab, browser: Browser, root: Path) -> list[Figure]:
    write_notebook(root / "gallery.ipynb", [_LOAD, _SHOW, _SHOW, _SHOW])
    with lab.open(browser, "gallery.ipynb") as notebook:
        notebook.page.set_default_timeout(180_000)
        notebook.run(0)
        times = [notebook.page.evaluate(_FIRST_PAINT, index) for index in (1, 2, 3)]
        scrolled = notebook.page.evaluate(_SCROLL, [3, _SCROLL_SECONDS])
        wrong = [line for line in notebook.console if "error" in line.lower() and "grokwidget" in line.lower()]
    first, *warm = times
    return [
        Figure("first tiles, the first gallery of a kernel", first["tiles"] / 1000, "s", 0.5, "loads the package"),
        Figure("first tiles, the next", statistics.median(each["tiles"] for each in warm) / 1000, "s", 0.5),
        Figure("all posters in view", statistics.median(each["posters"] for each in warm) / 1000, "s"),
        Figure(
            f"longest gap between frames, all in {_SCROLL_SECONDS} s", scrolled["longest"] / 1000, "s", 1,
            f"{scrolled['frames']} frames",
        ),
        Figure("95 of 100 gaps are shorter than", scrolled["typical"], "ms"),
        Figure("elements of the grid, at most", scrolled["elements"], "", 1000),
        Figure("from the end of the scroll to its posters", scrolled["settled"] / 1000, "s"),
        Figure("errors in the console", len(wrong), "", 0),
    ]  # fmt: skip


def run() -> bool:
    """Measure; print; True when all are within their limits."""
    executable = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    if not executable:
        print("gallery: needs Chromium (Debian: apt-get install chromium)", file=sys.stderr)
        return False
    with own_root() as (home, root):
        fill(root / "grokvideos")
        figures = _kernel(root / "grokvideos")
        with Lab(root, home) as lab, chromium_browser(executable) as browser:
            figures += _page(lab, browser, root)
    return show(f"a gallery of {CLIPS:,} clips", figures)

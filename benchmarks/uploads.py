"""Seven pictures of 10 MB from the page to the kernel, in a real JupyterLab: how long, and what the kernel needs.

Beside it, the same bytes through a widget that does nothing with them: what JupyterLab itself takes on this machine.
"""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser

from tests.lab.jupyter import Lab, chromium_browser, write_notebook

from .cached import own_root
from .table import Figure, show

COUNT = 7
STUDIO = "from grokwidget import Studio\nstudio = Studio()\nstudio"
"""The cell whose output has the file input. Afterwards `studio.images` are the pictures."""
_BEFORE = """import hashlib, re
from pathlib import Path
def memory(what):
    return int(re.search(what + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
Path("/proc/self/clear_refs").write_text("5")
before = memory("VmRSS")"""
_AFTER = """[memory("VmHWM") - before] + [
    hashlib.sha256(Path(image.value).read_bytes()).hexdigest() for image in studio.images]"""
_BARE = '''import anywidget
class Bare(anywidget.AnyWidget):
    _esm = """export default { render({ model, el }) {
        let heard = [];
        model.on("msg:custom", () => heard.shift()());
        window.gwBare = async chunks => {
            const started = performance.now();
            const part = new ArrayBuffer(1 << 20);
            const lane = async () => {
                while (chunks-- > 0) {
                    await new Promise(done => { heard.push(done); model.send({}, undefined, [part.slice(0)]); });
                }
            };
            await Promise.all([lane(), lane(), lane(), lane()]);
            return (performance.now() - started) / 1000;
        };
    } }"""
bare = Bare()
bare.on_msg(lambda *_: bare.send({}))
bare'''
_CLOCK = """count => {
    document.addEventListener('change', event => {
        const started = performance.now();
        const look = () => {
            const there = document.querySelectorAll('button[aria-label^="Replace image"]').length;
            if (there === count) window.gwUploaded = (performance.now() - started) / 1000;
            else requestAnimationFrame(look);
        };
        look();
    }, { capture: true, once: true });
}"""


def pictures(folder: Path) -> list[Path]:
    """Noise, which no compression makes smaller: just below the 10 MiB that models take."""
    import numpy as np
    from PIL import Image

    files = []
    for number in range(COUNT):
        pixels = np.random.default_rng(number).integers(0, 256, (1860, 1860, 3), np.uint8)
        files.append(folder / f"noise {number}.png")
        Image.fromarray(pixels).save(files[-1], compress_level=0)
    return files


def measure(lab: Lab, browser: Browser, root: Path, cell: str = STUDIO) -> list[Figure]:
    """The figures of one upload of all."""
    files = pictures(root)
    whole = sum(file.stat().st_size for file in files)
    write_notebook(root / "uploads.ipynb", [cell, _BEFORE, _AFTER, _BARE])
    with lab.open(browser, "uploads.ipynb") as notebook:
        notebook.run(0)
        notebook.run(3)
        notebook.page.wait_for_function("window.gwBare", timeout=30_000)
        chunks = -(-whole // 2**20)
        bare = notebook.page.evaluate("chunks => window.gwBare(chunks)", chunks)
        picker = notebook.cell(0).locator('input[type="file"]')
        picker.wait_for(state="attached", timeout=30_000)
        notebook.run(1)
        notebook.page.evaluate(_CLOCK, COUNT)
        picker.set_input_files(files)
        notebook.page.wait_for_function("window.gwUploaded", timeout=60_000)
        seconds = notebook.page.evaluate("window.gwUploaded")
        # The small pictures, too: they are made from the whole ones.
        notebook.page.wait_for_function(
            "count => document.querySelectorAll('ol img[src^=\"blob:\"]').length === count", arg=COUNT
        )
        bare = (bare + notebook.page.evaluate("chunks => window.gwBare(chunks)", chunks)) / 2
        notebook.run(2)
        (output,) = notebook.outputs(2)
    peak, *hashes = ast.literal_eval("".join(output["data"]["text/plain"]))
    good = hashes == [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    size = f"{whole / 1e6:.0f} MB"
    return [
        Figure(f"{COUNT} pictures, {size}, from the input to the last answer", seconds, "s", 4),
        Figure("the same through a bare widget, mean of before and after", bare, "s"),
        Figure("over the bare widget", seconds / bare, "×"),
        Figure("the kernel's peak over the bytes", peak / whole, "×", 1.5, note=f"{peak / 1e6:.0f} MB"),
        Figure("files that are not what was sent, or not in order", 0 if good else 1, "", 0),
    ]


def run() -> bool:
    """Measure in one JupyterLab; print; True when all are within their limits."""
    executable = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    if not executable or not Path("/proc/self/clear_refs").exists():
        print("uploads: needs Linux and Chromium (Debian: apt-get install chromium)", file=sys.stderr)
        return False
    with own_root() as (home, root), Lab(root, home) as lab, chromium_browser(executable) as browser:
        figures = measure(lab, browser, root)
    return show("uploads in JupyterLab", figures)

"""Makes docs/first-cell.png: the README's picture, taken of a real JupyterLab with a real clip.

.venv/bin/python scripts/picture.py
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.cached import own_root  # noqa: E402  # found through the line above
from tests.lab.jupyter import Lab, chromium_browser, write_notebook  # noqa: E402

CELLS = [
    "%load_ext grokwidget",
    "%%grokvideo dusk --ratio 16:9 --duration 6\nsunset over snow-capped mountains and a calm lake, slow push in",
]


def main() -> int:
    """Run the cells, let the clip play for a moment, take the picture."""
    chromium = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    if not chromium:
        print("The picture needs Chromium (Debian: apt-get install chromium).", file=sys.stderr)
        return 1
    with own_root() as (home, root):
        write_notebook(root / "first-video.ipynb", CELLS)
        with (
            Lab(root, home) as lab,
            chromium_browser(chromium) as browser,
            lab.open(browser, "first-video.ipynb", width=1100) as notebook,
        ):
            notebook.command("application:toggle-left-area")
            for index in range(len(CELLS)):
                notebook.run(index, 120)
            video = notebook.cell(1).locator("video")
            video.evaluate("async video => { video.muted = true; await video.play(); }")
            notebook.page.wait_for_function("() => document.querySelector('video').currentTime > 2")
            video.evaluate("video => video.pause()")
            notebook.page.mouse.move(0, 0)
            panel = notebook.page.locator(".jp-NotebookPanel").bounding_box()
            last = notebook.cell(len(CELLS) - 1).bounding_box()
            assert panel and last
            panel["height"] = last["y"] + last["height"] + 12 - panel["y"]
            notebook.page.screenshot(path=str(ROOT / "docs" / "first-cell.png"), clip=panel)
    return 0


if __name__ == "__main__":
    sys.exit(main())

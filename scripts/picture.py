"""Makes docs/first-cell.png and docs/panel.png: the README's pictures, of a real JupyterLab with real clips.

.venv/bin/python scripts/picture.py
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.cached import own_root  # noqa: E402  # found through the line above
from tests.lab.jupyter import Lab, Notebook, chromium_browser, write_notebook  # noqa: E402

CELLS = [
    "%load_ext grokwidget",
    "%%grokvideo dusk --ratio 16:9 --duration 6\nsunset over snow-capped mountains and a calm lake, slow push in",
]
PANEL = [
    """\
from grokwidget import Client, Studio

client = Client()
client.generate("绿色的极光在雪山上空缓缓舞动", duration=4)
client.generate("neon city in the rain, reflections", duration=4)
studio = Studio(prompt="sunset over snow-capped mountains and a calm lake, slow push in", duration=6)
studio.generate()""",
    "studio",
]


def main() -> int:
    """Run the cells, let the clip play for a moment, take the pictures."""
    chromium = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    if not chromium:
        print("The pictures need Chromium (Debian: apt-get install chromium).", file=sys.stderr)
        return 1
    with own_root() as (home, root):
        write_notebook(root / "first-video.ipynb", CELLS)
        write_notebook(root / "panel.ipynb", PANEL)
        with Lab(root, home) as lab, chromium_browser(chromium) as browser:
            with lab.open(browser, "first-video.ipynb", width=1100) as notebook:
                notebook.command("application:toggle-left-area")
                for index in range(len(CELLS)):
                    notebook.run(index, 120)
                play(notebook, notebook.cell(1))
                panel = notebook.page.locator(".jp-NotebookPanel").bounding_box()
                last = notebook.cell(len(CELLS) - 1).bounding_box()
                assert panel and last
                panel["height"] = last["y"] + last["height"] + 12 - panel["y"]
                notebook.page.screenshot(path=str(ROOT / "docs" / "first-cell.png"), clip=panel)
            with lab.open(browser, "panel.ipynb", width=1400) as notebook:
                notebook.page.set_viewport_size({"width": 1400, "height": 1300})
                for index in range(len(PANEL)):
                    notebook.run(index, 120)
                panel = notebook.cell(1).get_by_role("region", name="Video studio")
                panel.get_by_role("tab", name="Clip").wait_for()
                play(notebook, panel)
                panel.screenshot(path=str(ROOT / "docs" / "panel.png"))
    return 0


def play(notebook: Notebook, place: Any) -> None:
    """Let the clip there play for a moment, and stop it at a good picture."""
    video = place.locator("video")
    video.wait_for()
    video.evaluate("async video => { video.muted = true; await video.play(); }")
    notebook.page.wait_for_function("() => document.querySelector('video').currentTime > 2")
    video.evaluate("video => video.pause()")
    notebook.page.mouse.move(0, 0)


if __name__ == "__main__":
    sys.exit(main())

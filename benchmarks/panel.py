"""How soon the panel answers a hand, in a real JupyterLab: from a click to the frame in which it can be seen.

Beside it, an empty frame, and what the kernel answers to a choice that the page shows at once.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
from pathlib import Path

from playwright.sync_api import Browser

from tests.lab.jupyter import Lab, chromium_browser, write_notebook

from .cached import own_root
from .table import Figure, show

ROUNDS = 10
_CELL = """from grokwidget import Client, Studio
Client().generate("waves of the sea at dawn", duration=1)
studio = Studio(prompt="a red fox runs through snow", duration=1)
studio"""
#: Clicks, and gives the milliseconds until `seen` is true in a frame that was drawn.
_CLOCK = """async ([click, seen]) => {
    const panel = document.querySelector(".gw-studio");
    const [press, look] = [new Function("panel", click), new Function("panel", `return ${seen}`)];
    const started = performance.now();
    press(panel);
    for (;;) {
        await new Promise(next => requestAnimationFrame(next));
        if (look(panel)) return performance.now() - started;
        if (performance.now() - started > 20000) throw new Error(`never: ${seen}`);
    }
}"""
_RATIO = "[...panel.querySelectorAll('.gw-pick-aspect_ratio label')].find(one => one.textContent === '{}').control"
#: Not reactions: what there is without us, and what follows a choice that is seen at once.
_BESIDE = ("an empty frame", "another service: its models, from the kernel")
_PROVIDER = "panel.querySelector('.gw-pick-provider select')"
_TAB = "[...panel.querySelectorAll('[role=tab]')][{}]"


def clicks(number: int) -> dict[str, tuple[str, str]]:
    """What is done, and when it can be seen; each round does something else than the one before."""
    ratio, service = ("9:16", "1:1")[number % 2], ("xai", "local")[number % 2]
    chosen = _RATIO.format(ratio)
    choose = f"const s = {_PROVIDER}; s.value = '{service}'; s.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    models = "[...panel.querySelectorAll('.gw-pick-model option')].map(option => option.textContent).join()"
    grok = f"{models}.includes('Grok Imagine')" + (" === false" if service == "local" else "")
    return {
        "an empty frame": ("", "true"),
        "a ratio is chosen": (f"{chosen}.click()", f"{chosen}.checked"),
        "another service: its models, from the kernel": (choose, grok),
        "the library's tab": (f"{_TAB.format(1)}.click()", f"{_TAB.format(1)}.ariaSelected === 'true'"),
        "the clip's tab": (f"{_TAB.format(0)}.click()", f"{_TAB.format(0)}.ariaSelected === 'true'"),
    }


def run() -> bool:
    """Measure and print; True within the limits."""
    chromium = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    if not chromium:
        print("panel: no Chromium here (Debian: apt-get install chromium); nothing measured.", file=sys.stderr)
        return False
    with own_root() as (home, root), Lab(root, home) as lab, chromium_browser(chromium) as browser:
        return show("The panel, from a click to the frame in which it can be seen", _measured(lab, browser, root))


def _measured(lab: Lab, browser: Browser, root: Path) -> list[Figure]:
    write_notebook(root / "panel.ipynb", [_CELL])
    took: dict[str, list[float]] = {}
    with lab.open(browser, "panel.ipynb") as notebook:
        notebook.run(0, 120)
        panel = notebook.cell(0).get_by_role("region", name="Video studio")
        panel.get_by_role("button", name="Generate").wait_for()
        for number in range(ROUNDS):
            for name, step in clicks(number).items():
                took.setdefault(name, []).append(float(notebook.page.evaluate(_CLOCK, list(step))))
        press = (
            "panel.querySelector('.gw-main').click()",
            "panel.querySelector('.gw-main').textContent !== 'Generate'",
        )
        sent = float(notebook.page.evaluate(_CLOCK, list(press)))
    figures = [
        Figure(name, statistics.median(times), "ms", None if name in _BESIDE else 50, f"worst {max(times):.0f}")
        for name, times in took.items()
    ]
    return [*figures, Figure("Generate says that it was heard", sent, "ms", 50)]

"""axe-core finds nothing in any state of the panel, in either theme."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from ..jobs.fake import Fake, error
from .jupyter import Lab
from .panel import COMING, Panel, files, opened, pick
from .test_the_panel_s_images import picture

pytestmark = pytest.mark.slow

_AXE = Path(__file__).parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core's text; the test is skipped (and in CI fails) where it is not installed."""
    if not _AXE.is_file():
        pytest.skip("no axe-core here: run npm ci in js/")
    return _AXE.read_text(encoding="utf-8")


def _clean(panel: Panel, axe: str, state: str) -> None:
    """Nothing is found in the panel."""
    if not panel.page.evaluate("typeof axe === 'object'"):
        panel.page.evaluate(axe + "; 0")
    # What comes in fades in: its colours count once it is there.
    panel.root.evaluate(
        """async root => { await Promise.all(root.getAnimations({ subtree: true }).map(one =>
            one.effect.getTiming().iterations === Infinity ? 0 : one.finished.catch(() => 0))); }"""
    )
    found: list[dict[str, Any]] = panel.root.evaluate("async root => (await axe.run(root)).violations")
    assert not [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found], state


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state_of_the_panel(
    lab: Lab, browser: Browser, folder: Path, asks: str, fake: Fake, axe: str, theme: str
) -> None:
    with opened(lab, browser, folder, asks.format(""), dark=theme == "dark") as panel:
        root = panel.root
        dark = panel.page.evaluate("document.body.dataset.jpThemeLight === 'false'")
        assert dark == (theme == "dark")
        _clean(panel, axe, "empty")
        root.get_by_role("combobox", name="Provider").select_option("local")
        pick(panel, files(("one.png", "image/png", picture(1)), ("no.png", "image/png", b"")))
        expect(panel.images).to_have_count(1, timeout=COMING)
        panel.prompt.fill(f"a {theme} fox as in @image1, never @image7")
        _clean(panel, axe, "filled, and one file refused")
        root.get_by_role("combobox", name="Provider").select_option("xai")
        expect(root.get_by_label("Key for xAI")).to_be_visible()
        _clean(panel, axe, "a key is asked for")
        panel.button(re.compile("^Remove image 1")).click()
        expect(panel.images).to_have_count(0)
        root.get_by_role("combobox", name="Provider").select_option("aivideoapi")
        panel.prompt.fill("x" * 5500)
        expect(root.get_by_text(re.compile("500 characters too many|takes at most")).first).to_be_visible()
        _clean(panel, axe, "a prompt that is too long")

        fake.script["create"] = [error(400, "invalid_request", "not like this")]
        panel.prompt.fill(f"a {theme} fox that fails")
        panel.can_generate()
        panel.generate.click()
        expect(panel.jobs.first).to_contain_text("not like this", timeout=COMING)
        _clean(panel, axe, "failed")
        fake.gate.clear()
        for kind in ("red", "grey", "white"):
            panel.prompt.fill(f"a {theme} {kind} fox")
            panel.can_generate()
            panel.generate.click()
            expect(panel.jobs.first).to_contain_text(f"{kind} fox")
        expect(panel.jobs.filter(has_text="40 %")).to_have_count(3, timeout=COMING)
        panel.jobs.first.get_by_role("button", name="Stop").click()
        expect(panel.jobs.first).to_contain_text("Stopped waiting", timeout=COMING)
        _clean(panel, axe, "running, stopped and failed at once")
        fake.gate.set()
        expect(panel.jobs.filter(has_text="%")).to_have_count(0, timeout=COMING)
        panel.jobs.filter(has_text="red fox").get_by_role("button", name=re.compile("red fox")).click()
        panel.plays()
        panel.player.get_by_role("button", name="Details").click()
        expect(panel.player.get_by_role("group", name="Copy as")).to_be_visible()
        _clean(panel, axe, "done, with details")

        panel.tab("Library").click()
        boxes = root.get_by_role("checkbox", name="Select to compare")
        for number in range(2):
            boxes.nth(number).check()
        _clean(panel, axe, "library")
        panel.button("Compare 2").click()
        compared = root.get_by_role("region", name="2 clips compared")
        expect(compared.get_by_role("table", name="Differences")).to_be_visible()
        _clean(panel, axe, "compare")
        compared.get_by_role("radio", name="Wipe").check(force=True)
        _clean(panel, axe, "compare under a wipe")

"""The whole way by keyboard alone: from the prompt over Generate to the clip, the library and two clips compared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from .jupyter import Lab
from .panel import Panel, opened

pytestmark = pytest.mark.slow

_FOCUSED = """root => {
    const at = root.contains(document.activeElement) ? document.activeElement : null;
    return at && at !== root ? '' + (at.ariaLabel || at.innerText || at.labels?.[0]?.innerText || at.tagName) : '';
}"""


def _tab_to(panel: Panel, target: Locator, most: int = 80, back: bool = False) -> None:
    """Press Tab until the element has the focus."""
    way = []
    for _ in range(most):
        if target.count() and target.evaluate("element => element === document.activeElement"):
            return
        panel.page.keyboard.press("Shift+Tab" if back else "Tab")
        way.append(panel.root.evaluate(_FOCUSED))
    raise AssertionError(f"Tab does not lead to {target}: {way}")


def test_the_whole_way_from_a_prompt_to_a_comparison_goes_by_keyboard_alone(
    lab: Lab, browser: Browser, folder: Path, asks: str
) -> None:
    with opened(lab, browser, folder, asks.format("")) as panel:
        page, root = panel.page, panel.root
        keys = page.keyboard
        panel.prompt.focus()
        keys.type("a heron at dawn")
        _tab_to(panel, root.get_by_role("combobox", name="Model"))
        group = root.get_by_role("radiogroup", name="Aspect ratio")
        _tab_to(panel, group.get_by_role("radio", name=re.compile("^Auto")))
        keys.press("ArrowRight")
        expect(group.get_by_role("radio", name="2:3", exact=True)).to_be_checked()
        _tab_to(panel, root.get_by_role("slider", name="Duration"))
        keys.press("ArrowRight")
        expect(root.get_by_role("spinbutton", name="Duration in seconds")).to_have_value("7")
        panel.can_generate()
        _tab_to(panel, panel.generate)
        keys.press("Enter")
        expect(panel.player).to_be_visible(timeout=60_000)

        _tab_to(panel, panel.tab("Clip"))
        _tab_to(panel, panel.player.get_by_role("slider", name="Position"))
        keys.press("Home")
        play = panel.player.get_by_role("button", name=re.compile("^(Play|Pause)$"))
        _tab_to(panel, play)
        name = play.get_attribute("aria-label")
        keys.press("Enter")
        expect(play).not_to_have_accessible_name(str(name))
        if name == "Pause":
            keys.press("Enter")
        panel.plays()

        _tab_to(panel, panel.prompt, back=True)  # back to the prompt: another clip
        keys.press("End")
        keys.type(", from above")
        panel.can_generate()
        keys.press("Control+Enter")
        expect(root.get_by_role("region", name="Video: a heron at dawn, from above")).to_be_visible(timeout=60_000)

        _tab_to(panel, panel.tab("Clip"))
        keys.press("ArrowRight")
        expect(panel.tab("Library")).to_be_focused()
        expect(panel.tab("Library")).to_have_attribute("aria-selected", "true")
        clips = root.get_by_role("list", name="Clips, newest first").get_by_role("listitem")
        expect(clips).to_have_count(2)
        _tab_to(panel, clips.first.get_by_role("button", name=re.compile("^a heron at dawn, from above")))
        _tab_to(panel, clips.first.get_by_role("checkbox", name="Select to compare"))
        keys.press("Space")
        keys.press("ArrowRight")  # to the next clip of the grid
        expect(clips.nth(1).get_by_role("button", name=re.compile("^a heron at dawn"))).to_be_focused()
        _tab_to(panel, clips.nth(1).get_by_role("checkbox", name="Select to compare"))
        keys.press("Space")
        _tab_to(panel, panel.button("Compare 2"))
        keys.press("Enter")
        compared = root.get_by_role("region", name="2 clips compared")
        expect(compared).to_be_visible(timeout=30_000)
        _tab_to(panel, compared.get_by_role("slider", name="Position"))
        expect(compared.get_by_role("table", name="Differences")).to_contain_text("from above")
        layout = compared.get_by_role("radiogroup", name="Layout")
        _tab_to(panel, layout.get_by_role("radio", name="Side by side"))
        keys.press("ArrowRight")
        divider = compared.get_by_role("slider", name="Divider")
        expect(divider).to_be_visible()
        _tab_to(panel, divider, back=True)
        keys.press("ArrowRight")
        expect(divider).to_have_value("51")

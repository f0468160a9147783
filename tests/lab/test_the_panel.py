"""The panel from the first word of a prompt to a clip that plays, and the same again for nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .jupyter import Lab
from .panel import COMING, STUDIO, opened, said

pytestmark = pytest.mark.slow

_WATCH = """root => {
    window.gwSeen = [];
    new MutationObserver(() => {
        for (const bar of root.querySelectorAll('progress[value]'))
            if (bar.max === 100 && window.gwSeen.at(-1) !== bar.value) window.gwSeen.push(bar.value);
    }).observe(root, { subtree: true, childList: true, attributes: true });
}"""
_CELLS = "window.jupyterapp.shell.currentWidget.content.widgets.length"
_KEY = "xai-of-this-test-only-3f9a7c"


def test_a_request_is_written_made_and_played_and_comes_for_nothing_the_second_time(
    lab: Lab, browser: Browser, folder: Path
) -> None:
    with opened(lab, browser, folder, STUDIO.format("duration=2, aspect_ratio='1:1'"), "1 + 1") as panel:
        page, root = panel.page, panel.root
        expect(panel.generate).to_have_attribute("aria-disabled", "true")
        expect(root.get_by_text("Write what the video should show.")).to_be_visible()
        cells = page.evaluate(_CELLS)
        panel.prompt.click()
        low = panel.prompt.bounding_box()
        page.keyboard.type("dd b a x\n")  # shortcuts that delete, insert and cut cells, were they heard
        panel.prompt.press("Escape")
        page.keyboard.type("xabdd\n\n\n\n\n<b>a red fox</b>")
        high = panel.prompt.bounding_box()
        assert low
        assert high
        assert high["height"] > low["height"] + 40
        text = panel.prompt.input_value()
        assert text == "dd b a x\nxabdd\n\n\n\n\n<b>a red fox</b>"
        expect(root.get_by_text(f"{len(text)} / 5,000")).to_be_visible()
        assert page.evaluate(_CELLS) == cells == 2
        expect(root.get_by_text("Cost: free")).to_be_visible()

        panel.can_generate()
        root.evaluate(_WATCH)
        panel.prompt.press("Control+Enter")
        expect(panel.jobs).to_have_count(1, timeout=COMING)
        expect(root.get_by_role("region", name=re.compile("^Video generation"))).to_be_visible()
        before = panel.offset(panel.jobs.first)
        panel.plays()
        assert abs(before - panel.offset(panel.jobs.first)) <= 1, "the layout jumped when the video came"
        seen = page.evaluate("window.gwSeen")
        assert len(set(seen)) >= 3, "the percent moved"
        assert page.evaluate(_CELLS) == 2
        assert "Jobs" not in panel.alerts
        expect(panel.jobs.first).to_contain_text("free")
        expect(panel.jobs.first).to_contain_text("<b>a red fox</b>")

        again = panel.button("Show it")
        expect(again).to_be_visible()
        expect(root.get_by_text(re.compile("^Nothing to pay"))).to_be_visible()
        again.click()
        expect(panel.jobs.first).to_contain_text("from the library, nothing paid")
        assert said(panel.notebook, "print(len(studio.client.library))") == "1"
        assert said(panel.notebook, "print(studio.clip.path.exists())") == "True"


def test_the_player_of_the_panel_scrubs_steps_downloads_and_tells_where_its_clip_is_from(
    lab: Lab, browser: Browser, folder: Path, asks: str
) -> None:
    with opened(lab, browser, folder, asks.format("prompt='a red fox', aspect_ratio='16:9'")) as panel:
        page, player = panel.page, panel.player
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        panel.can_generate()
        panel.generate.click()
        panel.plays()
        assert player.evaluate("region => region.querySelector('video').poster").startswith("blob:")
        player.get_by_role("button", name="Pause").click()
        position = player.get_by_role("slider", name="Position")
        position.fill("3")
        page.wait_for_function("slider => Math.abs(slider.value - 3) < 0.2", arg=position.element_handle())
        player.get_by_role("button", name="One frame forward").click()  # of five a second: from the 16th to the 17th
        page.wait_for_function("slider => Math.floor(slider.value * 5) === 16", arg=position.element_handle())
        player.get_by_role("combobox", name="Speed").select_option("2×")
        assert player.evaluate("region => region.querySelector('video').playbackRate") == 2

        link = player.get_by_role("link", name="Download")
        name = link.get_attribute("download")
        assert name == said(panel.notebook, "print(studio.clip.path.name)")
        with page.expect_download() as download:
            link.click()
        clip = lab.root / folder.name / "grokvideos" / str(name)
        assert download.value.path().read_bytes() == clip.read_bytes()

        player.get_by_role("button", name="Details").click()
        ways = player.get_by_role("group", name="Copy as")
        for way, part in {"Python": "a red fox", "%%grokvideo": "%%grokvideo", "curl": "$AIVIDEOAPI_API_KEY"}.items():
            ways.get_by_role("button", name=way, exact=True).click()
            expect(player.get_by_text(f"Copied: {way}")).to_be_visible()
            assert part in page.evaluate("navigator.clipboard.readText()")
        expect(player.get_by_text("task-1")).to_be_visible()  # provenance: the provider's own id


def test_a_change_of_provider_keeps_what_fits_says_what_changed_and_closes_what_the_model_cannot(
    lab: Lab, browser: Browser, folder: Path
) -> None:
    more = "prompt='a fox', aspect_ratio='9:16', resolution='1080p', duration=20, mode='fun'"
    with opened(lab, browser, folder, STUDIO.format(more)) as panel:
        root = panel.root
        expect(panel.radio("Resolution", "1080p")).to_be_checked()
        providers = root.get_by_role("combobox", name="Provider")
        providers.select_option("xai")
        expect(root.get_by_text("Changed from 1080p to 720p for Grok Imagine Video.")).to_be_visible()
        expect(root.get_by_text("Changed from 20 s to 15 s for Grok Imagine Video.")).to_be_visible()
        expect(panel.radio("Aspect ratio", "9:16")).to_be_checked()
        expect(panel.radio("Resolution", "720p")).to_be_checked()
        expect(panel.radio("Resolution", "1080p")).to_have_count(0)
        expect(root.get_by_role("slider", name="Duration")).to_have_attribute("max", "15")
        expect(root.get_by_text("This model has none to choose.").first).to_be_visible()
        told = said(panel.notebook, "print(studio.provider, studio.resolution, studio.duration, studio.mode)")
        assert told == "xai 720p 15.0 None"
        providers.select_option("duoyuanx")  # takes any ratio
        free = root.get_by_role("textbox", name="Another one: Aspect ratio")
        free.fill("5:4")
        free.press("Enter")
        panel.notebook.page.wait_for_function("field => field.value === '5:4'", arg=free.element_handle())
        expect(panel.radio("Aspect ratio", "9:16")).not_to_be_checked()
        providers.select_option("local")
        expect(root.get_by_text(re.compile("^Changed from 5:4 to"))).to_be_visible()


def test_a_key_goes_to_the_kernel_and_is_nowhere_in_the_page_the_file_the_state_or_what_comes_back(
    lab: Lab, browser: Browser, folder: Path
) -> None:
    with opened(lab, browser, folder, STUDIO.format("'xai', prompt='a fox'")) as panel:
        root, notebook = panel.root, panel.notebook
        expect(panel.generate).to_have_attribute("aria-disabled", "true")
        field = root.get_by_label("Key for xAI")
        expect(field).to_have_attribute("type", "password")
        field.fill("no key has spaces")
        panel.button("Use key").click()
        expect(root.get_by_role("alert").filter(has_text="has spaces or characters that no key has")).to_be_visible()
        expect(field).to_have_value("")
        field.fill(_KEY)
        field.press("Enter")
        panel.can_generate()
        expect(field).to_be_hidden()
        expect(root.get_by_role("combobox", name="Provider")).to_contain_text("xAI · key found")
        key = _KEY.encode()
        assert any(key in frame for frame in notebook.sent), "this test would not see the key in a frame"
        assert notebook.received
        assert not any(key in frame for frame in notebook.received)
        assert _KEY not in notebook.page.content()
        assert not notebook.page.evaluate(
            "key => [...document.querySelectorAll('input, textarea')].some(({ value }) => value.includes(key))", _KEY
        )
        state = said(notebook, "import json; print(json.dumps(studio.get_state(), default=str))")
        assert json.loads(state)["provider"] == "xai"
        assert _KEY not in state
        notebook.save()
        assert _KEY not in (folder / "a.ipynb").read_text(encoding="utf-8")

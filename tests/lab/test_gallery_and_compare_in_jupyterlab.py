"""The library and the comparison, in the panel and as widgets of their own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from .jupyter import Lab
from .panel import Panel, opened, playing, said

pytestmark = pytest.mark.slow


def _make(panel: Panel, *prompts: str) -> None:
    """Make a clip of each, behind the page."""
    for prompt in prompts:
        said(panel.notebook, f"client.generate({prompt!r}, aspect_ratio='16:9')")


def _in_step(compared: Locator) -> None:
    """Both videos play, and at the same place of their own time."""
    page = compared.page
    compared.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(
        """section => {
            const [one, two] = section.querySelectorAll('video');
            return one.currentTime > 0.5 && Math.abs(one.currentTime - two.currentTime) < 0.1;
        }""",
        arg=compared.element_handle(),
        timeout=30_000,
    )
    compared.get_by_role("button", name="Pause", exact=True).click()
    compared.get_by_role("slider", name="Position").fill("4")
    page.wait_for_function(
        "section => [...section.querySelectorAll('video')].every(video => Math.abs(video.currentTime - 4) < 0.25)",
        arg=compared.element_handle(),
    )


def _wiped(compared: Locator) -> None:
    """The wipe shows both under one divider, which moves."""
    compared.get_by_role("radio", name="Wipe").check(force=True)
    boxes = [video.bounding_box() for video in compared.locator("video").all()]
    assert boxes[0] == boxes[1]
    divider = compared.get_by_role("slider", name="Divider")
    divider.fill("20")
    expect(divider).to_have_js_property("ariaValueText", "clip 1 on 20 %, clip 2 on 80 %")


def test_the_library_is_searched_a_clip_opened_its_request_restored_and_two_clips_compared(
    lab: Lab, browser: Browser, folder: Path, asks: str
) -> None:
    with opened(lab, browser, folder, asks.format("")) as panel:
        root = panel.root
        _make(panel, "an owl in the rain", "an owl in the snow", "a lighthouse")
        panel.tab("Library").click()
        gallery = root.get_by_role("region", name="Gallery")
        clips = gallery.get_by_role("list", name="Clips, newest first").get_by_role("listitem")
        expect(clips).to_have_count(3)
        expect(clips.first).to_contain_text("a lighthouse")  # the newest
        expect(gallery.get_by_text("3 clips")).to_be_visible()
        gallery.get_by_role("searchbox", name="Search the prompts").fill("owl")
        expect(clips).to_have_count(2)
        expect(gallery.get_by_text("2 clips")).to_be_visible()
        gallery.get_by_role("combobox", name="Model").select_option("grok-imagine-text-to-video")
        expect(clips).to_have_count(2)
        gallery.get_by_role("searchbox").fill("nothing like it")
        expect(gallery.get_by_text("No clip matches. Try fewer or other words.")).to_be_visible()
        gallery.get_by_role("button", name="Show all clips").click()
        expect(clips).to_have_count(3)

        clips.filter(has_text="in the snow").get_by_role("button", name="Use this request").click()
        expect(panel.prompt).to_have_value("an owl in the snow")
        expect(panel.prompt).to_be_focused()
        expect(panel.button("Show it")).to_be_visible()
        assert said(panel.notebook, "print(studio.aspect_ratio)") == "16:9"
        clips.filter(has_text="a lighthouse").get_by_role("button", name=re.compile("^a lighthouse")).click()
        expect(panel.tab("Clip")).to_have_attribute("aria-selected", "true")
        expect(root.get_by_role("region", name="Video: a lighthouse")).to_be_visible()
        panel.plays()

        panel.tab("Library").click()
        for words in ("in the rain", "in the snow"):
            clips.filter(has_text=words).get_by_role("checkbox", name="Select to compare").check()
        panel.button("Compare 2").click()
        compared = root.get_by_role("region", name="2 clips compared")
        _in_step(compared)
        row = compared.get_by_role("table", name="Differences").get_by_role("row").filter(has_text="Prompt")
        for word in ("rain", "snow"):
            expect(row.get_by_text(word, exact=True)).to_be_visible()  # marked: all the rest is the same
        _wiped(compared)


def test_player_gallery_and_compare_stand_alone_in_cells_of_their_own(
    lab: Lab, browser: Browser, folder: Path, asks: str
) -> None:
    made = "[a, b] = [client.generate(p, aspect_ratio='16:9') for p in ('a clip alone', 'a clip beside it')]"
    cells = [
        asks.format("") + "; None",
        made,
        "from grokwidget import Player\nPlayer(a)",
        "from grokwidget import Gallery\ngallery = Gallery(client.library)\ngallery",
        "from grokwidget import Compare\nCompare(a, b)",
    ]
    with opened(lab, browser, folder, *cells, shown=None) as panel:
        notebook = panel.notebook
        for index in range(len(cells)):
            notebook.run(index)
        playing(notebook.cell(2).get_by_role("region", name="Video: a clip alone"))
        gallery = notebook.cell(3)
        clips = gallery.get_by_role("list", name="Clips, newest first").get_by_role("listitem")
        expect(clips).to_have_count(2)
        clips.first.get_by_role("button", name=re.compile("^a clip beside it")).click()
        playing(gallery.get_by_role("region", name="Video: a clip beside it"))
        assert said(notebook, "print(gallery.clip.prompt)") == "a clip beside it"
        gallery.get_by_role("button", name="All clips").click()
        expect(clips).to_have_count(2)
        said(notebook, "gallery.search = 'alone'")
        expect(clips).to_have_count(1)
        compared = notebook.cell(4).get_by_role("region", name="2 clips compared")
        _in_step(compared)
        _wiped(compared)

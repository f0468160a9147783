"""What Python sets the page shows, what the page sets Python has; two views of one panel; languages and looks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .jupyter import Lab
from .panel import COMING, STUDIO, Panel, opened, said, until

pytestmark = pytest.mark.slow

_LINKED = """import ipywidgets
from ipywidgets import FloatSlider, IntSlider, Text, jslink
whole, fine, words = IntSlider(6, 1, 30), FloatSlider(6, min=1, max=30), Text("")
jslink((whole, "value"), (studio, "duration"))
jslink((fine, "value"), (studio, "duration"))
jslink((words, "value"), (studio, "prompt"))
display(whole, fine, words)"""


def test_what_python_sets_is_shown_and_what_is_set_in_the_page_python_has(
    lab: Lab, browser: Browser, folder: Path, asks: str
) -> None:
    with opened(lab, browser, folder, asks.format("prompt='a fox'"), "studio") as panel:
        notebook, root = panel.notebook, panel.root
        other = Panel(notebook, 1).ready()  # a second view of the same panel
        said(notebook, "studio.prompt = 'a wolf'; studio.aspect_ratio = '9:16'; studio.duration = 12")
        for each in (panel, other):
            expect(each.prompt).to_have_value("a wolf")
            expect(each.radio("Aspect ratio", "9:16")).to_be_checked()
            expect(each.root.get_by_role("spinbutton", name="Duration in seconds")).to_have_value("12")
        panel.prompt.fill("a hare 🐇")
        panel.radio("Resolution", "720p").check(force=True)
        root.get_by_role("slider", name="Duration").fill("9")
        until(notebook, "(studio.prompt, studio.resolution, studio.duration)", "('a hare 🐇', '720p', 9.0)")
        expect(other.prompt).to_have_value("a hare 🐇")
        expect(other.radio("Resolution", "720p")).to_be_checked()
        expect(other.root.get_by_role("slider", name="Duration")).to_have_value("9")
        refused = "try: studio.duration = 900\nexcept Exception as error: print(type(error).__name__)"
        assert said(notebook, refused)
        expect(root.get_by_role("slider", name="Duration")).to_have_value("9")

        said(
            notebook, "seen = []; studio.observe(lambda change: seen.append(change.new and change.new.prompt), 'clip')"
        )
        said(notebook, "clip = studio.generate()")
        for each in (panel, other):
            each.plays()
            expect(each.jobs).to_have_count(1)
        assert said(notebook, "print(seen, studio.clip == clip, studio.jobs[0].clips[0] == clip)") == (
            "['a hare 🐇'] True True"
        )
        said(notebook, "studio.clip = None")
        expect(root.get_by_text("Your video will play here.")).to_be_visible()
        said(notebook, "studio.clip = clip")
        panel.plays()


def test_sliders_and_a_text_of_ipywidgets_can_be_linked_in_the_page(lab: Lab, browser: Browser, folder: Path) -> None:
    with opened(lab, browser, folder, STUDIO.format("prompt='a fox', duration=6"), _LINKED) as panel:
        notebook, root = panel.notebook, panel.root
        linked = notebook.cell(1)
        seconds = root.get_by_role("spinbutton", name="Duration in seconds")
        whole = linked.get_by_role("slider").first
        whole.press("ArrowRight")
        expect(seconds).to_have_value("7")
        until(notebook, "studio.duration", "7.0")
        root.get_by_role("slider", name="Duration").fill("11")
        expect(linked.get_by_text("11.00")).to_be_visible()
        until(notebook, "(studio.duration, whole.value, round(fine.value, 3))", "(11.0, 11, 11.0)")
        words = linked.get_by_role("textbox").last
        words.fill("a lake")
        expect(panel.prompt).to_have_value("a lake")
        until(notebook, "studio.prompt", "a lake")
        panel.prompt.fill("a lake at night")
        expect(words).to_have_value("a lake at night")
        until(notebook, "(studio.prompt, words.value)", "('a lake at night', 'a lake at night')")


def test_locked_choices_are_words_and_can_be_changed_from_python_alone(
    lab: Lab, browser: Browser, folder: Path
) -> None:
    with opened(lab, browser, folder, STUDIO.format("locked=('provider', 'model', 'duration'), duration=3")) as panel:
        root = panel.root
        expect(root.get_by_role("slider", name="Duration")).to_be_hidden()
        expect(root.get_by_text("3 s", exact=True)).to_be_visible()
        said(panel.notebook, "studio.duration = 4")
        expect(root.get_by_text("4 s", exact=True)).to_be_visible()


@pytest.mark.parametrize("said_by", ["the browser", "the cell"])
def test_the_panel_speaks_chinese_where_the_browser_or_the_cell_says_so(
    lab: Lab, browser: Browser, folder: Path, said_by: str
) -> None:
    told = {"the browser": ("lang='auto'", "zh-CN"), "the cell": ("lang='zh'", "en-US")}
    lang, locale = told[said_by]
    more = f"prompt='一只红狐狸', duration=1, {lang}"
    with opened(lab, browser, folder, STUDIO.format(more), locale=locale) as panel:
        root = panel.root
        assert root.get_attribute("lang") == "zh"
        expect(root.get_by_role("radiogroup", name="宽高比").get_by_role("radio").first).to_be_visible()
        expect(root.get_by_text("费用：免费")).to_be_visible()
        panel.can_generate()
        panel.button("生成").click()
        expect(root.get_by_role("region", name="视频：一只红狐狸")).to_be_visible(timeout=COMING)
        panel.tab("本地库").click()
        expect(root.get_by_role("searchbox", name="搜索提示词")).to_be_visible()
        english = re.compile(r"\b(Generate|Cost|Library|Clip|Provider|Duration|Details|free)\b")
        assert not english.findall(root.inner_text())


def test_the_panel_fits_three_hundred_and_twenty_pixels_and_keeps_still_where_motion_is_not_wanted(
    lab: Lab, browser: Browser, folder: Path, asks: str
) -> None:
    with opened(lab, browser, folder, asks.format("prompt='a fox that is small'")) as panel:
        page, root, notebook = panel.page, panel.root, panel.notebook
        page.emulate_media(reduced_motion="reduce")
        panel.can_generate()
        panel.generate.click()
        expect(panel.player).to_be_visible(timeout=COMING)
        notebook.command("application:toggle-left-area")
        expect(
            panel.player.get_by_role("button", name="Play", exact=True)
        ).to_be_visible()  # it doesn't start by itself
        over = """root => [...root.querySelectorAll('button, input, select, textarea, a, video')].filter(each => {
            const { left, right, width } = each.getBoundingClientRect();
            const box = root.getBoundingClientRect();
            return width > 1 && (right > box.right + 1 || left < box.left - 1);
        }).map(each => each.outerHTML.slice(0, 120))"""
        moving = """root => root.getAnimations({ subtree: true }).filter(({ playState, effect }) =>
            playState === 'running' && effect.getTiming().iterations === Infinity).length"""
        said(notebook, "second = client.generate('another small fox')")
        for name in ("Library", "Clip"):
            panel.tab(name).click()
            root.evaluate("root => { root.parentElement.style.width = '320px'; }")
            assert root.evaluate("root => root.getBoundingClientRect().width") == 320
            assert root.evaluate("root => root.scrollWidth <= root.clientWidth")
            assert root.evaluate(over) == []
            assert root.evaluate(moving) == 0

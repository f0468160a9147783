"""A contact sheet as one HTML page, opened from a disk in a real browser that has no network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from grokwidget import Clip, save_sheet
from grokwidget.messages import speaking

from ..lab.jupyter import chromium_browser
from .sheets import Hued

pytestmark = pytest.mark.slow

_AXE = Path(__file__).parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"
_COMING = 30_000
_TIMES = "[...document.querySelectorAll('video')].map(video => video.currentTime)"


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A headless Chromium."""
    with chromium_browser(chromium) as browser:
        yield browser


@contextmanager
def opened(browser: Browser, path: Path, **how: Any) -> Iterator[tuple[Page, list[str]]]:
    """The page, and all that it asked for or complained of."""
    context = browser.new_context(offline=True, **how)
    said: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: said.append(request.url[:40]))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path.as_uri())
    try:
        yield page, said
    finally:
        context.close()


def test_all_clips_play_in_step_and_begin_together_again(browser: Browser, four: list[Clip], tmp_path: Path) -> None:
    with opened(browser, save_sheet(four, tmp_path / "sheet.html")) as (page, said):
        expect(page.get_by_role("button", name="Pause")).to_be_visible(timeout=_COMING)
        step = f"() => {{ const times = {_TIMES}; return times.length === 4 && Math.min(...times) > 0.4"
        page.wait_for_function(step + " && Math.max(...times) - Math.min(...times) < 0.1; }", timeout=_COMING)
        page.wait_for_function(f"() => Math.max(...{_TIMES}) < 0.3", timeout=_COMING)  # the second round
        page.wait_for_function(step + "; }", timeout=_COMING)
        assert not [text for text in said if not text.startswith(("data:", "file:"))]


def test_the_button_stops_all_and_the_slider_takes_all_to_one_place(
    browser: Browser, four: list[Clip], tmp_path: Path
) -> None:
    with opened(browser, save_sheet(four, tmp_path / "sheet.html"), reduced_motion="reduce") as (page, _):
        slider = page.get_by_role("slider", name="Position")
        expect(slider).to_be_visible(timeout=_COMING)  # who wants no motion begins with none
        expect(page.get_by_role("button", name="Play")).to_be_visible()
        assert page.evaluate(_TIMES) == [0, 0, 0, 0]
        slider.fill("0.5")
        page.wait_for_function(f"() => {_TIMES}.every(time => Math.abs(time - 0.5) < 0.01)", timeout=_COMING)
        page.get_by_role("button", name="Play").press("Enter")
        page.wait_for_function(f"() => {_TIMES}.every(time => time > 0.55 || time < 0.4)", timeout=_COMING)
        page.get_by_role("button", name="Pause").press("Enter")
        page.wait_for_function("() => [...document.querySelectorAll('video')].every(video => video.paused)")


def test_a_shorter_clip_waits_at_its_end_for_the_longest(browser: Browser, hued: Hued, tmp_path: Path) -> None:
    clips = [hued("red", seconds=0.5), hued("blue", seconds=1.5)]
    with opened(browser, save_sheet(clips, tmp_path / "sheet.html")) as (page, _):
        expect(page.get_by_role("button", name="Pause")).to_be_visible(timeout=_COMING)
        waiting = f"() => {{ const [short, long] = {_TIMES}; return long > 0.9 && short > 0.4 && short <= 0.55; }}"
        page.wait_for_function(waiting, timeout=_COMING)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["grid", "flow"])
def test_axe_finds_nothing_by_day_and_by_night(
    browser: Browser, four: list[Clip], tmp_path: Path, scheme: Any, kind: str
) -> None:
    if not _AXE.is_file():
        pytest.skip("no axe-core here: run npm ci in js/")
    four[3].path.unlink()
    axes: dict[str, Any] = {"rows": "prompt", "columns": "mode"} if kind == "grid" else {}
    with pytest.warns(UserWarning, match="not there"):
        path = save_sheet(four, tmp_path / "sheet.html", **axes)
    with opened(browser, path, color_scheme=scheme, bypass_csp=True) as (page, _):
        expect(page.get_by_role("button", name="Pause")).to_be_visible(timeout=_COMING)
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (max(map(int, re.findall(r"\d+", dark))) < 60) == (scheme == "dark")
        page.evaluate(_AXE.read_text(encoding="utf-8") + "; 0")
        found = page.evaluate("async () => (await axe.run()).violations")
        assert not [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]


def test_rows_and_columns_are_a_table_with_heads_and_words_for_what_is_missing(
    browser: Browser, four: list[Clip], tmp_path: Path
) -> None:
    four[3].path.unlink()
    with pytest.warns(UserWarning, match="not there"):
        path = save_sheet(four, tmp_path / "sheet.html", rows="prompt", columns="mode")
    with opened(browser, path) as (page, _):
        assert page.get_by_role("columnheader").all_inner_texts()[-2:] == ["normal", "fun"]
        assert page.get_by_role("rowheader").all_inner_texts() == ["a fox", "an owl"]
        expect(page.get_by_text("is not there")).to_be_visible()
        assert page.locator("video").count() == 3


def test_without_its_script_every_clip_has_its_own_controls(browser: Browser, four: list[Clip], tmp_path: Path) -> None:
    with opened(browser, save_sheet(four, tmp_path / "sheet.html"), java_script_enabled=False) as (page, _):
        assert page.locator("video[controls]").count() == 4
        expect(page.get_by_role("button", name="Pause")).to_have_count(0)


def test_what_a_prompt_says_is_text_and_never_a_page(browser: Browser, hued: Hued, tmp_path: Path) -> None:
    bad = "</script><script>window.bad = 1</script><img src=x onerror='window.bad = 2'>"
    clips = [hued("red", prompt=bad), hued("blue", prompt='“狐狸” & "owls"')]
    path = save_sheet(clips, tmp_path / "sheet.html", rows="prompt", title=bad)
    with opened(browser, path) as (page, said):
        expect(page.get_by_role("button", name="Pause")).to_be_visible(timeout=_COMING)
        assert page.evaluate("window.bad") is None
        assert page.title() == bad
        assert page.get_by_role("rowheader").all_inner_texts() == [bad, '“狐狸” & "owls"']
        told = json.loads(page.evaluate("document.getElementById('grokwidget').textContent"))
        assert json.loads(told["com.grokwidget.sheet"])["clips"][0]["prompt"] == bad
        assert not [text for text in said if not text.startswith(("data:", "file:"))]


def test_the_page_speaks_chinese_to_who_reads_chinese(browser: Browser, four: list[Clip], tmp_path: Path) -> None:
    with speaking("zh"):
        path = save_sheet(four, tmp_path / "sheet.html")
    with opened(browser, path) as (page, _):
        expect(page.get_by_role("button", name="暂停")).to_be_visible(timeout=_COMING)
        assert page.locator("html").get_attribute("lang") == "zh-CN"


def test_it_is_small_enough_to_be_sent(four: list[Clip], tmp_path: Path) -> None:
    path = save_sheet(four, tmp_path / "sheet.html")
    assert path.stat().st_size < sum(clip.path.stat().st_size for clip in four) * 1.4 + 60_000

"""Every page of the site can be read by whoever uses a screen reader, a keyboard, a dark screen or a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from ..lab.jupyter import chromium_browser

pytestmark = [pytest.mark.slow, pytest.mark.matrix, pytest.mark.timeout(300)]

_AXE = Path(__file__).parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"
_OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""All that axe can find in a theme and not in the other: the rest of a page is the same in both."""
_NARROW = (320, 360, 400)
_DRAWERS = {
    "client.html": {"Toggle site navigation sidebar": "Site", "Toggle table of contents sidebar": "Page"},
    "magics.zh-CN.html": {"打开或关闭网站导航": "网站", "打开或关闭本页目录": "本页"},
}
"""Of a page: the button that opens one of its drawers, and how what is in it is called."""
_COME = "() => Promise.all(document.getAnimations().map(one => one.finished.catch(() => 0)))"
_SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(scope="module")
def page(chromium: str) -> Iterator[Page]:
    """One page for all of them: opening a browser takes longer than a page does."""
    with chromium_browser(chromium) as browser:
        yield _opened(browser)


def _opened(browser: Browser) -> Page:
    page = browser.new_context(viewport={"width": 1300, "height": 900}).new_page()
    if _AXE.is_file():
        page.add_init_script(_AXE.read_text(encoding="utf-8"))
    return page


def _addresses(site: Path) -> dict[str, str]:
    """Every page of the site: its name, and where it is."""
    found = {path.relative_to(site).as_posix(): path.as_uri() for path in sorted(site.rglob("*.html"))}
    assert {"index.html", "index.zh-CN.html", "api.html", "search.html", "providers/xai.html"} <= found.keys()
    return found


def _found(page: Page, theme: Literal["light", "dark"], only: list[str] | None = None) -> list[str]:
    """What axe finds on the page as it is, in a theme."""
    if not _AXE.is_file():
        pytest.skip("no axe-core here: run npm ci in js/")
    page.emulate_media(color_scheme=theme)
    page.evaluate(_SETTLED)
    back = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (max(back) < 60) == (theme == "dark"), "the page doesn't follow the theme"
    options: dict[str, Any] = {"resultTypes": ["violations"]} | ({"runOnly": only} if only else {})
    violations = page.evaluate("async options => (await axe.run(options)).violations", options)
    return [f"{theme}, {one['id']}: {node['html'][:160]}" for one in violations for node in one["nodes"]]


def _sticks_out(page: Page, width: int) -> int:
    """By how many pixels the page is wider than a window of that width: as a whole, or what stands in its frame."""
    page.set_viewport_size({"width": width, "height": 700})
    frame = "document.querySelectorAll('html, body, .mobile-header, .content')"  # .content scrolls, or would
    return int(page.evaluate(f"Math.max(...[...{frame}].map(each => each.scrollWidth - each.clientWidth))"))


def test_axe_finds_nothing_on_any_page_by_day_or_by_night(page: Page, site: Path) -> None:
    page.set_viewport_size({"width": 1300, "height": 900})
    found: dict[str, list[str]] = {}
    for name, address in _addresses(site).items():
        page.goto(address)
        found[name] = _found(page, "light") + _found(page, "dark", _OF_COLOURS)
    assert {name: told for name, told in found.items() if told} == {}


def test_a_telephone_s_drawers_open_by_keyboard_and_axe_finds_nothing_in_them(page: Page, site: Path) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    for name, drawers in _DRAWERS.items():
        page.goto((site / name).as_uri())
        for drawer, inside in drawers.items():
            link = page.get_by_role("complementary", name=inside).get_by_role("link").last
            expect(link).not_to_be_visible()  # so that nobody comes to it unseen
            button = page.get_by_role("button", name=drawer)
            button.press("Enter")
            expect(link).to_be_visible()
            expect(button).to_have_attribute("aria-expanded", "true")
            page.evaluate(_COME)
            assert _found(page, "light") + _found(page, "dark", _OF_COLOURS) == [], (name, drawer)
            page.keyboard.press("Escape")
            expect(link).not_to_be_visible()


def test_no_page_scrolls_sideways_on_a_telephone(page: Page, site: Path) -> None:
    wide = {}
    for name, address in _addresses(site).items():
        page.goto(address)
        wide[name] = {width: more for width in _NARROW if (more := _sticks_out(page, width))}
    assert {name: told for name, told in wide.items() if told} == {}


def test_code_and_tables_scroll_by_themselves_and_by_keyboard(page: Page, site: Path) -> None:
    page.goto((site / "local-service.html").as_uri())
    page.set_viewport_size({"width": 360, "height": 700})
    page.evaluate(_SETTLED)
    for area in (page.locator("pre", has_text="X-Grokwidget-Fault").first, page.locator(".table-wrapper").first):
        area.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("area => area.scrollLeft > 0", arg=area.element_handle())
    # Where all of it is seen, there is nothing to stop at.
    page.set_viewport_size({"width": 1300, "height": 700})
    page.evaluate(_SETTLED)
    assert page.locator("pre", has_text="grokwidget serve").get_attribute("tabindex") is None


@pytest.mark.parametrize(
    ("spoilt", "rule"),
    [
        ("document.querySelector('article p').style.color = '#999'", "color-contrast"),
        ("document.querySelector('article img').removeAttribute('alt')", "image-alt"),
        ("document.documentElement.removeAttribute('lang')", "html-has-lang"),
        ("document.querySelector('.caption').removeAttribute('aria-level')", "aria-required-attr"),
    ],
)
def test_a_page_that_is_spoilt_is_found_out_by_axe(page: Page, site: Path, spoilt: str, rule: str) -> None:
    page.set_viewport_size({"width": 1300, "height": 900})
    page.goto((site / "index.html").as_uri())
    assert _found(page, "light") == []
    page.evaluate(spoilt)
    assert [told.partition(":")[0] for told in _found(page, "light")] == [f"light, {rule}"]


def test_a_page_that_sticks_out_is_found_out(page: Page, site: Path) -> None:
    page.goto((site / "magics.html").as_uri())
    assert _sticks_out(page, 320) == 0
    page.add_style_tag(content="article pre { overflow: visible } article .highlight { overflow: visible }")
    assert _sticks_out(page, 320) > 0


def test_colours_that_are_good_by_day_only_are_found_out_by_night(page: Page, site: Path) -> None:
    page.set_viewport_size({"width": 1300, "height": 900})
    page.goto((site / "index.html").as_uri())
    page.add_style_tag(content="article p { color: #222 !important }")
    assert _found(page, "light", _OF_COLOURS) == []
    assert _found(page, "dark", _OF_COLOURS) != []

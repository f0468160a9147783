"""Jobs in the panel: several at once, found again after a reload and by a new panel, failed, stopped, left alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from ..jobs.fake import Fake, document, error
from .jupyter import Lab
from .panel import COMING, Panel, opened, said, until

pytestmark = pytest.mark.slow

_HTML = '<img src=x onerror="window.gwHacked = 1"><b>no & never</b>'
_WORSE = "<script>window.gwHacked = 2</script><b>worse</b>"


def _ask(panel: Panel, prompt: str) -> None:
    panel.prompt.fill(prompt)
    panel.can_generate()
    panel.generate.click()
    expect(panel.jobs.first).to_contain_text(prompt[:60])


def _percent(fake: Fake, percent: int) -> None:
    fake.always["poll"] = document({"id": "task-1", "status": "processing", "progress": percent})


def test_several_jobs_run_at_once_outlive_a_reload_and_a_new_panel_and_each_can_be_stopped(
    lab: Lab, browser: Browser, folder: Path, asks: str, fake: Fake
) -> None:
    fake.gate.clear()
    with opened(lab, browser, folder, asks.format(""), "other = Studio(client=client)\nother") as panel:
        notebook, root = panel.notebook, panel.root
        _percent(fake, 10)
        for prompt in ("a red fox", "a grey wolf", "a white hare"):
            _ask(panel, prompt)
        expect(panel.jobs).to_have_count(3)
        expect(panel.jobs.filter(has_text="10 %")).to_have_count(3, timeout=COMING)
        assert fake.creates == 3
        _percent(fake, 62)
        expect(panel.jobs.filter(has_text="62 %")).to_have_count(3, timeout=COMING)
        stage = root.get_by_role("region", name="Video generation: a white hare")
        expect(stage.get_by_role("progressbar", name="Progress")).to_have_js_property("value", 62)
        other = Panel(notebook, 1).ready()  # it was made before: its jobs are its own
        expect(other.jobs).to_have_count(0)

        panel.jobs.filter(has_text="a grey wolf").get_by_role("button", name="Stop").click()
        stopped = panel.jobs.filter(has_text="a grey wolf")
        expect(stopped).to_contain_text("Stopped waiting", timeout=COMING)
        expect(stopped.get_by_role("button", name="Resume")).to_be_visible()

        notebook.save()
        notebook.reload()
        panel.ready()
        expect(panel.jobs).to_have_count(3)
        expect(panel.jobs.filter(has_text="62 %")).to_have_count(2)
        notebook.run(1)  # another panel finds them, too: made now
        other.ready()
        expect(other.jobs.filter(has_text="62 %")).to_have_count(3)  # and takes up the one that was stopped

        panel.jobs.filter(has_text="a grey wolf").get_by_role("button", name="Resume").click()
        fake.always.clear()
        fake.gate.set()
        for each in (panel, other):
            expect(each.jobs.filter(has_text=re.compile("%|Stopped|Making"))).to_have_count(0, timeout=COMING)
        assert said(notebook, "print(len(client.library))") == "3"
        assert fake.creates == 3, "nothing was paid twice"
        panel.plays()
        panel.jobs.filter(has_text="a red fox").get_by_role("button", name=re.compile("^a red fox")).click()
        expect(root.get_by_role("region", name="Video: a red fox")).to_be_visible()
        assert said(notebook, "print(studio.clip.prompt)") == "a red fox"
        panel.jobs.filter(has_text="a red fox").get_by_role("button", name="Dismiss").click()
        expect(panel.jobs).to_have_count(2)


def test_what_goes_wrong_is_said_where_it_belongs_in_words_and_as_text_alone(
    lab: Lab, browser: Browser, folder: Path, asks: str, fake: Fake
) -> None:
    with opened(lab, browser, folder, asks.format("")) as panel:
        page, root = panel.page, panel.root
        expect(root.get_by_text(re.compile("^Balance: 5 "))).to_be_visible()
        panel.prompt.fill("a" * 6000)
        expect(root.get_by_text(re.compile("1,000 characters too many|takes at most 5,?000"))).to_be_visible()
        expect(panel.generate).to_have_attribute("aria-disabled", "true")
        expect(panel.prompt).to_have_attribute("aria-invalid", "true")
        panel.prompt.press("Control+Enter")
        assert fake.creates == 0

        text = f"{_HTML} 🦊 שועל אדום עם زنبق"
        panel.prompt.fill(text)
        expect(panel.prompt).to_have_attribute("aria-invalid", "false")
        fake.script["create"] = [error(400, "invalid_request", _WORSE)]
        panel.can_generate()
        panel.generate.click()
        expect(root.get_by_role("alert").filter(has_text=_WORSE).first).to_be_visible(timeout=COMING)
        expect(root.get_by_role("region", name=re.compile("^Video generation"))).to_contain_text(_HTML)
        expect(panel.jobs).to_have_count(1)

        fake.final = {"status": "failed", "error": {"code": "upstream_error", "message": _WORSE}}
        panel.can_generate()
        panel.generate.click()
        expect(panel.jobs).to_have_count(2)
        expect(panel.jobs.first).to_contain_text(_WORSE, timeout=COMING)
        fake.final = {"status": "failed", "error": {"code": "content_policy_violation", "message": "moderated"}}
        panel.prompt.fill("something else")
        panel.can_generate()
        panel.generate.click()
        expect(panel.jobs).to_have_count(3)
        expect(panel.jobs.first).to_contain_text(re.compile("moderat|content|polic", re.IGNORECASE), timeout=COMING)
        assert page.evaluate("window.gwHacked") is None
        assert root.evaluate("root => root.querySelectorAll('img[src=x], b, script').length") == 0
        assert fake.creates == 3


def test_a_panel_that_is_closed_during_a_job_leaves_nothing_behind_but_the_clip_in_the_library(
    lab: Lab, browser: Browser, folder: Path, asks: str, fake: Fake
) -> None:
    # Shown by `display`: a cell's last value stays in the names that IPython keeps of it.
    shown = asks.format("").removesuffix("studio") + "display(studio)"
    with opened(lab, browser, folder, shown) as panel:
        notebook = panel.notebook
        fake.gate.clear()
        _ask(panel, "a panel that is closed")
        expect(panel.jobs).to_contain_text("40 %", timeout=COMING)
        said(notebook, "import gc, weakref; gone = weakref.ref(studio); studio.close(); del studio")
        expect(panel.root).to_have_count(0)
        fake.gate.set()
        until(notebook, "len(client.library)", "1", 3000)
        until(notebook, "(gc.collect() and False) or gone() is None", "True")
        assert said(notebook, "print(next(iter(client.library)).prompt)") == "a panel that is closed"


def test_a_clip_s_last_frame_is_the_next_image_and_its_card_stays_in_the_notebook(
    lab: Lab, browser: Browser, folder: Path, asks: str
) -> None:
    with opened(lab, browser, folder, asks.format("prompt='a last frame'")) as panel:
        root, notebook = panel.root, panel.notebook
        panel.can_generate()
        panel.generate.click()
        panel.plays()
        frame = panel.player.get_by_role("button", name="Use the last frame as an image")
        frame.click()  # this service takes public addresses only
        wrong = root.get_by_role("alert").filter(has_text="takes images by public address only")
        expect(wrong).to_be_visible()
        expect(panel.images).to_have_count(0)
        root.get_by_role("combobox", name="Provider").select_option("local")
        expect(root.get_by_text("from text, or up to 7 images")).to_be_visible()
        frame.click()
        expect(panel.images).to_have_count(1)
        expect(wrong).to_be_hidden()
        assert said(notebook, "print(studio.images[0].kind)") == "clip"
        panel.player.get_by_role("button", name="Keep this clip below the panel").click()
        expect(notebook.cell(0).get_by_role("figure")).to_contain_text("a last frame")
        notebook.save()
    text = (folder / "a.ipynb").read_text(encoding="utf-8")
    assert "<figure" in text
    assert len(text) < 60_000

"""The panel when its kernel dies, is started anew or can't be heard; and what is left of it when it is closed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ..jobs.fake import Fake
from .jupyter import Lab
from .panel import COMING, STUDIO, opened, said

pytestmark = pytest.mark.slow

_GONE = re.compile("The kernel was restarted or is gone. Run the cell again")


def _kernel(lab: Lab, name: str) -> str:
    """The id of the kernel behind a notebook."""
    found = [each["kernel"]["id"] for each in lab.api("/api/sessions") if each["path"] == name]
    assert len(found) == 1
    return str(found[0])


def test_a_kernel_that_is_restarted_is_told_of_and_the_cell_run_again_finds_the_job_and_the_clips(
    lab: Lab, browser: Browser, folder: Path, asks: str, fake: Fake
) -> None:
    with opened(lab, browser, folder, asks.format("")) as panel:
        notebook, root = panel.notebook, panel.root
        for prompt, waits in (("a clip that is there", False), ("a job under way", True)):
            if waits:
                fake.gate.clear()
            panel.prompt.fill(prompt)
            panel.can_generate()
            panel.generate.click()
            if not waits:
                panel.plays()
        expect(panel.jobs.first).to_contain_text("40 %", timeout=COMING)
        notebook.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
        expect(root.get_by_role("alert").filter(has_text=_GONE)).to_be_visible(timeout=COMING)
        panel.prompt.fill("what is written meanwhile")  # goes nowhere, and breaks nothing
        notebook.until_ready()
        notebook.run(0)
        panel.ready()
        expect(panel.jobs).to_have_count(1)
        expect(panel.jobs.first).to_contain_text("a job under way")
        fake.gate.set()
        panel.plays()
        panel.tab("Library").click()
        clips = root.get_by_role("list", name="Clips, newest first").get_by_role("listitem")
        expect(clips).to_have_count(2)
        assert fake.creates == 2, "nothing was paid twice"


def test_a_kernel_that_is_killed_is_told_of(lab: Lab, browser: Browser, folder: Path) -> None:
    with opened(lab, browser, folder, STUDIO.format("prompt='a fox'")) as panel:
        kernel = _kernel(lab, f"{folder.name}/a.ipynb")
        lab.api(f"/api/kernels/{kernel}", "DELETE")
        panel.generate.click()
        told = panel.root.get_by_role("alert").filter(has_text=re.compile("kernel"))
        expect(told.first).to_be_visible(timeout=COMING)


def test_a_connection_that_is_lost_is_told_of_and_what_was_asked_meanwhile_is_done_once_it_is_back(
    lab: Lab, browser: Browser, folder: Path, asks: str, fake: Fake
) -> None:
    with opened(lab, browser, folder, asks.format("prompt='asked while nobody hears'")) as panel:
        panel.can_generate()
        panel.page.context.set_offline(True)
        panel.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel._ws.close(4000)")
        panel.generate.click()
        banner = panel.root.get_by_role("alert").filter(has_text="What you do is kept and sent again")
        expect(banner).to_be_visible(timeout=COMING)
        assert fake.creates == 0
        panel.page.context.set_offline(False)
        panel.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.reconnect()")
        expect(banner).to_be_hidden(timeout=COMING)
        panel.plays()
        assert fake.creates == 1


def _listeners(page: Page, most: float = 0) -> int:
    """Listeners that are there after everything that could go has gone: asked until there are at most so many."""
    session = page.context.new_cdp_session(page)
    found, last, same = 0, -1, 0
    for _ in range(20):
        session.send("HeapProfiler.collectGarbage")
        found = session.send("Memory.getDOMCounters")["jsEventListeners"]
        last, same = found, same + 1 if found == last else 0
        if found <= most or (not most and same == 2):
            break
        page.evaluate("() => new Promise(done => requestIdleCallback(done))")
    session.detach()
    return found


_COUNT_BLOBS = """() => {
    window.gwBlobs = new Set();
    const [make, end] = [URL.createObjectURL, URL.revokeObjectURL];
    URL.createObjectURL = thing => {
        const url = make.call(URL, thing);
        if (!(thing.type || '').includes('javascript')) window.gwBlobs.add(url);
        return url;
    };
    URL.revokeObjectURL = url => { window.gwBlobs.delete(url); end.call(URL, url); };
}"""


def test_panels_that_are_closed_leave_no_listener_no_blob_url_and_no_instance(
    lab: Lab, browser: Browser, folder: Path, asks: str
) -> None:
    again = "studio = Studio(client=client)\ndisplay(studio)"
    with opened(lab, browser, folder, asks.format("prompt='the first'"), again) as panel:
        page, notebook = panel.page, panel.notebook
        page.evaluate(_COUNT_BLOBS)
        panel.can_generate()
        panel.generate.click()
        panel.plays()
        second = type(panel)(notebook, 1)
        before, blobs = 0, 0
        for turn in range(4):
            notebook.run(1)
            second.ready()
            second.tab("Library").click()
            second.root.get_by_role("button", name=re.compile("^the first")).click()
            second.plays()
            said(notebook, "import gc, weakref; gone = weakref.ref(studio); studio.close(); del studio")
            expect(second.root).to_have_count(0)
            assert said(notebook, "gc.collect(); print(gone() is None)") == "True"
            if turn == 0:  # what the host makes once for all is there now
                before, blobs = _listeners(page), page.evaluate("window.gwBlobs.size")
        assert page.evaluate("window.gwBlobs.size") == blobs
        # A panel has more than a hundred, and the browser may still have one that was just closed.
        assert _listeners(page, before + 10) < before + 200, "they grow"

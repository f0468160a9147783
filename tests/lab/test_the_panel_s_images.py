"""Pictures for the panel: given in every way, wrong in every way, put in order, and a page that goes in the middle."""

from __future__ import annotations

import io
import re
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from .jupyter import Lab
from .panel import COMING, STUDIO, files, opened, pick, said

pytestmark = pytest.mark.slow

_DROP = """(root, given) => {
    const data = new DataTransfer();
    for (const [name, type, bytes] of given) data.items.add(new File([new Uint8Array(bytes)], name, { type }));
    const target = root.querySelector('textarea');
    for (const kind of ['dragenter', 'dragover', 'drop'])
        target.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
}"""
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>window.top.gwHacked = 1</script></svg>'

# Whoever opens a named pipe waits until somebody opens its other end.
_HOLD = """
import os
from pathlib import Path
real = studio._tray._receiver._done
for name in ("asked", "go"):
    os.mkfifo(name)
def slow(upload):
    Path("asked").write_text("yes")
    Path("go").read_text()
    return real(upload)
studio._tray._receiver._done = slow
"""


def picture(number: int, size: int = 64) -> bytes:
    """A real picture, another one for each number."""
    pixels = np.random.default_rng(number).integers(0, 255, (size, size, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def _huge(size: int) -> bytes:
    """A picture of so many bytes: what stands behind its end counts, too."""
    small = picture(0)
    chunk = bytes(size)
    extra = struct.pack(">I", len(chunk)) + b"teXt" + chunk + struct.pack(">I", zlib.crc32(b"teXt" + chunk))
    return small[:-12] + extra + small[-12:]


def test_seven_pictures_are_picked_put_in_order_named_in_the_prompt_replaced_and_removed(
    lab: Lab, browser: Browser, folder: Path
) -> None:
    with opened(lab, browser, folder, STUDIO.format("mode='spicy'")) as panel:
        page, root, notebook = panel.page, panel.root, panel.notebook
        pick(panel, files(("first.png", "image/png", picture(1, 1200))))  # 4 MB: in several chunks
        expect(panel.images).to_have_count(1, timeout=COMING)
        expect(root.get_by_text(re.compile("spicy is no longer set|Changed from spicy"))).to_be_visible()
        ratio = root.get_by_role("radiogroup", name="Aspect ratio")
        expect(ratio.get_by_role("radio").first).to_be_disabled()  # one picture decides the ratio
        pick(panel, files(*((f"{number}.png", "image/png", picture(number)) for number in range(2, 8))))
        expect(panel.images).to_have_count(7, timeout=COMING)
        expect(ratio.get_by_role("radio").first).to_be_enabled()
        sizes = said(notebook, "print([len(ref.value.read_bytes()) for ref in studio.images])")
        assert sizes == str([len(picture(1, 1200)), *(len(picture(number)) for number in range(2, 8))])
        expect(panel.button(re.compile("^Add images"))).to_have_attribute("aria-disabled", "true")

        first = panel.images.first
        expect(first).to_have_accessible_name("Replace image 1, first.png")
        first.press("Alt+ArrowRight")
        expect(panel.images.nth(1)).to_have_accessible_name("Replace image 2, first.png")
        expect(panel.images.nth(1)).to_be_focused()
        page.keyboard.press("Alt+ArrowRight")
        expect(panel.images.nth(2)).to_have_accessible_name("Replace image 3, first.png")
        names = "print([ref.label for ref in studio.images][:4])"
        expect(root.get_by_text("first.png is now image 3 of 7.")).to_be_attached()
        assert said(notebook, names) == "['2.png', '3.png', 'first.png', '4.png']"

        panel.prompt.click()
        page.keyboard.type("this is @ima")
        names_list = root.get_by_role("listbox", name="Images that can be named")
        expect(names_list.get_by_role("option")).to_have_count(7)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(panel.prompt).to_have_value("this is @image2 ")
        expect(names_list).to_be_hidden()
        page.keyboard.type("and @image9 ")
        expect(root.get_by_text("@image9: there is no such image.").first).to_be_visible()

        pick(panel, files(("other.png", "image/png", picture(9))), re.compile("^Replace image 3"))
        expect(panel.images.nth(2)).to_have_accessible_name("Replace image 3, other.png", timeout=COMING)
        panel.images.nth(0).press("Delete")
        expect(panel.images).to_have_count(6)
        panel.button("Remove image 1, 3.png").click()
        expect(panel.images).to_have_count(5)
        assert said(notebook, names) == "['other.png', '4.png', '5.png', '6.png']"
        said(notebook, "studio.images = []")
        expect(panel.images).to_have_count(0)


def test_what_is_no_picture_is_refused_at_once_in_words_and_thirty_at_once_are_as_many_as_fit(
    lab: Lab, browser: Browser, folder: Path
) -> None:
    pdf = b"%PDF-1.7\n" + bytes(300)
    with opened(lab, browser, folder, STUDIO.format("")) as panel:
        page, root, notebook = panel.page, panel.root, panel.notebook
        page.evaluate("window.gwHacked = 0")
        wrong = [("empty.png", "image/png", b""), ("paper.jpg", "image/jpeg", pdf), ("d.svg", "image/svg+xml", _SVG)]
        root.evaluate(_DROP, [[name, mime, list(data)] for name, mime, data in wrong])
        for words in ("there is nothing in it: empty.png", "a PDF is no image: paper.jpg", "SVG drawing can't be sent"):
            expect(root.get_by_role("alert").filter(has_text=words)).to_be_visible()
        expect(panel.images).to_have_count(0)
        huge = folder / "huge.png"
        huge.write_bytes(_huge(50_000_000))
        pick(panel, [huge])
        expect(root.get_by_role("alert").filter(has_text="over 10 MB: huge.png")).to_be_visible()
        assert sum(len(frame) for frame in notebook.sent) < 1_000_000, "nothing of it was sent"
        root.evaluate(_DROP, [[f"{number}.png", "image/png", list(picture(number, 8))] for number in range(30)])
        expect(panel.images).to_have_count(7, timeout=COMING)
        full = root.get_by_role("alert").filter(has_text="at most 7")
        expect(full).to_contain_text("7.png, 8.png, 9.png and 20 more")
        full.get_by_role("button", name="Dismiss").click()
        expect(full).to_be_hidden()
        assert page.evaluate("window.gwHacked") == 0
        assert said(notebook, "print(len(studio.images))") == "7"


def test_a_page_that_is_loaded_again_during_an_upload_has_its_panel_back_and_takes_pictures(
    lab: Lab, browser: Browser, folder: Path
) -> None:
    with opened(lab, browser, folder, STUDIO.format("prompt='a fox'")) as panel:
        notebook, root = panel.notebook, panel.root
        pick(panel, files(("first.png", "image/png", picture(1))))
        expect(panel.images).to_have_count(1, timeout=COMING)
        notebook.save()
        said(notebook, _HOLD)  # the next picture is on its way as long as the test wants
        pick(panel, files(("second.png", "image/png", picture(2, 1000))))
        expect(root.get_by_role("progressbar", name=re.compile("second.png"))).to_be_visible()
        assert (folder / "asked").read_text() == "yes"
        notebook.reload(kernel=False)  # it is busy
        (folder / "go").write_text("on")
        panel.ready()
        notebook.until_ready()
        said(notebook, "studio._tray._receiver._done = real")
        expect(panel.prompt).to_have_value("a fox")
        expect(panel.button("Replace image 1, first.png")).to_be_visible()
        pick(panel, files(("third.png", "image/png", picture(3))))
        expect(panel.button(re.compile(r"^Replace image \d, third.png"))).to_be_visible(timeout=COMING)
        expect(root.get_by_role("progressbar", name=re.compile("Uploading"))).to_have_count(0)
        assert not panel.alerts
        assert said(notebook, "print(studio.images[0].label, studio.images[-1].label)") == "first.png third.png"

"""What a saved notebook keeps of a panel, which language it speaks, and what is left of it in the end."""

from __future__ import annotations

import gc
import json
import threading
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from grokwidget import Client, Studio
from grokwidget import messages as spoken
from tests.jobs.fake import Fake
from tests.notebook.fake_page import FakePage

from ..waiting import until
from .asking import asked

pytestmark = pytest.mark.slow


@pytest.mark.slow
def test_what_a_saved_notebook_keeps_of_it_is_small(make: Callable[..., Studio], tmp_path: Path) -> None:
    Image.new("RGB", (640, 480), "red").save(tmp_path / "a.png")
    studio = make(provider="local", prompt="a fox " * 50, images=[tmp_path / "a.png"] * 7, lang="auto")
    for number in range(12):
        studio._list.add(studio.client.submit(f"fox {number} " + "x" * 200))
    for job in studio.jobs:
        job.result()
    until(lambda: all(row["state"]["status"] == "done" for row in studio._jobs))
    state = {name: value for name, value in studio.get_state().items() if name not in ("_esm", "_css")}
    assert len(json.dumps(state, ensure_ascii=False).encode()) <= 20_000


def test_a_reader_without_a_kernel_sees_the_clip_s_card(make: Callable[..., Studio]) -> None:
    studio = make(prompt="a <b>fox</b>")
    data, _ = studio._repr_mimebundle_()
    assert "&lt;b&gt;fox" in data["text/html"]
    assert "<img" not in data["text/html"]
    studio.generate()
    until(lambda: studio.clip is not None)
    data, _ = studio._repr_mimebundle_()
    assert "&lt;b&gt;fox" in data["text/html"]
    assert "<img" in data["text/html"]
    assert "panel" in data["text/plain"]


def test_a_page_that_reads_chinese_is_answered_in_chinese(
    make: Callable[..., Studio], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GROKWIDGET_LANG")
    try:
        studio = make(lang=None, prompt="x" * 6000)
        assert studio.lang == "auto"
        page = FakePage(studio)
        page.ask("hello", {"lang": "zh-CN"})
        assert "字符" in studio._problems["prompt"]
        assert (
            "已固定" in asked(make(lang="zh", locked="mode"), "set", seq=1, values={"mode": "fun"})["error"]["message"]
        )
        assert spoken.language() == "zh"  # what jobs say on the portal's thread, too
    finally:
        spoken.prefer(None)


def test_nothing_is_left_after_close_and_jobs_go_on(client: Client, fake: Fake) -> None:
    fake.gate.clear()
    studio = Studio(client=client, prompt="a fox", lang="en")
    job = studio.submit()
    until(lambda: job.record.task_id)
    before = {thread.name for thread in threading.enumerate()}
    assert "grokwidget-panel" in before
    gone = weakref.ref(studio)
    studio.close()
    del studio
    until(lambda: "grokwidget-panel" not in {thread.name for thread in threading.enumerate()})
    gc.collect()
    assert gone() is None
    assert not job.done()
    fake.gate.set()
    assert job.result(20).path.exists()

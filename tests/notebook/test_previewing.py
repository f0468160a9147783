"""The line of small videos that are still to be made."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from grokwidget.library import Clip
from grokwidget.notebook import previewing
from grokwidget.notebook.previewing import Maker

from .clips import make_clip


def test_where_no_thread_can_be_started_nothing_is_raised_and_the_next_wish_has_all_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(previewing, "_make", lambda *_, **__: "")
    first, heard, made = make_clip(tmp_path), threading.Event(), list[Clip]()
    maker = Maker()

    def hear(clip: Clip, _wrong: str) -> None:
        made.append(clip)
        heard.set()

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", full)
        maker.want([first], hear)
    assert "small videos can't be made now" in caplog.text
    maker.want([first])
    assert heard.wait(20)
    assert made == [first]


def test_the_end_of_a_process_that_could_start_no_thread_is_quiet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ending(_: threading.Thread) -> None:
        raise RuntimeError("can't create new thread at interpreter shutdown")

    maker = Maker()
    monkeypatch.setattr(threading.Thread, "start", ending)
    maker.want([make_clip(tmp_path)])
    maker.end()
    maker.want([make_clip(tmp_path)])

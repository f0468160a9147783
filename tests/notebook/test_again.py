"""What a thread says where threads aren't heard is said again by a thread that is; elsewhere nothing is said twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grokwidget import host as hosts
from grokwidget.host import Host
from grokwidget.notebook import again
from grokwidget.notebook.jobview import JobView
from grokwidget.notebook.sheet import ContactSheet

from .clips import make_clip
from .fake_page import FakePage


@pytest.fixture(autouse=True)
def nothing_due() -> Iterator[None]:
    again._due.clear()
    yield
    again._due.clear()


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host whose page hears no threads."""
    monkeypatch.setattr(hosts, "host", lambda: Host.COLAB)


def _in_a_thread(work: Callable[[], Any]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_the_latest_word_of_each_place_is_repeated_once(deaf: None) -> None:
    said: list[str] = []
    _in_a_thread(lambda: again.told("place", lambda: said.append("first")))
    _in_a_thread(lambda: again.told("place", lambda: said.append("second")))
    _in_a_thread(lambda: again.told("other place", lambda: said.append("other")))
    _in_a_thread(again.flush)
    assert said == [], "a thread that isn't heard doesn't repeat it"
    again.flush()
    again.flush()
    assert said == ["second", "other"]


def test_what_the_thread_of_the_cells_says_itself_overtakes_what_is_due(deaf: None) -> None:
    said: list[str] = []
    _in_a_thread(lambda: again.told("place", lambda: said.append("old")))
    again.told("place", lambda: said.append("never"))
    again.flush()
    assert said == []


def test_what_must_be_heard_waits_for_a_thread_that_is(deaf: None) -> None:
    said: list[str] = []
    again.soon("here", lambda: said.append(threading.current_thread().name))
    _in_a_thread(lambda: again.soon("there", lambda: said.append(threading.current_thread().name)))
    assert said == ["MainThread"]
    again.flush()
    assert said == ["MainThread", "MainThread"]


def test_one_that_fails_does_not_keep_back_the_others(deaf: None, caplog: pytest.LogCaptureFixture) -> None:
    said: list[str] = []
    _in_a_thread(lambda: again.told("bad", lambda: 1 / 0))
    _in_a_thread(lambda: again.told("good", lambda: said.append("good")))
    again.flush()
    assert said == ["good"]
    assert "can't be repeated" in caplog.text


def test_a_widgets_state_that_a_thread_changed_is_sent_again_when_the_page_asks(deaf: None) -> None:
    view = JobView()
    page = FakePage(view)
    _in_a_thread(lambda: view.update(status="running", progress=40))
    before = len(page.updates)
    answer, _ = page.ask("state")
    assert answer["result"]["progress"] == 40
    assert [update["state"]["progress"] for update in page.updates[before:]] == [40]


def test_what_threads_changed_is_kept_and_taken_by_one_thread_at_a_time(deaf: None) -> None:
    class Watched(set[str]):
        """Names, and whether nobody else could change them."""

        def add(self, name: str) -> None:
            alone.append(again._lock.locked())
            super().add(name)

        def __iter__(self) -> Iterator[str]:
            alone.append(again._lock.locked())
            return super().__iter__()

    alone: list[bool] = []
    view = JobView()
    page = FakePage(view)
    view.__dict__["_unheard"] = Watched()
    _in_a_thread(lambda: view.update(status="running", progress=40))
    before = len(page.updates)
    again.flush()
    assert len(page.updates) == before + 1
    assert len(alone) >= 2
    assert all(alone)


def test_what_threads_changed_in_a_contact_sheet_is_sent_again_when_the_page_asks(deaf: None, tmp_path: Path) -> None:
    sheet = ContactSheet([make_clip(tmp_path)], lang="en")
    assert sheet._host["pull"] == 1000
    page = FakePage(sheet)
    _in_a_thread(sheet._count)
    before = len(page.updates)
    answer, _ = page.ask("ping")
    assert answer["result"] == {}
    assert [update["_made"] for update in page.updates[before:]] == [sheet._made]
    sheet.close()


def test_where_threads_are_heard_nothing_is_said_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "host", lambda: Host.JUPYTER)
    view = JobView()
    page = FakePage(view)
    _in_a_thread(lambda: view.update(status="running", progress=40))
    before = len(page.updates)
    page.ask("state")
    again.flush()
    assert len(page.updates) == before == 1

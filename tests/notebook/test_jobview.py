from __future__ import annotations

import contextvars
import json
import threading
import time
from typing import Any

import pytest

from grokwidget.errors import LibraryError
from grokwidget.messages.page import words
from grokwidget.notebook import jobview
from grokwidget.notebook.jobview import STATUSES, JobView

from .fake_page import FakePage


class Clock:
    """A monotonic clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    given = Clock()
    monkeypatch.setattr("grokwidget.notebook.jobview.time.monotonic", given)
    return given


def test_an_update_is_one_message_with_the_whole_state() -> None:
    view = JobView()
    page = FakePage(view)
    view.update(status="running", progress=42, phase="Rendering", expected_s=12.0)
    assert len(page.comm.sent) == 1
    state = page.updates[0]["state"]
    assert (state["status"], state["progress"], state["phase"]) == ("running", 42, "Rendering")
    assert set(state) == set(jobview._START)


def test_an_update_that_says_nothing_new_sends_nothing(clock: Clock) -> None:
    view = JobView()
    view.update(status="running", progress=10, elapsed_s=5, expected_s=30)
    page = FakePage(view)
    clock.now += 2
    view.update(status="running", progress=10, elapsed_s=7.1, expected_s=28)
    assert page.comm.sent == []


def test_an_estimate_that_moved_is_sent(clock: Clock) -> None:
    view = JobView()
    view.update(status="running", elapsed_s=5, expected_s=30)
    page = FakePage(view)
    clock.now += 2
    view.update(expected_s=60)
    assert page.updates[0]["state"]["expected_s"] == 60


def test_the_clocks_go_on_between_updates(clock: Clock) -> None:
    view = JobView()
    view.update(status="running", elapsed_s=5, expected_s=30, expected_high_s=60)
    clock.now += 4
    view.update(progress=50)
    assert (view.state["elapsed_s"], view.state["expected_s"], view.state["expected_high_s"]) == (9, 26, 56)


def test_a_page_that_comes_late_gets_the_time_of_now(clock: Clock) -> None:
    view = JobView()
    view.update(status="running", elapsed_s=5)
    clock.now += 100
    assert view.get_state()["state"]["elapsed_s"] == 105


def test_the_clock_of_an_ended_job_stands(clock: Clock) -> None:
    view = JobView()
    view.update(status="done", elapsed_s=24)
    clock.now += 100
    assert view.get_state()["state"]["elapsed_s"] == 24


def test_a_stray_name_or_status_is_refused_and_named() -> None:
    view = JobView()
    with pytest.raises(ValueError, match="percent"):
        view.update(percent=3)
    with pytest.raises(ValueError, match="finished"):
        view.update(status="finished")
    with pytest.raises(ValueError, match="finished"):
        JobView(state={"status": "finished"})


def test_updates_from_many_threads_lose_nothing() -> None:
    view = JobView()
    FakePage(view)
    fields = ["progress", "queue_place", "message", "phase"]
    values: dict[str, Any] = {"progress": 99, "queue_place": 99, "message": "99", "phase": "99"}

    def run(field: str) -> None:
        for count in range(100):
            view.update(**{field: count if isinstance(values[field], int) else str(count)})

    threads = [threading.Thread(target=run, args=(field,)) for field in fields]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {field: view.state[field] for field in fields} == values


def test_updates_are_published_from_an_empty_context() -> None:
    cell: contextvars.ContextVar[str] = contextvars.ContextVar("cell")
    seen: list[str] = []
    view = JobView()
    view.observe(lambda _: seen.append(cell.get("none")), "state")
    cell.set("A")
    view.update(status="running")
    assert seen == ["none"]


@pytest.mark.alone
def test_an_update_is_cheap() -> None:
    view = JobView()
    FakePage(view)
    start = time.perf_counter()
    for count in range(200):
        view.update(progress=count / 2)
    assert (time.perf_counter() - start) / 200 < 0.005


def test_stop_in_the_page_calls_on_stop_and_is_answered() -> None:
    pressed: list[int] = []
    page = FakePage(JobView(on_stop=lambda: pressed.append(1)))
    assert page.ask("stop")[0]["result"] == {"stopping": True}
    assert pressed == [1]


def test_a_stop_that_fails_is_answered_with_the_reason() -> None:
    def fail() -> None:
        raise LibraryError("The disk is full.")

    answer, _ = FakePage(JobView(on_stop=fail)).ask("stop")
    assert answer["error"]["message"] == "The disk is full."


def test_without_on_stop_there_is_no_stop_button() -> None:
    assert JobView().state["can_stop"] is False
    assert JobView(on_stop=lambda: None).state["can_stop"] is True


@pytest.mark.parametrize(("lang", "there"), [("en", {"en"}), ("zh", {"zh"}), ("auto", {"en", "zh"})])
def test_only_the_words_of_its_language_go_to_the_page(lang: str, there: set[str]) -> None:
    view = JobView(lang=lang)
    assert set(view.get_state()["_words"]) == there


def test_its_language_is_the_reader_s_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROKWIDGET_LANG", "zh")
    assert JobView().lang == "zh"


def test_every_status_has_its_words() -> None:
    for spoken in words("job", "auto").values():
        assert spoken.keys() >= STATUSES


def test_its_text_is_the_status_and_never_an_address() -> None:
    view = JobView(state={"status": "running", "progress": 42}, lang="en")
    assert view._repr_mimebundle_()[0]["text/plain"] == "Making the video"
    assert repr(view) == "<grokvideo: running 42 %>"


def test_a_retired_view_leaves_next_to_nothing_to_be_saved() -> None:
    view = JobView(request={"prompt": "a red fox"}, on_stop=lambda: None)
    page = FakePage(view)
    saved = dict(view.get_state())
    assert len(json.dumps(saved)) > 8000
    view.retire()
    for update in page.updates:
        saved |= update
    assert len(json.dumps({name: value for name, value in saved.items() if name != "layout"})) < 1500
    assert page.comm.closed
    view.retire()  # twice is once
    view.update(status="done")  # and a late update harms nobody


def test_the_bundle_is_small_enough_to_be_saved_with_every_clip() -> None:
    state = JobView().get_state()
    assert len(state["_esm"].encode()) + len(state["_css"].encode()) <= 15_000

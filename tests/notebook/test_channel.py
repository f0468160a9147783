from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from ipywidgets import Widget

from grokwidget.errors import MediaError
from grokwidget.notebook.channel import Channel, Reply

from .fake_page import FakePage


def page_with(**handlers: Callable[[Mapping[str, Any], Sequence[Any]], Any]) -> FakePage:
    widget = Widget()
    page = FakePage(widget)
    Channel(widget, handlers, lambda: "en")
    return page


def test_a_result_comes_back_under_the_request_s_own_id() -> None:
    page = page_with(double=lambda body, _: {"twice": 2 * body["number"]})
    assert page.ask("double", {"number": 21}) == ({"id": "page-1", "result": {"twice": 42}}, [])


def test_buffers_go_both_ways_as_they_are() -> None:
    page = page_with(turn=lambda _, buffers: Reply({"count": len(buffers)}, [bytes(buffers[0])[::-1]]))
    answer, buffers = page.ask("turn", {}, [b"\x00\x01\xff"])
    assert answer["result"] == {"count": 1}
    assert buffers == [b"\xff\x01\x00"]


def test_our_own_errors_reach_the_page_in_their_words() -> None:
    def refuse(*_: object) -> None:
        raise MediaError("It was moved.", hint="Run the cell again.")

    answer, _ = page_with(read=refuse).ask("read")
    assert answer["error"] == {"type": "MediaError", "message": "It was moved. Run the cell again."}


def test_another_s_error_is_answered_without_its_text_which_may_hold_a_key(caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("Authorization: Bearer sk-secret")

    with caplog.at_level(logging.ERROR):
        answer, _ = page_with(read=fail).ask("read")
    assert answer["error"]["type"] == "RuntimeError"
    assert "sk-secret" not in str(answer)
    assert "a request of the page failed" in caplog.text


def test_a_missing_field_in_the_body_is_answered() -> None:
    answer, _ = page_with(read=lambda body, _: body["offset"]).ask("read", {})
    assert answer["error"]["type"] == "KeyError"


@pytest.mark.parametrize("kind", ["nothing", 7, None, ["read"]])
def test_an_unknown_kind_is_answered(kind: object) -> None:
    answer, _ = page_with(read=lambda *_: 1).ask(kind)
    assert answer["error"]["type"] == "UnknownKind"
    assert "Run the cell again" in answer["error"]["message"]


def test_a_body_that_is_no_object_is_an_empty_one() -> None:
    answer, _ = page_with(read=lambda body, _: dict(body)).ask("read", [1, 2])
    assert answer["result"] == {}


@pytest.mark.parametrize("content", [None, "text", [], {}, {"kind": "read"}, {"id": 7, "kind": "read"}])
def test_what_is_no_request_gets_no_answer(content: object) -> None:
    page = page_with(read=lambda *_: 1)
    page.tell(content)
    assert page.answers == []


def test_a_closed_channel_is_silent() -> None:
    widget = Widget()
    page = FakePage(widget)
    channel = Channel(widget, {"read": lambda *_: 1})
    channel.close()
    page.tell({"id": "x", "kind": "read"})
    assert page.answers == []


def test_requests_on_many_threads_at_once_are_each_answered_once() -> None:
    together = threading.Barrier(8, timeout=10)

    def wait(body: Mapping[str, Any], _: object) -> int:
        together.wait()  # all eight are inside at the same time, or this breaks
        return int(body["number"])

    page = page_with(wait=wait)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: page.tell({"id": f"id-{n}", "kind": "wait", "body": {"number": n}}), range(8)))
    assert sorted((answer["id"], answer["result"]) for answer, _ in page.answers) == [(f"id-{n}", n) for n in range(8)]

"""A task whose content was refused is read as such, alike in every wire format and in every shape seen."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grokwidget import errors
from grokwidget.providers import HttpReply, provider
from grokwidget.task import TaskFault, TaskState, TaskStatus

_every = pytest.mark.parametrize("name", ["aivideoapi", "apixgo", "duoyuanx", "grokimagineapi", "jimmyai", "xai"])
_MP4 = "https://example.com/a.mp4"


def _polled(name: str, body: Any, status: int = 200) -> TaskState:
    return provider(name).dialect.decode_poll(HttpReply(status, json.dumps(body).encode()), "t-1")


_BLOCKED = {"code": "moderation_blocked", "message": "no such picture"}


@_every
@pytest.mark.parametrize("bare", [True, False])
def test_a_success_without_a_video_that_was_blocked_is_a_refusal(name: str, bare: bool) -> None:
    task = {"status": "completed", "error": _BLOCKED}
    state = _polled(name, task if bare else {"data": task})
    assert state.status is TaskStatus.FAILED
    assert state.fault == TaskFault(code="moderation_blocked", message="no such picture", moderated=True)


@_every
@pytest.mark.parametrize("place", ["video", ""])
@pytest.mark.parametrize("bare", [True, False])
def test_a_success_without_a_video_that_moderation_withheld_is_a_refusal(name: str, place: str, bare: bool) -> None:
    told = {"respect_moderation": False, "url": ""}
    task = {"status": "completed", **({place: told} if place else told)}
    state = _polled(name, task if bare else {"data": task})
    assert state.status is TaskStatus.FAILED
    assert state.fault is not None
    assert state.fault.moderated
    assert state.fault.message


@_every
def test_a_video_that_is_there_is_a_success_whatever_moderation_says(name: str) -> None:
    state = _polled(name, {"status": "completed", "video": {"respect_moderation": False, "url": _MP4}})
    assert (state.status, state.urls, state.fault) == (TaskStatus.SUCCEEDED, (_MP4,), None)


@_every
@pytest.mark.parametrize("value", [True, None, 0, ""])
def test_only_the_word_false_withholds(name: str, value: object) -> None:
    state = _polled(name, {"status": "completed", "video": {"respect_moderation": value, "url": ""}})
    assert (state.status, state.fault) == (TaskStatus.SUCCEEDED, None)


@pytest.mark.parametrize("name", ["apixgo", "duoyuanx"])
@pytest.mark.parametrize(
    "quoted",
    [
        {"status": "done", "video": {"url": "", "respect_moderation": False}},
        {"status": "completed", "error": _BLOCKED},
        {"code": "success", "data": {"status": "done", "video": {"url": "", "respect_moderation": False}}},
    ],
)
def test_a_relay_that_calls_what_its_upstream_withheld_a_success_is_seen_through(
    name: str, quoted: dict[str, Any]
) -> None:
    state = _polled(name, {"code": "success", "data": {"status": "SUCCESS", "fail_reason": "", "data": quoted}})
    assert state.status is TaskStatus.FAILED
    assert state.fault is not None
    assert state.fault.moderated


@pytest.mark.parametrize("name", ["grokimagineapi", "jimmyai"])
@pytest.mark.parametrize(
    ("task", "fault"),
    [
        ({"error": {"message": "Network error"}}, TaskFault(message="Network error")),
        ({"error": {"code": "c", "message": "Usage guidelines"}},
         TaskFault(code="c", message="Usage guidelines", moderated=True)),
        ({"error": "Network error"}, TaskFault(message="Network error")),
        ({"error_message": "", "error": {"message": "m"}}, TaskFault(message="m")),
        ({"error_message": "first", "error": {"message": "second"}}, TaskFault(message="first")),
        ({"error": {}}, None),
        ({"error": None}, None),
    ],
)  # fmt: skip
def test_the_reason_of_a_failure_is_taken_from_its_error_where_there_is_no_message(
    name: str, task: dict[str, Any], fault: TaskFault | None
) -> None:
    state = _polled(name, {"data": {"status": "failed", **task}})
    assert (state.status, state.fault) == (TaskStatus.FAILED, fault)


# aivideoapi's poll, in the envelope that its create has


@pytest.mark.parametrize("fields", [{"code": 200, "msg": "success"}, {}, {"code": 500}])
def test_a_poll_in_an_envelope_is_read_too(fields: dict[str, Any]) -> None:
    task = {"id": "t-1", "status": "completed", "output": {"urls": [_MP4]}, "created_at": 1767225600}
    assert _polled("aivideoapi", {**fields, "data": task}) == _polled("aivideoapi", task)
    running = {"status": "processing", "progress": 45}
    assert _polled("aivideoapi", {**fields, "data": running}).progress == 45


@pytest.mark.parametrize("data", [{"data": None}, {"data": []}, {"data": {}}, {}])
def test_an_envelope_without_a_task_is_no_task_at_work(data: dict[str, Any]) -> None:
    with pytest.raises(errors.ServiceError) as caught:
        _polled("aivideoapi", {"code": 401, "msg": "no", **data})
    assert type(caught.value) is errors.AuthError
    assert caught.value.task_id == "t-1"
    assert _polled("aivideoapi", {"code": 200, "msg": "success", **data}).status is TaskStatus.QUEUED


@pytest.mark.parametrize("status", [400, 503])
def test_an_error_reply_that_refuses_the_content_is_the_tasks_end(status: int) -> None:
    state = _polled("aivideoapi", {"error": {"code": "upstream_error", "message": "sensitive content"}}, status)
    fault = TaskFault(code="upstream_error", message="sensitive content", moderated=True)
    assert state == TaskState(task_id="t-1", status=TaskStatus.FAILED, fault=fault)
    with pytest.raises(errors.ServiceError):
        provider("aivideoapi").dialect.decode_poll(HttpReply(status, b"sensitive content"), "t-1")

"""grokimagineapi.com's replies beyond the document's examples: read with tolerance, wrong promises never made."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grokwidget import errors
from grokwidget.errors import CreateUnknown, GrokwidgetError, Money
from grokwidget.providers import HttpReply, provider
from grokwidget.task import TaskFault, TaskStatus

_DIALECT = provider("grokimagineapi").dialect
_URL = "https://example.com/0.png"


def _reply(body: object, status: int = 200, **headers: str) -> HttpReply:
    text = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return HttpReply(status, text, {name.lower().replace("_", "-"): value for name, value in headers.items()})


def _task(**changes: Any) -> dict[str, Any]:
    return {"code": 200, "message": "success", "data": {"task_id": "t", "status": "processing", **changes}}


# -- the reply to a create --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        {"code": 200, "data": {"task_id": "t-1"}},
        {"code": 500, "message": "?", "data": {"task_id": " t-1 "}},
        {"data": {"taskId": "t-1"}},
        {"data": {"task_id": "t-1"}, "task_id": "t-2"},
    ],
)
@pytest.mark.parametrize("status", [200, 202, 400, 500])
def test_a_task_that_has_an_id_is_a_task_whatever_the_rest_says(body: object, status: int) -> None:
    state = _DIALECT.decode_create(_reply(body, status))
    assert (state.task_id, state.status) == ("t-1", TaskStatus.QUEUED)


def test_an_id_outside_of_its_envelope_counts_in_a_reply_that_is_no_error() -> None:
    assert _DIALECT.decode_create(_reply({"task_id": "t-1"}, 201)).task_id == "t-1"
    with pytest.raises(errors.Rejected):
        _DIALECT.decode_create(_reply({"task_id": "t-1"}, 400))


@pytest.mark.parametrize(
    ("body", "status", "kind", "said"),
    [
        ({"code": 400, "message": "no"}, 200, errors.Rejected, "no"),
        ({"code": 401, "message": "no", "error": "UNAUTHORIZED"}, 200, errors.AuthError, "does not accept the key"),
        ({"code": 429, "message": "slower"}, 200, errors.RateLimited, "asks to slow down: slower"),
        ({"code": 402, "message": "empty"}, 200, errors.InsufficientCredit, "too few credits: empty"),
        ({"code": 400, "message": "Insufficient credits"}, 400, errors.InsufficientCredit, "Insufficient credits"),
        ({"code": 400, "error": "INSUFFICIENT_CREDITS"}, 400, errors.InsufficientCredit, "INSUFFICIENT_CREDITS"),
        ({"code": 400, "message": "Not enough credits left"}, 400, errors.InsufficientCredit, "Not enough credits"),
        ({"code": 400, "message": "积分不足"}, 400, errors.InsufficientCredit, "积分不足"),
        ({"code": 403, "message": "no"}, 403, errors.PermissionDenied, "no"),
        ({"code": 402, "message": "no"}, 402, errors.InsufficientCredit, "no"),
        (b"<html><title>Not Found</title></html>", 404, errors.Rejected, "Not Found"),
        (b"", 404, errors.Rejected, "HTTP status 404 and no explanation"),
        (b"", 429, errors.RateLimited, "HTTP status 429 and no explanation"),
        (b"", 307, errors.Rejected, "HTTP status 307 and no explanation"),
        ({"code": 400, "message": "Inappropriate content, please try another prompt."}, 400, errors.Moderated,
         "grokimagineapi.com refused the content: Inappropriate content, please try another prompt."),
        ({"code": 400, "message": "Inappropriate content."}, 200, errors.Moderated, "Inappropriate content."),
        ({"code": 500, "message": "Inappropriate content."}, 500, errors.Moderated, "Inappropriate content."),
    ],
)  # fmt: skip
def test_a_create_is_refused_only_where_the_service_surely_did_not_accept_it(
    body: object, status: int, kind: type[GrokwidgetError], said: str
) -> None:
    with pytest.raises(GrokwidgetError) as caught:
        _DIALECT.decode_create(_reply(body, status))
    assert type(caught.value) is kind
    assert said in caught.value.message
    assert "grokimagineapi.com" in caught.value.message
    assert caught.value.money is (Money.UNKNOWN if kind is errors.Moderated else Money.NOT_CHARGED)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({}, 200, "(HTTP 200)"),
        ([], 200, "(HTTP 200)"),
        (b"all is well", 200, "(HTTP 200)"),
        ({"code": 200, "message": "success", "data": None}, 200, "(HTTP 200)"),
        ({"code": 200, "message": "success", "data": {"task_id": ""}}, 200, "(HTTP 200)"),
        ({"code": 200, "message": "success", "data": {"task_id": None}}, 201, "(HTTP 201)"),
        ({"message": "queued"}, 200, "(HTTP 200)"),
        ({"error": {}}, 200, "(HTTP 200)"),
        ({"code": 500, "message": "Server Error", "error": "SERVER_ERROR"}, 200, "Server Error"),
        ({"code": 503, "message": "busy"}, 200, "busy"),
        ({"code": 1001, "message": "slow"}, 200, "slow"),
        ({"error": "no such mode"}, 200, "no such mode"),
        ({"error": {"message": "no such mode"}}, 200, "no such mode"),
        (b"<html><title>502 Bad Gateway</title></html>", 502, "502 Bad Gateway"),
        (b"", 504, "HTTP status 504 and no explanation"),
        (b"", 408, "HTTP status 408 and no explanation"),
        (b"", 303, "HTTP status 303 and no explanation"),
        ({"code": 400, "message": "no", "error": "INVALID_REQUEST"}, 502, "no"),
        (b"Inappropriate content", 502, "Inappropriate content"),
    ],
)
def test_a_create_that_may_have_been_accepted_is_said_to_be_unknown(body: object, status: int, said: str) -> None:
    with pytest.raises(CreateUnknown) as caught:
        _DIALECT.decode_create(_reply(body, status, X_Request_Id="r-9"))
    assert said in caught.value.message
    assert "grokimagineapi.com" in caught.value.message
    assert (caught.value.money, caught.value.request_id) == (Money.MAYBE, "r-9")


def test_a_moderated_create_says_what_to_do_next() -> None:
    error = _DIALECT.decode_error(_reply({"code": 400, "message": "Inappropriate content"}, 400))
    assert error.hint.startswith("Change the prompt")
    assert _DIALECT.decode_error(_reply({"code": 400, "message": "no"}, 400)).hint == ""


@pytest.mark.parametrize(("told", "seconds"), [("7", 7.0), ("2.5", 2.5), ("soon", None), (None, None)])
def test_a_rate_limit_keeps_the_wait_that_the_service_asks_for(told: str | None, seconds: float | None) -> None:
    headers = {} if told is None else {"Retry_After": told}
    error = _DIALECT.decode_error(_reply({"code": 429, "message": "slower", "error": "RATE"}, 429, **headers))
    assert isinstance(error, errors.RateLimited)
    assert error.retry_after == seconds


# -- the reading of a task --------------------------------------------------------------------------------------------

_MP4 = "https://cdn.example.com/v.mp4"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"status": "pending"}, TaskStatus.QUEUED),
        ({"status": "Processing"}, TaskStatus.RUNNING),
        ({"status": "rendering-in-4d"}, TaskStatus.UNKNOWN),
        ({"status": "rendering", "error_message": ""}, TaskStatus.UNKNOWN),
        ({"status": None}, TaskStatus.QUEUED),
        ({"status": None, "response": [_MP4]}, TaskStatus.SUCCEEDED),
        ({"status": "SUCCESS", "response": [_MP4]}, TaskStatus.SUCCEEDED),
        ({"status": "completed", "response": []}, TaskStatus.SUCCEEDED),
        ({"status": "completed", "response": [], "error_message": "lost"}, TaskStatus.FAILED),
        ({"status": "completed", "response": [_MP4], "error_message": "odd"}, TaskStatus.SUCCEEDED),
        ({"status": "processing", "error_message": "grok imagine build failed"}, TaskStatus.FAILED),
        ({"status": "who knows", "error_message": "Network error"}, TaskStatus.FAILED),
        ({"status": "expired", "error_message": "too old"}, TaskStatus.EXPIRED),
        ({"status": "cancelled", "error_message": "stopped"}, TaskStatus.CANCELLED),
        ({"status": "failed"}, TaskStatus.FAILED),
    ],
)
def test_a_status_is_read_and_an_unknown_word_keeps_asking_until_an_error_is_told(
    changes: dict[str, Any], status: TaskStatus
) -> None:
    state = _DIALECT.decode_poll(_reply(_task(**changes)), "t")
    assert (state.task_id, state.status, state.said) == ("t", status, changes.get("status") or "")
    words = changes.get("error_message")
    assert state.fault == (TaskFault(message=words) if words and status is not TaskStatus.SUCCEEDED else None)


@pytest.mark.parametrize(
    ("response", "urls"),
    [
        ([_MP4, _MP4], (_MP4,)),
        ([_MP4, "https://cdn.example.com/2.mp4"], (_MP4, "https://cdn.example.com/2.mp4")),
        (_MP4, (_MP4,)),
        ([{"url": _MP4}], (_MP4,)),
        (["javascript:alert(1)", None, 5], ()),
        (None, ()),
    ],
)
def test_results_are_web_addresses_in_their_order_each_once(response: object, urls: tuple[str, ...]) -> None:
    assert _DIALECT.decode_poll(_reply(_task(status="completed", response=response)), "t").urls == urls


def test_a_result_elsewhere_in_the_reply_is_found_but_never_the_requests_own_image() -> None:
    found = _DIALECT.decode_poll(_reply(_task(status="completed", video_url=_MP4)), "t")
    assert found.urls == (_MP4,)
    body = _task(status="completed", request={"images": [_URL], "url": _URL}, response=[])
    assert _DIALECT.decode_poll(_reply(body), "t").urls == ()


def test_a_task_without_its_envelope_is_read_too() -> None:
    state = _DIALECT.decode_poll(_reply({"status": "completed", "response": [_MP4], "progress": "30%"}), "t")
    assert (state.status, state.urls, state.progress) == (TaskStatus.SUCCEEDED, (_MP4,), 30)
    assert _DIALECT.decode_poll(_reply({"task_id": "t"}), "t").status is TaskStatus.QUEUED


def test_times_are_read_and_a_wrong_one_is_none() -> None:
    body = _task(created_at="2024-01-01T08:00:00+08:00", completed_at=1704067260)
    state = _DIALECT.decode_poll(_reply(body), "t")
    assert (state.created_at, state.completed_at) == (1704067200, 1704067260)
    assert _DIALECT.decode_poll(_reply(_task(created_at="yesterday")), "t").created_at is None


@pytest.mark.parametrize(
    ("credits", "status", "cost"),
    [
        (40, "completed", (40, 0.4)),
        (37.5, "completed", (37.5, 0.375)),
        ("40", "completed", (40, 0.4)),
        (40, "processing", (40, 0.4)),
        (0, "processing", None),
        (0, "failed", (0, 0)),
        (1, "failed", (1, 0.01)),
        (-1, "completed", None),
        (None, "completed", None),
        (True, "completed", None),
    ],
)
def test_a_charge_is_what_the_service_says_and_none_yet_is_no_news(
    credits: object, status: str, cost: tuple[float, float] | None
) -> None:
    found = _DIALECT.decode_poll(_reply(_task(status=status, consumed_credits=credits)), "t").cost
    assert (found and (found.amount, found.usd)) == cost
    assert found is None or (found.unit, found.estimated) == ("credits", False)


@pytest.mark.parametrize("body", [b"", b"accepted", b"[]"])
def test_a_202_without_a_body_of_its_own_is_a_task_at_work(body: bytes) -> None:
    state = _DIALECT.decode_poll(_reply(body, 202), "t")
    assert (state.task_id, state.status) == ("t", TaskStatus.RUNNING)


def test_a_202_with_a_task_is_read() -> None:
    assert _DIALECT.decode_poll(_reply(_task(status="pending"), 202), "t").status is TaskStatus.QUEUED


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"code": 400, "message": "Inappropriate content.", "error": "MODERATED"}, 400),
        ({"code": 400, "message": "Inappropriate content.", "error": "MODERATED"}, 200),
        ({"code": 400, "message": "Inappropriate content.", "error": "MODERATED", "data": {"task_id": "t"}}, 200),
    ],
)
def test_moderation_told_as_an_error_is_the_end_of_the_task(body: object, status: int) -> None:
    state = _DIALECT.decode_poll(_reply(body, status), "t")
    assert (state.task_id, state.status) == ("t", TaskStatus.FAILED)
    assert state.fault == TaskFault(code="MODERATED", message="Inappropriate content.", moderated=True)


def test_a_task_that_stands_beside_an_odd_code_is_read_all_the_same() -> None:
    body = {"code": 500, "message": "?", "data": {"task_id": "t", "status": "completed", "response": [_MP4]}}
    assert _DIALECT.decode_poll(_reply(body), "t").urls == (_MP4,)


@pytest.mark.parametrize(
    ("body", "status", "kind", "said"),
    [
        ({"code": 404, "message": "no"}, 404, errors.TaskNotFound, "no"),
        ({"code": 404, "message": "no", "data": None}, 200, errors.TaskNotFound, "no"),
        ({"code": 400, "message": "Task not found"}, 400, errors.TaskNotFound, "Task not found"),
        ({"code": 400, "message": "The task does not exist"}, 200, errors.TaskNotFound, "does not exist"),
        ({"code": 400, "message": "任务不存在"}, 400, errors.TaskNotFound, "任务不存在"),
        ({"code": 400, "message": "bad"}, 400, errors.Rejected, "bad"),
        ({"code": 401, "message": "bad"}, 401, errors.AuthError, "key"),
        ({"code": 429, "message": "slower"}, 429, errors.RateLimited, "slower"),
        ({"code": 500, "message": "oh", "error": "SERVER_ERROR"}, 500, errors.UpstreamError, "oh"),
        ({"code": 500, "message": "oh", "error": "SERVER_ERROR"}, 200, errors.UpstreamError, "oh"),
        (b"<html><title>502 Bad Gateway</title></html>", 502, errors.UpstreamError, "502 Bad Gateway"),
    ],
)
def test_an_error_about_a_task_never_says_that_nothing_was_charged(
    body: object, status: int, kind: type[GrokwidgetError], said: str
) -> None:
    with pytest.raises(GrokwidgetError) as caught:
        _DIALECT.decode_poll(_reply(body, status, X_Request_Id="r-2"), "t-7")
    assert type(caught.value) is kind
    assert said in caught.value.message
    assert (caught.value.money, caught.value.task_id, caught.value.request_id) == (Money.UNKNOWN, "t-7", "r-2")


def test_an_unknown_task_keeps_the_services_code_and_status() -> None:
    with pytest.raises(errors.TaskNotFound) as caught:
        _DIALECT.decode_poll(_reply({"code": 404, "message": "no", "error": "NOT_FOUND"}), "t")
    assert (caught.value.code, caught.value.status) == ("NOT_FOUND", 404)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 200),
        (b"soon", 200),
        ([], 200),
        ({}, 200),
        ({}, 202),
        ({"code": 200, "message": "success", "data": None}, 200),
        ({"code": 200, "message": "success", "status": "error"}, 200),
    ],
)
def test_a_reply_that_tells_nothing_is_garbled_and_never_the_end(body: object, status: int) -> None:
    with pytest.raises(errors.UpstreamError, match=rf"grokimagineapi.com.*\(HTTP {status}\)") as caught:
        _DIALECT.decode_poll(_reply(body, status, X_Request_Id="r-3"), "t-8")
    assert caught.value.money is Money.SILENT
    assert (caught.value.task_id, caught.value.request_id, caught.value.status) == ("t-8", "r-3", status)

"""jimmyai.cn's replies beyond the documents' examples: read with tolerance, wrong promises never made."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grokwidget import errors
from grokwidget.errors import CreateUnknown, GrokwidgetError, Money
from grokwidget.providers import HttpReply, provider
from grokwidget.task import TaskFault, TaskStatus

_DIALECT = provider("jimmyai").dialect
_MP4 = "https://cdn.example.com/v.mp4"


def _reply(body: object, status: int = 200, **headers: str) -> HttpReply:
    text = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return HttpReply(status, text, {name.lower().replace("_", "-"): value for name, value in headers.items()})


def _task(**changes: Any) -> dict[str, Any]:
    return {"code": "20000", "msg": "ok", "data": {"task_id": "t", "status": "processing", **changes}}


# -- the reply to a create --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        {"code": "20000", "data": {"task_id": "t-1"}},
        {"code": "-1", "msg": "?", "data": {"task_id": " t-1 "}},
        {"data": {"taskId": "t-1"}},
        {"data": {"task_id": "t-1", "status": "failed"}, "task_id": "t-2"},
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
        ({"code": "20001", "msg": "no"}, 200, errors.AuthError, "does not accept the key"),
        ({"code": 20002, "msg": "ratio"}, 200, errors.Rejected, "answered with an error: ratio"),
        ({"code": "20002", "msg": "余额不足"}, 200, errors.InsufficientCredit, "too few credits: 余额不足"),
        ({"code": "20002", "msg": "积分不足"}, 200, errors.InsufficientCredit, "积分不足"),
        ({"code": "20002", "msg": "Insufficient balance"}, 400, errors.InsufficientCredit, "Insufficient balance"),
        ({"code": "20002", "msg": "no"}, 402, errors.InsufficientCredit, "too few credits: no"),
        ({"code": "20002", "msg": "no"}, 403, errors.PermissionDenied, "answered with an error: no"),
        ({"code": "20002", "msg": "no"}, 422, errors.Rejected, "no"),
        ({"code": "20001", "msg": "no"}, 400, errors.AuthError, "key"),
        ({"code": "20002", "msg": "slower"}, 429, errors.RateLimited, "asks to slow down: slower"),
        (b"<html><title>Not Found</title></html>", 404, errors.Rejected, "Not Found"),
        (b"", 401, errors.AuthError, "key"),
        (b"", 404, errors.Rejected, "HTTP status 404 and no explanation"),
        (b"", 307, errors.Rejected, "HTTP status 307 and no explanation"),
        ({"code": "20002", "msg": "PROVIDER_MODERATION_ERROR: TRADEMARK"}, 200, errors.Moderated,
         "jimmyai.cn refused the content: PROVIDER_MODERATION_ERROR: TRADEMARK"),
        ({"code": "20002", "msg": "内容违规"}, 400, errors.Moderated, "refused the content: 内容违规"),
        ({"code": "-1", "msg": "PROVIDER_MODERATION_ERROR"}, 500, errors.Moderated, "PROVIDER_MODERATION_ERROR"),
    ],
)  # fmt: skip
def test_a_create_is_refused_only_where_the_service_surely_did_not_accept_it(
    body: object, status: int, kind: type[GrokwidgetError], said: str
) -> None:
    with pytest.raises(GrokwidgetError) as caught:
        _DIALECT.decode_create(_reply(body, status))
    assert type(caught.value) is kind
    assert said in caught.value.message
    assert "jimmyai.cn" in caught.value.message
    assert caught.value.money is (Money.UNKNOWN if kind is errors.Moderated else Money.NOT_CHARGED)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({}, 200, "(HTTP 200)"),
        ([], 200, "(HTTP 200)"),
        ([{"code": "20002", "msg": "no"}], 200, "(HTTP 200)"),
        (b"all is well", 200, "(HTTP 200)"),
        ({"code": "20000", "msg": "ok", "data": None}, 200, "(HTTP 200)"),
        ({"code": "20000", "msg": "ok", "data": {"task_id": ""}}, 201, "(HTTP 201)"),
        ({"msg": "queued"}, 200, "(HTTP 200)"),
        ({"code": "-1", "msg": "retry later"}, 200, "retry later"),
        ({"code": "-1", "msg": "retry later"}, 400, "retry later"),
        ({"code": "-1", "msg": "retry later"}, 500, "retry later"),
        ({"code": "500", "msg": "oh"}, 200, "oh"),
        ({"code": "20003", "msg": "no"}, 200, "no"),
        ({"code": "20003", "msg": ""}, 200, "20003"),
        (b"<html><title>502 Bad Gateway</title></html>", 502, "502 Bad Gateway"),
        (b"", 504, "HTTP status 504 and no explanation"),
        (b"", 408, "HTTP status 408 and no explanation"),
        (b"", 303, "HTTP status 303 and no explanation"),
        ({"code": "20002", "msg": "no"}, 502, "no"),
        (b"PROVIDER_MODERATION_ERROR", 502, "PROVIDER_MODERATION_ERROR"),
    ],
)
def test_a_create_that_may_have_been_accepted_is_said_to_be_unknown(body: object, status: int, said: str) -> None:
    with pytest.raises(CreateUnknown) as caught:
        _DIALECT.decode_create(_reply(body, status, X_Request_Id="r-9"))
    assert said in caught.value.message
    assert "jimmyai.cn" in caught.value.message
    assert (caught.value.money, caught.value.request_id) == (Money.MAYBE, "r-9")


def test_a_moderated_create_says_what_to_do_next() -> None:
    error = _DIALECT.decode_error(_reply({"code": "20002", "msg": "PROVIDER_MODERATION_ERROR"}))
    assert error.hint.startswith("Change the prompt")
    assert _DIALECT.decode_error(_reply({"code": "20002", "msg": "no"})).hint == ""


@pytest.mark.parametrize(("told", "seconds"), [("7", 7.0), ("2.5", 2.5), ("soon", None), (None, None)])
def test_a_rate_limit_keeps_the_wait_that_the_service_asks_for(told: str | None, seconds: float | None) -> None:
    headers = {} if told is None else {"Retry_After": told}
    error = _DIALECT.decode_error(_reply(b"", 429, **headers))
    assert isinstance(error, errors.RateLimited)
    assert error.retry_after == seconds


# -- the reading of a task --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"status": "queued"}, TaskStatus.QUEUED),
        ({"status": "pending"}, TaskStatus.QUEUED),
        ({"status": "submitted"}, TaskStatus.QUEUED),
        ({"status": "processing", "progress": 100}, TaskStatus.RUNNING),
        ({"status": "failed", "progress": 0}, TaskStatus.FAILED),
        ({"status": "success", "url": _MP4}, TaskStatus.SUCCEEDED),
        ({"status": "dreaming"}, TaskStatus.UNKNOWN),
        ({"status": "dreaming", "error_msg": "slow"}, TaskStatus.UNKNOWN),
        ({"status": "expired", "error_msg": "too old"}, TaskStatus.EXPIRED),
        ({"status": None}, TaskStatus.QUEUED),
        ({"status": None, "result": {"video_url": _MP4}}, TaskStatus.SUCCEEDED),
        ({"status": "completed"}, TaskStatus.SUCCEEDED),
        ({"status": "completed", "error_msg": "lost"}, TaskStatus.FAILED),
        ({"status": "completed", "url": _MP4, "error_msg": "odd"}, TaskStatus.SUCCEEDED),
    ],
)
def test_a_status_is_read_and_an_unknown_word_keeps_asking(changes: dict[str, Any], status: TaskStatus) -> None:
    state = _DIALECT.decode_poll(_reply(_task(**changes)), "t")
    assert (state.task_id, state.status, state.said) == ("t", status, changes.get("status") or "")
    assert state.progress == changes.get("progress")
    words = changes.get("error_msg")
    assert state.fault == (TaskFault(message=words) if words and status is not TaskStatus.SUCCEEDED else None)


@pytest.mark.parametrize(
    "changes",
    [
        {"result": {"video_url": _MP4, "image_url": "https://cdn.example.com/still.jpg"}},
        {"result": {"video_url": _MP4}, "url": "https://cdn.example.com/other.mp4"},
        {"result": {"url": _MP4}},
        {"result": None, "video_url": _MP4},
        {"result": {"video_url": ""}, "url": _MP4},
        {"mediaUrl": _MP4},
        {"url": _MP4, "mediaUrl": "https://cdn.example.com/other.mp4"},
    ],
)
def test_the_video_is_found_in_every_place_that_was_seen_and_is_one_clip(changes: dict[str, Any]) -> None:
    assert _DIALECT.decode_poll(_reply(_task(status="completed", **changes)), "t").urls == (_MP4,)


def test_a_still_is_no_clip() -> None:
    body = _task(status="completed", result={"image_url": "https://cdn.example.com/still.jpg"})
    assert _DIALECT.decode_poll(_reply(body), "t").urls == ()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"error_message": "a", "error_msg": "b", "reason": "c"}, TaskFault(message="a")),
        ({"error_message": None, "error_msg": "b", "reason": "c"}, TaskFault(message="b")),
        ({"error_message": "", "reason": "s3 upload failed"}, TaskFault(message="s3 upload failed")),
        ({"reason": "PROVIDER_MODERATION_ERROR"},
         TaskFault(code="PROVIDER_MODERATION_ERROR", message="PROVIDER_MODERATION_ERROR", moderated=True)),
        ({"reason": "TIMEOUT_2: slow"}, TaskFault(code="TIMEOUT_2", message="TIMEOUT_2: slow")),
        ({"reason": "Provider: slow"}, TaskFault(message="Provider: slow")),
        ({"reason": "HTTP 500: slow"}, TaskFault(message="HTTP 500: slow")),
        ({"reason": "A" * 150}, TaskFault(code="A" * 100, message="A" * 150)),
        ({"error_message": {}}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_the_reason_of_a_failure_is_found_under_each_of_its_names(
    changes: dict[str, Any], fault: TaskFault | None
) -> None:
    assert _DIALECT.decode_poll(_reply(_task(status="failed", **changes)), "t").fault == fault


@pytest.mark.parametrize(
    ("code", "progress"), [("20000", "45%"), (20000, 45), ("20000", 45.0), ("200", "45"), ("0", 45), ("ok", 45)]
)
def test_a_code_of_success_and_a_progress_are_read_in_any_type(code: object, progress: object) -> None:
    assert _DIALECT.decode_poll(_reply({**_task(progress=progress), "code": code}), "t").progress == 45


def test_a_task_without_its_envelope_is_read_even_when_it_has_only_an_id() -> None:
    state = _DIALECT.decode_poll(_reply({"task_id": "t"}), "t")
    assert (state.status, state.said) == (TaskStatus.QUEUED, "")


def test_times_are_read_in_seconds_or_milliseconds() -> None:
    state = _DIALECT.decode_poll(_reply(_task(created_at=1779624146000, completed_at=1779624200)), "t")
    assert (state.created_at, state.completed_at) == (1779624146, 1779624200)
    assert _DIALECT.decode_poll(_reply(_task(completed_at=0)), "t").completed_at is None


@pytest.mark.parametrize("body", [b"", b"accepted", b"[]"])
def test_a_202_without_a_body_of_its_own_is_a_task_at_work(body: bytes) -> None:
    state = _DIALECT.decode_poll(_reply(body, 202), "t")
    assert (state.task_id, state.status) == ("t", TaskStatus.RUNNING)


def test_a_202_with_a_task_is_read() -> None:
    assert _DIALECT.decode_poll(_reply(_task(status="queued"), 202), "t").status is TaskStatus.QUEUED


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"code": "20002", "msg": "PROVIDER_MODERATION_ERROR"}, 400),
        ({"code": "20002", "msg": "PROVIDER_MODERATION_ERROR", "data": {}}, 200),
        ({"code": "20002", "msg": "PROVIDER_MODERATION_ERROR", "data": {"task_id": "t"}}, 200),
    ],
)
def test_moderation_told_as_an_error_is_the_end_of_the_task(body: object, status: int) -> None:
    state = _DIALECT.decode_poll(_reply(body, status), "t")
    assert (state.task_id, state.status) == ("t", TaskStatus.FAILED)
    assert state.fault == TaskFault(code="20002", message="PROVIDER_MODERATION_ERROR", moderated=True)


def test_a_task_that_stands_beside_an_odd_code_is_read_all_the_same() -> None:
    body = {"code": "-1", "msg": "?", "data": {"task_id": "t", "status": "completed", "url": _MP4}}
    assert _DIALECT.decode_poll(_reply(body), "t").urls == (_MP4,)


@pytest.mark.parametrize(
    ("body", "status", "kind", "said"),
    [
        ({"code": "20002", "msg": "no"}, 404, errors.TaskNotFound, "no"),
        ({"code": "404", "msg": "no"}, 200, errors.TaskNotFound, "no"),
        ({"code": "20002", "msg": "Task not found"}, 200, errors.TaskNotFound, "Task not found"),
        ({"code": "20002", "msg": "task does not exist"}, 400, errors.TaskNotFound, "does not exist"),
        ({"code": "20002", "msg": "任务不存在"}, 200, errors.TaskNotFound, "任务不存在"),
        ({"code": "20002", "msg": "bad"}, 200, errors.Rejected, "bad"),
        ({"code": "20001", "msg": "bad"}, 200, errors.AuthError, "key"),
        ({"code": "-1", "msg": "later"}, 200, errors.UpstreamError, "later"),
        ({"code": "20002", "msg": "slower"}, 429, errors.RateLimited, "slower"),
        ({"code": "-1", "msg": "later"}, 500, errors.UpstreamError, "later"),
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
        _DIALECT.decode_poll(_reply({"code": "20002", "msg": "no"}, 404), "t")
    assert (caught.value.code, caught.value.status) == ("20002", 404)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 200),
        (b"soon", 200),
        ([], 200),
        ({}, 200),
        ({}, 202),
        ({"code": "20000", "msg": "ok", "data": None}, 200),
        ({"code": "20000", "msg": "ok", "data": []}, 200),
    ],
)
def test_a_reply_that_tells_nothing_is_garbled_and_never_the_end(body: object, status: int) -> None:
    with pytest.raises(errors.UpstreamError, match=rf"jimmyai.cn.*\(HTTP {status}\)") as caught:
        _DIALECT.decode_poll(_reply(body, status, X_Request_Id="r-3"), "t-8")
    assert caught.value.money is Money.SILENT
    assert (caught.value.task_id, caught.value.request_id, caught.value.status) == ("t-8", "r-3", status)


# -- balance and upload -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "amount"),
    [
        ({"available": "850.5", "balance": 1000}, 850.5),
        ({"available": 0, "balance": 1000}, 0),
        ({"balance": 1000}, 1000),
        ({"balance": 1000, "available": None}, 1000),
    ],
)
def test_a_balance_is_read_as_far_as_it_is_told(data: dict[str, Any], amount: float) -> None:
    for body in ({"code": "20000", "data": data}, data):
        balance = _DIALECT.decode_balance(_reply(body))
        assert balance.amount == amount
        assert balance.details == {name: float(value) for name, value in data.items() if value is not None}


def test_an_address_of_an_upload_is_read_with_and_without_envelope() -> None:
    for body in ({"code": 20000, "data": {"url": _MP4}}, {"url": _MP4}):
        upload = _DIALECT.decode_upload(_reply(body))
        assert (upload.url, upload.lifetime) == (_MP4, 259200)


@pytest.mark.parametrize("name", ["decode_balance", "decode_upload"])
@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"code": "20001", "msg": "no"}, 200, errors.AuthError),
        ({"code": "20001", "msg": "no", "data": {"available": 5, "url": _MP4}}, 200, errors.AuthError),
        ({"code": "20002", "msg": "too big"}, 400, errors.Rejected),
        ({"available": 5, "url": _MP4}, 403, errors.PermissionDenied),
        ({"code": "-1", "msg": "later"}, 200, errors.UpstreamError),
        (b"", 503, errors.UpstreamError),
        (b"", 200, errors.UpstreamError),
        ({"code": "20000", "data": {}}, 200, errors.UpstreamError),
        ({"code": "20000", "data": {"used_coin": 5, "url": "file:///etc/passwd"}}, 200, errors.UpstreamError),
    ],
)
def test_a_balance_or_an_upload_that_fails_is_an_error_of_our_tree(
    name: str, body: object, status: int, kind: type[GrokwidgetError]
) -> None:
    with pytest.raises(GrokwidgetError) as caught:
        getattr(_DIALECT, name)(_reply(body, status))
    assert type(caught.value) is kind

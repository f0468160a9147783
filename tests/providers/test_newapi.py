"""Whatever a relay on new-api answers is read or raised as an error of our tree, and never makes a wrong promise."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grokwidget import errors
from grokwidget.errors import CreateUnknown, Money, ServiceError
from grokwidget.providers import HttpReply, Provider, newapi, provider
from grokwidget.task import TaskState, TaskStatus

_CLIP = "https://example.com/generated-video.mp4"
_FOUND = [provider(name) for name in ("apixgo", "duoyuanx")]


@pytest.fixture(params=_FOUND, ids=lambda found: str(found.name))
def service(request: pytest.FixtureRequest) -> Provider:
    """Each one whose dialect reads with `newapi`."""
    found: Provider = request.param
    return found


def _said(status: int, body: object, **headers: str) -> HttpReply:
    return HttpReply(status, json.dumps(body).encode(), headers)


def _poll(service: Provider, body: object, status: int = 200) -> TaskState:
    return service.dialect.decode_poll(_said(status, body), "t-1")


def _envelope(**data: object) -> dict[str, Any]:
    return {"code": "success", "message": "", "data": data}


# Errors


def test_a_violation_that_costs_is_told_as_charged(service: Provider) -> None:
    body = {"code": "violation_fee.grok.csam", "message": "Failed check"}
    error = service.dialect.decode_error(_said(403, body))
    assert (type(error), error.money) == (errors.Moderated, Money.CHARGED)


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (HttpReply(429), errors.RateLimited, "HTTP status 429"),
        (HttpReply(401), errors.AuthError, "does not accept the key"),
        (HttpReply(402), errors.InsufficientCredit, "too few credits: HTTP status 402"),
        (HttpReply(403), errors.PermissionDenied, "HTTP status 403"),
        (HttpReply(404), errors.Rejected, "HTTP status 404"),
        (HttpReply(500), errors.UpstreamError, "HTTP status 500"),
        (HttpReply(502, b"<html><title>502 Bad Gateway</title></html>"), errors.UpstreamError, "502 Bad Gateway"),
        (
            _said(403, {"error": {"message": "用户额度不足"}}),
            errors.InsufficientCredit,
            "too few credits: 用户额度不足",
        ),
        (_said(403, {"error": {"message": "用户余额不足"}}), errors.InsufficientCredit, "余额不足"),
        (_said(403, {"error": {"message": "Token Quota used up"}}), errors.InsufficientCredit, "used up"),
        (_said(403, {"error": {"message": "no balance left"}}), errors.InsufficientCredit, "no balance"),
        (_said(400, {"error": {"message": "no quota"}}), errors.Rejected, "no quota"),
        (_said(403, {"code": "access_denied", "message": "no quota here"}), errors.PermissionDenied, "no quota here"),
        (_said(404, {"error": {"message": "Task not found"}}), errors.TaskNotFound, "Task not found"),
        (_said(400, {"message": "任务不存在"}), errors.TaskNotFound, "任务不存在"),
        (_said(400, {"message": "Fetching image failed"}), errors.MediaFetchError, "Fetching image failed"),
        (_said(400, {"message": "it could not be FETCHED"}), errors.MediaFetchError, "FETCHED"),
        (_said(200, {"success": False, "message": "token not found"}), errors.Rejected, "token not found"),
        (_said(400, {"error": "only a sentence"}), errors.Rejected, "only a sentence"),
    ],
)
def test_every_envelope_of_a_new_api_is_read(
    service: Provider, reply: HttpReply, kind: type[Exception], words: str
) -> None:
    error = service.dialect.decode_error(reply)
    assert type(error) is kind
    assert words in str(error)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("invalid_request", errors.Rejected),
        ("invalid_json", errors.Rejected),
        ("missing_model", errors.Rejected),
        ("read_request_body_failed", errors.Rejected),
        ("access_denied", errors.PermissionDenied),
        ("insufficient_user_quota", errors.InsufficientCredit),
        ("model_not_found", errors.ModelUnavailable),
        ("invalid_api_platform", errors.ModelUnavailable),
        ("task_not_exist", errors.TaskNotFound),
        ("task_not_found", errors.TaskNotFound),
    ],
)
def test_a_code_says_what_is_wrong_whatever_the_status_and_that_no_task_began(
    service: Provider, code: str, kind: type[ServiceError]
) -> None:
    reply = _said(500, {"code": code, "message": "no such luck"})
    for read in (service.dialect.decode_create, lambda got: service.dialect.decode_poll(got, "t-1")):
        with pytest.raises(kind) as caught:
            read(reply)
        assert type(caught.value) is kind
        assert (caught.value.code, caught.value.status) == (code, 500)
        spoken = "too few credits" if kind is errors.InsufficientCredit else "answered with an error"
        assert f"{spoken}: no such luck" in str(caught.value)


def test_a_rate_limit_tells_how_long_to_wait_and_every_error_which_exchange_it_was(service: Provider) -> None:
    reply = HttpReply(429, b"", {"retry-after": "7", "x-oneapi-request-id": "r-1"})
    error = service.dialect.decode_error(reply)
    assert isinstance(error, errors.RateLimited)
    assert (error.retry_after, error.request_id) == (7, "r-1")


# Creates: refused, accepted, or nobody knows


@pytest.mark.parametrize(
    "reply",
    [
        HttpReply(200),
        HttpReply(408),
        HttpReply(303),
        HttpReply(500),
        HttpReply(502, b"<html><title>Bad gateway</title></html>"),
        HttpReply(200, b"<html><title>Welcome</title></html>"),
        _said(200, {}),
        _said(200, {"message": "accepted"}),
        _said(200, {"code": "success", "message": "ok", "data": None}),
        _said(200, {"id": "", "error": {"message": "", "code": ""}}),
        _said(500, {"error": {"message": "boom", "code": ""}}),
        _said(500, {"code": "fail_to_fetch_task", "message": "boom"}),
        _said(408, {"code": "timeout", "message": "boom"}),
        _said(200, {"code": 500, "message": "boom"}),
        _said(200, {"success": False, "message": "boom"}),
        _said(299, {"error": {"message": "boom"}}),
    ],
)
def test_a_create_that_may_have_been_accepted_is_said_to_be_unknown(service: Provider, reply: HttpReply) -> None:
    with pytest.raises(CreateUnknown) as caught:
        service.dialect.decode_create(reply)
    assert caught.value.money is Money.MAYBE
    assert service.title in str(caught.value)
    body = reply.json()
    if isinstance(body, dict) and "boom" in str(body):
        assert "boom" in str(caught.value)
        assert caught.value.code == str(body.get("code", ""))
    else:
        assert f"HTTP {reply.status}" in str(caught.value)
        assert caught.value.code == ""


def test_what_nobody_knows_keeps_the_exchanges_id(service: Provider) -> None:
    with pytest.raises(CreateUnknown) as caught:
        service.dialect.decode_create(HttpReply(502, b"", {"x-request-id": "r-9"}))
    assert caught.value.request_id == "r-9"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (HttpReply(400), errors.Rejected),
        (HttpReply(307), errors.Rejected),
        (HttpReply(403, b"<html><title>Just a moment</title></html>"), errors.PermissionDenied),
        (HttpReply(429), errors.RateLimited),
        (_said(200, {"code": 400, "msg": "no"}), errors.Rejected),
        (_said(200, {"code": 402, "message": "no"}), errors.InsufficientCredit),
        (_said(200, {"code": "invalid_request", "message": "no"}), errors.Rejected),
        (_said(503, {"error": {"code": "model_not_found", "message": "no"}}), errors.ModelUnavailable),
        (_said(500, {"error": "content moderation"}), errors.Moderated),
        (_said(500, {"code": "violation_fee.grok.csam", "message": "no"}), errors.Moderated),
        (_said(400, {"id": "exchange-1", "error": {"message": "no"}}), errors.Rejected),
        (_said(400, {"request_id": "exchange-1", "error": {"message": "no"}}), errors.Rejected),
        (_said(400, {"error": {"message": "no"}, "data": "task_1"}), errors.Rejected),
    ],
)
def test_a_create_is_refused_only_where_the_service_surely_did_not_accept(
    service: Provider, reply: HttpReply, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        service.dialect.decode_create(reply)


@pytest.mark.parametrize(
    "reply",
    [
        _said(200, {"id": "t-1"}),
        _said(200, {"request_id": "t-1"}),
        _said(201, {"task_id": "t-1", "id": "other"}),
        _said(200, {"data": {"task_id": "t-1"}}),
        _said(200, {"code": "success", "data": {"id": "t-1"}}),
        _said(200, {"code": "success", "data": "t-1"}),
        _said(200, {"code": 500, "msg": "?", "data": {"taskId": "t-1"}}),
        _said(500, {"task_id": "t-1", "error": {"message": "boom"}}),
        _said(500, {"taskId": "t-1", "error": {"message": "boom"}}),
        _said(502, {"id": "t-1"}),
        _said(200, {"id": "t-1", "status": "failed", "error": {"message": "", "code": ""}}),
    ],
)
def test_a_reply_that_has_an_id_is_a_task_whatever_else_it_says(service: Provider, reply: HttpReply) -> None:
    state = service.dialect.decode_create(reply)
    assert (state.task_id, state.status) == ("t-1", TaskStatus.QUEUED)


# Polls: the shapes that one path can answer in


@pytest.mark.parametrize("word", ["NOT_START", "SUBMITTED", "QUEUED", "IN_PROGRESS", "UNKNOWN", "NEW_WORD", "", None])
def test_no_other_word_ends_a_task(service: Provider, word: str | None) -> None:
    state = _poll(service, _envelope(task_id="t-1", status=word, progress="100%"))
    assert not state.status.final
    assert state.said == (word or "")


@pytest.mark.parametrize(
    ("body", "urls"),
    [
        (_envelope(status="SUCCESS", result_url=f" {_CLIP} "), (_CLIP,)),
        (_envelope(status="SUCCESS", result_url="not an address"), ()),
        (_envelope(status="SUCCESS", data={"video": {"url": _CLIP}}), (_CLIP,)),
        (_envelope(status="SUCCESS", data={"data": {"video": {"url": _CLIP}}}), (_CLIP,)),
        (_envelope(status="SUCCESS", data={"output": _CLIP}), (_CLIP,)),
        ({"status": "succeeded", "task_id": "t-1", "url": _CLIP, "error": None, "metadata": {}}, (_CLIP,)),
        ({"id": "t-1", "status": "completed", "data": {"status": "done", "video": {"url": _CLIP}}}, (_CLIP,)),
        ({"status": "completed", "data": {"status": "SUCCESS", "result_url": _CLIP}}, (_CLIP,)),
    ],
)
def test_the_clip_is_found_in_every_shape_seen(service: Provider, body: dict[str, Any], urls: tuple[str, ...]) -> None:
    state = _poll(service, body)
    assert (state.status, state.urls) == (TaskStatus.SUCCEEDED, urls)


def test_an_address_without_a_status_is_a_success_and_an_id_alone_a_task_that_waits(service: Provider) -> None:
    assert _poll(service, {"request_id": "t-1", "video": {"url": _CLIP}}).status is TaskStatus.SUCCEEDED
    assert _poll(service, {"request_id": "t-1"}).status is TaskStatus.QUEUED
    assert _poll(service, _envelope(task_id="t-1")).status is TaskStatus.QUEUED
    assert _poll(service, {"code": "success", "message": "", "data": None}).status is TaskStatus.QUEUED


def test_an_error_without_a_status_is_no_end_and_is_told(service: Provider) -> None:
    state = _poll(service, {"id": "t-1", "error": {"message": "boom", "code": "x"}})
    assert state.status is TaskStatus.UNKNOWN
    assert state.fault is not None
    assert (state.fault.code, state.fault.message) == ("x", "boom")


def test_the_times_are_read_by_either_name(service: Provider) -> None:
    old = _poll(service, _envelope(status="SUCCESS", submit_time=1780000000, finish_time=1780000060))
    new = _poll(service, _envelope(status="SUCCESS", created_at=1780000000, completed_at=1780000060))
    assert (old.created_at, old.completed_at) == (new.created_at, new.completed_at) == (1780000000, 1780000060)


def test_a_sentence_that_is_no_error_changes_nothing(service: Provider) -> None:
    assert _poll(service, {"id": "t-1", "message": "in line"}).status is TaskStatus.QUEUED
    words = {"message": "passed content moderation"}
    assert _poll(service, {"id": "t-1", "status": "processing", **words}).status is TaskStatus.RUNNING


def test_a_word_of_any_length_is_kept_short(service: Provider) -> None:
    assert _poll(service, {"id": "t-1", "status": "x" * 5000}).said == "x" * 60


def test_the_status_of_an_envelope_is_not_that_of_the_task(service: Provider) -> None:
    assert _poll(service, {"status": "success", "data": {"status": "processing"}}).status is TaskStatus.RUNNING
    assert _poll(service, {"id": "t-1", "status": "queued", "data": {"status": "done"}}).status is TaskStatus.QUEUED
    assert (
        _poll(service, {"task_id": "t-1", "status": "processing", "data": {"status": "done"}}).status
        is TaskStatus.RUNNING
    )


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'{"status": "done", "progress": 12}'])
def test_a_202_is_a_task_at_work_whatever_its_body(service: Provider, body: bytes) -> None:
    state = service.dialect.decode_poll(HttpReply(202, body), "t-1")
    assert (state.task_id, state.status) == ("t-1", TaskStatus.RUNNING)
    assert state.progress == (12 if b"12" in body else None)


def test_what_the_moderator_withheld_is_a_failure_although_it_is_called_a_success(service: Provider) -> None:
    state = _poll(service, _envelope(status="SUCCESS", error={"code": "moderation_blocked", "message": "withheld"}))
    assert state.status is TaskStatus.FAILED
    assert state.fault is not None
    assert (state.fault.moderated, state.fault.message) == (True, "withheld")
    beside = _poll(service, _envelope(status="SUCCESS", result_url=_CLIP, fail_reason="content moderation: passed"))
    assert (beside.status, beside.fault) == (TaskStatus.SUCCEEDED, None)
    lost = _poll(service, _envelope(status="SUCCESS", error={"code": "lost", "message": "lost"}))
    assert (lost.status, lost.fault) == (TaskStatus.SUCCEEDED, None)


def test_a_failure_by_the_moderator_says_so(service: Provider) -> None:
    reason = '{"code":"x","error":"Content violates usage guidelines"}'
    fault = _poll(service, _envelope(status="FAILURE", fail_reason=reason)).fault
    assert fault is not None
    assert (fault.code, fault.message, fault.moderated) == ("x", "Content violates usage guidelines", True)


def test_a_refusal_of_content_on_a_poll_ends_the_task(service: Provider) -> None:
    state = _poll(service, {"code": "c", "error": "Content violates usage guidelines"}, 400)
    assert (state.task_id, state.status) == ("t-1", TaskStatus.FAILED)
    assert state.fault is not None
    assert (state.fault.code, state.fault.moderated) == ("c", True)
    assert state.fault.message == "Content violates usage guidelines"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (HttpReply(200, b"<html>"), errors.UpstreamError),
        (HttpReply(200, b""), errors.UpstreamError),
        (HttpReply(200, b"[]"), errors.UpstreamError),
        (HttpReply(502, b"<html>"), errors.UpstreamError),
        (HttpReply(429), errors.RateLimited),
        (_said(200, {"code": "task_not_exist", "message": "no", "data": None}), errors.TaskNotFound),
        (_said(200, {"success": False, "message": "no"}), errors.Rejected),
    ],
)
def test_a_poll_that_gets_an_error_raises_it_with_the_tasks_id(
    service: Provider, reply: HttpReply, kind: type[ServiceError]
) -> None:
    with pytest.raises(kind) as caught:
        service.dialect.decode_poll(reply, "t-1")
    assert type(caught.value) is kind
    assert service.title in str(caught.value)
    assert caught.value.task_id == "t-1"
    assert caught.value.status == reply.status


def test_a_garbled_reply_says_nothing_of_money(service: Provider) -> None:
    error = newapi.garbled(HttpReply(200, b"<html>", {"x-request-id": "r-1"}), service.title)
    assert (error.money, error.status, error.request_id) == (Money.SILENT, 200, "r-1")
    assert service.title in str(error)


# Lists and balances


def test_a_list_of_models_keeps_each_id_once_and_skips_what_is_none(service: Provider) -> None:
    body = {"data": [{"id": "a"}, {"id": "b"}, "c", {"id": "a"}, {"id": None}, {}, None, 5]}
    assert service.dialect.decode_models(_said(200, body)) == ("a", "b", "c", "5")
    assert service.dialect.decode_models(_said(200, {"data": []})) == ()


def test_a_key_without_a_limit_is_told(service: Provider) -> None:
    body = {"code": True, "data": {"total_available": -5, "unlimited_quota": True, "total_used": 5}}
    balance = service.dialect.decode_balance(_said(200, body))
    assert (balance.amount, balance.details) == (-5, {"total_used": 5, "unlimited_quota": 1})


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (HttpReply(200, b"<html>"), errors.UpstreamError, "can't be read"),
        (_said(200, {"data": {}}), errors.UpstreamError, "can't be read"),
        (_said(200, {"message": "ok", "data": None}), errors.UpstreamError, "can't be read"),
        (_said(200, {"success": False, "message": "token not found"}), errors.Rejected, "token not found"),
        (_said(200, {"code": False, "message": "no"}), errors.Rejected, "no"),
        (_said(401, {"success": False, "message": "No Authorization header"}), errors.AuthError, "key"),
        (_said(500, {"data": [{"id": "a"}], "message": "boom"}), errors.UpstreamError, "boom"),
        (_said(500, {"data": {"total_available": 5}, "message": "boom"}), errors.UpstreamError, "boom"),
    ],
)
def test_a_list_or_balance_that_can_not_be_had_is_an_error(
    service: Provider, reply: HttpReply, kind: type[Exception], words: str
) -> None:
    for read in (service.dialect.decode_models, service.dialect.decode_balance):
        with pytest.raises(kind, match=words) as caught:
            read(reply)
        assert type(caught.value) is kind
        assert service.title in str(caught.value)

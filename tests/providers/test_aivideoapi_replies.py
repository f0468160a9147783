"""What aivideoapi.ai may answer beside its document's examples, and what it means for the money."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grokwidget import errors
from grokwidget.catalog import Defaults
from grokwidget.errors import CreateUnknown, Money, UpstreamError
from grokwidget.providers import HttpCall, HttpReply, Reserved, WireImage, provider
from grokwidget.task import TaskFault, TaskState, TaskStatus

_DIALECT = provider("aivideoapi").dialect
_GARBLED = "aivideoapi.ai sent a reply that can't be read as its own format (HTTP {})."


def _reply(body: Any, status: int = 200, **headers: str) -> HttpReply:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return HttpReply(status, data, {"x-request-id": "req-7"} | headers)


def _error(code: str, message: str = "m") -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}


@pytest.mark.parametrize("status", [200, 202, 400, 500])
@pytest.mark.parametrize("task", [{"taskId": "t-1"}, {"taskId": " t-1 "}, {"taskId": "t-1", "error": "late"}])
def test_a_task_that_has_an_id_is_a_task_whatever_else_is_said(status: int, task: dict[str, Any]) -> None:
    state = _DIALECT.decode_create(_reply({"code": 500, "data": task, **_error("internal_error")}, status))
    assert state == TaskState(task_id="t-1", status=TaskStatus.QUEUED)


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (_error("insufficient_credits"), 402, errors.InsufficientCredit),
        (_error("insufficient_credits"), 200, errors.InsufficientCredit),
        (_error("insufficient_credits"), 503, errors.InsufficientCredit),
        ({"code": 402, "msg": "m"}, 200, errors.InsufficientCredit),
        (b"no", 404, errors.Rejected),
        (b"no", 307, errors.Rejected),
    ],
)
def test_a_create_is_refused_where_the_service_says_so(body: Any, status: int, kind: type[Exception]) -> None:
    with pytest.raises(errors.GrokwidgetError) as caught:
        _DIALECT.decode_create(_reply(body, status))
    assert type(caught.value) is kind
    assert caught.value.request_id == "req-7"


@pytest.mark.parametrize("body", [b"", b"<html>", {}, {"code": 200}, {"code": 299, "data": {}}, {"data": {"id": "x"}}])
@pytest.mark.parametrize("status", [200, 201, 303, 408, 502])
def test_a_create_without_an_id_and_without_an_error_may_have_been_accepted(body: Any, status: int) -> None:
    with pytest.raises(CreateUnknown) as caught:
        _DIALECT.decode_create(_reply(body, status))
    assert caught.value.message == _GARBLED.format(status)
    assert caught.value.request_id == "req-7"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (_error("internal_error"), 200, "internal_error"),
        (_error("internal_error"), 503, "internal_error"),
        (_error("odd"), 500, "odd"),
        (_error("odd"), 502, "odd"),
        (_error("odd"), 599, "odd"),
        (_error("upstream_error"), 503, "upstream_error"),
        (_error("upstream_error"), 500, "upstream_error"),
        ({"code": 500, "msg": "m"}, 200, "500"),
        ({"code": 199, "msg": "m"}, 200, "199"),
        ({"code": 300, "msg": "m"}, 200, "300"),
        ({"code": "a_word", "msg": "m"}, 200, "a_word"),
    ],
)
def test_a_service_that_stumbled_or_says_what_nobody_knows_may_have_accepted(body: Any, status: int, code: str) -> None:
    with pytest.raises(CreateUnknown) as caught:
        _DIALECT.decode_create(_reply(body, status))
    assert caught.value.message == "aivideoapi.ai answered with an error: m"
    assert (caught.value.code, caught.value.request_id) == (code, "req-7")


@pytest.mark.parametrize("code", [200, 201, 299, None, "200"])
def test_a_code_of_success_is_no_refusal(code: object) -> None:
    with pytest.raises(CreateUnknown):
        _DIALECT.decode_create(_reply({"code": code, "msg": "m"}))


def test_a_task_is_asked_for_under_its_own_name() -> None:
    assert _DIALECT.encode_poll("a/b c") == HttpCall("GET", "/v1/tasks/a%2Fb%20c")


def test_a_reading_has_all_that_is_told() -> None:
    body = {
        "status": "in_progress",
        "progress": "45%",
        "created_at": 1767225600,
        "completed_at": "2026-01-01T00:01:00Z",
        "error": {"code": "c", "message": "m"},
    }
    assert _DIALECT.decode_poll(_reply(body), "t") == TaskState(
        task_id="t",
        status=TaskStatus.RUNNING,
        said="in_progress",
        progress=45,
        fault=TaskFault(code="c", message="m"),
        created_at=1767225600,
        completed_at=1767225660,
    )


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, TaskStatus.QUEUED),
        ({"output": {"urls": ["https://example.com/a.mp4"]}}, TaskStatus.SUCCEEDED),
        ({"status": "queued", "output": {"urls": ["https://example.com/a.mp4"]}}, TaskStatus.QUEUED),
        ({"status": "a new word"}, TaskStatus.UNKNOWN),
    ],
)
def test_a_reading_without_a_word_is_what_it_shows(body: dict[str, Any], status: TaskStatus) -> None:
    assert _DIALECT.decode_poll(_reply(body), "t").status is status
    assert _DIALECT.decode_poll(_reply(body, 202), "t").status is status


def test_a_success_has_no_fault_whatever_stands_in_its_error() -> None:
    assert _DIALECT.decode_poll(_reply({"status": "completed", **_error("c")}), "t").fault is None


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        ({"code": "c", "message": "m"}, TaskFault(code="c", message="m")),
        ({"code": "c"}, TaskFault(code="c")),
        ({"message": "m"}, TaskFault(message="m")),
        ({"code": "c" * 101, "message": "敏感"}, TaskFault(code="c" * 100, message="敏感", moderated=True)),
        ("in words", TaskFault(message="in words")),
        ({}, None),
        ("", None),
        (None, None),
    ],
)  # fmt: skip
def test_a_failure_tells_why_in_an_object_or_in_words(error: object, fault: TaskFault | None) -> None:
    assert _DIALECT.decode_poll(_reply({"status": "failed", "error": error}), "t").fault == fault


def test_an_accepted_poll_may_be_empty() -> None:
    assert _DIALECT.decode_poll(_reply(b"", 202), "t") == TaskState(task_id="t", status=TaskStatus.RUNNING)


@pytest.mark.parametrize("body", [b"", b"<html>", [], "words"])
def test_a_poll_that_is_no_object_says_nothing_of_the_task(body: object) -> None:
    with pytest.raises(UpstreamError) as caught:
        _DIALECT.decode_poll(_reply(body), "t-9")
    error = caught.value
    assert error.message == _GARBLED.format(200)
    assert (error.status, error.money, error.request_id, error.task_id) == (200, Money.SILENT, "req-7", "t-9")


def test_an_error_of_a_poll_names_its_task() -> None:
    with pytest.raises(errors.TaskNotFound) as caught:
        _DIALECT.decode_poll(_reply(_error("task_not_found"), 404), "t-9")
    assert caught.value.task_id == "t-9"


@pytest.mark.parametrize(
    ("body", "status", "kind", "code", "words"),
    [
        ({"error": {"code": "c" * 101, "message": "inner"}, "msg": "outer"}, 400, "Rejected", "c" * 100, "inner"),
        ({"error": {"message": "inner"}, "code": "outer_code"}, 400, "Rejected", "outer_code", "inner"),
        ({"error": "in words", "msg": "outer"}, 400, "Rejected", "", "in words"),
        ({"error": {"code": "c"}, "msg": "outer", "message": "other"}, 400, "Rejected", "c", "outer"),
        ({"message": "other"}, 400, "Rejected", "", "other"),
        ({}, 418, "Rejected", "", "HTTP status 418 and no explanation"),
        ({}, 499, "Rejected", "", "HTTP status 499 and no explanation"),
        ({}, 500, "UpstreamError", "", "HTTP status 500 and no explanation"),
        ({}, 403, "PermissionDenied", "", "HTTP status 403 and no explanation"),
        ({"code": 403, "msg": "m"}, 200, "PermissionDenied", "403", "m"),
        ({"code": 400, "msg": "m"}, 200, "Rejected", "400", "m"),
        ({"code": 599, "msg": "m"}, 200, "UpstreamError", "599", "m"),
        ({"code": 403, "msg": "m"}, 404, "Rejected", "403", "m"),
    ],
)  # fmt: skip
def test_an_error_is_read_wherever_it_stands(body: Any, status: int, kind: str, code: str, words: str) -> None:
    error = _DIALECT.decode_error(_reply(body, status))
    assert type(error) is getattr(errors, kind)
    assert error.message == f"aivideoapi.ai answered with an error: {words}"
    assert (error.code, error.request_id) == (code, "req-7")
    assert isinstance(error, errors.ServiceError)
    assert error.hint is None or "refused again" not in error.hint


@pytest.mark.parametrize(("body", "told"), [(400, 400), (401, 401), (599, 599), (399, 200), (600, 200)])
def test_an_envelope_means_its_code_where_that_is_an_errors(body: int, told: int) -> None:
    error = _DIALECT.decode_error(_reply({"code": body, "msg": "m"}))
    assert isinstance(error, errors.ServiceError)
    assert error.status == told


def test_a_refusal_by_the_moderator_says_what_to_do() -> None:
    error = _DIALECT.decode_error(_reply(_error("c", "sensitive content"), 400))
    assert type(error) is errors.Moderated
    assert error.hint == "Change the prompt or the pictures; the same request would be refused again."


def test_too_many_requests_are_told_with_how_long_to_wait() -> None:
    error = _DIALECT.decode_error(_reply(_error("rate_limit_exceeded"), 429, **{"retry-after": "7.5"}))
    assert isinstance(error, errors.RateLimited)
    assert error.retry_after == 7.5
    other = _DIALECT.decode_error(_reply(_error("rate_limit_exceeded"), 429))
    assert isinstance(other, errors.RateLimited)
    assert other.retry_after is None


def test_a_balance_is_read_with_its_details() -> None:
    assert _DIALECT.encode_balance() == HttpCall("GET", "/v1/credits")
    data = {"balance": "12.5", "total_purchased": 100, "total_consumed": 87.5, "other": 1}
    balance = _DIALECT.decode_balance(_reply({"data": data}))
    assert (balance.amount, balance.unit) == (12.5, "credits")
    assert balance.details == {"total_purchased": 100, "total_consumed": 87.5}
    assert _DIALECT.decode_balance(_reply({"data": {"balance": 0, "total_consumed": "?"}})).details == {}


def test_a_balance_that_is_none_is_an_error() -> None:
    with pytest.raises(UpstreamError) as caught:
        _DIALECT.decode_balance(_reply({"data": {"balance": "much"}}))
    assert caught.value.message == _GARBLED.format(200)
    with pytest.raises(errors.AuthError):
        _DIALECT.decode_balance(_reply({}, 401))


def test_what_it_lacks_is_lacking() -> None:
    assert _DIALECT.encode_models() is None
    assert _DIALECT.encode_upload(WireImage(data=b"x", mime="image/png"), "x.png") is None
    assert _DIALECT.content_path("t") is None
    for read in (Reserved().decode_balance, Reserved().decode_models, Reserved().decode_upload):
        with pytest.raises(NotImplementedError):
            read(_reply({}))


def test_the_address_of_a_picture_is_its_own_or_holds_its_bytes() -> None:
    assert (
        WireImage(url="https://example.com/a.png", data=b"x", mime="image/png").address() == "https://example.com/a.png"
    )
    assert WireImage(data=b"abc", mime="image/png").address() == "data:image/png;base64,YWJj"
    assert WireImage(mime="image/png").address() == "data:image/png;base64,"


@pytest.mark.parametrize("name", ["x-request-id", "x-oneapi-request-id", "cf-ray"])
def test_an_exchange_has_the_id_that_the_service_gave_it(name: str) -> None:
    assert HttpReply(200, headers={name: "a" * 201}).request_id == "a" * 200
    assert HttpReply(200).request_id is None


@pytest.mark.parametrize(("status", "ok"), [(199, False), (200, True), (299, True), (300, False)])
def test_a_reply_of_200_to_299_is_fine(status: int, ok: bool) -> None:
    assert HttpReply(status).ok is ok


def test_its_facts_are_the_documents() -> None:
    found = provider("aivideoapi")
    assert (found.title, found.base_url) == ("aivideoapi.ai", "https://api.aivideoapi.ai")
    assert (found.key_variable, found.key_prefix) == ("AIVIDEOAPI_API_KEY", "sk-")
    assert (found.url_lifetime, found.refunds_failures, found.charges_moderation) == (86_400, True, None)
    assert (found.local, found.speaks, found.upload_host) == (False, "", "")
    assert [(model.id, model.title) for model in found.models] == [
        ("grok-imagine-text-to-video", "Grok Imagine, text to video"),
        ("grok-imagine-image-to-video", "Grok Imagine, image to video"),
    ]
    for each in found.models:
        assert (each.nsfw_checker, each.callbacks, each.seeds) == (True, True, False)
        assert each.defaults == Defaults(
            aspect_ratio="2:3", resolution="480p", duration=6, mode="normal", nsfw_checker=True
        )
    here = provider("local")
    assert (here.title, here.base_url, here.key_variable, here.local) == ("local", "", "", True)
    assert (here.url_lifetime, here.refunds_failures) == (86_400, True)
    (model,) = here.models
    assert model.names() == ("local-video", "procedural")
    assert model.title == "Local engine: procedural, not AI"
    assert (model.nsfw_checker, model.callbacks, model.seeds) == (True, True, True)

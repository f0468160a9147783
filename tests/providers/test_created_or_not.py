"""What an answer to a create means for the money, alike in every wire format: refused, or perhaps a task."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grokwidget import errors
from grokwidget.errors import CreateUnknown, GrokwidgetError, InvalidRequest, Money
from grokwidget.providers import HttpReply, Order, WireImage, provider, reading
from grokwidget.request import Operation

_NAMES = ("aivideoapi", "apixgo", "duoyuanx", "grokimagineapi", "jimmyai", "xai")
_every = pytest.mark.parametrize("name", _NAMES)


def _reply(body: Any, status: int) -> HttpReply:
    return HttpReply(status, body if isinstance(body, bytes) else json.dumps(body).encode(), {"x-request-id": "r-9"})


def _answered(name: str, body: Any, status: int) -> GrokwidgetError:
    with pytest.raises(GrokwidgetError) as caught:
        provider(name).dialect.decode_create(_reply(body, status))
    return caught.value


@_every
@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 524])
@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "gateway timeout"}},
        {"error": {"code": "odd", "message": "gateway timeout"}},
        {"error": {"code": "upstream_error", "message": "gateway timeout", "type": "upstream_error"}},
        {"error": "gateway timeout"},
        {"code": "odd", "message": "gateway timeout"},
        {"success": False, "message": "gateway timeout"},
        {"message": "gateway timeout"},
        b"<html><title>gateway timeout</title></html>",
        b"",
    ],
)
def test_a_failure_within_the_service_may_leave_a_task_behind(name: str, status: int, body: Any) -> None:
    error = _answered(name, body, status)
    assert type(error) is CreateUnknown
    assert (error.money, error.request_id) == (Money.MAYBE, "r-9")


@_every
@pytest.mark.parametrize("status", [200, 202])
@pytest.mark.parametrize(
    "body",
    [
        {"success": False, "message": "timeout waiting for upstream"},
        {"success": False, "error": "timeout waiting for upstream"},
        {"error": {"message": "timeout waiting for upstream"}},
        {"code": "odd", "message": "timeout waiting for upstream"},
        {"code": "odd", "msg": "timeout waiting for upstream"},
    ],
)
def test_an_error_that_nobody_knows_is_no_refusal_when_its_status_is_a_success(
    name: str, status: int, body: Any
) -> None:
    assert type(_answered(name, body, status)) is CreateUnknown


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("aivideoapi", {"error": {"code": "invalid_request", "message": "m"}}, errors.Rejected),
        ("aivideoapi", {"code": "insufficient_credits", "msg": "m"}, errors.InsufficientCredit),
        ("aivideoapi", {"code": 422, "msg": "m"}, errors.Rejected),
        ("apixgo", {"code": "invalid_request", "message": "m"}, errors.Rejected),
        ("apixgo", {"success": False, "message": "fetching image failed"}, errors.MediaFetchError),
        ("duoyuanx", {"error": {"code": "model_not_found", "message": "m"}}, errors.ModelUnavailable),
        ("grokimagineapi", {"code": 400, "message": "m", "error": "INVALID_REQUEST"}, errors.Rejected),
        ("grokimagineapi", {"error": "INSUFFICIENT_CREDITS"}, errors.InsufficientCredit),
        ("jimmyai", {"code": "20002", "msg": "m"}, errors.Rejected),
        ("jimmyai", {"code": "20001", "msg": "m"}, errors.AuthError),
        ("xai", {"code": "invalid_argument", "error": "m"}, errors.Rejected),
        ("xai", {"code": "c", "error": "Incorrect API key provided"}, errors.AuthError),
    ],
)
def test_a_refusal_that_is_known_is_one_though_its_status_is_a_success(
    name: str, body: Any, kind: type[GrokwidgetError]
) -> None:
    error = _answered(name, body, 200)
    assert type(error) is kind
    assert error.money is Money.NOT_CHARGED


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("invalid_request", errors.Rejected),
        ("invalid_api_key", errors.AuthError),
        ("model_not_found", errors.ModelUnavailable),
        ("rate_limit_exceeded", errors.RateLimited),
    ],
)
def test_a_code_of_the_document_that_means_refusal_holds_with_any_status(
    code: str, kind: type[GrokwidgetError]
) -> None:
    assert type(_answered("aivideoapi", {"error": {"code": code, "message": "m"}}, 503)) is kind


def test_an_upstream_that_failed_is_unknown_even_where_the_status_blames_the_request() -> None:
    body = {"error": {"code": "upstream_error", "message": "m"}}
    assert type(_answered("aivideoapi", body, 400)) is CreateUnknown


@_every
@pytest.mark.parametrize("status", [200, 400, 422, 500, 503, 504])
def test_refused_content_is_told_by_the_services_own_error_whatever_the_status(name: str, status: int) -> None:
    body = {"error": {"code": "upstream_error", "message": "Content moderation: sensitive content"}}
    error = _answered(name, body, status)
    assert type(error) is errors.Moderated
    assert error.hint


@_every
@pytest.mark.parametrize("status", [200, 502, 504])
@pytest.mark.parametrize("body", [b"<html><title>usage guidelines</title></html>", {"message": "sensitive content"}])
def test_a_page_that_speaks_of_moderation_is_no_refusal_of_the_content(name: str, status: int, body: Any) -> None:
    assert type(_answered(name, body, status)) is CreateUnknown


@_every
@pytest.mark.parametrize("status", [300, 301, 302, 303, 304])
@pytest.mark.parametrize("body", [b"", b"<html><title>Moved</title></html>", {"message": "moved"}])
def test_a_redirect_may_be_the_answer_to_a_create_that_was_handled(name: str, status: int, body: Any) -> None:
    assert type(_answered(name, body, status)) is CreateUnknown


@_every
@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_that_asks_for_the_whole_request_again_refuses_it(name: str, status: int) -> None:
    assert type(_answered(name, b"", status)) is errors.Rejected


@pytest.mark.parametrize("known", [False, True])
def test_a_failure_within_the_service_never_refuses(known: bool) -> None:
    assert not reading.unaccepted(HttpReply(400), errors.UpstreamError("m"), known=known)
    assert reading.unaccepted(HttpReply(500), errors.Rejected("m"), known=known) is known


# A wire format without editing or extending


@pytest.mark.parametrize("name", [*(name for name in _NAMES if name != "xai"), "local"])
@pytest.mark.parametrize("operation", [Operation.EDIT, Operation.EXTEND])
def test_an_operation_that_a_wire_format_lacks_is_refused_rather_than_sent_as_a_new_video(
    name: str, operation: Operation
) -> None:
    found = provider(name)
    picture = WireImage(url="https://example.com/a.png", data=b"x", mime="image/png")
    fields = {"prompt": "a"}
    order = Order(found.models[0], fields, [picture], operation=operation, source_video="https://example.com/v.mp4")
    with pytest.raises(InvalidRequest, match=f"{found.models[0].id} can't {operation}") as caught:
        found.dialect.encode_create(order)
    assert caught.value.money is Money.NOTHING_SENT
    assert found.dialect.encode_create(Order(found.models[0], fields, [picture])).method == "POST"

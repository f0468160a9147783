"""The examples of the providers' documents are written and read as they are printed there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grokwidget import errors
from grokwidget.errors import GrokwidgetError
from grokwidget.providers import HttpReply, Order, WireImage, provider
from grokwidget.request import VideoRequest
from grokwidget.task import TaskStatus

_VECTORS = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parents[1] / "vectors" / "aivideoapi").glob("*.json"))
]
_DIALECT = provider("aivideoapi").dialect


def _of(kind: str) -> list[Any]:
    found = [pytest.param(vector, id=vector["name"]) for vector in _VECTORS if vector["kind"] == kind]
    assert found, kind
    return found


def _reply(vector: dict[str, Any]) -> HttpReply:
    headers = {name.lower(): value for name, value in vector["headers"].items()}
    return HttpReply(vector["status"], json.dumps(vector["body"]).encode(), headers)


@pytest.mark.parametrize("vector", _of("create-request"))
def test_a_request_of_the_document_is_written_as_it_is_printed(vector: dict[str, Any]) -> None:
    body = vector["body"]
    given = dict(body["input"])
    urls = given.pop("image_urls", [])
    request = VideoRequest.of(
        **given, images=urls, model=body["model"], callback_url=body.get("callback_url"), provider="aivideoapi"
    )
    (model,) = [model for model in provider("aivideoapi").models if model.id == body["model"]]
    model.check(request)
    call = _DIALECT.encode_create(
        Order(model, model.sends(request), [WireImage(url=url) for url in urls], request.callback_url)
    )
    assert (call.method, call.path, call.json) == (vector["method"], vector["path"], body)


def test_the_reply_to_a_create_gives_the_tasks_id() -> None:
    (vector,) = [vector for vector in _VECTORS if vector["kind"] == "create-reply"]
    assert _DIALECT.decode_create(_reply(vector)).task_id == vector["body"]["data"]["taskId"]


@pytest.mark.parametrize("vector", _of("poll-reply"))
def test_a_reading_of_a_task_is_understood(vector: dict[str, Any]) -> None:
    body = vector["body"]
    assert _DIALECT.encode_poll(body["id"]).path == vector["path"]
    state = _DIALECT.decode_poll(_reply(vector), body["id"])
    words = {"completed": TaskStatus.SUCCEEDED, "failed": TaskStatus.FAILED, "processing": TaskStatus.RUNNING}
    assert state.status is words[body["status"]]
    assert state.said == body["status"]
    assert list(state.urls) == body.get("output", {}).get("urls", [])
    assert state.created_at == body["created_at"]
    assert state.completed_at == body.get("completed_at")
    assert (state.fault is not None) == ("error" in body)


@pytest.mark.parametrize("vector", _of("callback"))
def test_a_callback_has_the_form_of_a_reading(vector: dict[str, Any]) -> None:
    reply = HttpReply(200, json.dumps(vector["body"]).encode())
    assert _DIALECT.decode_poll(reply, vector["body"]["id"]).status.final


def test_the_balance_is_read() -> None:
    (vector,) = [vector for vector in _VECTORS if vector["kind"] == "balance-reply"]
    balance = _DIALECT.decode_balance(_reply(vector))
    assert (balance.amount, balance.unit) == (vector["body"]["data"]["balance"], "credits")
    call = _DIALECT.encode_balance()
    assert call is not None
    assert call.path == vector["path"]


_KINDS = {
    "invalid_request": errors.Rejected,
    "invalid_api_key": errors.AuthError,
    "insufficient_credits": errors.InsufficientCredit,
    "ip_not_allowed": errors.PermissionDenied,
    "model_not_found": errors.ModelUnavailable,
    "task_not_found": errors.TaskNotFound,
    "rate_limit_exceeded": errors.RateLimited,
    "spend_limit_exceeded": errors.SpendLimit,
    "internal_error": errors.UpstreamError,
    "upstream_error": errors.UpstreamError,
}


def test_every_error_of_the_document_has_a_vector() -> None:
    assert {vector["body"]["error"]["code"] for vector in _VECTORS if vector["kind"] == "error"} == set(_KINDS)


@pytest.mark.parametrize("vector", _of("error"))
def test_an_error_of_the_document_is_one_of_our_tree_and_keeps_the_providers_words(vector: dict[str, Any]) -> None:
    error = _DIALECT.decode_error(_reply(vector))
    said = vector["body"]["error"]
    assert type(error) is _KINDS[said["code"]]
    assert error.code == said["code"]
    if not isinstance(error, errors.AuthError):
        assert said["message"] in str(error)
    with pytest.raises(GrokwidgetError):
        _DIALECT.decode_create(_reply(vector))

"""Each vector of each provider is written, or read, by that provider's dialect; a new one needs no new test."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from grokwidget import errors, providers
from grokwidget.catalog import choose
from grokwidget.errors import GrokwidgetError
from grokwidget.providers import Dialect, HttpCall, HttpReply, Order, WireImage
from grokwidget.request import Operation, VideoRequest
from grokwidget.task import TaskStatus

from .examples import Vector, all_vectors, where

_ALL = all_vectors()
_REQUESTS = ("create-request", "create-variant")
_POLLS = ("poll-reply", "poll-reply-newapi", "callback")
_ERRORS = ("error", "error-newapi")
_ASKS = ("poll-request", "models-request", "balance-request", "upload-request")
_REPLIES = ("create-reply", "models-reply", "balance-reply", "upload-reply")


def _of(*kinds: str) -> list[Any]:
    found = [pytest.param(vector, id=str(vector)) for vector in _ALL if vector.kind in kinds]
    assert found, kinds
    return found


def _dialect(vector: Vector) -> Dialect:
    return providers.provider(vector.provider).dialect


def _images(vector: Vector, fields: dict[str, Any]) -> list[WireImage]:
    """The pictures of a request, wherever its dialect has them."""
    files = [
        WireImage(data=base64.b64decode(file.get("base64", "")), mime=file["type"])
        for file in vector.raw.get("files", [])
    ]
    addresses: list[str] = []
    for name in ("image_urls", "images", "reference_images", "image", "input_reference"):
        value = fields.get(name)
        for item in value if isinstance(value, list) else [value]:
            address = (item.get("url") or item.get("image_url")) if isinstance(item, dict) else item
            if address:
                addresses.append(address)
    return files + [WireImage(url=address) for address in addresses]


def _order(vector: Vector) -> Order:
    """What a user would ask for to have such a request sent."""
    body = dict(vector.body or vector.raw["form"])
    fields = {**body, **body.get("input", {})}
    images = _images(vector, fields)
    if (asked := vector.raw.get("request")) is None:
        shape = {"landscape": "16:9", "portrait": "9:16"}.get(fields.get("orientation", ""))
        length = fields.get("duration") or fields.get("seconds")
        asked = {
            "prompt": fields.get("prompt", ""),
            "model": fields.get("model"),
            "aspect_ratio": fields.get("aspect_ratio") or fields.get("ratio") or shape,
            "duration": None if length is None else float(length),
            "resolution": fields.get("resolution") or fields.get("size"),
            "mode": fields.get("mode"),
            "nsfw_checker": fields.get("nsfw_checker"),
            "callback_url": fields.get("callback_url"),
            "images": [image.url or image.data for image in images],
        }
    provider = providers.provider(vector.provider)
    request = VideoRequest.of(**asked)
    model = choose(provider.name, provider.models, request)
    model.check(request)
    return Order(
        model, model.sends(request), images, request.callback_url, Operation(request.operation), request.source_video
    )


def _task(vector: Vector) -> str:
    """The id of the task that a vector is about."""
    _, path, query = vector.where
    told = vector.body.get("id") if isinstance(vector.body, dict) and vector.kind == "callback" else None
    return str(told or query.get("task_id") or path.removesuffix("/content").rpartition("/")[2])


def test_every_vector_is_of_a_kind_that_is_tested_here() -> None:
    kinds = {vector.kind for vector in _ALL}
    assert kinds <= {*_REQUESTS, *_POLLS, *_ERRORS, *_ASKS, *_REPLIES}
    names = [(vector.provider, vector.name) for vector in _ALL]
    assert len(set(names)) == len(names)
    assert {vector.provider for vector in _ALL} == set(providers.names()) - {"local"}


@pytest.mark.parametrize("vector", _of("create-request"))
def test_a_create_is_written_as_it_is_printed(vector: Vector) -> None:
    call = _dialect(vector).encode_create(_order(vector))
    assert where(call) == vector.where
    assert json.loads(json.dumps(call.json)) == vector.body, "the same types too: 6 is not '6'"
    assert dict(call.form) == vector.raw.get("form", {})
    files = [(file["field"], base64.b64decode(file["base64"]), file["type"]) for file in vector.raw.get("files", [])]
    assert [(field, data, mime) for field, _, data, mime in call.files] == files


@pytest.mark.parametrize("vector", _of("create-request", "create-variant"))
def test_a_create_goes_to_one_place_whichever_form_a_document_gives_it(vector: Vector) -> None:
    call = _dialect(vector).encode_create(_order(vector))
    assert where(call) == vector.where
    body = vector.body or vector.raw["form"]
    sent = call.json if call.json is not None else call.form
    shared = sent.keys() & body.keys()
    assert {"model", "prompt"} & body.keys() <= shared
    assert {name: type(sent[name]) for name in shared} == {name: type(body[name]) for name in shared}


@pytest.mark.parametrize("vector", _of("create-reply"))
def test_the_reply_to_a_create_gives_an_id_that_stands_in_it(vector: Vector) -> None:
    state = _dialect(vector).decode_create(vector.reply)
    assert state.task_id
    assert json.dumps(state.task_id) in json.dumps(vector.body)
    assert not state.status.final


@pytest.mark.parametrize("vector", _of(*_POLLS))
def test_a_reading_of_a_task_is_understood(vector: Vector) -> None:
    task = _task(vector)
    if vector.kind != "callback":
        assert where(_dialect(vector).encode_poll(task)) == vector.where
    state = _dialect(vector).decode_poll(vector.reply, task)
    assert state.task_id == task
    assert state.status is not TaskStatus.UNKNOWN
    assert (state.status is TaskStatus.SUCCEEDED) == bool(state.urls)
    assert all(json.dumps(url) in json.dumps(vector.body) for url in state.urls)
    assert state.status.final or state.fault is None
    if state.said:
        assert json.dumps(state.said) in json.dumps(vector.body)
    if "moderat" in vector.name:
        assert state.fault is not None
        assert state.fault.moderated
    if "fail" in vector.name:
        assert state.status is TaskStatus.FAILED
        assert state.fault is not None


@pytest.mark.parametrize("vector", _of(*_ERRORS))
def test_an_error_is_one_of_our_tree_and_keeps_the_services_words(vector: Vector) -> None:
    dialect = _dialect(vector)
    error = dialect.decode_error(vector.reply)
    assert isinstance(error, errors.ServiceError)
    assert "no explanation" not in str(error)
    if "moderat" in vector.name:
        assert isinstance(error, errors.Moderated)
    for read in (dialect.decode_create, lambda reply: dialect.decode_poll(reply, "t")):
        try:
            state = read(vector.reply)
        except GrokwidgetError as raised:
            assert str(raised)
        else:
            assert state.fault is not None, "only a refusal of the content may come back as a state"
            assert state.fault.moderated


@pytest.mark.parametrize("vector", _of(*_ASKS))
def test_a_question_is_asked_as_it_is_printed(vector: Vector) -> None:
    dialect = _dialect(vector)
    file = (vector.raw.get("files") or [{}])[0]
    picture = WireImage(data=base64.b64decode(file.get("base64", "")), mime=file.get("type", ""))
    if vector.kind == "poll-request":
        call: HttpCall | None = dialect.encode_poll(_task(vector))
    elif vector.kind == "models-request":
        call = dialect.encode_models()
    elif vector.kind == "balance-request":
        call = dialect.encode_balance()
    else:
        call = dialect.encode_upload(picture, file["name"])
    assert call is not None
    assert where(call) == vector.where
    assert call.json is None
    if vector.kind == "upload-request":
        assert list(call.files) == [(file["field"], file["name"], picture.data, file["type"])]


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _numbers(item)
    elif isinstance(value, int | float):
        yield value


@pytest.mark.parametrize("vector", _of("models-reply", "balance-reply", "upload-reply"))
def test_an_answer_holds_what_is_read_from_it_and_an_error_in_its_place_is_raised(vector: Vector) -> None:
    dialect = _dialect(vector)
    if vector.kind == "models-reply":
        assert set(dialect.decode_models(vector.reply)) == {model["id"] for model in vector.body["data"]}
        read: Any = dialect.decode_models
    elif vector.kind == "balance-reply":
        balance = dialect.decode_balance(vector.reply)
        figures = {value for value in _numbers(vector.body) if not isinstance(value, bool)}
        assert balance.amount in figures
        assert balance.unit in ("credits", "quota")
        read = dialect.decode_balance
    else:
        assert json.dumps(dialect.decode_upload(vector.reply).url) in json.dumps(vector.body)
        read = dialect.decode_upload
    for reply in (HttpReply(401, b'{"error": {"message": "no"}}'), HttpReply(502, b"<html>"), HttpReply(200, b"{")):
        with pytest.raises(errors.ServiceError):
            read(reply)

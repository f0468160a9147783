"""jimmyai.cn: what its documents show is written and read, and its limits hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grokwidget import errors
from grokwidget.catalog import Model, choose
from grokwidget.errors import CreateUnknown, GrokwidgetError, InvalidRequest, Money
from grokwidget.providers import HttpReply, Order, WireImage, provider
from grokwidget.request import VideoRequest
from grokwidget.task import TaskFault, TaskStatus

_VECTORS = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parents[1] / "vectors" / "jimmyai").glob("*.json"))
]
_PROVIDER = provider("jimmyai")
_DIALECT = _PROVIDER.dialect
_URL = "https://example.com/cat.png"


def _of(kind: str) -> list[Any]:
    found = [pytest.param(vector, id=vector["name"]) for vector in _VECTORS if vector["kind"] == kind]
    assert found, kind
    return found


def _one(name: str) -> dict[str, Any]:
    (found,) = [vector for vector in _VECTORS if vector["name"] == name]
    assert isinstance(found, dict)
    return found


def _reply(vector: dict[str, Any], **headers: str) -> HttpReply:
    text = json.dumps(vector["body"], ensure_ascii=False).encode()
    return HttpReply(vector["status"], text, {name.lower().replace("_", "-"): value for name, value in headers.items()})


def _resolved(prompt: str, **fields: Any) -> tuple[VideoRequest, Model]:
    request = VideoRequest.of(prompt, **fields)
    model = choose("jimmyai", _PROVIDER.models, request)
    model.check(request)
    return request, model


def _written(prompt: str, **fields: Any) -> Any:
    request, model = _resolved(prompt, **fields)
    images = [WireImage(url=image.value) for image in request.images]
    call = _DIALECT.encode_create(Order(model, model.sends(request), images))
    assert (call.method, call.path) == ("POST", "/api/open-api/v1/grok/videos")
    assert (call.query, call.form, call.files) == ({}, {}, ())
    return call.json


# -- what the documents show ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", _of("create-request"))
def test_a_request_of_the_document_is_written_as_it_is_printed(vector: dict[str, Any]) -> None:
    body = vector["body"]
    assert vector["path"] == "/api/open-api/v1/grok/videos"
    written = _written(
        body["prompt"],
        model=body["model"],
        duration=body["duration"],
        aspect_ratio=body["ratio"],
        images=body["image_urls"],
    )
    assert written == body
    assert type(written["duration"]) is int


def test_the_reply_to_a_create_gives_the_tasks_id() -> None:
    state = _DIALECT.decode_create(_reply(_one("create-reply")))
    assert (state.task_id, state.status) == ("<string>", TaskStatus.QUEUED)


def test_a_task_is_asked_for_by_its_path_of_which_the_id_is_one_segment() -> None:
    call, shown = _DIALECT.encode_poll("task_abc123"), _one("poll")
    assert (call.method, call.path, call.json) == (shown["method"], shown["path"], None)
    assert call.query == {}
    assert _DIALECT.encode_poll("../a b?c").path == "/api/open-api/v1/videos/..%2Fa%20b%3Fc"


_WORDS = {
    "queued": TaskStatus.QUEUED,
    "processing": TaskStatus.RUNNING,
    "completed": TaskStatus.SUCCEEDED,
    "failed": TaskStatus.FAILED,
}


@pytest.mark.parametrize("vector", _of("poll-reply"))
def test_a_reading_of_a_task_is_understood_with_and_without_envelope(vector: dict[str, Any]) -> None:
    task = vector["body"].get("data", vector["body"])
    state = _DIALECT.decode_poll(_reply(vector), "task_abc123")
    assert (state.task_id, state.said) == ("task_abc123", task["status"])
    assert state.status is _WORDS[task["status"]]
    assert state.progress == task["progress"]
    assert state.urls == ((task["result"]["video_url"],) if task["result"] else ())
    assert (state.created_at, state.completed_at) == (task["created_at"], task["completed_at"])
    assert (state.fault is not None) == (task["status"] == "failed")
    assert state.cost is None, "the service doesn't tell"


def test_every_status_of_the_documents_has_a_vector() -> None:
    polls = [vector["body"] for vector in _VECTORS if vector["kind"] == "poll-reply"]
    assert {body.get("data", body)["status"] for body in polls} == set(_WORDS)


def test_a_moderated_task_is_told_from_one_that_broke() -> None:
    assert _DIALECT.decode_poll(_reply(_one("poll-moderated")), "t").fault == TaskFault(
        code="PROVIDER_MODERATION_ERROR", message="PROVIDER_MODERATION_ERROR: TRADEMARK", moderated=True
    )
    assert _DIALECT.decode_poll(_reply(_one("poll-failed")), "t").fault == TaskFault(message="Read timed out")


_KINDS: dict[str, tuple[type[GrokwidgetError], type[GrokwidgetError], Money]] = {
    "20001": (errors.AuthError, errors.AuthError, Money.NOT_CHARGED),
    "20002": (errors.Rejected, errors.Rejected, Money.NOT_CHARGED),
    "-1": (errors.UpstreamError, CreateUnknown, Money.MAYBE),
}


def test_every_code_of_the_documents_has_a_vector() -> None:
    assert {vector["body"]["code"] for vector in _VECTORS if vector["kind"] == "error"} == set(_KINDS)


@pytest.mark.parametrize("vector", _of("error"))
@pytest.mark.parametrize("number", [False, True])
def test_an_error_of_the_documents_has_its_type_whether_its_code_is_a_text_or_a_number(
    vector: dict[str, Any], number: bool
) -> None:
    code = vector["body"]["code"]
    if number:
        vector = {**vector, "body": {**vector["body"], "code": int(code)}}
    kind, of_create, money = _KINDS[code]
    error = _DIALECT.decode_error(_reply(vector, X_Request_Id="r-1"))
    assert (type(error), error.code, error.request_id) == (kind, code, "r-1")
    assert kind is errors.AuthError or vector["body"]["msg"] in error.message
    with pytest.raises(GrokwidgetError) as caught:
        _DIALECT.decode_create(_reply(vector))
    assert (type(caught.value), caught.value.money, caught.value.code) == (of_create, money, code)


@pytest.mark.parametrize(("name", "status"), [("error-auth", 401), ("error-bad-request", 400), ("error-server", 500)])
def test_an_error_is_the_same_with_an_http_status_of_its_own(name: str, status: int) -> None:
    vector = _one(name)
    error = _DIALECT.decode_error(_reply({**vector, "status": status}))
    assert isinstance(error, errors.ServiceError)
    assert (type(error), error.status) == (_KINDS[vector["body"]["code"]][0], status)


# -- pictures and balance ---------------------------------------------------------------------------------------------


def test_a_picture_is_sent_as_a_file_under_its_name() -> None:
    shown = _one("upload")
    call = _DIALECT.encode_upload(WireImage(data=b"\x89PNG", mime="image/png"), "cat.png")
    assert call is not None
    assert (call.method, call.path, call.json, call.form) == (shown["method"], shown["path"], None, {})
    (file,) = shown["files"]
    assert list(call.files) == [(file["field"], file["name"], b"\x89PNG", file["type"])]


def test_a_picture_that_has_an_address_needs_no_upload() -> None:
    assert _DIALECT.encode_upload(WireImage(url=_URL), "cat.png") is None


def test_an_uploaded_picture_stays_three_days() -> None:
    upload = _DIALECT.decode_upload(_reply(_one("upload-reply")))
    assert (upload.url, upload.lifetime) == ("https://files.example.com/uploads/cat.png?sign=abc", 259200)


def test_the_balance_is_what_is_available() -> None:
    call, shown = _DIALECT.encode_balance(), _one("balance")
    assert call is not None
    assert (call.method, call.path, call.json) == (shown["method"], shown["path"], None)
    balance = _DIALECT.decode_balance(_reply(_one("balance-reply")))
    assert (balance.amount, balance.unit) == (850, "credits")
    assert balance.details == {"balance": 1000, "used_coin": 150, "available": 850}


# -- what is sent -----------------------------------------------------------------------------------------------------


def test_what_is_not_chosen_is_not_sent() -> None:
    assert _written("狐狸", images=[_URL]) == {
        "model": "grok-imagine-video-1.5",
        "prompt": "狐狸",
        "image_urls": [_URL],
    }


@pytest.mark.parametrize("name", ["grok-imagine-video-1.5", "grok-1.5", "grok_1_5"])
def test_an_alias_is_sent_as_the_models_own_name(name: str) -> None:
    assert _written("a", images=[_URL], model=name)["model"] == "grok-imagine-video-1.5"


@pytest.mark.parametrize("ratio", ["16:9", "9:16", "1:1", "3:2", "2:3"])
def test_a_ratio_is_sent_as_ratio_and_never_as_orientation(ratio: str) -> None:
    body = _written("a", images=[_URL], aspect_ratio=ratio)
    assert body["ratio"] == ratio
    assert "orientation" not in body


@pytest.mark.parametrize("duration", [10, 10.0, 15])
def test_a_duration_is_an_integer(duration: float) -> None:
    body = _written("a", images=[_URL], duration=duration)
    assert (body["duration"], type(body["duration"])) == (duration, int)


# -- what it can't take -----------------------------------------------------------------------------------------------

_SOURCE = r"\(source: jimmyai\.cn docs, Grok 1\.5 video, 2026-11\)"


@pytest.mark.parametrize(
    ("prompt", "fields", "problem"),
    [
        ("", {}, "grok-imagine-video-1.5 needs a prompt"),
        ("a", {"images": []}, "at least 1 image"),
        ("a", {"images": [_URL, _URL]}, "at most 1 image,.*2"),
        ("a", {"duration": 6}, "clips of 6 s.*10 s, 15 s.*nearest is 10 s"),
        ("a", {"duration": 9}, "clips of 9 s.*10 s, 15 s.*nearest is 10 s"),
        ("a", {"duration": 13}, "clips of 13 s.*10 s, 15 s.*nearest is 15 s"),
        ("a", {"duration": 16}, "clips of 16 s.*10 s, 15 s.*nearest is 15 s"),
        ("a", {"aspect_ratio": "4:3"}, "aspect ratio 4:3.*nearest is.*16:9, 9:16, 1:1, 3:2, 2:3"),
        ("a", {"aspect_ratio": "21:9"}, "nearest is 16:9"),
        ("a", {"aspect_ratio": "landscape"}, "aspect ratio landscape.*16:9, 9:16, 1:1, 3:2, 2:3"),
        ("a", {"resolution": "720p"}, "has no resolution to choose"),
        ("a", {"mode": "fun"}, "has no mode to choose"),
        ("a", {"nsfw_checker": False}, "has no content filter to choose"),
        ("a", {"callback_url": "https://example.com/hook"}, "has no callbacks"),
        ("a", {"operation": "edit", "source_video": "https://example.com/v.mp4"}, "can't edit"),
        ("@image2 laughs", {}, "@image2.*only 1"),
    ],
)
def test_a_limit_refuses_with_its_source_and_nothing_is_sent(prompt: str, fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidRequest, match=f"{problem}.*{_SOURCE}") as caught:
        _resolved(prompt, **{"images": [_URL], **fields})
    assert "Nothing was sent" in str(caught.value)
    assert caught.value.provider == "jimmyai"


def test_another_model_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(InvalidRequest, match=r"no model grok-1\.6.*Did you mean grok-1\.5"):
        _resolved("a", model="grok-1.6", images=[_URL])


def test_the_model_says_what_it_takes() -> None:
    (model,) = _PROVIDER.models
    assert (model.provider, model.title) == ("jimmyai", "Grok 1.5, image to video")
    assert model.names() == ("grok-imagine-video-1.5", "grok-1.5", "grok_1_5")
    assert model.images.sources == {"url"}
    assert (model.defaults.aspect_ratio, model.defaults.duration) == ("16:9", 10)
    assert model.durations is not None
    assert (model.durations.low, model.durations.high, model.durations.choices) == (10, 15, (10, 15))
    assert model.aspect_ratios == ("16:9", "9:16", "1:1", "3:2", "2:3")


def test_no_document_gives_a_price_so_it_is_unknown() -> None:
    request, model = _resolved("a", images=[_URL], duration=15)
    assert model.estimate(request).amount is None
    assert str(model.estimate(request)) == "unknown"


def test_the_provider_is_where_the_document_says() -> None:
    assert (_PROVIDER.name, _PROVIDER.title) == ("jimmyai", "jimmyai.cn")
    assert (_PROVIDER.base_url, _PROVIDER.docs) == (
        "https://www.jimmyai.cn",
        "jimmyai.cn docs, Grok 1.5 video, 2026-11",
    )
    assert (_PROVIDER.key_variable, _PROVIDER.key_prefix) == ("JIMMYAI_API_KEY", "sk_")
    assert (_PROVIDER.url_lifetime, _PROVIDER.refunds_failures, _PROVIDER.upload_host) == (259200, None, "")


def test_it_has_no_list_of_models_and_no_content_of_its_own() -> None:
    assert _DIALECT.encode_models() is None
    assert _DIALECT.content_path("t") is None

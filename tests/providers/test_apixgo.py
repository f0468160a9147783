"""apixgo: its document's examples both ways, its limits, its errors, and whatever a new-api may answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grokwidget import errors
from grokwidget.errors import InvalidImage, InvalidRequest, Money, ServiceError
from grokwidget.jobs.plan import resolve
from grokwidget.messages import say
from grokwidget.providers import HttpCall, HttpReply, Order, WireImage, provider
from grokwidget.providers.apixgo import DOCS, ApixgoDialect
from grokwidget.request import VideoRequest
from grokwidget.task import Cost, TaskState, TaskStatus

_FOUND = provider("apixgo")
_DIALECT = _FOUND.dialect
_VECTORS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parents[1] / "vectors" / "apixgo").glob("*.json"))
}
_TASK = "task_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
_CLIP = "https://example.com/generated-video.mp4"


def _of(*kinds: str) -> list[Any]:
    return [pytest.param(vector, id=name) for name, vector in _VECTORS.items() if vector["kind"] in kinds]


def _shown(name: str) -> HttpReply:
    vector = _VECTORS[name]
    return HttpReply(vector["status"], json.dumps(vector["body"]).encode())


def _said(status: int, body: object, **headers: str) -> HttpReply:
    return HttpReply(status, json.dumps(body).encode(), headers)


def _order(body: dict[str, Any], urls: list[str]) -> Order:
    request = VideoRequest.of(
        body["prompt"],
        duration=body["seconds"],
        aspect_ratio=body["aspect_ratio"],
        resolution=body["resolution"],
        images=urls,
        model=body["model"],
    )
    request, model = resolve(request, _FOUND)
    return Order(model, model.sends(request), [WireImage(url=url) for url in urls])


# The document's examples


@pytest.mark.parametrize("vector", _of("create-request"))
def test_a_request_of_the_document_is_written_as_it_is_printed(vector: dict[str, Any]) -> None:
    body = vector["body"]
    call = _DIALECT.encode_create(_order(body, body.get("image_urls", [])))
    assert call == HttpCall(vector["method"], vector["path"], json=body)
    assert list(call.json) == list(body), "in the document's order"
    assert type(call.json["seconds"]) is int


@pytest.mark.parametrize("vector", _of("create-variant"))
def test_a_relay_that_knows_only_the_other_way_gets_one_image_or_several_never_both(vector: dict[str, Any]) -> None:
    body = vector["body"]
    urls = body.get("reference_images") or [body["input_reference"]["image_url"]]
    call = ApixgoDialect("relay", images="reference").encode_create(_order(body, urls))
    assert call == HttpCall(vector["method"], vector["path"], json=body)


def test_the_other_way_needs_no_images() -> None:
    body = _VECTORS["create-text"]["body"]
    assert ApixgoDialect("relay", images="reference").encode_create(_order(body, [])).json == body


def test_a_picture_of_this_machine_goes_as_a_data_url() -> None:
    request, model = resolve(VideoRequest.of("a", images=[b"\x89PNG"]), _FOUND)
    call = _DIALECT.encode_create(Order(model, model.sends(request), [WireImage(data=b"abc", mime="image/png")]))
    assert call.json == {
        "model": "grok-image-video",
        "prompt": "a",
        "image_urls": ["data:image/png;base64,YWJj"],
    }


def test_what_is_not_asked_is_not_sent() -> None:
    request, model = resolve(VideoRequest.of("a"), _FOUND)
    body = _DIALECT.encode_create(Order(model, model.sends(request))).json
    assert body == {"model": "grok-image-video", "prompt": "a"}


def test_the_reply_to_a_create_is_a_task() -> None:
    assert _DIALECT.decode_create(_shown("create-reply")) == TaskState(
        task_id=_TASK, status=TaskStatus.QUEUED, created_at=1780000000
    )


def test_asking_goes_where_the_document_says() -> None:
    calls = {
        "poll": _DIALECT.encode_poll(_TASK),
        "models": _DIALECT.encode_models(),
        "usage": _DIALECT.encode_balance(),
    }
    for name, call in calls.items():
        assert call == HttpCall(_VECTORS[name]["method"], _VECTORS[name]["path"])


@pytest.mark.parametrize(
    ("name", "status", "progress", "urls"),
    [
        ("poll-in-progress", TaskStatus.RUNNING, 30, ()),
        ("poll-success", TaskStatus.SUCCEEDED, 100, (_CLIP,)),
        ("poll-failure", TaskStatus.FAILED, 100, ()),
    ],
)
def test_a_reading_of_a_task_is_understood(
    name: str, status: TaskStatus, progress: float, urls: tuple[str, ...]
) -> None:
    data = _VECTORS[name]["body"]["data"]
    state = _DIALECT.decode_poll(_shown(name), _TASK)
    assert (state.task_id, state.status, state.said) == (_TASK, status, data["status"])
    assert (state.progress, state.urls, state.cost) == (progress, urls, None)
    assert (state.fault is not None) == bool(data["fail_reason"])


def test_a_picture_that_could_not_be_fetched_is_told_and_is_no_moderation() -> None:
    fault = _DIALECT.decode_poll(_shown("poll-failure"), _TASK).fault
    assert fault is not None
    assert fault.message == _VECTORS["poll-failure"]["body"]["data"]["fail_reason"]
    assert not fault.moderated


def test_the_models_are_read() -> None:
    assert _DIALECT.decode_models(_shown("models-reply")) == tuple(model.id for model in _FOUND.models)


def test_what_the_key_has_left_is_read_in_quota_units() -> None:
    balance = _DIALECT.decode_balance(_shown("usage-reply"))
    assert (balance.amount, balance.unit) == (987655, "quota")
    assert balance.details == {"total_granted": 1000000, "total_used": 12345}
    assert str(Cost(amount=5, unit="quota", estimated=False)) == f"5 {say('unit.quota')}"
    assert say("unit.quota") == "quota units"


def test_its_facts_are_the_documents() -> None:
    assert (_FOUND.name, _FOUND.title, _FOUND.base_url) == ("apixgo", "img.apixgo.com", "https://img.apixgo.com")
    assert (_FOUND.key_variable, _FOUND.url_lifetime, _FOUND.docs) == ("APIXGO_API_KEY", 3600, DOCS)
    assert DOCS == "img.apixgo.com developer docs, video generation, 2026-11"
    assert _FOUND.refunds_failures is None
    assert _DIALECT.content_path("a/b") == "/v1/videos/a%2Fb/content"
    assert _DIALECT.encode_poll("a/b?c").path == "/v1/video/generations/a%2Fb%3Fc"
    for model in _FOUND.models:
        assert (model.provider, model.price, model.source, model.prompt_limit) == ("apixgo", None, DOCS, None)
        assert model.defaults.model_dump(exclude_none=True) == {
            "aspect_ratio": "16:9",
            "resolution": "720p",
            "duration": 4,
        }
        assert model.title
    assert _FOUND.models[0].estimate(VideoRequest.of("a")).amount is None, "no document gives a price"


# Limits

_URL = "https://example.com/{}.png"


def _check(prompt: str, images: int = 0, **fields: Any) -> str:
    urls = [_URL.format(number) for number in range(images)]
    return resolve(VideoRequest.of(prompt, images=urls, **fields), _FOUND)[1].id


_ONE = {"model": "grok-video-1.5", "images": 1}


@pytest.mark.parametrize(
    ("prompt", "fields", "problem"),
    [
        ("", {}, "needs a prompt"),
        ("", {"images": 1}, "needs a prompt"),
        ("a", {"images": 8}, "at most 7 images.*8"),
        ("a", {"duration": 16}, "1 to 15.*nearest is 15 s"),
        ("a", {"duration": 16, "images": 1}, "nearest is 15 s"),
        ("a", {"duration": 0.5}, "whole.*nearest is 1 s"),
        ("a", {"duration": 6.5}, "whole seconds"),
        ("a", {"duration": 11, "images": 2}, "1 to 10.*nearest is 10 s"),
        ("a", {"duration": 15, "images": 7}, "nearest is 10 s"),
        ("a", {"duration": 0.5, "images": 2}, "nearest is 1 s"),
        ("a", {"aspect_ratio": "2:1"}, "nearest is 16:9.*1:1, 16:9, 9:16, 4:3, 3:4, 3:2, 2:3"),
        ("a", {"resolution": "1080p"}, "480p, 720p"),
        ("a", {"mode": "fun"}, "mode"),
        ("a", {"nsfw_checker": False}, "content filter"),
        ("a", {"callback_url": "https://example.com/hook"}, "callback"),
        ("", _ONE, "needs a prompt"),
        ("a", {**_ONE, "images": 0}, "at least 1 image"),
        ("a", {**_ONE, "images": 2}, "at most 1 image"),
        ("a", {**_ONE, "duration": 16}, "nearest is 15 s"),
        ("a", {**_ONE, "aspect_ratio": "4:3"}, "nearest is 16:9.*16:9, 9:16"),
        ("a", {**_ONE, "resolution": "1080p"}, "480p, 720p"),
    ],
)
def test_what_the_document_excludes_is_refused_with_the_limit_its_source_and_the_nearest(
    prompt: str, fields: dict[str, Any], problem: str
) -> None:
    with pytest.raises(InvalidRequest, match=problem) as caught:
        _check(prompt, **fields)
    assert DOCS in str(caught.value)
    assert "Nothing was sent" in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "model"),
    [
        ({"duration": 15}, "grok-image-video"),
        ({"duration": 15, "images": 1}, "grok-image-video"),
        ({"duration": 10, "images": 2}, "grok-image-video"),
        ({"duration": 1, "images": 7}, "grok-image-video"),
        ({"duration": 1}, "grok-image-video"),
        ({"resolution": "480p"}, "grok-image-video"),
        ({**_ONE, "duration": 15, "aspect_ratio": "9:16", "resolution": "480p"}, "grok-video-1.5"),
        ({**_ONE, "duration": 1, "aspect_ratio": "16:9", "resolution": "720p"}, "grok-video-1.5"),
        *(
            ({"aspect_ratio": ratio}, "grok-image-video")
            for ratio in ("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3")
        ),
    ],
)
def test_what_the_document_allows_is_taken(fields: dict[str, Any], model: str) -> None:
    assert _check("a", **fields) == model


@pytest.mark.parametrize("model", ["grok-image-video", "grok-video-1.5"])
@pytest.mark.parametrize("image", [_URL, "cat.png", b"\x89PNG", "data:image/png;base64,AAAA"])
def test_addresses_and_pictures_of_this_machine_are_taken(model: str, image: object) -> None:
    found = resolve(VideoRequest.of("a", images=[image], model=model), _FOUND)[1]
    assert found.images.sources == {"url", "data"}


def test_too_many_images_are_a_matter_of_the_images() -> None:
    with pytest.raises(InvalidImage):
        _check("a", images=8)


# Errors: each reply to its exception, with what it means for the money

_KINDS: dict[str, tuple[type[ServiceError], Money]] = {
    "error-invalid-key": (errors.AuthError, Money.NOT_CHARGED),
    "error-no-quota": (errors.InsufficientCredit, Money.NOT_CHARGED),
    "error-no-permission": (errors.PermissionDenied, Money.NOT_CHARGED),
    "error-prompt": (errors.Rejected, Money.NOT_CHARGED),
    "error-model": (errors.Rejected, Money.NOT_CHARGED),
    "error-one-image": (errors.Rejected, Money.NOT_CHARGED),
    "error-model-not-found": (errors.ModelUnavailable, Money.NOT_CHARGED),
    "error-no-platform": (errors.ModelUnavailable, Money.NOT_CHARGED),
    "error-no-task": (errors.TaskNotFound, Money.UNKNOWN),
    "error-rate-limit": (errors.RateLimited, Money.NOT_CHARGED),
    "error-upstream": (errors.Rejected, Money.NOT_CHARGED),
    "error-moderated": (errors.Moderated, Money.UNKNOWN),
}


def test_every_error_has_its_vector() -> None:
    assert set(_KINDS) == {name for name, vector in _VECTORS.items() if vector["kind"].startswith("error")}


@pytest.mark.parametrize("name", _KINDS)
def test_an_error_is_one_of_our_tree_and_keeps_the_providers_words(name: str) -> None:
    kind, money = _KINDS[name]
    body = _VECTORS[name]["body"]
    error = _DIALECT.decode_error(_shown(name))
    assert isinstance(error, ServiceError)
    assert (type(error), error.money, error.status) == (kind, money, _VECTORS[name]["status"])
    assert error.code == body.get("error", body)["code"]
    assert "img.apixgo.com" in error.message
    words = body.get("error", body)["message"]
    if words.startswith("{"):
        words = json.loads(words)["error"]
    if kind is not errors.AuthError:
        assert words in str(error)


@pytest.mark.parametrize("name", [name for name in _KINDS if name != "error-no-task"])
def test_a_create_that_gets_one_of_them_is_refused_and_no_task(name: str) -> None:
    with pytest.raises(_KINDS[name][0]):
        _DIALECT.decode_create(_shown(name))


def test_a_task_that_is_not_known_is_told_with_its_id() -> None:
    with pytest.raises(errors.TaskNotFound) as caught:
        _DIALECT.decode_poll(_shown("error-no-task"), "t-1")
    assert caught.value.task_id == "t-1"


def test_the_refusal_of_content_says_what_to_do() -> None:
    assert say("service.moderated.hint") in str(_DIALECT.decode_error(_shown("error-moderated")))
    assert _DIALECT.decode_error(_shown("error-prompt")).hint == ""


# The shapes that its poll can answer in


def _poll(**data: object) -> TaskState:
    body = {"code": "success", "message": "", "data": data}
    return _DIALECT.decode_poll(HttpReply(200, json.dumps(body).encode()), "t-1")


def test_an_old_new_api_gives_the_clip_where_a_failures_reason_goes() -> None:
    state = _DIALECT.decode_poll(_shown("poll-legacy"), _TASK)
    assert (state.status, state.urls, state.fault) == (TaskStatus.SUCCEEDED, (_CLIP,), None)
    assert (state.created_at, state.completed_at) == (1780000000, 1780000060)
    assert _poll(status="SUCCESS", fail_reason=f" {_CLIP} ").urls == (_CLIP,)


def test_an_address_in_a_failures_reason_is_no_clip() -> None:
    state = _poll(status="FAILURE", fail_reason=_CLIP)
    assert (state.status, state.urls) == (TaskStatus.FAILED, ())
    assert state.fault is not None
    assert state.fault.message == _CLIP


def test_the_documents_own_place_for_the_clip_counts_before_any_other() -> None:
    state = _poll(status="SUCCESS", url="https://example.com/other.mp4", result_url=_CLIP, fail_reason="x")
    assert state.urls == (_CLIP,)

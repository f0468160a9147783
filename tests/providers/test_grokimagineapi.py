"""grokimagineapi.com: what its document shows is written and read, its limits hold, its errors say what they cost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from grokwidget import errors
from grokwidget.catalog import Model, choose
from grokwidget.errors import CreateUnknown, GrokwidgetError, InvalidRequest, Money
from grokwidget.providers import HttpReply, Order, WireImage, provider
from grokwidget.request import VideoRequest
from grokwidget.task import Cost, TaskFault, TaskStatus

_VECTORS = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parents[1] / "vectors" / "grokimagineapi").glob("*.json"))
]
_PROVIDER = provider("grokimagineapi")
_DIALECT = _PROVIDER.dialect
_URL = "https://example.com/{}.png"


def _of(kind: str) -> list[Any]:
    found = [pytest.param(vector, id=vector["name"]) for vector in _VECTORS if vector["kind"] == kind]
    assert found, kind
    return found


def _reply(body: object, status: int = 200, **headers: str) -> HttpReply:
    text = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return HttpReply(status, text, {name.lower().replace("_", "-"): value for name, value in headers.items()})


def _resolved(prompt: str, **fields: Any) -> tuple[VideoRequest, Model]:
    request = VideoRequest.of(prompt, **fields)
    model = choose("grokimagineapi", _PROVIDER.models, request)
    model.check(request)
    return request, model


def _ordered(prompt: str, **fields: Any) -> Order:
    request, model = _resolved(prompt, **fields)
    return Order(model, model.sends(request), [WireImage(url=image.value) for image in request.images])


def _written(prompt: str, **fields: Any) -> Any:
    return _DIALECT.encode_create(_ordered(prompt, **fields)).json


# -- what the document shows ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", _of("create-request"))
def test_a_request_of_the_document_is_written_as_it_is_printed(vector: dict[str, Any]) -> None:
    body = vector["body"]
    order = _ordered(body["prompt"], mode=body["mode"], aspect_ratio=body["ratio"], images=body.get("images", []))
    call = _DIALECT.encode_create(order)
    assert (call.method, call.path, call.json) == (vector["method"], vector["path"], body)
    assert list(call.json) == list(body), "in the document's order"
    assert (call.query, call.form, call.files) == ({}, {}, ())


@pytest.mark.parametrize("vector", _of("create-reply"))
def test_the_reply_to_a_create_gives_the_tasks_id(vector: dict[str, Any]) -> None:
    state = _DIALECT.decode_create(_reply(vector["body"], vector["status"]))
    assert (state.task_id, state.status) == ("task_123456789", TaskStatus.QUEUED)


@pytest.mark.parametrize("vector", _of("poll-request"))
def test_a_task_is_asked_for_by_a_query(vector: dict[str, Any]) -> None:
    call, shown = _DIALECT.encode_poll("task_123456789"), urlsplit(vector["path"])
    assert (call.method, call.path, dict(call.query)) == (vector["method"], shown.path, dict(parse_qsl(shown.query)))
    assert call.json is None


def test_an_id_is_left_for_the_transport_to_encode() -> None:
    call = _DIALECT.encode_poll("../a b?c&d")
    assert (call.path, call.query) == ("/v1/status", {"task_id": "../a b?c&d"})


def test_a_finished_task_gives_all_its_videos_its_charge_and_its_time() -> None:
    (vector,) = [vector for vector in _VECTORS if vector["name"] == "poll-completed"]
    state = _DIALECT.decode_poll(_reply(vector["body"]), "task_123456789")
    assert (state.task_id, state.status, state.said) == ("task_123456789", TaskStatus.SUCCEEDED, "completed")
    assert state.urls == (
        "https://cdn.example.com/generated/video1.mp4",
        "https://cdn.example.com/generated/video2.mp4",
    )
    assert state.cost == Cost(
        amount=40, unit="credits", usd=0.4, estimated=False, note="grokimagineapi.com docs, 2026-11"
    )
    assert state.created_at == 1704067200
    assert (state.progress, state.completed_at, state.fault) == (None, None, None)


@pytest.mark.parametrize("vector", [param for param in _of("poll-reply") if "failed" in str(param.id)])
def test_a_failed_task_keeps_the_services_words_and_tells_moderation_apart(vector: dict[str, Any]) -> None:
    words = vector["body"]["data"]["error_message"]
    state = _DIALECT.decode_poll(_reply(vector["body"]), "task_123456789")
    assert (state.status, state.said, state.urls) == (TaskStatus.FAILED, "failed", ())
    assert state.fault == TaskFault(message=words, moderated=words.startswith("Inappropriate content"))
    assert state.cost is not None
    assert (state.cost.amount, state.cost.usd, state.cost.estimated) == (0, 0, False)


def test_every_failure_text_of_the_document_has_a_vector() -> None:
    texts = {vector["body"]["data"]["error_message"] for vector in _VECTORS if vector["kind"] == "poll-reply"}
    assert texts == {
        None,
        "File type not supported",
        "Inappropriate content, please try another prompt.",
        "grok imagine build failed",
        "Network error, please try again later.",
    }


_KINDS: dict[int, tuple[type[GrokwidgetError], Money, str]] = {
    400: (errors.Rejected, Money.NOT_CHARGED, "INVALID_REQUEST"),
    401: (errors.AuthError, Money.NOT_CHARGED, "UNAUTHORIZED"),
    429: (errors.RateLimited, Money.NOT_CHARGED, "RATE_LIMITED"),
    500: (errors.UpstreamError, Money.UNKNOWN, "SERVER_ERROR"),
}


def test_every_error_status_of_the_document_has_a_vector() -> None:
    assert {vector["status"] for vector in _VECTORS if vector["kind"] == "error"} == set(_KINDS)


@pytest.mark.parametrize("vector", _of("error"))
def test_an_error_of_the_document_has_its_type_its_code_and_the_services_words(vector: dict[str, Any]) -> None:
    error = _DIALECT.decode_error(_reply(vector["body"], vector["status"], X_Request_Id="r-1"))
    kind, money, code = _KINDS[vector["status"]]
    assert isinstance(error, errors.ServiceError)
    assert (type(error), error.money, error.code, error.status) == (kind, money, code, vector["status"])
    assert error.request_id == "r-1"
    assert kind is errors.AuthError or vector["body"]["message"] in error.message


@pytest.mark.parametrize("vector", _of("error"))
def test_a_create_is_refused_with_that_error_unless_nobody_knows_what_a_500_had_done(vector: dict[str, Any]) -> None:
    kind, money, code = _KINDS[vector["status"]]
    if vector["status"] == 500:
        kind, money = CreateUnknown, Money.MAYBE
    with pytest.raises(GrokwidgetError) as caught:
        _DIALECT.decode_create(_reply(vector["body"], vector["status"]))
    assert (type(caught.value), caught.value.money, caught.value.code) == (kind, money, code)


# -- what is sent -----------------------------------------------------------------------------------------------------


def test_mode_and_ratio_are_always_sent_and_no_images_are_no_field() -> None:
    assert _written("a fox") == {"mode": "normal", "prompt": "a fox", "ratio": "1:1"}


def test_what_is_chosen_is_sent_as_it_is_and_images_keep_their_order() -> None:
    images = [_URL.format(number) for number in range(7)]
    assert _written("狐狸", mode="spicy", aspect_ratio="19.5:9", images=images) == {
        "mode": "spicy",
        "prompt": "狐狸",
        "images": images,
        "ratio": "19.5:9",
    }


def test_a_model_of_a_relay_without_defaults_sends_only_what_is_chosen() -> None:
    model = Model(provider="relay", id="x", source="its owner")
    assert _DIALECT.encode_create(Order(model, {"prompt": "a"})).json == {"prompt": "a"}


# -- what it can't take -----------------------------------------------------------------------------------------------

_SOURCE = r"\(source: grokimagineapi\.com docs, 2026-11; it shows mode fun, ratio 1:1 and one image only, the other"


@pytest.mark.parametrize(
    ("prompt", "fields", "problem"),
    [
        ("", {}, "grok-imagine needs a prompt"),
        ("", {"images": [_URL]}, "grok-imagine needs a prompt"),
        ("a", {"images": [_URL.format(number) for number in range(8)]}, "at most 7 images.*8"),
        ("a", {"mode": "funn"}, "mode funn.*Did you mean fun.*normal, fun, spicy"),
        ("a", {"aspect_ratio": "wide"}, "aspect ratio wide.*2:3, 3:2, 1:1, 16:9, 9:16"),
        ("a", {"aspect_ratio": "0:9"}, "aspect ratio 0:9.*2:3, 3:2, 1:1, 16:9, 9:16"),
        ("a", {"duration": 6}, "has no duration to choose"),
        ("a", {"resolution": "720p"}, "has no resolution to choose"),
        ("a", {"nsfw_checker": True}, "has no content filter to choose"),
        ("a", {"callback_url": "https://example.com/hook"}, "has no callbacks"),
        ("a", {"operation": "extend", "source_video": "https://example.com/v.mp4"}, "can't extend"),
        ("@image2 laughs", {"images": [_URL]}, "@image2.*only 1"),
    ],
)
def test_a_limit_refuses_with_its_source_and_nothing_is_sent(prompt: str, fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidRequest, match=f"{problem}.*{_SOURCE}") as caught:
        _resolved(prompt, **fields)
    assert "Nothing was sent" in str(caught.value)
    assert caught.value.provider == "grokimagineapi"


def test_another_model_is_refused_with_the_one_that_there_is() -> None:
    with pytest.raises(InvalidRequest, match=r"no model grok-imagin.*Did you mean grok-imagine"):
        _resolved("a", model="grok-imagin")


@pytest.mark.parametrize("mode", ["normal", "fun", "spicy"])
@pytest.mark.parametrize("ratio", ["2:3", "3:2", "1:1", "16:9", "9:16", "21:9"])
def test_every_mode_and_every_ratio_is_taken(mode: str, ratio: str) -> None:
    for images in ([], [_URL]):
        body = _written("a", mode=mode, aspect_ratio=ratio, images=images)
        assert (body["mode"], body["ratio"]) == (mode, ratio)


def test_the_ratios_on_offer_are_five() -> None:
    (model,) = _PROVIDER.models
    assert model.aspect_ratios == ("2:3", "3:2", "1:1", "16:9", "9:16")
    assert model.names() == ("grok-imagine",)
    assert model.title == "Grok Imagine, text or images to video"


def test_only_addresses_are_documented_for_images() -> None:
    (model,) = _PROVIDER.models
    assert model.images.sources == {"url"}
    assert not model.images.local


def test_a_clip_costs_40_credits_or_about_40_cents_whatever_is_asked() -> None:
    for fields in ({}, {"mode": "spicy", "images": [_URL, _URL]}):
        request, model = _resolved("a", **fields)
        assert model.estimate(request) == Cost(
            amount=40, unit="credits", usd=0.4, estimated=True, note="grokimagineapi.com docs, 2026-11"
        )


def test_the_provider_is_where_the_document_says() -> None:
    assert (_PROVIDER.name, _PROVIDER.title, _PROVIDER.docs) == (
        "grokimagineapi",
        "grokimagineapi.com",
        "grokimagineapi.com docs, 2026-11",
    )
    assert _PROVIDER.base_url == "https://grokimagineapi.com"
    assert (_PROVIDER.key_variable, _PROVIDER.key_prefix) == ("GROKIMAGINEAPI_API_KEY", "")
    assert (_PROVIDER.url_lifetime, _PROVIDER.refunds_failures, _PROVIDER.local) == (None, None, False)
    assert _PROVIDER.models[0].provider == "grokimagineapi"


def test_it_has_no_balance_no_list_no_upload_and_no_content() -> None:
    assert _DIALECT.encode_balance() is None
    assert _DIALECT.encode_models() is None
    assert _DIALECT.encode_upload(WireImage(data=b"x", mime="image/png"), "x.png") is None
    assert _DIALECT.content_path("t") is None

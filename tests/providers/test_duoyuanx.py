"""duoyuanx: its document's examples both ways, in JSON and as forms, its limits, its errors, its uploads."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from grokwidget import errors
from grokwidget.catalog import ImageRule, Model
from grokwidget.errors import InvalidImage, InvalidRequest, Money, ServiceError
from grokwidget.jobs.plan import resolve
from grokwidget.providers import HttpCall, HttpReply, Order, Upload, WireImage, provider
from grokwidget.providers.duoyuanx import DOCS
from grokwidget.request import VideoRequest
from grokwidget.task import TaskState, TaskStatus

_FOUND = provider("duoyuanx")
_DIALECT = _FOUND.dialect
_VECTORS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parents[1] / "vectors" / "duoyuanx").glob("*.json"))
}
_PICTURE = base64.b64decode(_VECTORS["create-form"]["files"][0]["base64"])
_IMAGINE = ("grok-imagine-video", "grok-imagine-video-1.5-preview")
_FORMS = ("grok-video-1.5", "grok-video-1.5-pro", "grok-video-1.5-max", "grok-video-3", "grok-video-3-pro",
          "grok-video-3-max")  # fmt: skip


def _of(*kinds: str) -> list[Any]:
    return [pytest.param(vector, id=name) for name, vector in _VECTORS.items() if vector["kind"] in kinds]


def _reply(name: str) -> HttpReply:
    vector = _VECTORS[name]
    return HttpReply(vector["status"], json.dumps(vector["body"]).encode())


def _files(vector: dict[str, Any]) -> list[tuple[str, str, bytes, str]]:
    return [(one["field"], one["name"], base64.b64decode(one["base64"]), one["type"]) for one in vector["files"]]


def _order(asked: dict[str, str], images: list[WireImage]) -> Order:
    request = VideoRequest.of(
        asked["prompt"],
        duration=float(asked["seconds"]),
        aspect_ratio=asked["aspect_ratio"],
        resolution=asked.get("resolution") or asked["size"],
        images=[b"a picture"] * len(images),
        model=asked["model"],
    )
    request, model = resolve(request, _FOUND)
    return Order(model, model.sends(request), images)


# The document's examples


@pytest.mark.parametrize("vector", [one for one in _of("create-request") if "form" not in one.values[0]])
def test_a_request_of_the_document_is_written_as_it_is_printed(vector: dict[str, Any]) -> None:
    body = vector["body"]
    urls = body.get("images") or ([body["image"]] if "image" in body else [])
    # Placeholders stand where the document's data URLs have their base64, so they go in whole.
    call = _DIALECT.encode_create(_order(body, [WireImage(url=url) for url in urls]))
    assert call == HttpCall(vector["method"], vector["path"], json=body)
    assert type(call.json["seconds"]) is str


@pytest.mark.parametrize("vector", [one for one in _of("create-request") if "form" in one.values[0]])
def test_a_form_of_the_document_is_written_as_it_is_printed(vector: dict[str, Any]) -> None:
    images = [WireImage(data=data, mime=mime) for _, _, data, mime in _files(vector)]
    call = _DIALECT.encode_create(_order(vector["form"], images))
    assert call == HttpCall(vector["method"], vector["path"], form=vector["form"], files=_files(vector))


def test_one_picture_is_an_image_and_several_are_images_never_both() -> None:
    asked = _VECTORS["create-image"]["body"]
    one, two = WireImage(data=b"abc", mime="image/png"), WireImage(data=b"abd", mime="image/jpeg")
    body = _DIALECT.encode_create(_order(asked, [one])).json
    assert body["image"] == "data:image/png;base64,YWJj"
    assert "images" not in body
    body = _DIALECT.encode_create(_order(asked, [one, two])).json
    assert body["images"] == ["data:image/png;base64,YWJj", "data:image/jpeg;base64,YWJk"]
    assert "image" not in body


def test_a_form_holds_each_picture_as_a_file_of_its_kind() -> None:
    kinds = ("image/jpeg", "image/png", "image/webp", "image/new")
    images = [WireImage(data=kind.encode(), mime=kind) for kind in kinds]
    call = _DIALECT.encode_create(_order(_VECTORS["create-form"]["form"], images))
    assert call.files == [
        ("input_reference", "reference1.jpg", b"image/jpeg", "image/jpeg"),
        ("input_reference", "reference2.png", b"image/png", "image/png"),
        ("input_reference", "reference3.webp", b"image/webp", "image/webp"),
        ("input_reference", "reference4.bin", b"image/new", "image/new"),
    ]
    assert call.json is None


def test_an_address_is_never_sent_as_a_file() -> None:
    with pytest.raises(InvalidImage, match="@image2"):
        _DIALECT.encode_create(
            _order(_VECTORS["create-form"]["form"], [WireImage(data=b"a"), WireImage(url="https://example.com/a.png")])
        )


def test_what_is_not_asked_is_not_sent() -> None:
    for name in ("grok-imagine-video", "grok-video-3"):
        request, model = resolve(VideoRequest.of("a", model=name), _FOUND)
        call = _DIALECT.encode_create(Order(model, model.sends(request)))
        assert (call.json or call.form) == {"model": name, "prompt": "a"}
        assert not call.files


@pytest.mark.parametrize("sources", [{"url"}, {"data"}, {"bytes"}, {"data", "bytes"}])
def test_a_listed_model_that_nobody_knows_gets_the_format_of_its_family(sources: set[Any]) -> None:
    images = ImageRule(maximum=7, sources=frozenset(sources))
    picture = WireImage(data=b"abc", mime="image/png")
    for name, form in (("grok-video-4", True), ("grok-imagine-video-2", False), ("x", False), ("my-grok-video", False)):
        model = Model(provider="duoyuanx", id=name, images=images, limits_known=False, source="?")
        call = _DIALECT.encode_create(Order(model, {"prompt": "a"}, [picture]))
        assert bool(call.form) is bool(call.files) is form
        if not form:
            assert call.json == {"model": name, "prompt": "a", "image": "data:image/png;base64,YWJj"}


def test_the_reply_to_a_create_is_a_task() -> None:
    assert _DIALECT.decode_create(_reply("create-reply")) == TaskState(
        task_id="video_abc123", status=TaskStatus.QUEUED, created_at=1735689600
    )


def test_asking_goes_where_the_service_listens() -> None:
    calls = {
        "poll": _DIALECT.encode_poll("video_abc123"),
        "models": _DIALECT.encode_models(),
        "usage": _DIALECT.encode_balance(),
    }
    for name, call in calls.items():
        assert call == HttpCall(_VECTORS[name]["method"], _VECTORS[name]["path"])


@pytest.mark.parametrize("vector", _of("poll-reply"))
def test_a_reading_of_a_task_is_understood(vector: dict[str, Any]) -> None:
    words = {
        "queued": TaskStatus.QUEUED,
        "processing": TaskStatus.RUNNING,
        "completed": TaskStatus.SUCCEEDED,
        "failed": TaskStatus.FAILED,
        "cancelled": TaskStatus.CANCELLED,
    }
    body = vector["body"]
    state = _DIALECT.decode_poll(_reply(vector["name"]), body["id"])
    assert (state.task_id, state.status, state.said) == (body["id"], words[body["status"]], body["status"])
    assert state.progress == body["progress"]
    assert state.urls == ((body["video_url"],) if body["video_url"] else ()), 'video_url "" is no address'
    assert state.completed_at == (body["completed_at"] or None), "completed_at 0 is not 1970"
    assert (state.fault is not None) == bool(body["error"]["message"]), "an empty error is no error"
    assert (state.created_at, state.urls_expire_at) == (1735689600, 1735776000)


def test_every_status_of_the_document_has_a_reading() -> None:
    shown = {vector["body"]["status"] for vector in _VECTORS.values() if vector["kind"] == "poll-reply"}
    assert shown == {"queued", "processing", "completed", "failed", "cancelled"}


def test_a_failure_tells_its_code_its_words_and_whether_it_was_the_moderator() -> None:
    fault = _DIALECT.decode_poll(_reply("poll-failed"), "video_abc123").fault
    said = _VECTORS["poll-failed"]["body"]["error"]
    assert fault is not None
    assert (fault.code, fault.message, fault.moderated) == (said["code"], said["message"], True)


@pytest.mark.parametrize("place", [{"output": {"url": "u"}}, {"metadata": {"url": "u"}}, {"video_url": "u"}])
def test_the_clip_is_found_at_its_other_places(place: dict[str, Any]) -> None:
    url = "https://example.com/v.mp4"
    text = json.dumps({"id": "t", "status": "completed", "video_url": "", **place}).replace('"u"', f'"{url}"')
    assert _DIALECT.decode_poll(HttpReply(200, text.encode()), "t").urls == (url,)


def test_a_success_without_an_address_leaves_the_clip_to_the_content_route() -> None:
    state = _DIALECT.decode_poll(HttpReply(200, b'{"id": "t", "status": "completed", "video_url": ""}'), "t")
    assert (state.status, state.urls) == (TaskStatus.SUCCEEDED, ())
    assert _DIALECT.content_path("grok:a/b") == "/v1/videos/grok%3Aa%2Fb/content"
    assert _DIALECT.encode_poll("grok:a/b").path == "/v1/videos/grok%3Aa%2Fb"


def test_the_models_are_read() -> None:
    assert _DIALECT.decode_models(_reply("models-reply")) == _IMAGINE + _FORMS
    assert tuple(model.id for model in _FOUND.models) == _IMAGINE + _FORMS


def test_what_the_key_has_left_is_read_in_quota_units() -> None:
    balance = _DIALECT.decode_balance(_reply("usage-reply"))
    assert (balance.amount, balance.unit) == (987655, "quota")


def test_its_facts_are_the_documents() -> None:
    assert (_FOUND.name, _FOUND.title, _FOUND.base_url) == ("duoyuanx", "duoyuanx.com", "https://duoyuanx.com")
    assert (_FOUND.key_variable, _FOUND.url_lifetime, _FOUND.docs) == ("DUOYUANX_API_KEY", 86400, DOCS)
    assert DOCS == "duoyuanx.com docs, Grok Imagine Video, 2026-11"
    sister = ", and Grok generation at its sister octopusx.ai; 7 images as at xAI"
    for model in _FOUND.models:
        forced = {"duration": model.durations.low} if model.id.endswith(("-pro", "-max")) and model.durations else {}
        assert model.defaults.model_dump(exclude_none=True) == forced
        assert (model.provider, model.price) == ("duoyuanx", None)
        assert model.title
        assert model.images.sources == ({"data"} if model.id in _IMAGINE else {"bytes"})
        assert (model.prompt_limit, model.any_ratio) == ((4096, True) if model.id in _IMAGINE else (None, False))
        assert model.source == DOCS + ("; 15 s and 7 images as at xAI" if model.id in _IMAGINE else sister)
    assert len({model.title for model in _FOUND.models}) == len(_FOUND.models)
    pro = resolve(VideoRequest.of("a", model="grok-video-3-pro"), _FOUND)
    assert pro[1].seconds(pro[0]) == 10, "its length is known without being asked for"


# Uploads


def test_a_picture_is_put_where_published_clients_put_it() -> None:
    vector = _VECTORS["upload"]
    call = _DIALECT.encode_upload(WireImage(data=_PICTURE, mime="image/png"), "cat.png")
    assert call == HttpCall(vector["method"], vector["path"], files=_files(vector))
    assert _DIALECT.encode_upload(WireImage(url="https://example.com/a.png"), "a.png") is None


@pytest.mark.parametrize(
    "body", [None, {"data": {"url": "u"}}, {"code": 0, "data": "u"}, {"success": True, "data": ["u"]}]
)
def test_where_it_is_now_is_read_wherever_it_is_told(body: object) -> None:
    url = _VECTORS["upload-reply"]["body"]["url"]
    text = json.dumps(body or _VECTORS["upload-reply"]["body"]).replace('"u"', f'"{url}"')
    assert _DIALECT.decode_upload(HttpReply(200, text.encode())) == Upload(url)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (HttpReply(200, b"<html>"), errors.UpstreamError),
        (HttpReply(200, b'{"url": "uploads/cat.png"}'), errors.UpstreamError),
        (HttpReply(401, b'{"url": "https://example.com/help"}'), errors.AuthError),
        (HttpReply(413), errors.Rejected),
    ],
)
def test_an_upload_that_failed_is_an_error(reply: HttpReply, kind: type[Exception]) -> None:
    with pytest.raises(kind, match=r"duoyuanx\.com"):
        _DIALECT.decode_upload(reply)


# Limits


def _check(prompt: str, images: int = 0, **fields: Any) -> str:
    return resolve(VideoRequest.of(prompt, images=[b"a picture"] * images, **fields), _FOUND)[1].id


@pytest.mark.parametrize("model", _IMAGINE)
@pytest.mark.parametrize(
    ("prompt", "fields", "problem"),
    [
        ("", {}, "needs a prompt"),
        ("", {"images": 1}, "needs a prompt"),
        ("a" * 4097, {}, "4097 characters.*at most 4096"),
        ("a", {"images": 8}, "at most 7 images.*8"),
        ("a", {"duration": 16}, "1 to 15.*nearest is 15 s.*15 s and 7 images as at xAI"),
        ("a", {"duration": 0.5}, "nearest is 1 s"),
        ("a", {"duration": 6.5}, "whole seconds"),
        ("a", {"aspect_ratio": "wide"}, "19.5:9, 9:19.5"),
        ("a", {"aspect_ratio": "0:9"}, "1:1"),
        ("a", {"resolution": "1080p"}, "480p, 720p"),
        ("a", {"resolution": "540p"}, "480p, 720p"),
        ("a", {"mode": "fun"}, "mode"),
        ("a", {"callback_url": "https://example.com/hook"}, "callback"),
    ],
)
def test_what_the_imagine_models_exclude_is_refused_with_the_limit_its_source_and_the_nearest(
    model: str, prompt: str, fields: dict[str, Any], problem: str
) -> None:
    with pytest.raises(InvalidRequest, match=problem) as caught:
        _check(prompt, model=model, **fields)
    assert DOCS in str(caught.value)
    assert "Nothing was sent" in str(caught.value)


@pytest.mark.parametrize("model", _FORMS)
@pytest.mark.parametrize(
    ("prompt", "fields", "problem"),
    [
        ("", {}, "needs a prompt"),
        ("a", {"images": 8}, "at most 7 images.*8"),
        ("a", {"duration": 16}, "nearest is 1[05] s"),
        ("a", {"aspect_ratio": "4:3"}, "nearest is 3:2.*16:9, 9:16, 2:3, 3:2, 1:1"),
        ("a", {"resolution": "4k"}, "480p, 540p, 720p, 1080p"),
    ],
)
def test_what_the_form_models_exclude_is_refused_with_the_limit_its_source_and_the_nearest(
    model: str, prompt: str, fields: dict[str, Any], problem: str
) -> None:
    with pytest.raises(InvalidRequest, match=problem) as caught:
        _check(prompt, model=model, **fields)
    assert DOCS in str(caught.value)


@pytest.mark.parametrize("family", ["grok-video-1.5", "grok-video-3"])
@pytest.mark.parametrize(
    ("tier", "asked", "nearest"), [("", 0.5, 1), ("", 16, 15), ("-pro", 6, 10), ("-pro", 15, 10), ("-max", 10, 15)]
)
def test_a_length_that_a_tier_does_not_make_is_refused_with_the_one_it_makes(
    family: str, tier: str, asked: float, nearest: int
) -> None:
    with pytest.raises(InvalidRequest, match=f"nearest is {nearest} s"):
        _check("a", model=family + tier, duration=asked)
    assert _check("a", model=family + tier, duration=nearest) == family + tier


@pytest.mark.parametrize(
    "fields",
    [
        *({"aspect_ratio": ratio} for ratio in ("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "2:1", "1:2")),
        *({"aspect_ratio": ratio} for ratio in ("19.5:9", "9:19.5", "20:9", "9:20", "7:5", "2.39:1")),
        {"duration": 1},
        {"duration": 15},
        {"resolution": 480, "images": 1},
        {"resolution": "720P", "images": 7},
    ],
)
def test_what_the_document_allows_is_taken_by_its_first_model(fields: dict[str, Any]) -> None:
    assert _check("a" * 4096, **fields) == "grok-imagine-video"


def test_the_pickers_show_the_ratios_of_the_document() -> None:
    for model in _FOUND.models:
        if model.id in _IMAGINE:
            assert " ".join(model.aspect_ratios) == "1:1 16:9 9:16 4:3 3:4 3:2 2:3 2:1 1:2 19.5:9 9:19.5 20:9 9:20"


@pytest.mark.parametrize("model", _FORMS)
@pytest.mark.parametrize("ratio", ["16:9", "9:16", "2:3", "3:2", "1:1"])
@pytest.mark.parametrize("resolution", ["480p", "540p", "720p", "1080p"])
def test_every_ratio_and_resolution_of_the_forms_is_taken(model: str, ratio: str, resolution: str) -> None:
    assert _check("a", model=model, aspect_ratio=ratio, resolution=resolution, images=7) == model


# Errors

_KINDS: dict[str, tuple[type[ServiceError], Money]] = {
    "error-prompt": (errors.Rejected, Money.NOT_CHARGED),
    "error-invalid-key": (errors.AuthError, Money.NOT_CHARGED),
    "error-no-quota": (errors.InsufficientCredit, Money.NOT_CHARGED),
    "error-no-content": (errors.TaskNotFound, Money.UNKNOWN),
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
def test_an_error_is_one_of_our_tree_and_says_what_it_means_for_the_money(name: str) -> None:
    error = _DIALECT.decode_error(_reply(name))
    assert isinstance(error, ServiceError)
    assert (type(error), error.money) == _KINDS[name]
    assert error.status == _VECTORS[name]["status"]
    assert "duoyuanx.com" in error.message
    if _VECTORS[name]["method"] == "POST":
        with pytest.raises(_KINDS[name][0]):
            _DIALECT.decode_create(_reply(name))

"""What xAI's models can't do is refused before anything is sent, and what they cost is estimated."""

from __future__ import annotations

from typing import Any

import pytest

from grokwidget import providers
from grokwidget.catalog import Model, choose
from grokwidget.errors import InvalidRequest
from grokwidget.providers import HttpCall, Order, WireImage
from grokwidget.request import VideoRequest

_XAI = providers.provider("xai")
_DIALECT = _XAI.dialect
_VIDEO = "https://example.com/fox.mp4"


def _plan(prompt: str, **fields: Any) -> tuple[VideoRequest, Model]:
    request = VideoRequest.of(prompt, **fields)
    model = choose(_XAI.name, _XAI.models, request)
    model.check(request)
    return request, model


def _call(prompt: str, images: int = 0, **fields: Any) -> HttpCall:
    urls = [f"https://example.com/{number}.png" for number in range(images)]
    request, model = _plan(prompt, images=urls, **fields)
    return _DIALECT.encode_create(
        Order(
            model,
            model.sends(request),
            [WireImage(url=url) for url in urls],
            operation=request.operation,
            source_video=request.source_video,
        )
    )


@pytest.mark.parametrize(
    ("prompt", "fields", "problem"),
    [
        ("", {}, "needs a prompt"),
        ("", {"images": 2}, "needs a prompt"),
        ("", {"operation": "edit", "source_video": _VIDEO}, "needs a prompt"),
        ("", {"operation": "extend", "source_video": _VIDEO}, "needs a prompt"),
        ("a", {"images": 8}, "at most 7 images.*8"),
        ("a", {"model": "grok-imagine-video-1.5", "images": 8}, "at most 7 images.*8"),
        ("a", {"model": "grok-imagine-video-1.5-lite", "images": 2}, "at most 1 image,.*2"),
        ("@image2", {"images": 1}, "only 1 image"),
        ("a", {"duration": 0.5}, "nearest is 1 s"),
        ("a", {"duration": 16}, "nearest is 15 s"),
        ("a", {"duration": 2.5}, "whole seconds"),
        ("a", {"duration": 11, "images": 2}, "nearest is 10 s"),
        ("a", {"duration": 16, "images": 2, "model": "grok-imagine-video-1.5"}, "nearest is 15 s"),
        ("a", {"resolution": "1080p"}, "480p, 720p"),
        ("a", {"resolution": "1080p", "images": 2, "model": "grok-imagine-video-1.5"}, "480p, 720p"),
        ("a", {"resolution": "540p", "model": "grok-imagine-video-1.5-lite"}, "480p, 720p, 1080p"),
        ("a", {"aspect_ratio": "21:9"}, "nearest is 16:9"),
        ("a", {"mode": "fun"}, "has no mode"),
        ("a", {"nsfw_checker": False}, "has no content filter"),
        ("a", {"callback_url": "https://example.com/hook"}, "no callbacks"),
        ("a", {"operation": "edit"}, "needs a source video"),
        ("a", {"operation": "edit", "source_video": "fox.mp4"}, "public http"),
        ("a", {"operation": "extend", "source_video": "/tmp/fox.mp4"}, "public http"),
        ("a", {"operation": "edit", "source_video": _VIDEO, "duration": 5}, "has no duration"),
        ("a", {"operation": "edit", "source_video": _VIDEO, "resolution": "720p"}, "has no resolution"),
        ("a", {"operation": "edit", "source_video": _VIDEO, "aspect_ratio": "16:9"}, "has no aspect ratio"),
        ("a", {"operation": "edit", "source_video": _VIDEO, "images": 1}, "takes no images"),
        ("a", {"operation": "extend", "source_video": _VIDEO, "duration": 1}, "nearest is 2 s"),
        ("a", {"operation": "extend", "source_video": _VIDEO, "duration": 11}, "nearest is 10 s"),
        ("a", {"operation": "extend", "source_video": _VIDEO, "resolution": "720p"}, "has no resolution"),
        ("a", {"operation": "extend", "source_video": _VIDEO, "aspect_ratio": "1:1"}, "has no aspect ratio"),
        ("a", {"operation": "extend", "source_video": _VIDEO, "images": 1}, "takes no images"),
        ("a", {"operation": "edit", "source_video": _VIDEO, "model": "grok-imagine-video-1.5"}, "can't edit"),
        ("a", {"operation": "extend", "source_video": _VIDEO, "model": "grok-imagine-video-1.5-lite"}, "can't extend"),
        ("a", {"source_video": _VIDEO}, "for edit and extend"),
    ],
)
def test_what_xai_would_refuse_is_refused_here(prompt: str, fields: dict[str, Any], problem: str) -> None:
    urls = [f"https://example.com/{number}.png" for number in range(fields.get("images", 0))]
    with pytest.raises(InvalidRequest, match=problem) as caught:
        _plan(prompt, **fields | {"images": urls})
    assert "Nothing was sent" in str(caught.value)


@pytest.mark.parametrize(
    ("images", "fields"),
    [
        (0, {"duration": 1}),
        (0, {"duration": 15, "resolution": "480p"}),
        (1, {"duration": 15, "resolution": "720p", "aspect_ratio": "3:2"}),
        (2, {"duration": 10, "resolution": "720p"}),
        (7, {"duration": 15, "resolution": "720p", "model": "grok-imagine-video-1.5"}),
        (1, {"resolution": "1080p", "model": "grok-imagine-video-1.5"}),
        (1, {"resolution": "1080p", "model": "grok-imagine-video-1.5-lite"}),
        (0, {"operation": "extend", "source_video": _VIDEO, "duration": 2}),
        (0, {"operation": "extend", "source_video": _VIDEO.upper(), "duration": 10}),
    ],
)
def test_what_xai_takes_is_sent(images: int, fields: dict[str, Any]) -> None:
    assert _call("a", images, **fields).json["model"] == fields.get("model", "grok-imagine-video")


@pytest.mark.parametrize("model", [model.id for model in _XAI.models])
@pytest.mark.parametrize("ratio", ["16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3"])
def test_every_ratio_is_taken_by_every_model(model: str, ratio: str) -> None:
    assert _call("a", model=model, aspect_ratio=ratio).json["aspect_ratio"] == ratio


def test_an_image_without_a_prompt_is_enough() -> None:
    assert "prompt" not in _call("", 1).json


def test_the_names_of_the_models() -> None:
    assert [model.names() for model in _XAI.models] == [
        ("grok-imagine-video",),
        (
            "grok-imagine-video-1.5",
            "grok-imagine-video-1.5-preview",
            "grok-imagine-video-1.5-2026-05-30",
        ),
        ("grok-imagine-video-1.5-lite",),
    ]
    assert all(model.provider == "xai" and model.title and model.source == _XAI.docs for model in _XAI.models)


def test_the_defaults_are_xais_own() -> None:
    request, model = _plan("a")
    assert (model.defaults.aspect_ratio, model.defaults.resolution, model.seconds(request)) == ("16:9", "480p", 8)
    request, model = _plan("a", images=["https://example.com/a.png"])
    alone = model.for_(request)
    assert (alone.defaults.aspect_ratio, alone.defaults.resolution, alone.defaults.duration) == (None, "480p", 8)
    request, model = _plan("a", operation="extend", source_video=_VIDEO)
    assert model.seconds(request) == 6
    request, model = _plan("a", operation="edit", source_video=_VIDEO)
    assert model.seconds(request) is None


def test_where_xai_is_and_what_is_known_of_its_money() -> None:
    assert (_XAI.base_url, _XAI.key_variable, _XAI.title) == ("https://api.x.ai", "XAI_API_KEY", "xAI")
    assert (_XAI.url_lifetime, _XAI.charges_moderation, _XAI.refunds_failures) == (86400, True, None)
    assert _DIALECT.encode_balance() is None
    assert _DIALECT.encode_models() is None
    assert _DIALECT.encode_upload(WireImage(url=_VIDEO), "x") is None
    assert _DIALECT.content_path("t") is None


# prices


@pytest.mark.parametrize(
    ("model", "resolution", "images", "usd"),
    [
        ("grok-imagine-video", None, 0, 0.5),
        ("grok-imagine-video", "480p", 0, 0.5),
        ("grok-imagine-video", "720p", 0, 0.7),
        ("grok-imagine-video", "480p", 3, 0.506),
        ("grok-imagine-video-1.5", "480p", 0, 0.8),
        ("grok-imagine-video-1.5", "720p", 2, 1.42),
        ("grok-imagine-video-1.5", "1080p", 0, 2.5),
        ("grok-imagine-video-1.5-lite", "480p", 0, 0.2),
        ("grok-imagine-video-1.5-lite", "720p", 1, 0.31),
        ("grok-imagine-video-1.5-lite", "1080p", 0, 1.4),
    ],
)
def test_ten_seconds_cost_what_others_report(model: str, resolution: str | None, images: int, usd: float) -> None:
    urls = [f"https://example.com/{number}.png" for number in range(images)]
    request, found = _plan("a", model=model, resolution=resolution, images=urls, duration=10)
    cost = found.estimate(request)
    assert (cost.amount, cost.unit, cost.usd, cost.estimated) == (usd, "usd", usd, True)
    assert "verify" in cost.note


def test_an_edit_and_an_extension_are_estimated_at_the_most_that_they_can_cost() -> None:
    request, model = _plan("a", operation="edit", source_video=_VIDEO)
    cost = model.estimate(request)
    assert (cost.amount, cost.unit) == (0.696, "usd")
    assert cost.note.startswith("at most, for 8.7 s")
    request, model = _plan("a", operation="extend", source_video=_VIDEO)
    assert model.estimate(request).amount == 0.57
    request, model = _plan("a", operation="extend", source_video=_VIDEO, duration=10)
    cost = model.estimate(request)
    assert cost.amount == 0.85
    assert cost.note.startswith("at most, for 15 s")

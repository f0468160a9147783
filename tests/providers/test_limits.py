"""Every limit of the documents is checked before anything is sent, and told with its source and the nearest value."""

from __future__ import annotations

from typing import Any

import pytest

from grokwidget import providers
from grokwidget.catalog import choose
from grokwidget.errors import InvalidImage, InvalidRequest
from grokwidget.jobs.plan import prepare, resolve
from grokwidget.request import VideoRequest

_URL = "https://example.com/{}.png"


def _check(name: str, prompt: str, **fields: Any) -> str:
    """The id of the model that takes it."""
    found = providers.provider(name)
    return resolve(VideoRequest.of(prompt, **fields), found)[1].id


def _urls(count: int) -> list[str]:
    return [_URL.format(number) for number in range(count)]


@pytest.mark.parametrize(
    ("prompt", "fields", "problem"),
    [
        ("", {}, "needs a prompt"),
        ("a" * 5001, {}, "5001 characters.*at most 5000"),
        ("a", {"aspect_ratio": "16:10"}, "nearest is 3:2"),
        ("a", {"aspect_ratio": "4:3"}, "2:3, 3:2, 1:1, 16:9, 9:16"),
        ("a", {"duration": 5}, "nearest is 6 s"),
        ("a", {"duration": 31}, "nearest is 30 s"),
        ("a", {"duration": 6.5}, "whole seconds"),
        ("a", {"resolution": "1080p"}, "480p, 720p"),
        ("a", {"mode": "wild"}, "normal, fun, spicy"),
        ("a", {"mode": "spicy", "images": _urls(1)}, "spicy.*together with images"),
        ("a", {"images": _urls(8)}, "at most 7 images.*8"),
        ("@image3 laughs", {"images": _urls(2)}, "@image3.*only 2"),
        ("a", {"model": "grok-imagine-text-to-vidoe"}, "Did you mean grok-imagine-text-to-video"),
        ("a", {"model": "grok-imagine-text-to-video", "images": _urls(1)}, "takes no images"),
        ("a", {"model": "grok-imagine-image-to-video"}, "at least 1 image"),
        ("a", {"operation": "extend", "source_video": "https://example.com/v.mp4"}, "can't extend"),
        ("a", {"source_video": "https://example.com/v.mp4"}, "for edit and extend"),
    ],
)
def test_aivideoapi_refuses_what_its_document_excludes(prompt: str, fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidRequest, match=problem) as caught:
        _check("aivideoapi", prompt, **fields)
    assert "Nothing was sent" in str(caught.value)


@pytest.mark.parametrize(
    ("prompt", "fields", "model"),
    [
        ("a" * 5000, {}, "grok-imagine-text-to-video"),
        ("a", {"duration": 6, "mode": "spicy", "resolution": "720p"}, "grok-imagine-text-to-video"),
        (
            "a",
            {"duration": 30, "nsfw_checker": False, "callback_url": "https://example.com/hook"},
            "grok-imagine-text-to-video",
        ),
        ("", {"images": _urls(1)}, "grok-imagine-image-to-video"),
        ("@image7", {"images": _urls(7), "mode": "fun"}, "grok-imagine-image-to-video"),
    ],
)
def test_aivideoapi_takes_what_its_document_allows(prompt: str, fields: dict[str, Any], model: str) -> None:
    assert _check("aivideoapi", prompt, **fields) == model


@pytest.mark.parametrize("ratio", ["2:3", "3:2", "1:1", "16:9", "9:16"])
def test_every_ratio_of_the_document_is_taken(ratio: str) -> None:
    _check("aivideoapi", "a", aspect_ratio=ratio)


def test_a_single_image_decides_the_ratio_so_none_is_sent_and_none_is_hashed() -> None:
    found = providers.provider("aivideoapi")
    request, model = resolve(VideoRequest.of("a", images=_urls(1), aspect_ratio="16:9"), found)
    assert "aspect_ratio" not in model.sends(request)
    request, model = resolve(VideoRequest.of("a", images=_urls(2), aspect_ratio="16:9"), found)
    assert model.sends(request)["aspect_ratio"] == "16:9"


@pytest.mark.parametrize("image", [b"\x89PNG....", "cat.png", "data:image/png;base64,AAAA"])
def test_a_local_picture_is_refused_where_only_addresses_are_taken_with_who_takes_it(image: object) -> None:
    with pytest.raises(InvalidImage, match=r"public.*Client\(upload=.*local"):
        prepare(VideoRequest.of("a", images=[image]), providers.provider("aivideoapi"))


@pytest.mark.parametrize(
    ("fields", "credits"),
    [
        ({"duration": 6}, 15),
        ({"duration": 10, "resolution": "720p"}, 45),
        ({}, 15),
        ({"duration": 30, "resolution": "480p"}, 72),
        ({"duration": 7, "resolution": "720p"}, 32),
    ],
)
def test_a_price_is_that_of_the_document_rounded_up(fields: dict[str, Any], credits: int) -> None:
    found = providers.provider("aivideoapi")
    request, model = resolve(VideoRequest.of("a", **fields), found)
    cost = model.estimate(request)
    assert (cost.amount, cost.unit, cost.estimated) == (credits, "credits", True)


@pytest.mark.parametrize(
    "fields", [{"duration": 1}, {"duration": 30}, {"aspect_ratio": "21:9"}, {"resolution": "1080p"}]
)
def test_the_local_service_takes_more_and_costs_nothing(fields: dict[str, Any]) -> None:
    found = providers.provider("local")
    request, model = resolve(VideoRequest.of("a", **fields), found)
    assert model.estimate(request).amount == 0


@pytest.mark.parametrize("fields", [{"duration": 0.5}, {"duration": 31}, {"aspect_ratio": "7:5"}, {"resolution": "4k"}])
def test_the_local_service_has_limits_too(fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest):
        _check("local", "a", **fields)


def test_another_take_of_the_local_service_sends_a_seed_and_the_first_one_none() -> None:
    model = choose("local", providers.provider("local").models, VideoRequest.of("a"))
    assert "seed" not in model.sends(VideoRequest.of("a"))
    assert model.sends(VideoRequest.of("a", take=3))["seed"] == 3


def test_an_unknown_provider_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(InvalidRequest, match="Did you mean aivideoapi"):
        providers.provider("aivideoap")


def test_every_model_names_its_source_and_every_default_is_one_of_its_choices() -> None:
    for name in providers.names():
        for model in providers.provider(name).models:
            assert model.source
            defaults = model.defaults
            request = VideoRequest.of(
                "a",
                aspect_ratio=defaults.aspect_ratio,
                resolution=defaults.resolution,
                duration=defaults.duration,
                mode=defaults.mode,
                images=_urls(model.images.minimum),
                model=model.id,
            )
            model.check(request)

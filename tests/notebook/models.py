"""What the tests of the pickers share: every shipped model, what it accepts, and a provider of one's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from grokwidget import providers
from grokwidget.catalog import Model
from grokwidget.errors import InvalidRequest
from grokwidget.request import ImageRef, VideoRequest

ALL = [(name, model.id) for name in providers.names() for model in providers.provider(name).models]


def model_of(provider: str, model: str) -> Model:
    return next(one for one in providers.provider(provider).models if one.id == model)


def accepted(model: Model, images: int, values: dict[str, Any]) -> bool:
    try:
        model.check(asked(images, values))
    except InvalidRequest:
        return False
    return True


def asked(images: int, values: dict[str, Any]) -> VideoRequest:
    pictures = [ImageRef("url", "https://example.invalid/a.png")] * images
    return VideoRequest.of(**{**values, "prompt": "a fox", "images": pictures})


def register(name: str, *models: Model) -> None:
    """A provider of one's own, until the test ends."""
    providers.register(replace(providers.shipped("xai"), name=name, title=name, models=models))

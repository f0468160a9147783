"""Who can do what this provider can't: told beside a refusal, for its own models and for every other provider."""

from __future__ import annotations

from collections.abc import Iterable

from .. import providers
from ..catalog import Model
from ..errors import InvalidRequest
from ..messages import say
from ..providers import Provider, WireImage
from ..request import VideoRequest

#: Models of one provider that are named in a sentence.
_NAMED = 3


def takes_pictures(provider: Provider) -> bool:
    """Whether the provider has an upload endpoint of its own."""
    return provider.dialect.encode_upload(WireImage(data=b"", mime="image/png"), "probe.png") is not None


def picture_takers() -> list[str]:
    """The names of the providers that take a picture from this machine, in the request or by an upload of their own."""
    found = map(providers.provider, providers.names())
    return [one.name for one in found if takes_pictures(one) or any(model.images.local for model in one.models)]


def who_can(request: VideoRequest, provider: Provider, model: Model) -> str:
    """A sentence that names the models, this provider's own first, that do such a thing; empty where `model` does it
    too (then what is refused is a value, not the thing), and where none does.

    Those that take the request as it is are preferred to those that would refuse a value of it.
    """
    if model.suits(request):
        return ""
    names = (provider.name, *(name for name in providers.names() if name != provider.name))
    found = [(name, _able(providers.provider(name).models, request)) for name in names]
    whole = [(name, [one for one in models if _takes(one, request)]) for name, models in found]
    if any(models for _, models in whole):
        found = whole
    told = [f"{name} ({_listed(models)})" for name, models in found if models]
    return say("limit.these_can", models=", ".join(told)) if told else ""


def _able(models: Iterable[Model], request: VideoRequest) -> list[Model]:
    return [model for model in models if model.limits_known and model.suits(request)]


def _takes(model: Model, request: VideoRequest) -> bool:
    try:
        model.check(request)
    except InvalidRequest:
        return False
    return True


def _listed(models: list[Model]) -> str:
    return ", ".join([*(model.id for model in models[:_NAMED]), *(["…"] if len(models) > _NAMED else [])])

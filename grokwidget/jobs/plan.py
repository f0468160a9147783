"""From what is asked to what is sent: the request resolved against the catalog, its pictures, its fingerprint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from .. import providers
from ..catalog import Model, choose
from ..errors import InvalidImage
from ..library import JobRecord
from ..messages import say
from ..providers import Order, Provider, WireImage
from ..request import VideoRequest, fingerprint
from ..task import Cost

if TYPE_CHECKING:
    from ..media import LoadedImage


@dataclass(frozen=True)
class Plan:
    """A checked request. Made by `prepare`; `opened` gives the one that can be sent. Holds no key."""

    request: VideoRequest
    provider: Provider
    model: Model
    sends: Mapping[str, Any]
    image_keys: tuple[str, ...] = field(repr=False)
    images: tuple[LoadedImage, ...] = field(default=(), repr=False)
    """The pictures, once they are opened."""

    @property
    def fingerprint(self) -> str:
        """The identity of the request."""
        return fingerprint(
            provider=self.provider.name,
            model=self.model.id,
            sends=self.sends,
            images=self.image_keys,
            source_video=self.request.source_video,
            take=self.request.take,
        )

    @property
    def estimate(self) -> Cost:
        """What it will probably cost."""
        return self.model.estimate(self.request)

    def order(self) -> Order:
        """What the dialect encodes."""
        return Order(
            model=self.model,
            fields=self.sends,
            images=tuple(_on_the_wire(image) for image in self.images),
            callback_url=self.request.callback_url,
            operation=self.request.operation,
            source_video=self.request.source_video,
        )

    def record(self, *, owner: str, key_alias: str | None) -> JobRecord:
        """The intent, as the ledger gets it."""
        return JobRecord(
            fingerprint=self.fingerprint,
            take=self.request.take,
            provider=self.provider.name,
            model=self.model.id,
            prompt=self.request.prompt,
            request={
                **self.request.choices(),
                "sends": dict(self.sends),
                "image_keys": list(self.image_keys),
            },
            key_alias=key_alias,
            owner=owner,
            seconds=self.model.seconds(self.request),
            resolution=self.request.resolution or self.model.defaults.resolution,
            estimate=self.estimate,
        )


def resolve(request: VideoRequest, provider: Provider) -> tuple[VideoRequest, Model]:
    """The request with its provider and model filled in, checked against the model's limits; nothing is opened.

    Raises `InvalidRequest` or `InvalidImage`.
    """
    model = choose(provider.name, provider.models, request)
    request = request.model_copy(update={"provider": provider.name, "model": model.id})
    model.check(request)
    if not model.images.local:
        for image in request.images:
            if image.kind != "url":
                raise _only_addresses(provider, image.label)
    return request, model


def prepare(request: VideoRequest, provider: Provider) -> Plan:
    """The plan of a request: resolved and checked, its pictures hashed but not opened: a clip that is in the library is
    found in a few milliseconds. Raises `InvalidRequest` or `InvalidImage`.
    """
    request, model = resolve(request, provider)
    keys: tuple[str, ...] = ()
    if request.images:
        from ..media.images import key

        keys = tuple(key(image) for image in request.images)
    return Plan(request, provider, model, model.sends(request), keys)


def opened(plan: Plan) -> Plan:
    """The plan with its pictures opened and checked, ready to be sent. Blocks for as long as reading them takes.

    A file that has changed since it was hashed makes it another request. Raises `InvalidImage`.
    """
    if plan.images or not plan.request.images:
        return plan
    from ..media.images import load

    images = tuple(load(image, rule=plan.model.images) for image in plan.request.images)
    return replace(plan, images=images, image_keys=tuple(image.key for image in images))


def _on_the_wire(image: LoadedImage) -> WireImage:
    return WireImage(url=image.url) if image.url is not None else WireImage(data=image.data, mime=image.mime)


def _only_addresses(provider: Provider, label: str) -> InvalidImage:
    able = [name for name in providers.names() if any(model.images.local for model in providers.provider(name).models)]
    return InvalidImage(
        say("limit.image_url_only", provider=provider.title, image=label),
        hint=say("limit.image_url_only.hint", providers=", ".join(able)),
        provider=provider.name,
    )

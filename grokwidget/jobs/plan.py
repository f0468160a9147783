"""From what is asked to what is sent: the request resolved against the catalog, its pictures, its fingerprint."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..catalog import Model, choose
from ..errors import InvalidImage, InvalidRequest
from ..library import JobRecord
from ..library.budget import Allowance
from ..messages import say
from ..providers import Order, Provider, WireImage
from ..request import ImageRef, VideoRequest, fingerprint
from ..task import FREE, Cost
from ..uploads import Place
from .able import picture_takers, takes_pictures, who_can
from .source import check_origin

if TYPE_CHECKING:
    from ..library import Clip
    from ..media import LoadedImage

#: Before the fingerprint of a rehearsal.
REHEARSAL = "rehearsal:"
_PACKAGE = __name__.partition(".")[0]


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
    rehearsal: bool = False
    """Whether the local service is asked in the provider's place."""
    places: tuple[Place, ...] = field(default=(), repr=False)
    """Where the user lets pictures be put, for services that take addresses only."""
    source: Clip | None = field(default=None, repr=False)
    """The clip to start from, where it is one of ours; its address is asked for when it is needed."""
    agreed: bool = False
    """Whether the user has agreed to its price, be it high or not known."""
    named: bool = False
    """Whether the request itself names its provider: else it is the client's."""
    allowance: Allowance | None = None
    """What the class in which it is asked lets one person spend."""

    @property
    def fingerprint(self) -> str:
        """The identity of the request. A rehearsal's never equals a real request's: they are two worlds."""
        real = fingerprint(
            provider=self.provider.name,
            model=self.model.id,
            sends=self.sends,
            images=self.image_keys,
            source_video=self.request.source_video,
            take=self.request.take,
        )
        return f"{REHEARSAL}{real}" if self.rehearsal else real

    @property
    def estimate(self) -> Cost:
        """What it will probably cost; for a rehearsal, what the real run would."""
        return self.model.estimate(self.request)

    @property
    def price(self) -> Cost:
        """What this very run will probably cost: a rehearsal is free."""
        return FREE if self.rehearsal else self.estimate

    def order(self, source_video: str | None = None) -> Order:
        """What the dialect encodes. `source_video`: the present address of `source`."""
        return Order(
            model=self.model,
            fields=self.sends,
            images=tuple(_on_the_wire(image) for image in self.images),
            callback_url=self.request.callback_url,
            operation=self.request.operation,
            source_video=source_video or self.request.source_video,
        )

    def record(self, *, owner: str, key_alias: str | None, origin: str = "") -> JobRecord:
        """The intent, as the ledger gets it. `origin`: of the address that will know the task."""
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
                **({"origin": origin} if origin else {}),
            },
            key_alias=key_alias,
            owner=owner,
            seconds=self.model.seconds(self.request),
            resolution=self.request.resolution or self.model.defaults.resolution,
            estimate=self.estimate,
            rehearsal=self.rehearsal,
            parents=(self.source.sha256,) if self.source is not None else (),
        )


def resolve(request: VideoRequest, provider: Provider, *, advise: bool = True) -> tuple[VideoRequest, Model]:
    """The request with its provider and model filled in, checked against the model's limits; nothing is opened.

    Raises `InvalidRequest` or `InvalidImage`; with `advise` it says who can do it, which takes some milliseconds.
    """
    model = choose(provider.name, provider.models, request)
    request = request.model_copy(update={"provider": provider.name, "model": model.id})
    try:
        model.check(request)
    except InvalidRequest as error:
        if advise:
            error.hint = " ".join(filter(None, (error.hint, who_can(request, provider, model))))
        raise
    if not model.limits_known:
        text = say("relay.unlisted_limits", provider=provider.title, model=model.id)
        warnings.warn(text, stacklevel=_levels_to_the_caller())
    return request, model


def prepare(
    request: VideoRequest,
    provider: Provider,
    *,
    rehearsal: bool = False,
    source: Clip | None = None,
    places: tuple[Place, ...] = (),
    advise: bool = True,
    key_of: Callable[[ImageRef], str] | None = None,
) -> Plan:
    """The plan of a request: resolved and checked, its pictures hashed but not opened: a clip that is in the library is
    found in a few milliseconds. Raises `InvalidRequest` or `InvalidImage`.

    `source` is the clip that `request.source_video` names, where it names one. The local service is not rehearsed: it
    is the rehearsal. `advise` is as for `resolve`; `key_of` gives the pictures' keys where they are known already.
    """
    rehearsal = rehearsal and not provider.local
    named = request.provider is not None
    request, model = resolve(request, provider, advise=advise)
    check_origin(request, provider, source, rehearsal=rehearsal)
    if not (model.images.local or rehearsal or places or takes_pictures(provider)):
        for image in request.images:
            if image.kind != "url":
                raise _only_addresses(provider, image.label)
    keys: tuple[str, ...] = ()
    if request.images:
        from ..media.images import key

        keys = tuple((key_of or key)(image) for image in request.images)
    return Plan(
        request, provider, model, model.sends(request), keys,
        rehearsal=rehearsal, source=source, places=places, named=named,
    )  # fmt: skip


def opened(plan: Plan) -> Plan:
    """The plan with its pictures opened and checked, ready to be sent. Blocks for as long as reading them takes.

    A file that has changed since it was hashed makes it another request. Raises `InvalidImage`.
    """
    if plan.images or not plan.request.images:
        return plan
    from ..media.images import load

    rule = plan.model.images
    if not rule.local:  # what isn't at an address yet is put at one before it is sent
        rule = rule.model_copy(update={"sources": rule.sources | {"bytes"}})
    if "url" not in rule.sources:  # what is at an address only is fetched before it is sent
        rule = rule.model_copy(update={"sources": rule.sources | {"url"}})
    images = tuple(load(image, rule=rule) for image in plan.request.images)
    return replace(plan, images=images, image_keys=tuple(image.key for image in images))


def _levels_to_the_caller() -> int:
    """The `stacklevel` with which a warning of the calling function is told of the line that called this package."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE:
        level, frame = level + 1, frame.f_back
    return level


def _on_the_wire(image: LoadedImage) -> WireImage:
    return WireImage(url=image.url) if image.url is not None else WireImage(data=image.data, mime=image.mime)


def _only_addresses(provider: Provider, label: str) -> InvalidImage:
    return InvalidImage(
        say("limit.image_url_only", provider=provider.title, image=label),
        hint=say("upload.no_place.hint", providers=", ".join(picture_takers())),
        provider=provider.name,
    )

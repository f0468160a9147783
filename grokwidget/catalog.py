"""What a model can do: limits, defaults, price. One table drives validation, pickers, help and estimates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from .errors import InvalidImage, InvalidRequest, ModelUnavailable, Money
from .messages import say
from .nearest import SHAPES, did_you_mean, nearest_ratio, nearest_resolution, shape
from .request import CLIP_SOURCE, Operation, VideoRequest, plain_number
from .rules import DurationRule, ImageRule, Price, in_seconds
from .task import Cost

__all__ = ["Case", "Defaults", "DurationRule", "ImageRule", "Model", "Price", "choose"]

_FROZEN = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Defaults(BaseModel):
    """What the provider takes for a field that isn't sent."""

    model_config = _FROZEN
    aspect_ratio: str | None = None
    resolution: str | None = None
    duration: float | None = None
    mode: str | None = None
    nsfw_checker: bool | None = None


class Case(BaseModel):
    """Requests for which a model has other limits: of one operation, or with so many images or more.

    What isn't given is as it is for the model; the first case that fits a request counts.
    """

    model_config = _FROZEN
    operation: Operation | None = None
    """None: a new video."""
    images_from: int = 0
    prompt: Literal["required", "optional", "without_images"] | None = None
    images: ImageRule | None = None
    durations: DurationRule | None = None
    aspect_ratios: tuple[str, ...] | None = None
    resolutions: tuple[str, ...] | None = None
    defaults: Defaults | None = None
    price: Price | None = None

    def fits(self, request: VideoRequest) -> bool:
        """Whether it is about such a request."""
        operation = self.operation or Operation.GENERATE
        return request.operation is operation and len(request.images) >= self.images_from

    def __str__(self) -> str:
        """Which requests these are, in words: "when extending", "with 2 or more images"."""
        words = []
        if self.operation is not None:
            words.append(say(f"limit.case.{self.operation}"))
        if self.images_from:
            words.append(
                say("limit.case.images" if self.images_from > 1 else "limit.case.image", count=self.images_from)
            )
        return ", ".join(words)


class Model(BaseModel):
    """One model of one provider. `source` names the document that its limits come from."""

    model_config = _FROZEN
    provider: str
    id: str
    title: str = ""
    aliases: tuple[str, ...] = ()
    operations: frozenset[Operation] = frozenset({Operation.GENERATE})
    prompt: Literal["required", "optional", "without_images"] = "required"
    """`without_images`: needed unless there is an image."""
    prompt_limit: int | None = None
    """Characters."""
    images: ImageRule = ImageRule()
    durations: DurationRule | None = None
    aspect_ratios: tuple[str, ...] = ()
    any_ratio: bool = False
    ratio_follows_single_image: bool = False
    """A single image decides the ratio: it is then neither sent nor hashed nor priced."""
    resolutions: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    modes_with_images: tuple[str, ...] | None = None
    """None: the same as without."""
    nsfw_checker: bool = False
    callbacks: bool = False
    seeds: bool = False
    """Whether the same request gives the same picture unless a `seed` is sent: then further takes send theirs."""
    defaults: Defaults = Defaults()
    price: Price | None = None
    """None: no document gives one."""
    cases: tuple[Case, ...] = ()
    """Requests for which it has other limits."""
    case: Case | None = None
    """Set by `for_` alone: the case whose limits these are."""
    own_to_case: frozenset[str] = frozenset()
    """Set by `for_` alone: the fields in which that case differs from the model."""
    limits_known: bool = True
    """False for a model that a service lists and no document describes: whatever is asked is sent."""
    source: str

    def for_(self, request: VideoRequest) -> Model:
        """This model as it is for such a request: with the limits of the case that fits."""
        for case in self.cases:
            if case.fits(request):
                given = case.model_fields_set - {"operation", "images_from"}
                other = {name: getattr(case, name) for name in given if getattr(case, name) != getattr(self, name)}
                return self.model_copy(update={"cases": (), "case": case, "own_to_case": frozenset(other), **other})
        return self

    def names(self) -> tuple[str, ...]:
        """The id and every alias."""
        return (self.id, *self.aliases)

    def sends(self, request: VideoRequest) -> dict[str, Any]:
        """The fields of `request` that this model really sends, unset ones left out; images apart.

        Both the dialect and the fingerprint read this: what is not sent can't make a request a different one.
        """
        fields: dict[str, Any] = {}
        if request.prompt:
            fields["prompt"] = request.prompt
        if request.operation is not Operation.GENERATE:
            fields["operation"] = str(request.operation)
        if request.aspect_ratio and not (self.ratio_follows_single_image and len(request.images) == 1):
            fields["aspect_ratio"] = request.aspect_ratio
        if request.duration is not None:
            fields["duration"] = plain_number(request.duration)
        for name in ("resolution", "mode", "nsfw_checker"):
            value = getattr(request, name)
            if value is not None:
                fields[name] = value
        if self.seeds and request.take > 1:
            fields["seed"] = request.take
        return fields

    def estimate(self, request: VideoRequest) -> Cost:
        """What the request will probably cost; amount None where no document gives a price."""
        model = self.for_(request)
        if model.price is None:
            return Cost(amount=None, unit="credits")
        resolution = request.resolution or model.defaults.resolution
        return model.price.of(resolution, model.seconds(request), len(request.images))

    def seconds(self, request: VideoRequest) -> float | None:
        """The length that the clip will have, where it can be known."""
        return request.duration if request.duration is not None else self.for_(request).defaults.duration

    def suits(self, request: VideoRequest) -> bool:
        """Whether it does such a thing at all: the operation, from so many images."""
        images = self.for_(request).images
        return request.operation in self.operations and images.minimum <= len(request.images) <= images.maximum

    def check(self, request: VideoRequest) -> None:
        """Raise `InvalidRequest` (or `InvalidImage`) when this model can't take the request: limit, nearest, source."""
        self.for_(request)._check(request)

    def _check(self, request: VideoRequest) -> None:
        if not self.limits_known:
            if request.duration is not None and request.duration <= 0:
                raise self._refuse("duration", say("limit.duration", model=self.id, value=f"{request.duration:g}"))
            return
        if request.operation not in self.operations:
            raise self._refuse("operation", say("limit.operation", model=self.id, operation=request.operation))
        self._check_images(request)
        self._check_prompt(request)
        self._check_choice("aspect_ratio", request.aspect_ratio, self.aspect_ratios, free=self._ratio_is_free(request))
        self._check_choice("resolution", request.resolution, self.resolutions)
        self._check_choice("mode", request.mode, self.modes)
        with_images = self.modes_with_images
        if request.images and request.mode and with_images is not None and request.mode not in with_images:
            raise self._refuse(
                "mode",
                say("limit.mode_with_images", model=self._called("modes_with_images"), mode=request.mode),
                say("limit.choices", choices=", ".join(with_images)),
            )
        if request.duration is not None:
            self._check_duration(request.duration)
        if request.nsfw_checker is not None and not self.nsfw_checker:
            raise self._refuse("nsfw_checker", say("limit.no_field", model=self.id, field=say("field.nsfw_checker")))
        if request.callback_url and not self.callbacks:
            raise self._refuse("callback_url", say("limit.no_callback", model=self.id))

    def _called(self, limit: str) -> str:
        """Its id for a sentence about one of its limits; with the case, where the limit holds in that case only."""
        if self.case is None or limit not in self.own_to_case:
            return self.id
        return say("limit.model_in_case", model=self.id, case=self.case)

    def _refuse(
        self, field: str, message: str, *more: str, kind: type[InvalidRequest] = InvalidRequest
    ) -> InvalidRequest:
        hint = " ".join([*(text for text in more if text), say("limit.source", source=self.source)])
        error = kind(message, hint=hint, provider=self.provider)
        error.field = field
        return error

    def _check_prompt(self, request: VideoRequest) -> None:
        if request.operation is Operation.GENERATE and request.source_video:
            raise self._refuse("source_video", say("limit.source_video_unused"))
        if request.operation is not Operation.GENERATE and not request.source_video:
            raise self._refuse("source_video", say("limit.source_video", operation=request.operation))
        if request.source_video and not request.source_video.lower().startswith(("http://", "https://", CLIP_SOURCE)):
            raise self._refuse("source_video", say("limit.source_video_url", model=self.id))
        needed = self.prompt == "required" or (self.prompt == "without_images" and not request.images)
        if needed and not request.prompt:
            raise self._refuse("prompt", say("limit.prompt_empty", model=self._called("prompt")))
        length = len(request.prompt)
        if self.prompt_limit is not None and length > self.prompt_limit:
            raise self._refuse(
                "prompt", say("limit.prompt_long", model=self.id, length=length, limit=self.prompt_limit)
            )

    def _check_images(self, request: VideoRequest) -> None:
        count, rule, called = len(request.images), self.images, self._called("images")
        if count > rule.maximum:
            if not rule.maximum:
                raise self._refuse("images", say("limit.images_none", model=called), kind=InvalidImage)
            key = _counted("limit.images_many", rule.maximum)
            raise self._refuse("images", say(key, model=called, limit=rule.maximum, count=count), kind=InvalidImage)
        if count < rule.minimum:
            key = _counted("limit.images_needed", rule.minimum)
            raise self._refuse("images", say(key, model=called, limit=rule.minimum), kind=InvalidImage)
        for number in request.image_references():
            if count and not 1 <= number <= count:
                key = _counted("limit.image_ref", count)
                raise self._refuse("prompt", say(key, reference=f"@image{number}", count=count), kind=InvalidImage)

    def _ratio_is_free(self, request: VideoRequest) -> bool:
        wanted = shape(request.aspect_ratio or "") if self.any_ratio else None
        return wanted is not None and SHAPES[0] <= wanted <= SHAPES[1]

    def _check_choice(self, field: str, value: str | None, choices: tuple[str, ...], *, free: bool = False) -> None:
        if value is None or value in choices or free:
            return
        name = say(f"field.{field}")
        called = self._called({"aspect_ratio": "aspect_ratios", "resolution": "resolutions"}.get(field, field))
        if not choices:
            raise self._refuse(field, say("limit.no_field", model=called, field=name))
        any_ratio = field == "aspect_ratio" and self.any_ratio
        if field == "aspect_ratio":
            near = nearest_ratio(value, ("10:1", "1:10") if any_ratio else choices)
        else:
            near = nearest_resolution(value, choices) if field == "resolution" else None
        if near:
            nearest = say("limit.nearest", nearest=near)
        else:  # the nearest spelling of a ratio would be another shape
            nearest = did_you_mean(value, choices) if field != "aspect_ratio" else ""
        raise self._refuse(
            field,
            say("limit.choice", model=called, field=name, value=value),
            nearest,
            say("limit.choices", choices=", ".join(choices)),
            say("limit.any_ratio") if any_ratio else "",
        )

    def _check_duration(self, value: float) -> None:
        rule = self.durations
        if rule is None:
            raise self._refuse(
                "duration", say("limit.no_field", model=self._called("durations"), field=say("field.duration"))
            )
        if not rule.allows(value):
            raise self._refuse(
                "duration",
                say("limit.duration", model=self._called("durations"), value=f"{value:g}"),
                say("limit.choices", choices=rule),
                say("limit.nearest", nearest=in_seconds(rule.nearest(value))),
            )


def _counted(key: str, count: int) -> str:
    """The key of the sentence for such a number of images."""
    return f"{key}.one" if count == 1 else key


def choose(provider: str, models: Iterable[Model], request: VideoRequest) -> Model:
    """The model that the request names, or the provider's first one that suits what is asked. One whose limits are not
    known is never chosen, only named: nobody can tell what it would do, or cost.

    Raises `InvalidRequest` for an unknown name (with the nearest right one) and when no model takes such a request.
    """
    table = list(models)
    if request.model:
        for model in table:
            if request.model in model.names():
                return model
        names = [name for model in table for name in model.names()]
        raise InvalidRequest(
            say("limit.model", provider=provider, model=request.model),
            hint=" ".join(
                filter(None, (did_you_mean(request.model, names), say("limit.choices", choices=", ".join(names))))
            ),
            provider=provider,
        )
    if not table:
        raise ModelUnavailable(
            say("limit.no_model", provider=provider, what="-"), money=Money.NOTHING_SENT, provider=provider
        )
    known = [model for model in table if model.limits_known]
    if not known:
        raise InvalidRequest(
            say("limit.name_a_model", provider=provider),
            hint=say("limit.choices", choices=", ".join(model.id for model in table)),
            provider=provider,
        )
    for model in known:
        if model.suits(request):
            return model
    # None does: the one that comes nearest explains its own limit in `check`.
    count = len(request.images)
    return max(known, key=lambda model: (request.operation in model.operations, model.images.maximum if count else 0))

"""What can be chosen now, and what one choice does to the others: for the panel's pickers, all of it from the catalog.

Pure and quick: no file, no network, no clock. The page draws what `options` tells and knows no limit of its own; its
half is `js/src/choices/`. Values are those of a request, None where the model's own default applies; `images` is how
many reference images there are, on which some limits hang.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from grokwidget import providers
from grokwidget.catalog import Model, choose
from grokwidget.errors import InvalidRequest, ModelUnavailable
from grokwidget.messages import catalogue, say, speaking
from grokwidget.nearest import SHAPES, nearest_ratio, nearest_resolution
from grokwidget.providers import Provider
from grokwidget.request import ImageRef, VideoRequest, plain_number
from grokwidget.rules import ImageRule

Values = Mapping[str, Any]

#: What is chosen of a model, in the order in which it is shown.
FIELDS: Final = ("aspect_ratio", "resolution", "duration", "mode", "nsfw_checker")
NAMES: Final = ("provider", "model", *FIELDS)
_CHOICES: Final = {"aspect_ratio": "aspect_ratios", "resolution": "resolutions", "mode": "modes"}
_PICTURE: Final = ImageRef("url", "https://example.invalid/")
#: Models that are listed; a relay may have hundreds, and the widget's state is to stay small.
_LISTED: Final = 16


def options(
    values: Values,
    *,
    keys: Mapping[str, str | None],
    locked: Collection[str] = (),
    images: int = 0,
    lang: str | None = None,
) -> dict[str, Any]:
    """Everything that can be chosen now, as JSON of about 4 kB. `js/src/choices/options.ts` has the same shape.

    `keys` tells for each provider where its key is from; None: it has none; "": it needs none (which is so anyway for
    one without a key variable). `locked` are the names that the reader may not change. The sentences are in `lang`.

    Raises `InvalidRequest`, with the nearest right name, for a provider or a model that there isn't.
    """
    with speaking(lang):
        return _described(values, keys, locked, images)


def _described(values: Values, keys: Mapping[str, str | None], locked: Collection[str], images: int) -> dict[str, Any]:
    request, provider = _asked(values, images)
    model = _chosen(provider, request)
    own = _chosen(provider, request.model_copy(update={"model": None}))
    limits = model.for_(request) if model else None
    listed, more = _listed(provider, model, request)
    return {
        "provider": provider.name,
        "providers": [_service(providers.provider(name), keys) for name in providers.names()],
        "model": model.id if model else "",
        "own_model": own.id if own else "",
        "models": listed,
        "more_models": more,
        "fields": {name: _field(name, model, limits, request) for name in FIELDS},
        "prompt": _prompt(limits, images),
        "images": _images(provider, model if request.model else None, request),
        "note": say("choice.local") if provider.local else "",
        "locked": [name for name in NAMES if name in locked],
    }


def reconciled(
    values: Values, changed: str, *, images: int = 0, locked: Collection[str] = (), lang: str | None = None
) -> tuple[dict[str, Any], dict[str, str]]:
    """The values after `changed` (one of their names, or "images") was changed, and what that did to the others.

    What is still valid stays. What isn't goes to the nearest that is, or to None where none is near; each has its
    sentence in the notes, with the old and the new. `changed` itself is left as it was put: what is wrong with it is
    for `Model.check` to say. Another provider keeps a model that it has too. More images than the model takes choose
    another model, where one takes them and the model isn't locked. Doing it twice changes nothing.

    Raises `InvalidRequest`, with the nearest right name, for a provider or a model that there isn't.
    """
    with speaking(lang):
        return _mended(values, changed, images, locked)


def _mended(
    values: Values, changed: str, images: int, locked: Collection[str]
) -> tuple[dict[str, Any], dict[str, str]]:
    request, provider = _asked(values, images)
    notes: dict[str, str] = {}
    if request.model and changed in ("provider", "images"):
        freed = request.model_copy(update={"model": None})
        if _must_go(provider, request, freed, locked):
            notes["model"] = _of_model(provider, request, _chosen(provider, freed))
            request = freed
    model = _chosen(provider, request)
    limits = model.for_(request) if model else None
    kept = {name: getattr(request, name) for name in NAMES}
    if kept["duration"] is not None:
        kept["duration"] = plain_number(kept["duration"])
    for name in FIELDS:
        old = kept[name]
        if limits and name != changed and old is not None and not _takes(limits, name, old, images):
            kept[name] = _nearest(limits, name, old, images)
            notes[name] = _of_field(limits, name, old, kept[name])
    return kept, notes


def allowed(values: Values, name: str, *, images: int = 0) -> Any:
    """The value of `name` as requests spell it, where the chosen model takes it, whatever else is asked.

    Raises `InvalidRequest`, with the nearest right one, for what it doesn't take and for names that there aren't.
    """
    request, provider = _asked(values, images)
    if name == "provider":
        return provider.name
    model = _chosen(provider, request)
    value = getattr(request, name)
    if name == "model" or model is None or value is None:
        return value
    _lenient(model.for_(request), images).check(_only(name, value, images))
    return value


def image_rule(values: Values, *, images: int = 0) -> ImageRule:
    """Which images can be put in beside so many: the rule that `options` tells of as `images`."""
    request, provider = _asked(values, images)
    return max(_rules(provider, request), key=_breadth)


def _asked(values: Values, images: int) -> tuple[VideoRequest, Provider]:
    """The values as a request, spelled as requests are, and its provider: the first one where none is told."""
    request = VideoRequest.of(**values, images=(_PICTURE,) * images)
    return request, providers.provider(request.provider or providers.names()[0])


def _chosen(provider: Provider, request: VideoRequest) -> Model | None:
    """The model that is named, or chosen by what is asked; None where none is named and none can be chosen."""
    try:
        return choose(provider.name, provider.models, request)
    except (InvalidRequest, ModelUnavailable):
        if request.model:
            raise
        return None


def _must_go(provider: Provider, request: VideoRequest, freed: VideoRequest, locked: Collection[str]) -> bool:
    """Whether the named model can't stay: the provider hasn't it, or it takes fewer images than another does."""
    named = next((model for model in provider.models if request.model in model.names()), None)
    if named is None:
        return True
    if len(request.images) <= named.for_(request).images.maximum or "model" in locked:
        return False
    other = _chosen(provider, freed)
    return other is not None and other.suits(request)


# What a model takes, as its own `check` tells it.


def _takes(limits: Model, name: str, value: Any, images: int) -> bool:
    """Whether the model takes that one choice with so many images, whatever else is asked."""
    try:
        _lenient(limits, images).check(_only(name, value, images))
    except InvalidRequest:
        return False
    return True


def _lenient(limits: Model, images: int) -> Model:
    """The model as one that takes any prompt, and so many images."""
    return limits.model_copy(update={"prompt": "optional", "images": ImageRule(maximum=images)})


def _only(name: str, value: Any, images: int) -> VideoRequest:
    return VideoRequest.of(images=(_PICTURE,) * images, **{name: value})


def _open(limits: Model, name: str, images: int) -> list[str]:
    return [one for one in getattr(limits, _CHOICES[name]) if _takes(limits, name, one, images)]


def _nearest(limits: Model, name: str, value: Any, images: int) -> Any:
    if name == "duration":
        return limits.durations.nearest(value) if limits.durations else None
    if name == "resolution":
        return nearest_resolution(value, _open(limits, name, images))
    if name == "aspect_ratio":
        ends = (f"1:{1 / SHAPES[0]:g}", f"{SHAPES[1]:g}:1") if limits.any_ratio else ()
        return nearest_ratio(value, ends or _open(limits, name, images))
    return None


# Descriptions.


def _service(provider: Provider, keys: Mapping[str, str | None]) -> dict[str, str]:
    source = keys.get(provider.name)
    key = "none_needed" if not provider.key_variable or source == "" else "found" if source else "missing"
    title = say("choice.local_title") if provider.local else provider.title
    return {"name": provider.name, "title": title, "key": key, "source": (source or "") if key == "found" else ""}


def _listed(provider: Provider, chosen: Model | None, request: VideoRequest) -> tuple[list[dict[str, Any]], int]:
    """The provider's models, and how many more it has."""
    shown = list(provider.models[:_LISTED])
    if chosen is not None and chosen not in shown:
        shown[-1] = chosen
    return [_model(model, request) for model in shown], len(provider.models) - len(shown)


def _model(model: Model, request: VideoRequest) -> dict[str, Any]:
    """One model: `suits` so many images; where it doesn't, `reason`, and whether it is `closed`: with fewer images
    than it needs it can be chosen all the same, for they may come later."""
    rule, count = model.for_(request).images, len(request.images)
    told: dict[str, Any] = {"id": model.id, "title": model.title or model.id, "suits": model.suits(request)}
    told["takes"] = _words(rule) if model.limits_known else say("choice.unknown")
    if not told["suits"]:
        told["closed"] = count > rule.maximum
        told["reason"] = _reason(rule, count)
    return told


def _words(rule: ImageRule) -> str:
    """What it is made from: text, images, how many."""
    if not rule.maximum:
        return say("choice.text")
    if rule.minimum == rule.maximum:
        text = _counted("choice.exactly", rule.maximum)
    elif rule.minimum:
        text = say("choice.between", low=rule.minimum, high=rule.maximum)
    else:
        text = _counted("choice.up_to", rule.maximum)
    return text if rule.local else say("choice.addresses", images=text)


def _reason(rule: ImageRule, count: int) -> str:
    if count < rule.minimum:
        return _counted("choice.needs", rule.minimum)
    return _counted("choice.at_most", rule.maximum) if rule.maximum else say("choice.no_images")


def _counted(key: str, count: int, **more: object) -> str:
    return say(f"{key}.one" if count == 1 else key, count=count, **more)


def _prompt(limits: Model | None, images: int) -> dict[str, Any]:
    need = limits.prompt if limits and limits.limits_known else "optional"
    return {
        "limit": limits.prompt_limit if limits else None,
        "needed": need == "required" or (need == "without_images" and not images),
    }


def _rules(provider: Provider, request: VideoRequest) -> list[ImageRule]:
    """What the named model takes; where one is chosen by what is asked, what any of the provider's does."""
    named = _chosen(provider, request) if request.model else None
    return [model.for_(request).images for model in ((named,) if named else provider.models)] or [ImageRule()]


def _breadth(rule: ImageRule) -> int:
    return rule.maximum


def _images(provider: Provider, named: Model | None, request: VideoRequest) -> dict[str, Any]:
    """What the tray takes."""
    rules = _rules(provider, request)
    widest, count = max(rules, key=_breadth), len(request.images)
    reason = ""
    if count >= widest.maximum:
        called = (named.title or named.id) if named else provider.title
        key = "limit.images_none" if not widest.maximum else ""
        reason = say(key, model=called) if key else _counted("choice.full", widest.maximum, model=called)
    return {
        "minimum": min(rule.minimum for rule in rules),
        "maximum": widest.maximum,
        "formats": list(widest.formats),
        "max_bytes": widest.max_bytes,
        "reason": reason,
    }


def _field(name: str, model: Model | None, limits: Model | None, request: VideoRequest) -> dict[str, Any]:
    """One field: its `kind`, what can be chosen, the model's own `default`, and a `reason` where not all is open.

    `off`: nothing can be chosen now, for that reason. `closed`: the choices that can't.
    """
    if model is None or limits is None:
        return {"kind": "none", "off": True, "default": None, "reason": say("choice.name_a_model")}
    images = len(request.images)
    own, kind = getattr(limits.defaults, name), _kind(name, limits)
    told: dict[str, Any] = {"kind": kind, "off": kind == "none", "default": own, "reason": ""}
    if kind == "none":
        return {**told, "reason": say("choice.none")}
    if name == "duration":
        told |= _lengths(limits)
        told["default"] = None if own is None else plain_number(own)
        if "durations" in limits.own_to_case and limits.case:
            told["reason"] = say("choice.so_in_case", case=_case(limits), limit=_rule(limits))
    elif name == "nsfw_checker":
        told["choices"] = [True, False]
    else:
        attribute = _CHOICES[name]
        told["choices"] = list(dict.fromkeys((*getattr(model, attribute), *getattr(limits, attribute))))
        told["closed"] = [one for one in told["choices"] if not _takes(limits, name, one, images)]
        if told["closed"]:
            case = _case(limits) if attribute in limits.own_to_case else say("choice.with_images")
            shut = say("choice.comma").join(_said(name, one) for one in told["closed"])
            told["reason"] = say("choice.closed", case=case, choices=shut)
    if name == "aspect_ratio" and limits.ratio_follows_single_image and images == 1:
        told |= {"off": True, "reason": say("choice.picture")}
    return told


def _kind(name: str, limits: Model) -> str:
    if name == "nsfw_checker":
        return "choices" if limits.nsfw_checker or not limits.limits_known else "none"
    if not limits.limits_known or (name == "aspect_ratio" and limits.any_ratio):
        return "free"
    if name == "duration":
        return "none" if limits.durations is None else "choices" if limits.durations.choices else "range"
    return "choices" if getattr(limits, _CHOICES[name]) else "none"


def _lengths(limits: Model) -> dict[str, Any]:
    rule = limits.durations
    if rule is None:
        return {"choices": []}
    if rule.choices:
        return {"choices": [plain_number(one) for one in rule.choices]}
    low, high = plain_number(rule.low), plain_number(rule.high)
    return {"low": low, "high": high, "whole": rule.whole, "step": 1 if rule.whole else 0.1}


# Sentences.


def _case(limits: Model) -> str:
    """For which requests its limits are these: "with 2 or more images"."""
    count = limits.case.images_from if limits.case else 0
    return say("limit.case.images" if count > 1 else "limit.case.image", count=count)


def _rule(limits: Model) -> str:
    rule = limits.durations
    if rule is None:
        return say("choice.nothing")
    if rule.choices:
        return say("choice.comma").join(_said("duration", one) for one in rule.choices)
    return say("limit.duration_choices", low=f"{rule.low:g}", high=f"{rule.high:g}")


def _said(name: str, value: Any) -> str:
    """A value as the page says it."""
    if name == "duration":
        return say("limit.seconds", value=f"{value:g}")
    if name == "nsfw_checker":
        return say("page.choices.on" if value else "page.choices.off")
    key = f"page.choices.{value}"
    return say(key) if name == "mode" and key in catalogue() else str(value)


def _of_field(limits: Model, name: str, old: Any, new: Any) -> str:
    """What became of a choice."""
    model, was = limits.title or limits.id, _said(name, old)
    if limits.case and {_CHOICES.get(name), f"{name}s"} & limits.own_to_case:
        model = say("limit.model_in_case", model=model, case=_case(limits))
    if new is not None:
        return say("choice.changed", old=was, new=_said(name, new), model=model)
    if _kind(name, limits) == "none":
        return say("choice.dropped", old=was, model=model, field=say(f"field.{name}"))
    own = getattr(limits.defaults, name)
    now = say("choice.own") if own is None else say("choice.own_is", value=_said(name, own))
    return say("choice.changed", old=was, new=now, model=model)


def _of_model(provider: Provider, request: VideoRequest, now: Model | None) -> str:
    """What became of the choice of a model."""
    named = next((model for model in provider.models if request.model in model.names()), None)
    new = (now.title or now.id) if now else ""
    if named is not None:
        count = len(request.images)
        rule = named.for_(request).images
        return say("choice.model_images", old=named.title or named.id, why=_reason(rule, count), new=new)
    key = "choice.model" if now else "choice.model_none"
    return say(key, provider=provider.title, old=request.model or "", new=new)

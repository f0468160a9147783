"""What a model can do and costs, in a few words, from the catalog: for the help page and the tables."""

from __future__ import annotations

from grokwidget.catalog import Model
from grokwidget.messages import say


def takes(model: Model) -> list[str]:
    """The model's limits, one fact an entry."""
    facts = [_images(model)]
    if model.durations is not None:
        facts.append(str(model.durations))
    facts.append(" ".join(model.resolutions))
    facts.append(" ".join(model.aspect_ratios) + (f" ({say('magic.limits.any_ratio')})" if model.any_ratio else ""))
    facts.append(_modes(model))
    if model.prompt_limit is not None:
        facts.append(say("magic.limits.prompt", limit=model.prompt_limit))
    return [fact for fact in facts if fact]


def defaults(model: Model) -> str:
    """What the model takes for what isn't said; "" where it has none."""
    told = model.defaults
    seconds = f"{told.duration:g} s" if told.duration is not None else None
    return " ".join(filter(None, (told.aspect_ratio, told.resolution, seconds, told.mode)))


def price(model: Model) -> str:
    """What it costs, as the document says."""
    known = model.price
    if known is None:
        return say("cost.unknown")
    unit = say(f"unit.{known.unit}")
    parts = [
        say("magic.limits.price_any", rate=f"{rate:g}", unit=unit)
        if resolution == "*"
        else say("magic.limits.price", rate=f"{rate:g}", unit=unit, resolution=resolution)
        for resolution, rate in known.per_second.items()
    ]
    if known.per_clip:
        parts.insert(0, say("magic.limits.price_clip", rate=f"{known.per_clip:g}", unit=unit))
    return ", ".join(parts) or say("cost.free")


def _modes(model: Model) -> str:
    with_images = model.modes_with_images
    if with_images is None or not model.images.maximum:
        return " ".join(model.modes)
    if model.images.minimum:
        return " ".join(with_images)
    return f"{' '.join(model.modes)} ({say('magic.limits.with_images', modes=' '.join(with_images))})"


def _images(model: Model) -> str:
    rule = model.images
    if not rule.maximum:
        return say("magic.limits.no_images")
    text = say("magic.limits.images", low=rule.minimum, high=rule.maximum)
    return text if rule.local else f"{text} {say('magic.limits.urls')}"

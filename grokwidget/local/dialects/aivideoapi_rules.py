"""What a create request of the aivideoapi dialect may say: every type, limit and combination, by a catalog."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from grokwidget.local.dialects.fields import Fields, is_data_url, is_web_url
from grokwidget.local.dialects.half import Half, Refused
from grokwidget.local.task import Order


@dataclass(frozen=True)
class ModelRules:
    """What one model takes."""

    metadata_name: str
    """What it is called in a finished task's metadata."""
    images: Literal["none", "required", "optional"]


@dataclass(frozen=True)
class Catalog:
    """A provider's models and limits."""

    provider: str
    models: Mapping[str, ModelRules]
    ratios: tuple[str, ...]
    resolutions: tuple[str, ...]
    durations: tuple[int, int]
    default_ratio: str
    tenths_per_second: Mapping[str, int]
    """Tenths of a credit for each second, by resolution; the price is rounded up to whole credits."""
    data_urls: frozenset[str] = frozenset()
    """Formats of pictures that may come as data URLs; none: only http(s) URLs are taken."""
    seeds: bool = False
    """Whether `input.seed` may be given."""
    always_tells_progress: bool = False
    language: Literal["en"] | None = "en"
    """Of its error messages; None: the reader's own."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    """What else a finished task's metadata says."""
    default_duration: int = 6
    default_resolution: str = "480p"
    modes: tuple[str, ...] = ("fun", "normal", "spicy")
    modes_with_images: tuple[str, ...] = ("fun", "normal")
    prompt_limit: int = 5000
    images_limit: int = 7


def read_order(catalog: Catalog, value: Any, half: Half) -> Order:
    """The order in a request's JSON; pictures in data URLs are kept. Refused when anything is wrong."""
    return _Reader(catalog, half).order(value)


class _Reader:
    def __init__(self, catalog: Catalog, half: Half) -> None:
        self._catalog, self._half, self._wrong = catalog, half, half.wrong

    def order(self, value: Any) -> Order:
        catalog = self._catalog
        outer = Fields(value, self._wrong, ("model", "input", "callback_url"))
        model = outer.text("model", required=True)
        rules = catalog.models.get(model)
        if rules is None:
            raise Refused("model", self._half.say("local.no_model", model=model[:100]))
        callback = outer.url("callback_url")
        known = ("prompt", "aspect_ratio", "mode", "duration", "resolution", "nsfw_checker", "image_urls")
        fields = outer.object("input", (*known, "seed") if catalog.seeds else known)
        sources = self._images(fields, model, rules)
        prompt = self._prompt(fields, model, len(sources))
        mode = fields.choice("mode", catalog.modes, "normal")
        if sources and mode not in catalog.modes_with_images:
            raise self._wrong("local.mode_images", mode=mode, choices=", ".join(catalog.modes_with_images))
        resolution = fields.choice("resolution", catalog.resolutions, catalog.default_resolution)
        duration = fields.whole("duration", *catalog.durations, catalog.default_duration)
        return Order(
            model=model,
            prompt=prompt,
            duration=duration,
            resolution=resolution,
            aspect_ratio=fields.choice("aspect_ratio", catalog.ratios, catalog.default_ratio),
            mode=mode,
            price=-(-catalog.tenths_per_second[resolution] * duration // 10),
            callback_url=callback,
            seed=fields.whole("seed", 0, 2**31 - 1, 0),
            extra={"nsfw_checker": fields.flag("nsfw_checker", default=True)},
            # Last, when everything else is right: it writes files.
            images=tuple(
                self._half.keep(source, f"input.image_urls[{i}]", catalog.data_urls) for i, source in enumerate(sources)
            ),
        )

    def _prompt(self, fields: Fields, model: str, images_count: int) -> str:
        prompt = fields.text("prompt")
        if not prompt.strip() and not images_count:
            raise self._wrong("local.prompt", model=model)
        if len(prompt) > self._catalog.prompt_limit:
            raise self._wrong("local.prompt_long", limit=self._catalog.prompt_limit)
        if images_count:  # without images it is mere text
            for number in re.findall(r"@image(\d+)", prompt, re.ASCII):
                if len(number) > 3 or not 1 <= int(number) <= images_count:
                    raise self._wrong("local.image_ref", name=f"@image{number[:20]}", count=images_count)
        return prompt

    def _images(self, fields: Fields, model: str, rules: ModelRules) -> list[str]:
        if not fields.has("image_urls"):
            if rules.images == "required":
                raise self._wrong("local.images_needed", model=model)
            return []
        if rules.images == "none":
            raise self._wrong("local.no_images", model=model)
        urls = fields.texts("image_urls") or []
        low = 1 if rules.images == "required" else 0
        if not low <= len(urls) <= self._catalog.images_limit:
            raise self._wrong("local.images_count", low=low, high=self._catalog.images_limit)
        for i, url in enumerate(urls):
            if not is_web_url(url) and not (self._catalog.data_urls and is_data_url(url)):
                key = "local.image_or_data_url" if self._catalog.data_urls else "local.image_url"
                raise self._wrong(key, field=f"input.image_urls[{i}]")
        return urls

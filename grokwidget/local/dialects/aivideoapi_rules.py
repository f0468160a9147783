"""What a create request of the aivideoapi dialect may say: every type, limit and combination, by a catalog."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from grokwidget.local import images
from grokwidget.local.task import Order
from grokwidget.messages import say

_URL_LIMIT = 8192


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


class Refused(Exception):
    """An answer of this dialect's own errors: the code, the message, and the status where it isn't the code's own."""

    def __init__(self, code: str, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.code, self.status = code, status


def read_order(catalog: Catalog, value: Any, folder: Path) -> Order:
    """The order in a request's JSON; pictures in data URLs are put into `folder`. Refused when anything is wrong."""
    return _Reader(catalog).order(value, folder)


class _Reader:
    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def order(self, value: Any, folder: Path) -> Order:
        catalog = self._catalog
        outer = self._object(value, None, {"model", "input", "callback_url"})
        model = self._text(outer, "model", required=True)
        rules = catalog.models.get(model)
        if rules is None:
            raise Refused("model_not_found", say("local.no_model", catalog.language, model=model[:100]))
        callback = self._url(outer, "callback_url")
        if "input" not in outer:
            raise self._wrong("local.required", field="input")
        known = {"prompt", "aspect_ratio", "mode", "duration", "resolution", "nsfw_checker", "image_urls"}
        fields = self._object(outer["input"], "input", known | ({"seed"} if catalog.seeds else set()))
        sources = self._images(fields, model, rules)
        prompt = self._prompt(fields, model, len(sources))
        mode = self._choice(fields, "mode", catalog.modes, "normal")
        if sources and mode not in catalog.modes_with_images:
            raise self._wrong("local.mode_images", mode=mode, choices=", ".join(catalog.modes_with_images))
        resolution = self._choice(fields, "resolution", catalog.resolutions, catalog.default_resolution)
        duration = self._whole(fields, "duration", *catalog.durations, default=catalog.default_duration)
        return Order(
            model=model,
            prompt=prompt,
            duration=duration,
            resolution=resolution,
            aspect_ratio=self._choice(fields, "aspect_ratio", catalog.ratios, catalog.default_ratio),
            mode=mode,
            price=-(-catalog.tenths_per_second[resolution] * duration // 10),
            callback_url=callback,
            seed=self._whole(fields, "seed", 0, 2**31 - 1, default=0),
            extra={"nsfw_checker": self._flag(fields, "nsfw_checker", default=True)},
            # Last, when everything else is right: it writes files.
            images=tuple(self._kept(source, i, folder) for i, source in enumerate(sources)),
        )

    def _prompt(self, fields: dict[str, Any], model: str, images_count: int) -> str:
        prompt = self._text(fields, "prompt")
        if not prompt.strip() and not images_count:
            raise self._wrong("local.prompt", model=model)
        if len(prompt) > self._catalog.prompt_limit:
            raise self._wrong("local.prompt_long", limit=self._catalog.prompt_limit)
        if images_count:  # without images it is mere text
            for number in re.findall(r"@image(\d+)", prompt, re.ASCII):
                if len(number) > 3 or not 1 <= int(number) <= images_count:
                    raise self._wrong("local.image_ref", name=f"@image{number[:20]}", count=images_count)
        return prompt

    def _images(self, fields: dict[str, Any], model: str, rules: ModelRules) -> list[str]:
        if "image_urls" not in fields:
            if rules.images == "required":
                raise self._wrong("local.images_needed", model=model)
            return []
        if rules.images == "none":
            raise self._wrong("local.no_images", model=model)
        urls = fields["image_urls"]
        if not isinstance(urls, list) or not all(isinstance(url, str) for url in urls):
            raise self._type("input.image_urls", "strings")
        low = 1 if rules.images == "required" else 0
        if not low <= len(urls) <= self._catalog.images_limit:
            raise self._wrong("local.images_count", low=low, high=self._catalog.images_limit)
        for i, url in enumerate(urls):
            if not _is_web_url(url) and not (self._catalog.data_urls and url[:5].lower() == "data:"):
                key = "local.image_or_data_url" if self._catalog.data_urls else "local.image_url"
                raise self._wrong(key, field=f"input.image_urls[{i}]")
        return urls

    def _kept(self, source: str, i: int, folder: Path) -> str:
        if source[:5].lower() != "data:":
            return source
        try:
            return "file:" + images.keep(images.from_data_url(source), self._catalog.data_urls, folder)
        except images.BadImage as error:
            raise self._wrong(
                "local.image_bad", field=f"input.image_urls[{i}]", problem=error.said(self._catalog.language)
            ) from None

    def _object(self, value: Any, name: str | None, known: set[str]) -> dict[str, Any]:
        if not isinstance(value, dict):
            if name is None:
                raise self._wrong("local.no_object")
            raise self._type(name, "object")
        if unknown := sorted(value.keys() - known):
            field_name = f"{name}.{unknown[0]}" if name else unknown[0]
            raise self._wrong("local.unknown_field", field=field_name[:100])
        return value

    def _text(self, fields: dict[str, Any], name: str, *, required: bool = False) -> str:
        if name not in fields:
            if required:
                raise self._wrong("local.required", field=name)
            return ""
        value = fields[name]
        if not isinstance(value, str):
            raise self._type(_dotted(name), "string")
        if required and not value:
            raise self._wrong("local.required", field=name)
        return value

    def _url(self, fields: dict[str, Any], name: str) -> str | None:
        if name not in fields:
            return None
        url = self._text(fields, name)
        if not _is_web_url(url):
            raise self._wrong("local.url", field=name)
        return url

    def _choice(self, fields: dict[str, Any], name: str, choices: tuple[str, ...], default: str) -> str:
        if name not in fields:
            return default
        value = self._text(fields, name)
        if value not in choices:
            raise self._wrong("local.choice", field=_dotted(name), choices=", ".join(choices))
        return value

    def _whole(self, fields: dict[str, Any], name: str, low: int, high: int, *, default: int) -> int:
        if name not in fields:
            return default
        value = fields[name]
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._type(_dotted(name), "integer")
        if not low <= value <= high:
            raise self._wrong("local.range", field=_dotted(name), low=low, high=high)
        return value

    def _flag(self, fields: dict[str, Any], name: str, *, default: bool) -> bool:
        value = fields.get(name, default)
        if not isinstance(value, bool):
            raise self._type(_dotted(name), "boolean")
        return value

    def _type(self, field: str, kind: str) -> Refused:
        return self._wrong("local.type", field=field, kind=say(f"local.kind.{kind}", self._catalog.language))

    def _wrong(self, key: str, **values: object) -> Refused:
        return Refused("invalid_request", say(key, self._catalog.language, **values))


def _dotted(name: str) -> str:
    return name if name in ("model", "callback_url") else f"input.{name}"


def _is_web_url(url: str) -> bool:
    """An absolute http(s) URL with a host, of a sane length and without spaces or control characters."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    printable = len(url) <= _URL_LIMIT and not any(letter <= " " or letter == "\x7f" for letter in url)
    return parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and printable

"""What requests of xAI's own dialect may say: three kinds of them, strict about types as its Rust server is.

From xAI's documents, its SDK and its own REST client; where they differ the narrower bound counts. Assumed: a prompt of
at most 4096 characters. A field that xAI knows and the local engine can't follow (`reference_audios`, `last_frame`,
`keyframes`, `output`, `storage_options`, `size`) is refused like one that nobody knows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from grokwidget.local import sources
from grokwidget.local.dialects.fields import Fields, is_data_url, is_web_url
from grokwidget.local.dialects.half import Half, Refused
from grokwidget.local.task import Order

RATIOS = ("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3")
PROMPT_LIMIT = 4096
DURATIONS, DURATION = (1, 15), 8
MOST_REFERENCES = 7
LONGEST_EDIT = 8.7
"""Seconds that a clip to be edited may have."""
EXTENDABLE = (2.0, 15.0)
"""Seconds that a clip to be extended may have."""
ADDED, ADDED_USUALLY = (2, 10), 6
"""Seconds that an extension may add."""
STAND_IN = 6.0
"""Seconds that a clip on another machine is taken to have while the service stays on this one."""
ROUNDING = 0.05
"""Seconds by which a container's length may pass a limit: the last frame's own length."""


@dataclass(frozen=True)
class ModelRules:
    """What one model takes, and what it costs in thousandths of a US dollar."""

    per_second: Mapping[str, int]
    """Of the result, by resolution."""
    per_image: int
    per_video_second: int | None = None
    """Of a clip that is given; None: it takes none."""
    references: bool = True
    longest_with_references: int = 15
    resolutions_with_references: tuple[str, ...] = ("480p", "720p")


_BASE = ModelRules({"480p": 50, "720p": 70}, per_image=2, per_video_second=10, longest_with_references=10)
_NEWER = ModelRules({"480p": 80, "720p": 140, "1080p": 250}, per_image=10)
_LITE = ModelRules({"480p": 20, "720p": 30, "1080p": 140}, per_image=10, references=False)
MODELS: Mapping[str, tuple[str, ModelRules]] = {
    "grok-imagine-video": ("grok-imagine-video", _BASE),
    "grok-imagine-video-1.5": ("grok-imagine-video-1.5", _NEWER),
    "grok-imagine-video-1.5-preview": ("grok-imagine-video-1.5", _NEWER),
    "grok-imagine-video-1.5-2026-05-30": ("grok-imagine-video-1.5", _NEWER),
    "grok-imagine-video-1.5-lite": ("grok-imagine-video-1.5-lite", _LITE),
}
"""Every name with the model that it stands for."""


@dataclass(frozen=True)
class Rules:
    """Reads orders for one half."""

    half: Half

    def generation(self, value: object) -> Order:
        """From a prompt, a first frame, or references."""
        known = ("model", "prompt", "duration", "aspect_ratio", "resolution", "image", "reference_images")
        fields = Fields(value, self.half.wrong, (*known, "generate_audio", "user"))
        name, rules = self._model(fields)
        fields.flag("generate_audio", default=True)
        fields.text("user")
        first, references = fields.has("image"), fields.has("reference_images")
        if first and references:
            raise self.half.wrong("local.xai.image_and_references", field="reference_images")
        prompt = self._prompt(fields, required=not first)
        duration = fields.whole("duration", *DURATIONS, DURATION)
        resolution = fields.choice("resolution", tuple(rules.per_second), "480p")
        ratio = fields.choice("aspect_ratio", RATIOS, "16:9")
        urls = [self._image(fields, "image")] if first else []
        if references:
            urls = self._references(fields, name, rules, duration, resolution)
        return Order(
            model=name,
            prompt=prompt,
            duration=duration,
            resolution=resolution,
            aspect_ratio=ratio,
            own_ratio=first and not fields.has("aspect_ratio"),
            price=duration * rules.per_second[resolution] + len(urls) * rules.per_image,
            # Last, when everything else is right: it writes files.
            images=tuple(self.half.keep(url, field) for field, url in urls),
        )

    def edit(self, value: object) -> Order:
        """Of a clip: as long and as large as it is."""
        fields = Fields(value, self.half.wrong, ("model", "prompt", "video", "user"))
        name, rate, prompt, url = self._with_video(fields)
        source = self._source(url)
        seconds = source.seconds if source else STAND_IN
        if seconds > LONGEST_EDIT + ROUNDING:
            raise self.half.wrong("local.xai.video_long", field="video", high=LONGEST_EDIT)
        order = Order(name, prompt, seconds, **_like(url, source, "edit"))
        return _priced(order, made=seconds, given=seconds, rate=rate)

    def extension(self, value: object) -> Order:
        """Of a clip: `duration` is what is added."""
        fields = Fields(value, self.half.wrong, ("model", "prompt", "video", "duration", "user"))
        name, rate, prompt, url = self._with_video(fields)
        added = fields.whole("duration", *ADDED, ADDED_USUALLY)
        source = self._source(url)
        seconds = source.seconds if source else STAND_IN
        low, high = EXTENDABLE
        if not low - ROUNDING <= seconds <= high + ROUNDING:
            raise self.half.wrong("local.xai.video_length", field="video", low=f"{low:g}", high=f"{high:g}")
        order = Order(name, prompt, seconds + added, **_like(url, source, "extend"))
        return _priced(order, made=added, given=seconds, rate=rate)

    def _model(self, fields: Fields) -> tuple[str, ModelRules]:
        name = fields.text("model", required=True)
        if name not in MODELS:
            raise Refused("model", self.half.say("local.xai.no_model", model=name[:100]), field="model")
        return MODELS[name]

    def _prompt(self, fields: Fields, *, required: bool) -> str:
        prompt = fields.text("prompt", required=required)
        if len(prompt) > PROMPT_LIMIT:
            raise self.half.wrong("local.xai.prompt_long", field="prompt", limit=PROMPT_LIMIT)
        return prompt

    def _image(self, fields: Fields, field: str) -> tuple[str, str]:
        self._struct(fields.value(field), field, "ImageUrl")
        return self._url(fields.object(field, ("url", "file_id")), data_urls=True)

    def _references(
        self, fields: Fields, name: str, rules: ModelRules, duration: int, resolution: str
    ) -> list[tuple[str, str]]:
        values = fields.value("reference_images")
        if not isinstance(values, list):
            raise self.half.wrong("local.kind.objects", field="reference_images")
        if not rules.references:
            raise self.half.wrong("local.xai.no_references", field="reference_images", model=name)
        if not 1 <= len(values) <= MOST_REFERENCES:
            raise self.half.wrong("local.xai.references_count", field="reference_images", high=MOST_REFERENCES)
        if duration > rules.longest_with_references:
            high = rules.longest_with_references
            raise self.half.wrong("local.xai.references_long", field="duration", duration=duration, high=high)
        if resolution not in rules.resolutions_with_references:
            choices = ", ".join(rules.resolutions_with_references)
            raise self.half.wrong("local.xai.references_resolution", field="resolution", choices=choices)
        found = []
        for i, value in enumerate(values):
            field = f"reference_images[{i}]"
            self._struct(value, field, "ImageUrl")
            found.append(self._url(Fields(value, self.half.wrong, ("url", "file_id"), field), data_urls=True))
        return found

    def _with_video(self, fields: Fields) -> tuple[str, int, str, str]:
        """The model, its price for a second of the clip, the prompt, and the clip's URL."""
        name, rules = self._model(fields)
        if rules.per_video_second is None:
            raise self.half.wrong("local.xai.no_video", field="video", model=name)
        prompt = self._prompt(fields, required=True)
        fields.text("user")
        fields.need("video")
        self._struct(fields.value("video"), "video", "VideoUrl")
        _, url = self._url(fields.object("video", ("url", "file_id")), data_urls=False)
        return name, rules.per_video_second, prompt, url

    def _struct(self, value: object, field: str, struct: str) -> None:
        if isinstance(value, str):
            raise self.half.wrong("local.xai.struct", field=field, value=value[:40], struct=struct)

    def _url(self, fields: Fields, *, data_urls: bool) -> tuple[str, str]:
        """The whole name of the field, and the URL in it."""
        if fields.has("file_id"):
            raise self.half.wrong("local.xai.file_id", field=fields.name("file_id"))
        url, field = fields.text("url", required=True), fields.name("url")
        if not is_web_url(url) and not (data_urls and is_data_url(url)):
            raise self.half.wrong("local.image_or_data_url" if data_urls else "local.url", field=field)
        return field, url

    def _source(self, url: str) -> sources.Source | None:
        """The clip; None where it may not be fetched."""
        desk = self.half.desk
        try:
            return sources.take_in(url, desk.own_file, self.half.folder, anywhere=desk.options.fetch_images)
        except sources.Elsewhere:
            return None
        except sources.BadSource as error:
            raise self.half.wrong(
                "local.xai.bad_video", field="video", problem=error.said(self.half.language)
            ) from None


def _like(url: str, source: sources.Source | None, operation: str) -> dict[str, Any]:
    """What an order takes over from its clip; one that may not be fetched is stood in for, as pictures are."""
    if source is None:
        return {"resolution": "480p", "aspect_ratio": "16:9", "images": (url,)}
    return {
        "resolution": "480p" if min(source.width, source.height) <= 480 else "720p",
        "aspect_ratio": f"{source.width}:{source.height}",
        "images": (f"file:{source.name}",),
        "extra": {"operation": operation, "width": source.width, "height": source.height, "fps": source.fps},
    }


def _priced(order: Order, *, made: float, given: float, rate: int) -> Order:
    """`made` seconds at the price of their resolution, and `given` ones at `rate`."""
    per_second = MODELS[order.model][1].per_second[order.resolution]
    return replace(order, price=math.ceil(made * per_second + given * rate - 1e-6))

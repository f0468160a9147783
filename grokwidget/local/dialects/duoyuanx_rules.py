"""What a create request of the duoyuanx dialect may say: JSON for two models, forms for six, and their limits.

From the document: the fields, the prompt's limit, what `-pro` and `-max` mean. Assumed, for it is silent: at
most 15 s and 7 images, as at xAI; a lower-case `720p` is let through unless the options are strict.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from grokwidget.local import images
from grokwidget.local.dialects.fields import Fields, is_data_url
from grokwidget.local.dialects.half import PICTURES
from grokwidget.local.dialects.newapi import NewApi
from grokwidget.local.forms import Form
from grokwidget.local.task import Order

JSON_MODELS = ("grok-imagine-video", "grok-imagine-video-1.5-preview")
FORM_MODELS: Mapping[str, int | None] = {
    "grok-video-3": None,
    "grok-video-3-pro": 10,
    "grok-video-3-max": 15,
    "grok-video-1.5": None,
    "grok-video-1.5-pro": 10,
    "grok-video-1.5-max": 15,
}
"""Each with the seconds that all its videos have; None: those that were asked for."""
MODELS = (*JSON_MODELS, *FORM_MODELS)
FORM_RATIOS = ("16:9", "9:16", "2:3", "3:2", "1:1")
RESOLUTIONS = ("480P", "720P")
SIZES = ("480P", "540P", "720P", "1080P")
PROMPT_LIMIT = 4096
LONGEST = 15
MOST_IMAGES = 7
SECONDS, RATIO, TIER = "6", "16:9", "720P"
"""What a request gets that doesn't say; the first and the last are what the document's example of an answer shows."""

_SECONDS = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)
_RATIO = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,3})?):([0-9]{1,4}(?:\.[0-9]{1,3})?)", re.ASCII)
_STAND_IN = re.compile(r",[A-Z0-9]+_[A-Z0-9_]+\Z", re.ASCII)
"""What the document's examples have for a picture, such as BASE64_IMAGE_DATA: they shall work as they stand. No base64
holds an underscore."""


@dataclass(frozen=True)
class Rules:
    """Reads orders for one half; `strict`: spellings that the document doesn't show are refused."""

    half: NewApi
    strict: bool

    def of_json(self, value: object) -> Order:
        """The order in a JSON body."""
        known = ("model", "prompt", "seconds", "aspect_ratio", "resolution", "image", "images")
        fields = Fields(value, self.half.wrong, known)
        model = self._model(fields.text("model", required=True), JSON_MODELS, FORM_MODELS, "local.newapi.form")
        if fields.has("image") and fields.has("images"):
            raise self.half.wrong("local.newapi.one_way", field="images", first="image", second="images")
        sources = [("image", fields.text("image"))] if fields.has("image") else []
        sources += [(f"images[{i}]", text) for i, text in enumerate(fields.texts("images") or [])]
        return self._order(
            model,
            prompt=self._prompt(fields),
            seconds=self._seconds(fields),
            ratio=self._custom_ratio(fields),
            tier=self._tier(fields, "resolution", RESOLUTIONS),
            pictures=[self._data_url(field, text) for field, text in sources],
            field="images",
        )

    def of_form(self, form: Form) -> Order:
        """The order in a multipart body."""
        files = form.files.pop("input_reference", [])
        if "input_reference" in form.texts:
            raise self.half.wrong("local.newapi.file", field="input_reference")
        if form.files:
            raise self.half.wrong("local.kind.string", field=sorted(form.files)[0][:100])
        if twice := sorted(name for name, texts in form.texts.items() if len(texts) > 1):
            raise self.half.wrong("local.newapi.twice", field=twice[0][:100])
        values = {name: texts[0] for name, texts in form.texts.items()}
        fields = Fields(values, self.half.wrong, ("model", "prompt", "seconds", "aspect_ratio", "size"))
        model = self._model(fields.text("model", required=True), FORM_MODELS, JSON_MODELS, "local.newapi.json")
        asked = self._seconds(fields)
        return self._order(
            model,
            prompt=self._prompt(fields),
            seconds=FORM_MODELS[model] or asked,
            ratio=fields.choice("aspect_ratio", FORM_RATIOS, RATIO),
            tier=self._tier(fields, "size", SIZES),
            pictures=[self._file(data) for data in files],
            field="input_reference",
        )

    def _order(
        self,
        model: str,
        *,
        prompt: str,
        seconds: int,
        ratio: str,
        tier: str,
        pictures: list[Callable[[], str]],
        field: str,
    ) -> Order:
        if len(pictures) > MOST_IMAGES:
            raise self.half.wrong("local.most_images", field=field, high=MOST_IMAGES)
        return Order(
            model=model,
            prompt=prompt,
            duration=seconds,
            resolution=tier.lower(),
            aspect_ratio=ratio,
            own_ratio=False,
            extra={"size": tier},
            # Last, when everything else is right: it writes files.
            images=tuple(keep() for keep in pictures),
        )

    def _model(self, model: str, mine: object, others: object, other_way: str) -> str:
        assert isinstance(mine, tuple | dict)
        assert isinstance(others, tuple | dict)
        if model in others:
            raise self.half.wrong(other_way, field="model", model=model)
        if model not in mine:
            raise self.half.no_model(model)
        return model

    def _prompt(self, fields: Fields) -> str:
        prompt = fields.text("prompt", required=True)
        if len(prompt) > PROMPT_LIMIT:
            raise self.half.wrong("local.newapi.prompt_long", field="prompt", limit=PROMPT_LIMIT)
        return prompt

    def _seconds(self, fields: Fields) -> int:
        text = fields.text("seconds") if fields.has("seconds") else SECONDS
        if not _SECONDS.fullmatch(text) or int(text) > LONGEST:
            raise self.half.wrong("local.newapi.seconds", field="seconds", high=LONGEST)
        return int(text)

    def _custom_ratio(self, fields: Fields) -> str:
        ratio = fields.text("aspect_ratio") if fields.has("aspect_ratio") else RATIO
        found = _RATIO.fullmatch(ratio)
        across, down = (float(found[1]), float(found[2])) if found else (0.0, 0.0)
        # Between 1:10 and 10:1: what the local engine draws. The document names no bounds.
        if not down or not 0.1 <= across / down <= 10:
            raise self.half.wrong("local.newapi.ratio", field="aspect_ratio")
        return ratio

    def _tier(self, fields: Fields, field: str, tiers: tuple[str, ...]) -> str:
        text = fields.text(field) if fields.has(field) else TIER
        spelt = {tier: tier for tier in tiers} | ({tier[:-1]: tier for tier in tiers} if field == "resolution" else {})
        tier = spelt.get(text) or (None if self.strict else spelt.get(text.upper()))
        if tier is None:
            raise self.half.wrong("local.choice", field=field, choices=", ".join(spelt))
        return tier

    def _data_url(self, field: str, text: str) -> Callable[[], str]:
        if not is_data_url(text):
            raise self.half.wrong("local.newapi.data_url", field=field)
        if _STAND_IN.search(text):
            note = text.rpartition(",")[2]
            return lambda: "file:" + images.placeholder(f"https:///{note}", self.half.folder, "").path.name
        return lambda: self.half.keep(text, field)

    def _file(self, data: bytes) -> Callable[[], str]:
        def kept() -> str:
            try:
                return "file:" + images.keep(data, PICTURES, self.half.folder)
            except images.BadImage as error:
                problem = error.said(self.half.language)
                raise self.half.wrong("local.image_bad", field="input_reference", problem=problem) from None

        return kept

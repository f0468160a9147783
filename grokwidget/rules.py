"""The rules that a model's limits are made of: which pictures, which lengths, what a clip costs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from .messages import say
from .request import plain_number
from .task import Cost

_FROZEN = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
Source = Literal["url", "data", "bytes"]


class ImageRule(BaseModel):
    """How many reference images a model takes, and of which kind."""

    model_config = _FROZEN
    minimum: int = 0
    maximum: int = 0
    sources: frozenset[Source] = frozenset({"url"})
    """`url`: public http(s) addresses; `data`: data URLs in the JSON body; `bytes`: a multipart file."""
    formats: tuple[str, ...] = ("JPEG", "PNG", "WEBP")
    """Pillow's names."""
    max_bytes: int = 10 * 1024 * 1024
    """Of one image."""

    @property
    def local(self) -> bool:
        """Whether a picture on this machine can be sent as it is."""
        return bool(self.sources & {"data", "bytes"})


class DurationRule(BaseModel):
    """Which lengths a model makes, in seconds: a range, or the given choices only."""

    model_config = _FROZEN
    low: float
    high: float
    whole: bool = True
    choices: tuple[float, ...] = ()

    def allows(self, value: float) -> bool:
        """Whether a clip of `value` seconds can be had."""
        if self.choices:
            return value in self.choices
        return self.low <= value <= self.high and (not self.whole or float(value).is_integer())

    def nearest(self, value: float) -> int | float:
        """The nearest length that can be had."""
        if self.choices:
            return plain_number(min(self.choices, key=lambda choice: abs(choice - value)))
        inside = min(max(value, self.low), self.high)
        return plain_number(min(max(round(inside), self.low), self.high) if self.whole else inside)

    def __str__(self) -> str:
        if self.choices:
            return ", ".join(in_seconds(choice) for choice in self.choices)
        key = "limit.duration_whole" if self.whole else "limit.duration_choices"
        return say(key, low=f"{self.low:g}", high=f"{self.high:g}")


class Price(BaseModel):
    """What a clip costs, from a dated document."""

    model_config = _FROZEN
    unit: Literal["credits", "usd"]
    per_second: Mapping[str, float] = {}
    """By resolution; the key `*` stands for every other."""
    per_clip: float = 0
    per_image: float = 0
    """For each reference image."""
    usd_per_unit: float | None = None
    whole_units: bool = False
    """Whether the provider rounds up to whole units."""
    source: str
    """Document and date."""

    def of(self, resolution: str | None, seconds: float | None, images: int = 0) -> Cost:
        """The estimated cost of one clip; amount None where the table doesn't tell."""
        fixed = self.per_clip + self.per_image * images
        amount: float | None = fixed
        if self.per_second:
            rate = self.per_second.get(resolution or "*", self.per_second.get("*"))
            amount = None if rate is None or seconds is None else fixed + rate * seconds
        if amount is None:
            return Cost(amount=None, unit=self.unit, note=self.source)
        amount = round(amount, 6)
        if self.whole_units:
            amount = math.ceil(amount)
        usd = amount if self.unit == "usd" else None
        if self.usd_per_unit is not None:
            usd = round(amount * self.usd_per_unit, 6)
        return Cost(amount=amount, unit=self.unit, usd=usd, estimated=amount > 0, note=self.source)


def in_seconds(value: float) -> str:
    """A length in words."""
    return say("limit.seconds", value=f"{value:g}")

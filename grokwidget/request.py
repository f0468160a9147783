"""What is asked: one video, in words that any provider's request can be made from. References to images only."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from .errors import InvalidImage, InvalidRequest
from .messages import say
from .nearest import did_you_mean

ImageKind = Literal["path", "bytes", "pixels", "figure", "data", "url", "clip"]


class Operation(StrEnum):
    """What is done: a new video, a changed one, or a longer one."""

    GENERATE = "generate"
    EDIT = "edit"
    EXTEND = "extend"


@dataclass(frozen=True, eq=False)
class ImageRef:
    """A reference image as the user gave it; opened and checked later, by `grokwidget.media`."""

    kind: ImageKind
    value: Any = field(repr=False)
    label: str = ""
    """How messages call it: a file's name, a URL's host, or what it is."""
    index: int = -1
    """For a clip: which frame, counted from the end when negative."""


def as_image(thing: object) -> ImageRef:
    """Recognise a reference image by what it is.

    Takes a path, bytes, a PIL image, a numpy array (height × width × 3 or 4, uint8 or 0..1 floats), a matplotlib
    figure, a `Clip` (its last frame), a data URL or an http(s) URL. Raises `InvalidImage` for anything else.
    """
    if isinstance(thing, ImageRef):
        return thing
    if isinstance(thing, str):
        text = thing.strip()
        scheme = text.partition(":")[0].lower() if "://" in text or text.startswith("data:") else ""
        if scheme in ("http", "https"):
            return ImageRef("url", text, _host(text))
        if scheme == "data":
            return ImageRef("data", text, say("media.label.data_url"))
        if not text:
            raise InvalidImage(say("media.empty_name"))
        return ImageRef("path", _at_home(Path(text)), Path(text).name)
    if isinstance(thing, os.PathLike):
        path = _at_home(Path(thing))
        return ImageRef("path", path, path.name)
    if isinstance(thing, bytes | bytearray | memoryview):
        return ImageRef("bytes", bytes(thing), say("media.label.bytes"))
    if hasattr(thing, "savefig"):
        return ImageRef("figure", thing, say("media.label.figure"))
    if hasattr(thing, "last_frame") and hasattr(thing, "sha256"):
        return ImageRef("clip", thing, Path(getattr(thing, "path", "clip")).name)
    if hasattr(thing, "getbands") or hasattr(thing, "__array_interface__") or hasattr(thing, "__array__"):
        return ImageRef("pixels", thing, say("media.label.pixels"))
    raise InvalidImage(say("media.not_an_image", kind=type(thing).__name__))


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        raise InvalidImage(say("media.no_address")) from None


def _at_home(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        raise InvalidImage(say("media.no_home", user=path.parts[0])) from None


def _images(value: object) -> object:
    if value is None:
        return ()
    one = isinstance(value, str | bytes | bytearray | memoryview | os.PathLike | ImageRef) or not isinstance(
        value, list | tuple
    )
    return tuple(as_image(item) for item in ([value] if one else value))  # type: ignore[attr-defined]  # a list or tuple here


#: Before the SHA-256 of a clip that is the video to start from.
CLIP_SOURCE = "clip:"


def _source(value: object) -> object:
    """An address as text; a clip by its content: where it lies is nobody's business but the provider's."""
    if hasattr(value, "last_frame") and hasattr(value, "sha256"):
        return f"{CLIP_SOURCE}{value.sha256}"
    return os.fspath(value) if isinstance(value, os.PathLike) else value


class VideoRequest(BaseModel):
    """One video as it is asked for. Every field but the prompt may be left out: the model's own default then applies.

    Build one with `VideoRequest.of(...)`: it explains what is wrong in a sentence (`InvalidRequest`).
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, arbitrary_types_allowed=True, str_strip_whitespace=True
    )

    prompt: str = ""
    """What the video shows. Surrounding white space doesn't count."""
    operation: Operation = Operation.GENERATE
    provider: str | None = None
    model: str | None = None
    """A model's id or alias at the provider; chosen by what is asked when left out."""
    aspect_ratio: str | None = None
    """Width:height, e.g. `16:9`."""
    resolution: str | None = None
    """`480p`, `720p`, `1080p`: the shorter side in pixels."""
    duration: float | None = Field(default=None, allow_inf_nan=False)
    """Seconds. The model's own limits are told by `Model.check`."""
    mode: str | None = None
    """`normal`, `fun` or `spicy`: how lively the motion is."""
    images: Annotated[tuple[ImageRef, ...], BeforeValidator(_images)] = ()
    """Reference images, in the order in which the prompt calls them `@image1`, `@image2`, …"""
    source_video: Annotated[str | None, BeforeValidator(_source)] = None
    """For edit and extend: the http(s) address of the video to start from, or a `Clip` that the same provider made (of
    which the request keeps `clip:` and its SHA-256)."""
    nsfw_checker: bool | None = None
    """The provider's content filter, where a model lets it be chosen."""
    callback_url: str | None = Field(default=None, repr=False)
    """Where the provider should report the end of the task. Never part of the fingerprint."""
    take: int = Field(default=1, ge=1)
    """Which of several generations of the same request: 1 is served from the library, 2 is a new one."""

    @classmethod
    def of(cls, prompt: str = "", **fields: Any) -> VideoRequest:
        """The request, or `InvalidRequest` with a sentence that names what is wrong."""
        known = cls.model_fields.keys()
        for name in fields.keys() - known:
            raise InvalidRequest(say("limit.unknown_field", field=name), hint=did_you_mean(name, known))
        if "images" in fields:  # here, or what is wrong with one would come out as an error of the whole
            fields["images"] = _images(fields["images"])
        try:
            return cls(prompt=prompt, **fields)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            name = str(first["loc"][0]) if first["loc"] else "?"
            raise InvalidRequest(
                say("limit.wrong_type", field=name, problem=first["msg"].removeprefix("Value error, "))
            ) from None

    @field_validator("aspect_ratio")
    @classmethod
    def _ratio(cls, value: str | None) -> str | None:
        if value is None:
            return None
        return re.sub(r"\s*[:：xX×/]\s*", ":", value)

    @field_validator("resolution", mode="before")
    @classmethod
    def _resolution(cls, value: object) -> object:
        if isinstance(value, int) and not isinstance(value, bool):
            value = f"{value}p"
        if isinstance(value, str):
            value = value.strip().lower()
            if value.isdigit():
                value += "p"
        return value

    @field_validator("mode")
    @classmethod
    def _mode(cls, value: str | None) -> str | None:
        return value.lower() if value else None

    @field_validator("callback_url")
    @classmethod
    def _callback(cls, value: str | None) -> str | None:
        if value is not None:
            parts = urlsplit(value)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValueError(say("limit.callback"))
        return value

    def image_references(self) -> list[int]:
        """The numbers of the images that the prompt speaks of as `@image1`, `@image2`, …, in order of appearance."""
        return [int(number) for number in re.findall(r"@image\s?(\d{1,3})", self.prompt, re.IGNORECASE)]

    def choices(self) -> dict[str, Any]:
        """The chosen values as plain JSON, unset ones left out; images by their labels. For records and displays."""
        data = self.model_dump(mode="json", exclude_none=True, exclude={"images", "callback_url"})
        if self.images:
            data["images"] = [image.label for image in self.images]
        return data


def plain_number(value: float) -> int | float:
    """6.0 as 6: whole numbers are integers on the wire and in the fingerprint."""
    return int(value) if float(value).is_integer() else float(value)


FINGERPRINT_VERSION = "v1"


def fingerprint(
    *,
    provider: str,
    model: str,
    sends: Mapping[str, Any],
    images: Sequence[str] = (),
    source_video: str | None = None,
    take: int = 1,
) -> str:
    """The identity of a request: `v1:` and the SHA-256 of its canonical JSON.

    `sends` are the fields that the model really sends, unset ones left out; `images` are content keys as
    `grokwidget.media` gives them. Keys, base URLs and callback URLs are never part of it. Golden values in the tests
    hold this function still: a change would make people pay again for what they have.
    """
    identity: dict[str, Any] = {"provider": provider, "model": model, "take": take, "sends": dict(sends)}
    if images:
        identity["images"] = list(images)
    if source_video is not None:
        identity["source_video"] = source_video
    text = json.dumps(identity, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"{FINGERPRINT_VERSION}:{hashlib.sha256(text.encode()).hexdigest()}"

"""img.apixgo.com: flat JSON with whole seconds, pictures as addresses or data URLs, an envelope on poll. A new-api."""

from __future__ import annotations

from typing import Any, Literal

from ..catalog import Case, Defaults, DurationRule, ImageRule, Model
from ..errors import GrokwidgetError
from ..task import Balance, TaskState
from . import newapi, reading
from .dialect import HttpCall, HttpReply, Order, Provider, Reserved, generates_only, segment

DOCS = "img.apixgo.com developer docs, video generation, 2026-11"
_PATH = "/v1/video/generations"


class ApixgoDialect(Reserved):
    """The wire format of img.apixgo.com.

    `images` says where pictures go. `image_urls`, for any number, is what the document prefers. `reference` is its
    other way, for a relay that knows only that: one picture as `input_reference`, several as `reference_images`,
    never both.
    """

    def __init__(self, title: str, *, images: Literal["image_urls", "reference"] = "image_urls") -> None:
        self.title = title
        self.images = images

    def encode_create(self, order: Order) -> HttpCall:
        generates_only(order)
        body: dict[str, Any] = {"model": order.model.id}
        for field, name in _NAMES.items():
            if field in order.fields:
                body[name] = order.fields[field]
        addresses = [image.address() for image in order.images]
        if not addresses:
            pass
        elif self.images == "image_urls":
            body["image_urls"] = addresses
        elif len(addresses) == 1:
            body["input_reference"] = {"image_url": addresses[0]}
        else:
            body["reference_images"] = addresses
        return HttpCall("POST", _PATH, json=body)

    def decode_create(self, reply: HttpReply) -> TaskState:
        return newapi.created(reply, self.title)

    def encode_poll(self, task_id: str) -> HttpCall:
        return HttpCall("GET", f"{_PATH}/{segment(task_id)}")

    def decode_poll(self, reply: HttpReply, task_id: str) -> TaskState:
        part = newapi.polled(reply, self.title, task_id)
        if isinstance(part, TaskState):
            return part
        urls = _addresses(part.get("result_url")) or reading.result_urls(part)
        return newapi.state(task_id, part, urls)

    def decode_error(self, reply: HttpReply) -> GrokwidgetError:
        return newapi.error(reply, self.title)

    def encode_balance(self) -> HttpCall | None:
        return HttpCall("GET", "/api/usage/token/")

    def decode_balance(self, reply: HttpReply) -> Balance:
        return newapi.usage(reply, self.title)

    def encode_models(self) -> HttpCall | None:
        return HttpCall("GET", "/v1/models")

    def decode_models(self, reply: HttpReply) -> tuple[str, ...]:
        return newapi.models(reply, self.title)

    def content_path(self, task_id: str) -> str | None:
        return f"/v1/videos/{segment(task_id)}/content"


_NAMES = {"prompt": "prompt", "duration": "seconds", "aspect_ratio": "aspect_ratio", "resolution": "resolution"}
"""Our fields by the document's names, in its order."""


def _addresses(value: object) -> tuple[str, ...]:
    return (value.strip(),) if isinstance(value, str) and reading.is_url(value) else ()


_COMMON: dict[str, Any] = {
    "provider": "apixgo",
    "durations": DurationRule(low=1, high=15),
    "resolutions": ("480p", "720p"),
    "defaults": Defaults(aspect_ratio="16:9", resolution="720p", duration=4),
    "source": DOCS,
}
_EITHER = frozenset({"url", "data"})

PROVIDER = Provider(
    name="apixgo",
    title="img.apixgo.com",
    base_url="https://img.apixgo.com",
    dialect=ApixgoDialect("img.apixgo.com"),
    models=(
        Model(
            id="grok-image-video",
            title="Grok, text or images to video",
            images=ImageRule(maximum=7, sources=_EITHER),
            aspect_ratios=("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3"),
            cases=(Case(images_from=2, durations=DurationRule(low=1, high=10)),),
            **_COMMON,
        ),
        Model(
            id="grok-video-1.5",
            title="Grok 1.5, one image to video",
            images=ImageRule(minimum=1, maximum=1, sources=_EITHER),
            aspect_ratios=("16:9", "9:16"),
            **_COMMON,
        ),
    ),
    key_variable="APIXGO_API_KEY",
    docs=DOCS,
    url_lifetime=3600,
    asks_every=5,
)

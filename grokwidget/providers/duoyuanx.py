"""duoyuanx.com: OpenAI-like `/v1/videos`, in JSON for the imagine models, as a form for `grok-video-*`. A new-api."""

from __future__ import annotations

from typing import Any

from ..catalog import Defaults, DurationRule, ImageRule, Model
from ..errors import GrokwidgetError, InvalidImage
from ..messages import say
from ..request import plain_number
from ..task import Balance, TaskState
from . import newapi, reading
from .dialect import HttpCall, HttpReply, Order, Provider, Reserved, Upload, WireImage, generates_only, segment

DOCS = "duoyuanx.com docs, Grok Imagine Video, 2026-11"
_JSON_SOURCE = f"{DOCS}; 15 s and 7 images as at xAI"
_FORM_SOURCE = f"{DOCS}, and Grok generation at its sister octopusx.ai; 7 images as at xAI"
_PATH = "/v1/videos"
_KINDS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


class DuoyuanxDialect(Reserved):
    """The wire format of duoyuanx.com. Seconds are a text and resolutions have a capital P in both of its forms."""

    def __init__(self, title: str) -> None:
        self.title = title

    def encode_create(self, order: Order) -> HttpCall:
        generates_only(order)
        form = takes_a_form(order.model)
        fields: dict[str, Any] = {"model": order.model.id}
        for name in ("prompt", "aspect_ratio"):
            if name in order.fields:
                fields[name] = order.fields[name]
        if "duration" in order.fields:
            fields["seconds"] = str(plain_number(order.fields["duration"]))
        if "resolution" in order.fields:
            fields["size" if form else "resolution"] = order.fields["resolution"].upper()
        if form:
            files = [_file(number, image) for number, image in enumerate(order.images, 1)]
            return HttpCall("POST", _PATH, form=fields, files=files)
        addresses = [image.address() for image in order.images]
        if len(addresses) == 1:
            fields["image"] = addresses[0]
        elif addresses:
            fields["images"] = addresses
        return HttpCall("POST", _PATH, json=fields)

    def decode_create(self, reply: HttpReply) -> TaskState:
        return newapi.created(reply, self.title)

    def encode_poll(self, task_id: str) -> HttpCall:
        return HttpCall("GET", f"{_PATH}/{segment(task_id)}")

    def decode_poll(self, reply: HttpReply, task_id: str) -> TaskState:
        part = newapi.polled(reply, self.title, task_id)
        return part if isinstance(part, TaskState) else newapi.state(task_id, part, reading.result_urls(part))

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

    def encode_upload(self, image: WireImage, name: str) -> HttpCall | None:
        if image.data is None:
            return None
        # Method and path are known; that the part is called `file` is how such endpoints are, no document says it.
        return HttpCall("PUT", "/v1/file/upload", files=[("file", name, image.data, image.mime)])

    def decode_upload(self, reply: HttpReply) -> Upload:
        if not reply.ok:
            raise self.decode_error(reply)
        body = reading.mapping(reply.json())
        urls = reading.result_urls(body) or reading.result_urls({"url": body.get("data")})
        if not urls:
            raise newapi.garbled(reply, self.title)
        return Upload(urls[0])

    def content_path(self, task_id: str) -> str | None:
        return f"{_PATH}/{segment(task_id)}/content"


def takes_a_form(model: Model) -> bool:
    """Whether requests of this model go as a multipart form, with its pictures as files.

    By its name, which holds for models that the document doesn't list too: what is known of their limits says nothing.
    """
    return model.id.startswith("grok-video")


def _file(number: int, image: WireImage) -> tuple[str, str, bytes, str]:
    if image.data is None:
        raise InvalidImage(say("media.address_not_taken", label=f"@image{number}"))
    return "input_reference", f"reference{number}.{_KINDS.get(image.mime, 'bin')}", image.data, image.mime


def _imagine(name: str, title: str) -> Model:
    return Model(
        provider="duoyuanx",
        id=name,
        title=title,
        prompt_limit=4096,
        images=ImageRule(maximum=7, sources=frozenset({"data"})),
        durations=DurationRule(low=1, high=15),
        aspect_ratios=(
            "1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "2:1", "1:2", "19.5:9", "9:19.5", "20:9", "9:20",
        ),
        any_ratio=True,
        resolutions=("480p", "720p"),
        source=_JSON_SOURCE,
    )  # fmt: skip


def _form(name: str, title: str, *, only: int | None = None) -> Model:
    """A model that takes a form; `only` is the length that it makes whatever is asked."""
    return Model(
        provider="duoyuanx",
        id=name,
        title=title,
        images=ImageRule(maximum=7, sources=frozenset({"bytes"})),
        durations=DurationRule(low=only or 1, high=only or 15, choices=(only,) if only else ()),
        aspect_ratios=("16:9", "9:16", "2:3", "3:2", "1:1"),
        resolutions=("480p", "540p", "720p", "1080p"),
        defaults=Defaults(duration=only),
        source=_FORM_SOURCE,
    )


PROVIDER = Provider(
    name="duoyuanx",
    title="duoyuanx.com",
    base_url="https://duoyuanx.com",
    dialect=DuoyuanxDialect("duoyuanx.com"),
    models=(
        _imagine("grok-imagine-video", "Grok Imagine"),
        _imagine("grok-imagine-video-1.5-preview", "Grok Imagine 1.5 preview"),
        _form("grok-video-1.5", "Grok 1.5"),
        _form("grok-video-1.5-pro", "Grok 1.5 Pro, 10 s", only=10),
        _form("grok-video-1.5-max", "Grok 1.5 Max, 15 s", only=15),
        _form("grok-video-3", "Grok 3"),
        _form("grok-video-3-pro", "Grok 3 Pro, 10 s", only=10),
        _form("grok-video-3-max", "Grok 3 Max, 15 s", only=15),
    ),
    key_variable="DUOYUANX_API_KEY",
    docs=DOCS,
    url_lifetime=24 * 3600,
)

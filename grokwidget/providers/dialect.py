"""The shape of a provider: what it can do, and its wire format as pure functions. No I/O, no clock, no HTTP library."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import quote

from ..catalog import Model
from ..errors import GrokwidgetError, InvalidRequest
from ..messages import say
from ..request import Operation
from ..task import Balance, TaskState


@dataclass(frozen=True)
class WireImage:
    """A reference image ready to send: by its public address, or by its bytes."""

    url: str | None = None
    data: bytes | None = field(default=None, repr=False)
    mime: str = ""

    def address(self) -> str:
        """The http(s) URL where there is one, else a data URL."""
        if self.url is not None:
            return self.url
        return f"data:{self.mime};base64,{base64.b64encode(self.data or b'').decode('ascii')}"


@dataclass(frozen=True)
class Upload:
    """A picture that was put where a provider can fetch it."""

    url: str = field(repr=False)
    """May be signed: a secret."""
    lifetime: float | None = None
    """Seconds that it stays there; None where not documented."""


@dataclass(frozen=True)
class Order:
    """A checked request, ready to be encoded: `fields` is what `Model.sends` gave."""

    model: Model
    fields: Mapping[str, Any]
    images: Sequence[WireImage] = ()
    callback_url: str | None = field(default=None, repr=False)
    operation: Operation = Operation.GENERATE
    source_video: str | None = None


def generates_only(order: Order) -> None:
    """Raise `InvalidRequest` when the order is an edit or an extension: for the wire formats that have neither, where
    it would be sent, and paid, as a new video."""
    if order.operation is not Operation.GENERATE:
        raise InvalidRequest(say("limit.operation", model=order.model.id, operation=order.operation))


@dataclass(frozen=True)
class HttpCall:
    """One HTTP request, relative to the provider's base URL. The transport adds the key; a dialect never sees it."""

    method: str
    path: str
    """Percent-encoded, starting with a slash."""
    json: Any = field(default=None, repr=False)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Multipart text fields, when there is no JSON."""
    files: Sequence[tuple[str, str, bytes, str]] = field(default=(), repr=False)
    """Multipart files: field name, file name, bytes, MIME type."""


ID_HEADERS = ("x-request-id", "x-oneapi-request-id", "cf-ray")
"""Where a provider says which id it gave an exchange."""


@dataclass(frozen=True)
class HttpReply:
    """One HTTP answer, whole."""

    status: int
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Names in lower case."""

    def json(self) -> Any:
        """The body as JSON, None when it isn't any (an HTML error page, half a reply, nothing)."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300

    @property
    def request_id(self) -> str | None:
        """The id that the provider gave this exchange, where it gave one."""
        for name in ID_HEADERS:
            if value := self.headers.get(name):
                return value[:200]
        return None


def segment(text: str) -> str:
    """A task id as one segment of a path: ids are opaque and may hold any character."""
    return quote(text, safe="")


class Dialect(Protocol):
    """A wire format. Every method is a pure function of its arguments.

    The decoders read any reply at all: they return what they found or raise an error of our tree, nothing else.
    """

    def encode_create(self, order: Order) -> HttpCall:
        """The request that creates the task."""
        ...

    def decode_create(self, reply: HttpReply) -> TaskState:
        """The new task, with its id. Raises what `decode_error` gives for a refusal; `CreateUnknown` when the reply
        can't tell whether the task exists."""
        ...

    def encode_poll(self, task_id: str) -> HttpCall:
        """The request that asks how the task stands."""
        ...

    def decode_poll(self, reply: HttpReply, task_id: str) -> TaskState:
        """How the task stands. Raises a `ServiceError` for an error reply; a garbled one is an `UpstreamError`."""
        ...

    def decode_error(self, reply: HttpReply) -> GrokwidgetError:
        """What an error reply means."""
        ...

    def encode_balance(self) -> HttpCall | None:
        """The request for the account's balance; None where the provider has none."""
        ...

    def decode_balance(self, reply: HttpReply) -> Balance:
        """The account's balance."""
        ...

    def encode_models(self) -> HttpCall | None:
        """The request for the list of models; None where the provider has none."""
        ...

    def decode_models(self, reply: HttpReply) -> tuple[str, ...]:
        """The ids that the provider lists."""
        ...

    def encode_upload(self, image: WireImage, name: str) -> HttpCall | None:
        """The request that puts a picture where the provider's models can fetch it; None where it has no such place."""
        ...

    def decode_upload(self, reply: HttpReply) -> Upload:
        """Where the picture is now."""
        ...

    def content_path(self, task_id: str) -> str | None:
        """The path under which the API itself gives the finished video, with the key; None where it has none."""
        ...


class Reserved:
    """The abilities that many a provider lacks, lacking. A base for dialects, which override what theirs has."""

    def encode_balance(self) -> HttpCall | None:
        """None: no balance can be asked for."""
        return None

    def decode_balance(self, reply: HttpReply) -> Balance:
        """Never called: there is no such request."""
        raise NotImplementedError

    def encode_models(self) -> HttpCall | None:
        """None: no models are listed."""
        return None

    def decode_models(self, reply: HttpReply) -> tuple[str, ...]:
        """Never called: there is no such request."""
        raise NotImplementedError

    def encode_upload(self, image: WireImage, name: str) -> HttpCall | None:  # noqa: ARG002 - the protocol's own
        """None: no pictures are taken in."""
        return None

    def decode_upload(self, reply: HttpReply) -> Upload:
        """Never called: there is no such request."""
        raise NotImplementedError

    def content_path(self, task_id: str) -> str | None:  # noqa: ARG002 - the protocol's own
        """None: results are at their URLs only."""
        return None


@dataclass(frozen=True)
class Provider:
    """A service that can be asked: where it is, how it speaks, which models it has."""

    name: str
    """As users write it; also the folder of the local service that speaks its dialect, unless `speaks` names it."""
    title: str
    base_url: str
    """Empty for the local service, whose address is known only when it runs."""
    dialect: Dialect
    models: tuple[Model, ...]
    key_variable: str
    """The environment variable of its key; empty when no key is needed."""
    docs: str
    """The document that all this is from, with its date."""
    key_prefix: str = ""
    """What every key starts with, where the document says so."""
    url_lifetime: float | None = None
    """Seconds that result URLs live; None where not documented."""
    local: bool = False
    """Whether it is the service on this machine: no key, no cost, never a proxy."""
    refunds_failures: bool | None = None
    """Whether a failed task's reserved credits come back; None where not documented."""
    charges_moderation: bool | None = None
    """Whether a video that its moderation withholds is paid for all the same; None where not documented."""
    asks_every: float = 0.0
    """Seconds at least between two questions about a task, where the document advises them."""
    asks_a_minute: float | None = None
    """The most requests a minute of one key, on its smallest plan; None where not documented."""
    speaks: str = ""
    """The provider whose dialect this one speaks, where that is another's: a relay of one's own."""
    upload_host: str = ""
    """Where `encode_upload` sends pictures when that is not the API itself: for telling the user."""

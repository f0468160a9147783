"""Places where a picture on this machine can be put, so that a service that takes addresses only can fetch it.

In order: the provider's own upload endpoint (the engine asks it), a function of the user's (`Client(upload=...)`), or
a store that fsspec reaches, with signed or public addresses (`[upload]` in the user's settings).
"""

from __future__ import annotations

import mimetypes
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from .errors import SettingsError, UpstreamError
from .messages import say
from .providers import Upload

#: Puts a picture somewhere and returns its address: `upload(data, name, mime)`. May be a coroutine function.
UploadFunction = Callable[[bytes, str, str], str | Awaitable[str]]


class UploadTarget(BaseModel):
    """A folder that fsspec knows, e.g. `s3://bucket/pictures`."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    url: str
    public: str = ""
    """The http(s) address under which the folder is public; left out, addresses are signed."""
    lifetime: float = Field(default=3600.0, gt=0)
    """Seconds that a signed address is good for."""
    options: dict[str, Any] = Field(default_factory=dict, repr=False)
    """For fsspec, e.g. `endpoint_url`."""


class Place(Protocol):
    """Somewhere to put pictures. `put` may block: it is called off the loop."""

    host: str
    """For telling the user where the picture goes."""

    def put(self, data: bytes, name: str, mime: str) -> Upload | Awaitable[str]:
        """Put it there; raises whatever goes wrong."""


@dataclass(frozen=True)
class OwnFunction:
    """A function of the user's."""

    call: UploadFunction

    @property
    def host(self) -> str:
        """What it is called."""
        return say("upload.own")

    def put(self, data: bytes, name: str, mime: str) -> Upload | Awaitable[str]:
        """Call it."""
        found = self.call(data, name, mime)
        return Upload(found) if isinstance(found, str) else found


@dataclass(frozen=True)
class Store:
    """A folder that fsspec reaches."""

    target: UploadTarget

    @property
    def host(self) -> str:
        """The bucket, or the host of its public address."""
        parts = urlsplit(self.target.public or self.target.url)
        return parts.hostname or parts.netloc or parts.scheme

    def put(self, data: bytes, name: str, mime: str) -> Upload:
        """Write it and sign its address. Raises `SettingsError` where the store can't be used that way."""
        try:
            import fsspec
        except ImportError:
            raise SettingsError(say("upload.no_fsspec", url=self.target.url)) from None
        try:
            files, folder = fsspec.core.url_to_fs(self.target.url, **self.target.options)
        except ImportError:
            raise SettingsError(say("upload.no_fsspec", url=self.target.url)) from None
        path = f"{folder.rstrip('/')}/{name}{mimetypes.guess_extension(mime) or ''}"
        files.makedirs(folder, exist_ok=True)
        files.pipe_file(path, data)
        if self.target.public:
            return Upload(f"{self.target.public.rstrip('/')}/{path.rsplit('/', 1)[-1]}")
        try:
            return Upload(files.sign(path, expiration=int(self.target.lifetime)), lifetime=self.target.lifetime)
        except NotImplementedError:
            raise SettingsError(say("upload.unsigned", scheme=urlsplit(self.target.url).scheme)) from None


def address(upload: Upload, host: str, image: str) -> Upload:
    """The upload, if what it gave is an address that a service can fetch. Raises `UpstreamError`."""
    parts = urlsplit(upload.url) if isinstance(upload.url, str) else urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UpstreamError(say("upload.failed", image=image, host=host, problem=say("upload.no_address")))
    return upload

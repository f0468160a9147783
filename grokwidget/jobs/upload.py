"""Pictures on this machine for services that take addresses only: put where the service can fetch them, before any
intent to pay is written down. May be tried again, for it costs nothing; kept by content until the address dies.
"""

from __future__ import annotations

import asyncio
import hashlib
import mimetypes
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..errors import GrokwidgetError, Money, NotSent, SettingsError, UpstreamError
from ..messages import say
from ..providers import Upload, WireImage
from ..providers import provider as find
from ..redaction import redact
from ..uploads import Place, address
from .able import takes_pictures
from .plan import Plan
from .reach import Reach

if TYPE_CHECKING:
    from ..media import LoadedImage

_TRIES = 3
_PATIENCE = 180.0
_SHORTEST = 3600.0
"""Seconds that an address of unknown lifetime is trusted."""
_REHEARSED = "jimmyai"
"""The dialect of the local service that takes pictures in, for rehearsals of those that take addresses only."""

_kept: dict[tuple[str, str], tuple[str, float]] = {}
"""Where it was put and its SHA-256 -> its address, and until when. Signed addresses are secrets: never on disk."""


@dataclass(frozen=True)
class _Way:
    """How a picture gets out of here."""

    host: str
    """For the user."""
    where: str
    """What tells it from other ways."""
    put: Callable[[LoadedImage, str], Awaitable[Upload]]


async def uploaded(reach: Reach, plan: Plan, tell: Callable[[str], None]) -> Plan:
    """The plan with addresses for all pictures that the model takes by address only.

    `tell` hears which picture goes where. Raises `UpstreamError` or `SettingsError`; nothing has been ordered then.
    """
    if plan.model.images.local or all(image.url is not None for image in plan.images):
        return plan
    way = await _way(reach, plan)
    images = [image if image.url is not None else await _put(way, image, tell, plan) for image in plan.images]
    return replace(plan, images=tuple(images))


async def _way(reach: Reach, plan: Plan) -> _Way:
    """The provider's own endpoint, else the user's place; a rehearsal's pictures never leave this machine."""
    if takes_pictures(plan.provider) or plan.rehearsal:
        taker = reach if takes_pictures(plan.provider) else replace(reach, provider=find(_REHEARSED))
        base_url = (await taker.access()).base_url
        host = ("" if plan.rehearsal else taker.provider.upload_host) or urlsplit(base_url).hostname or ""
        return _Way(host, base_url, partial(_by_endpoint, taker))
    place = plan.places[0]
    return _Way(place.host, repr(place), partial(_by_place, place))


async def _put(way: _Way, image: LoadedImage, tell: Callable[[str], None], plan: Plan) -> LoadedImage:
    digest = hashlib.sha256(image.data or b"").hexdigest()
    url, until = _kept.get((way.where, digest), ("", 0.0))
    if time.time() < until:
        return replace(image, url=url)
    tell(say("upload.phase", image=image.label, host=way.host))
    name = digest[:20] + (mimetypes.guess_extension(image.mime) or "")
    tries = 0
    while True:
        tries += 1
        try:
            async with asyncio.timeout(_PATIENCE):
                found = address(await way.put(image, name), way.host, image.label)
        except SettingsError:
            raise
        except Exception as error:  # a function of the user's, a driver of a store: each has errors of its own
            passing = isinstance(error, NotSent | UpstreamError) or not isinstance(error, GrokwidgetError)
            if tries == _TRIES or not passing:
                raise _failed(error, way, image, plan) from None
            await asyncio.sleep(0.3 * 2**tries)
        else:
            _kept[way.where, digest] = (found.url, time.time() + 0.9 * (found.lifetime or _SHORTEST))
            return replace(image, url=found.url)


def _failed(error: Exception, way: _Way, image: LoadedImage, plan: Plan) -> UpstreamError:
    text = error.message if isinstance(error, GrokwidgetError) else f"{type(error).__name__}: {error}"
    return UpstreamError(
        say("upload.failed", image=image.label, host=way.host, problem=redact(text).rstrip(".")[:300]),
        provider=plan.provider.name,
        money=Money.NOTHING_SENT,
    )


async def _by_endpoint(reach: Reach, image: LoadedImage, name: str) -> Upload:
    dialect = reach.provider.dialect
    call = dialect.encode_upload(WireImage(data=image.data, mime=image.mime), name)
    assert call is not None
    return dialect.decode_upload(await reach.ask(call))


async def _by_place(place: Place, image: LoadedImage, name: str) -> Upload:
    found = await asyncio.to_thread(place.put, image.data or b"", name, image.mime)
    return found if isinstance(found, Upload) else Upload(await found)

"""Pictures at an address for services that take bytes only: fetched here, before any intent to pay is written down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import httpx

from ..catalog import ImageRule
from ..errors import InvalidImage, NotSent
from ..messages import say
from ..redaction import redact
from ..request import ImageRef
from ..transport.access import Access
from ..transport.bodies import unpacked
from .plan import Plan
from .reach import Reach

if TYPE_CHECKING:
    from ..media import LoadedImage

_PATIENCE = 60.0
_MOST_HOPS = 5


async def fetched(reach: Reach, plan: Plan, tell: Callable[[str], None]) -> Plan:
    """The plan with the bytes of all pictures that the model doesn't take by address. Raises `InvalidImage`.

    `tell` hears which picture is waited for.
    """
    rule = plan.model.images
    if "url" in rule.sources or all(image.url is None for image in plan.images):
        return plan
    images = []
    for image in plan.images:
        if image.url is not None:
            tell(say("media.fetching", label=image.label))
            image = await _bytes(reach, image, rule)
        images.append(image)
    return replace(plan, images=tuple(images))


async def _bytes(reach: Reach, image: LoadedImage, rule: ImageRule) -> LoadedImage:
    from ..media.images import load

    try:
        async with asyncio.timeout(_PATIENCE):
            data = await _get(reach, image, rule.max_bytes)
    except (httpx.HTTPError, httpx.InvalidURL, NotSent, TimeoutError) as error:
        problem = redact(str(error)) or type(error).__name__
        raise InvalidImage(say("media.not_fetched", label=image.label, problem=problem)) from None
    found = await asyncio.to_thread(load, ImageRef("bytes", data, image.label), rule=rule)
    return replace(found, key=image.key, label=image.label)


async def _get(reach: Reach, image: LoadedImage, most: int) -> bytes:
    url = image.url or ""
    nobody = Access(reach.provider.name, reach.provider.title, "", None)  # no key goes to where a picture lies
    for _ in range(_MOST_HOPS):
        async with reach.transport.stream(url, {"Accept": "image/*"}, nobody) as response:
            target = response.headers.get("location") if response.is_redirect else None
            if target is None:
                if response.status_code != 200:
                    problem = f"HTTP {response.status_code}"
                    raise InvalidImage(say("media.not_fetched", label=image.label, problem=problem))
                body = bytearray()
                async for block in unpacked(response):
                    body += block
                    if len(body) > most:
                        text = say("media.fetched_too_big", label=image.label, limit=most // 1024**2)
                        raise InvalidImage(text)
                return bytes(body)
        url = urljoin(url, target)
    raise InvalidImage(say("media.not_fetched", label=image.label, problem=say("media.many_hops")))

"""Which addresses a result may be fetched from: http(s) only, no way into the user's own network, few hops."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urljoin, urlsplit

import httpx

from ..errors import ResultUnavailable
from ..messages import say
from ..transport.access import Access, is_loopback, is_private
from ..transport.connections import Transport

_MOST = 5


def check(url: str, access: Access) -> None:
    """Raise `ResultUnavailable` for an address that no honest service gives out.

    That is: other schemes than http(s); an address of this machine or of a private network, unless the API itself is
    there (the local service, a relay at home).
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    base = urlsplit(access.base_url).hostname or ""
    fits = is_loopback(base) if is_loopback(host) else not is_private(host) or is_private(base)
    if parts.scheme.lower() not in ("http", "https") or not host or not fits:
        where = f"{parts.scheme or '?'}://{host or '?'}"
        raise ResultUnavailable(say("job.bad_url", provider=access.title, url=where), provider=access.provider)


@asynccontextmanager
async def opened(
    transport: Transport, url: str, headers: Mapping[str, str], access: Access
) -> AsyncIterator[httpx.Response]:
    """The answer behind `url`, redirects followed one by one: each is checked, and the key never crosses an origin.

    Once an address has led away from the API's own origin, the key stays behind, even if a later one leads back.
    """
    keyed = access
    for _ in range(_MOST + 1):
        check(url, access)
        if not access.owns(url):
            keyed = Access(access.provider, access.title, access.base_url, None)
        async with transport.stream(url, headers, keyed) as response:
            target = response.headers.get("location") if response.is_redirect else None
            if target is None:
                yield response
                return
        url = urljoin(url, target)
    raise ResultUnavailable(say("job.many_hops", provider=access.title), provider=access.provider)

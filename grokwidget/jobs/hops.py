"""Which addresses a result may be fetched from: http(s) only, no way into the user's own network, few hops."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from ..errors import ResultUnavailable
from ..messages import say
from ..transport.access import Access, is_link_local, is_loopback, is_private
from ..transport.connections import Transport
from ..transport.resolving import came_from_inside, leads_inside

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
    fits = fits and (not is_link_local(host) or is_link_local(base))
    if parts.scheme.lower() not in ("http", "https") or not host or not fits:
        raise _refused(f"{parts.scheme or '?'}://{host or '?'}", access)


def _refused(where: str, access: Access) -> ResultUnavailable:
    return ResultUnavailable(say("job.bad_url", provider=access.title, url=where), provider=access.provider)


def mended(url: str, access: Access, content: str | None) -> str:
    """`url`, or the API's own address where it only seems to be on this machine.

    Relays that were never told their own name hand out `http://localhost:3000/…`. Such an address is taken for the
    API's when its path is the dialect's own `content` route for this task, and never fetched from otherwise.
    """
    if content is None or is_loopback(urlsplit(access.base_url).hostname or ""):
        return url
    try:
        parts = urlsplit(url)
        here = is_loopback(parts.hostname or "")
    except ValueError:
        return url
    ours = {unquote(content), unquote(urlsplit(access.base_url).path.rstrip("/") + content)}
    return access.base_url.rstrip("/") + content if here and unquote(parts.path) in ours else url


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
        where = f"{urlsplit(url).scheme}://{urlsplit(url).hostname}"
        if await leads_inside(url, access.base_url):
            raise _refused(where, access)
        if not access.owns(url):
            keyed = Access(access.provider, access.title, access.base_url, None)
        async with transport.stream(url, headers, keyed) as response:
            if came_from_inside(response, url, access.base_url):
                raise _refused(where, access)
            target = response.headers.get("location") if response.is_redirect else None
            if target is None:
                yield response
                return
        url = urljoin(url, target)
    raise ResultUnavailable(say("job.many_hops", provider=access.title), provider=access.provider)

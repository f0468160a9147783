"""Fetching a picture or a clip by its URL: loopback always, other machines only where the service may do so."""

from __future__ import annotations

import ipaddress
import time
from urllib.parse import urljoin, urlsplit

from grokwidget.local.images import MOST_BYTES, BadImage

SECONDS = 10.0
HOPS = 3


class NotAllowed(Exception):
    """The URL lies outside of this machine, and this service stays inside."""


def is_loopback(url: str) -> bool:
    """Whether a URL's host is this machine, by its literal name: nothing is looked up."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def fetch(url: str, *, anywhere: bool, most: int = MOST_BYTES, accept: str = "image/*") -> bytes:
    """The bytes behind an http(s) URL: at most `most`, 10 s and 3 redirects, each of which must be allowed as well.

    NotAllowed where the service stays inside; BadImage when the image can't be had.
    """
    import httpx

    end = time.monotonic() + SECONDS
    # A proxy has no business with a loopback address, and httpx would ask it.
    with httpx.Client(trust_env=False, timeout=SECONDS) as client:
        for _ in range(HOPS + 1):
            if not (anywhere or is_loopback(url)):
                raise NotAllowed(url)
            try:
                with client.stream("GET", url, headers={"Accept": accept}) as reply:
                    if reply.is_redirect:
                        url = urljoin(url, reply.headers.get("location", ""))
                        continue
                    if reply.status_code != 200:
                        raise BadImage("answered", status=reply.status_code)
                    return _body(reply, end, most)
            except (httpx.HTTPError, httpx.InvalidURL, ValueError):
                raise BadImage("unreachable") from None
    raise BadImage("redirects")


def _body(reply: object, end: float, most: int) -> bytes:
    import httpx

    assert isinstance(reply, httpx.Response)
    data = bytearray()
    for chunk in reply.iter_bytes():
        data += chunk
        if len(data) > most:
            raise BadImage("large")
        if time.monotonic() > end:
            raise BadImage("slow")
    return bytes(data)

"""Where a name really leads: a public name may be an address of the user's own network."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from .access import is_private

#: Given out for every name by proxies that work as a network card (Clash, Surge, …): says nothing of where it leads.
_PLACEHOLDER = ipaddress.ip_network("198.18.0.0/15")


async def leads_inside(url: str, base_url: str) -> bool:
    """Whether the host of `url` is a name that leads into a private network or to this machine, and the API's isn't.

    False where the name isn't known (connecting will tell), and where a proxy looks names up in our place.
    """
    host = urlsplit(url).hostname or ""
    if is_private(host) or _is_address(host) or _proxied(url):
        return False  # judged by how it is written; or looked up elsewhere
    if not any(_inside(address) for address in await _addresses(host)):
        return False
    base = urlsplit(base_url).hostname or ""
    return not (is_private(base) or any(_inside(address) for address in await _addresses(base)))


def came_from_inside(response: httpx.Response, url: str, base_url: str) -> bool:
    """Whether the answer came from such an address after all: a name may lead elsewhere at each look-up."""
    host, base = urlsplit(url).hostname or "", urlsplit(base_url).hostname or ""
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream is not None else None
    if not peer or is_private(host) or is_private(base) or _proxied(url):
        return False
    return _inside(str(peer[0]))


async def _addresses(host: str) -> list[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(each[4][0]) for each in found]


def _inside(address: str) -> bool:
    plain = address.partition("%")[0]
    return is_private(plain) and ipaddress.ip_address(plain) not in _PLACEHOLDER


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _proxied(url: str) -> bool:
    parts = urlsplit(url)
    proxies = getproxies()
    told = proxies.get(parts.scheme.lower()) or proxies.get("all")
    return bool(told) and not proxy_bypass(parts.hostname or "")

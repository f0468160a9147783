"""Where a provider is reached and with which key; what an address says of where it leads."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..keys import Key
from ..providers import HttpCall

_LOCAL_ZONES = frozenset({"local", "internal", "lan", "localdomain", "arpa"})


@dataclass(frozen=True)
class Access:
    """Where a provider is reached, and with which key."""

    provider: str
    title: str
    base_url: str
    key: Key | None = None

    @property
    def loopback(self) -> bool:
        """Whether it is on this machine: then no proxy is asked."""
        return is_loopback(urlsplit(self.base_url).hostname or "")

    def url(self, call: HttpCall) -> str:
        """The whole address of a call."""
        return self.base_url.rstrip("/") + call.path

    def owns(self, url: str) -> bool:
        """Whether `url` has the same scheme, host and port as the API: only then the key goes with it."""
        return origin(url) == origin(self.base_url)


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port, the port as it is meant when left out."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return scheme, (parts.hostname or "").lower(), parts.port or {"https": 443, "http": 80}.get(scheme)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its own name or address."""
    host = host.lower().rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_private(host: str) -> bool:
    """Whether a host is written as an address that only a local network has, or is a name of such a network."""
    host = host.lower().rstrip(".")
    last = host.rpartition(".")[2]
    if is_loopback(host) or last in _LOCAL_ZONES or ("." not in host.strip("[]") and ":" not in host):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return last.isdigit() or last.startswith("0x")  # 127.1 and its like: an address in a disguise
    return not (getattr(address, "ipv4_mapped", None) or address).is_global


def is_link_local(host: str) -> bool:
    """Whether a host is written as an address of the very wire, where clouds tell machines their secrets."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_link_local

"""How one provider is reached with one key: its address, and its speed limit.

For the local service the address is found, and the service started, when the first request needs it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .. import providers
from ..errors import NotSent
from ..keys import Key
from ..origins import origin
from ..providers import HttpCall, HttpReply, Provider
from ..transport.access import is_loopback
from .pace import Pace, poll_hint
from .schedule import Poll

if TYPE_CHECKING:
    from ..transport.access import Access
    from ..transport.connections import Transport


@dataclass
class Reach:
    """The way to a provider. Lives on the portal; `base_url` and `key` come from whoever asked for the job."""

    provider: Provider
    connections: Callable[[], Transport] = field(repr=False)
    """Gives the transport, on the portal: loading the HTTP library and its first client takes a tenth of a second."""
    pace: Pace
    """For what costs money."""
    asking: Pace
    """For what costs nothing."""
    base_url: str = ""
    key: Key | None = field(default=None, repr=False)
    waits: Callable[[float], None] | None = field(default=None, repr=False)
    """Hears how many seconds the provider lets all who use this key wait, where that can be felt."""
    poll: Poll = "calm"
    """How often it is asked how a task stands."""
    rehearsal: bool = False
    """Whether the local service is asked in the provider's place, in its dialect: then neither its address nor its key
    are used."""
    _access: Access | None = field(default=None, init=False)

    @property
    def transport(self) -> Transport:
        """The connections."""
        return self.connections()

    @property
    def free(self) -> bool:
        """Whether nothing costs money there: it is the local service, for itself or in place of a paid one."""
        return self.provider.local or self.rehearsal

    @property
    def nearby(self) -> bool:
        """Whether it is on this machine and may be asked often."""
        return self.free or (self._access is not None and self._access.loopback)

    @property
    def origin(self) -> str:
        """Scheme, host and port of where its tasks are known; "" on this machine, where ports change."""
        address = self.base_url or self.provider.base_url
        here = self.free or is_loopback(urlsplit(address).hostname or "")
        return "" if here else origin(address)

    @property
    def known(self) -> bool:
        """Whether its address is known; that of the local service is found, or the service started, when needed."""
        return self._access is not None or not self._sought

    @property
    def _sought(self) -> bool:
        return self.rehearsal or (self.provider.local and not self.base_url)

    async def access(self) -> Access:
        """Where and with which key; starts the local service when it is the one."""
        if self._access is None:
            from ..transport.access import Access

            base_url, key = self.base_url or self.provider.base_url, self.key
            if self._sought:
                from ..local.launch import ensure

                spoken = providers.provider(self.provider.speaks) if self.provider.speaks else self.provider
                endpoint = await asyncio.to_thread(ensure, spoken.name)
                base_url, key = endpoint.base_url, _dummy(endpoint.key, spoken.key_prefix)
            self._access = Access(self.provider.name, self.provider.title, base_url, key)
        return self._access

    async def ready(self) -> None:
        """Have everything at hand that a request needs, so that sending it takes no longer than it must."""
        if "grokwidget.transport.connections" in sys.modules:
            self.connections()
        else:
            await asyncio.to_thread(self.connections)
        await self.access()

    def lost(self) -> None:
        """The provider did not answer the door: the local service may have moved to another port."""
        if self.free:
            self._access = None

    async def turn(self) -> None:
        """Wait for one's turn to create."""
        await self.pace.turn(self.waits)

    async def create(self, call: HttpCall) -> HttpReply:
        """Send a billed request, once, now: wait for `turn()` first. Raises `NotSent` or `CreateUnknown`."""
        access = await self.access()
        try:
            reply = await self.transport.create(access, call)
        except NotSent:
            self.lost()
            raise
        self.pace.heard(reply.status, reply.headers, time.time())
        return reply

    async def ask(self, call: HttpCall, *, patient: bool = False) -> HttpReply:
        """Send a request that costs nothing. Raises `NotSent` or `UpstreamError`."""
        access = await self.access()
        await self.asking.turn(self.waits)
        try:
            reply = await self.transport.ask(access, call, patient=patient)
        except NotSent:
            self.lost()
            raise
        self.asking.heard(reply.status, reply.headers, time.time())
        return reply

    @staticmethod
    def hint(reply: HttpReply) -> float:
        """Seconds that a reply asks to leave until the next poll; 0 when it says nothing."""
        return poll_hint(reply.headers, time.time()) or 0.0


def _dummy(key: str, prefix: str) -> Key:
    """The local service's key, made to look like the provider's: its dialects check that too."""
    return Key(key if key.startswith(prefix) else f"{prefix}local", "local", secret=False)

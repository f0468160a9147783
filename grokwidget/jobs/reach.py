"""How one provider is reached with one key: its address, and its speed limit.

For the local service the address is found, and the service started, when the first request needs it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..errors import NotSent
from ..keys import Key
from ..providers import HttpCall, HttpReply, Provider
from .pace import Pace, poll_hint

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
    base_url: str = ""
    key: Key | None = field(default=None, repr=False)
    _access: Access | None = field(default=None, init=False)

    @property
    def transport(self) -> Transport:
        """The connections."""
        return self.connections()

    @property
    def nearby(self) -> bool:
        """Whether it is on this machine and may be asked often."""
        return self.provider.local or (self._access is not None and self._access.loopback)

    @property
    def known(self) -> bool:
        """Whether its address is known; that of the local service is found, or the service started, when needed."""
        return self._access is not None or not self.provider.local or bool(self.base_url)

    async def access(self) -> Access:
        """Where and with which key; starts the local service when it is the one."""
        if self._access is None:
            from ..transport.access import Access

            base_url, key = self.base_url or self.provider.base_url, self.key
            if self.provider.local and not base_url:
                from ..local.launch import ensure

                endpoint = await asyncio.to_thread(ensure, self.provider.name)
                base_url, key = endpoint.base_url, Key(endpoint.key, "local", secret=False)
            self._access = Access(self.provider.name, self.provider.title, base_url, key)
        return self._access

    async def ready(self) -> None:
        """Have everything at hand that a request needs, so that sending it takes no longer than it must."""
        await asyncio.to_thread(self.connections)
        await self.access()

    def lost(self) -> None:
        """The provider did not answer the door: the local service may have moved to another port."""
        if self.provider.local:
            self._access = None

    async def create(self, call: HttpCall) -> HttpReply:
        """Send a billed request, once, now: wait for `pace.turn()` first. Raises `NotSent` or `CreateUnknown`."""
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
        await self.pace.turn()
        try:
            reply = await self.transport.ask(access, call, patient=patient)
        except NotSent:
            self.lost()
            raise
        self.pace.heard(reply.status, reply.headers, time.time())
        return reply

    @staticmethod
    def hint(reply: HttpReply) -> float:
        """Seconds that a reply asks to leave until the next poll; 0 when it says nothing."""
        return poll_hint(reply.headers, time.time()) or 0.0

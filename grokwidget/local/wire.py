"""Below HTTP: two listening sockets, one server loop in a daemon thread, and faults that need the bare connection."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from grokwidget.local.faults import Fault, FaultPlan, Place

TRANSPORT = "grokwidget.transport"
HOST = "127.0.0.1"


def listening(port: int) -> socket.socket:
    """A socket that listens on loopback. OSError (EADDRINUSE) when the port is taken; 0 takes any."""
    # The protocol is named because asyncio sets TCP_NODELAY only then; without it every answer waits 44 ms.
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((HOST, port))
        sock.listen(128)
    except BaseException:
        sock.close()
        raise
    return sock


class _Protocol(H11Protocol):
    """uvicorn's own, except that an application can reach its connection (to break it)."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn does
        super().connection_made(transport)
        inner = self.app

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            scope[TRANSPORT] = transport
            await inner(scope, receive, send)

        self.app = app


class Servers:
    """Serves several applications, each on a socket of its own, from one daemon thread."""

    def __init__(self, apps: list[tuple[socket.socket, ASGIApp]]) -> None:
        self._sockets = [sock for sock, _ in apps]
        self._servers = [
            uvicorn.Server(
                uvicorn.Config(
                    app,
                    http=_Protocol,
                    ws="none",
                    lifespan="off",
                    loop="asyncio",
                    log_config=None,
                    log_level="critical",
                    access_log=False,
                    server_header=False,
                    timeout_keep_alive=30,
                    timeout_graceful_shutdown=1,
                )
            )
            for _, app in apps
        ]
        self._thread = threading.Thread(target=self._run, name="grokwidget-service", daemon=True)

    def start(self) -> None:
        """Begin to answer. The sockets listen already, so nobody is refused meanwhile."""
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether the thread runs: not so in a forked child."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Answer no more, and give the ports back."""
        for server in self._servers:
            server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        for sock in self._sockets:
            sock.close()

    def _run(self) -> None:
        loop = asyncio.new_event_loop()
        try:
            loop.run_until_complete(self._serve())
        finally:
            with contextlib.suppress(RuntimeError):
                loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()

    async def _serve(self) -> None:
        await asyncio.gather(
            *(server.serve(sockets=[sock]) for server, sock in zip(self._servers, self._sockets, strict=True))
        )


class Faulty:
    """An endpoint to which the faults of one place may happen; those in an answer's content are left to the dialect."""

    def __init__(self, inner: ASGIApp, place: Place, provider: str, faults: FaultPlan) -> None:
        self._inner, self._place, self._provider, self._faults = inner, place, provider, faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self._faults.take(self._place, self._provider)
        if fault is None:
            await self._inner(scope, receive, send)
            return
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.drop == "before":
            await broken(scope, receive, fault)
        elif fault.status is not None:
            await _canned(fault, send)
        elif fault.drop == "after":
            await self._inner(scope, receive, _silence)
            await broken(scope, receive, fault)
        else:
            scope["grokwidget.fault"] = fault
            await self._inner(scope, receive, _Shortened(send, scope, receive, fault))


async def broken(scope: Scope, receive: Receive, fault: Fault) -> None:
    """Close the connection, or reset it, and wait until that is done."""
    transport: asyncio.Transport = scope[TRANSPORT]
    if fault.reset:
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    else:
        transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _canned(fault: Fault, send: Send) -> None:
    body = fault.body.encode() if isinstance(fault.body, str) else fault.body
    headers = {"content-length": str(len(body)), **{name.lower(): value for name, value in fault.headers.items()}}
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": fault.status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


async def _silence(message: Message) -> None:
    """Where an answer goes that nobody is to hear."""


class _Shortened:
    """Lets through only the first bytes of a body: with an honest header (truncate), or not (cut)."""

    def __init__(self, send: Send, scope: Scope, receive: Receive, fault: Fault) -> None:
        self._send, self._scope, self._receive, self._fault = send, scope, receive, fault
        most = fault.cut if fault.truncate is None else fault.truncate
        self._left: float = float("inf") if most is None else most
        self._over = False

    async def __call__(self, message: Message) -> None:
        if self._over:
            return
        if message["type"] == "http.response.start":
            await self._send(self._honest(message) if self._fault.truncate is not None else message)
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if len(body) < self._left or (len(body) == self._left and self._fault.truncate is not None):
            self._left -= len(body)
            await self._send(message)
            return
        self._over = True
        whole = self._fault.truncate is not None or (len(body) == self._left and not more)
        await self._send({"type": "http.response.body", "body": body[: int(self._left)], "more_body": not whole})
        if not whole:
            await broken(self._scope, self._receive, self._fault)

    def _honest(self, message: Message) -> Message:
        headers: list[tuple[bytes, Any]] = []
        for name, value in message["headers"]:
            short = name.lower() == b"content-length" and int(value) > self._left
            headers.append((name, str(int(self._left)).encode() if short else value))
        return {**message, "headers": headers}

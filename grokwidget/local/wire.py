"""Below HTTP: two listening sockets, one server loop in a daemon thread, and faults that need the bare connection."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading

import uvicorn
from starlette.datastructures import Headers, QueryParams
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from grokwidget.local.faults import FOR_TASK, Fault, FaultPlan, Place
from grokwidget.local.faultscript import HEADER, BadFault, from_header
from grokwidget.local.spoiling import TRANSPORT, broken, spoilt

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
        # Who came in the very last moment has a connection that uvicorn didn't see yet, and who wouldn't go still has
        # one: none may be left to a loop that is closed.
        await _turns()
        for server in self._servers:
            for connection in list(server.server_state.connections):
                if connection.transport is not None:
                    connection.transport.abort()
        await _turns()


async def _turns() -> None:
    """Let the loop do what is due now, and what follows from that."""
    for _ in range(3):
        await asyncio.sleep(0)


class Faulty:
    """An endpoint to which the faults of one place may happen: those of the plan, and those that a request brings in
    its header. Odd answers and refusals are left to the dialect."""

    def __init__(self, inner: ASGIApp, place: Place, provider: str, faults: FaultPlan) -> None:
        self._inner, self._place, self._provider, self._faults = inner, place, provider, faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._faults.tally.came(self._place, self._provider)
        task = _task(scope)
        try:
            fault, later = self._brought(scope, task)
        except BadFault as error:
            await JSONResponse({"error": str(error)}, status_code=400)(scope, receive, send)
            return
        if fault is None:
            fault = self._faults.take(self._place, self._provider, task)
        if self._place == "create":
            FOR_TASK.set((*([fault] if fault and fault.clips else []), *later))
        if fault is None:
            await self._inner(scope, receive, send)
            return
        if fault.delay:
            await asyncio.sleep(fault.delay)
        out = spoilt(send, scope, receive, fault)
        if fault.drop == "before":
            await broken(scope, receive, fault)
        elif fault.status is not None:
            await _canned(fault, out)
        elif fault.drop == "after":
            await self._inner(scope, receive, _silence)
            await broken(scope, receive, fault)
        else:
            scope["grokwidget.fault"] = fault
            await self._inner(scope, receive, out)

    def _brought(self, scope: Scope, task: str) -> tuple[Fault | None, list[Fault]]:
        """What the header asks for: the fault of this request, and those of the task that it makes."""
        text = Headers(scope=scope).get(HEADER)
        if text is None:
            return None, []
        now, later = from_header(text, self._place, (self._provider,))
        for fault in now:
            self._faults.note(fault, self._provider, task)
        return (now[0] if now else None), later


def _task(scope: Scope) -> str:
    """Which task a request is about, as far as its address says: an id, the name of a file, or ""."""
    named = scope.get("path_params", {})
    for name in ("task_id", "request_id", "file"):
        if name in named:
            return str(named[name])
    return str(QueryParams(scope.get("query_string", b"")).get("task_id", ""))


async def _canned(fault: Fault, send: Send) -> None:
    body = fault.body.encode() if isinstance(fault.body, str) else fault.body
    headers = {"content-length": str(len(body)), **{name.lower(): value for name, value in fault.headers.items()}}
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": fault.status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


async def _silence(message: Message) -> None:
    """Where an answer goes that nobody is to hear."""

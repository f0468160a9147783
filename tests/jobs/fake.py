"""A provider on real sockets that does what a test tells it to: it loses replies, resets, lies, hangs, cuts files.

It speaks aivideoapi's dialect, gives its files out on a second origin, and remembers every request.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

PLACES = ("create", "poll", "credits", "file")


@dataclass(frozen=True)
class Said:
    """An answer, or what happens in its place."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    lose: bool = False
    """Close the connection without a byte."""
    reset: bool = False
    """Close it with a TCP reset."""
    hang: bool = False
    """Never answer."""
    cut: int | None = None
    """Promise the whole body, send so many bytes of it, and close."""
    refuse: bool = False
    """Nothing is done: for a create, no task is made."""


def document(value: Any, status: int = 200, **more: Any) -> Said:
    """An answer in JSON."""
    return Said(status, json.dumps(value).encode(), {"Content-Type": "application/json"}, **more)


def error(status: int, code: str, message: str = "no", **headers: str) -> Said:
    """The dialect's own error."""
    said = document({"error": {"code": code, "message": message, "type": "t"}}, status, refuse=True)
    return replace(said, headers={**said.headers, **headers})


LOST = Said(lose=True)
RESET = Said(reset=True)
HANG = Said(hang=True)
HTML = Said(502, b"<html><body>Bad gateway</body></html>", {"Content-Type": "text/html"})


@dataclass
class Request:
    """What came in."""

    place: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Fake:
    """The provider. `script[place]` are the answers of the next requests, then `always[place]`, then good ones."""

    def __init__(self, video: bytes) -> None:
        self.video = video
        self.polls_until_done = 1
        self.script: dict[str, list[Said]] = {place: [] for place in PLACES}
        self.always: dict[str, Said] = {}
        self.requests: list[Request] = []
        self.tasks: dict[str, int] = {}
        self.urls: Callable[[str], list[str]] = lambda task: [f"{self.files}/{task}.mp4?sig=secret"]
        self.slow = 0.0
        """Seconds until a create is answered, after its task is made."""
        self.final: dict[str, Any] | None = None
        """The finished task's object in place of a completed one."""
        self.gate = threading.Event()
        """While it is clear, polls say `processing`."""
        self.gate.set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait()

    def __enter__(self) -> Fake:
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    # -- what a test asks ---------------------------------------------------------------------------------------------

    def seen(self, place: str) -> list[Request]:
        """The requests of one kind."""
        return [request for request in list(self.requests) if request.place == place]

    @property
    def creates(self) -> int:
        """How many creates came in: what one would pay for."""
        return len(self.seen("create"))

    # -- the server ---------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        # As asyncio.run ends: what was being closed is closed by then.
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        api = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        files = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{api.sockets[0].getsockname()[1]}"
        self.files = f"http://127.0.0.1:{files.sockets[0].getsockname()[1]}"
        self._ready.set()
        await self._stop.wait()
        for server in (api, files):
            self._loop.remove_reader(server.sockets[0].fileno())
        # Who was let in just now must be talked to first: a server that is closed before forgets that one's socket.
        # That takes some turns of the loop, which no event tells of, and no time.
        for _ in range(10):
            await asyncio.sleep(0)
        for server in (api, files):
            server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await self._read(reader):
                said = self._answer(request)
                if request.place == "create":
                    await asyncio.sleep(self.slow)
                if not await self._say(writer, said):
                    break
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):  # or the loop ends before the socket does
                await writer.wait_closed()

    async def _read(self, reader: asyncio.StreamReader) -> Request | None:
        head = await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b""
        if not head:
            return None
        lines = head.decode("latin-1").split("\r\n")
        method, path, _ = lines[0].split(" ", 2)
        headers = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)
        }
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        place = "create" if method == "POST" else "poll" if path.startswith("/v1/tasks/") else "file"
        place = "credits" if path == "/v1/credits" else place
        request = Request(place, path, headers, body)
        self.requests.append(request)
        return request

    def _answer(self, request: Request) -> Said:
        queue = self.script[request.place]
        told = queue.pop(0) if queue else self.always.get(request.place)
        if told is not None and told.refuse:
            return told
        good = getattr(self, f"_{request.place}")(request)
        return good if told is None else replace(good, cut=told.cut) if told.cut is not None and not told.body else told

    async def _say(self, writer: asyncio.StreamWriter, said: Said) -> bool:
        if said.hang:
            await asyncio.sleep(3600)
        if said.reset:
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
            return False
        if said.lose:
            return False
        headers = {"Content-Length": str(len(said.body)), **said.headers}
        head = f"HTTP/1.1 {said.status} X\r\n" + "".join(
            f"{name}: {value}\r\n" for name, value in headers.items() if value
        )
        writer.write(head.encode("latin-1") + b"\r\n" + (said.body if said.cut is None else said.body[: said.cut]))
        await writer.drain()
        return said.cut is None

    # -- the good answers ---------------------------------------------------------------------------------------------

    def _create(self, _: Request) -> Said:
        task = f"task-{len(self.tasks) + 1}"
        self.tasks[task] = 0
        return document({"code": 200, "msg": "success", "data": {"taskId": task}})

    def _poll(self, request: Request) -> Said:
        task = request.path.removeprefix("/v1/tasks/")
        if task not in self.tasks:
            return error(404, "task_not_found")
        if not self.gate.is_set():
            return document({"id": task, "status": "processing", "progress": 40})
        self.tasks[task] += 1
        if self.tasks[task] <= self.polls_until_done:
            return document({"id": task, "status": "processing", "progress": None})
        if self.final is not None:
            return document({"id": task, **self.final})
        return document({"id": task, "status": "completed", "output": {"urls": self.urls(task)}})

    def _credits(self, _: Request) -> Said:
        data = {"balance": 5, "total_purchased": 9, "total_consumed": 4}
        return document({"code": 200, "msg": "success", "data": data})

    def _file(self, request: Request) -> Said:
        headers = {"Content-Type": "video/mp4", "ETag": '"v1"', "Accept-Ranges": "bytes"}
        found = re.fullmatch(r"bytes=(\d+)-", request.headers.get("range", ""))
        if not found:
            return Said(200, self.video, headers)
        start, size = int(found[1]), len(self.video)
        return Said(206, self.video[start:], {**headers, "Content-Range": f"bytes {start}-{size - 1}/{size}"})

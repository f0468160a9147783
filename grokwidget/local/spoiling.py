"""Answers that are sent otherwise than they were meant: other headers, other JSON, drop by drop, or cut short."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Mapping
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from grokwidget.local.faults import Fault

TRANSPORT = "grokwidget.transport"
_PAUSE = 0.05
"""Seconds between two drops."""


def spoilt(send: Send, scope: Scope, receive: Receive, fault: Fault) -> Send:
    """A `send` through which an answer becomes what the fault makes of it."""
    if fault.drip is not None:
        send = _dripping(send, fault.drip)
    if fault.cut is not None or fault.truncate is not None:
        send = _Shortened(send, scope, receive, fault)
    if fault.headers and fault.status is None:
        send = _with_headers(send, fault.headers)
    if fault.patch:
        send = _patching(send, fault.patch)
    return send


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


def patched(value: Any, patch: Any) -> Any:
    """A JSON value with a merge patch (RFC 7396) applied."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(value) if isinstance(value, Mapping) else {}
    for name, inner in patch.items():
        if inner is None:
            result.pop(name, None)
        else:
            result[name] = patched(result.get(name), inner)
    return result


def _with_headers(send: Send, others: Mapping[str, str]) -> Send:
    new = {name.lower().encode("latin-1"): value.encode("latin-1") for name, value in others.items()}

    async def changed(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message["headers"] if name.lower() not in new]
            message = {**message, "headers": [*kept, *new.items()]}
        await send(message)

    return changed


def _patching(send: Send, patch: Mapping[str, Any]) -> Send:
    start: Message = {}
    body = bytearray()

    async def changed(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = message
            return
        body.extend(message.get("body", b""))
        if message.get("more_body"):
            return
        try:
            data = json.dumps(patched(json.loads(body), patch), ensure_ascii=False).encode()
        except ValueError:  # not JSON: as it is
            data = bytes(body)
        headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        await send({**start, "headers": [*headers, (b"content-length", str(len(data)).encode())]})
        await send({"type": "http.response.body", "body": data})

    return changed


def _dripping(send: Send, rate: float) -> Send:
    drop = max(1, int(rate * _PAUSE))

    async def slowly(message: Message) -> None:
        body = message.get("body", b"")
        if message["type"] != "http.response.body" or not body:
            await send(message)
            return
        for at in range(0, len(body), drop):
            piece, over = body[at : at + drop], at + drop >= len(body)
            await send({**message, "body": piece, "more_body": message.get("more_body", False) or not over})
            await asyncio.sleep(len(piece) / rate)

    return slowly


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

"""The service that all contenders ask, in a process of its own: `python -m benchmarks.rivals.server FILM`.

Prints its address and xAI's gRPC port (0: not to be had) as JSON, and ends with its standard input. Runs under the
others' interpreter where there is one, for xAI's own messages.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import threading
from pathlib import Path

import uvicorn

from . import grpcwire
from .desk import Desk
from .wires import Wires


async def _serve(film: bytes) -> None:
    desk = Desk()
    wires = Wires(desk, film)
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(256)
    wires.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    try:
        _kept, port = await grpcwire.serve(desk, wires)
    except ImportError:
        port = 0
    server = uvicorn.Server(uvicorn.Config(wires, lifespan="off", log_level="error", access_log=False))
    print(json.dumps({"address": wires.address, "grpc": port}), flush=True)

    def end() -> None:
        sys.stdin.read()
        server.should_exit = True

    threading.Thread(target=end, daemon=True).start()
    await server.serve(sockets=[listening])


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]).read_bytes()))

"""A forward proxy on this machine that plays the internet: relays that repeat the key wherever they can.

The client has its key from the environment, its relays from the user's settings and its proxy from `HTTP_PROXY`, as at
a company: nothing in the product is bent for the test. What it sends to `http://xai.lan` arrives here, is handed to the
local service's half of that dialect, and comes back with the key in headers, bodies, errors and result addresses.
"""

from __future__ import annotations

import json
import threading
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, urlsplit

from grokwidget.local.service import Service

FILES = "files.lan"
FAILS = "please fail"
"""A prompt with these words is refused, with the key in the refusal."""
_DROPPED = {"content-length", "transfer-encoding", "connection", "server", "date", "content-encoding"}


class Echo(ThreadingHTTPServer):
    """The proxy. `seen` counts the requests that carried the key, `echoed` the answers that repeated it."""

    daemon_threads = True

    def __init__(self, service: Service, key: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.service, self.key = service, key
        self.seen = self.echoed = self.files = 0
        self.refused: list[str] = []
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Echo
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        self._pass_on()

    do_POST = do_PUT = do_DELETE = do_GET

    def _pass_on(self) -> None:
        echo, parts = self.server, urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        echo.seen += echo.key in self.headers.get("authorization", "")
        name, _, zone = (parts.hostname or "").rpartition(".")
        if zone != "lan":
            echo.refused.append(self.path)
            self._answer(403, {}, b"")
        elif FAILS.encode() in body:
            self._fail()
        elif parts.hostname == FILES:
            echo.files += 1
            self._answer(*self._ask(echo.service.files_address, self._unspoiled(), body))
        else:
            status, headers, answer = self._ask(echo.service.address, f"/{name}{self._unspoiled()}", body)
            self._answer(status, {**headers, "X-Request-Id": f"req {echo.key}"}, self._spoiled(name, answer))

    def _unspoiled(self) -> str:
        """The path and query as the service knows them."""
        parts = urlsplit(self.path)
        path = parts.path.removeprefix(f"/{quote(self.server.key, safe='')}")
        query = "&".join(each for each in parts.query.split("&") if each and not each.startswith("api_key="))
        return path + (f"?{query}" if query else "")

    def _ask(self, address: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
        connection.request(self.command, path, body or None, {**headers, "Accept-Encoding": "identity"})
        reply = connection.getresponse()
        kept = {name: value for name, value in reply.getheaders() if name.lower() not in _DROPPED}
        try:
            return reply.status, kept, reply.read()
        finally:
            connection.close()

    def _spoiled(self, name: str, answer: bytes) -> bytes:
        """The answer with the key in it: beside the truth, and in the path and the query of every result address."""
        key, service = self.server.key, self.server.service
        try:
            told = json.loads(answer)
        except ValueError:
            return answer
        self.server.echoed += 1
        text = json.dumps(_with_key(told, service.files_address, key))
        return text.replace(service.url(name), f"http://{name}.lan").encode()

    def _fail(self) -> None:
        key = self.server.key
        self.server.echoed += 1
        # The key stands across every length at which somebody may cut a message.
        words = " ".join(f"{'no ' * n}{key}" for n in range(40))
        told = {"code": f"bad {key}", "message": words, "type": key, "param": key}
        body = {"error": told, "message": words, "msg": words, "detail": words, "code": 400, key: key}
        self._answer(400, {"Content-Type": "application/json", "X-Request-Id": key}, json.dumps(body).encode())

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status, f"no {self.server.key}")
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("X-Your-Key", self.server.key)
        self.send_header("Set-Cookie", f"key={quote(self.server.key)}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _with_key(told: Any, files: str, key: str) -> Any:
    if isinstance(told, dict):
        return {name: _with_key(value, files, key) for name, value in told.items()} | {"echo": key}
    if isinstance(told, list):
        return [_with_key(value, files, key) for value in told]
    if isinstance(told, str) and told.startswith(files):
        more = "&" if "?" in told else "?"
        return told.replace(files, f"http://{FILES}/{quote(key, safe='')}") + f"{more}api_key={quote(key, safe='')}"
    return told

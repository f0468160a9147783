"""A dialect's form arrives as a multipart form, with files and without: read back from a real socket."""

from __future__ import annotations

import asyncio
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import cast

import pytest

from grokwidget.providers import HttpCall
from grokwidget.transport.access import Access
from grokwidget.transport.connections import Transport

_FORM = {"model": "grok-video-3", "prompt": "猫咪听歌摇头晃脑", "seconds": "6"}
_FILE = ("input_reference", "reference1.png", b"\x89PNG\r\n\x00\xff", "image/png")


@contextmanager
def _listener() -> Iterator[tuple[str, list[bytes]]]:
    got: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append(f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode() + body)
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", got
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _sent(call: HttpCall) -> EmailMessage:
    async def send(base: str) -> None:
        await Transport().create(Access("duoyuanx", "duoyuanx.com", base), call)

    with _listener() as (base, got):
        asyncio.run(send(base))
    (request,) = got
    return BytesParser(policy=email.policy.HTTP).parsebytes(request)


@pytest.mark.parametrize("files", [(), (_FILE,), (_FILE, _FILE)], ids=["no file", "a file", "two files"])
def test_a_form_is_multipart_with_files_and_without(files: tuple[tuple[str, str, bytes, str], ...]) -> None:
    message = _sent(HttpCall("POST", "/v1/videos", form=_FORM, files=files))
    assert message.get_content_type() == "multipart/form-data"
    parts = [cast(EmailMessage, part) for part in message.iter_parts()]
    texts, pictures = parts[: len(_FORM)], parts[len(_FORM) :]
    assert {
        str(part.get_param("name", header="content-disposition")): cast(bytes, part.get_payload(decode=True)).decode()
        for part in texts
    } == _FORM
    assert all(part.get_filename() is None for part in texts)
    assert [
        (
            part.get_param("name", header="content-disposition"),
            part.get_filename(),
            part.get_payload(decode=True),
            part.get_content_type(),
        )
        for part in pictures
    ] == list(files)

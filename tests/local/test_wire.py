"""Below HTTP: what a server that stops leaves behind."""

from __future__ import annotations

import gc
import socket
import sys
import threading

import pytest
from starlette.types import Receive, Scope, Send

from grokwidget.local import wire


async def _nobody(scope: Scope, receive: Receive, send: Send) -> None:
    """Is never asked: the callers below only connect."""
    raise AssertionError


def _call(port: int, callers: list[socket.socket], some: threading.Event, over: threading.Event) -> None:
    """Connect again and again until it is `over` or refused; tell when there are `some`."""
    while not over.is_set():
        try:
            callers.append(socket.create_connection((wire.HOST, port), timeout=1))
        except OSError:
            return
        if len(callers) == 20:
            some.set()


@pytest.mark.slow
@pytest.mark.filterwarnings("error::ResourceWarning")
def test_no_connection_is_left_open_by_a_server_that_stops_while_callers_come(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[str] = []
    gc.collect()
    monkeypatch.setattr(sys, "unraisablehook", lambda told: left.append(str(told.exc_value)))
    for _ in range(5):
        sock = wire.listening(0)
        port = sock.getsockname()[1]
        servers = wire.Servers([(sock, _nobody)])
        servers.start()
        callers: list[socket.socket] = []
        some, over = threading.Event(), threading.Event()

        caller = threading.Thread(target=_call, args=(port, callers, some, over))
        caller.start()
        assert some.wait(30)
        servers.stop()
        over.set()
        caller.join()
        for connection in callers:
            connection.close()
        del servers
        gc.collect()
    assert [text for text in left if "unclosed" in text] == []

"""The service in the foreground, until it is interrupted: what `grokwidget serve` runs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from grokwidget.errors import SettingsError
from grokwidget.local.launch import running
from grokwidget.local.options import Options
from grokwidget.local.service import Busy, Service
from grokwidget.messages import say

LOOPBACK = ("127.0.0.1", "localhost")


def run(
    port: int = 0,
    host: str = "127.0.0.1",
    *,
    started: Callable[[str], None] | None = None,
    stop: threading.Event | None = None,
    options: Options | None = None,
) -> None:
    """Serve until interrupted (KeyboardInterrupt ends it quietly) or until `stop` is set.

    `started` is called with its address once it answers. SettingsError, in one
    sentence, when the port is in use, the host isn't this machine, or the user's service runs already.
    """
    if host not in LOOPBACK:
        raise SettingsError(say("local.only_loopback", host=host))
    chosen = replace(options or Options(), port=port)
    service = Service(chosen)
    try:
        service.start()
    except Busy:
        other = running(chosen.folder)
        if other:
            raise SettingsError(say("local.runs_already", address=other.address, pid=other.pid)) from None
        raise SettingsError(say("local.silent", path=chosen.folder)) from None
    waiting = stop or threading.Event()
    try:
        if started:
            started(service.address)
        # In slices: on Windows an endless wait can't be interrupted.
        while not waiting.wait(0.5):
            pass
    except KeyboardInterrupt:
        pass
    finally:
        service.stop()

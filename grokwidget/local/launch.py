"""Finding the user's local service, or starting it: one per user, whoever needs it first."""

from __future__ import annotations

import atexit
import http.client
import json
import os
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from grokwidget.errors import SettingsError
from grokwidget.local.folder import Info, read_info, service_folder, this_host
from grokwidget.messages import say

if TYPE_CHECKING:
    from grokwidget.local.options import Options
    from grokwidget.local.service import Service

PATIENCE = 15.0
"""Seconds that another process has to answer, once it holds the lock."""
_PAUSE = 0.05


@dataclass(frozen=True)
class Endpoint:
    """Where to send a provider's requests, and with which key."""

    base_url: str
    """`http://127.0.0.1:PORT/{provider}`; the dialect's paths follow."""
    key: str
    files: str
    """The origin of the result files."""
    version: str
    """Of the service, which may be older or newer than this package."""
    pid: int
    """The process that it lives in."""


def ensure(provider: str = "local", *, options: Options | None = None) -> Endpoint:
    """The endpoint of the user's service; it is started in this process where none answers.

    Blocks: under 1 ms where it runs in this process, a few ms where it runs in another, about 0.2 s to start it. Ask
    again when a connection is refused: the process that it lived in may have ended, and then it lives on here.
    `options` count only if it has to be started. SettingsError when the folder can't be used, when its owner is
    silent, or for a provider whose dialect it does not speak.
    """
    folder = (options.folder if options else service_folder()).expanduser().absolute()
    with _starting:
        end = time.monotonic() + PATIENCE
        while True:
            if found := _mine(folder) or _running(folder):
                return _endpoint(found, provider)
            if service := _started(folder, options):
                return _endpoint(_info(service), provider)
            if (ours := _on_this_host(folder)) != folder:
                folder, options = ours, options and replace(options, folder=ours)
                continue
            if time.monotonic() > end:
                raise SettingsError(say("local.silent", path=folder))
            time.sleep(_PAUSE)  # somebody else is just starting it


def running(folder: Path | None = None) -> Info | None:
    """The user's service as it answers now; None where none does. Starts nothing."""
    return _running((folder or service_folder()).expanduser().absolute())


def stop() -> None:
    """Stop the services that were started from this process."""
    with _starting:
        while _services:
            _, service = _services.popitem()
            if service.pid == os.getpid():
                service.stop()


_starting = threading.Lock()
_services: dict[Path, Service] = {}


def _after_fork() -> None:
    global _starting
    _starting = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
atexit.register(stop)


def _mine(folder: Path) -> Info | None:
    service = _services.get(folder)
    return _info(service) if service and service.alive else None


def _running(folder: Path) -> Info | None:
    info = read_info(folder)
    return info if info and _answers(info) else None


def _on_this_host(folder: Path) -> Path:
    """Another folder, where the one that is taken belongs to another machine (a shared home) or container.

    Its loopback is not ours, so that its service can't be reached from here.
    """
    info = read_info(folder)
    elsewhere = info is not None and info.host not in ("", this_host())
    return folder / f"on-{this_host()}" if elsewhere else folder


def _started(folder: Path, options: Options | None) -> Service | None:
    from grokwidget.local.options import Options
    from grokwidget.local.service import Busy, Service

    try:
        service = Service(options or Options(folder=folder)).start()
    except Busy:
        return None
    service.renders.warm()
    _services[folder] = service
    return service


def _info(service: Service) -> Info:
    from grokwidget._version import __version__

    return Info(service.address, service.files_address, service.pid, __version__, service.instance)


def _answers(info: Info) -> bool:
    """Whether the very service that wrote this answers at its address."""
    address = urlsplit(info.address)
    if address.hostname != "127.0.0.1":
        return False
    try:
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=2)
        try:
            connection.request("GET", "/")
            about = json.loads(connection.getresponse().read(10_000))
        finally:
            connection.close()
    except (OSError, ValueError, http.client.HTTPException):
        return False
    return isinstance(about, dict) and about.get("instance") == info.instance


def _endpoint(info: Info, provider: str) -> Endpoint:
    from grokwidget.local.dialects import PROVIDERS
    from grokwidget.local.service import KEY

    if provider not in PROVIDERS:
        raise SettingsError(say("local.no_dialect", provider=provider, known=", ".join(PROVIDERS)))
    return Endpoint(f"{info.address}/{provider}", KEY, info.files, info.version, info.pid)

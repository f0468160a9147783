"""The doctor's checks of the machine: can clips be kept, do locks hold, is there room, and where do requests go."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from ..errors import GrokwidgetError
from ..messages import say
from .doctor import Finding

_PIP = f"{sys.executable} -m pip install"
_LOW = 1.0
"""GiB below which the disk is told to be low: some two hundred long clips."""


def library(folder: str | None) -> Iterator[Finding]:
    """The library can be written, its locks hold, its ledger is read; how many jobs are unfinished."""
    from ..library import Library
    from ..library.place import resolve
    from ..settings import Settings

    what = say("doctor.library")
    try:
        place = Path(folder or resolve(Settings.load().library)).absolute()
        there = next(each for each in (place, *place.parents) if each.exists())
        if problem := _unwritable(there):
            yield Finding(what, "bad", say("doctor.library.closed", folder=there, problem=problem), _elsewhere())
            return
        # One of its own, not the engine's: closing it must not take their owner from jobs that run in this process.
        found = Library(folder or place)
    except GrokwidgetError as error:
        yield Finding(what, "bad", error.message, error.hint or _elsewhere())
        return
    try:
        free = shutil.disk_usage(there).free / 2**30
        yield Finding(what, "ok", say("doctor.library.good", folder=found.path, free=f"{free:.0f}"))
        yield from _ledger(found.path)
        if free < _LOW:
            text = say("doctor.disk.low", free=f"{free:.1f}")
            yield Finding(say("doctor.disk"), "bad", text, "grokwidget library prune --help")
        if unfinished := len(found.unfinished()):
            text = say("doctor.unfinished", count=unfinished)
            yield Finding(say("doctor.jobs"), "note", text, "grokwidget resume")
    finally:
        found.close()


def _ledger(library: Path) -> Iterator[Finding]:
    from ..library.place import ledger_folder

    what = say("doctor.ledger")
    where, why = ledger_folder(library)
    yield Finding(what, "note", why) if why else Finding(what, "ok", say("doctor.ledger.good", folder=where))


def _unwritable(folder: Path) -> str:
    """Why no file can be made in a folder, in the system's words; "" where one can. Its permissions don't tell all."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".grokwidget-"):
            return ""
    except OSError as error:
        return error.strerror or str(error)


def _elsewhere() -> str:
    """The command that chooses a folder that can be written: at home, or else where the system keeps what passes."""
    homes = [home for home in (Path.home(), Path(tempfile.gettempdir())) if home.is_dir() and not _unwritable(home)]
    return f"export GROKWIDGET_LIBRARY={homes[0] / 'grokvideos'}" if homes else say("doctor.elsewhere")


def state() -> Iterator[Finding]:
    """The folders of this user can be written: the index of what was paid for, budgets, and the local service's own."""
    from ..library.place import state_folder
    from ..local.folder import service_folder

    for name, folder in (
        ("GROKWIDGET_STATE_DIR", state_folder),
        ("GROKWIDGET_SERVICE_DIR", service_folder),
    ):
        what = say("doctor.state")
        try:
            place = folder().absolute()
        except GrokwidgetError as error:
            yield Finding(what, "bad", error.message, f"unset {name}")
            continue
        there = next(each for each in (place, *place.parents) if each.exists())
        if problem := _unwritable(there):
            text = say("doctor.state.closed", folder=there, problem=problem)
            yield Finding(what, "bad", text, f"export {name}=$(mktemp -d)")
        elif name == "GROKWIDGET_STATE_DIR":
            yield Finding(what, "ok", str(place))


def settings() -> Iterator[Finding]:
    """Which file holds the user's settings, there or not: nobody remembers where a system keeps such files."""
    from ..settings import settings_file

    file = settings_file()
    text = str(file) if file.is_file() else say("doctor.settings.none", file=file)
    yield Finding(say("doctor.settings"), "ok", text)


def network() -> Iterator[Finding]:
    """What of the environment changes where requests go, or forbids them; and whether 127.0.0.1 can be served."""
    what = say("doctor.network")
    if problem := _no_loopback():
        yield Finding(what, "bad", say("doctor.loopback", problem=problem), "ip link set lo up")
    proxies = {name: value for name, value in os.environ.items() if value and name.upper() in _PROXIES}
    if proxies:
        yield Finding(what, "note", say("doctor.proxy", names=", ".join(sorted(proxies))))
        if not _spares_loopback():
            text = say("doctor.proxy.loopback", names=", ".join(sorted(proxies)))
            yield Finding(what, "note", text, "export NO_PROXY=127.0.0.1,localhost")
        socks = [name for name, value in proxies.items() if urlsplit(value).scheme.startswith("socks")]
        if socks and importlib.util.find_spec("socksio") is None:
            yield Finding(what, "bad", say("doctor.proxy.socks", names=", ".join(socks)), f'{_PIP} "httpx[socks]"')
    for name in ("GROKWIDGET_OFFLINE", "GROKWIDGET_FORBID_REAL"):
        if os.environ.get(name):
            yield Finding(what, "note", say("doctor.offline", name=name), f"unset {name}")


_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")


def _spares_loopback() -> bool:
    told = os.environ.get("NO_PROXY") or os.environ.get("no_proxy") or ""
    return bool({"*", "127.0.0.1", "127.0.0.0/8"} & {word.strip() for word in told.split(",")})


def _no_loopback() -> str:
    """Why nobody can be reached on 127.0.0.1, where the local service answers; "" where one can."""
    try:
        with socket.create_server(("127.0.0.1", 0)) as waiting:
            socket.create_connection(waiting.getsockname(), timeout=2).close()
    except OSError as error:
        return error.strerror or str(error)
    return ""

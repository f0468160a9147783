"""The whole service: its folder and lock, its store, its renderer, its two origins; started and stopped as one."""

from __future__ import annotations

import errno
import os
import secrets
import socket
import sqlite3
import time
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from grokwidget._version import __version__
from grokwidget.errors import SettingsError
from grokwidget.local import web, wire
from grokwidget.local.callbacks import Callbacks
from grokwidget.local.desk import Desk
from grokwidget.local.dialects import PROVIDERS, all_halves
from grokwidget.local.folder import INFO, LOCK, Info, prepared, read_info, this_host
from grokwidget.local.options import DAY, UPLOAD_LIFETIME, UPLOADS, Options
from grokwidget.local.renders import Renders
from grokwidget.local.signing import Signer
from grokwidget.local.store import Store
from grokwidget.local.task import Task
from grokwidget.local.tasks import Tasks
from grokwidget.messages import say

KEY = "sk-local"
"""The key for who has none: it opens an account like any other."""
GRACE = 3600.0
"""Seconds that a file outlives its URL, for a download that has begun."""


class Busy(Exception):
    """Another service holds this folder's lock."""


class Service:
    """A service in this process, in daemon threads. `with Service(options) as service:` or `start()` and `stop()`.

    Starting takes the folder's lock (Busy when another service has it), goes on with the tasks that a dead service
    left, and listens at its address if that is still free. SettingsError when the folder or the port can't be used.
    """

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self.instance = secrets.token_hex(8)
        self.address = ""
        """Of the API, `http://127.0.0.1:PORT`."""
        self.files_address = ""
        """Of the result files."""
        self.pid = 0
        self._closing = ExitStack()
        self._sockets: list[socket.socket] = []
        self._servers: wire.Servers | None = None

    def url(self, provider: str) -> str:
        """The base URL under which a provider's own paths follow."""
        return f"{self.address}/{provider}"

    @property
    def alive(self) -> bool:
        """Whether it answers, from this very process."""
        return self.pid == os.getpid() and self._servers is not None and self._servers.alive

    def start(self) -> Self:
        """Start everything, or nothing."""
        with ExitStack() as undo:
            folder = self._folder()
            self._lock(folder, undo)
            store = undo.enter_context(closing(_store(folder / "service.db")))
            before = read_info(folder)
            self._listen(undo, before)
            tasks = Tasks(store, self.options.initial_balance)
            signer = Signer(store.secret)
            self.renders = Renders(self.options, tasks, self._ended, lambda: self._clean(tasks))
            self.desk = desk = Desk(self.options, tasks, self.renders, signer)
            desk.files_address = self.files_address
            halves = all_halves(desk)
            self.callbacks = Callbacks(
                lambda task: halves[task.provider].ended(task),
                tasks.called_back,
                anywhere=self.options.call_out,
                pauses=self.options.callback_pauses,
                faults=self.options.faults,
            )
            undo.callback(self.callbacks.stop)
            self._clean(tasks)
            undo.callback(self.renders.stop)
            self.renders.start()
            self._servers = wire.Servers(
                [
                    (self._sockets[0], web.api(halves, self._about(sorted(halves)), self.options.faults)),
                    (self._sockets[1], web.files(halves, self.options, signer)),
                ]
            )
            undo.callback(self._servers.stop)
            self._servers.start()
            for task in tasks.callbacks_due():
                self.callbacks.post(task)
            Info(self.address, self.files_address, os.getpid(), __version__, self.instance, this_host()).write(folder)
            undo.callback((folder / INFO).unlink, missing_ok=True)
            self._closing = undo.pop_all()
        self.store, self.tasks, self.pid = store, tasks, os.getpid()
        _born.add(self)
        return self

    def stop(self) -> None:
        """Stop in the middle of whatever is going on. Unfinished tasks stay for the next service in this folder."""
        _born.discard(self)
        self._closing.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _folder(self) -> Path:
        try:
            return prepared(self.options.folder)
        except OSError as error:
            raise _folder_error(self.options.folder, error) from None

    def _lock(self, folder: Path, undo: ExitStack) -> None:
        lock = FileLock(folder / LOCK, timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            raise Busy from None
        except OSError as error:
            raise _folder_error(folder, error) from None
        undo.callback(lock.release)

    def _listen(self, undo: ExitStack, before: Info | None) -> None:
        """Where it listened before if that is free, so that a client's addresses stay good when a kernel dies."""
        ports = (_port(before.address), _port(before.files)) if before else (0, 0)
        first = _exactly(self.options.port) if self.options.port else _preferably(ports[0])
        undo.callback(first.close)
        second = _preferably(ports[1])
        undo.callback(second.close)
        self._sockets = [first, second]
        self.address, self.files_address = (f"http://{wire.HOST}:{sock.getsockname()[1]}" for sock in self._sockets)

    def _about(self, providers: list[str]) -> dict[str, Any]:
        return {
            "service": web.SERVICE,
            "version": __version__,
            "note": web.NOTE,
            "providers": providers,
            "files": self.files_address,
            "pid": os.getpid(),
            "instance": self.instance,
        }

    def _ended(self, task: Task) -> None:
        self.callbacks.post(task)

    def _clean(self, tasks: Tasks) -> None:
        """Remove what has expired: videos, and pictures that no open task needs."""
        now = self.options.clock()
        for provider in PROVIDERS:
            for name in tasks.outlived(provider, now - self.options.lifetime_of(provider) - GRACE):
                with suppress(OSError):
                    (self.renders.files / name).unlink(missing_ok=True)
        _remove_old(self.renders.images, DAY + GRACE, tasks.open_files())
        _remove_old(self.options.folder / UPLOADS, UPLOAD_LIFETIME + GRACE, set())


def _remove_old(folder: Path, age: float, needed: set[str]) -> None:
    """Remove the pictures that were last written so many seconds ago."""
    with suppress(OSError):
        for path in folder.iterdir():
            if path.name not in needed and time.time() - path.stat().st_mtime > age:
                path.unlink(missing_ok=True)


_born: set[Service] = set()
"""The services that run in this process."""


def _after_fork() -> None:
    """A forked child has the parent's open files but not its threads: it must not keep the parent's ports and pipes
    alive when the parent is gone. Each descriptor is pointed at nothing, so that closing it later hurts nobody."""
    if not _born:
        return
    nothing = os.open(os.devnull, os.O_RDWR)
    for service in _born:
        for descriptor in [*(sock.fileno() for sock in service._sockets), *service.renders.child.descriptors()]:
            if descriptor >= 0:
                os.dup2(nothing, descriptor, inheritable=False)
    os.close(nothing)
    _born.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _store(path: Path) -> Store:
    """The store; a damaged one is set aside, for its tasks can't be read any more."""
    try:
        return Store(path)
    except sqlite3.OperationalError as error:
        raise _folder_error(path.parent, error) from None
    except sqlite3.DatabaseError:
        path.replace(path.with_name(f"{path.name}.damaged-{int(time.time())}"))
        return Store(path)


def _folder_error(folder: Path, problem: Exception) -> SettingsError:
    text = getattr(problem, "strerror", None) or str(problem)
    return SettingsError(say("local.folder", path=folder, problem=text))


def _port(address: str) -> int:
    try:
        return urlsplit(address).port or 0
    except ValueError:
        return 0


def _preferably(port: int) -> socket.socket:
    try:
        return wire.listening(port)
    except OSError:
        return wire.listening(0)


def _exactly(port: int) -> socket.socket:
    try:
        return wire.listening(port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(say("local.port_in_use", port=port)) from None
        raise SettingsError(say("local.port_refused", port=port, problem=error.strerror or error)) from None
    except OverflowError:
        raise SettingsError(say("local.port_refused", port=port, problem="0-65535")) from None

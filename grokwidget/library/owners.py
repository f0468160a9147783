"""Who drives a job: each process has an id and holds a lock file of that name, so that others see whether it lives."""

from __future__ import annotations

import contextlib
import os
import threading
import uuid
from pathlib import Path

from . import lockfile, rescue

_lock = threading.Lock()


class Owner:
    """This process, as other processes on the same ledger see it.

    `id` is new after a fork: a child never passes for its parent. `folder` is beside the ledger, so whoever can read an
    owner's id there can also ask whether it lives.
    """

    def __init__(self, folder: Path, *, library: Path | None = None) -> None:
        self.folder = folder
        self._library = library or folder
        self._pid: int | None = None
        self._id = ""
        self._fd: int | None = None

    @property
    def id(self) -> str:
        """The id; its lock file is made and held from the first time on that it is asked for.

        Raises `LibraryError` when the folder can't be written.
        """
        if self._pid != os.getpid():
            with _lock:
                if self._pid != os.getpid():
                    self._appear()
        return self._id

    def _appear(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.sweep()
            while (fd := self._hold(name := uuid.uuid4().hex)) is None:
                continue
        except OSError as error:
            raise rescue.sentence_about(self._library, error) from error
        self._id, self._fd, self._pid = name, fd, os.getpid()

    def _hold(self, name: str) -> int | None:
        """Hold the lock of that name; None when somebody swept the file away before it was locked."""
        fd = lockfile.hold(self._file(name))
        if fd is None:
            return None
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(fd), self._file(name).stat()):
                return fd
        lockfile.drop(fd)
        return None

    def alive(self, owner_id: str | None) -> bool:
        """Whether the process of that id still runs; True for this one, False for nobody."""
        if not owner_id or not owner_id.isalnum():
            return False
        if owner_id == self._id and self._pid == os.getpid():
            return True
        return lockfile.held(self._file(owner_id))

    def sweep(self) -> None:
        """Remove the lock files of processes that are gone."""
        with contextlib.suppress(OSError):
            for file in self.folder.glob("*.lock"):
                if file.stem != self._id and not lockfile.held(file):
                    file.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go: from now on this id is dead."""
        with _lock:
            if self._fd is not None and self._pid == os.getpid():
                lockfile.drop(self._fd)
                with contextlib.suppress(OSError):
                    self._file(self._id).unlink(missing_ok=True)
            self._fd = self._pid = None
            self._id = ""

    def _file(self, owner_id: str) -> Path:
        return self.folder / f"{owner_id}.lock"


def _after_fork() -> None:
    # Another thread of the parent may have held it, and isn't here to let go.
    global _lock
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)

"""Held lock files: a process is alive as long as it holds one, whatever kills it.

Made directly on the system's locks, because liveness needs two things that a mutex library doesn't give: asking without
taking (two askers must not take each other for the holder), and a child that drops the lock without freeing it.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from pathlib import Path

_guard = threading.Lock()
_held: set[int] = set()

if sys.platform == "win32":
    import msvcrt

    def _take(fd: int, *, shared: bool) -> bool:  # noqa: ARG001 - Windows knows no shared byte locks here
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _take(fd: int, *, shared: bool) -> bool:
        try:
            fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def hold(path: Path) -> int | None:
    """Make the file and hold its lock until `drop` or this process's end; None when somebody else holds it.

    OSError where the folder can't be written or its file system has no locks.
    """
    fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        taken = _take(fd, shared=False)
    except BaseException:
        os.close(fd)
        raise
    if not taken:
        os.close(fd)
        return None
    with _guard:
        _held.add(fd)
    return fd


def wait(path: Path, seconds: float = 30.0) -> int:
    """As `hold`, but waits for its turn; TimeoutError (an OSError) when it doesn't come."""
    until = time.monotonic() + seconds
    while (fd := hold(path)) is None:
        if time.monotonic() > until:
            raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
        time.sleep(0.01)
    return fd


def drop(fd: int) -> None:
    """Let go of a lock that `hold` gave."""
    with _guard:
        if fd in _held:
            _held.discard(fd)
            os.close(fd)


def held(path: Path) -> bool:
    """Whether any process (this one too) holds the file's lock. A missing file is held by nobody."""
    try:
        fd = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    except OSError:
        return True  # Who can't ask doesn't know, and must not take over.
    try:
        return not _take(fd, shared=True)
    except OSError:
        return True
    finally:
        os.close(fd)


def _forget_in_child() -> None:
    # The child shares the parent's lock: closing (never unlocking) leaves it to the parent alone.
    global _guard
    _guard = threading.Lock()
    for fd in _held:
        os.close(fd)
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_in_child)

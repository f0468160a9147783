"""A folder as Drive is in Colab: everything takes its time, and some things fail that work a moment later."""

from __future__ import annotations

import errno
import itertools
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_TOUCHES = ("open", "os.rename", "os.mkdir", "os.remove", "os.listdir", "os.scandir", "os.link", "os.truncate")
_folder = ""
_slow = 0.0
_failing: Iterator[bool] = itertools.repeat(False)
_wait = threading.Event()


def _touched(event: str, args: tuple[Any, ...]) -> None:
    """An audit hook: whoever touches the folder, by whatever way, waits, and may fail."""
    if not _folder or event not in _TOUCHES:
        return
    if any(isinstance(arg, str | bytes) and _below(arg) for arg in args[:2]):
        _wait.wait(_slow)
        if next(_failing):
            raise OSError(errno.EIO, "the transport endpoint is not connected", str(args[0]))


def _below(arg: str | bytes) -> bool:
    return (arg.decode() if isinstance(arg, bytes) else arg).startswith(_folder)


sys.addaudithook(_touched)


@contextmanager
def like_drive(folder: Path, *, slow: float = 0.01, fails_every: int = 0, times: int = 10) -> Iterator[None]:
    """For as long as the block runs, `folder` is slow (seconds a touch), and every so manieth touch fails, `times` all
    told."""
    global _folder, _slow, _failing
    fails = ([False] * (fails_every - 1) + [True]) * times if fails_every else []
    pattern = itertools.chain(fails, itertools.repeat(False))
    _failing, _slow, _folder = pattern, slow, str(folder)
    try:
        yield
    finally:
        _folder = ""

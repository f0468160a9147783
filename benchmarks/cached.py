"""A cached re-run of a text request: no request, few milliseconds, the same bytes."""

from __future__ import annotations

import hashlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .table import Figure, show

_ROUNDS = 30
_connections = 0


def _count(event: str, _args: tuple[Any, ...]) -> None:
    global _connections
    _connections += event == "socket.connect"


def own_folders(folder: Path) -> dict[str, str]:
    """Environment variables that keep everything that grokwidget writes below `folder`, and forbid spending."""
    return {
        "GROKWIDGET_LIBRARY": str(folder / "library"),
        "GROKWIDGET_SERVICE_DIR": str(folder / "service"),
        "GROKWIDGET_STATE_DIR": str(folder / "state"),
        "GROKWIDGET_CONFIG": str(folder / "settings.toml"),
        "GROKWIDGET_FORBID_REAL": "1",
    }


@contextmanager
def own_root() -> Iterator[tuple[Path, Path]]:
    """A throw-away home for all that grokwidget writes, and a folder for notebooks, which keeps their library."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        home, root = Path(name) / "home", Path(name) / "root"
        home.mkdir()
        root.mkdir()
        os.environ.update(own_folders(home))
        os.environ.pop("GROKWIDGET_LIBRARY")
        yield home, root


def run() -> bool:
    """Make one clip, ask for it again many times; print; True when within the limits."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        os.environ.update(own_folders(Path(name)))
        from grokwidget import Client

        client = Client("local")
        started = time.perf_counter()
        first = client.generate("waves of silk", duration=1)
        made = time.perf_counter() - started
        digest = hashlib.sha256(first.path.read_bytes()).hexdigest()
        sys.addaudithook(_count)
        before = _connections
        took = []
        for _ in range(_ROUNDS):
            started = time.perf_counter()
            again = client.generate("waves of silk", duration=1)
            took.append(1000 * (time.perf_counter() - started))
        same = hashlib.sha256(again.path.read_bytes()).hexdigest() == digest and again.path == first.path
        figures = [
            Figure("making it the first time", 1000 * made, "ms"),
            Figure("the same again, median", statistics.median(took), "ms", 30),
            Figure("the same again, worst", max(took), "ms"),
            Figure("connections opened", _connections - before, "", 0),
            Figure("files that differ", 0 if same else 1, "", 0),
        ]
        client.close()
        return show("a cached re-run", figures)

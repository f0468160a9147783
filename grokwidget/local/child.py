"""The child process that renders: started when needed, spoken to in JSON lines, ended by closing its stdin."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

_ROOT = Path(__file__).resolve().parents[2]
# `-P`: the notebook's folder is not searched, or a random.py in it would be taken for the standard library's.
# The package's own place comes last for the same reason.
_BOOT = (
    "import runpy, sys; sys.path.append(sys.argv.pop()); "
    "runpy.run_module('grokwidget.local.render', run_name='__main__', alter_sys=True)"
)
_LOG_LIMIT = 2**20


def own_renderer() -> tuple[str, ...]:
    """The command of the package's own renderer."""
    return (sys.executable, "-P", "-c", _BOOT, str(_ROOT))


@dataclass(frozen=True)
class Outcome:
    """How a render ended."""

    kind: Literal["done", "failed", "died"]
    code: str = ""
    message: str = ""


class Child:
    """One renderer. Used by one thread, except for `close`, which any thread may call at any time."""

    def __init__(self, command: Sequence[str], log: Path, patience: float) -> None:
        self._command, self._log, self._patience = command, log, patience
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._closed = False
        self._lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        """The process, while there is one."""
        return self._process.pid if self._process else None

    def descriptors(self) -> list[int]:
        """The ends of the pipes that this process holds."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return []
        return [pipe.fileno() for pipe in (process.stdin, process.stdout) if not pipe.closed]

    def render(self, name: str, spec: dict[str, Any], progress: Callable[[int, int], None]) -> Outcome:
        """Have one spec rendered and wait for it; the process is started where none runs."""
        try:
            self._start()
            self._write({"id": name, "spec": spec})
        except OSError as error:
            self._end()
            return Outcome("died", message=str(error))
        while True:
            try:
                line = self._lines.get(timeout=self._patience)
            except queue.Empty:
                self._end(patience=0)  # not a word for so long: it hangs
                return Outcome("died")
            if line is None:
                self._end()
                return Outcome("died")
            event = _event(line)
            if event.get("id") != name:
                continue
            if event.get("event") == "progress":
                progress(int(event.get("frames", 0)), max(1, int(event.get("of", 1))))
            elif event.get("event") == "done":
                return Outcome("done")
            elif event.get("event") == "failed":
                return Outcome("failed", str(event.get("code", "failed")), str(event.get("message", "")))

    def warm(self) -> None:
        """Start the process before there is work, for it takes a moment. A failure shows when there is work."""
        with suppress(OSError):
            self._start()

    def rest(self) -> None:
        """End the process to free its memory; the next render starts another."""
        self._end()

    def close(self) -> None:
        """End the process for good: in the middle of a render, too."""
        with self._lock:
            self._closed = True
        self._end()

    def _start(self) -> None:
        with self._lock:
            if self._closed:
                raise OSError("closed")
            if self._process and self._process.poll() is None:
                return
            with suppress(OSError):
                if self._log.stat().st_size > _LOG_LIMIT:
                    self._log.unlink()
            with self._log.open("ab") as log:
                # A session of its own: an interrupt meant for the notebook must not reach a render.
                flags: dict[str, Any] = {"start_new_session": True}
                if sys.platform == "win32":
                    flags = {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS}
                with _spawning:
                    self._process = subprocess.Popen(
                        self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, **flags
                    )
            self._lines = queue.SimpleQueue()
            assert self._process.stdout
            reader = threading.Thread(
                target=_read, args=(self._process.stdout, self._lines), name="grokwidget-render-lines", daemon=True
            )
            reader.start()

    def _write(self, message: dict[str, Any]) -> None:
        process = self._process
        if process is None or process.stdin is None:
            raise OSError("the renderer is gone")
        try:
            process.stdin.write(json.dumps(message).encode() + b"\n")
            process.stdin.flush()
        except ValueError:  # closed by `close` in another thread
            raise OSError("the renderer is gone") from None

    def _end(self, patience: float = 1) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin
        with suppress(OSError):
            process.stdin.close()
        try:
            process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


_spawning = threading.Lock()
"""Held while a process is started. A fork in another thread waits for it: a forked child that got the pipe on which
`Popen` waits for its own child would let it wait for as long as that child lives."""


_forking = threading.local()


def _before_fork() -> None:
    _forking.held = _spawning.acquire(timeout=5)


def _after_fork() -> None:
    if _forking.held:
        _spawning.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork)


def _read(stdout: IO[bytes], lines: queue.SimpleQueue[bytes | None]) -> None:
    with suppress(OSError, ValueError), stdout:
        for line in stdout:
            lines.put(line)
    lines.put(None)


def _event(line: bytes) -> dict[str, Any]:
    try:
        event = json.loads(line)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}

"""The child process that draws: JSON lines in, JSON lines out, one job at a time, over when stdin closes.

In:  `{"id": ..., "spec": {...}}` and `{"id": ..., "cancel": true}`.
Out: `{"id", "event": "progress", "frames", "of"}` (at most ten a second), `{"id", "event": "done", "path", "bytes",
"seconds"}` or `{"id", "event": "failed", "code", "message"}` with the codes `bad_request`, `bad_spec`, `bad_image`,
`no_encoder`, `disk_full`, `not_writable`, `cancelled`, `failed`.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import queue
import signal
import sys
import threading
import time
from contextlib import suppress
from typing import IO, Any

_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_THRESHOLD = -1, -2, -3
"""glibc's numbers of them, from malloc.h."""

PROGRESS_EVERY = 0.1


class Worker:
    """Renders the jobs of one parent. `run` returns when the parent is gone and the last temporary file removed."""

    def __init__(self, descriptor_in: int, lines_out: IO[bytes]) -> None:
        self._in, self._out = descriptor_in, lines_out
        self._jobs: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._cancelled: set[str] = set()
        self._over = threading.Event()
        self._writing = threading.Lock()

    def run(self) -> None:
        """Serve until stdin closes."""
        threading.Thread(target=self._listen, name="stdin", daemon=True).start()
        # What the first job needs is loaded while the parent still prepares it. A failure is reported by that job.
        with suppress(ImportError):
            import grokwidget.local.render.encode  # noqa: F401 - loaded early, used by name in `_rendered`
        while (job := self._jobs.get()) is not None and not self._over.is_set():
            self._render(job)

    def stop(self) -> None:
        """End as soon as the frame in work is drawn."""
        self._over.set()
        self._jobs.put(None)

    def _listen(self) -> None:
        # Read without a buffered file: its lock, held by this thread, would abort the interpreter when it ends on
        # SIGTERM.
        rest = b""
        with suppress(OSError):
            while piece := os.read(self._in, 65536):
                *lines, rest = (rest + piece).split(b"\n")
                for line in lines:
                    if line.strip():
                        self._hear(line)
        self.stop()

    def _hear(self, line: bytes) -> None:
        try:
            message = json.loads(line)
        except ValueError:
            message = None
        if not isinstance(message, dict) or "id" not in message:
            job = message.get("id") if isinstance(message, dict) else None
            self._say(job, "failed", code="bad_request", message="the line is no JSON object with an id")
        elif message.get("cancel"):
            self._cancelled.add(str(message["id"]))
        else:
            self._jobs.put(message)

    def _render(self, job: dict[str, Any]) -> None:
        name = job["id"]
        try:
            done = self._rendered(job)
        except Exception as error:
            code, message = failure(error)
            self._say(name, "failed", code=code, message=message)
        else:
            self._say(name, "done", **done)
        finally:
            self._cancelled.discard(str(name))

    def _rendered(self, job: dict[str, Any]) -> dict[str, Any]:
        from grokwidget.local.render.encode import render
        from grokwidget.local.render.spec import RenderSpec

        name, last = job["id"], 0.0

        def progress(done: int, of: int) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last >= PROGRESS_EVERY or done == of:
                last = now
                self._say(name, "progress", frames=done, of=of)

        spec = RenderSpec.from_json(job["spec"] if isinstance(job.get("spec"), dict) else "null")
        _tune_memory(pictures=bool(spec.images))
        result = render(spec, progress, lambda: self._over.is_set() or str(name) in self._cancelled)
        return {"path": str(result.path), "bytes": result.bytes, "seconds": round(result.seconds, 3)}

    def _say(self, name: object, event: str, **values: object) -> None:
        line = json.dumps({"id": name, "event": event, **values}, ensure_ascii=False).encode("utf-8", "replace")
        try:
            with self._writing:
                self._out.write(line + b"\n")
                self._out.flush()
        except OSError:  # the parent is gone
            self.stop()


def failure(error: Exception) -> tuple[str, str]:
    """The code and the plain message for what a render raised."""
    from PIL import UnidentifiedImageError

    from grokwidget.local.render.encode import NoEncoderError, RenderStopped

    if isinstance(error, RenderStopped):
        return "cancelled", "the render was stopped"
    if isinstance(error, NoEncoderError):
        return "no_encoder", str(error)
    if isinstance(error, UnidentifiedImageError):
        return "bad_image", str(error)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return "disk_full", "the disk is full"
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EROFS, errno.ENOENT, errno.EPERM):
        return "not_writable", f"a file cannot be opened: {error}"
    if isinstance(error, ValueError):
        return "bad_spec", str(error)
    return "failed", f"{type(error).__name__}: {error}"


def _tune_memory(*, pictures: bool) -> None:
    """Tell glibc what to do with freed arrays.

    A scene needs the same ones for every frame: kept, they save a third of its time in page faults. A sequence of
    pictures frees big ones for good: given back, they save some 25 MiB.
    """
    if not sys.platform.startswith("linux"):
        return
    with suppress(OSError, AttributeError):  # another libc
        tune = ctypes.CDLL(None).mallopt
        tune(_M_MMAP_THRESHOLD, 256 * 1024 if pictures else 32 << 20)
        tune(_M_TRIM_THRESHOLD, 128 * 1024 if pictures else 256 << 20)
        tune(_M_TOP_PAD, 0 if pictures else 32 << 20)


def main() -> int:
    """Serve this process's stdin and stdout."""
    # The matrices here are tiny: BLAS threads would only fight the notebook for its cores.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(10)
    # The protocol keeps its own descriptor; whatever a library prints goes to stderr.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    worker = Worker(0, out)
    # Ctrl-C in a terminal reaches the whole process group: the parent decides, by closing our stdin.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda _number, _frame: worker.stop())
    worker.run()
    return 0

"""The first notebook as Binder runs it: whole, on one core, with everything that it starts counted together.

Binder promises 1 GB and as much of one core as is free. What is measured is the memory of all processes at the same
moment, with what they share counted once (PSS): the kernel, in which the local service runs, its two children that
render and look at clips, and a JupyterLab server beside them.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import psutil  # type: ignore[import-untyped]  # comes with ipykernel
from nbclient import NotebookClient

from tests.lab.jupyter import Lab

from .cached import own_root
from .table import Figure, show

_NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "01-first-video.ipynb"
_MEGABYTE = 1e6
_BEAT = 0.1
_SECONDS, _MEMORY = 90, 1000


class _Watch:
    """The memory and the work of this process's children, looked at ten times a second."""

    def __init__(self) -> None:
        self.peak = 0.0
        self.parts: list[tuple[str, float]] = []
        self.work: dict[int, float] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(_BEAT):
            parts = list(self._looked())
            now = sum(size for _, size in parts)
            if now > self.peak:
                self.peak, self.parts = now, sorted(parts, key=lambda part: -part[1])

    def _looked(self) -> Iterator[tuple[str, float]]:
        for process in psutil.Process().children(recursive=True):
            try:
                told = process.cpu_times()
                self.work[process.pid] = told.user + told.system
                yield _called(process), process.memory_full_info().pss / _MEGABYTE
            except psutil.Error:  # it has just ended
                continue


def _called(process: psutil.Process) -> str:
    """What a process is, by its command."""
    words = " ".join(process.cmdline())
    for sign, name in (
        ("ipykernel", "kernel"),
        ("jupyterlab", "server"),
        ("local.render", "renderer"),
        ("looking", "looker"),
    ):
        if sign in words:
            return name
    return str(process.name())


@contextmanager
def _one_core() -> Iterator[int]:
    """Everything on one core, as long as it lasts."""
    before = os.sched_getaffinity(0)
    core = max(before)
    for task in os.listdir("/proc/self/task"):  # noqa: PTH208 - a thread's number
        os.sched_setaffinity(int(task), {core})
    try:
        yield core
    finally:
        os.sched_setaffinity(0, before)


def run() -> bool:
    """Run it; print; True when within the limits. On Linux only: elsewhere nobody tells what processes share."""
    if sys.platform != "linux":
        print("binder: this can be measured on Linux only")
        return True
    notebook = nbformat.read(_NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    with own_root() as (home, root), _one_core(), Lab(root, home), _Watch() as watch:
        started = time.perf_counter()
        client = NotebookClient(
            notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(root)}}
        )
        client.execute()
        took = time.perf_counter() - started
    load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    parts = ", ".join(f"{what} {size:.0f}" for what, size in watch.parts)
    figures = [
        Figure("whole, on one core", took, "s", _SECONDS, load),
        Figure("work of all processes", sum(watch.work.values()), "s", note="of that core, the server's start too"),
        Figure("memory at the peak, all together", watch.peak, "MB", _MEMORY, parts),
    ]
    return show(f"Binder: {_NOTEBOOK.name}", figures)

"""One thread that does a file's writing, one thing after the other, and never the caller's event loop."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_Task = tuple["Future[Any]", Callable[[], Any]]


class Writer:
    """Runs what it is given in one daemon thread, in order; a forked child gets a thread of its own."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._pid = os.getpid()

    def submit(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Queue `work(*args, **kwargs)`; the future has its result."""
        future: Future[T] = Future()
        self._notice_fork()
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=_run, args=(self._tasks,), name=self._name, daemon=True)
                self._thread.start()
            self._tasks.put((future, lambda: work(*args, **kwargs)))
        return future

    def do(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Queue it and wait for its result. From the thread itself: done at once."""
        if threading.current_thread() is self._thread:
            return work(*args, **kwargs)
        return self.submit(work, *args, **kwargs).result()

    def close(self, *, wait: bool = True) -> None:
        """Finish what is queued, then end the thread. A later `submit` starts a new one.

        Without `wait` it ends by itself: who is called by the garbage collector, or when the interpreter is on its way
        out, must not wait for a thread that may never run again (from Python 3.13 on it doesn't).
        """
        self._notice_fork()
        with self._lock:
            thread, self._thread = self._thread, None
            tasks, self._tasks = self._tasks, queue.SimpleQueue()
        if thread is not None:
            tasks.put(None)
            if wait and thread is not threading.current_thread():
                thread.join()

    def _notice_fork(self) -> None:
        # The parent's thread isn't here, and its lock may have been held by it.
        if self._pid != os.getpid():
            self._lock = threading.Lock()
            self._tasks, self._thread, self._pid = queue.SimpleQueue(), None, os.getpid()


def _run(tasks: queue.SimpleQueue[_Task | None]) -> None:
    while (task := tasks.get()) is not None:
        future, work = task
        if not future.set_running_or_notify_cancel():
            continue
        try:
            future.set_result(work())
        except BaseException as error:  # it is the caller's, whatever it is
            future.set_exception(error)
        del task, future, work

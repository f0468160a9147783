"""The portal: one daemon thread with a loop of its own, on which everything of the engine runs.

So the same code works in a script, in a cell, under a running loop, and on every ipykernel; nothing of ours ever runs
on the kernel's loop.
"""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures.thread
import contextvars
import os
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
_FAREWELL = 5.0


class Portal:
    """A thread that runs coroutines for other threads. `portal()` gives this process's one."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self.loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._vital: set[asyncio.Task[Any]] = set()
        self._thread = threading.Thread(target=self._run, name="grokwidget-portal", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    @property
    def alive(self) -> bool:
        """Whether the thread runs in this very process: a fork leaves threads behind."""
        return self.process == os.getpid() and self._thread.is_alive()

    @property
    def here(self) -> bool:
        """Whether the caller is on the portal's own thread."""
        return threading.current_thread() is self._thread

    def call(self, function: Callable[..., object], *args: Any) -> None:
        """Have `function` called soon on the portal, from an empty context: nothing of a cell clings to it."""
        self.loop.call_soon_threadsafe(function, *args, context=contextvars.Context())

    def start(self, coroutine: Coroutine[Any, Any, object]) -> None:
        """Run a coroutine on the portal; nobody waits for it."""
        self.call(self._adopt, coroutine)

    def _adopt(self, coroutine: Coroutine[Any, Any, object]) -> None:
        task = self.loop.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the portal and wait for what it returns; an interrupt cancels it and lands at once."""
        future: concurrent.futures.Future[T] = concurrent.futures.Future()

        async def deliver() -> None:
            try:
                result = await coroutine
            except BaseException as error:  # handed to the thread that waits
                future.set_exception(error if not isinstance(error, asyncio.CancelledError) else KeyboardInterrupt())
            else:
                future.set_result(result)

        running: list[asyncio.Task[None]] = []
        self.call(lambda: running.append(self.loop.create_task(deliver())))
        try:
            while not future.done():
                concurrent.futures.wait([future], 0.05)
        except KeyboardInterrupt:
            self.call(lambda: [task.cancel() for task in running])
            raise
        return future.result()

    async def whole(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Await something that must not be torn: a cancellation is held back until it is through."""
        task = self.loop.create_task(coroutine)
        self._vital.add(task)
        task.add_done_callback(self._vital.discard)
        cancelled: asyncio.CancelledError | None = None
        while not task.done():
            try:
                await asyncio.shield(task)
            except asyncio.CancelledError as error:
                if task.cancelled():
                    raise
                cancelled = error
            except BaseException:  # the task's own: raised below, from its result
                break
        if cancelled is not None:
            if not task.cancelled():
                task.exception()  # looked at, or the loop complains; the record on disk says what happened
            raise cancelled
        return task.result()

    def close(self, timeout: float = _FAREWELL) -> None:
        """Let what must not be torn come to its end, for at most `timeout` seconds, then stop the thread."""
        if not self.alive or self.here:
            return
        through = threading.Event()
        self.start(self._settle(through, within=timeout))
        through.wait(timeout + 1)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(1)

    async def _settle(self, through: threading.Event, *, within: float) -> None:
        if self._vital:
            await asyncio.wait(set(self._vital), timeout=within)
        others = self._tasks - {asyncio.current_task()}
        for task in others:
            task.cancel()
        if others:
            await asyncio.wait(others, timeout=0.5)
        through.set()


_lock = threading.Lock()
_portal: Portal | None = None


def portal() -> Portal:
    """This process's portal, made when first asked for and again after a fork."""
    global _portal
    with _lock:
        if _portal is None or not _portal.alive:
            _portal = Portal()
        return _portal


def _after_fork() -> None:
    global _lock, _portal
    _lock, _portal = threading.Lock(), None


def _farewell() -> None:
    if _portal is not None:
        _portal.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
# Plain atexit comes too late: by then no thread pool takes work any more, and a task's id could not be written down.
# Pools of asyncio.to_thread are closed by the same list, last registered first: theirs is on it since the import above.
getattr(threading, "_register_atexit", atexit.register)(_farewell)

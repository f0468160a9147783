"""The second opinions on a job, this user's index and budgets: each telling is a transaction on a disk that makes one
wait, so where many jobs are under way they are told of several at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from ..errors import GrokwidgetError
from ..library import JobRecord, Library
from .failure import again
from .portal import Portal

_EVERY = 0.05
"""Seconds between two tellings at least."""
Told = tuple[Library, JobRecord]


class Noting:
    """Has `write` told, off the loop, how jobs stand. For the portal's loop."""

    def __init__(self, portal: Portal, write: Callable[[Sequence[Told]], None]) -> None:
        self._portal = portal
        self._write = write
        self._waiting: list[tuple[Told, asyncio.Future[None]]] = []
        self._next = 0.0
        self._telling = False

    async def tell(self, library: Library, record: JobRecord) -> None:
        """Returns when it is told of that record. Raises `LibraryError` as `write` does."""
        told = self._portal.loop.create_future()
        self._waiting.append(((library, record), told))
        if not self._telling:
            self._telling = True
            self._portal.start(self._tell())
        await told

    async def _tell(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(max(self._next - time.monotonic(), 0))
                found, self._waiting = self._waiting, []
                self._next = time.monotonic() + _EVERY
                await self._told(found)
        finally:
            self._telling = False  # whatever befell it: the next one must not wait for nobody

    async def _told(self, found: list[tuple[Told, asyncio.Future[None]]]) -> None:
        error: BaseException | None = None
        try:
            await asyncio.to_thread(self._write, [each for each, _ in found])
        except BaseException as caught:  # theirs who wait
            error = caught
        for _, told in found:
            if told.done():
                continue
            if error is None:
                told.set_result(None)
            else:
                told.set_exception(again(error) if isinstance(error, GrokwidgetError) else error)

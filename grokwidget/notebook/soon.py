"""Calls a function soon, off the thread that asks for it, and once where it was asked for many times."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from grokwidget.jobs.portal import Portal, portal

from .apart import apart

_log = logging.getLogger(__name__)


class Soon:
    """`function`, called on a worker thread, and apart from any cell.

    `rest`: seconds that pass from one call to the next, at least. `quiet`: it is called when nobody has asked for so
    many seconds. What it raises is logged: nothing that only shows may disturb what it shows.
    """

    def __init__(self, function: Callable[[], object], *, rest: float = 0.0, quiet: float = 0.0) -> None:
        self._function = function
        self._rest = rest
        self._quiet = quiet
        self._due: asyncio.TimerHandle | None = None
        self._called = float("-inf")
        self._portal: Portal | None = None

    def __call__(self, rest: float | None = None) -> None:
        """Ask for it, from any thread; `rest` in the place of the usual one."""
        self._portal = portal()
        self._portal.call(self._ask, self._rest if rest is None else rest)

    def cancel(self) -> None:
        """Don't call it, unless somebody asks again."""
        # Not `portal()`, which may start one: a thread that is started while the process ends never comes up.
        if self._portal is not None and self._portal.alive:
            self._portal.call(self._drop)

    # On the portal's thread.

    def _ask(self, rest: float) -> None:
        if self._quiet:
            self._drop()
        if self._due is None:
            wait = max(self._called + rest - time.monotonic(), self._quiet, 0.0)
            self._due = portal().loop.call_later(wait, self._hand)

    def _drop(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _hand(self) -> None:
        self._due, self._called = None, time.monotonic()
        # Not here: it may take longer than the portal may stand still.
        portal().loop.run_in_executor(None, apart, self._run)

    def _run(self) -> None:
        try:
            self._function()
        except Exception:
            _log.exception("what was to be shown soon can't be")

"""Makes the small videos of contact sheets, one after the other, off the kernel's main thread: what is looked at first.

One thread for all sheets; it ends when there is nothing to do.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from grokwidget.errors import GrokwidgetError
from grokwidget.library import previews

if TYPE_CHECKING:
    from grokwidget.library import Clip

_log = logging.getLogger(__name__)
#: So many that wait are worth a process beside this one.
_MANY = 4
#: Seconds that a process which ends waits for what is just being made.
_FAREWELL = 2.0
#: Hears of a clip whose small video is there, or can't be made.
Heard = Callable[["Clip", str], None]


class Maker:
    """A line of clips, and a thread that works it off."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._line: list[Clip] = []
        self._heard: dict[str, list[Heard]] = {}
        self._thread: threading.Thread | None = None
        self._over = False

    def want(self, clips: Iterable[Clip], heard: Heard | None = None, *, first: bool = False) -> None:
        """Have the small videos of these clips made, in their order; `first` puts them before all that wait.

        `heard(clip, "")` is called on the maker's thread for each; with a sentence where it can't be made.
        """
        wanted = list({clip.sha256: clip for clip in clips}.values())
        if not wanted:
            return
        with self._lock:
            names = {clip.sha256 for clip in wanted}
            if first:
                self._line = [*wanted, *(clip for clip in self._line if clip.sha256 not in names)]
            else:
                waiting = {clip.sha256 for clip in self._line}
                self._line += [clip for clip in wanted if clip.sha256 not in waiting]
            if heard is not None:
                for clip in wanted:
                    listeners = self._heard.setdefault(clip.sha256, [])
                    if heard not in listeners:
                        listeners.append(heard)
            if self._thread is None and not self._over:
                thread = threading.Thread(target=self._work, name="grokwidget-previews", daemon=True)
                try:
                    thread.start()
                except RuntimeError:  # the process ends, or has no room: a sheet shows pictures
                    _log.exception("small videos can't be made now")
                else:
                    self._thread = thread

    def end(self) -> None:
        """Begin nothing more."""
        with self._lock:
            self._over, thread = True, self._thread
            self._line.clear()
        if thread is not None:
            thread.join(_FAREWELL)

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._line:
                    self._thread = None
                    return
                many = len(self._line) >= _MANY
                clip = self._line.pop(0)
            wrong = _make(clip, many=many)
            with self._lock:
                listeners = self._heard.pop(clip.sha256, [])
            for heard in listeners:
                try:
                    heard(clip, wrong)
                except Exception:  # a sheet that was closed, perhaps
                    _log.exception("a sheet can't hear of a preview")


def _make(clip: Clip, *, many: bool) -> str:
    try:
        previews.made(clip, many=many)
    except GrokwidgetError as error:
        return str(error)
    except OSError as error:
        return error.strerror or str(error)
    except Exception:  # whatever a decoder stumbles over: the others are still to be made
        _log.exception("a preview can't be made")
        return clip.path.name
    return ""


_maker = Maker()


def want(clips: Iterable[Clip], heard: Heard | None = None, *, first: bool = False) -> None:
    """See `Maker.want`; of this process."""
    _maker.want(clips, heard, first=first)


def _farewell() -> None:
    _maker.end()


def _after_fork() -> None:
    global _maker
    _maker = Maker()  # the parent's thread is not here


atexit.register(_farewell)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)

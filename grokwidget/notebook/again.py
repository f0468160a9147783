"""Says again, in a thread that is heard, what a background thread has said.

In Colab a page doesn't show what a thread publishes (colabtools#3373), and marimo drops it; what the thread of the
cells publishes is shown. So what a thread has to say is kept here, the latest of each place, and said by the thread of
the cells as soon as that comes by: while a cell waits, before and after each cell, and when a page asks for anything.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import traitlets

from .host import abilities, in_cells_thread

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_due: dict[object, Callable[[], object]] = {}
_EVENTS = ("pre_run_cell", "post_run_cell")


def heard() -> bool:
    """Whether the page shows what this thread publishes."""
    return abilities().threads or in_cells_thread()


def told(place: object, repeat: Callable[[], object]) -> None:
    """`place` has just published something: where it wasn't heard, `repeat` is called in a thread that is."""
    unheard = not heard()
    with _lock:
        _due.pop(place, None)  # what comes last is said last
        if unheard:
            _due[place] = repeat


def soon(place: object, publish: Callable[[], object]) -> None:
    """Call `publish` now where it is heard, else in the next thread that is."""
    if heard():
        publish()
    else:
        told(place, publish)


def flush(*_: Any) -> None:
    """Say what is due, if this is a thread that is heard."""
    if not _due or not in_cells_thread():
        return
    with _lock:
        due = list(_due.values())
        _due.clear()
    for publish in due:
        try:
            publish()
        except Exception:  # nothing that only shows may disturb who waits
            _log.exception("what a thread published can't be repeated")


class Repeats(traitlets.HasTraits):
    """A widget, mixed in before ipywidgets' own class: what threads change is sent again where it is heard."""

    _host = traitlets.Dict().tag(sync=True)
    """What the page has to know of its host: see `Abilities.for_page`."""

    @traitlets.default("_host")
    def _where(self) -> dict[str, int]:
        return abilities().for_page

    def notify_change(self, change: Any) -> None:
        """As ipywidgets': tell the page of a trait that has changed."""
        super().notify_change(change)
        widget: Any = self
        if change.name in widget.keys and widget.comm is not None and not heard():
            with _lock:
                widget.__dict__.setdefault("_unheard", set()).add(change.name)
            told(self, self._repeat)

    def _repeat(self) -> None:
        widget: Any = self
        with _lock:
            names = sorted(widget.__dict__.pop("_unheard", ()))
        if names:
            widget.send_state(names)


def follow(shell: Any) -> None:
    """Say what is due before and after each cell of this shell, too."""
    for event in _EVENTS:
        if flush not in shell.events.callbacks[event]:
            shell.events.register(event, flush)


def unfollow(shell: Any) -> None:
    """Not any more."""
    for event in _EVENTS:
        if flush in shell.events.callbacks[event]:
            shell.events.unregister(event, flush)

"""A contact sheet that is being written: how far it is, in the cell that waits for it."""

from __future__ import annotations

import html
import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from grokwidget.messages import say

from .card import NOTHING
from .host import captured, host, static
from .publish import Bundle, Spot

if TYPE_CHECKING:
    from grokwidget.sweep.saving import Saving

_log = logging.getLogger(__name__)
_AT_ONCE, _PAUSE = 0.4, 0.25
"""Seconds: what is done sooner shows nothing, and how often it is told."""


def watch_saving(saving: Saving) -> Callable[[], None]:
    """Show how far it is, as long as it lasts; call what is returned when it is over."""
    # Whose cell would another thread's be?
    if threading.current_thread() is not threading.main_thread() or not host().live or static() or captured():
        return lambda: None
    spot, due = Spot(), [time.monotonic() + _AT_ONCE]
    shown: list[bool] = []

    def heard(share: float) -> None:
        if time.monotonic() < due[0]:
            return
        due[0] = time.monotonic() + _PAUSE
        try:
            spot.put(_told(saving.name, share))
            shown.append(True)
        except Exception:  # nothing that only shows may cost the file
            _log.exception("the saving can't be shown")

    saving.listeners.append(heard)

    def over() -> None:
        saving.listeners.remove(heard)
        if shown:
            spot.put(NOTHING)

    return over


def _told(name: str, share: float) -> Bundle:
    text = say("sheetfile.saving", file=name, percent=f"{100 * share:.0f}")
    bar = f'<progress max="1" value="{share:.3f}" aria-label="{html.escape(text)}"></progress>'
    return {"text/plain": text, "text/html": f"<div>{bar} {html.escape(text)}</div>"}

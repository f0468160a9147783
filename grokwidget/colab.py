"""Colab's secrets: asked for in the page, answered to the main thread alone, and sometimes not at all."""

from __future__ import annotations

import threading

from .host import colab
from .messages import say


class _Told(dict[str, str]):
    """What was told; a traceback that shows its variables doesn't show it."""

    def __repr__(self) -> str:
        return f"<{len(self)} secrets>"


# Only the main thread writes here.
_known = _Told()
_reasons: dict[str, str] = {}
_silent = False


def secret(name: str) -> str | None:
    """The secret of that name, None where there is none, or where it can't be had now: see `why_not`.

    The page is asked once for each: a secret stays for the process, and a page that doesn't answer (a scheduled run,
    another editor) holds the cell for ten seconds, so it isn't asked again.
    """
    if colab() is None or name in _known:
        return _known.get(name)
    if threading.current_thread() is threading.main_thread() and not _silent:
        _reasons[name] = _ask(name)
    return _known.get(name)


def why_not(name: str) -> str:
    """Why Colab gave no secret of that name, and what to do; "" outside of Colab, and where there just is none."""
    if colab() is None or name in _known:
        return ""
    if _silent:
        return say("key.colab.silent", name=name)
    return _reasons[name] if name in _reasons else say("key.colab.thread", name=name)


def _ask(name: str) -> str:
    """Ask the page; gives a sentence where it was no good."""
    global _silent
    try:
        from google.colab import userdata

        value = userdata.get(name)
        if isinstance(value, str) and value.strip():
            _known[name] = value
        value = ""  # a traceback with its variables must not show it
    except Exception as error:  # known by their names: the classes are Colab's own
        kind = type(error).__name__
        _silent = kind == "TimeoutException"
        if kind in ("SecretNotFoundError", "ImportError", "ModuleNotFoundError") or _silent:
            return ""
        if kind == "NotebookAccessError":
            return say("key.colab.access", name=name)
        return say("key.colab.failed", name=name, kind=kind)
    return ""

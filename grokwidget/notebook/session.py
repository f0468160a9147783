"""The one client that all magics of this process use, made when it is first needed."""

from __future__ import annotations

import contextlib
import importlib
import os
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grokwidget.client import Client

_lock = threading.Lock()
_client: Client | None = None


def client() -> Client:
    """The client; the first call makes it, and the first one in the folder of another class, whose rules hold there."""
    global _client
    with _lock:
        if _client is None or _moved(_client):
            from grokwidget.client import Client as Made

            _client = Made()
        return _client


def _moved(made: Client) -> bool:
    from grokwidget.errors import SettingsError
    from grokwidget.settings import Settings

    try:
        return Settings.load().classroom != made.classroom
    except SettingsError:  # who needs the settings will say what is wrong with them
        return False


def warm() -> bool:
    """Whether there is one already, so that asking it is quick."""
    return _client is not None


def speak() -> None:
    """Speak the language of the settings, as `Client` does; `GROKWIDGET_LANG` wins.

    For a magic's beginning, not for `%load_ext`: reading the settings takes pydantic, which a magic needs anyway.
    """
    if "GROKWIDGET_LANG" in os.environ:
        return
    from grokwidget.errors import SettingsError
    from grokwidget.settings import Settings

    with contextlib.suppress(SettingsError):  # whoever needs the settings will say what is wrong with them
        if language := Settings.load().language:
            os.environ.setdefault("GROKWIDGET_LANG", language)


def prepare() -> None:
    """Load, in the background, what the first cell will need: it takes half a second, and nobody waits for it yet."""

    def load() -> None:
        with contextlib.suppress(Exception):  # the cell itself will say what is wrong
            for module in (".jobview", "..client"):
                importlib.import_module(module, __package__)

    threading.Thread(target=load, name="grokwidget-prepare", daemon=True).start()


def close() -> None:
    """Forget it; the next call makes a new one."""
    global _client
    with _lock:
        old, _client = _client, None
    if old is not None:
        old.close()

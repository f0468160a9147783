"""Where a key may go. A key is bound to an origin by the provider's own address or by the user's own settings; any
other origin is asked for first, and refused where nobody can answer.

What was agreed to is kept in `origins.json` beside the user's settings: for each key variable the origins.
"""

from __future__ import annotations

import builtins
import json
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from . import providers
from .errors import SettingsError
from .messages import say
from .providers import Provider

FILE = "origins.json"
_lock = threading.Lock()


def origin(url: str) -> str:
    """Scheme, host and port of an address, the port left out where it is the scheme's own."""
    parts = urlsplit(url)
    port = parts.port if parts.port not in (None, {"https": 443, "http": 80}.get(parts.scheme)) else None
    return f"{parts.scheme.lower()}://{(parts.hostname or '').lower()}" + (f":{port}" if port else "")


class Origins:
    """What the user has agreed to. `folder` is that of the user's settings; `own` are addresses that they name."""

    def __init__(self, folder: Path, own: dict[str, frozenset[str]] | None = None) -> None:
        self._file = folder / FILE
        self._own = own or {}
        """Key variable -> origins that the user's own settings name."""

    def check(self, provider: Provider, address: str) -> None:
        """Raise `SettingsError` unless the provider's key may go to `address`; asks where somebody can answer."""
        wanted, variable = origin(address), provider.key_variable
        if provider.name in providers.built_in() and wanted == origin(providers.shipped(provider.name).base_url):
            return
        with _lock:
            if wanted in self._bound(variable):
                return
            question = say("origin.ask", variable=variable, origin=wanted, provider=provider.title)
            if not _agreed(question):
                raise SettingsError(
                    say("origin.refused", variable=variable, origin=wanted, provider=provider.title),
                    hint=say("origin.refused.hint", path=self._file),
                    provider=provider.name,
                )
            self._remember(variable, wanted)

    def known(self, provider: Provider, address: str) -> bool:
        """Whether its key may go there without asking."""
        return origin(address) in self._bound(provider.key_variable)

    def _bound(self, variable: str) -> set[str]:
        """Every origin that the key of a variable belongs to."""
        bound = set(self._own.get(variable, ())) | set(self._read().get(variable, ()))
        for name in providers.built_in():
            shipped = providers.shipped(name)
            if shipped.key_variable == variable and shipped.base_url:
                bound.add(origin(shipped.base_url))
        return bound

    def _read(self) -> dict[str, list[str]]:
        try:
            values: Any = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(values, dict):
            return {}
        return {str(name): [str(one) for one in ones] for name, ones in values.items() if isinstance(ones, list)}

    def _remember(self, variable: str, wanted: str) -> None:
        values = self._read()
        values[variable] = sorted({*values.get(variable, ()), wanted})
        part = self._file.with_name(f".{FILE}.{os.getpid()}")
        with suppress(OSError):  # agreed to for now, and asked again next time
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(values, indent=1), encoding="utf-8")
            part.replace(self._file)


def _agreed(question: str) -> bool:
    """Ask the person at the keyboard; no where there is none."""
    in_kernel = not isinstance(builtins.input, type(len))  # a kernel puts its own in its place while a cell runs
    if not in_kernel and not (sys.stdin is not None and sys.stdin.isatty()):
        return False
    try:
        return input(question).strip().casefold() in ("y", "yes", "是", "好", "同意")
    except (EOFError, OSError, RuntimeError):  # a kernel without a front end that could ask
        return False

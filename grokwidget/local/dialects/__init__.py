"""The server halves of the dialects: one file each, written from the services' documents.

A half derives from `half.Half`; it is built from a `Desk` and offers `routes()` (below `/{provider}`), `error(refusal)`
(its error body) and `ended(task)` (the body of its callback). A new one takes a file and a line here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from grokwidget.local.desk import Desk
    from grokwidget.local.dialects.half import Half

_HALVES = {
    "aivideoapi": "aivideoapi",
    "local": "local",
    "grokimagineapi": "grokimagineapi",
    "jimmyai": "jimmyai",
    "apixgo": "apixgo",
    "duoyuanx": "duoyuanx",
    "xai": "xai",
}
"""The file of each provider's half; its `half(desk)` makes one."""

PROVIDERS = tuple(_HALVES)
"""The providers whose dialect this service speaks."""


def all_halves(desk: Desk) -> dict[str, Half]:
    """Every server half, by provider."""
    halves: dict[str, Half] = {}
    for provider, file in _HALVES.items():
        make: Callable[[Desk], Half] = import_module(f"{__name__}.{file}").half
        halves[provider] = make(desk)
    return halves

"""What the axes of a sweep are called."""

from __future__ import annotations

from functools import cache

from ..messages import catalogue, say


@cache
def _known() -> frozenset[str]:
    return frozenset(catalogue())


def axis_title(name: str) -> str:
    """What an axis is called: the field in the reader's language, a name of the user's own as it is."""
    return next((say(key) for key in (f"field.{name}", f"differs.{name}") if key in _known()), name)

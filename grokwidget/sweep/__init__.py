"""Sweeps: prompts and choices against each other, with one price shown first."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .cell import CellStatus, SweepCell
    from .planned import LeftOut, Merged
    from .price import Estimate
    from .saving import save_sheet
    from .sweep import Sweep

_WHERE = {
    "CellStatus": "cell",
    "Estimate": "price",
    "LeftOut": "planned",
    "Merged": "planned",
    "Sweep": "sweep",
    "SweepCell": "cell",
    "save_sheet": "saving",
}

__all__ = ["CellStatus", "Estimate", "LeftOut", "Merged", "Sweep", "SweepCell", "save_sheet"]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_WHERE[name]}", __name__), name)
    globals()[name] = value
    return value

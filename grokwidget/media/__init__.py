"""Pictures and videos on this machine: reference images, video files and their frames. Heavy parts load when used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .images import LoadedImage, load
    from .probe import Probe, probe, verify

_WHERE = {"LoadedImage": "images", "load": "images", "Probe": "probe", "probe": "probe", "verify": "probe"}

__all__ = ["LoadedImage", "Probe", "load", "probe", "verify"]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_WHERE[name]}", __name__), name)

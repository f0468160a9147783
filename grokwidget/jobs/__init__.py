"""Jobs: one request from the intent to the file, on the one engine of this process."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .engine import Engine
    from .job import Job
    from .update import JobUpdate

_WHERE = {"Engine": "engine", "Job": "job", "JobUpdate": "update"}

__all__ = ["Engine", "Job", "JobUpdate"]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_WHERE[name]}", __name__), name)
    globals()[name] = value
    return value

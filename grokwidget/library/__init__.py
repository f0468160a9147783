"""The library: the ledger of jobs, the clips on disk, and where each came from. Media libraries load when used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .clip import Clip
    from .deriving import join
    from .folder import Library
    from .index import Index
    from .ledger import Ledger
    from .owners import Owner
    from .records import ClipFile, JobRecord, JobStatus

_WHERE = {
    "Clip": "clip",
    "ClipFile": "records",
    "Index": "index",
    "JobRecord": "records",
    "JobStatus": "records",
    "Ledger": "ledger",
    "Library": "folder",
    "Owner": "owners",
    "join": "deriving",
}

__all__ = ["Clip", "ClipFile", "Index", "JobRecord", "JobStatus", "Ledger", "Library", "Owner", "join"]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_WHERE[name]}", __name__), name)
    globals()[name] = value
    return value

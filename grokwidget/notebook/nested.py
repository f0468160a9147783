"""`allow_nested_loops()`: the one place where nest-asyncio is ever used, and only by the user's wish.

Nothing of grokwidget needs it: jobs run on a loop of their own. It is for people whose own code calls `asyncio.run` or
`run_until_complete` in a cell. It changes the whole process, for good, so it is refused where it does harm:
nest-asyncio 1.x (archived) loses queued cells and clicks on ipykernel 7.1 and later, and breaks asyncio on Python 3.14.
"""

from __future__ import annotations

import asyncio
import importlib
import sys
from importlib import metadata

from grokwidget.errors import Money, SettingsError
from grokwidget.messages import say

from .host import shell

#: The first release of the fork that keeps what the kernel has queued.
_GOOD_FORK = (1, 7, 4)
_BAD_KERNEL = (7, 1)
_BAD_PYTHON = (3, 14)


def allow_nested_loops() -> str:
    """Let `asyncio.run` and `run_until_complete` work inside a running loop, in this whole process, until it ends.

    Prefers the maintained `nest-asyncio2` where it is installed (`pip install 'grokwidget[nest]'`). Returns the name of
    the package that was used. Raises `SettingsError` with the reason where it would do harm, or can't work.
    """
    if _loop_is_uvloop():
        raise _refusal("nested.uvloop")
    foreign = foreign_nesting()
    if foreign:
        raise _refusal("nested.foreign", reason=foreign)
    if _release("nest-asyncio2") >= _GOOD_FORK and not _patched_by_the_old_one():
        return _apply("nest_asyncio2")
    if reason := _why_not_the_old_one():
        raise _refusal(reason[0], **reason[1])
    if not _release("nest-asyncio"):
        raise _refusal("nested.missing")
    return _apply("nest_asyncio")


def foreign_nesting() -> str:
    """What is wrong when some other code has switched on nest-asyncio 1.x where it does harm; "" when nothing is."""
    if not _patched_by_the_old_one():
        return ""
    reason = _why_not_the_old_one()
    return say(reason[0], **reason[1]) if reason else ""


def _patched_by_the_old_one() -> bool:
    return bool(getattr(asyncio, "_nest_patched", False)) and not hasattr(asyncio, "_nest_asyncio2")


def _why_not_the_old_one() -> tuple[str, dict[str, str]] | None:
    if sys.version_info >= _BAD_PYTHON:
        return "nested.python", {"version": "{}.{}".format(*sys.version_info[:2])}
    if getattr(shell(), "kernel", None) is not None and _release("ipykernel") >= _BAD_KERNEL:
        return "nested.kernel", {"version": metadata.version("ipykernel")}
    return None


def _loop_is_uvloop() -> bool:
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return False
    return type(loop).__module__.startswith("uvloop")


def _release(package: str) -> tuple[int, ...]:
    """The installed version's numbers, () when it isn't installed."""
    try:
        version = metadata.version(package)
    except metadata.PackageNotFoundError:
        return ()
    return tuple(int(part) for part in version.split(".")[:3] if part.isdigit())


def _apply(module: str) -> str:
    importlib.import_module(module).apply()
    return module.replace("_", "-")


def _refusal(key: str, **values: str) -> SettingsError:
    return SettingsError(say(key, **values), hint=say("nested.install"), money=Money.SILENT)

"""A prompt in a notebook cell becomes a video that plays under it.

    >>> from grokwidget import Client
    >>> clip = Client().generate("a red fox runs through snow", aspect_ratio="16:9", duration=6)

Nothing heavy is imported until it is used: every public name is loaded on first touch.
"""

from __future__ import annotations

import os

from ._version import __version__

#: The folder in which this process loaded the package: where the library is when nothing else says it.
try:
    STARTED_IN: str | None = os.getcwd()  # noqa: PTH109  # pathlib would be the dearest part of importing the package
except OSError:  # the folder is gone
    STARTED_IN = None

TYPE_CHECKING = False  # importing typing for this would be the dearest part of importing the package
if TYPE_CHECKING:
    from typing import Any

    from . import errors
    from .client import Client
    from .errors import GrokwidgetError
    from .jobs import Job
    from .library import Clip, Library, join
    from .notebook.compare import Compare
    from .notebook.embedding import embedded
    from .notebook.gallery import Gallery
    from .notebook.nested import allow_nested_loops
    from .notebook.player import Player
    from .notebook.sheet import ContactSheet
    from .notebook.studio import Studio
    from .request import VideoRequest
    from .sweep import Sweep, SweepCell, save_sheet

_WHERE = {
    "Client": "client",
    "Job": "jobs",
    "Clip": "library",
    "Library": "library",
    "join": "library",
    "Player": "notebook.player",
    "Studio": "notebook.studio",
    "Sweep": "sweep",
    "SweepCell": "sweep",
    "save_sheet": "sweep",
    "Gallery": "notebook.gallery",
    "Compare": "notebook.compare",
    "ContactSheet": "notebook.sheet",
    "VideoRequest": "request",
    "GrokwidgetError": "errors",
    "allow_nested_loops": "notebook.nested",
    "embedded": "notebook.embedding",
}

__all__ = [
    "Client",
    "Clip",
    "Compare",
    "ContactSheet",
    "Gallery",
    "GrokwidgetError",
    "Job",
    "Library",
    "Player",
    "Studio",
    "Sweep",
    "SweepCell",
    "VideoRequest",
    "__version__",
    "allow_nested_loops",
    "embedded",
    "errors",
    "join",
    "load_ipython_extension",
    "save_sheet",
    "unload_ipython_extension",
]


def __getattr__(name: str) -> Any:
    import sys
    from importlib import import_module

    if name in _WHERE:
        if sys.platform == "emscripten":  # JupyterLite: what we stand on isn't there, so say it before that does
            raise ImportError(import_module(".messages", __name__).say("host.lite"))
        try:
            value = getattr(import_module(f".{_WHERE[name]}", __name__), name)
        except ModuleNotFoundError as error:
            raise import_module(".errors", __name__).MissingPackage.of(error) from None
        if import_module(".host", __name__).shows_outputs():
            import_module(".notebook.show", __name__).fill()  # so that a clip plays at the end of any cell
    elif name in ("errors", "providers"):
        value = import_module(f".{name}", __name__)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


def load_ipython_extension(ipython: Any) -> None:
    """`%load_ext grokwidget`: adds `%grokvideo` and `%%grokvideo`."""
    from .notebook.extension import load

    load(ipython)


def unload_ipython_extension(ipython: Any) -> None:
    """`%unload_ext grokwidget`: takes away all that loading added."""
    from .notebook.extension import unload

    unload(ipython)

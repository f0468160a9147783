"""Bundles that a page loads when somebody looks at what they show: `part {name}` -> `{js, css, words}`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from grokwidget.errors import GrokwidgetError
from grokwidget.messages import say
from grokwidget.messages.page import words

from .assets import asset

_PARTS: dict[str, Callable[[], tuple[str | Path, str | Path]]] = {
    "stage": lambda: (asset("stage.part.js"), asset("stage.part.css")),
    "gallery": lambda: (asset("gallery.js"), asset("gallery.part.css")),
    "compare": lambda: (asset("compare.js"), asset("compare.part.css")),
}


def part(name: str, lang: str) -> dict[str, Any]:
    """One of them, with its sentences. `GrokwidgetError` for a name that is none."""
    if name not in _PARTS:
        raise GrokwidgetError(say("page.kernel.unknown_kind", kind=name[:40]))
    js, css = _PARTS[name]()
    return {"js": _read(js), "css": _read(css), "words": words("player" if name == "stage" else name, lang)}


def _read(given: str | Path) -> str:
    return given.read_text(encoding="utf-8") if isinstance(given, Path) else given

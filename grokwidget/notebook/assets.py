"""The built front end: text of a bundle or a style sheet, from `static/` beside this file.

The text, not a path: anywidget watches a path and so keeps every instance of the widget alive. Only under
`ANYWIDGET_HMR=1`, when somebody works on the front end, is it the path, and the page reloads on every build.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
#: What mends a missing or stale bundle.
BUILD_COMMAND = "cd js && npm ci && npm run build"


@cache
def _text(name: str) -> str:
    path = STATIC / name
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise FileNotFoundError(f"The front end is not built: {name} is missing. Build it: {BUILD_COMMAND}") from None


def asset(name: str) -> str | Path:
    """The text of `static/<name>` (its path under `ANYWIDGET_HMR=1`). Raises `FileNotFoundError` with the mend."""
    if os.environ.get("ANYWIDGET_HMR") == "1":
        return STATIC / name
    return _text(name)

"""A clip's thumbnails side by side in one picture, hidden in the library under the name of the clip's SHA-256.

Where they cost nothing they are made when the clip comes in, else when they are first wanted; they get a place of their
own when somebody asks for their file.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from .durable import write_bytes
from .hidden import Hidden, named

if TYPE_CHECKING:
    from .clip import Clip

KEPT = Hidden("strips", ".webp")


def place(clip: Clip) -> Path | None:
    """Where their file is, or will be when it is asked for; None for a clip that has none."""
    return clip.path.parent / clip.file.strip if clip.file.strip else None


def made(clip: Clip) -> Path | None:
    """Their file; None where none can be made or written."""
    path = place(clip)
    if path is not None and not path.is_file():
        _write(path, read(clip))
    return path if path is not None and path.is_file() else None


def read(clip: Clip) -> bytes:
    """The picture (WebP), also where it can't be written; b"" where there is none."""
    path = place(clip)
    if path is None:
        return b""
    kept = KEPT.folder(clip.path.parent) / named(clip.sha256, ".webp")
    for there in (path, kept):
        with contextlib.suppress(OSError):
            return there.read_bytes()
    data = _drawn(clip)
    if kept.parent.parent.is_dir():  # only a library has it
        _write(kept, data)
    return data


def _drawn(clip: Clip) -> bytes:
    from ..media import frames

    try:
        return frames.strip(clip.path)
    except Exception:  # whatever a decoder stumbles over: thumbnails are decoration
        return b""


def _write(path: Path, data: bytes) -> None:
    if data:
        with contextlib.suppress(OSError):
            path.parent.mkdir(exist_ok=True)
            write_bytes(path, data)

"""The last frames of a library's newest clips, hidden in it under the names of their clips' SHA-256."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from .hidden import Hidden, named

if TYPE_CHECKING:
    from PIL.Image import Image

    from .clip import Clip

KEPT = Hidden("lastframes", ".webp")


def last_frame(clip: Clip) -> Image:
    """The clip's last frame: the picture that was kept when it came in, else decoded, and kept then.

    `MediaError` when the file is gone or broken.
    """
    from ..media import frames, lastframe

    target = KEPT.folder(clip.path.parent) / named(clip.sha256, ".webp")
    film = clip.path.stat() if clip.path.is_file() else None
    whole = film is not None and film.st_size == clip.file.bytes
    if whole and (there := lastframe.kept(target, clip.path)) is not None:
        return there
    picture = frames.last_frame(clip.path)
    if film is not None and whole and target.parent.parent.is_dir():  # only a library has it
        with contextlib.suppress(OSError):  # where it can't be written it is decoded each time
            lastframe.keep(picture, target, film.st_mtime_ns)
    return picture

"""The small videos by which clips play beside each other, and the small pictures in their places.

They are made when first wanted, and kept hidden in the library.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from .durable import replacing
from .hidden import Hidden, named

if TYPE_CHECKING:
    from .clip import Clip

VIDEO, PICTURE = ".mp4", ".webp"
KEPT = Hidden("previews", VIDEO, PICTURE)
_PICTURE_BYTES, _PICTURE_SIDE = 9_500, 320
_lock = threading.Lock()
_elsewhere: list[Path] = []


def preview(clip: Clip) -> Path | None:
    """The clip's small video, where it is made already."""
    return _there(clip, VIDEO)


def picture(clip: Clip) -> Path | None:
    """The clip's poster once more, small (WebP, at most 9.5 kB and 320 pixels), where it is made already."""
    return _there(clip, PICTURE)


def _there(clip: Clip, kind: str) -> Path | None:
    for folder in (_inside(clip), *_elsewhere):
        if folder is not None and _is_of(path := folder / named(clip.sha256, kind), clip.path):
            return path
    return None


def _is_of(path: Path, film: Path) -> bool:
    """Whether it is there, and has the time of its film: of one that was changed since, it is none."""
    try:
        there = path.stat().st_mtime_ns
    except OSError:
        return False
    return not film.is_file() or there == film.stat().st_mtime_ns


def made(clip: Clip, *, many: bool = False) -> Path:
    """The clip's small video, made where it isn't there. Blocks for some 0.3 s.

    Where the library can't be written, or the clip lies in none, it is kept as long as this process lives. `many` says
    that more are to be made: then it is done in a process beside. `MediaError` when the file is gone or broken.
    """
    from ..media.looking import shrink

    if (there := preview(clip)) is not None:
        return there
    clip.there()
    taken = clip.path.stat().st_mtime_ns
    own = _inside(clip)
    for folder in (own, None):
        try:
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
            target = (folder or _temporary()) / named(clip.sha256, VIDEO)
            _draw(clip, target.with_suffix(PICTURE), taken)
            with replacing(target) as part:
                shrink(clip.path, part, many=many)
                os.utime(part, ns=(taken, taken))
        except OSError:
            if folder is None:
                raise
            continue
        return target
    raise AssertionError  # the second folder either works or raises


def _draw(clip: Clip, target: Path, taken: int) -> None:
    """Beside the small video, as its poster; without one there is none. OSError where it can't be written."""
    from PIL import Image

    from ..media.poster import webp

    if clip.poster is None:
        return
    try:
        with Image.open(clip.poster) as whole:
            data = webp(whole, most_bytes=_PICTURE_BYTES, longest_side=_PICTURE_SIDE)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # what Pillow says of what is no picture
        return
    with replacing(target) as part:
        part.write_bytes(data)
        os.utime(part, ns=(taken, taken))


def _inside(clip: Clip) -> Path | None:
    folder = KEPT.folder(clip.path.parent)
    return folder if folder.parent.is_dir() else None  # only a library has it


def _temporary() -> Path:
    """A folder that goes when this process does."""
    with _lock:
        if not _elsewhere:
            made_here = tempfile.mkdtemp(prefix="grokwidget-previews-")
            atexit.register(shutil.rmtree, made_here, ignore_errors=True)
            _elsewhere.append(Path(made_here))
        return _elsewhere[0]

"""A clip's last frame kept as a picture: the way into the next clip, which takes long to decode from a large film.

Lossless WebP: to the pixel what decoding gives, smaller than PNG and written in half of its time. The picture has the
time of the file that it was taken from: of a film that was changed since, it is none.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from ..library.durable import replacing

if TYPE_CHECKING:
    from PIL.Image import Image

MOST = 200
"""Pictures kept in one folder; of more, those of the oldest films go. Each is a fifth of its clip's size."""


def keep(picture: Image, target: Path, taken: int) -> None:
    """Write the picture; `taken` is the time (`st_mtime_ns`) that its film had before it was decoded. OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with replacing(target) as part:
        # The least effort takes a third of the time of the usual one, and is 5 % larger.
        picture.save(part, "WEBP", lossless=True, quality=0, method=0)
        os.utime(part, ns=(taken, taken))
    _thin_out(target.parent)


def kept(target: Path, of: Path) -> Image | None:
    """The picture that was kept there; None where there is none, or `of` was changed since."""
    from PIL import Image

    try:
        if target.stat().st_mtime_ns != of.stat().st_mtime_ns:
            return None
        with Image.open(target) as picture:
            return picture.convert("RGB")
    except (OSError, ValueError, SyntaxError):
        return None


def _thin_out(folder: Path) -> None:
    with contextlib.suppress(OSError):  # somebody else does so just now
        files = sorted((path.stat().st_mtime_ns, path) for path in folder.iterdir())
        for _, path in files[:-MOST]:
            path.unlink()

"""The pictures that clips were made from, kept beside them, so that a request can be asked again whole.

Content-addressed: `images/<first 16 digits of its SHA-256><suffix>` in the library's folder; a picture that was in
memory only is a PNG there, named by its pixels. A clip's own frame and an address need no keeping.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from ..errors import GrokwidgetError
from ..request import ImageRef

if TYPE_CHECKING:
    from .clip import Clip
    from .folder import Library

_log = logging.getLogger(__name__)
FOLDER = "images"
_SHA, _PIXELS = "sha256:", "pixels:"
_hashed: WeakKeyDictionary[ImageRef, tuple[tuple[int, int] | None, str]] = WeakKeyDictionary()
_LONGEST_SUFFIX = 6


def image_keys(refs: Sequence[ImageRef]) -> tuple[str, ...]:
    """The pictures' identities, each file read only once as long as it is the same. `InvalidImage` for one that is gone
    or can't be read."""
    from ..media.images import key

    found = []
    for ref in refs:
        now = _state(ref)
        before, known = _hashed.get(ref, (None, ""))
        if not known or now != before:
            known = key(ref)
            _hashed[ref] = (now, known)
        found.append(known)
    return tuple(found)


def _state(ref: ImageRef) -> tuple[int, int] | None:
    """What changes when a file does."""
    if ref.kind != "path":
        return None
    try:
        told = ref.value.stat()
    except OSError:
        return None
    return told.st_size, told.st_mtime_ns


def keep(library: Library, refs: Sequence[ImageRef], keys: Sequence[str] | None = None) -> None:
    """Keep what of these pictures is at no address; what is kept already, or can't be, is left.

    `keys` are their identities, where they are known.
    """
    for ref, key in zip(refs, keys or image_keys(refs), strict=True):
        if not key.startswith((_SHA, _PIXELS)):
            continue
        place = library.path / FOLDER / _name(key, ref.label)
        if place.exists():
            continue
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            part = place.with_name(f".{place.name}.part")
            _write(ref, part)
            part.replace(place)
        except (OSError, GrokwidgetError) as error:  # the clip is what matters: its pictures are a comfort
            _log.info("a reference image could not be kept: %s", error)


def _write(ref: ImageRef, part: Path) -> None:
    from ..media.images import drawn
    from ..media.sniffing import decode_data_url

    match ref.kind:
        case "path":
            shutil.copyfile(ref.value, part)
        case "data":
            part.write_bytes(decode_data_url(ref.value, ref.label))
        case "pixels" | "figure":
            drawn(ref).save(part, "PNG", compress_level=1)
        case _:
            part.write_bytes(ref.value)


def found(library: Library, clip: Clip) -> list[Any]:
    """The pictures that a clip was made from, in order; those that are not to be had any more are left out."""
    return [picture for _, picture in sought(library, clip) if picture is not None]


def sought(library: Library, clip: Clip) -> list[tuple[str, Any]]:
    """The same, each with what it was called; None in the place of one that is not to be had any more."""
    labels = clip.request.get("images") or ()
    named = [str(labels[n]) if n < len(labels) else "" for n in range(len(clip.record.image_keys))]
    return [(label, _sought(library, key, label)) for label, key in zip(named, clip.record.image_keys, strict=True)]


def _sought(library: Library, key: str, label: str) -> Any:
    kind, _, rest = key.partition(":")
    place = library.path / FOLDER / _name(key, label)
    if kind == "url":
        return rest
    if kind == "frame":
        with contextlib.suppress(GrokwidgetError):
            return _frame(library, rest)
    if kind == "sha256" and place.is_file():
        return ImageRef("path", place, label or place.name)
    if kind == "pixels" and place.is_file():
        from PIL import Image

        with contextlib.suppress(OSError), Image.open(place) as picture:
            picture.load()
            return ImageRef("pixels", picture, label)
    return None


def _frame(library: Library, told: str) -> ImageRef | None:
    sha256, _, index = told.partition(":")
    for clip in library:
        if clip.sha256 == sha256:
            return ImageRef("clip", clip, clip.path.name, int(index or -1))
    return None


def _name(key: str, label: str) -> str:
    if key.startswith(_PIXELS):
        return f"{key.rpartition(':')[2][:16]}.png"
    suffix = Path(label).suffix.lower()
    plain = suffix if len(suffix) <= _LONGEST_SUFFIX and suffix[1:].isalnum() else ""
    return f"{key.removeprefix(_SHA)[:16]}{plain}"

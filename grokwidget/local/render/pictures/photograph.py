"""A picture file as upright sRGB pixels of the size needed: any mode, any profile, an animation's first frame."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

from grokwidget.local.render.canvas import Bytes
from grokwidget.local.render.colour import Floats

_ORIENTATION = 0x0112
_TURNED = (5, 6, 7, 8)
"""EXIF orientations whose width and height are swapped."""


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture on disk: its upright size is known, its pixels are read when they are asked for."""

    path: str
    width: int
    """Pixels, after the EXIF orientation."""
    height: int

    @classmethod
    def at(cls, path: str) -> Photograph:
        """Look at a file. OSError where it can't be read, PIL.UnidentifiedImageError where it is no picture."""
        with _opened(path) as picture:
            width, height = picture.size
            if picture.getexif().get(_ORIENTATION) in _TURNED:
                width, height = height, width
        return cls(path, width, height)

    def pixels(self, width: int, height: int) -> Image.Image:
        """The whole picture at `width` x `height` pixels (any ratio), as RGB, or RGBA where it is truly transparent.

        A photo much larger than that is decoded small, or shrunk by averaging first: fast and without aliasing.
        """
        with _opened(self.path) as picture:
            turned = picture.getexif().get(_ORIENTATION) in _TURNED
            size = (height, width) if turned else (width, height)
            picture.draft(None, size)
            profile = picture.info.get("icc_profile")
            small = _eight_bit(picture)
            if small.width > size[0] or small.height > size[1]:
                least = (min(size[0], small.width), min(size[1], small.height))
                small = small.resize(least, Image.Resampling.LANCZOS, reducing_gap=3.0)
            if orientation := picture.getexif().get(_ORIENTATION):
                small.getexif()[_ORIENTATION] = orientation
                small = ImageOps.exif_transpose(small)
        small = _srgb(small, profile)
        if small.size != (width, height):
            small = small.resize((width, height), Image.Resampling.BICUBIC)
        return small


@contextmanager
def _opened(path: str) -> Iterator[Image.Image]:
    with Path(path).open("rb") as file, Image.open(file) as picture:
        yield picture


def _eight_bit(picture: Image.Image) -> Image.Image:
    """RGB, or RGBA where some pixel is transparent."""
    if picture.mode.startswith(("I", "F")):
        return Image.fromarray(_stretched(np.asarray(picture, np.float32))).convert("RGB")
    if "transparency" in picture.info or picture.mode in ("RGBA", "LA", "PA", "La", "RGBa"):
        whole = picture.convert("RGBA")
        lowest, _ = whole.getchannel("A").getextrema()
        return whole if isinstance(lowest, int | float) and lowest < 250 else whole.convert("RGB")
    return picture.convert("RGB")


def _stretched(values: Floats) -> Bytes:
    """Deep grey to bytes: by its own range where it fits neither 8 nor 16 bits."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    if low >= 0 and 255 < high <= 65535:
        low, high = 0.0, 65535.0 if high > 4095 else 4095.0
    elif low >= 0 and high <= 255 and high > 1:
        low, high = 0.0, 255.0
    share = (np.nan_to_num(values, nan=low) - low) / max(high - low, 1e-9)
    return np.asarray(np.clip(share * 255 + 0.5, 0, 255), np.uint8)


def _srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Through the embedded colour profile, if there is one that fits; a broken profile is ignored."""
    if not profile:
        return picture
    with suppress(ImageCms.PyCMSError, OSError, ValueError):
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space.strip() == "RGB" and "sRGB" not in (source.profile.profile_description or ""):
            turned = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"))
            return picture if turned is None else turned
    return picture

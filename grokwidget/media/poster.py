"""Pictures small enough to live inside a notebook."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 25_000
LONGEST_SIDE = 640
_WEBP = "data:image/webp;base64,"
_GOOD_SPREAD, _GOOD_LIGHT = 12.0, 24.0
"""Spread and mean of the luma (0..255) from which a frame shows something: neither black nor one colour."""


def webp(picture: Image, *, most_bytes: int = MOST_BYTES, longest_side: int = LONGEST_SIDE) -> bytes:
    """The picture as WebP of at most `most_bytes` bytes and `longest_side` pixels, as good as that allows."""
    from PIL import Image

    small = picture.convert("RGB")
    side = longest_side
    while True:
        small.thumbnail((side, side), Image.Resampling.LANCZOS)
        data = _webp(small, 76)
        if len(data) > most_bytes:
            # How much too big it is tells how far down to go: two encodings instead of five.
            excess = len(data) / most_bytes
            for quality in (62, 50, 38)[(excess > 1.25) + (excess > 1.6) :]:
                data = _webp(small, quality)
                if len(data) <= most_bytes:
                    break
        if len(data) <= most_bytes or side <= 32:
            return data
        side = side * 3 // 4


def within(uri: str, most_bytes: int, longest_side: int = LONGEST_SIDE) -> str:
    """A picture's data URI, made smaller where it has more than `most_bytes` characters; "" where it can't be read."""
    if len(uri) <= most_bytes:
        return uri
    from PIL import Image

    try:
        picture = Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2])))
        data = webp(picture, most_bytes=(most_bytes - len(_WEBP)) // 4 * 3, longest_side=longest_side)
    except (OSError, ValueError):
        return ""
    return _WEBP + base64.b64encode(data).decode("ascii")


def side_by_side(pictures: list[Image], *, most_bytes: int = 40_000) -> bytes:
    """Pictures of one size in one row, as one WebP."""
    from PIL import Image

    width, height = pictures[0].size
    row = Image.new("RGB", (width * len(pictures), height))
    for n, picture in enumerate(pictures):
        row.paste(picture, (n * width, 0))
    data = b""
    for quality in (70, 55, 40):
        data = _webp(row, quality)
        if len(data) <= most_bytes:
            break
    return data


def shows_something(luma: Any) -> tuple[bool, float]:
    """Whether a frame, given by its luma, is worth showing, and how much there is to see in it."""
    spread, light = float(luma.std()), float(luma.mean())
    return spread >= _GOOD_SPREAD and light >= _GOOD_LIGHT, spread


def _webp(picture: Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    # Somebody waits for it. The usual effort (4) takes 1.3 to 1.7 times as long for 4 % fewer bytes.
    picture.save(buffer, "WEBP", quality=quality, method=2)
    return buffer.getvalue()

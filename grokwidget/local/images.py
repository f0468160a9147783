"""Reference images: judged by their content, kept by their hash, and drawn where they can't be had."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from grokwidget.messages import Lang, say

# Pillow takes a moment to load, and most requests have no picture: each function that needs it asks for it.
if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 10 * 2**20
MOST_PIXELS = 100_000_000
LONGEST_SIDE = 4096
"""What the renderer is given at most; larger pictures are made smaller."""
PLAIN = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
KINDS = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
_DATA_URL = re.compile(r"data:(?P<kind>[^,;]*)(?P<words>(?:;[^,;]*)*),(?P<data>.*)", re.DOTALL | re.IGNORECASE)


class BadImage(Exception):
    """Not a picture that can be used; `said` tells why, to go after "the image"."""

    def __init__(self, why: str, **values: object) -> None:
        super().__init__(why)
        self._why, self._values = why, values

    def said(self, language: Lang | None = None) -> str:
        """Why, in a language; None: the reader's."""
        return say(f"local.picture.{self._why}", language, **self._values)


@dataclass(frozen=True)
class Picture:
    """A picture in the service's folder, upright and in a format that the renderer reads."""

    path: Path
    width: int
    height: int


def from_data_url(url: str) -> bytes:
    """The bytes in a data URL. BadImage when it is malformed or holds more than 10 MB."""
    found = _DATA_URL.fullmatch(url)
    if not found:
        raise BadImage("no_data_url")
    if "base64" not in found["words"].lower().split(";"):
        data = unquote_to_bytes(found["data"])
    elif len(found["data"]) > MOST_BYTES * 4 // 3 + 4:
        raise BadImage("large")
    else:
        try:
            data = base64.b64decode(found["data"], validate=True)
        except (binascii.Error, ValueError):
            raise BadImage("base64") from None
    return data


def check(data: bytes, formats: frozenset[str]) -> Image.Image:
    """The picture in these bytes, fully decoded. BadImage when there is none, or not one that may be used."""
    from PIL import Image

    if len(data) > MOST_BYTES:
        raise BadImage("large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large and odd pictures; we look ourselves
            picture = Image.open(io.BytesIO(data), formats=sorted(formats))
            if picture.width * picture.height > MOST_PIXELS:
                raise BadImage("pixels")
            picture.load()
    except BadImage:
        raise
    except Exception:  # a decoder may raise anything at all on broken bytes
        raise BadImage("broken", formats=", ".join(sorted(formats))) from None
    return picture


def keep(data: bytes, formats: frozenset[str], folder: Path) -> str:
    """Check a picture and put it into the folder; the name of the file there. The same bytes get the same name."""
    picture = check(data, formats)
    digest = hashlib.sha256(data).hexdigest()
    if _is_plain(picture):
        name = digest + PLAIN[str(picture.format)]
    else:
        picture, name = _upright(picture), f"{digest}.png"
        buffer = io.BytesIO()
        picture.save(buffer, "PNG", compress_level=1)
        data = buffer.getvalue()
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{name}.part")
        part.write_bytes(data)
        part.replace(path)
    return name


def opened(path: Path) -> Picture:
    """A picture of the folder, with its size."""
    from PIL import Image

    with Image.open(path) as picture:
        return Picture(path, picture.width, picture.height)


def placeholder(url: str, folder: Path, note: str) -> Picture:
    """A soft gradient with the host and the file name of a picture that may not be fetched."""
    digest = hashlib.sha256(url.encode()).hexdigest()
    path = folder / f"placeholder-{digest}.png"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        _drawn(url, digest, note).save(part, "PNG")
        part.replace(path)
    return opened(path)


def _drawn(url: str, digest: str, note: str) -> Image.Image:
    """A soft light in the middle of two neighbouring colours, a picture's outline, and three lines of text."""
    from PIL import Image, ImageDraw

    from grokwidget.lettering.fonts import SHIPPED, font

    hue, size, small = int(digest[:2], 16), (960, 720), (96, 72)
    down = Image.linear_gradient("L").resize(small)
    across = Image.linear_gradient("L").rotate(90).resize(small)
    glow = Image.radial_gradient("L").resize(small)
    value = Image.blend(Image.blend(down, across, 0.35), glow, 0.4).point(
        [200 - level * 100 // 255 for level in _LEVELS]
    )
    tone = Image.blend(down, across, 0.6).point([(hue + level * 34 // 255) % 256 for level in _LEVELS])
    # Mixed as colours, not as hues: between the last hue and the first lie all the others.
    picture = Image.merge("HSV", (tone, Image.new("L", small, 96), value)).convert("RGB")
    picture = picture.resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((405, 180, 555, 290), 14, outline="white", width=4)
    draw.polygon(((420, 276), (462, 222), (488, 252), (508, 232), (540, 276)), fill="white")
    draw.ellipse((505, 198, 525, 218), fill="white")
    parts = urlsplit(url)
    name = _drawable(unquote(parts.path.rsplit("/", 1)[-1]))
    lines = ((name or "image", 44, 350), (_drawable(parts.hostname or ""), 28, 408), (note, 22, 454))
    for text, points, y in lines:
        if text:
            draw.text((480, y), text[:40], fill="white", anchor="mm", font=font(SHIPPED, points))
    return picture


_LEVELS = range(256)


def _drawable(text: str) -> str:
    """What the shipped font can draw of a text: never boxes."""
    from grokwidget.lettering.fonts import SHIPPED, font_for

    return "".join(letter for letter in text if letter.isprintable() and font_for(letter) == SHIPPED)


def _is_plain(picture: Image.Image) -> bool:
    return (
        picture.format in PLAIN
        and picture.mode in ("RGB", "RGBA", "L", "P")
        and picture.getexif().get(0x0112, 1) == 1
        and not getattr(picture, "is_animated", False)
        and max(picture.size) <= LONGEST_SIDE
    )


def _upright(picture: Image.Image) -> Image.Image:
    from PIL import ImageOps

    picture.seek(0)
    if picture.mode.startswith("I;16"):  # 16 bits of grey, which `convert` would clip
        picture = picture.point(lambda level: level / 256).convert("L")
    upright = ImageOps.exif_transpose(picture)
    upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return upright

"""Reference images: opened by what they are, checked against a model's rule, given a key by their content."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ..catalog import ImageRule
from ..errors import InvalidImage, MediaError
from ..messages import say
from ..nearest import did_you_mean
from ..request import ImageRef
from .pixels import as_picture, from_figure, lies_on_its_side, pixel_key, upright
from .sniffing import decode_data_url, foreign_kind

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 80_000_000
"""More than any model looks at; a small file that unfolds to more is a trap or a mistake."""
_READ_AT_MOST = 100 * 1024 * 1024
_MIME = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif",
         "BMP": "image/bmp", "TIFF": "image/tiff", "AVIF": "image/avif"}  # fmt: skip


@dataclass(frozen=True)
class LoadedImage:
    """A reference image, ready to send and to be told from any other."""

    data: bytes | None = field(repr=False)
    """The bytes to send; None for an address that the provider fetches itself."""
    mime: str
    width: int | None
    """Pixels, upright; None for an address."""
    height: int | None
    key: str = field(repr=False)
    """`sha256:…`, `pixels:WxH:…`, `url:…` or `frame:<clip>:<index>`: its identity in a fingerprint."""
    url: str | None = field(repr=False)
    label: str


def key(ref: ImageRef) -> str:
    """The image's identity alone: the text of `load(...).key`, without decoding a file. `InvalidImage` as there."""
    match ref.kind:
        case "url":
            return f"url:{ref.value}"
        case "clip":
            return f"frame:{ref.value.sha256}:{ref.index}"
        case "pixels" | "figure":
            return pixel_key(drawn(ref))
    return _file_key(_bytes_of(ref))


def load(ref: ImageRef, *, rule: ImageRule) -> LoadedImage:
    """The image, ready for a model with that rule: sniffed by content, upright, one frame, in a format that it takes.

    A file that the model takes as it is keeps its bytes. An address is passed on where the model takes addresses; it is
    never fetched here. `InvalidImage` says in a sentence what is wrong; nothing was sent then.
    """
    check(ref, rule)
    if ref.kind == "url":
        return LoadedImage(None, "", None, None, f"url:{ref.value}", ref.value, ref.label)
    if ref.kind == "clip":
        return _encoded(_frame(ref), f"frame:{ref.value.sha256}:{ref.index}", ref.label, rule)
    if ref.kind in ("pixels", "figure"):
        picture = drawn(ref)
        return _encoded(picture, pixel_key(picture), ref.label, rule)
    data = _bytes_of(ref, rule.max_bytes)
    return _from_file(data, ref.label, rule, _file_key(data))


def check(ref: ImageRef, rule: ImageRule, size: int | None = None) -> None:
    """Raise `InvalidImage` where a model with that rule can't take it, as far as that is told without opening it.

    `size`: the bytes of a file, where they are known. A format is never the reason: `load` makes another of it.
    """
    if ref.kind == "url":
        if "url" not in rule.sources:
            raise InvalidImage(say("media.address_not_taken", label=ref.label))
    elif not rule.local:
        raise InvalidImage(say("media.address_needed", label=ref.label), hint=say("media.address_needed.hint"))
    elif size is not None:
        _check_size(size, ref.label, rule.max_bytes)


@dataclass(frozen=True)
class Glance:
    """What is told of a picture without decoding it; None for what is not known."""

    width: int | None = None
    """Pixels, upright."""
    height: int | None = None
    bytes: int | None = None
    """Of a file; None for what becomes one only when it is sent."""


def glance(ref: ImageRef) -> Glance:
    """Open it far enough to say what it is: the head of a file, never its pixels. `InvalidImage` where it is none."""
    match ref.kind:
        case "url":
            return Glance()
        case "clip":
            if not Path(ref.value.path).is_file():
                raise InvalidImage(say("media.video_missing", file=ref.label))
            return Glance(ref.value.width, ref.value.height)
        case "pixels" | "figure":
            return Glance(*drawn(ref).size)
    with _stream(ref) as (file, size):
        picture, _ = _decode(file, ref.label, whole=False)
        width, height = reversed(picture.size) if lies_on_its_side(picture) else picture.size
    return Glance(width, height, size)


def thumbnail(ref: ImageRef, longest_side: int) -> Image:
    """The picture, small and upright, on white where it is transparent; all of the file is decoded for it.

    `InvalidImage` where that fails, and for an address: it is never fetched here.
    """
    from PIL import Image

    if ref.kind == "url":
        raise InvalidImage(say("media.address_not_taken", label=ref.label))
    if ref.kind == "clip":
        picture = _frame(ref)
    elif ref.kind in ("pixels", "figure"):
        picture = drawn(ref)
    else:
        with _stream(ref) as (file, _):
            picture, _kind = _decode(file, ref.label)
    if picture.mode not in ("RGB", "RGBA", "L"):
        picture = picture.convert("RGBA")  # or its palette would be shrunk without smoothing
    picture.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return _flat(upright(picture))


def _file_key(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _bytes_of(ref: ImageRef, limit: int = _READ_AT_MOST) -> bytes:
    """The bytes of a file, of bytes, of a data URL."""
    if ref.kind == "path":
        return _read(ref.value, ref.label, limit)
    data = decode_data_url(ref.value, ref.label) if ref.kind == "data" else bytes(ref.value)
    _check_size(len(data), ref.label, limit)
    return data


@contextmanager
def _stream(ref: ImageRef) -> Iterator[tuple[BinaryIO, int]]:
    """The same as a stream, and how many bytes there are: a file is not read into memory."""
    if ref.kind != "path":
        data = _bytes_of(ref)
        yield io.BytesIO(data), len(data)
        return
    with _reading(ref.value, ref.label, _READ_AT_MOST) as (file, size):
        yield file, size


def _read(path: Path, label: str, limit: int) -> bytes:
    with _reading(path, label, limit) as (file, _):
        return file.read()


@contextmanager
def _reading(path: Path, label: str, limit: int) -> Iterator[tuple[BinaryIO, int]]:
    """A file, open, and its size; what goes wrong with it is `InvalidImage`."""
    try:
        if path.is_dir():
            raise InvalidImage(say("media.is_folder", label=label))
        if not path.exists():
            raise InvalidImage(say("media.no_file", label=label, folder=path.absolute().parent), hint=_neighbour(path))
        if not path.is_file():
            raise InvalidImage(say("media.no_plain_file", label=label))
        size = path.stat().st_size
        _check_size(size, label, limit)
        with path.open("rb") as file:
            yield file, size
    except (OSError, ValueError) as error:
        if isinstance(error, InvalidImage):
            raise
        raise InvalidImage(say("media.cannot_read", label=label, problem=_reason(error))) from error


def _neighbour(path: Path) -> str:
    try:
        return did_you_mean(path.name, [entry.name for entry in path.parent.iterdir() if entry.is_file()])
    except OSError:
        return ""


def _check_size(size: int, label: str, limit: int) -> None:
    if not size:
        raise InvalidImage(say("media.empty_file", label=label))
    if size > limit:
        raise InvalidImage(
            say("media.too_big", label=label, size=f"{size / 2**20:.1f}", limit=f"{limit / 2**20:.0f}"),
            hint=say("media.too_big.hint"),
        )


def _from_file(data: bytes, label: str, rule: ImageRule, image_key: str) -> LoadedImage:
    """Bytes of some file, decoded once to be sure of them; kept where the model takes them as they are."""
    _check_size(len(data), label, rule.max_bytes)
    picture, kind = _decode(io.BytesIO(data), label)
    straight = upright(picture)
    wanted = {*rule.formats, *({"MPO"} if "JPEG" in rule.formats else ())}
    one_frame = kind == "MPO" or getattr(picture, "n_frames", 1) == 1
    if straight is picture and kind in wanted and one_frame and picture.mode != "CMYK":
        return LoadedImage(data, _MIME[kind], picture.width, picture.height, image_key, None, label)
    return _encoded(straight, image_key, label, rule)


def _decode(file: BinaryIO, label: str, *, whole: bool = True) -> tuple[Image, str]:
    """The picture's first frame, wholly decoded (or its head alone), and Pillow's name of its format."""
    from PIL import Image, UnidentifiedImageError

    try:
        picture = Image.open(file)
        if picture.width * picture.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        if whole:
            picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise InvalidImage(say("media.too_many_pixels", label=label, limit=MOST_PIXELS // 1_000_000)) from None
    except UnidentifiedImageError:
        file.seek(0)
        raise InvalidImage(say(f"media.no_picture.{foreign_kind(file.read(4096))}", label=label)) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, MemoryError, OverflowError) as error:
        raise InvalidImage(say("media.broken_picture", label=label, problem=_reason(error))) from error
    except Exception as error:  # decoders of damaged files raise what they like, struct.error and zlib.error among it
        raise InvalidImage(say("media.broken_picture", label=label, problem=_reason(error))) from error
    return picture, picture.format or ""


def drawn(ref: ImageRef) -> Image:
    """A picture in memory, or a figure, as a PIL image. `InvalidImage` where it is none."""
    picture = from_figure(ref.value, ref.label) if ref.kind == "figure" else as_picture(ref.value, ref.label)
    if picture.width * picture.height > MOST_PIXELS:
        raise InvalidImage(say("media.too_many_pixels", label=ref.label, limit=MOST_PIXELS // 1_000_000))
    return picture


def _frame(ref: ImageRef) -> Image:
    from .frames import frame

    try:
        last: Image | None = ref.value.last_frame() if ref.index == -1 else None  # which its library keeps
        return last or frame(ref.value.path, ref.index)
    except MediaError as error:
        raise InvalidImage(error.message) from error


def _encoded(picture: Image, image_key: str, label: str, rule: ImageRule) -> LoadedImage:
    """As PNG where that is taken and fits; else as JPEG, as good as fits."""
    data, mime = _smallest(picture, rule)
    _check_size(len(data), label, rule.max_bytes)
    return LoadedImage(data, mime, picture.width, picture.height, image_key, None, label)


def _smallest(picture: Image, rule: ImageRule) -> tuple[bytes, str]:
    data = b""
    if "PNG" in rule.formats:
        plain = picture if picture.mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16") else picture.convert("RGB")
        data = _written(plain, "PNG", compress_level=4)
        if len(data) <= rule.max_bytes or "JPEG" not in rule.formats:
            return data, "image/png"
    for quality in (95, 88, 75):
        data = _written(_flat(picture), "JPEG", quality=quality, subsampling=0 if quality > 90 else 2)
        if len(data) <= rule.max_bytes:
            break
    return data, "image/jpeg"


def _flat(picture: Image) -> Image:
    """Without transparency: on white, as a page would show it."""
    from PIL import Image

    if "A" in picture.getbands() or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        ground = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(ground, clear).convert("RGB")
    return picture.convert("RGB")


def _written(picture: Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    # No EXIF goes along: it may hold a place and a serial number, and the picture is upright already.
    picture.save(buffer, kind, exif=b"", **options)
    return buffer.getvalue()


def _reason(error: BaseException) -> str:
    return str(getattr(error, "strerror", None) or error) or type(error).__name__

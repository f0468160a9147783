"""Pictures that live in memory: PIL images, arrays, figures."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any

from ..errors import InvalidImage
from ..messages import say

if TYPE_CHECKING:
    from PIL.Image import Image

_ORIENTATION = 0x0112


def upright(picture: Image) -> Image:
    """The picture as its EXIF orientation says it should be seen; the same object when it is so already."""
    from PIL import ImageOps

    return ImageOps.exif_transpose(picture) if _orientation(picture) in range(2, 9) else picture


def lies_on_its_side(picture: Image) -> bool:
    """Whether its width and height change places when it is turned upright."""
    return _orientation(picture) in range(5, 9)


def _orientation(picture: Image) -> int:
    try:
        return int(picture.getexif().get(_ORIENTATION, 1))
    except Exception:  # a damaged EXIF block must not cost the picture
        return 1


def as_picture(thing: Any, label: str) -> Image:
    """A PIL image or an array as a picture in RGB, or RGBA where something in it is transparent."""
    from PIL import Image, ImageFile

    if isinstance(thing, Image.Image):
        try:
            # Only a file as it was opened is turned: what somebody has worked on is as they want it.
            picture = upright(thing) if isinstance(thing, ImageFile.ImageFile) else thing
            return _plain(picture)
        except Exception as error:  # a lazily opened file may be gone or torn by now
            raise InvalidImage(say("media.broken_picture", label=label, problem=error)) from error
    return _plain(Image.fromarray(_bytes_array(thing, label)))


def from_figure(figure: Any, label: str) -> Image:
    """A matplotlib figure, drawn at its own size and resolution."""
    from PIL import Image

    buffer = io.BytesIO()
    try:
        figure.savefig(buffer, format="png")
    except Exception as error:  # drawing runs the user's own artists
        raise InvalidImage(say("media.broken_picture", label=label, problem=error)) from error
    buffer.seek(0)
    return _plain(Image.open(buffer))


def pixel_key(picture: Image) -> str:
    """The identity of a picture by its size and pixels."""
    digest = hashlib.sha256(picture.mode.encode())
    digest.update(picture.tobytes())
    return f"pixels:{picture.width}x{picture.height}:{digest.hexdigest()}"


def _plain(picture: Image) -> Image:
    """RGB; RGBA only where a pixel is not opaque, so that the same picture has the same key either way."""
    if "A" in picture.getbands() or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        lowest = clear.getchannel("A").getextrema()[0]
        return clear.convert("RGB") if lowest == 255 else clear
    return picture.convert("RGB")


def _bytes_array(thing: Any, label: str) -> Any:
    """Height × width (× 3 or 4) as uint8; `InvalidImage` for any other shape or range."""
    import numpy as np

    try:
        array = np.asarray(thing)
    except Exception as error:  # whatever an `__array__` of somebody else's raises
        raise InvalidImage(say("media.broken_picture", label=label, problem=error)) from error
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    shape = " × ".join(str(side) for side in array.shape) or "0"
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (3, 4)) or 0 in array.shape:
        raise InvalidImage(say("media.array_shape", shape=shape))
    if array.dtype == np.uint8:
        return np.ascontiguousarray(array)
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * 255
    if array.dtype.kind not in "iuf":
        raise InvalidImage(say("media.array_type", dtype=array.dtype))
    low, high = float(array.min()), float(array.max())
    most = 1.0 if array.dtype.kind == "f" else 255.0
    if not (low >= 0 and high <= most):  # NaN is neither
        raise InvalidImage(say("media.array_range", low=f"{low:g}", high=f"{high:g}", most=f"{most:g}"))
    return np.rint(array * 255.0).astype(np.uint8) if array.dtype.kind == "f" else array.astype(np.uint8)

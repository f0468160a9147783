"""Moving a camera over a picture that stays the same: a float window of it, at the grid's own size."""

from __future__ import annotations

import numpy as np
from PIL import Image

from grokwidget.local.render.colour import Floats


def window(picture: Floats, zoom: float, x: float, y: float) -> Floats:
    """The part of (h, w, 3) seen at `zoom` >= 1, its middle moved by (x, y) in shares of the size; same shape.

    The window never leaves the picture: give the picture a margin by a zoom above 1.
    """
    height, width = picture.shape[:2]
    wide, high = width / zoom, height / zoom
    left = min(max(0.0, (width - wide) / 2 + x * width), width - wide)
    top = min(max(0.0, (height - high) / 2 + y * height), height - high)
    box = (left, top, left + wide, top + high)
    planes = [
        Image.fromarray(np.ascontiguousarray(picture[..., k])).resize(
            (width, height), Image.Resampling.BILINEAR, box=box
        )
        for k in range(3)
    ]
    return np.stack([np.asarray(plane, np.float32) for plane in planes], axis=-1)

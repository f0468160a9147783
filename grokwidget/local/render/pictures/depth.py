"""A guess at depth: what is low, central, sharp and draws the eye is near; what is high, smooth and pale is far."""

from __future__ import annotations

import numpy as np
from PIL import Image

from grokwidget.local.render.colour import Floats
from grokwidget.local.render.pictures.saliency import Attention
from grokwidget.local.render.pictures.smoothing import blurred, guided, unit


def depth(small: Image.Image, seen: Attention) -> Floats:
    """Nearness of every place, -1 (far) to 1 (near), smooth, at the size of the small copy.

    A head gets one depth: a face must not be bent.
    """
    rgb = np.asarray(small, np.float32) / 255
    h, w = rgb.shape[:2]
    across, down = (np.arange(w, dtype=np.float32) + 0.5) / w, (np.arange(h, dtype=np.float32) + 0.5)[:, None] / h
    light = rgb.mean(-1)
    detail = unit(blurred(np.abs(light - blurred(light, 2, 1)), max(2, min(h, w) // 10)))
    # Nearness that grows evenly downwards only shears the picture: straight things stay straight.
    centre = np.exp(-(((across - seen.x) / 0.42) ** 2) - (((down - max(0.5, seen.y)) / 0.7) ** 2))
    near = 0.50 * down + 0.26 * centre + 0.08 * detail + 0.22 * seen.map
    near = guided(np.asarray(near, np.float32), light, max(3, min(h, w) // 8), 0.004)
    near = blurred(near, max(2, min(h, w) // 11))
    low, high = np.percentile(near, (1, 99))
    out = np.clip((near - low) / max(float(high - low), 1e-3), 0, 1) * 2 - 1
    if seen.head is not None:
        box = seen.head.scaled(0.75)
        apart_x = np.maximum(0, np.maximum(box.left - across, across - box.right)) * w
        apart_y = np.maximum(0, np.maximum(box.top - down, down - box.bottom)) * h
        inside = np.exp(-((np.hypot(apart_x, apart_y) / (0.09 * max(h, w))) ** 2))
        level = max(
            0.3,
            float(
                np.median(out[int(box.top * h) : int(box.bottom * h) + 1, int(box.left * w) : int(box.right * w) + 1])
            ),
        )
        out = out + (level - out) * inside
    return blurred(np.asarray(out, np.float32), 1)

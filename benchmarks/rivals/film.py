"""The video that every job makes: six seconds at 480p, of about the size and the shape that such services give."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

_SECONDS, _FPS, _SIZE = 6, 24, (848, 480)


def make(target: Path) -> None:
    """Write it: a soft pattern that moves, with a little grain."""
    width, height = _SIZE
    rng = np.random.default_rng(3)
    coarse = rng.integers(30, 220, (height // 16 + 2, width // 8 + 2, 3), dtype=np.uint8)
    soft = coarse.repeat(16, axis=0).repeat(16, axis=1)
    with av.open(str(target), "w", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=_FPS, options={"preset": "veryfast", "crf": "27"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number in range(_SECONDS * _FPS):
            view = soft[16 : 16 + height, number * 4 : number * 4 + width]
            grain = rng.integers(0, 24, (height, width, 1), dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(view + grain, format="rgb24")))
        container.mux(stream.encode())

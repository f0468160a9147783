"""Small films of any length, to be edited and continued."""

from __future__ import annotations

import io

import av
import numpy as np


def film(seconds: float, size: tuple[int, int] = (64, 48), fps: int = 8, codec: str = "libx264") -> bytes:
    """An MP4 whose light goes from dark to bright."""
    buffer = io.BytesIO()
    frames = round(seconds * fps)
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream(codec, rate=fps)
        assert isinstance(stream, av.video.stream.VideoStream)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for i in range(frames):
            picture = np.full((size[1], size[0], 3), 40 + 160 * i // frames, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return buffer.getvalue()


def lights(data: bytes) -> list[float]:
    """The mean light (0..255) of every frame of a film."""
    with av.open(io.BytesIO(data), "r") as container:
        return [float(frame.to_ndarray(format="gray").mean()) for frame in container.decode(video=0)]

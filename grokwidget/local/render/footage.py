"""The frames of a clip that is edited or continued, by their time; and what a service must know of it beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import av
import numpy as np
from av.video.reformatter import Colorspace, VideoReformatter

from grokwidget.local.render.canvas import Bytes, Canvas
from grokwidget.local.render.honesty import ENGINE

CODECS = frozenset({"h264", "hevc", "av1"})
FASTEST = 60
Planes: TypeAlias = tuple[Bytes, Bytes, Bytes]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a clip is."""

    seconds: float
    width: int
    height: int
    fps: int
    """Whole frames per second, 1 to 60."""
    ours: bool
    """Whether this engine drew it: its badge is in the picture already."""


def look(path: Path) -> Facts:
    """What an MP4 holds. ValueError for anything that is no MP4 with a moving picture in H.264, H.265 or AV1."""
    try:
        with av.open(str(path), format="mp4") as container:
            stream = container.streams.video[0]
            if stream.codec_context.name not in CODECS | {"libdav1d"}:
                raise ValueError("the codec is another one")
            next(container.decode(stream))
            seconds = _seconds(container, stream)
            rate = float(stream.average_rate or 24)
            ours = container.metadata.get("com.grokwidget.engine") == ENGINE
            size = stream.codec_context.width, stream.codec_context.height
    except (av.error.FFmpegError, IndexError, StopIteration, EOFError) as error:
        raise ValueError("there is no moving picture") from error
    if seconds <= 0 or min(size) < 16:
        raise ValueError("the picture has no length or no size")
    return Facts(seconds, *size, min(FASTEST, max(1, round(rate))), ours)


def _seconds(container: av.container.InputContainer, stream: av.video.stream.VideoStream) -> float:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / av.time_base


class Footage:
    """Gives the frame that is seen at a time. Decodes forwards; going back begins anew."""

    def __init__(self, path: str, width: int, height: int) -> None:
        self._path, self._width, self._height = path, width, height
        self._scale = VideoReformatter()
        self._frames: Iterator[av.VideoFrame] = iter(())
        self._now: av.VideoFrame | None = None
        self._next: av.VideoFrame | None = None
        self._start = 0.0
        self._planes: tuple[av.VideoFrame, Planes] | None = None

    def draw(self, canvas: Canvas, seconds: float) -> None:
        """Fill the canvas with what is seen at a time; after the end, with the last frame."""
        for plane, source in zip((canvas.y, canvas.u, canvas.v), self.at(seconds), strict=True):
            plane[:] = source

    def at(self, seconds: float) -> Planes:
        """The three planes that are seen at a time. Not to be written on."""
        if self._now is None or seconds < self._time(self._now):
            self._rewind()
        # Half a millisecond: a container's clock rounds.
        while self._next is not None and self._time(self._next) <= seconds + 5e-4:
            self._now, self._next = self._next, next(self._frames, None)
        if self._now is None:
            raise ValueError("the clip holds no frame")
        if self._planes is None or self._planes[0] is not self._now:
            self._planes = (self._now, self._scaled(self._now))
        return self._planes[1]

    def _rewind(self) -> None:
        self._frames = self._decoded()
        self._now = next(self._frames, None)
        self._next = next(self._frames, None)
        self._start = 0.0 if self._now is None else float(self._now.time or 0)

    def _decoded(self) -> Iterator[av.VideoFrame]:
        with av.open(self._path) as container:
            try:
                yield from container.decode(container.streams.video[0])
            except av.error.FFmpegError:  # a clip that breaks off is held at its last whole frame
                return

    def _time(self, frame: av.VideoFrame) -> float:
        return float(frame.time or 0) - self._start

    def _scaled(self, frame: av.VideoFrame) -> Planes:
        w, h = self._width, self._height
        even = self._scale.reformat(
            frame, w, h, "yuv420p", dst_colorspace=Colorspace.ITU709, interpolation="BICUBIC"
        ).to_ndarray()
        flat = np.asarray(even, np.uint8).reshape(-1)
        half = (h // 2, w // 2)
        size = w * h
        u, v = flat[size : size + size // 4], flat[size + size // 4 : size + size // 2]
        return flat[:size].reshape(h, w), u.reshape(half), v.reshape(half)

"""Frames of a video by the time at which they are shown, decoded no further than they need."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import MediaError
from ..messages import say
from .probe import opened

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame

#: Seconds by which a time may lie past the end: a duration is told in milliseconds.
_ROUNDING = 0.0015
#: From so many frames on, threads are worth their start.
MANY = 12


@dataclass(frozen=True)
class Timeline:
    """When which frame of a video is shown. Read from the file's index, nothing is decoded."""

    ticks: tuple[int, ...]
    """When each frame begins, in the stream's own unit, ascending."""
    unit: float
    """Seconds in a tick."""
    end: int
    """When the last one ends."""

    @property
    def seconds(self) -> float:
        """From the first frame's begin to the last one's end."""
        return (self.end - self.ticks[0]) * self.unit

    def at(self, seconds: float) -> int:
        """When the frame begins that is shown that many seconds after the first; the nearest for a time outside."""
        wanted = self.ticks[0] + (seconds + 1e-6) / self.unit
        return self.ticks[max(0, bisect_right(self.ticks, wanted) - 1)]


def timeline(path: Path) -> Timeline:
    """The video's timeline. `MediaError` when it can't be read."""
    with opened(path, quick=True) as container:
        return timeline_of(container)


def timeline_of(container: InputContainer) -> Timeline:
    """The timeline of an open container, which is read to its end."""
    stream = container.streams.video[0]
    shown = [(packet.pts, packet.duration or 0) for packet in container.demux(stream) if packet.pts is not None]
    if not shown or not stream.time_base:
        raise ValueError("no frame")
    ticks = tuple(sorted({pts for pts, _ in shown}))
    usual = ticks[-1] - ticks[-2] if len(ticks) > 1 else 0
    end = max(pts + (duration or usual) for pts, duration in shown)
    return Timeline(ticks, float(stream.time_base), max(end, ticks[-1] + 1))


def second(seconds: float, length: float, name: str) -> float:
    """A time in a video of `length` seconds, counted from its end where it is negative. `MediaError` when it lies
    outside of it, or is no number."""
    from_begin = seconds + length if seconds < 0 else seconds
    if not -_ROUNDING <= from_begin <= length + _ROUNDING:
        raise MediaError(say("derive.outside", file=name, second=f"{seconds:g}", length=f"{length:.3g}"))
    return min(max(from_begin, 0.0), length)


def frame_at(path: Path, seconds: float) -> VideoFrame:
    """The frame that is shown at that second, counted from the end where it is negative. `MediaError`."""
    with opened(path, quick=True) as container:
        line = timeline_of(container)
        tick = line.at(second(float(seconds), line.seconds, path.name))
        return next(_decoded(container, [tick]))


def frames_at(path: Path, ticks: Sequence[int]) -> Iterator[VideoFrame]:
    """The frames that begin at these ticks, which must ascend and may repeat, in one pass. `MediaError`."""
    if not ticks:
        return
    with opened(path, quick=True) as container:
        yield from _decoded(container, ticks)


def _decoded(container: InputContainer, ticks: Sequence[int]) -> Iterator[VideoFrame]:
    stream = container.streams.video[0]
    if len(ticks) > MANY and not stream.codec_context.is_open:
        stream.thread_type = "AUTO"
    container.seek(ticks[0], stream=stream, backward=True)
    wanted, context, place = set(ticks), stream.codec_context, 0
    latest: VideoFrame | None = None
    for packet in container.demux(stream):
        # What no other frame needs, and nobody asked for, is not decoded.
        context.skip_frame = "DEFAULT" if packet.pts is None or packet.pts in wanted else "NONREF"
        for latest in packet.decode():
            while place < len(ticks) and latest.pts is not None and latest.pts >= ticks[place]:
                yield latest
                place += 1
            if place == len(ticks):
                return
    if latest is None:
        raise ValueError("no frame there")
    for _ in ticks[place:]:  # a frame that the index tells of and the decoder doesn't give: the one before it stays
        yield latest


def number_of_frames(seconds: float, fps: float) -> int:
    """How many frames of `fps` a second begin within that many seconds; one at least."""
    return max(1, math.ceil(seconds * fps - 1e-3))

"""Single frames of a video: the first, the last, any other; the poster and the strip of thumbnails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..errors import MediaError
from ..messages import say
from .poster import shows_something, side_by_side, webp
from .probe import opened
from .reading import frame_at, frames_at, timeline

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream
    from PIL.Image import Image

THUMBNAILS = 10
THUMBNAIL_HEIGHT = 90
_MANY = 12
"""Frames to decode from which on threads are worth their start."""
_POSTER_EVERY = 0.4
_POSTER_WITHIN = 4.0
"""Seconds: how often, and how far into the clip, a frame is considered for the poster."""


def last_frame(path: Path) -> Image:
    """The last frame, as an RGB picture: only the end of the file is decoded. `MediaError` when it can't be."""
    with opened(path, quick=True) as container:
        return _picture(last_video_frame(container))


def at_second(path: Path, seconds: float) -> Image:
    """The frame that is shown at that second, as an RGB picture; a negative one counts from the end. `MediaError` when
    it lies outside of the video."""
    return _picture(frame_at(path, seconds))


def frame(path: Path, index: int) -> Image:
    """The frame of that number, counted from 0 or, when negative, from the end (-1 is the last one).

    `MediaError` when there is no such frame.
    """
    if index == -1:
        return last_frame(path)
    ticks = timeline(path).ticks
    try:
        return _picture(next(frames_at(path, [ticks[index]])))
    except IndexError:
        raise MediaError(say("media.no_frame", file=path.name, index=index)) from None


def poster(path: Path) -> bytes:
    """The first frame that shows something, as WebP of at most 25 kB and 640 pixels.

    Where none of the first seconds does, it is the one with the most to see.
    """
    best: tuple[float, VideoFrame] | None = None
    with opened(path) as container:
        for decoded in _every(container, _POSTER_EVERY):
            good, worth = shows_something(decoded.reformat(width=80, height=45, format="gray").to_ndarray())
            if best is None or worth > best[0]:
                best = worth, decoded
            if good or (decoded.time or 0) > _POSTER_WITHIN:
                break
        if best is None:
            raise ValueError("no frame")
        return webp(_picture(best[1]))


def strip(path: Path) -> bytes:
    """Ten frames from begin to end side by side, 90 pixels high, in one WebP."""
    with opened(path) as container:
        stream = container.streams.video[0]
        length = float((stream.duration or 0) * (stream.time_base or 0)) or (container.duration or 0) / 1e6
        begin = float((stream.start_time or 0) * (stream.time_base or 0))
        targets = [begin + (n + 0.5) * length / THUMBNAILS for n in range(THUMBNAILS)]
        _hurry(stream)
        packets = _enough(list(container.demux(stream)), targets, tolerance=length / THUMBNAILS / 4)
        width = max(2, round(THUMBNAIL_HEIGHT * stream.width / stream.height))
        return side_by_side([_small(found, width) for found in _nearest(packets, targets)])


def last_video_frame(container: InputContainer) -> VideoFrame:
    """The last frame of an open container, in the order of showing. Starts at the last key frame."""
    stream = container.streams.video[0]
    end = (stream.start_time or 0) + (stream.duration or 0)
    for start in (end, 0) if end else (0,):
        container.seek(start, stream=stream, backward=True)
        last = None
        for last in _tail(container, stream):  # noqa: B007 - the last one is wanted
            pass
        if last is not None:
            return last
    raise ValueError("no frame at the end")


def _tail(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """Frames up to the last one, without those that no other frame needs: nobody looks at them."""
    packets = list(container.demux(stream))
    latest = max((packet.pts for packet in packets if packet.pts is not None), default=None)
    context = stream.codec_context
    if len(packets) > _MANY and not context.is_open:
        stream.thread_type = "AUTO"
    for packet in packets:
        context.skip_frame = "DEFAULT" if packet.pts is None or packet.pts == latest else "NONREF"
        yield from packet.decode()


def _enough(
    packets: list[Packet[VideoStream]], targets: list[float], tolerance: float
) -> Iterator[Packet[VideoStream]]:
    """Of every group from key frame to key frame only as much as is needed to come near the targets in it."""
    keys = [_when(packet) for packet in packets if packet.is_keyframe and packet.pts is not None]
    until = 0.0
    for packet in packets:
        if packet.is_keyframe and packet.pts is not None:
            start = _when(packet)
            end = min((key for key in keys if key > start), default=float("inf"))
            until = max((target - tolerance for target in targets if start <= target < end), default=start)
        if packet.pts is None or packet.is_keyframe or _when(packet) <= until:
            yield packet


def _when(packet: Packet[VideoStream]) -> float:
    return float((packet.pts or 0) * (packet.time_base or 0))


def _hurry(stream: VideoStream) -> None:
    """For small pictures only: leave out what no other frame needs, and the smoothing of block edges."""
    stream.codec_context.skip_frame = "NONREF"
    # PyAV gives no attribute for it, only the option.
    stream.codec_context.options = {"skip_loop_filter": "all"}


def _every(container: InputContainer, seconds: float) -> Iterator[VideoFrame]:
    due = 0.0
    for decoded in container.decode(video=0):
        time = decoded.time or 0.0
        if time >= due:
            yield decoded
            due = time + seconds


def _nearest(packets: Iterator[Packet[VideoStream]], targets: list[float]) -> list[VideoFrame]:
    """For each time the frame that is nearest to it."""
    found: list[tuple[float, VideoFrame | None]] = [(float("inf"), None)] * len(targets)
    for decoded in (frame for packet in packets for frame in packet.decode()):
        time = decoded.time or 0.0
        for n, target in enumerate(targets):
            if abs(time - target) < found[n][0]:
                found[n] = abs(time - target), decoded
    return [near for _, near in found if near is not None]


def _small(decoded: VideoFrame, width: int) -> Image:
    return _picture(decoded.reformat(width=width, height=THUMBNAIL_HEIGHT, interpolation="AREA"))


def _picture(decoded: VideoFrame) -> Image:
    picture: Any = decoded.to_image()  # type: ignore[no-untyped-call]  # PyAV leaves it untyped
    return cast("Image", picture)

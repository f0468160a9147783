"""Single frames of a video: the first, the last, any other; the poster and the strip of thumbnails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..errors import MediaError
from ..messages import say
from .examining import Examined, Nearest, middles, seconds_of, without_needless
from .poster import LONGEST_SIDE, shows_something, side_by_side, webp
from .probe import opened
from .reading import MANY, frame_at, frames_at, timeline

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream
    from PIL.Image import Image

THUMBNAILS = 10
THUMBNAIL_HEIGHT = 90
_POSTER_EVERY = 0.4
_POSTER_WITHIN = 4.0
"""Seconds: how often, and how far into the clip, a frame is considered for the poster."""


def last_frame(path: Path) -> Image:
    """The last frame, as an RGB picture: only the end of the file is decoded. `MediaError` when it can't be."""
    with opened(path, quick=True) as container:
        return picture(last_video_frame(container))


def at_second(path: Path, seconds: float) -> Image:
    """The frame that is shown at that second, as an RGB picture; a negative one counts from the end. `MediaError` when
    it lies outside of the video."""
    return picture(frame_at(path, seconds))


def frame(path: Path, index: int) -> Image:
    """The frame of that number, counted from 0 or, when negative, from the end (-1 is the last one).

    `MediaError` when there is no such frame.
    """
    if index == -1:
        return last_frame(path)
    ticks = timeline(path).ticks
    try:
        return picture(next(frames_at(path, [ticks[index]])))
    except IndexError:
        raise MediaError(say("media.no_frame", file=path.name, index=index)) from None


def poster(path: Path, first: VideoFrame | None = None) -> bytes:
    """The first frame that shows something, as WebP of at most 25 kB and 640 pixels.

    Where none of the first seconds does, it is the one with the most to see. `first` is the file's first frame, where
    it is decoded already.
    """
    if first is not None and shows_something(_luma(first))[0]:
        return webp(_fitting(first))
    best: tuple[float, VideoFrame] | None = None
    with opened(path) as container:
        for decoded in _every(container, _POSTER_EVERY):
            good, worth = shows_something(_luma(decoded))
            if best is None or worth > best[0]:
                best = worth, decoded
            if good or (decoded.time or 0) > _POSTER_WITHIN:
                break
        if best is None:
            raise ValueError("no frame")
        return webp(_fitting(best[1]))


def in_the_tail(seen: Examined) -> bool:
    """Whether all that a strip shows was decoded when the file was examined: from its one key frame to its end."""
    return seen.since <= seen.nearest.times[0]


def strip_of(seen: Examined) -> bytes:
    """The strip of a file that was examined, where it is `in_the_tail`."""
    return side_by_side([_small(found) for found in seen.nearest.frames])


def strip(path: Path) -> bytes:
    """Ten frames from begin to end side by side, 90 pixels high, in one WebP."""
    with opened(path, quick=True) as container:
        stream = container.streams.video[0]
        nearest = Nearest(middles(container, THUMBNAILS))
        _hurry(stream)
        packets = list(container.demux(stream))
        tolerance = (nearest.times[1] - nearest.times[0]) / 4
        for packet in _enough(packets, list(nearest.times), tolerance):
            for found in packet.decode():
                nearest.see(found)
        return side_by_side([_small(found) for found in nearest.frames])


def last_video_frame(container: InputContainer) -> VideoFrame:
    """The last frame of an open container, in the order of showing. Starts at the last key frame."""
    stream = container.streams.video[0]
    end = (stream.start_time or 0) + (stream.duration or 0)
    for start in (end, 0) if end else (0,):
        container.seek(start, stream=stream, backward=True)
        packets = list(container.demux(stream))
        if len(packets) > MANY and not stream.codec_context.is_open:
            stream.thread_type = "AUTO"
        latest = max((packet.pts for packet in packets if packet.pts is not None), default=None)
        last = None
        for last in without_needless(packets, latest):  # noqa: B007 - the last one is wanted
            pass
        if last is not None:
            return last
    raise ValueError("no frame at the end")


def _enough(
    packets: list[Packet[VideoStream]], targets: list[float], tolerance: float
) -> Iterator[Packet[VideoStream]]:
    """Of every group from key frame to key frame only as much as is needed to come near the targets in it."""
    keys = [seconds_of(packet) for packet in packets if packet.is_keyframe and packet.pts is not None]
    until = 0.0
    for packet in packets:
        if packet.is_keyframe and packet.pts is not None:
            start = seconds_of(packet)
            end = min((key for key in keys if key > start), default=float("inf"))
            until = max((target - tolerance for target in targets if start <= target < end), default=start)
        if packet.pts is None or packet.is_keyframe or seconds_of(packet) <= until:
            yield packet


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


def _small(decoded: VideoFrame) -> Image:
    width = max(2, round(THUMBNAIL_HEIGHT * decoded.width / decoded.height))
    return picture(decoded.reformat(width, THUMBNAIL_HEIGHT, "rgb24", interpolation="AREA"))


def _fitting(decoded: VideoFrame) -> Image:
    """The frame at a poster's size, so that Pillow needn't make a large picture small."""
    share = min(1.0, LONGEST_SIDE / max(decoded.width, decoded.height))
    width, height = max(1, round(decoded.width * share)), max(1, round(decoded.height * share))
    return picture(decoded.reformat(width, height, "rgb24", interpolation="LANCZOS"))


def _luma(decoded: VideoFrame) -> Any:
    return decoded.reformat(width=80, height=45, format="gray").to_ndarray()


def picture(decoded: VideoFrame) -> Image:
    """A decoded frame as an RGB picture."""
    found: Any = decoded.to_image()  # type: ignore[no-untyped-call]  # PyAV leaves it untyped
    return cast("Image", found)

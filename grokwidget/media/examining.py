"""One reading of a downloaded file for all that is wanted of it: is it whole, its first and its last frame, and on the
way to the last one the frames that are shown about certain times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import MediaError
from ..messages import say
from .boxes import is_mp4
from .probe import Probe, facts, opened, told
from .reading import MANY

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from .extent import Extent

_NEARLY = 0.9
"""Of the seconds asked for, where a file in fragments says nothing of its length: services round, but not by more."""
_ROUNDING = 0.25
"""Seconds by which a file's own word of its length may be off: sound outlasts the pictures, times are rounded."""


class Nearest:
    """For each of some times the frame that is nearest to it, of those that come by."""

    def __init__(self, times: Sequence[float]) -> None:
        self.times = times
        self._found: list[tuple[float, VideoFrame | None]] = [(float("inf"), None)] * len(times)

    def see(self, frame: VideoFrame) -> None:
        """One more frame."""
        time = frame.time or 0.0
        for n, wanted in enumerate(self.times):
            if abs(time - wanted) < self._found[n][0]:
                self._found[n] = abs(time - wanted), frame

    @property
    def frames(self) -> list[VideoFrame]:
        """In the order of the times; none for those that nothing came near."""
        return [frame for _, frame in self._found if frame is not None]


@dataclass(frozen=True)
class Examined:
    """What one reading gives."""

    facts: Probe
    first: VideoFrame
    last: VideoFrame
    nearest: Nearest
    """Frames of the file's tail, and the first: of the times before `since` better ones may be in the file."""
    since: float
    """The second at which the last key frame is shown: from there on everything was decoded that others need."""


def examine(path: Path, seconds: float | None = None, *, thumbnails: int = 0) -> Examined:
    """Read a file that must be a whole MP4: see `probe.verify`, which says what is refused by a `MediaError`.

    `thumbnails`: of so many parts of the film, all of one length, the middles are the times of `nearest`.
    """
    if not path.is_file() or path.stat().st_size == 0:
        raise MediaError(say("media.video_empty", file=path.name))
    if not is_mp4(path):
        raise MediaError(say("media.not_mp4", file=path.name))
    extent = told(path)
    if extent is None:
        raise MediaError(say("media.video_cut", file=path.name))
    # By the index alone: decoding frames only to learn of what kind they are takes longer than all of the first one.
    with opened(path, quick=True) as container:
        found = facts(container)
        nearest = Nearest(middles(container, thumbnails))
        packets = list(container.demux(container.streams.video[0]))
        first, last, since = _ends(container, packets, nearest)
        early = extent.fragmented and _ends_early(packets, extent, seconds)
        if first.is_corrupt or last.is_corrupt or early:
            raise MediaError(say("media.video_cut", file=path.name))
    plausible = found.duration > 0 and (seconds is None or seconds / 2 <= found.duration <= seconds * 2 + 1)
    if not plausible:
        wanted = "?" if seconds is None else f"{seconds:g}"
        raise MediaError(say("media.video_length", file=path.name, found=f"{found.duration:g}", wanted=wanted))
    return Examined(found, first, last, nearest, since)


def middles(container: InputContainer, parts: int) -> list[float]:
    """The seconds in the middle of so many parts of the film."""
    stream = container.streams.video[0]
    length = float((stream.duration or 0) * (stream.time_base or 0)) or (container.duration or 0) / 1e6
    begin = float((stream.start_time or 0) * (stream.time_base or 0))
    return [begin + (n + 0.5) * length / parts for n in range(parts)]


def _ends(
    container: InputContainer, packets: list[Packet[VideoStream]], nearest: Nearest
) -> tuple[VideoFrame, VideoFrame, float]:
    """The first frame, the last one in the order of showing, and when the last key frame is shown."""
    keys = [n for n, packet in enumerate(packets) if packet.is_keyframe and packet.pts is not None]
    tail = keys[-1] if keys else 0
    context = container.streams.video[0].codec_context
    if len(packets) - tail > MANY and not context.is_open:
        container.streams.video[0].thread_type = "AUTO"
    latest = max((packet.pts for packet in packets if packet.pts is not None), default=None)
    first: VideoFrame | None = None
    if tail:
        context.skip_frame = "DEFAULT"
        first = next(frame for packet in packets for frame in packet.decode())
        nearest.see(first)
        context.flush_buffers()
    last: VideoFrame | None = None
    for frame in without_needless(packets[tail:], latest):
        first, last = first or frame, frame
        nearest.see(frame)
    if last is None and tail:  # what calls itself a key frame was none
        context.flush_buffers()
        for last in without_needless(packets, latest):
            nearest.see(last)
    if first is None or last is None:
        raise ValueError("no frame at the end")
    return first, last, seconds_of(packets[tail])


def without_needless(packets: list[Packet[VideoStream]], latest: int | None) -> Iterator[VideoFrame]:
    """The frames up to the one that begins at `latest`, without those that no other frame needs and nobody looks at."""
    for packet in packets:
        context = packet.stream.codec_context
        context.skip_frame = "DEFAULT" if packet.pts is None or packet.pts == latest else "NONREF"
        yield from packet.decode()


def seconds_of(packet: Packet[VideoStream]) -> float:
    """When what is in it is shown."""
    return float((packet.pts or 0) * (packet.time_base or 0))


def _ends_early(packets: list[Packet[VideoStream]], extent: Extent, seconds: float | None) -> bool:
    """Whether a file in fragments lacks its last ones. Where nothing tells its length, it is taken for whole."""
    shown = [(packet.pts, packet.duration or 0, packet.time_base or 0) for packet in packets if packet.pts is not None]
    ticks = max(pts + duration for pts, duration, _ in shown) - min(pts for pts, _, _ in shown)
    lasts = float(ticks * shown[0][2])
    if lasts < extent.seconds - _ROUNDING:
        return True
    return not extent.closed and seconds is not None and lasts < seconds * _NEARLY

"""What a video file holds, and whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import MediaError
from ..messages import say
from .boxes import is_cut
from .extent import Extent, extent

if TYPE_CHECKING:
    from av.container import InputContainer

_QUICK = {"skip_frame": "all", "probesize": "32", "analyzeduration": "0"}


@dataclass(frozen=True)
class Probe:
    """A video file's facts."""

    duration: float
    """Seconds."""
    width: int
    """Pixels."""
    height: int
    fps: float
    """Frames a second, on average."""
    frames: int
    """How many; 0 where the container doesn't tell."""
    codec: str
    """FFmpeg's short name: `h264`, `hevc`, `vp9`, …"""
    has_audio: bool
    tags: dict[str, str] = field(default_factory=dict)
    """The container's metadata."""


@contextmanager
def opened(path: Path, *, quick: bool = False) -> Iterator[InputContainer]:
    """The video opened with PyAV. Whatever goes wrong inside, a file that is no video included, is a `MediaError`.

    `quick` takes the file's index at its word: no frame is decoded to learn of what kind they are, which costs more
    than all else that opening does. Facts that only a frame tells (`pix_fmt`) are then missing until one is decoded.
    """
    import av

    if not path.is_file():
        raise MediaError(say("media.video_missing", file=path.name))
    try:
        with av.open(str(path), options=_QUICK if quick else None) as container:
            if not container.streams.video:
                raise MediaError(say("media.no_video", file=path.name))
            # PyAV types it as always there; it isn't for a codec that this build lacks.
            if getattr(container.streams.video[0], "codec_context", None) is None:
                raise MediaError(say("media.no_codec", codec=_codec(container)))
            yield container
    except (av.FFmpegError, OSError, ValueError, LookupError, StopIteration) as error:
        raise MediaError(say("media.video_broken", file=path.name, problem=_reason(error))) from error


def probe(path: Path) -> Probe:
    """The facts of a video file, from its header. `MediaError` when it can't be read as a video."""
    with opened(path) as container:
        return facts(container)


def facts(container: InputContainer) -> Probe:
    """The facts of an open container."""
    stream = container.streams.video[0]
    duration = 0.0
    if stream.duration and stream.time_base:
        duration = float(stream.duration * stream.time_base)
    elif container.duration:
        duration = container.duration / 1_000_000
    return Probe(
        duration=round(duration, 3),
        width=stream.width,
        height=stream.height,
        fps=round(float(stream.average_rate or stream.guessed_rate or 0), 3),
        frames=stream.frames,
        codec=stream.codec_context.name,
        has_audio=bool(container.streams.audio),
        tags=dict(container.metadata),
    )


def verify(path: Path, seconds: float | None = None) -> Probe:
    """The file's facts, when it is a whole MP4: begins like one, not cut short, first and last frame decode.

    Not cut short: every byte is there that its index tells of, and a file in fragments lasts as long as it says of
    itself or, where it doesn't say, nearly as long as was asked for. `seconds` is that length; the clip may have half
    of it to twice of it, because services round, but a placeholder of one frame is no clip. `MediaError` says what is
    wrong.
    """
    from .examining import examine

    return examine(path, seconds).facts


def told(path: Path) -> Extent | None:
    """What the file says of itself; None when its bytes don't reach that far, or what it says is torn."""
    if is_cut(path):
        return None
    try:
        found = extent(path)
    except ValueError:
        return None
    return found if found.end <= path.stat().st_size else None


def _codec(container: InputContainer) -> str:
    return str(getattr(container.streams.video[0], "name", None) or "?")


def _reason(error: BaseException) -> str:
    return str(getattr(error, "strerror", None) or error) or type(error).__name__

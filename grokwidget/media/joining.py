"""A new video out of parts of others: cut to the frame, brought to one size and rate, dissolved into each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import MediaError
from ..messages import say
from .probe import opened
from .reading import frames_at, second, timeline
from .sound import RATE, laid, sound
from .writing import Track, added, writing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_UNSPECIFIED = 2
"""FFmpeg's word for a matrix of colours that a file doesn't tell."""


@dataclass(frozen=True)
class Piece:
    """A part of a video: from `start` to `end`, seconds from its begin (from its end where negative)."""

    path: Path
    start: float = 0.0
    end: float | None = None
    """None for its end."""


@dataclass(frozen=True)
class _Part:
    """The same, measured."""

    path: Path
    start: float
    ticks: Sequence[int]
    """The frames to show, at the new video's rate."""


@dataclass(frozen=True)
class _Form:
    """What the new video is like: as the first piece."""

    width: int
    height: int
    rate: Fraction
    colours: tuple[int, int, int, int]
    """Range, matrix, primaries, transfer; FFmpeg's numbers."""


def film(pieces: Sequence[Piece], target: Path, *, dissolve: float = 0.0, tags: Mapping[str, str]) -> None:
    """Write the pieces one after the other to `target`, as H.264 (and AAC where one of them has sound) in MP4.

    Size and rate are the first one's: others are fitted into it with black bars and shown at that rate. Each dissolves
    into the next one for `dissolve` seconds, which they share. `MediaError` when a piece can't be read, a time lies
    outside of it, or the dissolve doesn't fit; OSError when the file can't be written.
    """
    form = _form(pieces[0].path)
    parts = [_measured(piece, form.rate) for piece in pieces]
    shared = _shared(parts, dissolve, form.rate)
    lengths = [round(len(part.ticks) / form.rate * RATE) for part in parts]
    heard = [sound(part.path, part.start, length / RATE) for part, length in zip(parts, lengths, strict=True)]
    samples = laid(heard, lengths, round(shared / form.rate * RATE))
    _encode(_mixed(parts, form, shared), samples, target, form, tags)


def _form(path: Path) -> _Form:
    with opened(path) as container:
        stream = container.streams.video[0]
        rate = Fraction(stream.average_rate or stream.guessed_rate or 24).limit_denominator(1001)
        context: Any = stream.codec_context
        colours = (context.color_range, context.colorspace, context.color_primaries, context.color_trc)
        return _Form(
            # What is written in 4:2:0 has an even number of pixels each way.
            max(2, stream.width // 2 * 2),
            max(2, stream.height // 2 * 2),
            min(max(rate, Fraction(1)), Fraction(120)),
            tuple(int(each) for each in colours),  # type: ignore[arg-type]  # four of them
        )


def _measured(piece: Piece, rate: Fraction) -> _Part:
    line = timeline(piece.path)
    start = second(piece.start, line.seconds, piece.path.name)
    end = line.seconds if piece.end is None else second(piece.end, line.seconds, piece.path.name)
    count = round((end - start) * rate)
    if count < 1:
        raise MediaError(say("derive.empty", start=f"{start:g}", end=f"{end:g}"))
    return _Part(piece.path, start, [line.at(start + float(n / rate)) for n in range(count)])


def _shared(parts: Sequence[_Part], dissolve: float, rate: Fraction) -> int:
    """How many frames two neighbours share."""
    if not 0 <= dissolve < float("inf"):
        raise MediaError(say("derive.bad_dissolve", dissolve=f"{dissolve:g}"))
    shared = round(dissolve * rate)
    for n, part in enumerate(parts):
        # A clip in the middle comes and goes: the two dissolves must not meet.
        sides = (n > 0) + (n < len(parts) - 1)
        if shared * sides > len(part.ticks):
            length = f"{float(len(part.ticks) / rate):.3g}"
            raise MediaError(
                say("derive.long_dissolve", dissolve=f"{dissolve:g}", file=part.path.name, length=length, sides=sides)
            )
    return shared


def _mixed(parts: Sequence[_Part], form: _Form, shared: int) -> Iterator[NDArray[np.uint8]]:
    """The new video's frames: planes of 4:2:0, below each other."""
    before: Iterator[NDArray[np.uint8]] = iter(())
    for n, part in enumerate(parts):
        frames = _fitted(part, form)
        head, tail = shared * (n > 0), shared * (n < len(parts) - 1)
        for step in range(head):
            yield _blended(next(before), next(frames), (step + 1) / (head + 1))
        for _ in range(len(part.ticks) - head - tail):
            yield next(frames)
        before = frames


def _fitted(part: _Part, form: _Form) -> Iterator[NDArray[np.uint8]]:
    """A part's frames in the new video's size, with black bars where its shape is another."""
    last, planes = None, None
    for frame in frames_at(part.path, part.ticks):
        if frame is last and planes is not None:
            yield planes
            continue
        share = min(form.width / frame.width, form.height / frame.height)
        wide = min(form.width, max(2, round(frame.width * share / 2) * 2))
        high = min(form.height, max(2, round(frame.height * share / 2) * 2))
        matrix = form.colours[1]
        differs = _UNSPECIFIED not in (matrix, int(frame.colorspace)) and int(frame.colorspace) != matrix
        small = frame.reformat(
            wide, high, "yuv420p", dst_colorspace=matrix if differs else None, interpolation="BICUBIC"
        )
        last, planes = frame, _padded(small.to_ndarray(), wide, high, form)
        yield planes


def _padded(planes: Any, wide: int, high: int, form: _Form) -> Any:
    import numpy as np

    if (wide, high) == (form.width, form.height):
        return planes
    full = form.colours[0] == 2
    whole = np.full((form.height * 3 // 2, form.width), 128, np.uint8)
    whole[: form.height] = 0 if full else 16
    left, top = (form.width - wide) // 4 * 2, (form.height - high) // 4 * 2
    whole[top : top + high, left : left + wide] = planes[:high]
    # The two planes of colour lie behind the luma, each a quarter of its size.
    old, new = planes[high:].reshape(2, high // 2, wide // 2), whole[form.height :].reshape(2, form.height // 2, -1)
    new[:, top // 2 : (top + high) // 2, left // 2 : (left + wide) // 2] = old
    return whole


def _blended(one: Any, other: Any, share: float) -> Any:
    import numpy as np

    weight = round(share * 256)
    return ((one.astype(np.uint16) * (256 - weight) + other.astype(np.uint16) * weight + 128) >> 8).astype(np.uint8)


def _encode(frames: Iterator[Any], samples: Any, target: Path, form: _Form, tags: Mapping[str, str]) -> None:
    import av

    with writing(target, "mp4", {"movflags": "+faststart+use_metadata_tags"}) as out:
        out.metadata.update(tags)
        stream: Any = added(out, "libx264", form.rate)
        stream.width, stream.height, stream.pix_fmt = form.width, form.height, "yuv420p"
        stream.options = {"preset": "veryfast", "crf": "18", "g": str(round(form.rate))}
        context = stream.codec_context
        context.color_range, context.colorspace, context.color_primaries, context.color_trc = form.colours
        track = Track(out, samples, "aac") if samples is not None else None
        for n, planes in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.pts, frame.time_base = n, 1 / form.rate
            out.mux(stream.encode(frame))
            if track is not None:
                track.write(float((n + 1) / form.rate))
        out.mux(stream.encode(None))
        if track is not None:
            track.end()

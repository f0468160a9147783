"""A video so small that two dozen of them play beside each other: silent, few pixels, few frames."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from .probe import opened
from .reading import frames_at, number_of_frames, timeline
from .writing import added, writing

LONGEST_SIDE = 240
FPS = 12
_OPTIONS = {
    "preset": "veryfast",
    "crf": "27",  # below the rate that is allowed
    # A key frame a second, so that a jump is near one; no frame that waits for a later one.
    "g": str(FPS),
    "bf": "0",
    "threads": "1",
}
_MOST_RATE, _MOST_BYTES = 100_000, 120_000
"""Bits a second, and bytes of a long one."""


def preview(path: Path, target: Path) -> None:
    """Write the video small, as H.264 in MP4, its index in front. `MediaError` for what can't be read, OSError."""
    line = timeline(path)
    with opened(path, quick=True) as container:
        stream = container.streams.video[0]
        wide, high = _size(stream.width, stream.height)
        context = stream.codec_context
        colours = (context.colorspace, context.color_primaries, context.color_trc, context.color_range)
    count = number_of_frames(line.seconds, FPS)
    most = round(min(_MOST_RATE, 8 * _MOST_BYTES / line.seconds))
    with writing(target, "mp4", {"movflags": "+faststart"}) as out:
        small = added(out, "libx264", Fraction(FPS))
        small.width, small.height, small.pix_fmt, small.options = (
            wide,
            high,
            "yuv420p",
            _OPTIONS | {"maxrate": str(most), "bufsize": str(2 * most)},
        )
        # Without them a browser takes so few lines for old television, and shows other colours than in the clip.
        context = small.codec_context
        context.colorspace, context.color_primaries, context.color_trc, context.color_range = colours
        for n, decoded in enumerate(frames_at(path, [line.at(n / FPS) for n in range(count)])):
            frame = decoded.reformat(wide, high, format="yuv420p", interpolation="AREA")
            frame.pts, frame.time_base, frame.pict_type = n, Fraction(1, FPS), 0
            out.mux(small.encode(frame))
        out.mux(small.encode(None))


def _size(width: int, height: int) -> tuple[int, int]:
    """Even numbers, and no side longer than `LONGEST_SIDE`."""
    share = min(1.0, LONGEST_SIDE / max(width, height))
    return max(2, round(width * share / 2) * 2), max(2, round(height * share / 2) * 2)

"""A clip in other forms: animated WebP and GIF for pages that play no video, WebM for those that play no H.264."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import MediaError
from ..messages import say
from .probe import opened, probe
from .reading import frames_at, number_of_frames, timeline
from .sound import sound
from .writing import Track, added, writing
from .xmp import packet

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

MOST_FPS = 50.0
"""GIF counts hundredths of a second, and browsers take one of them for a mistake."""


def webp(path: Path, target: Path, *, fps: float, longest_side: int, quality: int, about: Mapping[str, str]) -> None:
    """Write the video as animated WebP. `MediaError`, OSError."""
    from PIL import Image, features

    if not features.check("webp"):
        raise MediaError(say("derive.no_encoder", codec="WebP"))
    pictures = [Image.fromarray(each) for each in _small(path, fps, longest_side)]
    # Each is shown until the next: whole milliseconds that don't drift.
    ends = [round((n + 1) * 1000 / fps) for n in range(len(pictures))]
    shown = [end - begin for begin, end in zip([0, *ends], ends, strict=False)]
    pictures[0].save(
        target, "WEBP", save_all=True, append_images=pictures[1:], duration=shown, loop=0, quality=quality, method=1,
        xmp=packet(about),
    )  # fmt: skip


def gif(path: Path, target: Path, *, fps: float, longest_side: int) -> None:
    """Write the video as GIF, with the 256 colours that suit it best. `MediaError`, OSError."""
    import av

    arrays = _small(path, fps, longest_side)
    with writing(target, "gif", {"loop": "0"}) as out:
        stream = added(out, "gif", Fraction(fps).limit_denominator(1000))
        first = next(arrays)
        stream.height, stream.width = (int(side) for side in first.shape[:2])
        stream.pix_fmt = "pal8"
        graph = av.filter.Graph()
        kind: Any = "rgb24"  # PyAV takes the name, too
        source = graph.add_buffer(width=stream.width, height=stream.height, format=kind, time_base=Fraction(1, 100))
        split, palette = graph.add("split"), graph.add("palettegen", "stats_mode=diff")
        # Ordered dots stay where they are from frame to frame; scattered ones crawl, and cost twice the bytes.
        painted, sink = (
            graph.add("paletteuse", "dither=bayer:bayer_scale=4:diff_mode=rectangle"),
            graph.add("buffersink"),
        )
        source.link_to(split)
        split.link_to(palette, 0, 0)
        split.link_to(painted, 1, 0)
        palette.link_to(painted, 0, 1)
        painted.link_to(sink)
        graph.configure()
        for n, array in enumerate(_with(first, arrays)):
            frame = av.VideoFrame.from_ndarray(array, format="rgb24")
            frame.pts, frame.time_base = round(n * 100 / fps), Fraction(1, 100)
            graph.push(frame)
        graph.push(None)
        for frame in _pulled(graph):
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def webm(path: Path, target: Path, *, quality: int, tags: Mapping[str, str]) -> None:
    """Write the video as VP9 (and Opus) in WebM, every frame and its size kept. `MediaError`, OSError."""
    facts = probe(path)
    line = timeline(path)
    with writing(target, "webm") as out:
        out.metadata.update(tags)
        stream = added(out, "libvpx-vp9", Fraction(facts.fps or 24).limit_denominator(1001))
        stream.width, stream.height, stream.pix_fmt = facts.width, facts.height, "yuv420p"
        stream.bit_rate = 0
        stream.options = {"crf": str(quality), "deadline": "realtime", "cpu-used": "6", "row-mt": "1"}
        samples = sound(path, 0.0, line.seconds) if facts.has_audio else None
        track = Track(out, samples, "libopus") if samples is not None else None
        for decoded in frames_at(path, line.ticks):
            frame = decoded.reformat(format="yuv420p")
            second = ((decoded.pts or 0) - line.ticks[0]) * line.unit
            # The packet's own flags and kind (key frame, B) are not the new video's.
            frame.pts, frame.time_base, frame.pict_type = round(second * 1000), Fraction(1, 1000), 0
            out.mux(stream.encode(frame))
            if track is not None:
                track.write(second)
        out.mux(stream.encode(None))
        if track is not None:
            track.end()


def side_by_side(path: Path, count: int, height: int) -> Any:
    """`count` frames from begin to end in one row, `height` pixels high, as an RGB picture. `MediaError`."""
    import numpy as np
    from PIL import Image

    line = timeline(path)
    ticks = [line.at((n + 0.5) * line.seconds / count) for n in range(count)]
    return Image.fromarray(np.concatenate([_scaled(frame, high=height) for frame in frames_at(path, ticks)], axis=1))


def _small(path: Path, fps: float, longest_side: int) -> Iterator[Any]:
    """Arrays of the frames shown `fps` times a second, none larger than `longest_side`, at the file's size at most."""
    if not 0 < fps <= MOST_FPS:
        raise MediaError(say("derive.bad_fps", fps=f"{fps:g}", most=f"{MOST_FPS:g}"))
    if longest_side < 16:
        raise MediaError(say("derive.small", side=longest_side))
    line = timeline(path)
    with opened(path, quick=True) as container:
        stream = container.streams.video[0]
        share = min(1.0, longest_side / max(stream.width, stream.height))
        high = max(2, round(stream.height * share))
    ticks = [line.at(n / fps) for n in range(number_of_frames(line.seconds, fps))]
    return (_scaled(frame, high=high) for frame in frames_at(path, ticks))


def _scaled(frame: VideoFrame, *, high: int) -> Any:
    wide = max(2, round(high * frame.width / frame.height))
    # In two steps: done in one, the colours come out a shade too dark.
    return frame.reformat(wide, high, interpolation="AREA").to_ndarray(format="rgb24")


def _with(first: Any, rest: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from rest


def _pulled(graph: Any) -> Iterator[Any]:
    import av

    while True:
        try:
            yield graph.pull()
        except (av.error.EOFError, av.error.BlockingIOError):
            return

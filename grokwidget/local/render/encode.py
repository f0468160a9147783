"""A spec becomes an MP4: draw, finish and encode frame by frame, into a temporary file that is renamed when it
is whole.
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import av
from av.video.stream import VideoStream

from grokwidget.local.render.canvas import Canvas
from grokwidget.local.render.honesty import append_xmp, honest_tags
from grokwidget.local.render.post import Post
from grokwidget.local.render.poster import PosterKeeper
from grokwidget.local.render.scenes import open_scene
from grokwidget.local.render.spec import RenderSpec
from grokwidget.local.render.words import read

THREADS = 2
"""Fixed, because x264's decisions may depend on it: the same request must give the same frames on every machine."""


class NoEncoderError(RuntimeError):
    """This build of PyAV has no libx264."""


class RenderStopped(Exception):
    """The render was stopped by the one who asked for it; its temporary file is gone."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished file."""

    path: Path
    bytes: int
    seconds: float
    """Wall time of the whole render."""


def render(
    spec: RenderSpec,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Rendered:
    """Render `spec` to `spec.output` (and `spec.poster`).

    `progress(done, of)` is called after every frame that went to the encoder; `stopped()` is asked before each one.
    Either the whole file is there afterwards, or nothing: RenderStopped, NoEncoderError, OSError (a full
    disk), ValueError.
    """
    if not spec.output:
        raise ValueError("the spec names no output file")
    started = time.monotonic()
    output = Path(spec.output)
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        poster = _encode(spec, part, progress, stopped)
        append_xmp(part, spec)
        if spec.poster:
            poster.save(Path(spec.poster))
        size = part.stat().st_size
        part.replace(output)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return Rendered(output, size, time.monotonic() - started)


def _encode(
    spec: RenderSpec, part: Path, progress: Callable[[int, int], None], stopped: Callable[[], bool]
) -> PosterKeeper:
    reading = read(spec.prompt, spec.seed)
    scene, post = open_scene(spec, reading), Post(spec, reading)
    _give_back_memory()
    canvas, poster = Canvas(spec.width, spec.height), PosterKeeper(spec)
    with av.open(str(part), "w", format="mp4", options={"movflags": "+faststart+use_metadata_tags"}) as container:
        container.metadata.update(honest_tags(spec))
        stream = _video_stream(container, spec)
        for i in range(spec.frames):
            if stopped():
                raise RenderStopped
            scene.draw(canvas, i)
            post.apply(canvas, i)
            poster.look(canvas, i)
            frame = canvas.frame()
            frame.pts = i
            container.mux(stream.encode(frame))
            progress(i + 1, spec.frames)
        container.mux(stream.encode(None))
    return poster


def _give_back_memory() -> None:
    """Painting a scene frees some forty megabytes that glibc would keep; the encoder needs the room."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL("libc.so.6").malloc_trim(0)


def _video_stream(container: av.container.OutputContainer, spec: RenderSpec) -> VideoStream:
    try:
        stream = container.add_stream("libx264", rate=spec.fps)
    except (ValueError, av.error.FFmpegError) as error:
        raise NoEncoderError("this build of PyAV has no libx264 encoder") from error
    if not isinstance(stream, VideoStream):  # add_stream is typed for every kind of stream
        raise NoEncoderError("libx264 gave no video stream")
    stream.width, stream.height, stream.pix_fmt = spec.width, spec.height, "yuv420p"
    context = stream.codec_context
    context.thread_type = "FRAME"
    context.thread_count = THREADS
    # BT.709, limited range, as the planes are drawn; a key frame each second makes the player's seeking instant.
    context.color_range, context.colorspace, context.color_primaries, context.color_trc = 1, 1, 1, 1
    # A drawn picture moves evenly: with half the search for motion the file is as small, and its error still below
    # what an eye can see (0.4 dB at more than 40 dB), for two thirds of the CPU.
    search = "rc-lookahead=6:subme=1"
    context.options = {
        "preset": "veryfast",
        "crf": "20",
        "g": str(spec.fps),
        "aq-mode": "3",
        "x264-params": ":".join([search, *_steady_assembly()]),
    }
    return stream


def _steady_assembly() -> list[str]:
    """Keep x264 off AVX-512, with which it gives different files for equal input at most widths.

    Naming a set that the CPU lacks kills the process, so it is named only where numpy has seen both.
    """
    for module in ("numpy._core._multiarray_umath", "numpy.core._multiarray_umath"):
        with suppress(ImportError, AttributeError):
            features = import_module(module).__cpu_features__
            return ["asm=AVX2"] if features.get("AVX512F") and features.get("AVX2") else []
    return []

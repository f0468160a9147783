"""One clip brought to the size that it has on a sheet. This is where the work is: any executor may do it."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

from ...errors import MediaError
from ...messages import language, say, speaking
from ..poster import shows_something, webp
from ..reading import frames_at, number_of_frames, timeline

_BT709, _UNSPECIFIED, _BT601, _LIMITED = 1, 2, 5, 1
"""FFmpeg's words for matrices and ranges of colours."""
_HD = 720
_WORKERS = 8
_NEARLY = 2
"""Pixels by which a clip may miss its box."""
_EVERY, _WITHIN = 0.4, 4.0
"""Seconds: how often, and how far into a clip, a frame is considered for its still."""


class Executor(Protocol):
    """What work is given to: `concurrent.futures.Executor`, Dask's `Client`, or anything else that can this."""

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Any:
        """A future: `result()` waits and gives what the function gave, or raises."""
        ...


@dataclass(frozen=True)
class Order:
    """What is wanted of a clip. Plain: it may be sent to another machine, which has the file at the same path."""

    path: Path
    width: int
    """The box that it is fitted into, pixels, even."""
    height: int
    fps: Fraction | None = None
    """Frames a second of its film; None for no film."""
    quality: int = 12
    """x264's `crf`."""
    still: int | None = None
    """The most bytes of its still (WebP); 0 for all the pixels (PNG), None for no still."""
    language: str = "en"


@dataclass(frozen=True)
class Reduced:
    """What came of it."""

    film: bytes = b""
    """H.264 in MP4, silent, not larger than the box."""
    still: bytes = b""
    words: str = ""
    """Why there is nothing: a sentence."""


def reduced(order: Order) -> Reduced:
    """Do it. A file that is gone or broken is no error here: it says so in `words`."""
    with speaking(order.language):
        try:
            film = _film(order, order.fps) if order.fps is not None else b""
            return Reduced(film, _still(order) if order.still is not None else b"")
        except MediaError as error:
            return Reduced(words=error.message)
        except Exception as error:  # whatever a decoder stumbles over: one clip must not cost the sheet
            return Reduced(words=say("media.video_broken", file=order.path.name, problem=type(error).__name__))


def all_reduced(orders: Sequence[Order], executor: Executor | None, done: Callable[[int], object]) -> list[Reduced]:
    """All of them, in order; `done` hears how many there are so far. An interrupt takes back what has not begun."""
    with _worker(executor) as worker:
        futures: list[Any] = []
        found: list[Reduced] = []
        try:
            futures = [worker.submit(reduced, order) for order in orders]
            for future in futures:
                found.append(future.result())
                done(len(found))
        except BaseException:
            for future in futures:
                future.cancel()
            raise
        return found


@contextmanager
def _worker(executor: Executor | None) -> Iterator[Executor]:
    if executor is not None:
        yield executor
        return
    # Few: each holds a decoder with its frames, and decodes with threads of its own.
    with ThreadPoolExecutor(min(os.cpu_count() or 1, _WORKERS), thread_name_prefix="grokwidget-sheet") as own:
        yield own


def order(path: Path, width: int, height: int, **wanted: Any) -> Order:
    """An order that is answered in the language of who gives it."""
    return Order(path, width, height, language=language(), **wanted)


def _film(order: Order, fps: Fraction) -> bytes:
    import av

    line = timeline(order.path)
    ticks = [line.at(float(n / fps)) for n in range(number_of_frames(line.seconds, float(fps)))]
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as out:
        stream: Any = None
        last, small = None, None
        for n, frame in enumerate(frames_at(order.path, ticks)):
            if frame is not last or small is None:
                last, small = frame, _fitted(frame, order)
            if stream is None:
                stream = out.add_stream("libx264", rate=fps)
                stream.width, stream.height, stream.pix_fmt = small.width, small.height, "yuv420p"
                # Several are made at once: each with one thread. What is put together later may be large, quickly made.
                preset = "ultrafast" if order.quality < 20 else "fast"
                stream.options = {"preset": preset, "crf": str(order.quality), "g": str(round(fps * 2)), "threads": "1"}
                _in_bt709(stream.codec_context)
            again = av.VideoFrame.from_ndarray(small.to_ndarray(), format="yuv420p")
            again.pts, again.time_base = n, 1 / fps
            out.mux(stream.encode(again))
        out.mux(stream.encode(None))
    return target.getvalue()


def _fitted(frame: Any, order: Order) -> Any:
    """The frame as large as the box lets it be, in BT.709."""
    share = min(order.width / frame.width, order.height / frame.height)
    wide, high = _within(order, frame.width * share, frame.height * share)
    matrix = int(frame.colorspace)
    if matrix == _UNSPECIFIED:  # players guess by the size, too
        matrix = _BT709 if frame.height >= _HD else _BT601
    return frame.reformat(
        wide, high, "yuv420p", src_colorspace=matrix, dst_colorspace=_BT709, dst_color_range=_LIMITED,
        interpolation="AREA" if share < 0.5 else "BICUBIC",
    )  # fmt: skip


def _within(order: Order, width: float, height: float) -> tuple[int, int]:
    """An even size in the box. What fills it but for a pixel or two fills it: nobody sees that it is stretched."""
    wide, high = (max(2, round(side / 2) * 2) for side in (width, height))
    if order.width - wide <= _NEARLY and order.height - high <= _NEARLY:
        return order.width, order.height
    return min(wide, order.width), min(high, order.height)


def _in_bt709(context: Any) -> None:
    context.color_range, context.colorspace, context.color_primaries, context.color_trc = _LIMITED, 1, 1, 1


def _still(order: Order) -> bytes:
    """The first frame that shows something; where none does, the one with the most to see."""
    best: tuple[float, Any] | None = None
    line = timeline(order.path)
    seconds = [n * _EVERY for n in range(int(min(line.seconds, _WITHIN) / _EVERY) + 1)]
    for frame in frames_at(order.path, [line.at(each) for each in seconds]):
        good, worth = shows_something(frame.reformat(width=80, height=45, format="gray").to_ndarray())
        if best is None or worth > best[0]:
            best = worth, frame
        if good:
            break
    if best is None:
        raise ValueError("no frame")
    picture = best[1].to_image()
    share = min(order.width / picture.width, order.height / picture.height)
    size = _within(order, picture.width * share, picture.height * share)
    if order.still:
        return webp(picture, most_bytes=order.still, longest_side=max(size))
    buffer = io.BytesIO()
    picture.resize(size, resample=3, reducing_gap=3.0).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()

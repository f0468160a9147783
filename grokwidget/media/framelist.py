"""The frames of a video as a sequence of arrays that is decoded only where somebody looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from ..errors import MediaError
from ..messages import say
from .reading import Timeline, frames_at, number_of_frames, timeline

if TYPE_CHECKING:
    import numpy as np
    from av.video.frame import VideoFrame
    from numpy.typing import NDArray

#: More frames a second than any video has: a slip, and a list without an end.
MOST_FPS = 1000.0


class Frames(Sequence["NDArray[np.uint8]"]):
    """The frames of a video, each an array of height × width × 3, uint8, RGB.

    `fps` frames a second: at 0 s, 1/fps, 2/fps, … the frame that is shown then; left out, every frame of the file once.
    Nothing is kept: iterating decodes the file once from its begin to its end, an index seeks to that frame alone, a
    slice is such a sequence again. Raises `MediaError` for a file that is gone or broken, and for an impossible `fps`.
    """

    def __init__(self, path: Path, fps: float | None = None) -> None:
        if fps is not None and not 0 < fps <= MOST_FPS:
            raise MediaError(say("derive.bad_fps", fps=f"{fps:g}", most=f"{MOST_FPS:g}"))
        self._path = path
        line = timeline(path)
        if fps is None:
            self._begin(line, line.ticks)
        else:
            self._begin(line, [line.at(n / fps) for n in range(number_of_frames(line.seconds, fps))], fps)

    def _begin(self, line: Timeline, ticks: Sequence[int], fps: float | None = None) -> None:
        self._ticks: Sequence[int] = ticks
        if fps is None:
            self.times: tuple[float, ...] = tuple((tick - line.ticks[0]) * line.unit for tick in ticks)
            """The second at which each is shown."""
        else:
            self.times = tuple(n / fps for n in range(len(ticks)))

    def __len__(self) -> int:
        return len(self._ticks)

    @overload
    def __getitem__(self, index: int) -> NDArray[np.uint8]: ...
    @overload
    def __getitem__(self, index: slice) -> Frames: ...
    def __getitem__(self, index: int | slice) -> NDArray[np.uint8] | Frames:
        if isinstance(index, slice):
            part = object.__new__(Frames)
            part._path, part._ticks, part.times = self._path, self._ticks[index], self.times[index]
            return part
        array: NDArray[np.uint8] = _array(next(frames_at(self._path, [self._ticks[index]])))
        return array

    def __iter__(self) -> Iterator[NDArray[np.uint8]]:
        if any(later < earlier for earlier, later in pairwise(self._ticks)):
            return (self[n] for n in range(len(self)))  # backwards: each is sought
        return map(_array, frames_at(self._path, self._ticks))

    def __repr__(self) -> str:
        return say("derive.frames", count=len(self), file=self._path.name)


def _array(frame: VideoFrame) -> Any:
    return frame.to_ndarray(format="rgb24")

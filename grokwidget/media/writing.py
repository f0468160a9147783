"""Videos written with PyAV: what this installation can encode, and what went wrong in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import MediaError
from ..messages import say
from .sound import RATE

if TYPE_CHECKING:
    from av.container import OutputContainer

_SAMPLES = 1024
"""Of one frame of sound, as AAC has it."""


@contextmanager
def writing(target: Path, kind: str, options: Mapping[str, str] | None = None) -> Iterator[OutputContainer]:
    """A new file of that container format. What FFmpeg says against it is a `MediaError`; a full disk is an OSError."""
    import av

    try:
        with av.open(str(target), "w", format=kind, options=dict(options or {})) as out:
            yield out
    except OSError:  # many of FFmpeg's errors are one, too
        raise
    except (av.FFmpegError, ValueError) as error:
        raise MediaError(say("derive.cannot_encode", problem=error)) from error


def added(out: OutputContainer, codec: str, rate: Any) -> Any:
    """A new stream of that codec. `MediaError` where this installation of PyAV has no encoder for it."""
    import av

    try:
        return out.add_stream(codec, rate=rate)
    except (av.FFmpegError, ValueError) as error:
        raise MediaError(say("derive.no_encoder", codec=codec)) from error


class Track:
    """The sound of a new video (n × 2 samples), written beside its pictures: a player reads both at once."""

    def __init__(self, out: OutputContainer, samples: Any, codec: str) -> None:
        self._out, self._samples, self._at = out, samples, 0
        self._stream: Any = added(out, codec, RATE)
        self._stream.layout = "stereo"

    def write(self, until: float) -> None:
        """What is heard before that second."""
        import av
        import numpy as np

        end = min(round(until * RATE), len(self._samples))
        while self._at < end:
            part = np.ascontiguousarray(self._samples[self._at : self._at + _SAMPLES].T)
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = RATE, self._at, Fraction(1, RATE)
            self._out.mux(self._stream.encode(frame))
            self._at += part.shape[1]

    def end(self) -> None:
        """The rest."""
        self.write(len(self._samples) / RATE)
        self._out.mux(self._stream.encode(None))

"""The sound of videos as numbers: read, laid one after the other, and faded into each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .probe import opened

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RATE = 48_000
"""Samples a second of what is written."""


def sound(path: Path, start: float, seconds: float) -> NDArray[np.float32] | None:
    """Stereo samples (n × 2, -1..1, 48 kHz) of a part of a video, as long as was asked for; None where it is silent.

    What the file lacks at its begin or end is silence. `MediaError` when it can't be decoded.
    """
    import av
    import numpy as np

    with opened(path) as container:
        if not container.streams.audio:
            return None
        resampler = av.AudioResampler(format="flt", layout="stereo", rate=RATE)
        pictures, stream = container.streams.video[0], container.streams.audio[0]
        begin = float((pictures.start_time or 0) * (pictures.time_base or 0)) + start
        found = np.zeros((round(seconds * RATE), 2), np.float32)
        for frame in container.decode(stream):
            at = round(((frame.time or 0.0) - begin) * RATE)
            for part in resampler.resample(frame):
                samples = part.to_ndarray().reshape(-1, 2)
                low, high = max(at, 0), min(at + len(samples), len(found))
                if low < high:
                    found[low:high] = samples[low - at : high - at]
                at += len(samples)
            if at >= len(found):
                break
        return found


def laid(parts: list[NDArray[np.float32] | None], lengths: list[int], overlap: int) -> Any:
    """The parts (None is silence of that length, in samples) one after the other, each faded into the next one for
    `overlap` samples; None where all of them are silent."""
    import numpy as np

    if all(part is None for part in parts):
        return None
    whole = np.zeros((sum(lengths) - overlap * (len(parts) - 1), 2), np.float32)
    # Of equal power: two sounds that have nothing to do with each other would dip between straight lines.
    rise = np.sin(np.linspace(0, np.pi / 2, overlap, dtype=np.float32))[:, None]
    at = 0
    for n, (part, length) in enumerate(zip(parts, lengths, strict=True)):
        if part is not None:
            piece = part[:length].copy()
            if n and overlap:
                piece[:overlap] *= rise
            if n < len(parts) - 1 and overlap:
                piece[-overlap:] *= rise[::-1]
            whole[at : at + len(piece)] += piece
        at += length - overlap
    return whole

"""Small real videos for tests, drawn and encoded here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Picture = Callable[[int], NDArray[np.uint8]]


def number_bars(i: int, *, width: int = 320, height: int = 180) -> NDArray[np.uint8]:
    """Frame `i` with its number in it: the grey of the left half says which frame it is."""
    frame = np.zeros((height, width, 3), np.uint8)
    frame[:, : width // 2] = 10 + (i * 3) % 240
    frame[:, width // 2 :] = np.linspace(0, 255, height, dtype=np.uint8)[:, None, None]
    return frame


def film(
    path: Path,
    *,
    seconds: float = 2.0,
    fps: int = 24,
    width: int = 320,
    height: int = 180,
    picture: Picture | None = None,
    gop: int | None = None,
    audio: bool = False,
    tags: dict[str, str] | None = None,
) -> Path:
    """Encode a video as the local service does: H.264, a key frame a second, the index in front."""
    draw = picture or (lambda i: number_bars(i, width=width, height=height))
    flags = {"movflags": "+faststart+use_metadata_tags"}
    with av.open(str(path), "w", format="mp4", options=flags) as out:
        out.metadata.update(tags or {})
        options = {"preset": "veryfast", "crf": "20", "g": str(gop or fps)}
        stream = out.add_stream("libx264", rate=fps, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        sound = out.add_stream("aac", rate=44100) if audio else None
        for i in range(round(seconds * fps)):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(draw(i), format="rgb24")))
        out.mux(stream.encode())
        if sound is not None:
            for start in range(0, round(seconds * 44100), 1024):
                silence = av.AudioFrame.from_ndarray(np.zeros((1, 2048), np.int16), format="s16", layout="stereo")
                silence.sample_rate, silence.pts = 44100, start
                out.mux(sound.encode(silence))
            out.mux(sound.encode())
    return path


def frame_number(picture: object) -> int:
    """Which frame of `number_bars` a decoded picture is."""
    grey = float(np.asarray(picture)[:, 10:100].mean())
    return round((grey - 10) / 3)


def add_box(path: Path, kind: bytes, payload: bytes) -> None:
    """Append an outermost box."""
    with path.open("ab") as file:
        file.write((8 + len(payload)).to_bytes(4, "big") + kind + payload)


def fragmented(path: Path, flags: str = "frag_keyframe+empty_moov", *, seconds: float = 4.0) -> Path:
    """Encode a video in fragments, one a second, as services do that send while they still encode."""
    with av.open(str(path), "w", format="mp4", options={"movflags": flags}) as out:
        stream = out.add_stream("libx264", rate=24, options={"preset": "veryfast", "g": "24", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        for i in range(round(seconds * 24)):
            picture = number_bars(i, width=160, height=96)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        out.mux(stream.encode())
    return path

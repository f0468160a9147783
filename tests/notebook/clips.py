"""Clips of the library's own kind, with files that nothing needs to play."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from grokwidget.library import Clip, ClipFile, JobRecord
from grokwidget.task import Cost


def make_clip(
    folder: Path,
    *,
    prompt: str = "a red fox",
    name: str = "clip.mp4",
    poster: bytes = b"poster",
    width: int = 854,
    height: int = 480,
    from_library: bool = False,
    take: int = 1,
) -> Clip:
    """A clip in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(b"video")
    (folder / "poster.webp").write_bytes(poster)
    file = ClipFile(
        name=name,
        sha256="0" * 64,
        bytes=5,
        duration=6,
        width=width,
        height=height,
        fps=24,
        poster="poster.webp",
    )
    record = JobRecord(
        fingerprint="v1:0",
        take=take,
        provider="local",
        model="local-video",
        prompt=prompt,
        request={},
        status="done",
        cost=Cost(amount=0, unit="credits", estimated=False),
        clips=(file,),
    )
    return Clip(folder, record, file, from_library=from_library)


def noisy_poster() -> bytes:
    """A poster that doesn't get small by itself."""
    noise = Image.effect_noise((640, 360), 90).convert("RGB")
    buffer = io.BytesIO()
    noise.save(buffer, "WEBP", quality=60)
    return buffer.getvalue()

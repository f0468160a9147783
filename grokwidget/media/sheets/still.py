"""A sheet as one picture that doesn't move."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, PngImagePlugin

from ..xmp import packet
from .drawing import radius, rounded
from .setting import Seat, Setting


def png(
    setting: Setting,
    ground: Image.Image,
    stills: Sequence[tuple[Seat, bytes]],
    target: Path,
    *,
    about: Mapping[str, str],
    tags: Mapping[str, str],
) -> None:
    """Write it as PNG. OSError."""
    for seat, data in stills:
        still = Image.open(io.BytesIO(data)).convert("RGB")
        box = seat.box
        left, top = box.left + (box.width - still.width) // 2, box.top + (box.height - still.height) // 2
        whole = still.size == (box.width, box.height)
        ground.paste(still, (left, top), Image.fromarray(rounded(*still.size, radius(setting))) if whole else None)
    told = PngImagePlugin.PngInfo()
    told.add_itxt("XML:com.adobe.xmp", packet(about).decode("utf-8"))
    for name, text in tags.items():
        told.add_itxt(name, text)
    ground.save(target, "PNG", pnginfo=told)

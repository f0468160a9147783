"""Clips whose pictures say which they are and which frame: by their hue, and by its brightness."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from grokwidget import Clip

from ..derive.conftest import NewClip

Picture = NDArray[np.uint8]

Hued = Callable[..., Clip]

HUES = {"red": (1, 0, 0), "green": (0, 1, 0), "blue": (0, 0, 1), "yellow": (1, 1, 0)}
FIRST, STEP = 90, 7


def hue(name: str, *, width: int = 160, height: int = 96) -> Callable[[int], Picture]:
    """Frame `i` of a clip of that hue."""

    def picture(i: int) -> Picture:
        return np.full((height, width, 3), np.array(HUES[name]) * (FIRST + STEP * i), np.uint8)

    return picture


def frames(path: Path) -> list[Picture]:
    """Every frame of a film, RGB."""
    with av.open(str(path)) as container:
        return [np.asarray(frame.to_image()) for frame in container.decode(video=0)]  # type: ignore[no-untyped-call]


def where(picture: Picture, name: str) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what has that hue."""
    rows, columns = np.nonzero(_mask(picture, name))
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def shows(picture: Picture, name: str) -> bool:
    """Whether anything has that hue."""
    return bool(_mask(picture, name).sum() > 200)


def frame_of(picture: Picture, name: str) -> int:
    """Which of its frames the clip of that hue shows."""
    left, top, right, bottom = where(picture, name)
    middle = picture[
        (top + bottom) // 2 - 4 : (top + bottom) // 2 + 4, (left + right) // 2 - 4 : (left + right) // 2 + 4
    ]
    channels = [n for n, part in enumerate(HUES[name]) if part]
    # What is encoded twice in 8 bits comes out a little darker every time.
    return round((float(middle[:, :, channels].mean()) + 4 - FIRST) / STEP)


def _mask(picture: Picture, name: str) -> Any:
    bright, dark = ([n for n, part in enumerate(HUES[name]) if bool(part) == on] for on in (True, False))
    parts = picture.astype(int)
    return (parts[:, :, bright].min(axis=2) > 70) & (parts[:, :, dark].max(axis=2) < 50)


@pytest.fixture
def hued(new_clip: NewClip) -> Hued:
    """Puts a clip of a hue into the library: `hued("red", mode="fun", seconds=1)`."""

    def made(
        name: str, *, prompt: str = "", width: int = 160, height: int = 96, seconds: float = 1.0, **told: Any
    ) -> Clip:
        footage: dict[str, Any] = {key: told.pop(key) for key in ("fps",) if key in told}
        request = {"prompt": prompt or name, "duration": seconds, **told}
        picture = hue(name, width=width, height=height)
        footage |= {"seconds": seconds, "width": width, "height": height, "picture": picture}
        return new_clip(prompt or name, job={"request": request}, **footage)

    return made


@pytest.fixture
def four(hued: Hued) -> list[Clip]:
    """Two prompts, two modes."""
    return [
        hued("red", prompt="a fox", mode="normal"), hued("green", prompt="a fox", mode="fun"),
        hued("blue", prompt="an owl", mode="normal"), hued("yellow", prompt="an owl", mode="fun"),
    ]  # fmt: skip

"""Small real clips in a library of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grokwidget.library import Clip, Library
from tests.library.conftest import put, record
from tests.media.footage import film

NewClip = Callable[..., Clip]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """An empty library."""
    made = Library(tmp_path / "grokvideos")
    yield made
    made.close()


@pytest.fixture
def new_clip(library: Library, tmp_path: Path) -> NewClip:
    """Puts a clip into the library: `new_clip("a fox", seconds=2, fps=24, width=160, height=96, audio=False)`."""
    count = 0

    def made(prompt: str = "a red fox", *, job: dict[str, Any] | None = None, **footage: Any) -> Clip:
        nonlocal count
        count += 1
        told = {"seconds": 2.0, "width": 160, "height": 96, **footage}
        # The count is in a tag: no two files are the same to the byte.
        file = film(tmp_path / f"raw{count}.mp4", tags={"com.example.n": str(count)}, **told)
        fields = {"fingerprint": f"v1:{count:064x}", "seconds": told["seconds"], **(job or {})}
        done = put(library, file, record(prompt, **fields))
        return library.clip(done)

    return made


@pytest.fixture
def clip(new_clip: NewClip) -> Clip:
    """Two seconds of 24 frames each, numbered."""
    return new_clip()

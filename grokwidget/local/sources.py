"""Clips that are to be edited or continued: our own results, and what loopback serves; kept like reference images."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from grokwidget.local import fetching
from grokwidget.local.images import BadImage
from grokwidget.messages import Lang, say

MOST_BYTES = 50 * 2**20
"""What ComfyUI's nodes for xAI allow; no document gives a limit."""
TALLEST = 720
"""Pixels of the shorter side of what is made of a clip: xAI's documents say "up to 720p"."""


class BadSource(Exception):
    """Not a clip that can be used; `said` tells why, to go after "the video"."""

    def __init__(self, why: str, **values: object) -> None:
        super().__init__(why)
        self._why, self._values = why, values

    def said(self, language: Lang | None = None) -> str:
        """Why, in a language; None: the reader's."""
        return say(self._why, language, **self._values)


class Elsewhere(Exception):
    """The clip lies outside of this machine, and this service stays inside."""


@dataclass(frozen=True)
class Source:
    """A clip in the service's folder."""

    name: str
    """Of the file in the folder of images."""
    seconds: float
    width: int
    """Pixels of what is made of it: even, and the shorter side at most 720."""
    height: int
    fps: int


def take_in(url: str, own_file: Callable[[str], Path | None], folder: Path, *, anywhere: bool) -> Source:
    """Have the clip behind an http(s) URL in the folder. BadSource when it can't be had or is no MP4.

    Elsewhere where it may not be fetched.
    """
    folder.mkdir(parents=True, exist_ok=True)
    own = own_file(url)
    name = _kept(_fetched(url, anywhere=anywhere), folder) if own is None else _copied(own, folder)
    try:
        return _described(folder / name)
    except ValueError:
        (folder / name).unlink(missing_ok=True)
        raise BadSource("local.video.broken") from None


def _fetched(url: str, *, anywhere: bool) -> bytes:
    try:
        return fetching.fetch(url, anywhere=anywhere, most=MOST_BYTES, accept="video/*")
    except fetching.NotAllowed:
        raise Elsewhere from None
    except BadImage as error:
        if error.args == ("large",):
            raise BadSource("local.video.large", limit=MOST_BYTES // 2**20) from None
        raise BadSource("local.video.unreachable", problem=error.said("en")) from None


def _kept(data: bytes, folder: Path) -> str:
    name = f"{hashlib.sha256(data).hexdigest()}.mp4"
    if not (folder / name).exists():
        part = folder / f".{name}.part"
        part.write_bytes(data)
        part.replace(folder / name)
    return name


def _copied(path: Path, folder: Path) -> str:
    """A copy: the result itself may expire before it is its turn."""
    with path.open("rb") as file:
        name = f"{hashlib.file_digest(file, 'sha256').hexdigest()}.mp4"
    if not (folder / name).exists():
        part = folder / f".{name}.part"
        shutil.copyfile(path, part)
        part.replace(folder / name)
    return name


def _described(path: Path) -> Source:
    from grokwidget.local.render.footage import look  # loads PyAV, which nothing else in this process needs

    facts = look(path)
    shrink = min(1.0, TALLEST / min(facts.width, facts.height))
    width, height = (max(16, 2 * round(side * shrink / 2)) for side in (facts.width, facts.height))
    return Source(path.name, facts.seconds, width, height, facts.fps)

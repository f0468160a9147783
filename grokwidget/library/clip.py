"""A finished video file, with all that is known of how it was made."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import display
from ..messages import say
from ..task import Cost
from .records import ClipFile, JobRecord

if TYPE_CHECKING:
    from PIL.Image import Image


class Clip:
    """One video in the library. Shows itself in a notebook; can be given as a reference image (its last frame)."""

    mime = "video/mp4"

    def __init__(self, folder: Path, record: JobRecord, file: ClipFile, *, from_library: bool = False) -> None:
        self._folder = folder
        self.record = record
        self.file = file
        self.from_library = from_library
        """Whether it was there already: nothing was sent for it this time."""

    @property
    def path(self) -> Path:
        """The file."""
        return self._folder / self.file.name

    @property
    def sha256(self) -> str:
        """Of the file's bytes as they were stored, hexadecimal."""
        return self.file.sha256

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.file.duration

    @property
    def fps(self) -> float:
        """Frames a second."""
        return self.file.fps

    @property
    def width(self) -> int:
        """Pixels."""
        return self.file.width

    @property
    def height(self) -> int:
        """Pixels."""
        return self.file.height

    @property
    def prompt(self) -> str:
        """What was asked for."""
        return self.record.prompt

    @property
    def request(self) -> dict[str, Any]:
        """The choices it was made with, as plain JSON."""
        return dict(self.record.request)

    @property
    def provider(self) -> str:
        """The service that made it."""
        return self.record.provider

    @property
    def model(self) -> str:
        """The model that made it."""
        return self.record.model

    @property
    def cost(self) -> Cost:
        """What it cost when it was made: the provider's own figure where it gave one, else the estimate."""
        return self.record.cost or self.record.estimate or Cost(amount=None, unit="credits")

    @property
    def rehearsal(self) -> bool:
        """Whether the local service made it in the provider's place: procedural, not AI, and for nothing."""
        return self.record.rehearsal

    @property
    def estimate(self) -> Cost | None:
        """What was expected to be paid; of a rehearsal, what the real run would probably cost."""
        return self.record.estimate

    @property
    def job_id(self) -> str:
        """The job in the ledger."""
        return self.record.id

    @property
    def task_id(self) -> str | None:
        """The provider's task."""
        return self.record.task_id

    @property
    def parents(self) -> tuple[str, ...]:
        """SHA-256 of the clips that it grew out of."""
        return self.record.ancestry

    @property
    def poster(self) -> Path | None:
        """A still picture (WebP, at most 25 kB), None where none could be made."""
        return self._folder / self.file.poster if self.file.poster else None

    @property
    def strip(self) -> Path | None:
        """Ten thumbnails side by side (WebP, 90 pixels high), None where none could be made."""
        return self._folder / self.file.strip if self.file.strip else None

    def poster_data_uri(self) -> str:
        """The poster as a data URI, "" where there is none."""
        try:
            data = self.poster.read_bytes() if self.poster else b""
        except OSError:
            return ""
        return f"data:image/webp;base64,{base64.b64encode(data).decode('ascii')}" if data else ""

    def last_frame(self) -> Image:
        """The last frame, as a PIL picture: the way into a next clip. `MediaError` when the file is gone or broken."""
        from ..media.frames import last_frame

        return last_frame(self.path)

    def save(self, path: str | Path) -> Path:
        """Copy the clip to `path` (a file, or a folder), with its provenance in the copy's own tags.

        The tags are read back and checked. A file with a C2PA signature is copied byte for byte instead, with a JSON
        file beside it. Returns where it is. `MediaError` when it can't be written.
        """
        from .saving import save

        return save(self, Path(path))

    def __repr__(self) -> str:
        return say(
            "library.clip",
            name=self.path.name,
            width=self.width,
            height=self.height,
            duration=f"{self.duration:g}",
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:  # noqa: ARG002 - IPython's signature
        return display.bundle(self, repr(self))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Clip) and other.path == self.path and other.sha256 == self.sha256

    def __hash__(self) -> int:
        return hash((self.path, self.sha256))

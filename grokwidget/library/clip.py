"""A finished video file, with all that is known of how it was made."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import display
from ..errors import MediaError
from ..messages import say
from ..task import Cost
from .records import ClipFile, JobRecord

if TYPE_CHECKING:
    from PIL.Image import Image

    from ..media.framelist import Frames
    from .asking import Asker
    from .folder import Library
    from .marks import Change

MOST_PICTURES = 100
"""Of a film strip."""


class Clip:
    """One video in the library. Shows itself in a notebook; can be given as a reference image (its last frame)."""

    mime = "video/mp4"

    def __init__(
        self,
        folder: Path,
        record: JobRecord,
        file: ClipFile,
        *,
        from_library: bool = False,
        library: Library | None = None,
    ) -> None:
        self._folder = folder
        self.record: JobRecord = record
        self.file: ClipFile = file
        self.from_library = from_library
        """Whether it was there already: nothing was sent for it this time."""
        self._library = library
        self.asker: Asker | None = None
        """The client that gave it: who `then` and `again` ask."""

    @classmethod
    def from_file(cls, path: str | Path) -> Clip:
        """The clip that a video file is, wherever it lies: found by the sidecar beside it, or made anew from the tags
        that `save` writes.

        Its record is whole again: prompt, request, cost, parents, rating. Raises `MediaError` when the file is gone, is
        no video, or nothing tells where it came from.
        """
        from .foundfile import found

        folder, record, file, library = found(Path(path))
        return cls(folder, record, file, from_library=True, library=library)

    @property
    def library(self) -> Library | None:
        """The library it lies in; None for a file that lies in none."""
        if self._library is None:
            from .foundfile import library_of

            self._library = library_of(self._folder, self.record, self.file)
        return self._library

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
    def key(self) -> str:
        """What pages and contact sheets call it: "<job id>:<n>", `n` counted from 0 within the job."""
        names = [file.name for file in self.record.clips]
        return f"{self.job_id}:{names.index(self.file.name) if self.file.name in names else 0}"

    @property
    def task_id(self) -> str | None:
        """The provider's task."""
        return self.record.task_id

    @property
    def parents(self) -> tuple[str, ...]:
        """SHA-256 of the clips that it grew out of."""
        return self.record.ancestry

    @property
    def made_by(self) -> str:
        """`trim` or `join` for a clip that was made here out of its parents; "" for what a service made."""
        return self.record.made_by

    @property
    def rating(self) -> int | None:
        """Stars from 1 to 5, None where it is not rated."""
        return self.file.rating

    @property
    def tags(self) -> tuple[str, ...]:
        """Words that the user put on it."""
        return self.file.tags

    @property
    def poster(self) -> Path | None:
        """A still picture (WebP, at most 25 kB), None where none could be made."""
        return self._folder / self.file.poster if self.file.poster else None

    @property
    def strip(self) -> Path | None:
        """Ten thumbnails side by side (WebP, 90 pixels high), made when first asked for; None where none could be."""
        from .strips import made

        return made(self)

    def poster_data_uri(self) -> str:
        """The poster as a data URI, "" where there is none."""
        try:
            data = self.poster.read_bytes() if self.poster else b""
        except OSError:
            return ""
        return f"data:image/webp;base64,{base64.b64encode(data).decode('ascii')}" if data else ""

    def there(self) -> None:
        """Raise `MediaError` when its file is gone."""
        if not self.path.is_file():
            raise MediaError(say("media.video_missing", file=self.path.name))

    # -- its frames ---------------------------------------------------------------------------------------------------

    def frame(self, second: float) -> Image:
        """The frame that is shown at that second, as an RGB PIL picture; a negative one counts from the end.

        `frame(0)` is the first, `frame(clip.duration)` the last, `frame(-0.5)` the one half a second before the end.
        `MediaError` past the end, or when the file is gone or broken.
        """
        from ..media.frames import at_second

        return at_second(self.path, second)

    def frames(self, fps: float | None = None) -> Frames:
        """Its frames as a sequence of arrays (height × width × 3, uint8, RGB), each decoded when it is looked at.

        `fps` of them a second; left out, every frame of the file. The sequence knows its length, and `times` says at
        which second each is shown. `MediaError` for an impossible `fps`, or when the file is gone or broken.
        """
        from ..media.framelist import Frames

        return Frames(self.path, fps)

    def filmstrip(self, n: int = 10, height: int = 90) -> Image:
        """`n` frames from begin to end side by side, `height` pixels high, as an RGB PIL picture, made anew.

        (`strip` is the file of the one that the library keeps.) `MediaError` as `frames`, or for an impossible `n`.
        """
        from ..media.exports import side_by_side

        if not 1 <= n <= MOST_PICTURES:
            raise MediaError(say("derive.bad_count", count=n, most=MOST_PICTURES))
        if height < 16:
            raise MediaError(say("derive.small", side=height))
        picture: Image = side_by_side(self.path, n, height)
        return picture

    def last_frame(self) -> Image:
        """The last frame, as a PIL picture: the way into a next clip. `MediaError` when the file is gone or broken."""
        from .lastframes import last_frame

        return last_frame(self)

    # -- out of it ----------------------------------------------------------------------------------------------------

    def then(self, prompt: str = "", **fields: Any) -> Clip:
        """Go on from its last frame, with the client that it came from: see `Client.then`, and `Client.submit_then` for
        a job at once. `LibraryError` where no client is here."""
        from .asking import asker

        return asker(self, "then").then(self, prompt, **fields)

    def again(self, prompt: str | None = None, **changes: Any) -> Clip:
        """Ask for its request once more with a change, with the client that it came from: see `Client.again`, and
        `Client.submit_again` for a job at once. `LibraryError` where no client is here."""
        from .asking import asker

        return asker(self, "again").again(self, prompt, **changes)

    def trim(self, start: float = 0.0, end: float | None = None) -> Clip:
        """The part from second `start` to second `end` (None: its end; negative: from the end) as a clip of its own.

        Cut to the frame, with its sound; in the same library, for nothing, with this clip as its parent. The same asked
        again is the clip that is there. `MediaError` when a time lies outside, the start is not before the end, or the
        file is gone or broken; `LibraryError` when the folder can't be written.
        """
        from .deriving import trim

        return trim(self, start, end)

    # -- what the user says of it -------------------------------------------------------------------------------------

    def rate(self, rating: int | None) -> Clip:
        """Give it 1 to 5 stars, None takes them back; kept in the ledger and in the sidecar. Returns the clip.

        `LibraryError` for any other number, for a clip that lies in no library, and when it can't be written.
        """
        from .marks import rated

        return self._mark(rated(rating))

    def tag(self, *tags: str) -> Clip:
        """Put words on it, by which `library.search` finds it; kept as the rating is. Returns the clip.

        `LibraryError` for what is no tag (a line of at most 60 characters), and as for `rate`.
        """
        from .marks import tagged

        return self._mark(tagged(*tags))

    def untag(self, *tags: str) -> Clip:
        """Take words off it; those that it doesn't have are no error. Returns the clip. Errors as for `rate`."""
        from .marks import untagged

        return self._mark(untagged(*tags))

    def _mark(self, change: Change) -> Clip:
        from .marks import marked

        self.record, self.file = marked(self, change)
        return self

    # -- copies -------------------------------------------------------------------------------------------------------

    def to_webp(
        self, path: str | Path | None = None, *, fps: float = 10, longest_side: int = 320, quality: int = 60
    ) -> Path:
        """Write it as animated WebP, which GitHub and mail show; returns where it is.

        `path` is a file or a folder; None is `exports/` in the library's folder. `fps` frames a second (50 at most), no
        side longer than `longest_side` pixels, `quality` from 0 to 100. Takes less than a second for six seconds of
        480p. `MediaError` when the file is gone or broken, a number is impossible, an encoder is missing, or it can't
        be written.
        """
        from .exporting import to_webp

        return to_webp(self, path, fps=fps, longest_side=longest_side, quality=quality)

    def to_gif(self, path: str | Path | None = None, *, fps: float = 8, longest_side: int = 320) -> Path:
        """Write it as GIF, for what shows nothing else; it is large. Arguments and errors as for `to_webp`."""
        from .exporting import to_gif

        return to_gif(self, path, fps=fps, longest_side=longest_side)

    def to_webm(self, path: str | Path | None = None, *, quality: int = 34) -> Path:
        """Write it as WebM (VP9 and Opus), every frame at its size, with its provenance in its tags.

        `quality` is VP9's `crf`, 0 (best) to 63. Takes some 10 ms a frame of 480p. `path` and errors as for `to_webp`.
        """
        from .exporting import to_webm

        return to_webm(self, path, quality=quality)

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

    def __getstate__(self) -> dict[str, Any]:
        # To another process go the facts: neither a ledger's thread nor a client that may hold a key.
        return {**self.__dict__, "_library": None, "asker": None}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Clip) and other.path == self.path and other.sha256 == self.sha256

    def __hash__(self) -> int:
        return hash((self.path, self.sha256))

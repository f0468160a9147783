"""Ready clips for a class: a plain folder of videos and their sidecars, read and never written to.

It has no ledger, so it may lie on a read-only disk, in a repository or on a network drive, and it tells nothing of who
paid with which key. A ready clip is copied into a person's own library when it is first asked for: there it plays, is
rated and cut like any other.
"""

from __future__ import annotations

import shutil
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import LibraryError
from ..messages import say
from ..task import FREE
from . import rescue, sidecar, strips
from .check import digest
from .durable import replacing
from .records import ClipFile, JobRecord, JobStatus, new_id

if TYPE_CHECKING:
    from .folder import Library

_lock = threading.Lock()
#: Folder -> when it was last changed, and what was read of it then.
_read: dict[Path, tuple[int, dict[str, JobRecord]]] = {}


class Ready:
    """The ready clips of a folder. One that isn't there has none: a class may begin without."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    def find(self, fingerprint: str) -> JobRecord | None:
        """The job of that request, all of whose clips are here at their full length; None where there is none."""
        return self.records().get(fingerprint)

    def records(self) -> dict[str, JobRecord]:
        """Every job that is here, by the fingerprint of its request. Read anew when the folder has changed."""
        try:
            changed = self.folder.stat().st_mtime_ns
        except OSError:
            return {}
        with _lock:
            if self.folder not in _read or _read[self.folder][0] != changed:
                _read[self.folder] = changed, {each.fingerprint: each for each in self._whole()}
            return _read[self.folder][1]

    def _whole(self) -> list[JobRecord]:
        found = sidecar.records(self.folder)
        return [each for each in found if not each.made_by and all(self._here(file) for file in each.clips)]

    def _here(self, file: ClipFile) -> bool:
        try:
            return (self.folder / file.name).stat().st_size == file.bytes
        except OSError:
            return False

    def damaged(self) -> list[str]:
        """The names of the clips here whose bytes are not what their sidecar says. Reads every file."""
        files = [file for record in self.records().values() for file in record.clips]
        return [file.name for file in files if digest(self.folder / file.name) != file.sha256]

    def bring(self, record: JobRecord, library: Library) -> bool:
        """Copy a job's clips into a library, as a job of its own that cost nothing; whether it was needed.

        Each file is checked as a download is. Raises `LibraryError` when one is damaged, or the library can't be
        written.
        """
        copy = record.changed(id=new_id(), owner=None, key_alias=None, cost=FREE.model_copy(update={"note": _note()}))
        files = []
        for n, file in enumerate(record.clips):
            part = library.part(copy, n)
            try:
                shutil.copyfile(self.folder / file.name, part)
            except OSError as error:
                raise rescue.sentence_about(library.path, error) from error
            if digest(part) != file.sha256:
                part.unlink(missing_ok=True)
                raise LibraryError(say("classroom.damaged", file=self.folder / file.name))
            files.append(library.store(copy, part, n=n))
        done = copy.changed(status=JobStatus.DONE, clips=tuple(files))
        return library.ledger.claim(done, lambda found: not library.has(found) or found.status is not JobStatus.DONE)[1]


@dataclass
class Packing:
    """What was packed."""

    folder: Path
    new: list[str] = field(default_factory=list)
    """Names of the files that were copied."""
    there: int = 0
    """Clips that were there already."""
    bytes: int = 0


def pack(library: Library, folder: Path, search: str = "") -> Packing:
    """Copy the library's clips, their posters and their sidecars into a folder for others; those that were cut or
    joined here are left out, for no request asks for them. `search` as for `Library.search`.

    Twice is the same as once. Raises `LibraryError` when a clip is not what was stored, or the folder can't be written.
    """
    folder = folder.absolute()
    packed = Packing(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for record in library.ledger.history(limit=None, search=search):
            if record.status is JobStatus.DONE and not record.made_by and library.has(record):
                _pack(library, record, packed)
    except OSError as error:
        raise rescue.sentence_about(folder, error) from error
    return packed


def _pack(library: Library, record: JobRecord, packed: Packing) -> None:
    known = Ready(packed.folder).find(record.fingerprint)
    if known is not None and [file.sha256 for file in known.clips] == [file.sha256 for file in record.clips]:
        packed.there += 1
        return
    for n, file in enumerate(record.clips):
        told = _free_name(packed.folder, file)
        strips.made(library.clip(record, n))  # the folder may be one that nobody else can write into
        for name, source in ((told.name, file.name), (told.poster, file.poster), (told.strip, file.strip)):
            # Of the pictures some may never have been made.
            if source and (source == file.name or (library.path / source).is_file()):
                _copy(library.path / source, packed.folder / name)
        if digest(packed.folder / told.name) != file.sha256:
            (packed.folder / told.name).unlink()
            raise LibraryError(say("classroom.damaged", file=library.path / file.name))
        # Last: what has no sidecar is no ready clip.
        sidecar.write((packed.folder / told.name).with_suffix(".json"), record, told, n)
        packed.new.append(told.name)
        packed.bytes += file.bytes


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with replacing(target) as part:
        shutil.copyfile(source, part)


def _free_name(folder: Path, file: ClipFile) -> ClipFile:
    """The file under a name that nothing else there has: two libraries may be packed into one folder."""
    number, stem = 1, Path(file.name).stem
    while (folder / f"{stem}.mp4").exists() or (folder / f"{stem}.json").exists():
        number += 1
        stem = f"{Path(file.name).stem}-{number}"
    poster = f"posters/{stem}.webp" if file.poster else ""
    strip = f"posters/{stem}.strip.webp" if file.strip else ""
    return file.model_copy(update={"name": f"{stem}.mp4", "poster": poster, "strip": strip})


def _note() -> str:
    return say("classroom.from_shelf")

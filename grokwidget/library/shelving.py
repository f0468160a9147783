"""How a downloaded file becomes a clip of the library. Only whole, verified files ever have a name with .mp4."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from ..errors import ClipInvalid, MediaError
from . import lastframes, lockfile, names, previews, rescue, sidecar, strips
from .durable import sync, sync_folder, write_bytes, write_text
from .place import INNER
from .records import ClipFile, JobRecord

POSTERS = "posters"
ASIDE = "aside"


class Shelf:
    """The files of one library."""

    def __init__(self, folder: Path, lock_folder: Path) -> None:
        self._folder = folder
        self._lock = lock_folder / "naming.lock"

    def part(self, record: JobRecord, n: int, *, make: bool) -> Path:
        """See `Library.part`."""
        folder = self._folder / INNER / "parts"
        if make:
            with self._writing():
                folder.mkdir(parents=True, exist_ok=True)
        return folder / (f"{record.id}_{n + 1}.part" if n else f"{record.id}.part")

    def stored(self, record: JobRecord, n: int) -> ClipFile | None:
        """See `Library.stored`."""
        for stem in self._stems(record, n):
            told = sidecar.read(self._folder / f"{stem}.json")
            if told is None:
                if not self._taken(stem):
                    return None
                continue
            known, file, number = told
            if known.id == record.id and number == n:
                whole = file.name == f"{stem}.mp4" and self._size(stem) == file.bytes
                return file if whole else None
        return None

    def store(self, record: JobRecord, part: Path, n: int) -> ClipFile:
        """See `Library.store`."""
        from ..media.looking import Keep, look

        keep = Keep(lastframes.KEPT.folder(self._folder), strips.KEPT.folder(self._folder))
        if not part.exists() and (there := self.stored(record, n)) is not None:
            return there
        try:
            with self._writing():  # a folder on a network fails at reading, too
                seen = look(part, record.seconds, keep)
        except MediaError as error:
            raise ClipInvalid(error.message, provider=record.provider, task_id=record.task_id) from error
        with self._writing():
            sync(part)
        facts = seen.facts
        with self._writing(), self.naming():
            stem = next(stem for stem in self._stems(record, n) if self._free_for(stem, record, n))
            pictures = self._place_poster(stem, seen.poster)
            # Fetched again after a pruning: what the user said of it still holds.
            before = record.clips[n] if n < len(record.clips) else None
            file = ClipFile(
                rating=before.rating if before else None,
                tags=before.tags if before else (),
                name=f"{stem}.mp4",
                sha256=seen.sha256,
                bytes=part.stat().st_size,
                duration=facts.duration,
                width=facts.width,
                height=facts.height,
                fps=facts.fps,
                **pictures,
            )
            sidecar.write(self._folder / f"{stem}.json", record, file, n)
            part.rename(self._folder / file.name)
            sync_folder(self._folder)
        return file

    def set_aside(self, part: Path, why: str) -> Path:
        """See `Library.set_aside`."""
        with self._writing():
            folder = self._folder / ASIDE
            folder.mkdir(parents=True, exist_ok=True)
            number = 1
            while (target := folder / f"{part.stem}-{number}.damaged").exists():
                number += 1
            part.replace(target)
            write_text(target.with_suffix(".txt"), why + "\n")
        return target

    def prune(self, record: JobRecord, n: int) -> None:
        """Remove a clip's file to free space, once its sidecar says so: whatever kills this, a record is there."""
        file = record.clips[n]
        path = self._folder / file.name
        with self._writing(), self.naming():
            sidecar.mark_pruned(path.with_suffix(".json"), record, file, n)
            path.unlink(missing_ok=True)
            for hidden in (previews.KEPT, lastframes.KEPT, strips.KEPT):
                hidden.forget(self._folder, [file.sha256])
            sync_folder(self._folder)

    # -- names --------------------------------------------------------------------------------------------------------

    def _stems(self, record: JobRecord, n: int) -> Iterator[str]:
        base = names.stem(record, n)
        yield base
        for number in range(2, 1000):
            yield f"{base}-{number}"

    def _size(self, stem: str) -> int | None:
        try:
            return (self._folder / f"{stem}.mp4").stat().st_size
        except OSError:
            return None

    def _taken(self, stem: str) -> bool:
        return any((self._folder / f"{stem}{ending}").exists() for ending in (".mp4", ".json"))

    def _free_for(self, stem: str, record: JobRecord, n: int) -> bool:
        """Whether nothing has this name, or only a sidecar that this very job left before its file could follow."""
        if not self._taken(stem):
            return True
        told = sidecar.read(self._folder / f"{stem}.json")
        mine = told is not None and told[0].id == record.id and told[2] == n
        return mine and self._size(stem) is None

    def _place_poster(self, stem: str, poster: bytes) -> dict[str, str]:
        """Write the poster, and name the strip (see `strips`). One that can't be written must not cost the clip."""
        placed = {"strip": f"{POSTERS}/{stem}.strip.webp"}
        name = f"{POSTERS}/{stem}.webp"
        with contextlib.suppress(OSError):
            (self._folder / POSTERS).mkdir(exist_ok=True)
            (self._folder / placed["strip"]).unlink(missing_ok=True)  # of a clip that was removed by hand
            if poster:
                write_bytes(self._folder / name, poster)
                placed["poster"] = name
        return placed

    @contextlib.contextmanager
    def naming(self) -> Iterator[None]:
        """One process at a time chooses names: a rename would put one file over another."""
        self._lock.parent.mkdir(parents=True, exist_ok=True)
        fd = lockfile.wait(self._lock)
        try:
            yield
        finally:
            lockfile.drop(fd)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise rescue.sentence_about(self._folder, error) from error

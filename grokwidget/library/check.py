"""What is wrong with a library: every clip is read, decoded and compared with its sidecar and with the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import MediaError
from ..messages import say
from . import leftovers, rescue, sidecar
from .records import ClipFile, JobRecord, JobStatus

if TYPE_CHECKING:
    from .folder import Library


class Kind(StrEnum):
    """What can be wrong."""

    MISSING = "missing"
    """The ledger knows a clip whose file is gone, and nobody pruned it."""
    MOVED = "moved"
    """So it is, but a file with its very bytes lies in the folder under another name."""
    CHANGED = "changed"
    """The file's SHA-256 is not the one that was stored."""
    BROKEN = "broken"
    """The file doesn't decode from its first picture to its last."""
    NO_CLIP = "no_clip"
    """A job is down as done and has no clip at all."""
    NO_SIDECAR = "no_sidecar"
    BAD_SIDECAR = "bad_sidecar"
    """The JSON file beside the clip can't be read as its sidecar."""
    DIFFERS = "differs"
    """Sidecar and ledger say different things of one clip."""
    NO_ROW = "no_row"
    """A sidecar tells of a job that the ledger doesn't know."""
    CONFLICT = "conflict"
    """A copy that a sync service made of a file of ours, because two machines wrote it."""
    STRAY = "stray"
    """A file that nothing here knows: harmless."""


_MENDABLE = frozenset({Kind.MOVED, Kind.NO_SIDECAR, Kind.BAD_SIDECAR, Kind.NO_ROW})


@dataclass(frozen=True)
class Flaw:
    """One thing that is not as it should be. `name` is relative to the library's folder."""

    kind: Kind
    name: str
    text: str
    job_id: str | None = None
    number: int = 0
    """Which of the job's clips."""
    other: str = ""
    """The other file that it is about: where a moved clip lies now, what a copy is a copy of."""
    mendable: bool = False
    """Whether `repair` can put it right without losing anything."""
    mended: bool = False

    @property
    def harmless(self) -> bool:
        """Whether it is worth knowing, but nothing is wrong with any clip or record."""
        return self.kind is Kind.STRAY


@dataclass(frozen=True)
class Report:
    """What `Library.check` found. Shows itself as text."""

    folder: Path
    clips: int
    """How many files were read from end to end."""
    pruned: int
    """How many clips were removed on purpose: their records are here."""
    flaws: tuple[Flaw, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong, or all that was is mended."""
        return all(flaw.mended or flaw.harmless for flaw in self.flaws)

    def to_json(self) -> dict[str, Any]:
        """The report as plain JSON."""
        told = asdict(self)
        flaws = [{**flaw, "harmless": each.harmless} for flaw, each in zip(told["flaws"], self.flaws, strict=True)]
        return {**told, "folder": str(self.folder), "flaws": flaws, "sound": self.sound}

    def __repr__(self) -> str:
        lines = [say("keeping.checked", folder=self.folder, clips=self.clips, pruned=self.pruned)]
        for flaw in self.flaws:
            sign = "✓" if flaw.mended else "·" if flaw.harmless else "✗"
            more = " " + say("keeping.mended") if flaw.mended else ""
            lines.append(f"{sign} {flaw.name}: {flaw.text}{more}")
        open_ones = [flaw for flaw in self.flaws if flaw.mendable and not flaw.mended]
        if open_ones:
            lines.append(say("keeping.can_mend", count=len(open_ones)))
        lines.append(say("keeping.sound") if self.sound else say("keeping.unsound"))
        return "\n".join([*self.notices, *lines])


def check(library: Library, *, repair: bool = False) -> Report:
    """See `Library.check`."""
    try:
        look = _Look(library)
        flaws = list(look.flaws())
        if repair:
            from .mending import mend

            flaws = [mend(library, flaw) if flaw.mendable else flaw for flaw in flaws]
    except OSError as error:
        raise rescue.sentence_about(library.path, error) from error
    return Report(library.path, look.read, look.pruned, tuple(flaws), tuple(library.notices))


class _Look:
    """One walk through a library. Nothing is written."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._folder = library.path
        self._records = library.ledger.history(limit=None)
        self.read = 0
        self.pruned = 0

    @cached_property
    def _sidecars(self) -> dict[str, tuple[JobRecord, ClipFile, int]]:
        """What each JSON file of the folder tells, by the file's name."""
        told = ((path.name, sidecar.read(path)) for path in sorted(self._folder.glob("*.json")))
        return {name: each for name, each in told if each is not None}

    @cached_property
    def _known(self) -> set[str]:
        """The names that the ledger's clips and the sidecars in their right places account for."""
        files = [file for record in self._records for file in record.clips]
        files += [file for name, (_, file, _) in self._sidecars.items() if file.name == f"{name[:-5]}.mp4"]
        names = {name for file in files for name in (file.name, file.poster, file.strip) if name}
        return names | {str(Path(file.name).with_suffix(".json")) for file in files}

    @cached_property
    def _others(self) -> list[str]:
        return leftovers.unknown(self._folder, self._known)

    def flaws(self) -> Iterator[Flaw]:
        for record in self._records:
            if record.status is JobStatus.DONE:
                if not record.clips:
                    yield Flaw(Kind.NO_CLIP, record.id, say("keeping.no_clip", prompt=record.prompt[:60]), record.id)
                for n, file in enumerate(record.clips):
                    yield from self._clip(record, n, file)
        for name, (record, file, n) in self._sidecars.items():
            yield from self._sidecar(name, record, file, n)
        yield from self._rest()

    # -- a clip that the ledger knows ---------------------------------------------------------------------------------

    def _clip(self, record: JobRecord, n: int, file: ClipFile) -> Iterator[Flaw]:
        path = self._folder / file.name
        beside = path.with_suffix(".json")
        if path.is_file():
            yield from self._file(record, n, file, path)
        elif sidecar.pruned(beside):
            self.pruned += 1
        elif (elsewhere := self._same_bytes(file)) is not None:
            yield replace(_flaw(Kind.MOVED, file.name, record, n, other=elsewhere), other=elsewhere)
        else:
            yield _flaw(Kind.MISSING, file.name, record, n, price=record.price or say("cost.unknown"))
        told = self._sidecars.get(beside.name)
        if told is not None:
            if fields := _disagreement(record, file, n, told):
                yield _flaw(Kind.DIFFERS, beside.name, record, n, fields=", ".join(fields))
        elif beside.exists():
            yield _flaw(Kind.BAD_SIDECAR, beside.name, record, n)
        else:
            yield _flaw(Kind.NO_SIDECAR, beside.name, record, n)

    def _file(self, record: JobRecord, n: int, file: ClipFile, path: Path) -> Iterator[Flaw]:
        from ..media.probe import verify

        self.read += 1
        if digest(path) != file.sha256:
            yield _flaw(Kind.CHANGED, file.name, record, n)
        try:
            verify(path, record.seconds)
        except MediaError as error:
            yield _flaw(Kind.BROKEN, file.name, record, n, problem=error.message)

    def _same_bytes(self, file: ClipFile) -> str | None:
        """The name of a file that nothing knows and that has this clip's bytes."""
        for name in self._others:
            path = self._folder / name
            if path.suffix == ".mp4" and path.stat().st_size == file.bytes and digest(path) == file.sha256:
                return name
        return None

    # -- what else is there -------------------------------------------------------------------------------------------

    def _sidecar(self, name: str, record: JobRecord, file: ClipFile, n: int) -> Iterator[Flaw]:
        if file.name != f"{name[:-5]}.mp4":
            return  # not beside its own clip: a copy, named with the rest
        # Asked for again: a job may have been written down since the walk began.
        known = self._library.ledger.get(record.id)
        if known is None:
            yield _flaw(Kind.NO_ROW, name, record, n)
        elif known.status.final and file.name not in [each.name for each in known.clips]:
            yield _flaw(Kind.DIFFERS, name, record, n, fields=say(f"page.job.{known.status}"))

    def _rest(self) -> Iterator[Flaw]:
        for name in self._others:
            original = leftovers.conflict_of(name, self._known)
            if original:
                yield Flaw(Kind.CONFLICT, name, say("keeping.conflict", other=original), other=original)
            elif not Path(name).name.startswith("."):
                yield Flaw(Kind.STRAY, name, say("keeping.stray"))
        for name in leftovers.ledger_copies(self._library.ledger.file, self._folder):
            yield Flaw(Kind.CONFLICT, name, say("keeping.ledger_conflict"), mendable=True)
        for path in leftovers.parts(self._folder, self._records):
            yield Flaw(Kind.STRAY, str(path.relative_to(self._folder)), say("keeping.part"))


def digest(path: Path) -> str:
    """The SHA-256 of a file's bytes, hexadecimal. OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flaw(kind: Kind, name: str, record: JobRecord, n: int, **values: object) -> Flaw:
    return Flaw(kind, name, say(f"keeping.{kind}", **values), record.id, n, mendable=kind in _MENDABLE)


def _disagreement(record: JobRecord, file: ClipFile, n: int, told: tuple[JobRecord, ClipFile, int]) -> list[str]:
    """The fields in which sidecar and ledger differ. Times may: each is written in its own moment."""
    other, its_file, number = told
    fields = (
        "id",
        "fingerprint",
        "take",
        "provider",
        "model",
        "prompt",
        "request",
        "task_id",
        "rehearsal",
        "parents",
        "made_by",
    )
    wrong = [name for name in fields if getattr(record, name) != getattr(other, name)]
    wrong += [name for name in ("name", "sha256", "bytes") if getattr(file, name) != getattr(its_file, name)]
    return wrong + (["number"] if number != n else [])

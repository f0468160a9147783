"""Freeing space: old clips go, their records stay. Shown first, done only when somebody says so."""

from __future__ import annotations

import contextlib
import re
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import LibraryError, Money
from ..messages import say
from ..task import Cost
from . import lastframes, leftovers, previews, rescue, strips
from .records import JobRecord

if TYPE_CHECKING:
    from .clip import Clip
    from .folder import Library

_DAY = 86_400.0
_UNITS: dict[str, int] = {"": 1, "b": 1, **{unit: 1000**n for n, unit in enumerate(("kb", "mb", "gb", "tb"), 1)}}
_UNITS |= {unit: 1024**n for n, unit in enumerate(("kib", "mib", "gib", "tib"), 1)}
_UNITS |= {unit[0]: size for unit, size in _UNITS.items() if unit in ("kb", "mb", "gb", "tb")}
_SIZE = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*([a-z]*)")


@dataclass(frozen=True)
class Pruning:
    """What `Library.prune` removed, or would. Shows itself as text."""

    folder: Path
    clips: tuple[Clip, ...]
    """Oldest first."""
    parts: tuple[Path, ...]
    """Pieces of downloads whose jobs are over."""
    bytes: int
    done: bool
    """False: only told, nothing was removed."""

    @property
    def costs(self) -> dict[str, float]:
        """What the clips cost when they were made, by unit: what may be asked again. Unknown ones are left out."""
        told: dict[str, float] = defaultdict(float)
        for clip in self.clips:
            if clip.cost.amount:
                told[clip.cost.unit] += clip.cost.amount
        return dict(told)

    def to_json(self) -> dict[str, Any]:
        """The same as plain JSON."""
        clips = [
            {"name": clip.file.name, "bytes": clip.file.bytes, "job_id": clip.job_id, "price": clip.record.price}
            for clip in self.clips
        ]
        parts = [str(part.relative_to(self.folder)) for part in self.parts]
        return {"folder": str(self.folder), "clips": clips, "parts": parts, "bytes": self.bytes, "done": self.done}

    def __repr__(self) -> str:
        if not self.clips and not self.parts:
            return say("keeping.nothing_to_prune")
        lines = [
            say(
                "keeping.prune_row",
                name=clip.file.name,
                size=size_text(clip.file.bytes),
                price=clip.record.price or "?",
            )
            for clip in self.clips
        ]
        key = "keeping.pruned" if self.done else "keeping.would_prune"
        lines.append(say(key, clips=len(self.clips), parts=len(self.parts), size=size_text(self.bytes)))
        if prices := ", ".join(str(Cost(amount=amount, unit=unit)) for unit, amount in self.costs.items()):
            lines.append(say("keeping.prune_price", prices=prices))
        if not self.done:
            lines.append(say("keeping.not_done"))
        return "\n".join(lines)


def size_in_bytes(told: int | str) -> int:
    """Bytes of a size as people write it: "2GB", "500 MB", "1.5 GiB", 4096. `LibraryError` for anything else."""
    found = _SIZE.fullmatch(str(told).strip().lower())
    if not found or found[2] not in _UNITS:
        raise LibraryError(say("keeping.bad_size", size=repr(told)), money=Money.SILENT)
    return int(float(found[1].replace(",", ".")) * _UNITS[found[2]])


def size_text(count: int) -> str:
    """A number of bytes for people."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} B"


def prune(
    library: Library, *, older_than: float | None, keep: int | None, to_free: int | str | None, yes: bool
) -> Pruning:
    """See `Library.prune`."""
    if older_than is None and keep is None and to_free is None:
        raise LibraryError(say("keeping.no_rule"), money=Money.SILENT)
    if (older_than is not None and not older_than >= 0) or (keep is not None and keep < 0):
        raise LibraryError(say("keeping.bad_rule"), money=Money.SILENT)
    wanted = None if to_free is None else size_in_bytes(to_free)
    parts = tuple(leftovers.parts(library.path, library.ledger.history(limit=None)))
    freed = sum(part.stat().st_size for part in parts)
    clips: list[Clip] = []
    for clip in reversed(list(library)[keep or 0 :]):
        if wanted is not None and freed >= wanted:
            break
        if older_than is None or _made(clip.record) <= time.time() - older_than * _DAY:
            clips.append(clip)
            freed += clip.file.bytes
    if yes:
        _remove(library, clips, parts)
    return Pruning(library.path, tuple(clips), parts, freed, yes)


def _remove(library: Library, clips: list[Clip], parts: tuple[Path, ...]) -> None:
    try:
        for part in parts:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise rescue.sentence_about(library.path, error) from error
    for clip in clips:
        library._shelf.prune(clip.record, clip.record.clips.index(clip.file))
    with contextlib.suppress(OSError):  # what is left there is small, and does no harm
        left = [clip.sha256 for clip in library]
        for hidden in (previews.KEPT, lastframes.KEPT, strips.KEPT):
            hidden.keep(library.path, left)


def _made(record: JobRecord) -> float:
    return record.finished_at or record.created_at

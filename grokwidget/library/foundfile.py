"""A video file that comes from anywhere: which clip it is, and all that is known of it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from ..errors import MediaError
from ..messages import say
from . import sidecar
from .check import digest
from .place import INNER, at_home
from .records import ClipFile, JobRecord, JobStatus, new_id
from .saving import PREFIX

if TYPE_CHECKING:
    from ..media import Probe
    from .folder import Library

Told = tuple[JobRecord, ClipFile]


def found(path: Path) -> tuple[Path, JobRecord, ClipFile, Library | None]:
    """The folder, record, file and (where it lies in one) library of a video file: see `Clip.from_file`."""
    from ..media.probe import probe

    file = at_home(path).absolute()
    facts = probe(file)
    sha256 = digest(file)
    for told in (_beside(file, sha256), _tagged(file, sha256, facts), _renamed(file, sha256)):
        if told is not None:
            record, known = told
            library = library_of(file.parent, record, known)
            if library is not None and (whole := library.ledger.get(record.id)) is not None:
                # The ledger knows more than a sidecar does: the job's other clips, and what was said since.
                record, known = whole, next(each for each in whole.clips if each.name == known.name)
            return file.parent, record, known, library
    raise MediaError(say("derive.no_origin", file=file.name))


def library_of(folder: Path, record: JobRecord, file: ClipFile) -> Library | None:
    """The library that knows that clip of that folder, None where there is none."""
    library = _library(folder)
    known = library.ledger.get(record.id) if library is not None else None
    return library if known is not None and any(each.name == file.name for each in known.clips) else None


def _library(folder: Path) -> Library | None:
    """The library whose folder it is, None where it is no library's: nothing is made on the disk to find out."""
    if not (folder / INNER).is_dir():
        return None
    from .folder import Library

    return Library(folder)


def _beside(file: Path, sha256: str) -> Told | None:
    """By the sidecar of its name; a signed copy's tells of the library's own file, whose bytes it has."""
    told = sidecar.read(file.with_suffix(".json"))
    if told is None or told[1].sha256 != sha256:
        return None
    return _named(*told[:2], file)


def _renamed(file: Path, sha256: str) -> Told | None:
    """By a sidecar in its folder that tells of the very same bytes."""
    for beside in sorted(file.parent.glob("*.json")):
        told = sidecar.read(beside)
        if told is not None and told[1].sha256 == sha256:
            return _named(*told[:2], file)
    return None


def _named(record: JobRecord, known: ClipFile, file: Path) -> Told:
    if known.name == file.name:
        return record, known
    moved = known.model_copy(update={"name": file.name, **_stills(known, file)})
    return record.changed(clips=(moved,)), moved


def _stills(known: ClipFile, file: Path) -> dict[str, str]:
    """The posters that are really there: those of a copy are not."""
    names = {"poster": known.poster, "strip": known.strip}
    return {kind: name if name and (file.parent / name).is_file() else "" for kind, name in names.items()}


def _tagged(file: Path, sha256: str, facts: Probe) -> Told | None:
    """By the tags that `Clip.save` writes, or the local engine."""
    tags = {name.removeprefix(PREFIX): text for name, text in facts.tags.items() if name.startswith(PREFIX)}
    if not tags:
        return None
    known = ClipFile(
        name=file.name,
        sha256=sha256,
        bytes=file.stat().st_size,
        duration=facts.duration,
        width=facts.width,
        height=facts.height,
        fps=facts.fps,
    )
    whole = sidecar.told(_json(tags.get("record", "")))
    if whole is not None:
        record, was, _ = whole
        known = known.model_copy(update={"rating": was.rating, "tags": was.tags})
        return record.changed(clips=(known,)), known
    request = _json(tags.get("request", ""))
    try:
        record = JobRecord(
            id=tags.get("job_id") or new_id(),
            fingerprint=f"file:{sha256}",
            provider=tags.get("provider", ""),
            model=tags.get("model", ""),
            prompt=tags.get("prompt", ""),
            request=request,
            status=JobStatus.DONE,
            task_id=tags.get("task_id"),
            created_at=_when(tags.get("created", ""), file),
            parents=tuple(filter(None, tags.get("parents", "").split(","))),
            clips=(known,),
        )
    except ValidationError:
        return None
    return record, known


def _json(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _when(text: str, file: Path) -> float:
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        return file.stat().st_mtime

"""The JSON file beside each clip: where it came from, for people and for a ledger that must be made anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from .._version import __version__
from ..errors import GrokwidgetError
from ..providers import provider as provider_named
from .durable import write_text
from .records import ClipFile, JobRecord, JobStatus

FORMAT = 1
_IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_PRIVATE = {"owner", "key_alias", "error", "progress", "said", "clips", "status"}
"""Of no use to whom the file is sent along with the clip; and who paid with which key is nobody's business."""


def source_type(record: JobRecord) -> str:
    """IPTC's word for how the pictures came about: by rule (`algorithmicMedia`), or by a trained model.

    What was cut or joined here came about as its parents did: by a trained model where one of them did.
    """
    try:
        by_rule = bool(
            record.request.get("by_rule")
            if record.made_by
            else record.rehearsal or provider_named(record.provider).local
        )
    except GrokwidgetError:
        by_rule = False
    return _IPTC + ("algorithmicMedia" if by_rule else "trainedAlgorithmicMedia")


def document(record: JobRecord, file: ClipFile, n: int = 0) -> dict[str, Any]:
    """What the sidecar says, as plain JSON: never a key, never a signed URL."""
    told = record.model_dump(mode="json", exclude=_PRIVATE)
    told = {name: value for name, value in told.items() if value is not None}
    first = {
        "prompt": record.prompt,
        "provider": record.provider,
        "model": record.model,
        "created": datetime.fromtimestamp(record.created_at, UTC).isoformat(timespec="seconds"),
        "sha256": file.sha256,
        "cost": told.get("cost") or told.get("estimate"),
        "digital_source_type": source_type(record),
        "parents": list(record.ancestry),
        "request": told.get("request", {}),
    }
    return {
        **first,
        "clip": file.model_dump(mode="json"),
        "number": n,
        "job": {name: value for name, value in told.items() if name not in ("prompt", "provider", "model", "request")},
        "software": f"grokwidget {__version__}",
        "format": FORMAT,
    }


def write(path: Path, record: JobRecord, file: ClipFile, n: int = 0) -> None:
    """Write the sidecar of one clip, whole or not at all. OSError."""
    write_text(path, json.dumps(document(record, file, n), ensure_ascii=False, indent=2) + "\n")


def mark_pruned(path: Path, record: JobRecord, file: ClipFile, n: int = 0) -> None:
    """Write the sidecar of a clip that is about to be removed to free space: the record of it stays. OSError."""
    when = datetime.now(UTC).isoformat(timespec="seconds")
    told = {**document(record, file, n), "pruned": when}
    write_text(path, json.dumps(told, ensure_ascii=False, indent=2) + "\n")


def pruned(path: Path) -> bool:
    """Whether the sidecar says that its clip was removed on purpose."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(told, dict) and bool(told.get("pruned"))


def read(path: Path) -> tuple[JobRecord, ClipFile, int] | None:
    """The job, clip and number that a sidecar tells of; None for any other JSON file, or a damaged one."""
    try:
        return told(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError):
        return None


def told(whole: Any) -> tuple[JobRecord, ClipFile, int] | None:
    """The same, of the document itself."""
    try:
        if not isinstance(whole, dict) or "format" not in whole or not isinstance(whole.get("job"), dict):
            return None
        file = ClipFile.model_validate(whole["clip"])
        names = ("prompt", "provider", "model", "request")
        fields = {**whole["job"], **{name: whole[name] for name in names if name in whole}}
        for name in ("cost", "estimate"):
            if isinstance(fields.get(name), dict):
                # Version 0.1.0 left an unknown amount out at first.
                fields[name] = {"amount": None, **fields[name]}
        record = JobRecord.model_validate({**fields, "status": JobStatus.DONE, "clips": [file]})
        return record, file, int(whole.get("number", 0))
    except (ValueError, KeyError, TypeError, RecursionError, ValidationError):
        return None


def records(folder: Path) -> list[JobRecord]:
    """The finished jobs that the folder's sidecars tell of, oldest first, each with all of its clips."""
    jobs: dict[str, tuple[JobRecord, dict[int, ClipFile]]] = {}
    for record, file, n in _all(folder):
        jobs.setdefault(record.id, (record, {}))[1][n] = file
    found = [
        record.changed(clips=tuple(files[n] for n in sorted(files)), finished_at=record.finished_at)
        for record, files in jobs.values()
    ]
    return sorted(found, key=lambda record: record.created_at)


def _all(folder: Path) -> Iterator[tuple[JobRecord, ClipFile, int]]:
    for path in sorted(folder.glob("*.json")):
        if (told := read(path)) is not None:
            yield told

"""A copy of a clip that says where it came from, wherever it goes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .._version import __version__
from ..errors import MediaError
from ..messages import say
from . import sidecar, strips
from .durable import replacing, write_text
from .place import INNER

if TYPE_CHECKING:
    from .clip import Clip
    from .records import JobRecord

PREFIX = "com.grokwidget."


def tags(clip: Clip) -> dict[str, str]:
    """The tags of a copy: never a key, never a signed URL. All are text; what isn't is JSON.

    `record` is the whole sidecar: `Clip.from_file` makes the clip's record anew from it.
    """
    whole = sidecar.document(clip.record, clip.file)
    record = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {
        **tags_of(clip.record),
        PREFIX + "cost": str(clip.cost),
        PREFIX + "source_sha256": clip.sha256,
        PREFIX + "record": record,
    }


def tags_of(record: JobRecord) -> dict[str, str]:
    """The tags of a file that is just being made, as far as they don't depend on it."""
    named = {
        "prompt": record.prompt,
        "request": json.dumps(record.request, ensure_ascii=False, sort_keys=True),
        "provider": record.provider,
        "model": record.model,
        "task_id": record.task_id or "",
        "job_id": record.id,
        "created": datetime.fromtimestamp(record.created_at, UTC).isoformat(timespec="seconds"),
        "parents": ",".join(record.ancestry),
        "digitalSourceType": sidecar.source_type(record),
        "software": f"grokwidget {__version__}",
    }
    return {PREFIX + name: value for name, value in named.items() if value}


def spare(target: Path, clips: Iterable[Clip]) -> None:
    """Raise `MediaError` where the file is one of these clips' own, or any clip of a library: what was paid for must
    not be replaced by what was made of it."""
    try:
        target = target.resolve()
        if not target.exists():
            return
    except (OSError, RuntimeError, ValueError) as error:  # links that lead to each other; what no file can be called
        problem = str(error).rstrip(".")
        raise MediaError(say("media.cannot_save", file=target.name, problem=problem)) from None
    own = any(file is not None and file.exists() and target.samefile(file) for clip in clips for file in _files(clip))
    if own or ((target.parent / INNER).is_dir() and _of_a_clip(target)):
        raise MediaError(say("media.save_over_itself", file=target.name))


def _of_a_clip(file: Path) -> bool:
    """Whether a video in a library's folder is a clip of it: also one whose sidecar is gone or can't be read."""
    from .folder import Library

    if file.suffix.lower() != ".mp4":
        return False
    if file.with_suffix(".json").exists():
        return True
    library = Library(file.parent)
    try:
        return any(each.name == file.name for record in library.ledger.history(limit=None) for each in record.clips)
    finally:
        library.close()


def _files(clip: Clip) -> tuple[Path | None, ...]:
    return clip.path, clip.poster, strips.place(clip)


def save(clip: Clip, path: Path) -> Path:
    """Copy the clip to `path`: see `Clip.save`."""
    from ..media.boxes import has_c2pa
    from ..media.remux import tagged_copy

    try:
        target = path.expanduser()
    except RuntimeError as error:
        raise MediaError(say("media.cannot_save", file=path, problem=str(error).rstrip("."))) from None
    if target.is_dir():
        target = target / clip.path.name
    if target.suffix.lower() != ".mp4":
        target = target.with_name(target.name + ".mp4")
    if not clip.path.is_file():
        raise MediaError(say("media.video_missing", file=clip.path.name))
    try:
        spare(target, [clip])
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target) as part:
            if has_c2pa(clip.path):
                shutil.copyfile(clip.path, part)
                beside = target.with_suffix(".json")
                told = {**sidecar.document(clip.record, clip.file), "file": target.name}
                write_text(beside, json.dumps(told, ensure_ascii=False, indent=2) + "\n")
            elif not tagged_copy(clip.path, part, tags(clip)):
                raise MediaError(say("media.tags_lost", file=target.name))
    except OSError as error:
        raise MediaError(say("media.cannot_save", file=target.name, problem=error.strerror or error)) from error
    return target

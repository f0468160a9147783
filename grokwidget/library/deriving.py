"""Clips made out of clips: parts of one, several in a row. Made here, for nothing, and kept like any other.

A derived clip has a record of its own (`made_by`, its parents, no task), under a fingerprint that no request can have:
it is never sent anywhere, never served for a request, never a take. The same asked again is the clip that is there.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import LibraryError, MediaError
from ..messages import say
from ..task import FREE
from . import rescue, sidecar
from .records import JobRecord, JobStatus

if TYPE_CHECKING:
    from ..media.joining import Piece
    from .clip import Clip
    from .folder import Library

HERE = "grokwidget"
"""In the place of the provider: made by this package, on this machine."""
_PREFIX = "derived:v1:"
#: One at a time: an encoder takes all the cores there are, and two of the same must not both be kept.
_making = threading.Lock()


def trim(clip: Clip, start: float, end: float | None, *, library: Library | None = None) -> Clip:
    """See `Clip.trim`."""
    from ..media.joining import Piece

    told = {"start": float(start), "end": None if end is None else float(end)}
    return _derived("trim", [clip], [Piece(clip.path, float(start), told["end"])], told, library=library)


def join(clips: Sequence[Clip], *, dissolve: float = 0.0, library: Library | None = None) -> Clip:
    """Several clips one after the other, as one: `join([a, b], dissolve=0.5)`.

    Each dissolves into the next for `dissolve` seconds, which the two share, so the whole is shorter by them. Size and
    frame rate are the first one's: others are fitted into it, with black bars where their shape differs. Sound is kept,
    and faded. The new clip lies in the library of the first (or in `library`), costs nothing, and knows its parents;
    the same asked again is the clip that is there. Blocks for some 5 ms a frame.

    Raises `MediaError` for fewer than two clips, a file that is gone or broken, or a dissolve that doesn't fit;
    `LibraryError` when the folder can't be written.
    """
    from ..media.joining import Piece
    from .clip import Clip

    given = list(clips)
    for one in given:
        if not isinstance(one, Clip):
            raise MediaError(say("derive.no_clip", kind=type(one).__name__))
    if len(given) < 2:
        raise MediaError(say("derive.nothing_to_join", count=len(given)))
    pieces = [Piece(clip.path) for clip in given]
    return _derived("join", given, pieces, {"dissolve": float(dissolve)}, library=library, dissolve=float(dissolve))


def _derived(
    made_by: str,
    parents: Sequence[Clip],
    pieces: Sequence[Piece],
    told: Mapping[str, Any],
    *,
    library: Library | None,
    dissolve: float = 0.0,
) -> Clip:
    shelf = library or next((clip.library for clip in parents if clip.library is not None), None) or _usual()
    hashes = [clip.sha256 for clip in parents]
    identity = json.dumps([made_by, hashes, dict(told)], sort_keys=True)
    fingerprint = _PREFIX + hashlib.sha256(identity.encode()).hexdigest()
    for clip in parents:
        if not clip.path.is_file():
            raise MediaError(say("media.video_missing", file=clip.path.name))
    with _making:
        known = shelf.ledger.by_fingerprint(fingerprint)
        if known is not None and shelf.has(known):
            return shelf.clip(known, from_library=True)
        record = known or _record(made_by, parents, hashes, told, fingerprint)
        return shelf.clip(_made(shelf, record, pieces, dissolve))


def _record(
    made_by: str, parents: Sequence[Clip], hashes: list[str], told: Mapping[str, Any], fingerprint: str
) -> JobRecord:
    prompts = dict.fromkeys(clip.prompt for clip in parents)
    by_rule = all(sidecar.source_type(clip.record).endswith("/algorithmicMedia") for clip in parents)
    return JobRecord(
        fingerprint=fingerprint,
        provider=HERE,
        model=made_by,
        made_by=made_by,
        prompt=" → ".join(prompts),
        request={"operation": made_by, **told, "clips": hashes, "by_rule": by_rule},
        cost=FREE,
        estimate=FREE,
        parents=tuple(dict.fromkeys(hashes)),
    )


def _made(library: Library, record: JobRecord, pieces: Sequence[Piece], dissolve: float) -> JobRecord:
    """Encode it, take it in, write it down; what is half done when this ends leaves nothing but a part behind."""
    from ..media.joining import film
    from .saving import tags_of

    place = library.part(record)
    part = place.with_name(f"{record.id}_{os.getpid()}-{uuid.uuid4().hex[:8]}.part")
    try:
        film(pieces, part, dissolve=dissolve, tags=tags_of(record))
        done = record.changed(status=JobStatus.DONE, finished_at=time.time())
        file = library.store(done, part)
    except OSError as error:
        raise rescue.sentence_about(library.path, error) from error
    finally:
        part.unlink(missing_ok=True)
    done = done.changed(clips=(file,))
    kept, new = library.ledger.claim(done, lambda _: False)
    return done if new else library.ledger.update(kept.id, clips=(file,), finished_at=done.finished_at)


def _usual() -> Library:
    """The library of this notebook or folder, for clips that lie in none."""
    from .folder import Library

    return Library()


def of_a_service(record: JobRecord, call: str) -> None:
    """Raise `LibraryError` for a clip that no service made: it has no request that could be sent."""
    if record.made_by:
        raise LibraryError(say("derive.no_request", made_by=say(f"derive.{record.made_by}")), hint=call)

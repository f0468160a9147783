"""What people say of a clip: a rating, tags. In the ledger and in the sidecar, so that either can tell the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..errors import LibraryError
from ..messages import say
from . import rescue, sidecar
from .records import ClipFile, JobRecord

if TYPE_CHECKING:
    from .clip import Clip

LONGEST_TAG = 60
Change = Callable[[ClipFile], ClipFile]


def rated(rating: int | None) -> Change:
    """Give it that many stars of five, None takes them back. `LibraryError` for any other number."""
    if rating is not None and (isinstance(rating, bool) or rating not in (1, 2, 3, 4, 5)):
        raise LibraryError(say("derive.bad_rating", rating=repr(rating)))
    return lambda file: file.model_copy(update={"rating": None if rating is None else int(rating)})


def tagged(*tags: str) -> Change:
    """Add the tags that it doesn't have. `LibraryError` for what is none."""
    new = [_tag(tag) for tag in tags]
    return lambda file: file.model_copy(update={"tags": tuple(dict.fromkeys((*file.tags, *new)))})


def untagged(*tags: str) -> Change:
    """Take the tags away that it has."""
    gone = {" ".join(str(tag).split()) for tag in tags}
    return lambda file: file.model_copy(update={"tags": tuple(tag for tag in file.tags if tag not in gone)})


def marked(clip: Clip, change: Change) -> tuple[JobRecord, ClipFile]:
    """The clip's record and file after the change, which is on the disk then. `LibraryError` where it can't be."""
    library = clip.library
    if library is None:
        raise LibraryError(say("derive.not_in_library", file=clip.path.name))
    beside = clip.path.with_suffix(".json")
    try:
        # Both under one lock, or of two who rate at once the slower one's sidecar would be the older.
        with library._shelf.naming():
            record, n = library.ledger.mark(clip.job_id, clip.file.name, change)
            file = record.clips[n]
            write = sidecar.mark_pruned if sidecar.pruned(beside) else sidecar.write
            write(beside, record, file, n)
    except OSError as error:
        raise rescue.sentence_about(library.path, error) from error
    return record, file


def _tag(tag: object) -> str:
    text = " ".join(tag.split()) if isinstance(tag, str) else ""
    whole = isinstance(tag, str) and len(tag.strip().splitlines()) == 1 and tag.isprintable()
    if not text or not whole or len(text) > LONGEST_TAG:
        raise LibraryError(say("derive.bad_tag", tag=repr(tag)[:80], most=LONGEST_TAG))
    return text

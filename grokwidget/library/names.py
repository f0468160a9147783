"""File names that people can read, in any script, and that every file system takes."""

from __future__ import annotations

import time
import unicodedata

from .records import JobRecord

_LONGEST = 48
"""Characters of the slug; in UTF-8 a name has at most 255 bytes."""


def slug(prompt: str) -> str:
    """The prompt's first words as part of a file name: letters and digits of any script, joined by `-`."""
    text = unicodedata.normalize("NFKC", prompt).lower()
    kept = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in text)
    out = ""
    for word in kept.split():
        longer = f"{out}-{word}" if out else word
        if len(longer) > _LONGEST or len(longer.encode()) > 120:
            break
        out = longer
    if not out and kept.split():
        out = _cut(kept.split()[0])
    return out or "clip"


def _cut(word: str) -> str:
    word = word[:_LONGEST]
    while len(word.encode()) > 120:
        word = word[:-1]
    return word


def stem(record: JobRecord, n: int = 0) -> str:
    """`{date}_{slug}_{fingerprint8}_t{take}`, `_rehearsal` for one, and `_{n+1}` for a job's further clips."""
    date = time.strftime("%Y-%m-%d", time.localtime(record.created_at))
    digest = record.fingerprint.rpartition(":")[2][:8]
    kind = "_rehearsal" if record.rehearsal else ""
    return f"{date}_{slug(record.prompt)}_{digest}_t{record.take}{kind}" + (f"_{n + 1}" if n else "")

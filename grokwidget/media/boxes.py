"""The outermost boxes of an MP4 file, read without a video library."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

C2PA = uuid.UUID("d8fec3d6-1b0e-483c-9297-5828877ec481")
"""The `uuid` box that holds a C2PA manifest: a signature over the whole file."""


@dataclass(frozen=True)
class Box:
    """One outermost box: `kind` (four letters), where it starts, how long it is with its header."""

    kind: str
    start: int
    size: int
    id: uuid.UUID | None = None
    """Of a `uuid` box."""


def boxes(path: Path) -> Iterator[Box]:
    """The outermost boxes in order. Ends quietly at the first thing that is none."""
    with path.open("rb") as file:
        end = os.fstat(file.fileno()).st_size
        start = 0
        while start + 8 <= end:
            file.seek(start)
            head = file.read(32)
            size, kind, header = int.from_bytes(head[:4], "big"), head[4:8], 8
            if size == 1 and len(head) >= 16:
                size, header = int.from_bytes(head[8:16], "big"), 16
            elif size == 0:
                size = end - start
            if size < header or not all(32 <= letter < 127 for letter in kind):
                return
            extended = (
                uuid.UUID(bytes=head[header : header + 16]) if kind == b"uuid" and len(head) >= header + 16 else None
            )
            yield Box(kind.decode("ascii"), start, size, extended)
            start += size


def is_mp4(path: Path) -> bool:
    """Whether the file begins like an MP4: with an `ftyp` box."""
    first = next(boxes(path), None)
    return first is not None and first.kind == "ftyp"


def is_cut(path: Path) -> bool:
    """Whether a box reaches past the end of the file, or the index (`moov`) or the pictures (`mdat`) are missing."""
    found = list(boxes(path))
    ends = found[-1].start + found[-1].size if found else 0
    return ends > path.stat().st_size or not {"moov", "mdat"} <= {box.kind for box in found}


def has_c2pa(path: Path) -> bool:
    """Whether the file carries a C2PA signature, which any rewriting would break."""
    return any(box.id == C2PA for box in boxes(path))

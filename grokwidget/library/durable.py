"""Files that are whole or not there, also after a power cut."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Write to the given path; on leaving, that file takes the target's place. Nothing stays behind on an error."""
    part = target.with_name(f".{target.name}.{os.getpid()}-{threading.get_ident():x}.part")
    try:
        yield part
        sync(part)
        part.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def write_text(target: Path, text: str) -> None:
    """Write a text file, whole or not at all. OSError."""
    with replacing(target) as part:
        part.write_text(text, encoding="utf-8")


def write_bytes(target: Path, data: bytes) -> None:
    """Write a file, whole or not at all. OSError."""
    with replacing(target) as part:
        part.write_bytes(data)


def sync(path: Path) -> None:
    """Have the file's bytes on the disk. OSError."""
    # Windows syncs only what is open for writing.
    fd = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def sync_folder(path: Path) -> None:
    """Have the folder's names on the disk, where the system can do that."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        sync(path)

"""What is made of clips and can always be made anew: kept hidden in a library under the names of their SHA-256, so that
a clip that is renamed keeps its own, and one that is changed gets another."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from .place import INNER

_HEX = re.compile(r"[0-9a-f]{64}")


class Hidden:
    """One folder of them, with one file a clip for each of the endings."""

    def __init__(self, name: str, *endings: str) -> None:
        self._name = name
        self._endings = endings

    def folder(self, library: Path) -> Path:
        """Where they are in that library."""
        return library / INNER / self._name

    def forget(self, library: Path, sha256s: Iterable[str]) -> None:
        """Remove those of these clips. OSError."""
        for name in self._names(sha256s):
            (self.folder(library) / name).unlink(missing_ok=True)

    def keep(self, library: Path, sha256s: Iterable[str]) -> None:
        """Remove all but those of these clips: a film deleted by hand leaves its own behind. OSError."""
        names = self._names(sha256s)
        for path in self.folder(library).glob("*"):
            if path.name not in names:
                path.unlink(missing_ok=True)

    def _names(self, sha256s: Iterable[str]) -> set[str]:
        return {named(sha256, ending) for sha256 in sha256s for ending in self._endings}


def named(sha256: str, ending: str) -> str:
    """The file's name; the hash comes from a file that anybody may have written, and must not lead anywhere."""
    return f"{sha256 if _HEX.fullmatch(sha256) else hashlib.sha256(sha256.encode()).hexdigest()}{ending}"

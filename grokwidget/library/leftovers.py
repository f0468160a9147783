"""Files in a library's folder that no record accounts for: copies of a sync service, parts of downloads, strangers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from .place import INNER
from .records import JobRecord

_POSTERS = "posters"
#: What a sync service, or a person's file manager, puts behind a name: "(1)", "(Ann's conflicted copy 2026-01-02)",
#: ".sync-conflict-20260102-…", "_conflict-…", " 2", "-DESKTOP-7".
_MARK = re.compile(r"[\s(（._\-~].*", re.DOTALL)


def unknown(folder: Path, known: set[str]) -> list[str]:
    """Names of the files in the folder, and among its stills, that are not in `known`; sorted."""
    found = []
    for inner in (folder, folder / _POSTERS):
        if inner.is_dir():
            found += [str(path.relative_to(folder)) for path in inner.iterdir() if path.is_file()]
    return sorted(name.replace("\\", "/") for name in found if name.replace("\\", "/") not in known)


def conflict_of(name: str, known: Iterable[str]) -> str | None:
    """The file of ours that `name` is a copy of, as far as its name tells; the longest that fits."""
    path = Path(name)
    fitting = [
        each
        for each in known
        if Path(each).suffix == path.suffix
        and Path(each).parent == path.parent
        and path.stem.startswith(Path(each).stem)
        and _MARK.fullmatch(path.stem[len(Path(each).stem) :])
    ]
    return max(fitting, key=len, default=None)


def ledger_copies(ledger: Path, folder: Path) -> list[str]:
    """Copies of the ledger that a sync service made; names relative to `folder`."""
    inner = folder / INNER
    found = [
        path
        for path in sorted(inner.glob(f"{ledger.stem}*{ledger.suffix}"))
        if path.name != ledger.name and not path.name.startswith((f"{ledger.stem}-damaged-", f"{ledger.stem}-merged-"))
    ]
    return [str(path.relative_to(folder)) for path in found]


def parts(folder: Path, records: Iterable[JobRecord]) -> list[Path]:
    """Parts of downloads whose jobs are over: nothing will ever continue them."""
    over = {record.id for record in records if record.status.final}
    found = sorted((folder / INNER / "parts").glob("*.part"))
    return [path for path in found if path.stem.split("_")[0] in over]

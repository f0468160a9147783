"""Where the library is, and where its ledger can safely lie."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from pathlib import Path

from ..errors import LibraryError
from ..host import START, session_notebook
from ..messages import say

FOLDER = "grokvideos"
INNER = ".grokwidget"
"""The hidden folder in a library: the ledger, locks, downloads that are under way."""


_notebook: Path | None = None


def set_notebook(path: str | os.PathLike[str]) -> None:
    """Tell which notebook this is, where only the front end knows (VS Code)."""
    global _notebook
    _notebook = Path(path).absolute()


def resolve(setting: str | os.PathLike[str] | None = None, *, notebook: str | os.PathLike[str] | None = None) -> Path:
    """The library's folder, absolute; it need not exist.

    `GROKWIDGET_LIBRARY`, else the setting, else `grokvideos/` beside the notebook (as told here, by `set_notebook`, or
    by the Jupyter server), else in the folder in which the package was loaded.
    """
    told = os.environ.get("GROKWIDGET_LIBRARY") or setting
    if told:
        return _absolute(at_home(Path(told)))
    return (_notebook_folder(notebook) or START) / FOLDER


def _notebook_folder(told: str | os.PathLike[str] | None) -> Path | None:
    for candidate in (told, _notebook, session_notebook()):
        if candidate:
            path = _absolute(Path(candidate))
            # A console's session has a name, too, but no notebook.
            if path.suffix == ".ipynb" and path.parent.is_dir():
                return path.parent
    return None


def _absolute(path: Path) -> Path:
    return Path(os.path.normpath(START / path))


def at_home(path: Path) -> Path:
    """The path with `~` filled in. Raises `LibraryError` where there is no such user."""
    return _at_home(path, "library.no_home")


def _at_home(path: Path, sentence: str) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        raise LibraryError(say(sentence, user=path.parts[0])) from None


def state_folder() -> Path:
    """The per-user folder of this package: `GROKWIDGET_STATE_DIR`, else the system's place for such things.

    Raises `LibraryError` where the variable names the home of nobody.
    """
    told = os.environ.get("GROKWIDGET_STATE_DIR")
    if told:
        return _absolute(_at_home(Path(told), "library.no_state_home"))
    from platformdirs import user_state_path

    return user_state_path("grokwidget", appauthor=False)


def ledger_folder(library: Path) -> tuple[Path, str]:
    """Where the library's ledger is kept, and a sentence about it when that is not in the library itself.

    SQLite needs locks that work, and nobody who copies its file about while it is written: a synced folder, or one
    whose locks don't hold, keeps its ledger in the user's own folder.
    """
    why = synced_by(library) or ("" if locks_hold(_existing(library)) else say("library.no_locks"))
    if not why:
        return library / INNER, ""
    digest = hashlib.sha256(str(_real(library)).encode()).hexdigest()[:16]
    elsewhere = state_folder() / "ledgers" / f"{library.name}-{digest}"
    return elsewhere, say("library.ledger_elsewhere", library=library, reason=why, folder=elsewhere)


_SYNCED = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "mydrive": "Google Drive",
    "mobile documents": "iCloud Drive",
    "icloud drive": "iCloud Drive",
    "iclouddrive": "iCloud Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "pcloud drive": "pCloud",
    "box sync": "Box",
    "baidusyncdisk": "百度网盘",
    "百度网盘同步空间": "百度网盘",
    "坚果云": "坚果云",
    "nutstore": "坚果云",
    "nutstore files": "坚果云",
}


def synced_by(path: Path) -> str:
    """The service that copies this folder to other machines, as far as its name tells; else ""."""
    real = _real(path)
    before = ""
    for word in (part.lower() for part in real.parts):
        # "OneDrive - Some Company", "Dropbox (Personal)"; macOS: "CloudStorage/GoogleDrive-me@example.org"
        starts = [word, word.split(" - ")[0], word.split(" (")[0]]
        if before == "cloudstorage":
            starts.append(word.split("-")[0])
        for start in starts:
            if start in _SYNCED:
                return _SYNCED[start]
        before = word
    return "FUSE" if _is_remote_fuse(real) else ""


def _is_remote_fuse(path: Path) -> bool:
    """Whether the file system is one of those that are served by a program and fetch over the network (Linux)."""
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    best, kind = -1, ""
    for line in lines:
        fields, _, rest = line.partition(" - ")
        point = fields.split(" ")[4].replace("\\040", " ")
        if len(point) > best and path.is_relative_to(point):
            best, kind = len(point), rest.split(" ")[0]
    return kind.startswith("fuse.") or kind == "vboxsf"


def locks_hold(folder: Path) -> bool:
    """Whether two openings of one file in that folder exclude each other.

    True where it can't be written at all: whoever writes will be told so then.
    """
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".grokwidget-") as file:
            return _excluded(file.fileno(), file.name)
    except OSError:
        return True


if sys.platform == "linux":
    import fcntl
    import struct

    def _excluded(first: int, name: str) -> bool:
        try:
            # The kind that SQLite uses is per process; one of the other kind, per opening, must collide with it.
            fcntl.lockf(first, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fd = os.open(name, os.O_RDWR)
        except OSError:
            return False
        try:
            whole_file = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
            fcntl.fcntl(fd, fcntl.F_OFD_SETLK, whole_file)
        except OSError:
            return True
        else:
            return False
        finally:
            os.close(fd)
else:
    from . import lockfile

    def _excluded(first: int, name: str) -> bool:  # noqa: ARG001 - one signature for all systems
        probe = Path(f"{name}.lock")
        try:
            held = lockfile.hold(probe)
            try:
                return held is not None and lockfile.held(probe)
            finally:
                if held is not None:
                    lockfile.drop(held)
                probe.unlink(missing_ok=True)
        except OSError:
            return False


def _existing(path: Path) -> Path:
    """The folder itself, or the nearest one above it that is there."""
    while not path.is_dir() and path != path.parent:
        path = path.parent
    return path


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path

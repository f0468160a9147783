"""Where the service keeps its things, and the file in which the running one says where it listens."""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs

INFO, LOCK = "service.json", "service.lock"


def service_folder() -> Path:
    """`GROKWIDGET_SERVICE_DIR`, else the user's data folder."""
    told = os.environ.get("GROKWIDGET_SERVICE_DIR")
    return Path(told) if told else platformdirs.user_data_path("grokwidget", appauthor=False) / "service"


def prepared(folder: Path) -> Path:
    """Make the folder, readable by its owner alone, and give its absolute path. OSError when that can't be done."""
    folder = folder.expanduser().absolute()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if sys.platform != "win32":
        with suppress(OSError):
            folder.chmod(0o700)
    return folder


@dataclass(frozen=True)
class Info:
    """What a running service writes down for those who look for it."""

    address: str
    """Of the API, e.g. `http://127.0.0.1:41234`."""
    files: str
    """Of the result files: another origin."""
    pid: int
    version: str
    instance: str
    """A random word that the service answers with too, so that nothing else on its old port is taken for it."""
    host: str = ""
    """The machine, or the container, whose loopback the address is on."""

    def __str__(self) -> str:
        return self.address

    def write(self, folder: Path) -> None:
        """Write the info file, whole or not at all."""
        part = folder / f"{INFO}.{os.getpid()}.part"
        part.write_text(json.dumps(asdict(self)), encoding="utf-8")
        part.replace(folder / INFO)


def this_host() -> str:
    """The name of this machine or container, fit for a folder's name."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", platform.node())[:60] or "unnamed"


def read_info(folder: Path) -> Info | None:
    """What the info file says; None where there is none or it can't be read."""
    try:
        return Info(**json.loads((folder / INFO).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None

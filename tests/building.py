"""The wheel and the sdist as a release would hold them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[1]


def build(folder: Path) -> Path:
    """Make both below `folder`, from a clean copy of what git knows (`folder/source`), without Node; where they are.

    `DIST_TO_TEST` names a folder with ready ones instead: those that `scripts/release` made.
    """
    source = folder / "source"
    for name in tracked():
        origin, target = _ROOT / name, source / name
        if origin.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(origin.read_bytes())
    if ready := os.environ.get("DIST_TO_TEST"):
        return Path(ready).absolute()
    command = [sys.executable, "-m", "build", "--outdir", str(folder / "dist"), str(source)]
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "LANG"))}
    subprocess.run(command, check=True, capture_output=True, env={"PATH": str(folder), "HOME": str(folder)} | kept)
    return folder / "dist"


def tracked() -> list[str]:
    """Every file that belongs to the project: those in git, and those that are about to be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    return subprocess.run(command, cwd=_ROOT, capture_output=True, check=True).stdout.decode().split("\0")[:-1]

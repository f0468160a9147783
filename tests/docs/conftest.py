"""The site, built once: also where several workers want it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from .pages import ROOT


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the pages as `scripts/docs` makes them, built without a warning."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "site"
    with FileLock(f"{folder}.lock"):
        if not (folder / "done").exists():
            command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "docs"]
            command += [str(folder / "html"), "-d", str(folder / "doctrees")]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)
            assert done.returncode == 0, done.stderr
            (folder / "done").touch()
    return folder / "html"

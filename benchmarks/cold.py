"""From nothing to the first clip: a new environment, `pip install` of the wheel, the import, and a clip by the command
line. What pip takes hangs on the network and on pip's own cache, so it is measured with both and says so.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .cached import own_folders
from .table import Figure, show

_ROOT = Path(__file__).parents[1]
_GENERATE = ("generate", "a red fox runs through fresh snow at sunset", "--duration", "6")


def _seconds(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> float:
    started = time.perf_counter()
    subprocess.run(
        [str(word) for word in command], check=True, cwd=cwd, env=os.environ | (env or {}), stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - started


def run() -> bool:
    """Measure every step once, as one who tries it does; print. No limit: it is the network's figure before ours."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _seconds(sys.executable, "-m", "build", "--wheel", "--outdir", folder / "dist", _ROOT, cwd=folder)
        (wheel,) = (folder / "dist").glob("*.whl")
        fresh, cached = folder / "fresh", folder / "cached"
        venv = _seconds(sys.executable, "-m", "venv", fresh, cwd=folder)
        pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        loaded = _seconds(fresh / "bin" / "python", *pip, "--no-cache-dir", wheel, cwd=folder)
        _seconds(sys.executable, "-m", "venv", cached, cwd=folder)
        _seconds(cached / "bin" / "python", *pip, wheel, cwd=folder)  # so that pip's cache has all of it
        _seconds(sys.executable, "-m", "venv", "--clear", cached, cwd=folder)
        kept = _seconds(cached / "bin" / "python", *pip, wheel, cwd=folder)
        size = sum(path.stat().st_size for path in fresh.rglob("*") if path.is_file()) / 1e6
        env = own_folders(folder)
        bare = _seconds(fresh / "bin" / "python", "-c", "pass", cwd=folder, env=env)
        ours = _seconds(fresh / "bin" / "python", "-c", "from grokwidget import Client; Client()", cwd=folder, env=env)
        first, second = (_seconds(fresh / "bin" / "grokwidget", *_GENERATE, cwd=folder, env=env) for _ in range(2))
    version = f"Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    return show(
        "from nothing to the first clip",
        [
            Figure("python -m venv", venv, "s", note=version),
            Figure("pip install, everything downloaded", loaded, "s", note=f"{size:.0f} MB on disk, with pip itself"),
            Figure("pip install, from pip's cache", kept, "s"),
            Figure("import, and the first Client()", ours - bare, "s"),
            Figure("grokwidget generate, 6 s of video", first, "s", note="starts the local service, renders, verifies"),
            Figure("the same again", second, "s", note="from the library"),
        ],
    )

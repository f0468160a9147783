"""The environment in which the others live: made once, in the user's cache, from the pinned list beside this one."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

import platformdirs

LIST = Path(__file__).parent.parent / "rivals-requirements.txt"
_ROOT = Path(__file__).parents[2]
_STRIPPED = ("_API_KEY", "_API_TOKEN", "_KEY", "_TOKEN", "_SECRET", "_PROXY")
#: Where each is imported from.
MODULES = {"xai-sdk": "xai_sdk", "replicate": "replicate", "fal-client": "fal_client", "openai": "openai"}


def environment() -> dict[str, str]:
    """This process's variables without anybody's key and without proxies; nothing is traced or reported."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().endswith(_STRIPPED)}
    return kept | {"NO_PROXY": "*", "XAI_SDK_DISABLE_TRACING": "1", "PYTHONPATH": str(_ROOT), "FAL_KEY": "dummy"}


def interpreter() -> Path | None:
    """Python with the others installed; None where that can't be had. `GROKWIDGET_RIVALS` names the folder of one."""
    told = os.environ.get("GROKWIDGET_RIVALS")
    if told:
        return _usable(_python(Path(told)))
    name = hashlib.sha256(LIST.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = platformdirs.user_cache_path("grokwidget", appauthor=False) / f"rivals-{name}"
    python = _python(folder)
    if not (folder / "whole").exists():
        print(f"installing the others into {folder} (once)", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        if _installed(python, ["-r", str(LIST)]):
            (folder / "whole").touch()
        else:  # who can be had, one by one
            for line in LIST.read_text().splitlines():
                if line and not line.startswith("#"):
                    _installed(python, [line])
    return _usable(python)


def missing(python: Path | None) -> list[str]:
    """Who could not be installed."""
    return [name for name, module in MODULES.items() if python is None or not present(python, module)]


def versions(python: Path) -> dict[str, str]:
    """The versions of those that are there."""
    told: dict[str, str] = {}
    for name in MODULES:
        code = f"import importlib.metadata as m; print(m.version({name!r}))"
        answer = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
        if answer.returncode == 0:
            told[name] = answer.stdout.strip()
    return told


def present(python: Path, *modules: str) -> bool:
    """Whether that Python can import them."""
    code = "; ".join(f"import {module}" for module in modules)
    answer = subprocess.run([python, "-W", "ignore", "-c", code], capture_output=True, env=environment(), check=False)
    return answer.returncode == 0


def _usable(python: Path) -> Path | None:
    return python if python.exists() and present(python, "uvicorn", "httpx") else None


def _python(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _installed(python: Path, what: list[str]) -> bool:
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what]
    return subprocess.run(command, check=False).returncode == 0

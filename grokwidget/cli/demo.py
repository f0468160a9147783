"""`grokwidget demo`: JupyterLab on the first notebook, or one clip in the terminal."""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from ..errors import SettingsError
from ..messages import say

PROMPT = "A golden sunset over layered mountains and a still lake, slow push in"
NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "01-first-video.ipynb"


def demo(given: argparse.Namespace) -> int:
    """Open the notebook; with `--no-lab` make one clip here instead. Always on the local service."""
    if given.no_lab:
        return _terminal()
    if importlib.util.find_spec("jupyterlab") is None:
        install = f"{sys.executable} -m pip install jupyterlab"
        raise SettingsError(say("cli.demo.no_jupyterlab", command=install))
    command = [sys.executable, "-m", "jupyterlab", f"--port={given.port or 8888}", "--ip=127.0.0.1"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    command.append(str(_notebook()))
    env = os.environ | {"GROKWIDGET_PROVIDER": "local"}
    if os.name == "posix":
        os.execve(sys.executable, command, env)  # noqa: S606  # Ctrl+C then is JupyterLab's own, with its question
    return subprocess.run(command, env=env, check=False).returncode


def _notebook() -> Path:
    """The first notebook: the checkout's own, else the installed one, copied here where it can be changed."""
    if NOTEBOOK.exists():
        return NOTEBOOK
    here = Path.cwd() / NOTEBOOK.name
    if not here.exists():
        here.write_bytes((Path(__file__).parent / NOTEBOOK.name).read_bytes())
    return here


def _terminal() -> int:
    from ..client import Client
    from .generate import follow, summary

    client = Client("local")
    job = client.submit(PROMPT, aspect_ratio="16:9", duration=6)
    clip = follow(job)
    print(summary(clip, clip.path, from_library=job.from_library))
    return 0

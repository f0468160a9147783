"""Which host shows our outputs, and what works there.

A relative path to a video plays in JupyterLab, Notebook and what nbconvert makes; in Colab, VS Code, Voilà and marimo
an output has another origin or folder, so the live player brings the bytes. Jobs can show a live view wherever there
is a kernel; a terminal gets a progress bar of its own.
"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Any

from grokwidget.library.place import START


class Host(StrEnum):
    """Who shows what a cell displays."""

    JUPYTER = "jupyter"
    """JupyterLab, Notebook, and what runs notebooks for them (nbclient, papermill, nbconvert, nbval)."""
    COLAB = "colab"
    VSCODE = "vscode"
    VOILA = "voila"
    MARIMO = "marimo"
    TERMINAL = "terminal"
    """IPython in a terminal: text only."""
    NONE = "none"
    """No IPython at all."""

    @property
    def live(self) -> bool:
        """Whether a widget can show itself there."""
        return self in (Host.JUPYTER, Host.COLAB, Host.VSCODE, Host.VOILA)

    @property
    def plays_relative(self) -> bool:
        """Whether `<video src="folder/clip.mp4">` finds a file beside the notebook."""
        return self is Host.JUPYTER


def shell() -> Any | None:
    """The running IPython shell, None where there is none; never imports IPython."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None


def host() -> Host:
    """Where we are, asked anew each time: it is cheap."""
    running = shell()
    if running is None:
        marimo = sys.modules.get("marimo")
        return Host.MARIMO if marimo is not None and _says_yes(marimo, "running_in_notebook") else Host.NONE
    if getattr(running, "kernel", None) is None:
        return Host.TERMINAL
    if "google.colab" in sys.modules or "COLAB_RELEASE_TAG" in os.environ:
        return Host.COLAB
    if os.environ.get("SERVER_SOFTWARE", "").lower().startswith("voila"):
        return Host.VOILA
    if "VSCODE_PID" in os.environ or "VSCODE_CWD" in os.environ or "__vsc_ipynb_file__" in running.user_ns:
        return Host.VSCODE
    return Host.JUPYTER


def _says_yes(module: Any, name: str) -> bool:
    asked = getattr(module, name, None)
    return bool(asked is not None and asked())


def static() -> bool:
    """Whether nothing may change on the page and no output may hold a time or an id (`GROKWIDGET_STATIC=1`)."""
    return os.environ.get("GROKWIDGET_STATIC", "") not in ("", "0")


def captured() -> bool:
    """Whether what we display goes into somebody's `%%capture` instead of a page: then nothing live makes sense."""
    running = shell()
    return running is not None and type(running.display_pub).__name__ == "CapturingDisplayPublisher"


def notebook_folder() -> Path:
    """The folder of the notebook: from the Jupyter or VS Code session, else where this process was started.

    Relative paths in a page start from there, and `chdir` in a cell doesn't move them.
    """
    told = vscode_notebook() or os.environ.get("JPY_SESSION_NAME", "")
    path = Path(told)
    # A console's session has a name, too, but no notebook.
    if path.is_absolute() and path.suffix == ".ipynb" and path.parent.is_dir():
        return path.parent
    return START


def vscode_notebook() -> str:
    """The notebook's path as VS Code tells it, "" elsewhere."""
    running = shell()
    return str(running.user_ns.get("__vsc_ipynb_file__") or "") if running is not None else ""

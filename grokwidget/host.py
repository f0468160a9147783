"""Where this process shows what it makes, and what works there. Nobody else looks at the environment for that.

`host()` says who shows it, `abilities()` what can be done there: the size of messages, whether a path beside the
notebook plays, whether a thread's updates are seen, and so on. Everything else asks, and does the best that works.

| host | known by | clip below a cell | progress | from threads | a message at most |
|---|---|---|---|---|---|
| JupyterLab 4, Notebook 7, what runs them | a kernel, and no other sign | `<video>` on the file | live | yes | 2 MiB |
| Voilà | `SERVER_SOFTWARE` | player, file in chunks | live | yes | 1 MiB |
| VS Code | `__vsc_ipynb_file__`, its session's name, `VSCODE_PID` | player, file in chunks | live | yes | 1 MiB |
| Colab | `google.colab` | player, file in small chunks | live, pulled by the page | no | 512 KiB |
| marimo | its own word | `<video>` on marimo's copy | its bar | no | 1 MiB |
| IPython in a terminal | no kernel | where the file is | a bar | yes | |
| a plain script | no IPython | text | none | yes | |
| JupyterLite | `sys.platform` | it can't run there | | | |

nbclient, papermill, nbconvert and nbval can't be told from JupyterLab: their output is for its page.

Sources: Colab's 512 KiB: ipywidgets#3452 (uploads of 1 MB fail there); its threads: colabtools#3373 (a widget that a
thread changes stands still until another cell sends its state); no AAC in VS Code: microsoft/vscode#156558; its remote
sessions' names ("-jvsc-"): microsoft/vscode-jupyter. The rest was measured.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any


class Host(StrEnum):
    """Who shows what a cell displays."""

    JUPYTER = "jupyter"
    """JupyterLab, Notebook, and what runs notebooks for them (nbclient, papermill, nbconvert, nbval)."""
    COLAB = "colab"
    VSCODE = "vscode"
    VOILA = "voila"
    MARIMO = "marimo"
    LITE = "lite"
    """JupyterLite and other Pythons inside a browser: no sockets, no threads, no encoder."""
    TERMINAL = "terminal"
    """IPython in a terminal: text only."""
    NONE = "none"
    """No IPython at all."""

    @property
    def live(self) -> bool:
        """Whether a widget can show itself there."""
        return ABILITIES[self].live

    @property
    def plays_relative(self) -> bool:
        """Whether `<video src="folder/clip.mp4">` finds a file beside the notebook."""
        return ABILITIES[self].plays_relative


@dataclass(frozen=True)
class Abilities:
    """What works at a host. Sizes in bytes."""

    live: bool = False
    """Whether a widget can show itself there and change while its cell runs."""
    plays_relative: bool = False
    """Whether `<video src="folder/clip.mp4">` finds a file beside the notebook, in the page or saved."""
    files_url: bool = False
    """Whether the page may find a file below the server's root, at `/files/`: it looks whether that is so."""
    threads: bool = True
    """Whether the page shows what a thread in the background publishes."""
    pull: int = 0
    """How often a page asks for what it doesn't hear from threads, in ms; 0: it hears them."""
    message: int = 1 << 20
    """The largest binary message, either way: a clip to the page, a picture to the kernel."""
    aac: bool = True
    """Whether the sound of a clip is heard: AAC. The page itself asks its decoder and says so, too."""
    theme: tuple[str, ...] = ()
    """The signs in the page by which our colours follow its theme (`js/src/theme.css`)."""

    @property
    def for_page(self) -> dict[str, int]:
        """What a page has to know of it, as JSON."""
        return {"message": self.message, "pull": self.pull}


_JUPYTER_THEME = ("--jp-layout-color1", '[data-jp-theme-light="false"]')
_JUPYTER = Abilities(live=True, plays_relative=True, files_url=True, message=1 << 21, theme=_JUPYTER_THEME)
_UNSEEN = Abilities(plays_relative=True, files_url=True)  # whoever shows it later may have the files beside it
ABILITIES: Mapping[Host, Abilities] = MappingProxyType(
    {
        Host.JUPYTER: _JUPYTER,
        Host.VOILA: Abilities(live=True, theme=_JUPYTER_THEME),
        Host.VSCODE: Abilities(live=True, aac=False, theme=("--vscode-foreground", ".vscode-dark")),
        Host.COLAB: Abilities(live=True, threads=False, pull=1000, message=1 << 19, theme=('html[theme="dark"]',)),
        # Its widgets are live, but can't be put into a cell's output and replaced there: what waits has marimo's bar.
        Host.MARIMO: Abilities(threads=False, pull=1000, theme=("light-dark(",)),
        Host.LITE: Abilities(threads=False),
        Host.TERMINAL: _UNSEEN,
        Host.NONE: _UNSEEN,
    }
)


def abilities() -> Abilities:
    """What works where we are."""
    return ABILITIES[host()]


def shell() -> Any | None:
    """The running IPython shell, None where there is none; never imports IPython."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None


def host() -> Host:
    """Where we are, asked anew each time: it is cheap."""
    if sys.platform == "emscripten":
        return Host.LITE
    running = shell()
    if running is None:
        return Host.MARIMO if _in_marimo() else Host.NONE
    if getattr(running, "kernel", None) is None:
        return Host.TERMINAL
    if "google.colab" in sys.modules or "COLAB_RELEASE_TAG" in os.environ:
        return Host.COLAB
    if os.environ.get("SERVER_SOFTWARE", "").lower().startswith("voila"):
        return Host.VOILA
    return Host.VSCODE if _by_vscode(running) else Host.JUPYTER


def around() -> Host:
    """As `host`, also for a program that a cell has started (`!grokwidget doctor`): its kernel left its environment."""
    here = host()
    if here is not Host.NONE or server_pid() is None:
        return here
    if "COLAB_RELEASE_TAG" in os.environ:
        return Host.COLAB
    if os.environ.get("SERVER_SOFTWARE", "").lower().startswith("voila"):
        return Host.VOILA
    return Host.VSCODE if not session_notebook() and "VSCODE_PID" in os.environ else Host.JUPYTER


def server_pid() -> int | None:
    """The process that started our kernel: a Jupyter server, where somebody looks at a page. None for no kernel."""
    told = os.environ.get("JPY_PARENT_PID", "")
    return int(told) if told.isdigit() and int(told) > 1 else None


def _by_vscode(running: Any) -> bool:
    session = os.environ.get("JPY_SESSION_NAME", "")
    if "__vsc_ipynb_file__" in running.user_ns or "-jvsc-" in session:
        return True
    # A Jupyter server that was started in VS Code's terminal has its variables, too, but names its sessions.
    return not session and ("VSCODE_PID" in os.environ or "VSCODE_CWD" in os.environ)


def shows_outputs() -> bool:
    """Whether there may be somebody to show things to: cheap enough for the first touch of the package."""
    return "IPython" in sys.modules or "marimo" in sys.modules


def colab() -> Any | None:
    """The package `google.colab` where Colab's kernel has loaded it."""
    return sys.modules.get("google.colab")


def marimo() -> Any | None:
    """The package `marimo` where something has loaded it."""
    return sys.modules.get("marimo")


_marimo_seen = False


def _in_marimo() -> bool:
    """Whether marimo runs our cells. It knows its own threads only, so what it once said holds for the process."""
    global _marimo_seen
    _marimo_seen = _marimo_seen or _marimo_here()
    return _marimo_seen


def _marimo_here() -> bool:
    asked = getattr(marimo(), "running_in_notebook", None)
    return bool(asked is not None and asked())


def in_cells_thread() -> bool:
    """Whether this thread is the one that runs cells: what it publishes belongs to the running cell, and is shown."""
    if host() is Host.MARIMO:
        return _marimo_here()
    return threading.current_thread() is threading.main_thread()


def static() -> bool:
    """Whether nothing may change on the page and no output may hold a time or an id (`GROKWIDGET_STATIC=1`)."""
    return os.environ.get("GROKWIDGET_STATIC", "") not in ("", "0")


def captured() -> bool:
    """Whether what we display goes into somebody's `%%capture` instead of a page: then nothing live makes sense."""
    running = shell()
    return running is not None and type(running.display_pub).__name__ == "CapturingDisplayPublisher"


def _working_folder() -> Path:
    try:
        return Path.cwd()
    except OSError:  # it was deleted under us
        return Path.home()


#: Never asked again: `chdir` must not move the library. The package itself may have noted an earlier one.
START = Path(getattr(sys.modules["grokwidget"], "STARTED_IN", None) or _working_folder())


def session_notebook() -> str:
    """The notebook's path as the Jupyter server tells it, "" elsewhere; of a console it is no notebook's."""
    return os.environ.get("JPY_SESSION_NAME", "")


def vscode_notebook() -> str:
    """The notebook's path as VS Code tells it, "" elsewhere. Of a remote kernel it is a path of the page's machine."""
    running = shell()
    return str(running.user_ns.get("__vsc_ipynb_file__") or "") if running is not None else ""


def linked() -> bool:
    """Whether the Jupyter server knows the notebook by a path with a symbolic link in it: what such a link brings from
    outside of its root it lists, but refuses to serve (tornado 6.5.9), so a relative path can't be relied upon."""
    folder = Path(session_notebook()).parent
    return folder.is_absolute() and folder.is_dir() and folder.resolve() != folder


def notebook_folder() -> Path:
    """The folder of the notebook: from the Jupyter or VS Code session, else where this process was started.

    Relative paths in a page start from there, and `chdir` in a cell doesn't move them.
    """
    path = Path(vscode_notebook() or session_notebook())
    if path.is_absolute() and path.suffix == ".ipynb" and path.parent.is_dir():
        return path.parent
    return START

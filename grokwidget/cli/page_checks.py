"""The doctor's checks of the page: our front end, and what of ipywidgets and anywidget the server gives it."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from ..host import Host, host, server_pid
from ..messages import say
from .doctor import Finding

_PIP = f"{sys.executable} -m pip install"
#: What the page loads by itself: colab's and VS Code's own, and marimo's.
_OWN_PAGE = (Host.COLAB, Host.VSCODE, Host.MARIMO)
_MANAGER = "@jupyter-widgets/jupyterlab-manager"
#: Of ipywidgets and of its page half: the first numbers of versions that belong together.
_TOGETHER = {7: (2, 3), 8: (5,)}


def front_end() -> Iterator[Finding]:
    """The built front end is whole: every file has the hash that its manifest says."""
    folder = Path(__file__).parents[1] / "notebook" / "static"
    what = say("doctor.front_end")
    mend = f"{_PIP} --force-reinstall --no-deps grokwidget"
    if (folder.parents[2] / "js" / "package.json").exists():
        mend = "cd js && npm ci && npm run build"
    try:
        outputs = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
        wrong = [name for name, built in outputs.items() if _sha256(folder / name) != built["sha256"]]
    except (OSError, ValueError, KeyError):
        yield Finding(what, "bad", say("doctor.front_end.missing"), mend)
        return
    if wrong:
        yield Finding(what, "bad", say("doctor.front_end.stale", files=", ".join(wrong)), mend)
    else:
        yield Finding(what, "ok", say("doctor.front_end.good", count=len(outputs)))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def jupyter() -> Iterator[Finding]:
    """The kernel here, and every Jupyter server that may show its widgets: the page halves are there and fit."""
    try:
        import jupyter_core.paths  # noqa: F401 - whether there is a Jupyter at all
    except ImportError:
        yield Finding("Jupyter", "note", say("doctor.no_jupyter"), f"{_PIP} jupyterlab")
        return
    kernel = _version("ipykernel")
    if kernel:
        yield Finding("ipykernel", "ok", kernel)
    else:
        yield Finding("ipykernel", "note", say("doctor.missing"), f"{_PIP} ipykernel")
    yield Finding("ipywidgets, anywidget", "ok", f"{_version('ipywidgets') or '?'}, {_version('anywidget') or '?'}")
    if host() in _OWN_PAGE:
        return
    found = servers()
    for python in found or [Path(sys.executable)]:
        if elsewhere := _prefix(python) != Path(sys.prefix):
            text = say("doctor.server", server=python, kernel=sys.executable)
            yield Finding(say("doctor.server.what"), "note", text)
        yield from _page_halves(python, elsewhere=elsewhere)


def _page_halves(python: Path, *, elsewhere: bool) -> Iterator[Finding]:
    folders = _labextensions(python)
    pip = f"{python} -m pip install"
    where = say("doctor.extension.server", server=python) if elsewhere else say("doctor.extension.here")
    ours = _version("anywidget")
    theirs, folder = _extension(folders, "anywidget")
    wanted = f'"anywidget=={ours}"' if ours else "anywidget"
    if not theirs:
        mend = f"{pip} {wanted}" if elsewhere else f"{pip} --force-reinstall --no-deps {wanted}"
        yield Finding("anywidget", "bad", say("doctor.extension.missing", where=where), mend)
    elif ours and theirs.split(".")[:2] != ours.split(".")[:2]:
        text = say("doctor.extension.other", page=theirs, kernel=ours, folder=folder)
        yield Finding("anywidget", "bad", text, f"{pip} --upgrade {wanted}")
    else:
        yield Finding("anywidget", "ok", say("doctor.extension.good", version=theirs, folder=folder))
    yield _manager(*_extension(folders, _MANAGER), pip, where, elsewhere=elsewhere)


def _manager(version: str, folder: Path, pip: str, where: str, *, elsewhere: bool) -> Finding:
    if not version:
        mend = f"{pip} {'' if elsewhere else '--force-reinstall --no-deps '}jupyterlab_widgets"
        return Finding(_MANAGER, "bad", say("doctor.extension.missing", where=where), mend)
    ours = _version("ipywidgets")
    fitting = _TOGETHER.get(_first(ours), (_first(version),))
    if _first(version) in fitting:
        return Finding(_MANAGER, "ok", say("doctor.extension.good", version=version, folder=folder))
    text = say("doctor.widgets.old", kernel=ours, page=version)
    if _first(ours) < 8:
        return Finding(_MANAGER, "note", text, f'{_PIP} "ipywidgets>=8"')
    return Finding(_MANAGER, "bad", text, f'{pip} --upgrade "jupyterlab_widgets>=3"')


def _first(version: str) -> int:
    digits = version.partition(".")[0]
    return int(digits) if digits.isdigit() else 0


def _extension(folders: list[Path], name: str) -> tuple[str, Path]:
    """The version of an extension and the folder that it is found in, the first as the server takes it; "" for none."""
    for folder in folders:
        try:
            told = json.loads((folder / name / "package.json").read_text(encoding="utf-8"))
            return str(told["version"]), folder
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return "", Path()


def _labextensions(python: Path) -> list[Path]:
    """Where a server of that Python looks for extensions: as ours does, but in its own environment."""
    from jupyter_core.paths import jupyter_path

    own, its = (prefix / "share" / "jupyter" / "labextensions" for prefix in (Path(sys.prefix), _prefix(python)))
    folders = [Path(folder) for folder in jupyter_path("labextensions")]
    return [its if folder == own else folder for folder in folders]


def servers() -> list[Path]:
    """The Pythons of the Jupyter servers that may show what is made here: the one that started this kernel; from a
    terminal, all that run. Empty where none is known."""
    from jupyter_core.paths import jupyter_runtime_dir

    folder = Path(jupyter_runtime_dir())
    starter = server_pid()
    pattern = f"jpserver-{starter or '*'}.json"
    pids = [path.stem.removeprefix("jpserver-") for path in sorted(folder.glob(pattern))]
    found = (_called(int(pid)) for pid in pids if pid.isdigit())
    return list(dict.fromkeys(python for python in found if python))


def _called(pid: int) -> Path | None:
    """The Python that a process was started with, by the name it was called: that is its environment's own."""
    try:
        import psutil  # type: ignore[import-untyped]  # comes with ipykernel

        process = psutil.Process(pid)
        name = Path(process.cmdline()[0])
        if name.is_absolute():
            return name
        there = shutil.which(str(name), path=process.environ().get("PATH"))
        return Path(there or process.exe())
    except (ImportError, OSError, IndexError):
        return None
    except Exception:  # psutil's own, of a process that has ended or is another user's
        return None


def _prefix(python: Path) -> Path:
    """The environment that a Python is of."""
    return python.parent.parent if python.parent.name in ("bin", "Scripts") else python.parent


def _version(package: str) -> str:
    """The installed version, "" when it isn't installed."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""

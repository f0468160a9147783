"""The checks of the doctor, one idea each. Nothing is changed, nothing is sent, no key is shown."""

from __future__ import annotations

import asyncio
import hashlib
import importlib.metadata
import json
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

from ..errors import MissingKey, SettingsError
from ..messages import say
from .doctor import Finding

_PIP = f"{sys.executable} -m pip install"


def python() -> Iterator[Finding]:
    """The Python that runs this."""
    version = platform.python_version()
    good = sys.version_info >= (3, 11)
    yield Finding("Python", "ok" if good else "bad", f"{version} ({sys.executable})")


def packages() -> Iterator[Finding]:
    """Every package that grokwidget needs, in a version that it can work with."""
    from packaging.requirements import Requirement

    stale = []
    count = 0
    for line in importlib.metadata.requires("grokwidget") or []:
        needed = Requirement(line)
        if needed.marker and not needed.marker.evaluate({"extra": ""}):
            continue
        count += 1
        try:
            have = importlib.metadata.version(needed.name)
        except importlib.metadata.PackageNotFoundError:
            stale.append((needed, say("doctor.missing")))
            continue
        if have not in needed.specifier:
            stale.append((needed, have))
    for needed, have in stale:
        yield Finding(
            needed.name,
            "bad",
            say("doctor.package", have=have, needed=str(needed.specifier) or "*"),
            f'{_PIP} "{needed.name}{needed.specifier}"',
        )
    if not stale:
        yield Finding(say("doctor.packages"), "ok", say("doctor.packages.good", count=count))


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
    """The Jupyter beside this Python can show widgets: anywidget's and ipywidgets' page halves are installed."""
    try:
        from jupyter_core.paths import jupyter_path
    except ImportError:
        yield Finding("Jupyter", "note", say("doctor.no_jupyter"), f"{_PIP} jupyterlab")
        return
    try:
        kernel = importlib.metadata.version("ipykernel")
    except importlib.metadata.PackageNotFoundError:
        yield Finding("ipykernel", "note", say("doctor.missing"), f"{_PIP} ipykernel")
    else:
        yield Finding("ipykernel", "ok", kernel)
    folders = [Path(folder) for folder in jupyter_path("labextensions")]
    for extension, package in (
        ("anywidget", "anywidget"),
        ("@jupyter-widgets/jupyterlab-manager", "jupyterlab_widgets"),
    ):
        if any((folder / extension / "package.json").exists() for folder in folders):
            yield Finding(extension, "ok", say("doctor.extension.good"))
        else:
            yield Finding(extension, "bad", say("doctor.extension.missing"), f"{_PIP} --force-reinstall {package}")


def event_loops() -> Iterator[Finding]:
    """Whether somebody's nest_asyncio patched this process, and what that breaks."""
    if getattr(asyncio, "_nest_patched", False) and not hasattr(asyncio, "_nest_asyncio2"):
        broken = sys.version_info >= (3, 14)
        text = say("doctor.nest.broken") if broken else say("doctor.nest")
        yield Finding("nest_asyncio", "bad" if broken else "note", text, f"{_PIP} nest-asyncio2")


def encoder() -> Iterator[Finding]:
    """PyAV can write H.264: the local engine needs it."""
    import av

    try:
        av.codec.Codec("libx264", "w")
    except av.codec.codec.UnknownCodecError:
        yield Finding(
            "H.264", "bad", say("doctor.no_codec"), f'{_PIP} --force-reinstall --only-binary av "av>=15.1,<20"'
        )
    else:
        yield Finding("H.264", "ok", say("doctor.codec", version=importlib.metadata.version("av")))


def captions() -> Iterator[Finding]:
    """The shipped caption font is there and draws Chinese."""
    fonts = Path(__file__).parents[1] / "local" / "render" / "fonts"
    found = [path.name for path in fonts.glob("*.[ot]tf")]
    what = say("doctor.font")
    if found:
        yield Finding(what, "ok", ", ".join(found))
    else:
        yield Finding(what, "bad", say("doctor.missing"), f"{_PIP} --force-reinstall --no-deps grokwidget")


def library(folder: str | None) -> Iterator[Finding]:
    """The library can be written, its ledger read; how many jobs are unfinished."""
    import shutil

    from ..library import Library
    from ..library.place import resolve
    from ..settings import Settings

    # One of its own, not the engine's: closing it must not take their owner from jobs that run in this process.
    found = Library(folder or resolve(Settings.load().library))
    try:
        there = next(place for place in (found.path, *found.path.parents) if place.exists())
        if not os.access(there, os.W_OK):
            yield Finding(
                say("doctor.library"), "bad", say("doctor.library.closed", folder=there), f"chmod u+w {there}"
            )
            return
        free = shutil.disk_usage(there).free / 2**30
        yield Finding(say("doctor.library"), "ok", say("doctor.library.good", folder=found.path, free=f"{free:.0f}"))
        if free < 1:
            yield Finding(say("doctor.disk"), "bad", say("doctor.disk.low", free=f"{free:.1f}"))
        if unfinished := len(found.unfinished()):
            text = say("doctor.unfinished", count=unfinished)
            yield Finding(say("doctor.jobs"), "note", text, "grokwidget resume")
    finally:
        found.close()


def service() -> Iterator[Finding]:
    """Whether the local service runs; it is started by itself when it is needed."""
    from ..local.launch import running

    endpoint = running()
    text = say("doctor.service.runs", address=endpoint.address) if endpoint else say("doctor.service.sleeps")
    yield Finding(say("doctor.service"), "ok", text)


def keys() -> Iterator[Finding]:
    """Which providers have a key here; never the key."""
    from .. import providers
    from ..keys import find

    for name in providers.names():
        provider = providers.provider(name)
        if not provider.key_variable:
            continue
        mend = f"export {provider.key_variable}=…"
        try:
            yield Finding(name, "ok", say("doctor.key.found", source=find(provider).alias))
        except MissingKey:
            yield Finding(name, "note", say("doctor.key.none"), mend)
        except SettingsError as error:
            yield Finding(name, "bad", error.message, mend)


def network() -> Iterator[Finding]:
    """Settings of the environment that change where requests go, or forbid them."""
    proxies = [name for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY") if os.environ.get(name)]
    if proxies:
        yield Finding(say("doctor.network"), "note", say("doctor.proxy", names=", ".join(proxies)))
    for name in ("GROKWIDGET_OFFLINE", "GROKWIDGET_FORBID_REAL"):
        if os.environ.get(name):
            yield Finding(say("doctor.network"), "note", say("doctor.offline", name=name), f"unset {name}")

"""The checks of the doctor, one idea each. Nothing is changed, nothing is sent, no key is shown."""

from __future__ import annotations

import asyncio
import importlib.metadata
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

from .._version import __version__
from ..errors import MissingKey, SettingsError
from ..messages import say
from .doctor import Finding

_PIP = f"{sys.executable} -m pip install"


def python() -> Iterator[Finding]:
    """This package and the Python that runs it."""
    yield Finding("grokwidget", "ok", f"{__version__} ({Path(__file__).parents[1]})")
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


def host() -> Iterator[Finding]:
    """Which host shows what this Python makes, and what works there; `page_checks` looks at its other end."""
    from ..host import Host, around, linked

    here = around()
    yield Finding(say("doctor.host"), "bad" if here is Host.LITE else "ok", say(f"host.{here}"))
    if linked():
        yield Finding(say("doctor.host"), "note", say("host.linked"))


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
        wanted = next(line for line in importlib.metadata.requires("grokwidget") or ["av"] if line.startswith("av"))
        yield Finding("H.264", "bad", say("doctor.no_codec"), f'{_PIP} --force-reinstall --only-binary av "{wanted}"')
    else:
        yield Finding("H.264", "ok", say("doctor.codec", version=importlib.metadata.version("av")))


def captions() -> Iterator[Finding]:
    """The shipped caption font is there and draws Chinese."""
    from ..lettering.fonts import MORE_LATIN, SHIPPED, draws

    what = say("doctor.font")
    mend = f"{_PIP} --force-reinstall --no-deps grokwidget"
    if lost := [path.name for path in (SHIPPED, MORE_LATIN) if not path.exists()]:
        yield Finding(what, "bad", say("doctor.font.missing", names=", ".join(lost)), mend)
    elif not draws(SHIPPED, "雪"):
        yield Finding(what, "bad", say("doctor.font.broken", name=SHIPPED.name), mend)
    else:
        yield Finding(what, "ok", say("doctor.font.good", name=SHIPPED.name))


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

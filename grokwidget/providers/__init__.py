"""One file per provider. A file of this package that has a `PROVIDER` is a provider; nothing else needs to know it."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from ..errors import InvalidRequest
from ..messages import say
from ..nearest import did_you_mean
from .dialect import Dialect, HttpCall, HttpReply, Order, Provider, Reserved, Upload, WireImage

__all__ = [
    "Dialect",
    "HttpCall",
    "HttpReply",
    "Order",
    "Provider",
    "Reserved",
    "Upload",
    "WireImage",
    "names",
    "provider",
    "register",
]

_NOT_PROVIDERS = {"dialect", "reading"}
_registered: dict[str, Provider] = {}


@cache
def _built_in() -> tuple[str, ...]:
    found = {module.name for module in pkgutil.iter_modules(__path__)} - _NOT_PROVIDERS
    return ("local", *sorted(found - {"local"}))


def names() -> tuple[str, ...]:
    """All providers' names, `local` first."""
    return (*_built_in(), *(name for name in _registered if name not in _built_in()))


def provider(name: str) -> Provider:
    """The provider of that name; `InvalidRequest` with the nearest right one when there is none."""
    if name in _registered:
        return _registered[name]
    if name in _built_in():
        found = importlib.import_module(f"{__name__}.{name}").PROVIDER
        assert isinstance(found, Provider)
        return found
    raise InvalidRequest(
        say("limit.provider", provider=name),
        hint=f"{did_you_mean(name, names())} {say('limit.choices', choices=', '.join(names()))}".strip(),
    )


def register(added: Provider) -> None:
    """Add a provider of one's own for this process; a built-in name can't be taken."""
    if added.name in _built_in():
        raise ValueError(f"{added.name} is a built-in provider")
    _registered[added.name] = added

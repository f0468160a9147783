"""One file per provider. A file of this package that has a `PROVIDER` is a provider; nothing else needs to know it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from ..catalog import ImageRule, Model
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
    "amend",
    "built_in",
    "generation",
    "listed",
    "names",
    "provider",
    "register",
    "shipped",
    "withdraw",
]

_NOT_PROVIDERS = {"dialect", "newapi", "reading", "xai_wire"}
_registered: dict[str, Provider] = {}
_amended: dict[str, Provider] = {}
_listed: dict[str, tuple[Model, ...]] = {}
_generation = 0


@cache
def built_in() -> tuple[str, ...]:
    """The names of the providers that come with the package, `local` first."""
    found = {module.name for module in pkgutil.iter_modules(__path__)} - _NOT_PROVIDERS
    return ("local", *sorted(found - {"local"}))


def names() -> tuple[str, ...]:
    """All providers' names, `local` first."""
    return (*built_in(), *(name for name in _registered if name not in built_in()))


def provider(name: str) -> Provider:
    """The provider of that name; `InvalidRequest` with the nearest right one when there is none."""
    found = _registered.get(name) or _amended.get(name) or (shipped(name) if name in built_in() else None)
    if found is None:
        raise InvalidRequest(
            say("limit.provider", provider=name),
            hint=f"{did_you_mean(name, names())} {say('limit.choices', choices=', '.join(names()))}".strip(),
        )
    more = _listed.get(name)
    return replace(found, models=(*found.models, *more)) if more else found


def shipped(name: str) -> Provider:
    """A built-in provider as it comes with the package, whatever the settings say."""
    found = importlib.import_module(f"{__name__}.{name}").PROVIDER
    assert isinstance(found, Provider)
    return found


def register(added: Provider) -> None:
    """Add a provider of one's own for this process; a built-in name can't be taken."""
    if added.name in built_in():
        raise ValueError(f"{added.name} is a built-in provider")
    _registered[added.name] = added


def amend(changed: Provider) -> None:
    """Let a built-in provider be as the user's own settings say: another address, a price of their own."""
    if changed.name not in built_in():
        raise ValueError(f"{changed.name} is no built-in provider")
    _amended[changed.name] = changed


def withdraw(name: str) -> None:
    """Forget what was registered, amended or listed under a name; a built-in provider is as it ships again."""
    global _generation
    for table in (_registered, _amended, _listed):
        table.pop(name, None)
    _generation += 1


def generation() -> int:
    """Another number whenever something was withdrawn."""
    return _generation


def listed(name: str, ids: Iterable[str]) -> tuple[Model, ...]:
    """Remember which models a provider says that it has; returns those that no document describes.

    They can be asked for in this process, with their limits unknown.
    """
    asked = provider(name)
    _listed.pop(name, None)
    known = {word for model in provider(name).models for word in model.names()}
    sources = frozenset(source for model in asked.models for source in model.images.sources)
    strange = tuple(
        Model(
            provider=name,
            id=one,
            title=one,
            operations=frozenset(operation for model in asked.models for operation in model.operations),
            images=ImageRule(maximum=7, sources=sources or frozenset({"url"})),
            any_ratio=True,
            limits_known=False,
            source=say("relay.listed", provider=asked.title),
        )
        for one in dict.fromkeys(ids)
        if one not in known
    )
    _listed[name] = strange
    return strange

"""Relays of one's own: a table in `grokwidget.toml`, or arguments of `Client`, made into a provider without code.

A relay speaks the dialect of a provider that we know, at another address. Of its prices nothing is known unless the
settings say so; its limits are taken to be those of the dialect's own models.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from . import providers
from .catalog import Defaults, DurationRule, ImageRule, Model, Price
from .errors import InvalidRequest, SettingsError
from .messages import say
from .nearest import did_you_mean
from .providers import Provider

_STRICT = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")


class PriceTable(BaseModel):
    """A price as a person states it."""

    model_config = _STRICT
    unit: Literal["credits", "usd"] = "usd"
    per_second: float | dict[str, float] = Field(default_factory=dict)
    """For every resolution, or by resolution."""
    per_clip: float = 0
    per_image: float = 0
    usd_per_unit: float | None = None

    @model_validator(mode="after")
    def _says_something(self) -> PriceTable:
        if not self.model_fields_set & {"per_second", "per_clip", "per_image"}:
            raise ValueError(say("relay.price_empty"))
        return self

    def price(self) -> Price:
        """As the catalog has prices."""
        rates = self.per_second if isinstance(self.per_second, dict) else {"*": self.per_second}
        return Price(**{**self.model_dump(), "per_second": rates}, source=say("relay.source"))


class RelayModel(BaseModel):
    """A model of a relay: what is left out is as for the dialect's model that it is `like`."""

    model_config = _STRICT
    id: str
    like: str | None = None
    """An id of the dialect's own provider; left out, the model of the same id."""
    title: str = ""
    aliases: tuple[str, ...] = ()
    prompt_limit: int | None = None
    durations: tuple[float, ...] | None = None
    aspect_ratios: tuple[str, ...] | None = None
    resolutions: tuple[str, ...] | None = None
    modes: tuple[str, ...] | None = None
    images: int | None = None
    """The most that it takes."""
    price: PriceTable | None = None


class RelayTable(BaseModel):
    """One relay, as `[providers.NAME]` of a settings file gives it."""

    model_config = _STRICT
    base_url: str
    dialect: str = ""
    """The name of the built-in provider whose dialect it speaks."""
    title: str = ""
    key_variable: str = ""
    """The environment variable of its key; left out: made from its name."""
    key_prefix: str = ""
    models: tuple[str | RelayModel, ...] = ()
    """Ids, or tables; left out: all the models of the dialect's own provider."""
    url_lifetime: float | None = None
    """Seconds."""


def relay(name: str, table: RelayTable) -> Provider:
    """The provider that a table describes. Raises `SettingsError`."""
    if not _NAME.fullmatch(name):
        raise SettingsError(say("relay.name", name=name))
    if table.dialect not in providers.built_in():
        known = providers.built_in()
        raise SettingsError(
            say("relay.dialect", name=name, dialect=table.dialect),
            hint=f"{did_you_mean(table.dialect, known)} {say('limit.choices', choices=', '.join(known))}".strip(),
        )
    address = checked(table.base_url)
    own = providers.provider(table.dialect)
    title = table.title or f"{name} ({urlsplit(address).hostname})"
    dialect = copy.copy(own.dialect)
    if hasattr(dialect, "title"):
        dialect.title = title  # what it reads is told in the relay's name
    docs = say("relay.docs", dialect=table.dialect)
    wanted: Sequence[str | RelayModel] = table.models or tuple(model.id for model in own.models)
    return replace(
        own,
        name=name,
        title=title,
        base_url=address,
        dialect=dialect,
        models=tuple(_model(name, own, one, docs) for one in wanted),
        key_variable=table.key_variable or re.sub(r"\W", "_", name).upper() + "_API_KEY",
        key_prefix=table.key_prefix,
        docs=docs,
        url_lifetime=table.url_lifetime,
        local=False,
        refunds_failures=None,
        charges_moderation=None,
        speaks=own.name,
        upload_host="",
    )


def _model(name: str, own: Provider, wanted: str | RelayModel, docs: str) -> Model:
    table = RelayModel(id=wanted) if isinstance(wanted, str) else wanted
    like = next((model for model in own.models if (table.like or table.id) in model.names()), None)
    if like is None and table.like:
        raise SettingsError(say("relay.like", name=name, model=table.id, like=table.like, dialect=own.name))
    sources = frozenset(source for model in own.models for source in model.images.sources)
    start = like or Model(
        provider=name, id=table.id, limits_known=False, images=ImageRule(maximum=7, sources=sources), source=docs
    )
    changes: dict[str, Any] = {
        "provider": name,
        "id": table.id,
        "title": table.title or (start.title if like else table.id),
        "aliases": table.aliases or (start.aliases if like and table.id == like.id else ()),
        "price": table.price.price() if table.price else None,
        "cases": tuple(case.model_copy(update={"price": None}) for case in start.cases),
        "source": docs,
    }
    for field in ("prompt_limit", "aspect_ratios", "resolutions", "modes"):
        if getattr(table, field) is not None:
            changes[field] = getattr(table, field)
    if table.durations is not None:
        low, high = min(table.durations), max(table.durations)
        changes["durations"] = DurationRule(low=low, high=high, choices=table.durations)
        if start.defaults.duration not in table.durations:
            changes["defaults"] = Defaults(**{**start.defaults.model_dump(), "duration": None})
    if table.images is not None:
        changes["images"] = start.images.model_copy(update={"maximum": table.images})
    return start.model_copy(update=changes)


def priced(provider: Provider, prices: Mapping[str, PriceTable]) -> Provider:
    """The provider with the user's own prices for some of its models. Raises `SettingsError` for an unknown model."""
    models = {model.id: model for model in provider.models}
    for name, table in prices.items():
        found = next((model for model in provider.models if name in model.names()), None)
        if found is None:
            hint = say("limit.choices", choices=", ".join(models))
            raise SettingsError(say("relay.model_price", provider=provider.title, model=name), hint=hint)
        models[found.id] = found.model_copy(update={"price": table.price()})
    return replace(provider, models=tuple(models.values()))


def checked(url: str) -> str:
    """An address that may stand in for a provider's own: whole, and never plain HTTP over a public network."""
    from .transport.access import is_private

    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_private(host))
    if not safe or not host or parts.query or parts.username:
        raise SettingsError(say("settings.base_url", host=host or "?"))
    return url.rstrip("/")


def named(provider: str | None, base_url: str, dialect: str, models: Sequence[Any] = ()) -> Provider:
    """A relay out of a client's arguments; without a name it is called by its host. Raises `SettingsError`."""
    parts = urlsplit(checked(base_url))
    place = f"{parts.hostname}-{parts.port}" if parts.port else parts.hostname or ""
    name = provider or re.sub(r"[^a-z0-9_-]", "-", place.lower())[-41:].lstrip("-_")
    if name in providers.built_in():
        raise InvalidRequest(say("relay.name", name=name))
    tables = tuple(one if isinstance(one, str | RelayModel | Model) else RelayModel(**one) for one in models)
    plain = tuple(one for one in tables if not isinstance(one, Model))
    made = relay(name, RelayTable(base_url=base_url, dialect=dialect, models=plain))
    whole = tuple(one.model_copy(update={"provider": name}) for one in tables if isinstance(one, Model))
    if not whole:
        return made
    return replace(made, models=(*(made.models if plain else ()), *whole))

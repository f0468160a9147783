"""A class: what a project's file fixes for everybody who works in its folder, and what nobody there may choose.

    [classroom]
    provider = "aivideoapi"
    rehearse = true
    locked = ["provider", "rehearse"]
    budget = { credits = 200 }
    shared_library = "clips"

It comes with somebody else's project, so it may only narrow: no key, no price, no address, and it never chooses a
service that costs money. It is a guard against mistakes, not against people: whoever can write the file can change it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from . import providers
from .errors import InvalidRequest, SettingsError
from .library.budget import EVERYBODY, Allowance, Limit, Unit
from .library.place import at_home
from .library.ready import Ready
from .messages import say
from .nearest import did_you_mean
from .request import VideoRequest

Lockable = Literal["provider", "model", "rehearse"]
LOCKABLE: tuple[Lockable, ...] = get_args(Lockable)


class ClassTable(BaseModel):
    """`[classroom]` of a project's file; everything may be left out."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    provider: str | None = None
    """Asked when a person names none, as long as that costs nothing: the local service, or a rehearsal."""
    model: str | None = None
    """Asked for when a person names none; one of that provider's."""
    rehearse: bool = False
    """Whether the local service is asked in the provider's place."""
    locked: tuple[Lockable, ...] = ()
    """What of these nobody may choose otherwise."""
    budget: dict[Unit, float] = Field(default_factory=dict)
    """The most that one person may take here: `credits` or `usd` of the provider, or `jobs`."""
    offline: bool = False
    """Whether nothing is sent: only what a library has is served."""
    shared_library: Path | None = None
    """A folder with ready clips, as `grokwidget classroom pack` makes it; relative to the file."""


def _leads_away(folder: Path | None) -> bool:
    """Whether it is no folder of this machine: opening `\\\\host\\share` would log in to that host on Windows."""
    return folder is not None and ("\0" in str(folder) or str(folder).startswith(("\\\\", "//", "\\??\\")))


@dataclass(frozen=True)
class Classroom:
    """The class of a project's file. `check` of the file's words is `made`'s; what a person asks is checked here."""

    file: Path
    table: ClassTable

    @classmethod
    def made(cls, file: Path, table: ClassTable) -> Classroom:
        """The class, its words checked against the catalog. Raises `SettingsError` with one sentence."""
        locked, name = set(table.locked), table.provider
        if name is not None and name not in providers.names():
            hint = did_you_mean(name, providers.names())
            raise SettingsError(say("classroom.no_provider", file=file, name=name), hint=hint)
        needed = {"model": ("provider", table.model), "provider": (None, name)}
        if any(
            each in locked and (not told or (first and first not in locked)) for each, (first, told) in needed.items()
        ):
            raise SettingsError(say("classroom.lock_of_nothing", file=file))
        if table.model is not None:
            models = providers.provider(name).models if name else ()
            if all(table.model not in model.names() for model in models):
                hint = did_you_mean(table.model, [each for model in models for each in model.names()])
                raise SettingsError(say("classroom.no_model", file=file, name=table.model), hint=hint)
        if _leads_away(table.shared_library):
            raise SettingsError(say("classroom.no_folder", file=file))
        for unit, amount in table.budget.items():
            if not math.isfinite(amount) or amount < 0:
                raise SettingsError(say("budget.bad_amount", amount=amount))
            if unit != "jobs" and name is None:
                raise SettingsError(say("classroom.whose_money", file=file, unit=unit))
        return cls(file, table)

    @property
    def folder(self) -> Path:
        """Where the class works."""
        return self.file.parent

    @property
    def locked(self) -> frozenset[Lockable]:
        """What nobody may choose."""
        return frozenset(self.table.locked)

    @property
    def free(self) -> bool:
        """Whether what is asked here by itself costs nothing: then it may be chosen for a person."""
        name = self.table.provider
        return self.table.rehearse or name is None or providers.provider(name).local

    @property
    def chosen(self) -> str | None:
        """Who is asked when nobody says; None where that is not the class's to say."""
        return self.table.provider if self.free else None

    @property
    def model(self) -> str | None:
        """The model's own id."""
        if self.table.model is None or self.table.provider is None:
            return None
        models = providers.provider(self.table.provider).models
        return next(model.id for model in models if self.table.model in model.names())

    def filled(self, request: VideoRequest, provider: str) -> VideoRequest:
        """The request with the class's model, where it names none."""
        if request.model is None and self.model and provider == self.table.provider:
            return request.model_copy(update={"model": self.model})
        return request

    def check(self, *, provider: str, model: str, rehearsal: bool, named: bool) -> None:
        """Raise `InvalidRequest` for what is locked, with what there is instead, and for a request that would cost
        money at a service which nobody but the class's file has `named`."""
        wanted: tuple[tuple[Lockable, Any, Any], ...] = (
            ("provider", self.table.provider, provider),
            ("model", self.model, model),
        )
        for name, only, asked in wanted:
            if name in self.locked and only != asked:
                paid = name == "provider" and not self.free
                hint = say("classroom.name_it", provider=only) if paid else say("classroom.hint", file=self.file)
                text = say("classroom.locked", field=say(f"field.{name}"), only=only, asked=asked)
                error = InvalidRequest(text, hint=hint, provider=provider)
                error.field = name
                raise error
        if (
            "rehearse" in self.locked
            and rehearsal is not self.table.rehearse
            and not providers.provider(provider).local
        ):
            key = "classroom.rehearse_only" if self.table.rehearse else "classroom.no_rehearsal"
            raise InvalidRequest(say(key), hint=say("classroom.hint", file=self.file), provider=provider)
        if not (named or rehearsal or providers.provider(provider).local):
            text = say("classroom.unnamed", provider=provider)
            raise InvalidRequest(text, hint=say("classroom.name_it", provider=provider), provider=provider)

    @property
    def allowance(self) -> Allowance | None:
        """What one person may take here; None where that isn't limited."""
        whose = self.table.provider or EVERYBODY
        limits = tuple(
            Limit(EVERYBODY if unit == "jobs" else whose, unit, amount, of_class=True)
            for unit, amount in self.table.budget.items()
        )
        return Allowance(str(self.folder), limits) if limits else None

    @property
    def shelf(self) -> Ready | None:
        """The class's ready clips; None where it has none."""
        told = self.table.shared_library
        return None if told is None else Ready(self.folder / at_home(told))

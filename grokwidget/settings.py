"""The user's settings: a small TOML file, and who wins over whom."""

from __future__ import annotations

import os
import threading
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from . import providers as known
from .classroom import Classroom, ClassTable
from .errors import SettingsError
from .messages import say
from .nearest import did_you_mean
from .origins import Origins, origin
from .relays import PriceTable, RelayTable, checked, priced, relay
from .uploads import UploadTarget

PROJECT_FILE = "grokwidget.toml"
DEADLINE = 600.0
"""Seconds that a job is waited for unless told otherwise; it stays resumable after that."""


class Settings(BaseModel):
    """What the user prefers, from `settings.toml`; everything may be left out."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    provider: str | None = None
    """Asked when neither the call nor `GROKWIDGET_PROVIDER` names one; else the local service is."""
    library: Path | None = None
    """The folder for clips."""
    language: Literal["en", "zh"] | None = None
    timeout: float = Field(default=DEADLINE, gt=0)
    """Seconds to wait for a job."""
    poll: Literal["calm", "burst"] = "calm"
    """How often services are asked how a task stands; see `Client`."""
    offline: bool = False
    """Whether creates are forbidden."""
    providers: dict[str, RelayTable] = Field(default_factory=dict)
    """Relays of one's own, by name; for a built-in provider, another address of it."""
    prices: dict[str, dict[str, PriceTable]] = Field(default_factory=dict)
    """What the user knows of prices: provider -> model -> price."""
    upload: UploadTarget | None = None
    """Where pictures are put for services that take addresses only."""
    project: dict[str, RelayTable] = Field(default_factory=dict, exclude=True)
    """Relays that the project's own file adds; never from the user's file."""
    classroom: Classroom | None = Field(default=None, exclude=True)
    """The class that the project's own file makes of its folder; never from the user's file."""

    @classmethod
    def load(cls, path: Path | None = None) -> Settings:
        """The settings in `path` (see `settings_file`) with the relays and the class of the project, ready for use.

        Raises `SettingsError` with one sentence for a file that can't be read as settings, and for a project's file
        that does more than add providers and narrow what may be asked.
        """
        path = path or settings_file()
        values = _table(path)
        for name in values.keys() - (cls.model_fields.keys() - _OF_PROJECTS):
            raise SettingsError(say("settings.stray", path=path, name=name), hint=did_you_mean(name, cls.model_fields))
        settings = cls._made(path, values)
        extra = project_file()
        if extra:
            settings = settings.model_copy(update={"project": _added(extra, settings, path)})
        settings.install()
        table = _class(extra) if extra else None
        if extra and table:  # after its relays are there: one of them may be the class's
            settings = settings.model_copy(update={"classroom": Classroom.made(extra, table)})
        return settings

    @classmethod
    def _made(cls, path: Path, values: dict[str, Any]) -> Settings:
        try:
            return cls(**values)
        except ValidationError as error:
            raise _unreadable(path, error) from None

    def install(self) -> None:
        """Let these providers, addresses and prices count in this process, in place of those of earlier settings.

        A name that a call has given to a relay of its own stays that relay's: a project's file can't take it.
        """
        global _installed
        with _installing:
            wanted = (self.providers, self.project, self.prices)
            if _installed and (_installed.wanted, _installed.generation) == (wanted, known.generation()):
                return
            for name in _installed.names if _installed else ():
                known.withdraw(name)
            names = set()
            for name, table in (self.project | self.providers).items():
                if name in known.built_in():
                    known.amend(replace(known.provider(name), base_url=checked(table.base_url)))
                elif name in self.providers or name not in known.names():
                    known.register(relay(name, table))
                else:
                    continue
                names.add(name)
            for name, prices in self.prices.items():
                if name not in known.names():
                    continue  # a relay of another project's
                changed = priced(known.provider(name), prices)
                (known.amend if name in known.built_in() else known.register)(changed)
                names.add(name)
            _installed = _Installed(wanted, frozenset(names), known.generation())

    def origins(self) -> Origins:
        """Where keys may go, as far as the user's own settings say."""
        own: dict[str, frozenset[str]] = {}
        for name, table in self.providers.items():
            variable = known.provider(name).key_variable
            own[variable] = own.get(variable, frozenset()) | {origin(table.base_url)}
        return Origins(settings_file().parent, own)


#: Fields that a project's file fills, never the user's.
_OF_PROJECTS = {"project", "classroom"}


@dataclass(frozen=True)
class _Installed:
    """What of the settings counts now."""

    wanted: tuple[dict[str, Any], ...]
    names: frozenset[str]
    generation: int
    """Of the table of providers, when it was put there."""


_installing = threading.Lock()
_installed: _Installed | None = None


def _after_fork() -> None:
    global _installing
    _installing = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _table(path: Path) -> dict[str, Any]:
    """What a TOML file says; nothing where there is none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(say("settings.unreadable", path=path, problem=error)) from None


def project_file() -> Path | None:
    """`grokwidget.toml` of the working folder, or of a folder above it up to the project's own; None where none is."""
    try:
        here = Path.cwd()
    except OSError:  # the folder is gone
        return None
    for folder in (here, *here.parents):
        if (folder / PROJECT_FILE).is_file():
            return folder / PROJECT_FILE
        if (folder / ".git").exists() or (folder / "pyproject.toml").exists():
            return None
    return None


def _added(path: Path, settings: Settings, user: Path) -> dict[str, RelayTable]:
    """The relays of a project's file. It comes with somebody else's project: it may add names and nothing else."""
    values = _table(path)
    for name in values.keys() - {"providers", "classroom"}:
        raise SettingsError(say("relay.only_providers", path=path, name=name))
    values.pop("classroom", None)
    tables = Settings._made(path, values).providers
    taken = {known.shipped(name).key_variable for name in known.built_in()} | {
        table.key_variable for table in settings.providers.values()
    }
    for name, table in tables.items():
        if name in known.built_in():
            hint = say("relay.built_in.hint", user=user)
            raise SettingsError(say("relay.built_in", path=path, name=name), hint=hint)
        if any(not isinstance(model, str) and model.price for model in table.models):
            raise SettingsError(say("relay.only_providers", path=path, name=f"providers.{name}.models.price"))
        if table.key_variable and table.key_variable in taken:
            raise SettingsError(say("relay.taken_variable", path=path, name=name, variable=table.key_variable))
    return {name: table for name, table in tables.items() if name not in settings.providers}


def _class(path: Path) -> ClassTable | None:
    """The class that a project's file makes of its folder, None where it makes none."""
    told = _table(path).get("classroom")
    try:
        return None if told is None else ClassTable.model_validate(told)
    except ValidationError as error:
        raise _unreadable(path, error, "classroom.") from None


def _unreadable(path: Path, error: ValidationError, table: str = "") -> SettingsError:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    problem = f"{table}{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return SettingsError(say("settings.unreadable", path=path, problem=problem))


def settings_file() -> Path:
    """`GROKWIDGET_CONFIG`, else `settings.toml` (or `grokwidget.toml`) in the user's configuration folder.

    Raises `SettingsError` where the variable names the home of nobody.
    """
    told = os.environ.get("GROKWIDGET_CONFIG")
    if told:
        try:
            return Path(told).expanduser()
        except RuntimeError:
            raise SettingsError(say("settings.no_home", user=Path(told).parts[0])) from None
    import platformdirs

    folder = platformdirs.user_config_path("grokwidget", appauthor=False)
    same = folder / PROJECT_FILE  # the name that a project's file has
    return same if same.is_file() and not (folder / "settings.toml").exists() else folder / "settings.toml"


def choose_provider(told: str | None, settings: Settings) -> str:
    """Argument or flag > `GROKWIDGET_PROVIDER` > the class, for nothing > settings > `local`.

    A key in the environment never selects one, nor does a project's file one that costs money: what the class alone
    has chosen (`chosen_by_class`) is good for a rehearsal only.
    """
    of_class = settings.classroom.chosen if settings.classroom else None
    name = told or os.environ.get("GROKWIDGET_PROVIDER") or of_class or settings.provider or "local"
    return known.provider(name).name


def chosen_by_class(told: str | None, settings: Settings) -> bool:
    """Whether nobody but the class's file names the provider."""
    named = told or os.environ.get("GROKWIDGET_PROVIDER")
    chosen = settings.classroom.chosen if settings.classroom is not None else None
    return not named and chosen is not None and settings.provider != chosen


def is_offline(told: bool | None, settings: Settings) -> bool:
    """Whether creates are forbidden: by the class, whatever else is said; else argument > `GROKWIDGET_OFFLINE` >
    settings."""
    if settings.classroom is not None and settings.classroom.table.offline:
        return True
    if told is not None:
        return told
    return flag("GROKWIDGET_OFFLINE") or settings.offline


def flag(variable: str) -> bool:
    """Whether an environment variable says yes."""
    return os.environ.get(variable, "").strip().lower() not in ("", "0", "false", "no", "off")

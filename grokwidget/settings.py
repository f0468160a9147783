"""The user's settings: a small TOML file, and who wins over whom."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .errors import SettingsError
from .messages import say
from .nearest import did_you_mean
from .providers import provider as find_provider

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
    offline: bool = False
    """Whether creates are forbidden."""

    @classmethod
    def load(cls, path: Path | None = None) -> Settings:
        """The settings in `path` (see `settings_file`), defaults where there is no such file.

        Raises `SettingsError` with one sentence for a file that can't be read as settings.
        """
        path = path or settings_file()
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return cls()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(say("settings.unreadable", path=path, problem=error)) from None
        try:
            values = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(say("settings.unreadable", path=path, problem=error)) from None
        for name in values.keys() - cls.model_fields.keys():
            raise SettingsError(say("settings.stray", path=path, name=name), hint=did_you_mean(name, cls.model_fields))
        try:
            return cls(**values)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            problem = f"{first['loc'][0]}: {first['msg']}"
            raise SettingsError(say("settings.unreadable", path=path, problem=problem)) from None


def settings_file() -> Path:
    """`GROKWIDGET_CONFIG`, else `settings.toml` in the user's configuration folder."""
    told = os.environ.get("GROKWIDGET_CONFIG")
    if told:
        return Path(told).expanduser()
    import platformdirs

    return platformdirs.user_config_path("grokwidget", appauthor=False) / "settings.toml"


def choose_provider(told: str | None, settings: Settings) -> str:
    """Argument or flag > `GROKWIDGET_PROVIDER` > settings > `local`. A key in the environment never selects one."""
    name = told or os.environ.get("GROKWIDGET_PROVIDER") or settings.provider or "local"
    return find_provider(name).name


def is_offline(told: bool | None, settings: Settings) -> bool:
    """Whether creates are forbidden: argument > `GROKWIDGET_OFFLINE` > settings."""
    if told is not None:
        return told
    return flag("GROKWIDGET_OFFLINE") or settings.offline


def flag(variable: str) -> bool:
    """Whether an environment variable says yes."""
    return os.environ.get(variable, "").strip().lower() not in ("", "0", "false", "no", "off")

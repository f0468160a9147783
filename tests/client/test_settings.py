"""The user's settings, and who wins over whom."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from grokwidget import Client
from grokwidget.errors import InvalidRequest, SettingsError
from grokwidget.settings import Settings, choose_provider, settings_file


def _write(text: str) -> None:
    settings_file().write_text(text, encoding="utf-8")


def test_without_a_file_everything_has_its_default() -> None:
    assert Settings.load() == Settings()
    assert Settings.load().timeout == 600


def test_argument_goes_before_environment_before_settings_before_local(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose_provider(None, Settings()) == "local"
    assert choose_provider(None, Settings(provider="aivideoapi")) == "aivideoapi"
    monkeypatch.setenv("GROKWIDGET_PROVIDER", "local")
    assert choose_provider(None, Settings(provider="aivideoapi")) == "local"
    assert choose_provider("aivideoapi", Settings()) == "aivideoapi"


def test_a_key_in_the_environment_never_selects_a_provider(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AIVIDEOAPI_API_KEY", "sk-something")
    assert Client(library=tmp_path).provider == "local"


def test_the_settings_file_is_followed(tmp_path: Path) -> None:
    _write(f'provider = "aivideoapi"\nlibrary = {str(tmp_path / "mine")!r}\ntimeout = 30\noffline = true\n')
    os.environ.pop("GROKWIDGET_LIBRARY")
    client = Client()
    assert (client.provider, client.timeout, client.offline) == ("aivideoapi", 30, True)
    assert client.library.path == tmp_path / "mine"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("provider = ", "can't be read"),
        ("timeout = -1", "timeout"),
        ('language = "fr"', "language"),
        ('provder = "local"', "Did you mean provider"),
        ("\x00", "can't be read"),
    ],
)
def test_a_wrong_settings_file_is_told_in_a_sentence(text: str, problem: str) -> None:
    _write(text)
    with pytest.raises(SettingsError, match=problem):
        Settings.load()


def test_a_wrong_provider_in_the_environment_is_told_with_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROKWIDGET_PROVIDER", "loca")
    with pytest.raises(InvalidRequest, match="Did you mean local"):
        Client()


@pytest.mark.parametrize(("value", "offline"), [("1", True), ("true", True), ("0", False), ("", False), ("no", False)])
def test_the_environment_can_forbid_creates(
    value: str, offline: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GROKWIDGET_OFFLINE", value)
    assert Client(library=tmp_path).offline is offline
    assert Client(library=tmp_path, offline=False).offline is False


@pytest.mark.parametrize("url", ["http://example.com", "ftp://127.0.0.1", "https://u:p@example.com", "nonsense"])
def test_an_address_that_would_show_a_key_to_others_can_not_stand_in_for_a_provider(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="can't stand in"):
        Client(base_urls={"aivideoapi": url}, library=tmp_path)


def test_settings_in_the_home_of_nobody_are_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROKWIDGET_CONFIG", "~nobody-of-that-name/settings.toml")
    with pytest.raises(SettingsError, match="GROKWIDGET_CONFIG begins with ~nobody-of-that-name"):
        Client()


@pytest.mark.skipif(sys.platform != "linux", reason="where the folder is depends on the system")
def test_the_users_own_file_may_be_called_as_a_projects_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GROKWIDGET_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "grokwidget"
    folder.mkdir()
    assert settings_file() == folder / "settings.toml"
    (folder / "grokwidget.toml").write_text("timeout = 5\n", encoding="utf-8")
    assert Settings.load().timeout == 5
    (folder / "settings.toml").write_text("timeout = 6\n", encoding="utf-8")
    assert Settings.load().timeout == 6

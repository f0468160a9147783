"""Relays of one's own: from a file or from arguments, within what a project's file may do."""

from __future__ import annotations

from pathlib import Path

import pytest

from grokwidget import Client, providers
from grokwidget.catalog import Model
from grokwidget.errors import InvalidRequest, SettingsError
from grokwidget.local.launch import ensure
from grokwidget.settings import Settings, settings_file

pytestmark = pytest.mark.slow

RELAY = '[providers.myrelay]\nbase_url = "https://relay.example/v9"\ndialect = "apixgo"\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's folder, which is the working folder."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def _user(text: str) -> None:
    settings_file().write_text(text, encoding="utf-8")


def test_a_table_in_the_users_settings_is_a_provider() -> None:
    _user(RELAY)
    Settings.load()
    relay = providers.provider("myrelay")
    assert (relay.base_url, relay.key_variable) == ("https://relay.example/v9", "MYRELAY_API_KEY")
    assert "relay.example" in relay.title
    assert "myrelay" in providers.names()
    assert {model.id for model in relay.models} == {model.id for model in providers.provider("apixgo").models}
    assert all(model.provider == "myrelay" for model in relay.models)


def test_a_relays_prices_are_unknown_unless_the_settings_say_them() -> None:
    _user(
        '[providers.mine]\nbase_url = "https://relay.example"\ndialect = "aivideoapi"\n'
        'models = ["grok-imagine-text-to-video", {id = "turbo", like = "grok-imagine-text-to-video", '
        'durations = [5, 10], price = {unit = "usd", per_second = 0.02}}]\n'
    )
    client = Client("mine")
    assert client.estimate("a fox", model="grok-imagine-text-to-video").amount is None
    assert client.estimate("a fox", model="turbo", duration=10).usd == pytest.approx(0.2)
    with pytest.raises(InvalidRequest, match="turbo"):
        client.estimate("a fox", model="turbo", duration=7)


def test_the_settings_may_give_a_price_to_a_built_in_model() -> None:
    _user('[prices.apixgo.grok-image-video]\nunit = "credits"\nper_clip = 3\n')
    assert Client("apixgo").estimate("a fox", model="grok-image-video").amount == 3
    _user("")
    assert Client("apixgo").estimate("a fox", model="grok-image-video").amount is None


def test_a_price_for_a_model_that_is_not_there_is_told() -> None:
    _user('[prices.apixgo.grok-imag-video]\nunit = "usd"\n')
    with pytest.raises(SettingsError, match="grok-imag-video"):
        Settings.load()


def test_a_client_takes_a_relay_by_its_arguments() -> None:
    client = Client(base_url="https://relay.example", dialect="aivideoapi", models=["one-model"])
    assert client.provider == "relay-example"
    (model,) = client.models()
    assert (model.id, model.limits_known) == ("one-model", False)


def test_a_model_may_be_given_whole() -> None:
    model = Model(provider="x", id="whole", source="a test")
    client = Client("mine", base_url="https://relay.example", dialect="aivideoapi", models=[model])
    assert [(one.id, one.provider) for one in client.models()] == [("whole", "mine")]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"dialect": "apixgo"}, "base_url"),
        ({"base_url": "https://relay.example", "dialect": "apixgoo"}, "apixgoo"),
        ({"base_url": "http://relay.example", "dialect": "apixgo"}, "https"),
        ({"base_url": "https://relay.example", "models": ["x"]}, "dialect"),
        ({"provider": "Mine!", "base_url": "https://relay.example", "dialect": "apixgo"}, "Mine!"),
        ({"provider": "apixgo", "base_url": "https://relay.example", "dialect": "apixgo"}, "apixgo"),
    ],
)
def test_a_wrong_relay_is_told_in_a_sentence(arguments: dict[str, str], problem: str) -> None:
    with pytest.raises((SettingsError, InvalidRequest), match=problem):
        Client(**arguments)  # type: ignore[arg-type]  # strings for strings and lists


def test_a_projects_file_adds_a_provider(project: Path) -> None:
    (project / "grokwidget.toml").write_text(RELAY, encoding="utf-8")
    assert Client("myrelay").models()


def test_a_projects_file_is_found_from_a_folder_below_it_and_not_beyond_the_project(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "grokwidget.toml").write_text(RELAY, encoding="utf-8")
    below = project / "notebooks"
    below.mkdir()
    monkeypatch.chdir(below)
    assert Settings.load().project.keys() == {"myrelay"}
    (below / "pyproject.toml").touch()
    assert not Settings.load().project


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[providers.xai]\nbase_url = "https://evil.example"\n', "built-in provider xai"),
        ('provider = "xai"\n', "has provider"),
        ('[upload]\nurl = "s3://evil/x"\n', "has upload"),
        ("[prices.xai.grok-imagine-video]\nper_clip = 0\n", "has prices"),
        (RELAY + 'key_variable = "XAI_API_KEY"\n', "XAI_API_KEY"),
        (RELAY.replace("apixgo", "nothing"), "nothing"),
        (RELAY + 'models = [{id = "m", like = "grok-image-video", price = {per_clip = 0}}]\n', "price"),
        (RELAY + "surprise = 1\n", "surprise"),
    ],
)
def test_a_projects_file_may_do_no_more_than_that(project: Path, text: str, problem: str) -> None:
    (project / "grokwidget.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=problem):
        Client()
    assert providers.provider("xai").base_url == "https://api.x.ai"


def test_the_users_own_relay_goes_before_the_projects(project: Path) -> None:
    _user(RELAY)
    (project / "grokwidget.toml").write_text(RELAY.replace("relay.example", "other.example"), encoding="utf-8")
    Settings.load()
    assert providers.provider("myrelay").base_url == "https://relay.example/v9"


def test_the_users_settings_may_move_a_built_in_provider() -> None:
    _user('[providers.jimmyai]\nbase_url = "https://www.jimiai.example"\n')
    Settings.load()
    assert providers.provider("jimmyai").base_url == "https://www.jimiai.example"
    assert providers.provider("jimmyai").key_variable == "JIMMYAI_API_KEY"


def test_a_relay_that_speaks_a_known_dialect_makes_a_video(tmp_path: Path) -> None:
    client = Client("mine", base_url=ensure("aivideoapi").base_url, dialect="aivideoapi", library=tmp_path)
    clip = client.generate("a fox", duration=6, resolution="480p")
    assert clip.provider == "mine"
    assert clip.duration == pytest.approx(6, abs=0.1)


def test_prices_of_another_projects_relay_do_no_harm_here() -> None:
    _user("[prices.myrelay.turbo]\nper_clip = 1\n")
    assert Client().provider == "local"


def test_a_price_must_say_something() -> None:
    _user('[prices.apixgo.grok-image-video]\nunit = "usd"\n')
    with pytest.raises(SettingsError, match="per_clip"):
        Settings.load()


def test_what_a_relay_listed_is_still_known_to_the_next_client() -> None:
    _user(RELAY)
    Client("myrelay")
    providers.listed("myrelay", ["turbo-x"])
    Client("myrelay")
    assert "turbo-x" in {model.id for model in providers.provider("myrelay").models}


def test_two_ports_of_a_host_are_two_relays() -> None:
    first = Client(base_url="https://relay.example", dialect="apixgo")
    second = Client(base_url="https://relay.example:8443", dialect="apixgo")
    assert first.provider != second.provider

"""Where a key may go: to the provider's own address, to where the user agreed, and nowhere else."""

from __future__ import annotations

import builtins
import json
from pathlib import Path

import pytest

from grokwidget import Client, providers
from grokwidget.errors import SettingsError
from grokwidget.origins import FILE, origin
from grokwidget.settings import settings_file

KEY = "sk-an-invented-key-for-tests"


@pytest.fixture(autouse=True)
def keys_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIVIDEOAPI_API_KEY", KEY)
    monkeypatch.setenv("MYRELAY_API_KEY", KEY)


def _answering(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Somebody who answers, as a kernel's front end lets them; returns what they were asked."""
    asked, left = [], list(answers)

    def answer(question: object = "") -> str:
        asked.append(str(question))
        return left.pop(0)

    monkeypatch.setattr(builtins, "input", answer)
    return asked


def test_the_providers_own_address_needs_no_consent() -> None:
    client = Client("aivideoapi")
    assert client.key(providers.provider("aivideoapi")) is not None


def test_a_new_origin_fails_where_nobody_can_answer() -> None:
    client = Client("aivideoapi", base_url="https://relay.example")
    with pytest.raises(SettingsError, match=r"AIVIDEOAPI_API_KEY is not sent to https://relay\.example") as raised:
        client.key(providers.provider("aivideoapi"))
    assert KEY not in str(raised.value)


def test_nothing_of_a_job_is_written_before_the_consent(tmp_path: Path) -> None:
    client = Client("aivideoapi", base_url="https://relay.example", library=tmp_path / "library")
    with pytest.raises(SettingsError):
        client.submit("a fox")
    assert not list(client.library.ledger.history())


def test_consent_is_asked_once_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = _answering(monkeypatch, "y")
    for path in ("", "/v1"):
        client = Client("aivideoapi", base_url=f"https://relay.example{path}")
        assert client.key(providers.provider("aivideoapi")) is not None
    assert len(asked) == 1
    assert "https://relay.example" in asked[0]
    assert json.loads((settings_file().parent / FILE).read_text()) == {"AIVIDEOAPI_API_KEY": ["https://relay.example"]}


@pytest.mark.parametrize("answer", ["", "n", "no", "what?"])
def test_anything_but_yes_is_no_and_asks_again_next_time(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    asked = _answering(monkeypatch, answer, answer)
    client = Client("aivideoapi", base_url="https://relay.example")
    for _ in range(2):
        with pytest.raises(SettingsError, match="not sent"):
            client.key(providers.provider("aivideoapi"))
    assert len(asked) == 2


@pytest.mark.parametrize("answer", ["y", "YES", "是"])
def test_yes_may_be_said_in_both_languages(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    _answering(monkeypatch, answer)
    client = Client("aivideoapi", base_url="https://relay.example")
    assert client.key(providers.provider("aivideoapi")) is not None


def test_a_key_given_with_its_address_is_consent() -> None:
    client = Client("aivideoapi", base_url="https://relay.example", key=KEY + "-other")
    found = client.key(providers.provider("aivideoapi"))
    assert found is not None
    assert KEY not in repr(client) + repr(found)


def test_that_consent_is_for_this_client_only() -> None:
    Client("aivideoapi", base_url="https://relay.example", key=KEY + "-other")
    with pytest.raises(SettingsError):
        Client("aivideoapi", base_url="https://relay.example").key(providers.provider("aivideoapi"))


def test_a_relay_in_the_users_settings_is_consent(tmp_path: Path) -> None:
    settings_file().write_text(
        '[providers.myrelay]\nbase_url = "https://relay.example"\ndialect = "aivideoapi"\n', encoding="utf-8"
    )
    assert Client("myrelay").key(providers.provider("myrelay")) is not None


def test_a_relay_in_a_projects_file_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "grokwidget.toml").write_text(
        '[providers.myrelay]\nbase_url = "https://relay.example"\ndialect = "aivideoapi"\n', encoding="utf-8"
    )
    client = Client("myrelay")
    with pytest.raises(SettingsError, match="MYRELAY_API_KEY"):
        client.key(providers.provider("myrelay"))


def test_a_key_from_a_dotenv_file_is_bound_like_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AIVIDEOAPI_API_KEY")
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(f"AIVIDEOAPI_API_KEY={KEY}\n", encoding="utf-8")
    assert Client("aivideoapi").key(providers.provider("aivideoapi")) is not None
    with pytest.raises(SettingsError):
        Client("aivideoapi", base_url="https://relay.example").key(providers.provider("aivideoapi"))


def test_an_address_on_this_machine_gets_a_dummy(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client("aivideoapi", base_url="http://127.0.0.1:9")
    found = client.key(providers.provider("aivideoapi"))
    assert found is not None
    assert found.source == "loopback"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Relay.Example/v1", "https://relay.example"),
        ("https://relay.example:443/v1", "https://relay.example"),
        ("http://relay.example:80", "http://relay.example"),
        ("https://relay.example:8443", "https://relay.example:8443"),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, expected: str) -> None:
    assert origin(url) == expected


def test_a_damaged_file_of_consents_is_none_at_all() -> None:
    (settings_file().parent / FILE).write_text("[1, 2]", encoding="utf-8")
    with pytest.raises(SettingsError):
        Client("aivideoapi", base_url="https://relay.example").key(providers.provider("aivideoapi"))


def _goes_to(client: Client) -> str:
    found = providers.provider(client.provider)
    assert client.key(found) is not None
    return client.address(found) or found.base_url


def test_a_key_given_with_one_address_never_goes_to_a_later_relay_of_the_same_name() -> None:
    first = Client("mine", base_url="https://one.example", dialect="apixgo", key="first-invented-key")
    second = Client("mine", base_url="https://two.example", dialect="apixgo", key="second-invented-key")
    assert (_goes_to(first), _goes_to(second)) == ("https://one.example", "https://two.example")


def test_a_projects_file_can_not_take_the_name_of_a_relay_that_has_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Client("mine", base_url="https://one.example", dialect="apixgo", key="first-invented-key")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "grokwidget.toml").write_text(
        '[providers.mine]\nbase_url = "https://evil.example"\ndialect = "apixgo"\n', encoding="utf-8"
    )
    Client()
    assert _goes_to(first) == "https://one.example"
    assert providers.provider("mine").base_url == "https://one.example"


def test_a_key_without_an_address_is_no_consent_to_a_projects_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "grokwidget.toml").write_text(
        '[providers.mine]\nbase_url = "https://evil.example"\ndialect = "apixgo"\n', encoding="utf-8"
    )
    client = Client("mine", key="first-invented-key")
    with pytest.raises(SettingsError, match=r"evil\.example"):
        client.key(providers.provider("mine"))

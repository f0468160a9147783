"""Keys come from where the user keeps them, are checked before they are used, and are never shown."""

from __future__ import annotations

import copy
import logging
import pickle
import re
import subprocess
import sys
import traceback
from pathlib import Path

import pytest

from grokwidget import keys, providers
from grokwidget.errors import MissingKey, SettingsError
from grokwidget.keys import Key
from grokwidget.redaction import guard, guard_logs, redact

_SERVICE = providers.provider("aivideoapi")
_CANARY = "sk-canary-0123456789abcdef"


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AIVIDEOAPI_API_KEY", raising=False)
    monkeypatch.setitem(sys.modules, "keyring", None)


def test_a_missing_key_is_told_with_where_to_put_it() -> None:
    with pytest.raises(MissingKey, match=r"AIVIDEOAPI_API_KEY.*%grokvideo key aivideoapi"):
        keys.find(_SERVICE)
    assert keys.found(_SERVICE) is None


def test_the_environment_goes_before_the_dotenv_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(f"AIVIDEOAPI_API_KEY={_CANARY}-file\nOTHER=${{HOME}}\n", encoding="utf-8")
    assert keys.find(_SERVICE).source == ".env"
    monkeypatch.setenv("AIVIDEOAPI_API_KEY", _CANARY)
    assert keys.find(_SERVICE).source == "AIVIDEOAPI_API_KEY"


def test_the_dotenv_file_of_the_project_is_read_from_its_sub_folders_and_none_beyond_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "outer" / "project"
    (project / "notebooks").mkdir(parents=True)
    (tmp_path / "outer" / ".env").write_text(f"AIVIDEOAPI_API_KEY={_CANARY}", encoding="utf-8")
    monkeypatch.chdir(project / "notebooks")
    assert keys.found(_SERVICE) is None
    (project / "pyproject.toml").touch()
    assert keys.found(_SERVICE) is None
    (project / ".env").write_text(f"AIVIDEOAPI_API_KEY={_CANARY}", encoding="utf-8")
    assert keys.found(_SERVICE) == ".env"


def test_a_key_given_in_the_session_goes_before_all_and_can_be_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIVIDEOAPI_API_KEY", _CANARY)
    keys.give(_SERVICE, _CANARY + "-typed")
    try:
        assert keys.find(_SERVICE) == Key(_CANARY + "-typed", "anywhere")
    finally:
        keys.forget(_SERVICE)
    assert keys.find(_SERVICE).source == "AIVIDEOAPI_API_KEY"


@pytest.mark.parametrize(
    ("value", "problem"),
    [("pk-wrong-prefix", "does not start with sk-"), ("sk-with space", "characters"), ("sk-中文", "characters")],
)
def test_a_key_that_can_not_be_right_is_refused_before_it_is_sent_and_not_repeated(
    value: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIVIDEOAPI_API_KEY", value)
    with pytest.raises(SettingsError, match=problem) as caught:
        keys.find(_SERVICE)
    assert value not in str(caught.value)
    assert "Nothing was sent" in str(caught.value)


def test_surrounding_white_space_of_a_pasted_key_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIVIDEOAPI_API_KEY", f" {_CANARY}\n")
    assert keys.find(_SERVICE) == Key(_CANARY, "x")


def test_a_key_shows_itself_nowhere() -> None:
    key = Key(_CANARY, "AIVIDEOAPI_API_KEY")
    for text in (repr(key), str(key), f"{key}", key.alias, repr(vars(type(key)))):
        assert "canary" not in text
    with pytest.raises(TypeError, match="not for pickling"):
        pickle.dumps(key)
    assert copy.deepcopy(key) is key


def test_two_keys_from_one_place_have_different_aliases() -> None:
    assert Key("sk-aaaaaaaa", "V").alias != Key("sk-bbbbbbbb", "V").alias


def test_a_known_key_is_taken_out_of_every_text_also_percent_encoded() -> None:
    Key("sk-odd/key+with=signs", "V")
    for text in ("sk-odd/key+with=signs", "https://h/p/sk-odd%2Fkey%2Bwith%3Dsigns", "Bearer sk-odd/key+with=signs!"):
        assert "odd" not in redact(f"the server said {text}")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("see https://cdn.example.com/v.mp4?X-Sig=abc&e=1 now", "see https://cdn.example.com/v.mp4?… now"),
        ("https://user:pw@host/x", "https://host/x"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer [key]"),
        ("key sk-abcdefgh123 is bad", "key sk-[key] is bad"),
        ("nothing secret?", "nothing secret?"),
        ("看 https://例子.com/视频.mp4?签=1", "看 https://例子.com/视频.mp4?…"),
    ],
)
def test_signed_addresses_and_bearer_tokens_are_cut(text: str, left: str) -> None:
    assert redact(text) == left


def test_the_logs_of_the_http_libraries_are_redacted(caplog: pytest.LogCaptureFixture) -> None:
    guard_logs()
    caplog.set_level(logging.DEBUG)
    Key(_CANARY, "V")
    for name in ("httpx", "httpcore.http11", "httpcore.connection"):
        logging.getLogger(name).debug("GET %s %s", "https://h/v.mp4?sig=1", _CANARY)
        logging.getLogger(name).debug("%s %s", "too few")
    assert "canary" not in caplog.text
    assert "sig=1" not in caplog.text


def test_a_traceback_with_all_its_variables_does_not_hold_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from grokwidget import Client

    monkeypatch.setenv("AIVIDEOAPI_API_KEY", _CANARY)
    client = Client("aivideoapi", library=tmp_path / "library")
    try:
        client.generate("a fox")
    except Exception as error:
        text = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert "OfflineError" in text  # scripts/test forbids real creates
    assert "canary" not in text


def test_the_keyring_is_asked_where_it_is_installed_and_its_troubles_are_no_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "keyring.py").write_text(
        "def get_password(service, name):\n    return {'AIVIDEOAPI_API_KEY': 'sk-from-the-ring'}.get(name)\n",
        encoding="utf-8",
    )
    script = (
        "from grokwidget import keys, providers\n"
        "print(keys.found(providers.provider('aivideoapi')))\n"
        "import keyring\n"
        "def locked(*_): raise RuntimeError('locked')\n"
        "keyring.get_password = locked\n"
        "print(keys.found(providers.provider('aivideoapi')))\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["keyring", "None"]


@pytest.mark.parametrize("way", ["environment", ".env", "given"])
def test_a_verbose_traceback_of_a_wrong_key_does_not_show_it(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from IPython.core.ultratb import VerboseTB

    canary = "pk-verbose-canary-0123456789"
    if way == "environment":
        monkeypatch.setenv("AIVIDEOAPI_API_KEY", canary)
    elif way == ".env":
        Path(".env").write_text(f"AIVIDEOAPI_API_KEY={canary}", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        keys.give(_SERVICE, canary) if way == "given" else keys.find(_SERVICE)
    ours = caught.tb.tb_next  # without this test's own frame
    text = re.sub(r"\x1b\[[\d;]*m", "", VerboseTB().text(caught.type, caught.value, ours))
    assert "does not start with sk-" in text
    assert f"<Key {'this session' if way == 'given' else '.env' if way == '.env' else 'AIVIDEOAPI_API_KEY'}#" in text
    assert "canary" not in text


def test_a_key_with_bytes_that_are_no_text_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIVIDEOAPI_API_KEY", "sk-\udcff\udcfe-canary")
    with pytest.raises(SettingsError, match="characters"):
        keys.find(_SERVICE)


def test_what_was_redacted_before_stays_as_it_is() -> None:
    guard("an-invented-canary-42")
    once = redact(
        "Bearer an-invented-canary-42, Bearer pre-an-invented-canary-42-post sk-invented0123 https://h.example/?a=b"
    )
    assert "canary" not in once
    assert "post" not in once
    assert redact(redact(once)) == once


@pytest.mark.parametrize("kept", range(8, 33))
def test_a_key_that_was_cut_off_is_hidden_too(kept: int) -> None:
    secret = "inv/ent+ed-cut-off-key-for-a-test"
    guard(secret)
    assert redact(f"a message of some words: {secret[:kept]}") == "a message of some words: [key]"
    assert redact(f"{secret[:kept]} and more") == "[key] and more"


@pytest.mark.parametrize(
    "spelled",
    [
        "inv/ent+ed%26<other>-key",
        "inv%2Fent%2Bed%2526%3Cother%3E-key",
        "inv%2fent%2bed%2526%3cother%3e-key",
        "inv/ent%2Bed%2526%3Cother%3E-key",
        "inv\\/ent+ed%26<other>-key",
        "inv/ent+ed%26&lt;other&gt;-key",
    ],
)
def test_a_key_is_hidden_however_a_server_spells_it(spelled: str) -> None:
    guard("inv/ent+ed%26<other>-key")
    assert redact(f"no: {spelled}!") == "no: [key]!"


def test_a_very_long_key_is_hidden() -> None:
    guard("long/" * 2000)
    assert redact("x " + "long/" * 2000 + " y " + "long/" * 1999) == "x [key] y [key]"

"""Keys out of Colab's secrets: found once, never shown, and every way of not getting one said in words."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grokwidget import colab, keys, providers
from grokwidget.errors import MissingKey

_SERVICE = providers.provider("aivideoapi")
_NAME = "AIVIDEOAPI_API_KEY"


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """Colab's `userdata`, with no secret in it; nothing was asked yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(_NAME, raising=False)
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.syspath_prepend(str(Path(__file__).parent / "colab"))
    for name in [name for name in sys.modules if name == "google" or name.startswith("google.colab")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(colab, "_known", type(colab._known)())
    monkeypatch.setattr(colab, "_reasons", {})
    monkeypatch.setattr(colab, "_silent", False)
    from google.colab import userdata

    yield userdata
    for name in [name for name in sys.modules if name == "google" or name.startswith("google.colab")]:
        del sys.modules[name]


def _refused() -> str:
    with pytest.raises(MissingKey) as caught:
        keys.find(_SERVICE)
    return str(caught.value)


def test_a_secret_is_a_key_asked_for_once_and_then_known_to_every_thread(secrets: Any) -> None:
    secrets.answers[_NAME] = "sk-out-of-colab-0123"
    found = [keys.find(_SERVICE)]
    other = threading.Thread(target=lambda: found.append(keys.find(_SERVICE)))
    other.start()
    other.join()
    assert [key.source for key in found] == ["colab", "colab"]
    assert secrets.asked == [_NAME]
    assert "sk-out" not in repr(vars(colab))


def test_the_environment_goes_before_and_the_page_is_not_asked(secrets: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(_NAME, "sk-out-of-the-environment")
    assert keys.find(_SERVICE).source == _NAME
    assert secrets.asked == []


def test_without_such_a_secret_the_ordinary_words_are_said_and_it_is_asked_for_again_later(secrets: Any) -> None:
    assert f"Set {_NAME} in the environment" in _refused()
    secrets.answers[_NAME] = "sk-added-meanwhile-0123"
    assert keys.find(_SERVICE).source == "colab"


def test_a_secret_that_the_notebook_may_not_read_says_how_to_allow_it(secrets: Any) -> None:
    secrets.answers[_NAME] = secrets.NotebookAccessError(_NAME)
    told = _refused()
    assert "this notebook may not read it" in told
    assert "Notebook access" in told
    assert "Set AIVIDEO" not in told


def test_a_page_that_does_not_answer_is_asked_once_only(secrets: Any) -> None:
    secrets.answers[_NAME] = secrets.TimeoutException(_NAME)
    for _ in range(3):
        assert "only while the notebook is open in Colab itself" in _refused()
    with pytest.raises(MissingKey, match="XAI_API_KEY"):
        keys.find(providers.provider("xai"))
    assert secrets.asked == [_NAME]


def test_an_error_that_nobody_knows_is_told_by_its_name_alone(secrets: Any) -> None:
    secrets.answers[_NAME] = RuntimeError("sk-in-its-words-0123")
    told = _refused()
    assert "(RuntimeError)" in told
    assert "sk-in" not in told


def test_a_thread_does_not_ask_the_page_and_says_that_a_cell_can(secrets: Any) -> None:
    secrets.answers[_NAME] = "sk-out-of-colab-0123"
    told: list[str] = []
    thread = threading.Thread(target=lambda: told.append(_refused()))
    thread.start()
    thread.join()
    assert "Colab gives its secrets to cells only" in told[0]
    assert secrets.asked == []

"""What a class's file may say, and who wins over whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from grokwidget import Client
from grokwidget.errors import InvalidRequest, SettingsError
from grokwidget.library.budget import Limit
from grokwidget.settings import Settings, choose_provider, is_offline, settings_file

from .conftest import Making


def test_a_class_fixes_provider_model_budget_and_ready_clips(course: Making) -> None:
    folder = course(
        'provider = "aivideoapi"\nmodel = "grok-imagine-text-to-video"\nrehearse = true\n'
        'locked = ["provider", "model"]\n'
        'budget = { credits = 200, jobs = 20 }\nshared_library = "clips"\n'
    )
    found = Settings.load().classroom
    assert found is not None
    assert (found.folder, found.chosen, found.model) == (folder, "aivideoapi", "grok-imagine-text-to-video")
    assert found.locked == {"provider", "model"}
    assert found.allowance is not None
    assert [(each.provider, each.unit, each.limit) for each in found.allowance.limits] == [
        ("aivideoapi", "credits", 200),
        ("", "jobs", 20),
    ]
    assert found.shelf is not None
    assert found.shelf.folder == folder / "clips"


def test_a_folder_below_is_in_the_class_and_one_beside_is_not(
    course: Making, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = course("offline = true\n")
    (folder / "week 1").mkdir()
    monkeypatch.chdir(folder / "week 1")
    assert Client(library=tmp_path / "mine").offline
    monkeypatch.chdir(tmp_path)
    assert Settings.load().classroom is None


@pytest.mark.parametrize(
    ("section", "problem"),
    [
        ('key = "sk-1"', "classroom.key"),
        ('base_url = "https://example.org"', "classroom.base_url"),
        ("price = 0.1", "classroom.price"),
        ('library = "/tmp"', "classroom.library"),
        ('provider = "aivideoapl"', "Did you mean aivideoapi"),
        ('provider = "xai"\nmodel = "grok-imagine-vide"', "Did you mean grok-imagine-video"),
        ('model = "grok-imagine-video"', "none of its provider's"),
        ('locked = ["provider"]', "must be named"),
        ('provider = "local"\nlocked = ["provider", "model"]', "must be named"),
        ('provider = "local"\nmodel = "local-video"\nlocked = ["model", "rehearse"]', "must be named"),
        ('locked = ["prompt"]', "classroom.locked"),
        ("budget = { credits = 5 }", "needs the provider"),
        ("budget = { jobs = -1 }", "-1"),
        ("budget = { euros = 5 }", "classroom.budget"),
    ],
)
def test_what_a_class_may_not_say_is_refused_in_a_sentence(course: Making, section: str, problem: str) -> None:
    course(section)
    with pytest.raises(SettingsError) as caught:
        Settings.load()
    assert problem in str(caught.value)
    assert "sk-1" not in str(caught.value)


def test_a_projects_file_still_may_not_set_a_price_or_a_setting_beside_its_class(course: Making) -> None:
    course("offline = true\n", more='provider = "xai"')
    with pytest.raises(SettingsError, match="may only add providers"):
        Settings.load()


def test_the_users_own_file_is_no_place_for_a_class() -> None:
    settings_file().write_text("[classroom]\noffline = true\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="classroom"):
        Settings.load()


def test_a_class_chooses_who_is_asked_only_where_that_costs_nothing(
    course: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    course('provider = "xai"\nlocked = ["provider"]\nbudget = { jobs = 5 }\n')
    monkeypatch.setenv("XAI_API_KEY", "xai-something")
    assert choose_provider(None, Settings.load()) == "local"
    course('provider = "xai"\nrehearse = true\n')
    assert choose_provider(None, Settings.load()) == "xai"
    settings_file().write_text('provider = "aivideoapi"\n', encoding="utf-8")
    course('provider = "local"\n')
    assert choose_provider(None, Settings.load()) == "local"
    monkeypatch.setenv("GROKWIDGET_PROVIDER", "apixgo")
    assert choose_provider(None, Settings.load()) == "apixgo"


def test_who_asks_another_provider_is_told_what_there_is_and_that_a_paid_one_must_be_named(
    course: Making, tmp_path: Path
) -> None:
    course('provider = "xai"\nlocked = ["provider"]\nbudget = { jobs = 5 }\n')
    with pytest.raises(InvalidRequest) as caught:
        Client(library=tmp_path / "mine").submit("a fox")
    assert "the service is xai, not local" in str(caught.value)
    assert "--provider xai" in str(caught.value)
    assert caught.value.field == "provider"
    assert not (tmp_path / "mine").exists()


def test_an_offline_class_is_offline_whatever_a_client_says(course: Making, monkeypatch: pytest.MonkeyPatch) -> None:
    course("offline = true\n")
    monkeypatch.setenv("GROKWIDGET_OFFLINE", "0")
    assert is_offline(False, Settings.load())


def test_a_relay_of_the_same_file_can_be_the_class_own(course: Making) -> None:
    relay = '[providers.school]\nbase_url = "https://relay.example.org"\ndialect = "apixgo"\n'
    course('provider = "school"\nrehearse = true\nlocked = ["provider"]\n', more=relay)
    found = Settings.load().classroom
    assert found is not None
    assert found.chosen == "school"


def test_a_budget_without_a_provider_counts_the_jobs_of_all(course: Making) -> None:
    course("budget = { jobs = 3 }\n")
    found = Settings.load().classroom
    assert found is not None
    assert found.allowance is not None
    assert found.allowance.limits == (Limit("", "jobs", 3.0, of_class=True),)

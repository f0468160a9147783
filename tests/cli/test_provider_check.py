"""`grokwidget doctor --provider`: a relay is looked at for nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grokwidget.local.options import Options
from grokwidget.local.service import Service
from grokwidget.settings import settings_file

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A local service whose dialects play the services that a relay stands before."""
    with Service(Options(folder=tmp_path / "service")) as running:
        yield running


def _doctor(*words: str) -> tuple[int, list[dict[str, str]]]:
    run = subprocess.run(
        [sys.executable, "-m", "grokwidget", "doctor", "--json", *words], capture_output=True, text=True, check=False
    )
    return run.returncode, json.loads(run.stdout) if run.stdout else []


def _verdicts(found: list[dict[str, str]]) -> dict[str, str]:
    return {finding["what"]: finding["verdict"] for finding in found}


@pytest.mark.parametrize("dialect", ["aivideoapi", "apixgo", "duoyuanx", "jimmyai", "grokimagineapi", "xai"])
def test_a_relay_that_speaks_its_dialect_is_well(service: Service, dialect: str) -> None:
    settings_file().write_text(
        f'[providers.mine]\nbase_url = "{service.url(dialect)}"\ndialect = "{dialect}"\n', encoding="utf-8"
    )
    code, found = _doctor("--provider", "mine")
    assert code == 0, found
    assert _verdicts(found)["answers"] == "ok", found


def test_a_relay_that_does_not_know_the_path_for_tasks_is_no_more_than_a_note(service: Service) -> None:
    settings_file().write_text(
        f'[providers.mine]\nbase_url = "{service.address}/nobody"\ndialect = "apixgo"\n', encoding="utf-8"
    )
    _, found = _doctor("--provider", "mine")
    assert _verdicts(found)["answers"] == "note"


def test_a_relay_that_nobody_answers_for_is_bad(service: Service) -> None:
    address = service.url("xai")
    service.stop()
    settings_file().write_text(f'[providers.mine]\nbase_url = "{address}"\ndialect = "xai"\n', encoding="utf-8")
    code, found = _doctor("--provider", "mine")
    assert code == 1
    assert _verdicts(found)["answers"] == "bad"


def test_a_provider_without_a_key_gets_the_command_that_mends_it() -> None:
    code, found = _doctor("--provider", "xai")
    assert code == 1
    assert found[-1]["mend"] == "export XAI_API_KEY=…"


def test_nothing_is_created_by_looking(service: Service) -> None:
    settings_file().write_text(
        f'[providers.mine]\nbase_url = "{service.url("aivideoapi")}"\ndialect = "aivideoapi"\n', encoding="utf-8"
    )
    _doctor("--provider", "mine")
    assert not service.store.rows("SELECT id FROM tasks")


def test_an_unknown_provider_is_told_in_a_sentence() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "grokwidget", "doctor", "--provider", "xia"], capture_output=True, text=True, check=False
    )
    assert run.returncode != 0
    assert "There is no provider xia" in run.stderr
    assert "Traceback" not in run.stderr

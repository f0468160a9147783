"""`grokwidget classroom`, run as a teacher runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grokwidget import Library
from grokwidget.errors import SettingsError
from grokwidget.library.ready import Ready
from grokwidget.settings import Settings

from .conftest import Making

pytestmark = pytest.mark.slow  # many processes: not for scripts/check


def _run(*arguments: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "grokwidget", "classroom", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | env, cwd=cwd, timeout=60)


def _verdicts(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    return {each["what"]: each["verdict"] for each in json.loads(done.stdout)}


def test_what_init_writes_is_read_as_it_was_said_and_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = ("--provider", "aivideoapi", "--rehearse", "--budget", "200", "credits", "--shared-library", "clips")
    done = _run("init", "course", *said, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    monkeypatch.chdir(tmp_path / "course")
    found = Settings.load().classroom
    assert found is not None
    assert (found.table.provider, found.table.rehearse, found.table.budget) == ("aivideoapi", True, {"credits": 200})
    assert found.locked == {"provider", "rehearse"}
    assert found.table.shared_library == Path("clips")


def test_open_locks_nothing_and_what_was_in_the_file_stays(tmp_path: Path) -> None:
    file = tmp_path / "grokwidget.toml"
    relay = '[providers.school]\nbase_url = "https://relay.example.org"\ndialect = "apixgo"\n'
    file.write_text(relay, encoding="utf-8")
    assert _run("init", "--provider", "school", "--rehearse", "--open", cwd=tmp_path).returncode == 0
    text = file.read_text(encoding="utf-8")
    assert text.startswith(relay)
    assert "locked" not in text
    twice = _run("init", "--offline", cwd=tmp_path)
    assert twice.returncode == 1
    assert "has a [classroom] already" in twice.stderr
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (("--provider", "aivideoapl"), "Did you mean aivideoapi"),
        (("--model", "grok-imagine-video"), "must be named"),
        (("--budget", "many", "jobs"), "many is no amount"),
        (("--budget", "5", "euros"), "euros is no unit"),
        (("--budget", "5", "usd"), "needs the provider"),
    ],
)
def test_what_no_class_can_say_is_refused_and_leaves_no_file(
    tmp_path: Path, said: tuple[str, ...], problem: str
) -> None:
    done = _run("init", *said, cwd=tmp_path)
    assert done.returncode == 1
    assert problem in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "grokwidget.toml").exists()


def test_check_names_what_is_missing_and_pack_mends_it(tmp_path: Path, taught: Library) -> None:
    _run("init", "course", "--provider", "xai", "--shared-library", "clips", cwd=tmp_path)
    done = _run("check", "course", "--json", cwd=tmp_path)
    assert done.returncode == 1
    assert _verdicts(done)["budget of each person"] == "bad", "a service that costs money, and no budget"
    assert _verdicts(done)["ready clips"] == "bad"
    with (tmp_path / "course" / "grokwidget.toml").open("a", encoding="utf-8") as file:
        file.write("budget = { usd = 2 }\n")
    packed = _run("pack", "course/clips", "--library", str(taught.path), cwd=tmp_path)
    assert "2 new" in packed.stdout
    good = _run("check", "course", cwd=tmp_path)
    assert good.returncode == 0, good.stdout
    assert "2, whole" in good.stdout
    for clip in (tmp_path / "course" / "clips").glob("*.mp4"):
        clip.write_bytes(clip.read_bytes()[:-1] + b"x")
    damaged = _run("check", "course", cwd=tmp_path)
    assert damaged.returncode == 1
    assert "not what was packed" in damaged.stdout


def test_a_budget_in_a_unit_that_nobody_states_prices_in_is_told(tmp_path: Path) -> None:
    _run("init", "--provider", "apixgo", "--budget", "5", "usd", cwd=tmp_path)
    done = _run("check", cwd=tmp_path)
    assert done.returncode == 1
    assert "no price of apixgo is known in that unit" in done.stdout


def test_check_speaks_chinese_and_says_where_there_is_no_class(tmp_path: Path) -> None:
    done = _run("check", cwd=tmp_path, GROKWIDGET_LANG="zh")
    assert done.returncode == 1
    assert "没有 [classroom]" in done.stdout


def test_packing_words_takes_only_what_has_them(tmp_path: Path, taught: Library) -> None:
    assert _run("pack", "clips", "sea", "--library", str(taught.path), cwd=tmp_path).returncode == 0
    (record,) = Ready(tmp_path / "clips").records().values()
    assert record.prompt == "the sea at dawn"


def test_an_amount_is_written_as_it_was_given(tmp_path: Path) -> None:
    for amount, written in (("1234567", "1234567"), ("0.125", "0.125")):
        _run("init", written, "--provider", "aivideoapi", "--budget", amount, "credits", cwd=tmp_path)
        assert f"credits = {written} }}" in (tmp_path / written / "grokwidget.toml").read_text("utf-8")


@pytest.mark.parametrize("deed", ["check", "init"])
def test_a_folder_that_is_none_is_a_sentence(deed: str, tmp_path: Path) -> None:
    (place := tmp_path / "file").write_text("")
    done = _run(deed, "file", cwd=tmp_path)
    assert done.returncode == 1
    assert f"{place} can't be used" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("folder", ["//host/share", "\\\\host\\share", "clips\0"])
def test_a_shared_folder_of_another_machine_is_refused(folder: str, course: Making) -> None:
    course(f"shared_library = {json.dumps(folder)}\n")
    with pytest.raises(SettingsError, match="no folder of this machine"):
        Settings.load()

"""The command line, run as a user runs it: a process of its own, the real local service, real files."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check

_COMMAND = [sys.executable, "-m", "grokwidget"]


def _run(*arguments: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*_COMMAND, *arguments], cwd=cwd, capture_output=True, text=True, env=os.environ | env, timeout=100
    )


def _made(line: str) -> Path:
    return Path(line.split("  ")[0])


@pytest.mark.slow
def test_a_prompt_becomes_a_file_and_the_second_time_it_is_free() -> None:
    first = _run("generate", "a calm sea at dawn", "--duration", "1", "--ratio", "16:9")
    assert first.returncode == 0, first.stderr
    path = _made(first.stdout)
    assert path.read_bytes()[4:8] == b"ftyp"
    again = _run("generate", "a calm sea at dawn", "--duration", "1", "--ratio", "16:9")
    assert _made(again.stdout) == path
    assert "from the library" in again.stdout


@pytest.mark.slow
def test_the_demo_without_a_lab_prints_path_seconds_and_cost() -> None:
    done = _run("demo", "--no-lab")
    assert done.returncode == 0, done.stderr
    path, seconds, cost = done.stdout.strip().split("  ")
    assert Path(path).exists()
    assert (seconds, cost) == ("6 s", "free")


@pytest.mark.slow
def test_history_and_inspect_tell_what_was_made(tmp_path: Path) -> None:
    copy = tmp_path / "copy.mp4"
    done = _run("generate", "极光 over a lake", "--duration", "1", "-o", str(copy))
    assert done.returncode == 0, done.stderr
    assert "极光" in _run("history").stdout
    facts = json.loads(_run("inspect", str(copy), "--json").stdout)
    assert facts["width"] == 848
    assert facts["duration"] == pytest.approx(1, abs=0.1)
    assert "极光 over a lake" in json.dumps(facts["provenance"], ensure_ascii=False)


@pytest.mark.slow
def test_history_shows_a_prompt_as_it_is_written() -> None:
    prompt = "say [/INST] now, a [red]calm[/red] sea"
    assert _run("generate", prompt, "--duration", "1").returncode == 0
    assert "[/INST] now, a [red]calm[/red]" in _run("history", COLUMNS="240").stdout


@pytest.mark.slow
def test_a_submitted_task_is_fetched_later_by_resume() -> None:
    sent = _run("generate", "fireflies at night", "--duration", "1", "--no-wait")
    assert sent.returncode == 0, sent.stderr
    resumed = _run("resume")
    assert resumed.returncode == 0, resumed.stderr
    assert _made(resumed.stdout).exists()
    assert "Nothing is unfinished" in _run("resume").stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["generate", ""], "needs a prompt"),
        (["generate", "x" * 5001], "5001 characters"),
        (["generate", "a", "--model", "local-vide"], "local-video"),
        (["generate", "a", "--ratio", "5:1"], "nearest is 21:9"),
        (["generate", "a", "--resolution", "4k"], "480p"),
        (["generate", "a", "--mode", "funn"], "fun"),
        (["generate", "a", "--duration", "31"], "nearest is 30 s"),
        (["generate", "a", "--provider", "aivideo"], "aivideoapi"),
        (["generate", "a", "--image", "no-such.png"], "no-such.png"),
        (["generate", "a", "--mode", "spicy", "--image", "no-such.png"], "spicy"),
        (["inspect", "no-such.mp4"], "no-such.mp4"),
    ],
)
def test_bad_input_is_one_sentence_and_leaves_no_file(arguments: list[str], sentence: str, tmp_path: Path) -> None:
    done = _run(*arguments, GROKWIDGET_LIBRARY=str(tmp_path / "library"))
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.rglob("*.mp4"))


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (["generate", "a", "--ratoi", "16:9"], "--ratio"),
        (["genrate"], "generate"),
        (["history", "--limt=3"], "--limit"),
    ],
)
def test_a_wrong_flag_or_command_is_answered_with_the_nearest_right_one(arguments: list[str], near: str) -> None:
    done = _run(*arguments)
    assert done.returncode == 2
    assert f"Did you mean {near}?" in done.stderr


def test_a_real_service_without_a_key_is_refused_with_the_variable_to_set() -> None:
    done = _run("generate", "a fox", "--provider", "aivideoapi", GROKWIDGET_FORBID_REAL="")
    assert done.returncode == 1
    assert "AIVIDEOAPI_API_KEY" in done.stderr


@pytest.mark.slow
def test_serve_prints_its_address_says_what_it_is_and_ends_on_interrupt() -> None:
    with subprocess.Popen([*_COMMAND, "serve"], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            address = next(word for word in line.split() if word.startswith("http://127.0.0.1:"))
            with urllib.request.urlopen(address, timeout=10) as reply:
                assert "procedural, not AI" in reply.read().decode()
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(15) in (0, 130)


def test_serve_on_a_port_in_use_says_so_in_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = _run("serve", "--port", port)
    assert done.returncode == 1
    assert port in done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_finds_this_environment_well_and_shows_no_key() -> None:
    done = _run("doctor", AIVIDEOAPI_API_KEY="sk-canary-0123456789")
    assert done.returncode == 0, done.stdout
    assert "All is well" in done.stdout
    assert "canary" not in done.stdout + done.stderr


def test_a_machine_without_keys_is_no_sick_machine_but_a_wrong_key_is() -> None:
    without = _run("doctor", "--json")
    assert without.returncode == 0
    assert {finding["verdict"] for finding in json.loads(without.stdout)} == {"ok", "note"}
    wrong = _run("doctor", AIVIDEOAPI_API_KEY="canary-0123456789")
    assert wrong.returncode == 1
    assert "canary" not in wrong.stdout + wrong.stderr


def test_the_doctor_names_the_command_that_mends_a_stale_front_end(tmp_path: Path) -> None:
    import shutil

    import grokwidget

    package = tmp_path / "grokwidget"
    shutil.copytree(Path(grokwidget.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    bundle = next((package / "notebook" / "static").glob("*.js"))
    bundle.write_text(bundle.read_text(encoding="utf-8") + "//", encoding="utf-8")
    done = _run("doctor", cwd=tmp_path)
    assert done.returncode == 1
    assert bundle.name in done.stdout
    assert "--force-reinstall" in done.stdout


@pytest.mark.parametrize("command", ["", "generate", "serve", "history", "resume", "inspect", "doctor", "demo"])
def test_help_is_there_in_chinese_too(command: str) -> None:
    done = _run(*filter(None, [command]), "--help", GROKWIDGET_LANG="zh")
    assert done.returncode == 0
    assert any("\u4e00" <= letter <= "\u9fff" for letter in done.stdout)

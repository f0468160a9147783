"""`grokwidget budget`, run as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grokwidget.library.budget import Book

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check


def _run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "grokwidget", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | env, timeout=60)


def test_a_budget_that_is_set_in_a_terminal_counts_everywhere_and_can_be_taken_away() -> None:
    done = _run("budget", "aivideoapi", "200", "credits")
    assert done.returncode == 0, done.stderr
    assert "200 credits" in done.stdout
    assert [(limit.provider, limit.left) for limit in Book().limits()] == [("aivideoapi", 200)]
    assert "没有设置预算" in _run("budget", "off", GROKWIDGET_LANG="zh").stdout
    assert Book().limits() == []


def test_a_wrong_word_is_a_sentence_and_no_traceback() -> None:
    done = _run("budget", "aivideoapi", "200", "euros")
    assert done.returncode == 1
    assert done.stderr.startswith("grokwidget: euros is no unit of a budget")
    assert "Traceback" not in done.stderr


def test_a_request_above_the_budget_ends_with_its_sentence() -> None:
    _run("budget", "aivideoapi", "10", "credits")
    nobody = '[providers.aivideoapi]\nbase_url = "http://127.0.0.1:9"\n'
    Path(os.environ["GROKWIDGET_CONFIG"]).write_text(nobody, encoding="utf-8")
    done = _run("generate", "a fox", "--provider", "aivideoapi")
    assert done.returncode == 1
    assert "The budget of 10 credits for aivideoapi would be exceeded" in done.stderr

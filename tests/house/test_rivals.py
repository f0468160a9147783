"""The benchmark against other clients keeps its books right, spends nothing, and reaches nobody beyond this machine."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.rivals import desk, others, theirs
from benchmarks.rivals.hidden import LONGEST, SHORTEST, WARM_UP, Plan, lengths, marked, prompt

_ROOT = Path(__file__).parents[2]


def test_all_contenders_get_the_same_lengths_and_each_round_others() -> None:
    assert lengths(8_000, 40) == lengths(8_000, 40)
    assert lengths(8_000, 40) != lengths(8_001, 40)
    assert all(SHORTEST <= length <= LONGEST for length in lengths(8_000, 400))


@pytest.mark.parametrize("around", [b'{"prompt": "%s"}', b"--boundary\r\nprompt\r\n\r\n%s\r\n", b"\n\x1f%s\x12\x01a"])
def test_a_job_is_known_whatever_wire_its_prompt_comes_over(around: bytes) -> None:
    assert marked(around % prompt("fal-client-8-0", 7).encode()) == ("fal-client-8-0", 7)


def test_the_books_count_every_request_and_leave_the_warm_up_out() -> None:
    books = desk.Desk()
    books.expect(Plan("a-run", [0.0, 60.0]))
    before = time.monotonic()
    first, second, warm = (books.take(prompt("a-run", number).encode()) for number in (0, 1, WARM_UP))
    assert first.done
    assert warm.done
    assert not second.done
    assert second.ends >= before + 60
    for what in ("status", "status", "result", "file"):
        books.asked(second.id, what)
    told = {task["number"]: task["requests"] for task in books.told("a-run")}
    assert told == {0: {"create": 1}, 1: {"create": 1, "status": 2, "result": 1, "file": 1}}


def test_a_job_that_is_bought_twice_is_an_error() -> None:
    books = desk.Desk()
    books.expect(Plan("a-run", [1.0]))
    books.take(prompt("a-run", 0).encode())
    with pytest.raises(ValueError, match="twice"):
        books.take(prompt("a-run", 0).encode())


@pytest.mark.parametrize(("shape", "half_way"), [("none", None), ("linear", 50), ("eased", 75)])
def test_progress_is_told_in_the_shape_that_was_asked_for(shape: str, half_way: int | None) -> None:
    task = desk.Task("id", "a-run", 0, time.monotonic() - 500, 1000, shape)  # type: ignore[arg-type]
    assert task.percent == half_way


def test_the_others_get_nobodys_key_and_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XAI_API_KEY", "OPENAI_API_KEY", "REPLICATE_API_TOKEN", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://somebody")
    given = others.environment()
    assert "http://somebody" not in given.values()
    assert given["FAL_KEY"] == "dummy"


def test_the_others_can_speak_to_nobody_beyond_this_machine() -> None:
    with pytest.raises(PermissionError, match="stays on this machine"):
        theirs.stay_here("socket.connect", (None, ("192.0.2.1", 443)))
    with socket.create_server(("127.0.0.1", 0)) as server:
        theirs.stay_here("socket.connect", (None, server.getsockname()))


def test_what_runs_under_the_others_interpreter_needs_nothing_of_ours() -> None:
    code = "import sys; import benchmarks.rivals.theirs; print(any(m.startswith('grokwidget') for m in sys.modules))"
    told = subprocess.run([sys.executable, "-S", "-c", code], cwd=_ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"

"""The child process: its protocol over real pipes, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grokwidget.local.render.spec import RenderSpec, seed_of

pytestmark = pytest.mark.slow


class Child:
    """`python -m grokwidget.local.render`, spoken to line by line."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grokwidget.local.render"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def send(self, message: object) -> None:
        assert self.process.stdin is not None
        line = message if isinstance(message, bytes) else json.dumps(message).encode()
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read().decode() if self.process.stderr else "silence"
        message: dict[str, Any] = json.loads(line)
        return message

    def until(self, *events: str) -> list[dict[str, Any]]:
        heard = [self.hear()]
        while heard[-1]["event"] not in events:
            heard.append(self.hear())
        return heard

    def close(self) -> tuple[bytes, bytes]:
        """Close stdin and return what is left in stdout and stderr."""
        return self.process.communicate(timeout=30)


@pytest.fixture
def child() -> Iterator[Child]:
    child = Child()
    yield child
    if child.process.poll() is None:
        child.process.kill()
    child.process.communicate()


def job(folder: Path, name: str, duration: float = 1.0, **values: object) -> dict[str, Any]:
    spec = RenderSpec(
        "海浪 at sunset", 208, 120, duration, seed_of(name), str(folder / f"{name}.mp4"), str(folder / f"{name}.webp")
    )
    return {"id": name, "spec": {**json.loads(spec.to_json()), **values}}


def test_jobs_are_rendered_one_after_the_other_with_honest_progress(child: Child, tmp_path: Path) -> None:
    child.send(job(tmp_path, "a"))
    child.send(job(tmp_path, "b"))
    for name in ("a", "b"):
        heard = child.until("done", "failed")
        assert {message["id"] for message in heard} == {name}
        *progress, done = heard
        counts = [message["frames"] for message in progress]
        assert counts == sorted(set(counts)) and counts[-1] == 24
        assert all(message["of"] == 24 for message in progress)
        assert done["event"] == "done" and done["bytes"] == Path(done["path"]).stat().st_size and done["seconds"] > 0
        # At most ten a second, and the last one.
        assert len(progress) <= done["seconds"] / 0.1 + 2
    out, err = child.close()
    assert (out, err, child.process.returncode) == (b"", b"", 0)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.mp4", "a.webp", "b.mp4", "b.webp"]


def test_closing_stdin_in_mid_render_ends_the_process_and_leaves_no_file(child: Child, tmp_path: Path) -> None:
    child.send(job(tmp_path, "long", 60.0))
    assert child.hear()["event"] == "progress"
    while not any(path.name.endswith(".part") for path in tmp_path.iterdir()):
        assert child.hear()["event"] == "progress"
    child.close()
    assert child.process.returncode == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.alone
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to catch")
def test_sigterm_ends_it_as_cleanly(child: Child, tmp_path: Path) -> None:
    child.send(job(tmp_path, "long", 60.0))
    assert child.hear()["event"] == "progress"
    child.process.send_signal(signal.SIGTERM)
    child.until("failed")
    assert child.process.wait(30) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.alone
@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C differently")
def test_ctrl_c_in_the_terminal_does_not_disturb_a_render(child: Child, tmp_path: Path) -> None:
    child.send(job(tmp_path, "a", 2.0))
    assert child.hear()["event"] == "progress"
    child.process.send_signal(signal.SIGINT)
    assert child.until("done", "failed")[-1]["event"] == "done"


def test_a_cancelled_job_fails_as_cancelled_and_the_next_one_runs(child: Child, tmp_path: Path) -> None:
    child.send(job(tmp_path, "long", 60.0))
    child.send(job(tmp_path, "queued"))
    child.send(job(tmp_path, "next"))
    assert child.hear()["event"] == "progress"
    child.send({"id": "queued", "cancel": True})
    child.send({"id": "long", "cancel": True})
    ended = [child.until("done", "failed")[-1] for _ in range(3)]
    assert [(message["id"], message["event"], message.get("code")) for message in ended] == [
        ("long", "failed", "cancelled"), ("queued", "failed", "cancelled"), ("next", "done", None),
    ]  # fmt: skip
    assert sorted(p.name for p in tmp_path.iterdir()) == ["next.mp4", "next.webp"]


def test_a_bad_line_or_spec_is_answered_and_survived(child: Child, tmp_path: Path) -> None:
    child.send(b"not json")
    assert child.hear() == {
        "id": None,
        "event": "failed",
        "code": "bad_request",
        "message": "the line is no JSON object with an id",
    }
    child.send({"spec": {}})
    assert child.hear()["code"] == "bad_request"
    child.send({"id": 7})
    assert (child.hear())["code"] == "bad_spec"
    child.send(job(tmp_path, "odd", width=209))
    assert child.hear()["code"] == "bad_spec"
    child.send(job(tmp_path, "nowhere", output=str(tmp_path / "none" / "x.mp4")))
    assert child.until("failed")[-1]["code"] == "not_writable"
    text = tmp_path / "fake.png"
    text.write_text("no picture")
    child.send(job(tmp_path, "fake", images=[str(text)]))
    assert child.until("failed")[-1]["code"] == "bad_image"
    text.unlink()
    child.send(job(tmp_path, "good"))
    assert child.until("done", "failed")[-1]["event"] == "done"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["good.mp4", "good.webp"]


@pytest.mark.skipif(not hasattr(os, "nice"), reason="priorities are a Unix idea")
def test_it_gives_way_to_everything_else(child: Child, tmp_path: Path) -> None:
    child.send(job(tmp_path, "a", 2.0))
    child.hear()
    assert os.getpriority(os.PRIO_PROCESS, child.process.pid) >= min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)

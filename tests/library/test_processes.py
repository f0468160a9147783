"""Other processes at the same library, kills and forks: with real ones of each."""

from __future__ import annotations

import contextlib
import random
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from grokwidget.library import Library

from .conftest import record

pytestmark = pytest.mark.slow


def _run(script: str, *arguments: object, **more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)


_CLAIM = """
import sys
from grokwidget.library import JobRecord, Library
library = Library(sys.argv[1])
library.ledger.history()
print("ready", flush=True)
sys.stdin.readline()
won = 0
for n in range(30):
    job = JobRecord(fingerprint=f"v1:{n}", provider="local", model="m", owner=library.owner.id)
    won += library.ledger.claim(job, lambda _: False)[1]
print(won)
"""


def test_processes_that_claim_the_same_requests_share_them_out_without_a_double(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _CLAIM, str(tmp_path / "grokvideos")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    running = [subprocess.Popen(command, **pipes) for _ in range(3)]  # type: ignore[call-overload]  # plain keywords
    for process in running:
        assert process.stdout.readline() == "ready\n"
    won = [int(process.communicate("\n", timeout=60)[0]) for process in _told(running)]
    assert sum(won) == 30
    assert len(Library(tmp_path / "grokvideos").ledger.history(limit=None)) == 30


def _told(running: list[subprocess.Popen[str]]) -> list[subprocess.Popen[str]]:
    for process in running:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    return running


_WRITE_FOREVER = """
import sys
from grokwidget.library import JobRecord, Library
library = Library(sys.argv[1])
n = 0
while True:
    job = JobRecord(fingerprint=f"v1:{library.owner.id}:{n}", provider="local", model="m", owner=library.owner.id)
    library.ledger.claim(job, lambda _: False)
    print(job.id, library.owner.id, flush=True)
    n += 1
"""


def test_what_a_killed_writer_was_told_is_written_stays_and_its_jobs_can_be_taken_over(tmp_path: Path) -> None:
    library = Library(tmp_path / "grokvideos")
    told: list[list[str]] = []
    for wanted in (1, 3, 7):
        command = [sys.executable, "-c", _WRITE_FOREVER, str(library.path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout
            told += [writer.stdout.readline().split() for _ in range(wanted)]
            assert library.owner.alive(told[-1][1])
            writer.send_signal(signal.SIGKILL)
            writer.wait()
        shutil.rmtree(library.path / "nothing", ignore_errors=True)
        job_id, owner = told[-1]
        assert not library.owner.alive(owner)
        assert library.ledger.get(job_id) is not None
        taken, mine = library.ledger.adopt(job_id, library.owner.id, library.owner.alive)
        assert mine
        assert taken.owner == library.owner.id
    assert library.notices == []
    library.close()


_STORE_FOREVER = """
import shutil, sys
from pathlib import Path
from grokwidget.library import JobRecord, Library
library = Library(sys.argv[1])
while True:
    asked = {"fingerprint": "v1:01234567", "provider": "local", "model": "m", "prompt": "fox", "created_at": 1e9}
    job = JobRecord(id=sys.argv[3], **asked)
    shutil.copyfile(sys.argv[2], library.part(job))
    print("go", flush=True)
    library.store(job, library.part(job))
    shutil.rmtree(library.path, ignore_errors=True)
"""


@pytest.mark.parametrize("seed", range(6))
def test_a_kill_while_a_clip_is_stored_leaves_a_whole_clip_or_none_and_storing_again_works(
    tmp_path: Path, footage: Path, seed: int
) -> None:
    job = record("fox", id="f" * 32, created_at=1e9, fingerprint="v1:01234567", provider="local", model="m")
    library = Library(tmp_path / "grokvideos")
    command = [sys.executable, "-c", _STORE_FOREVER, str(library.path), str(footage), job.id]
    delay = random.Random(seed).uniform(0, 0.25)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as storing:
        assert storing.stdout
        for _ in range(2):
            assert storing.stdout.readline() == "go\n"
        # The one thing waited for is the moment of the kill, which must not be in step with the work.
        with contextlib.suppress(subprocess.TimeoutExpired):
            storing.wait(delay)
        storing.kill()
    for video in library.path.glob("*.mp4"):
        assert video.read_bytes() == footage.read_bytes()
    file = library.stored(job)
    if file is None:
        shutil.copyfile(footage, library.part(job))
        file = library.store(job, library.part(job))
    assert library.has(job.changed(clips=(file,)))
    assert len(list(library.path.glob("*.mp4"))) == 1


def test_a_process_that_leaves_its_library_open_ends_all_the_same(tmp_path: Path) -> None:
    run = _run(
        """
        import sys
        from grokwidget.library import JobRecord, Library
        library = Library(sys.argv[1])
        library.ledger.claim(JobRecord(fingerprint="v1:0", provider="local", model="m"), lambda _: False)
        print("told", flush=True)
        """,
        tmp_path / "grokvideos",
    )
    assert (run.stdout, run.stderr) == ("told\n", "")


@pytest.mark.alone
def test_a_forked_child_is_somebody_else_and_leaves_its_parents_ledger_whole(tmp_path: Path) -> None:
    run = _run(
        """
        import os, sys
        from grokwidget.library import JobRecord, Library
        library = Library(sys.argv[1])
        parent = library.owner.id
        library.ledger.claim(JobRecord(fingerprint="v1:0", provider="local", model="m"), lambda _: False)
        child = os.fork()
        if not child:
            mine = library.owner.id
            job = JobRecord(fingerprint="v1:1", provider="local", model="m", owner=mine)
            library.ledger.claim(job, lambda _: False)
            print(mine != parent, library.owner.alive(parent), len(library.ledger.history()), mine, flush=True)
            os._exit(0)
        os.waitpid(child, 0)
        gone = library.ledger.by_fingerprint("v1:1").owner
        print(library.owner.alive(gone), library.owner.alive(parent), library.owner.id == parent, library.notices)
        """,
        tmp_path / "grokvideos",
    )
    first, second = run.stdout.splitlines()
    assert first.startswith("True True 2 ")
    assert second == "False True True []"


def test_a_parent_that_dies_is_dead_although_its_forked_child_lives_on(tmp_path: Path) -> None:
    script = """
import os, sys, time
from grokwidget.library import Library
library = Library(sys.argv[1])
print(library.owner.id, flush=True)
if os.fork():
    os.kill(os.getpid(), 9)
print("the child is here", flush=True)
sys.stdin.read()
"""
    command = [sys.executable, "-c", script, str(tmp_path / "grokvideos")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        owner = process.stdout.readline().strip()
        process.wait(30)
        # Until then a forked child holds what its parent held: it lets go before it does anything else.
        assert process.stdout.readline() == "the child is here\n"
        assert not Library(tmp_path / "grokvideos").owner.alive(owner)

"""Fifty jobs at once in several kernels, over real sockets to the local service: never more than the budget has."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from grokwidget import Client
from grokwidget.local.folder import service_folder
from grokwidget.local.launch import ensure

_KERNELS, _EACH = 5, 10
_SCRIPT = """
import os, sys, threading
from grokwidget import Client
from grokwidget.errors import BudgetExceeded
url, library, each = sys.argv[1], sys.argv[2], int(sys.argv[3])
client = Client("aivideoapi", base_url=url, library=library, timeout=100)
outcomes = []

def ask(n):
    try:
        job = client.submit(f"fox {n} of {os.getpid()}", duration=6)
        accepted = threading.Event()
        look = lambda update: accepted.set() if update.over or job.record.task_id else None
        job.on_update(look)
        look(job.update)
        assert accepted.wait(60)
        if job.error is not None:
            raise job.error
        outcomes.append("started")
    except BudgetExceeded:
        outcomes.append("refused")

threads = [threading.Thread(target=ask, args=(n,)) for n in range(each)]
print("ready", flush=True)
sys.stdin.readline()
for thread in threads: thread.start()
for thread in threads: thread.join()
print(outcomes.count("started"), outcomes.count("refused"), flush=True)
"""


def _bought() -> int:
    """How many tasks the service has sold."""
    with sqlite3.connect(service_folder() / "service.db") as db:
        (count,) = db.execute("SELECT count(*) FROM tasks WHERE provider='aivideoapi'").fetchone()
    db.close()
    return int(count)


@pytest.mark.slow
@pytest.mark.parametrize(("amount", "unit", "room"), [(55, "credits", 3), (2, "jobs", 2)])
@pytest.mark.parametrize("folders", ["one library", "a library each"])
def test_fifty_at_once_in_five_kernels_never_start_more_than_there_is_room_for(
    tmp_path: Path, amount: float, unit: str, room: int, folders: str
) -> None:
    url, shared = ensure("aivideoapi").base_url, folders == "one library"
    mine = Client("aivideoapi", base_url=url, library=tmp_path / "0", timeout=100)
    mine.budget.set(amount, unit, provider="aivideoapi")
    kernels = [
        subprocess.Popen(
            [sys.executable, "-c", _SCRIPT, url, str(tmp_path / ("0" if shared else str(n))), str(_EACH)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=dict(os.environ),
        )
        for n in range(_KERNELS)
    ]
    try:
        for kernel in kernels:
            assert kernel.stdout is not None
            assert kernel.stdout.readline() == "ready\n"
        for kernel in kernels:
            assert kernel.stdin is not None
            kernel.stdin.write("go\n")
            kernel.stdin.flush()
        said = [kernel.communicate(timeout=100)[0].split() for kernel in kernels]
    finally:
        for kernel in kernels:
            kernel.kill()
            kernel.wait(30)
    started, refused = (sum(int(pair[n]) for pair in said) for n in (0, 1))
    assert _bought() == room
    assert (started, refused) == (room, _KERNELS * _EACH - room)
    (row,) = mine.budget.rows()
    price = 1 if unit == "jobs" else 15
    assert row.spent + row.held == room * price

"""Jobs that are killed with SIGKILL at a random point, then resumed: what became of each, and of its money.

A process that has everything loaded forks a child for each job. The child ends itself by the real signal: on a line of
the package drawn by lot, in whatever thread it runs, or so many milliseconds after a change of the job's status.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from grokwidget import Client
from grokwidget.errors import GrokwidgetError
from grokwidget.library import JobStatus
from grokwidget.local.faults import Fault
from grokwidget.local.service import Service

from .smallfilms import PROVIDERS, fields, film_service, make_film

SEED = 20261121
_AT_ONCE = 3
_MOMENTS = ("planned", "submitting", "queued", "running", "downloading")
_PARENT = """
import json, os, signal, sys, threading, time
import grokwidget.jobs.download, grokwidget.transport.connections, grokwidget.library.sidecar, grokwidget.media.frames
import httpx, av, grokwidget
from grokwidget import Client
PACKAGE = os.path.dirname(grokwidget.__file__)
lines = 0

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def trace(frame, event, arg):
    return line if frame.f_code.co_filename.startswith(PACKAGE) else None

def line(frame, event, arg):
    global lines
    lines += 1
    if lines == death:
        die()
    return line

def heard(update):
    if str(update.status) == order["moment"]:
        threading.Timer(order["delay"], die).start()

for text in sys.stdin:
    order = json.loads(text)
    child = os.fork()
    if not child:
        death = order["line"]
        if death:
            threading.settrace(trace)
            sys.settrace(trace)
        if order["moment"] == "planned":
            threading.Timer(order["delay"], die).start()
        client = Client(order["provider"], base_url=order["url"], library=order["library"], timeout=60)
        job = client.submit(order["prompt"], **order["fields"])
        job.on_update(heard)
        if str(job.status) == order["moment"]:
            heard(job.update)
        job.result()
        sys.settrace(None)
        with open(order["library"] + ".lines", "w") as file:
            file.write(str(lines))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    print(json.dumps(os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status)), flush=True)
"""


@dataclass(frozen=True)
class Order:
    """One job, and when it is killed: on a line of the package, or `delay` seconds after a status was heard of."""

    provider: str
    url: str
    library: str
    prompt: str
    fields: dict[str, Any]
    line: int = 0
    moment: str = ""
    delay: float = 0.0


@dataclass(frozen=True)
class Fate:
    """What was found of a job after its process had ended."""

    killed: bool
    stood: str
    """Its status in the ledger when it was killed."""
    ended: str
    """Its status after resuming; "never asked for" where no intent had been written down."""
    accepted: int
    """Creates that the service had accepted for it before anybody asked again."""
    duplicated: int
    """Creates too many, also counted after the same request was made again."""
    torn: int
    """Files among the clips that are not the whole video."""
    good: bool
    """Whether one that was accepted is a clip now, or is called "maybe charged" because it was killed while being
    sent; and none was paid twice, none is torn."""


def run(kills: int, folder: Path) -> list[Fate]:
    """Kill so many; the fates of all, those included that were through before their death came."""
    film = folder / "film.mp4"
    video = make_film(film)
    slow = [
        Fault("create", times=None, delay=0.03, drip=3000),
        Fault("download", times=None, drip=600_000),
    ]
    with (
        film_service(folder / "service", film, slow, pause=0.05) as service,
        ThreadPoolExecutor(_AT_ONCE) as pool,
        _parents() as parents,
    ):

        def one(number: int, parent: subprocess.Popen[str], **death: Any) -> Fate:
            provider = PROVIDERS[number % len(PROVIDERS)]
            library = str(folder / f"library-{number}")
            order = Order(
                provider, service.url(provider), library, f"fox {number} is killed", fields(provider), **death
            )
            return _fate(order, parent, lambda: _tasks(service, order), video)

        one(0, parents[0], line=-1)
        whole = int((folder / "library-0.lines").read_text())

        def share(at: int) -> list[Fate]:
            mine = random.Random(SEED + at)
            fates: list[Fate] = []
            number = at + 1
            while sum(fate.killed for fate in fates) < kills // _AT_ONCE + (at < kills % _AT_ONCE):
                fates.append(one(number, parents[at], **_death(mine, whole)))
                number += _AT_ONCE
            return fates

        return [fate for fates in pool.map(share, range(_AT_ONCE)) for fate in fates]


def _death(rng: random.Random, whole: int) -> dict[str, Any]:
    """On one of the lines that a whole job takes, or so long after a change of its status."""
    if rng.random() < 0.5:
        return {"line": rng.randrange(1, whole)}
    return {"moment": rng.choice(_MOMENTS), "delay": rng.uniform(0, 0.25)}


def _tasks(service: Service, order: Order) -> list[str]:
    """The ids of the tasks that the service made of an order, by its words, which are its own."""
    rows = service.store.rows('SELECT id, "order" FROM tasks WHERE provider = ?', order.provider)
    return [row["id"] for row in rows if json.loads(row["order"])["prompt"] == order.prompt]


def _fate(order: Order, parent: subprocess.Popen[str], tasks: Callable[[], list[str]], video: bytes) -> Fate:
    assert parent.stdin is not None
    assert parent.stdout is not None
    parent.stdin.write(json.dumps(asdict(order)) + "\n")
    parent.stdin.flush()
    killed = int(json.loads(parent.stdout.readline())) == signal.SIGKILL
    client = Client(order.provider, base_url=order.url, library=order.library, timeout=60)
    stood = next((str(record.status) for record in client.library.ledger.history()), "nothing written")
    client.resume(wait=True)
    accepted = tasks()
    record = next(iter(client.library.ledger.history()), None)
    ended = record.status if record else None
    whole = ended is JobStatus.DONE or (ended is JobStatus.UNKNOWN and stood == JobStatus.SUBMITTING)
    # One that had never been sent may be asked for again; of the others nothing more may come.
    with suppress(GrokwidgetError):
        client.generate(order.prompt, **order.fields)
    files = list(Path(order.library).glob("*.mp4"))
    torn = sum(file.read_bytes() != video for file in files)
    duplicated = max(len(tasks()) - 1, 0)
    clip = bool(files) or ended is JobStatus.UNKNOWN
    good = (whole or not accepted) and clip and not torn and not duplicated
    return Fate(killed, stood, str(ended or "never asked for"), len(accepted), duplicated, torn, good)


@contextmanager
def _parents() -> Iterator[Sequence[subprocess.Popen[str]]]:
    """Processes that have everything loaded and fork a child for every order."""
    parents = [
        subprocess.Popen([sys.executable, "-c", _PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(_AT_ONCE)
    ]
    try:
        yield parents
    finally:
        for parent in parents:
            parent.communicate()  # its standard input ends, and so does it

"""The rounds: one contender after the other, so that none disturbs another, all with the same hidden lengths."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import film, others
from .hidden import Plan, Progress, lengths
from .standing import Standing, report

_ROOT = Path(__file__).parents[2]
_PATIENCE = 240.0


@dataclass(frozen=True)
class Contender:
    """Who takes part, and how."""

    name: str
    kind: str
    """The package of a rival, or `ours`."""
    place: str = "away"
    poll: str = ""
    progress: Progress = "linear"


OURS = (
    Contender("grokwidget, no progress told", "ours", progress="none"),
    Contender("grokwidget, progress told", "ours"),
    Contender("grokwidget, progress that misleads", "ours", progress="eased"),
    Contender("grokwidget burst, no progress told", "ours", poll="burst", progress="none"),
    Contender("grokwidget burst, progress told", "ours", poll="burst"),
)


def run() -> bool:
    """Print the tables; True when all figures are within their limits."""
    python = others.interpreter()
    missing = others.missing(python)
    for name in missing:
        print(f"{name} could not be installed: it is left out.")
    quick = "--quick" in sys.argv
    rivals = tuple(Contender(name, name) for name in others.MODULES if name not in missing)
    modes = [(8, 1)] if quick else [(8, 3), (40, 1)]
    good = True
    with tempfile.TemporaryDirectory(prefix="grokwidget-rivals-") as folder:
        target = Path(folder) / "film.mp4"
        film.make(target)
        with _service(python, target) as service:
            for count, times in modes:
                standings = [Standing(each.name) for each in (*rivals, *OURS)]
                for turn in range(times):
                    for contender, standing in zip((*rivals, *OURS), standings, strict=True):
                        standing.add(*_round(contender, service, python, count, turn))
                versions = others.versions(python) if python else {}
                good = report(count, times, standings, versions, target.stat().st_size) and good
    return good


def _round(
    contender: Contender, service: dict[str, Any], python: Path | None, count: int, turn: int
) -> tuple[dict[str, Any], list[dict[str, Any]], float]:
    """What a contender says of its jobs, what the service says of them, and the machine's load before."""
    name = "".join(char if char.isalnum() else "-" for char in contender.name.lower())
    plan = Plan(f"{name}-{count}-{turn}", lengths(1000 * count + turn, count), contender.progress)
    _books(service, "begin", asdict(plan))
    told = [json.dumps(service), plan.run, str(count)]
    if contender.kind == "ours":
        command = [sys.executable, "-m", "benchmarks.rivals.ours", *told, contender.place, contender.poll]
    else:
        command = [str(python), "-m", "benchmarks.rivals.theirs", contender.kind, *told]
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    answer = subprocess.run(
        command, capture_output=True, text=True, cwd=_ROOT, env=others.environment(), timeout=_PATIENCE, check=False
    )
    if answer.returncode:
        raise RuntimeError(f"{contender.name} failed:\n{answer.stderr[-2000:]}")
    return json.loads(answer.stdout), _books(service, plan.run), load


def _books(service: dict[str, Any], what: str, told: dict[str, Any] | None = None) -> Any:
    data = None if told is None else json.dumps(told).encode()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{service['address']}/books/{what}", data) as reply:
        return json.load(reply)


@contextlib.contextmanager
def _service(python: Path | None, target: Path) -> Iterator[dict[str, Any]]:
    with subprocess.Popen(
        [python or sys.executable, "-m", "benchmarks.rivals.server", target],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=_ROOT,
        env=others.environment(),
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.stdin.close()

"""Never pay twice, never lose a clip: the fault matrix, killed processes, and a loop that never stands still.

`python -m benchmarks trust` goes through everything; `--quick` takes a sample of each.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from .cached import own_folders
from .faultcases import CREATES, DOWNLOADS, POLLS, Trouble
from .table import Figure, show

if TYPE_CHECKING:
    from .faultmatrix import Verdict
    from .kills import Fate
    from .loopgaps import Gaps

Plan = list[tuple[Trouble, int | None]]
_KILLS = 200
_SEVERAL = 3
_TWICE = "others, one reply lost: xai-sdk, openai, runwayml, lumaai, fal-client, google-genai 2; always lost: up to 10"
_LOST = "others: replicate, huggingface_hub, litellm end with an error, and the id is lost"
_POLLS = "others: of 503, 500, reset all three are survived by openai, runwayml, lumaai, ComfyUI alone"
_RESUME = "others: none writes a job's id down"
_BLOCKED = "others: huggingface_hub up to 2.2 stops its loop for 2.2 to 3.4 s with 3 jobs"


def run() -> bool:
    """Make all the trouble, print what came of it; True when nothing was paid twice, lost or torn."""
    quick = "--quick" in sys.argv
    began = time.monotonic()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        os.environ.update(own_folders(folder))
        from . import faultmatrix, kills, loopgaps

        for part in ("gaps", "matrix", "kills"):
            (folder / part).mkdir()
        # First, while there is nothing else in this process.
        gaps = loopgaps.run(1 if quick else 3, folder / "gaps")
        verdicts = faultmatrix.run(sample() if quick else everything(), folder / "matrix")
        fates = kills.run(12 if quick else _KILLS, folder / "kills")
    _by_trouble(verdicts)
    _by_moment(fates)
    title = f"never pay twice, never lose a clip ({time.monotonic() - began:.0f} s{', a sample' if quick else ''})"
    return show(title, [*_matrix(verdicts), *_kills(fates, 12 if quick else _KILLS), *_loop(gaps)])


def everything() -> Plan:
    """Every trouble, once and always; with polls several times too."""
    often = {"create": (1, None), "poll": (1, _SEVERAL, None), "download": (1, None)}
    return [(trouble, times) for trouble in (*CREATES, *POLLS, *DOWNLOADS) for times in often[trouble.place]]


def sample() -> Plan:
    """A few troubles that end soon and differ."""
    names = {"reset after it was accepted", "200, accepted, no id", "502 in HTML", "307", "empty 202", "cut", "JSON"}
    return [(trouble, 1) for trouble in (*CREATES, *POLLS, *DOWNLOADS) if trouble.name in names]


def _by_trouble(verdicts: Sequence[Verdict]) -> None:
    """One row for each trouble and how often: how the six providers' jobs ended in it, and after it."""
    table = Table(title="the fault matrix: six providers each", title_justify="left")
    for column in ("trouble", "times", "the job ended as", "and after it as", "accepted", "twice", "lost", "no state"):
        table.add_column(column, justify="right" if column in ("accepted", "twice", "lost", "no state") else "left")
    for (trouble, times), group in groupby(verdicts, key=lambda one: (one.case.trouble, one.case.times)):
        row = list(group)
        table.add_row(
            f"{trouble.place}: {trouble.name}",
            "always" if times is None else str(times),
            _counted(one.first for one in row),
            _counted(one.last for one in row),
            *(str(sum(getattr(one, what) for one in row)) for what in ("accepted", "duplicated", "lost", "stateless")),
        )
    Console(width=120).print(table)


def _by_moment(fates: Sequence[Fate]) -> None:
    """Where the jobs stood when they were killed, and what became of them."""
    table = Table(title="killed with SIGKILL, then resumed", title_justify="left")
    for column in ("in the ledger when killed", "jobs", "accepted by the service", "and after resuming"):
        table.add_column(column)
    killed = [fate for fate in fates if fate.killed]
    for stood in sorted({fate.stood for fate in killed}):
        row = [fate for fate in killed if fate.stood == stood]
        accepted = str(sum(fate.accepted for fate in row))
        table.add_row(stood, str(len(row)), accepted, _counted(fate.ended for fate in row))
    Console(width=120).print(table)


def _counted(words: Iterable[str]) -> str:
    return ", ".join(f"{count} {word}" for word, count in Counter(words).most_common())


def _matrix(verdicts: Sequence[Verdict]) -> list[Figure]:
    polls = [one for one in verdicts if one.case.trouble.place == "poll"]
    # Within the same wait, unless the trouble outlasts it: then after resuming.
    died = [one for one in polls if "done" not in (one.last if one.case.times is None else one.first)]
    return [
        Figure("requests in trouble", len(verdicts), "", note="each trouble × each provider × once and always"),
        Figure("troubles that were not met", sum(not one.happened for one in verdicts), "", 0),
        Figure("duplicated creates", sum(one.duplicated for one in verdicts), "", 0, _TWICE),
        Figure("lost ids", sum(one.lost for one in verdicts), "", 0, _LOST),
        Figure("jobs left in no state", sum(one.stateless for one in verdicts), "", 0),
        Figure("faulted polls survived", len(polls) - len(died), "", note=_POLLS),
        Figure("faulted polls not survived", len(died), "", 0),
    ]


def _kills(fates: Sequence[Fate], wanted: int) -> list[Figure]:
    killed = sum(fate.killed for fate in fates)
    return [
        Figure("jobs killed with SIGKILL", killed, "", note=f"{len(fates) - killed} more were through before"),
        Figure("kills that are missing", max(wanted - killed, 0), "", 0),
        Figure("killed, then bought twice", sum(fate.duplicated for fate in fates), "", 0),
        Figure("killed, then torn files", sum(fate.torn for fate in fates), "", 0),
        Figure("killed, then neither clip nor maybe charged", sum(not fate.good for fate in fates), "", 0, _RESUME),
    ]


def _loop(gaps: Sequence[Gaps]) -> list[Figure]:
    worst = max(gaps, key=lambda one: one.portal)
    usual = statistics.median(one.portal for one in gaps)
    return [
        Figure("32 jobs: the loop's largest gap, median of the rounds", usual, "ms", 50, _BLOCKED),
        Figure("32 jobs: the largest of all rounds", worst.portal, "ms", note=f"{worst.seconds:.1f} s for 32 jobs"),
        Figure("32 jobs: the gap of 99 in 100 beats, worst round", max(one.portal_99 for one in gaps), "ms"),
        Figure("32 jobs: of a gap, what the loop itself computed, worst", max(one.own for one in gaps), "ms"),
        Figure("an idle loop beside it, another process", worst.idle, "ms", note="what the machine does to anybody"),
    ]

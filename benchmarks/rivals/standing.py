"""What came of the rounds, in a table, and who did better."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.table import Figure, show

_WAIT = ("create", "status", "result")
"""Requests of the wait itself; the file's download is another, for everybody."""
_TRUE = ("progress told", "burst, progress told")


@dataclass
class Standing:
    """One contender's jobs of all rounds. Seconds are from the moment at which the service was done."""

    name: str
    heard: list[float] = field(default_factory=list)
    """Until the client had its result, with the video's address: of ours, until it began to fetch the video."""
    file: list[float] = field(default_factory=list)
    """Until the video's bytes were in a file, by a download that the others leave to their users."""
    clip: list[float] = field(default_factory=list)
    """Until it was a clip: verified, with its stills, in the ledger. Of ours only."""
    requests: list[int] = field(default_factory=list)
    """Of each job, the download left out."""
    cpu: float = 0.0
    loads: list[float] = field(default_factory=list)

    def add(self, said: dict[str, Any], books: list[dict[str, Any]], load: float) -> None:
        """One round more."""
        ends = {task["number"]: task["ends"] for task in books}
        for job in said["jobs"]:
            for moment, values in (("heard", self.heard), ("file", self.file), ("clip", self.clip)):
                if moment in job:
                    values.append(job[moment] - ends[job["number"]])
        self.requests += [sum(task["requests"].get(what, 0) for what in _WAIT) for task in books]
        self.cpu += said["cpu"]
        self.loads.append(load)

    @property
    def row(self) -> list[str]:
        """Its line of the table."""
        seconds = [
            text
            for values in (self.heard, self.file, self.clip)
            for text in ((f"{mean(values):.3f}", f"{max(values):.3f}") if values else ("", ""))
        ]
        cpu = 1000 * self.cpu / len(self.file)
        return [self.name, *seconds, f"{mean(self.requests):.1f}", f"{cpu:.0f}", f"{max(self.loads):.1f}"]


def mean(values: list[float] | list[int]) -> float:
    """The mean."""
    return statistics.fmean(values)


def report(count: int, times: int, standings: list[Standing], versions: dict[str, str], size: int) -> bool:
    """Print the table and what is asked of us; True when it is met."""
    table = Table(title=f"{count} jobs at once, {times} time(s); clips of {size / 1e6:.1f} MB", title_justify="left")
    heads = ("", "result s", "worst", "file s", "worst", "clip s", "worst", "requests", "CPU ms", "load")
    for head in heads:
        table.add_column(head, justify="left" if not head else "right")
    for standing in standings:
        name, *cells = standing.row
        table.add_row(f"{name} {versions.get(name, '')}".strip(), *cells)
    Console(width=120).print(table)
    return show(f"{count} jobs at once", _asked({standing.name: standing for standing in standings}))


def _asked(of: dict[str, Standing]) -> list[Figure]:
    figures: list[Figure] = []
    for name in [name for name in of if name.startswith("grokwidget") and "burst" not in name]:
        ours, told = of[name], name.removeprefix("grokwidget, ")
        figures.append(Figure(f"worst, {told}", max(ours.clip), "s", 1.0, "to the verified clip"))
        if "replicate" in of:
            figures += _beside(f"mean / replicate's, {told}", ours, of["replicate"], true=told in _TRUE)
        if "xai-sdk" in of:
            ratio = mean(ours.requests) / mean(of["xai-sdk"].requests)
            figures.append(Figure(f"requests / xai-sdk's, {told}", ratio, "x", 1.0))
    for name in [name for name in of if "burst" in name and "fal-client" in of]:
        ours, other, told = of[name], of["fal-client"], name.removeprefix("grokwidget ")
        figures += _beside(f"mean / fal's, {told}", ours, other, true=told in _TRUE)
        figures.append(Figure(f"requests / fal's, {told}", mean(ours.requests) / mean(other.requests), "x", 1 / 3))
    return figures


def _beside(name: str, ours: Standing, other: Standing, *, true: bool) -> list[Figure]:
    """Result against result, file against file; and our clip against a mere file, for comparison.

    Where the service tells no true progress the means are for comparison too: of lengths that are even from 5 to 25 s,
    with as many questions as one a second takes, no schedule hears sooner than 0.29 s on average (Keller).
    """
    limit = 1.0 if true else None
    return [
        Figure(name, mean(ours.heard) / mean(other.heard), "x", limit, "result / result"),
        Figure(name, mean(ours.file) / mean(other.file), "x", limit, "file / file"),
        Figure(name, mean(ours.clip) / mean(other.file), "x", note="our verified clip / its file"),
    ]

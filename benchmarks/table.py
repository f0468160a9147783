"""The one way in which a benchmark prints what it measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Figure:
    """One measured figure beside its limit; no limit means that it is shown for comparison only."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    note: str = ""

    @property
    def good(self) -> bool:
        """Whether the figure is within its limit."""
        return self.limit is None or self.value <= self.limit


def show(title: str, figures: Sequence[Figure]) -> bool:
    """Print the figures; True when all are within their limits."""
    table = Table(title=title, title_justify="left")
    for column in ("figure", "measured", "limit", "", "note"):
        table.add_column(column, justify="right" if column in ("measured", "limit") else "left")
    for figure in figures:
        limit = "" if figure.limit is None else f"≤ {figure.limit:g} {figure.unit}"
        verdict = "" if figure.limit is None else ("ok" if figure.good else "OVER")
        table.add_row(figure.name, f"{figure.value:.3g} {figure.unit}", limit, verdict, figure.note)
    Console(width=120).print(table)
    return all(figure.good for figure in figures)

"""A sweep in words: its price as a table, what is left out and why, what went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import display
from ..library.budget import written
from ..messages import say
from .axes import axis_title
from .cell import CellStatus, SweepCell
from .planned import described, short

if TYPE_CHECKING:
    from .sweep import Sweep

_MOST_NOTES = 12
KINDS = dict.fromkeys(("cost", "estimate", "seconds"), "float64")
"""Columns of numbers, also where nothing is known: then pandas can't tell."""


@dataclass(frozen=True)
class PriceTable:
    """Heads and rows of text. Shows itself as a table in a notebook."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __repr__(self) -> str:
        return "\n".join("  ".join(row).rstrip() for row in _aligned([self.heads, *self.rows]))

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return display.bundle(self, repr(self))


def price_table(cells: Iterable[SweepCell]) -> PriceTable:
    """A row for each provider, model, price and fate, in the order of the cells."""
    groups: dict[tuple[str, str, str, str], list[SweepCell]] = {}
    for cell in cells:
        price = str(cell.estimate) if cell.fate.sends else say("cost.free")
        groups.setdefault((cell.provider, cell.model, str(cell.fate), price), []).append(cell)
    rows = [
        (provider, model, say(f"sweep.fate.{fate}"), str(len(group)), price, _together(group))
        for (provider, model, fate, price), group in groups.items()
    ]
    heads = [say(f"table.{head}") for head in ("provider", "model")]
    heads += [say(f"sweep.head.{head}") for head in ("fate", "count", "each", "all")]
    return PriceTable(tuple(heads), tuple(rows))


def _together(group: Sequence[SweepCell]) -> str:
    price = group[0].estimate
    if not group[0].fate.sends or price.amount == 0:
        return say("cost.free")
    if price.amount is None:
        return say("cost.unknown")
    dollars = None if price.usd is None else round(price.usd * len(group), 6)
    return str(price.model_copy(update={"amount": round(price.amount * len(group), 6), "usd": dollars}))


def lines(sweep: Sweep) -> list[str]:
    """The whole sweep: how many, what it costs, how it stands, and what is to be said."""
    return [headline(sweep), *standing(sweep), *notes(sweep)]


def headline(sweep: Sweep) -> str:
    """How many clips, of which lists."""
    axes = " × ".join(
        f"{axis_title(axis.name)} ({len(axis.values)})" for axis in sweep.grid.axes if len(axis.values) > 1
    )
    key = "sweep.headline.one" if len(sweep) == 1 else "sweep.headline"
    return say(key, count=len(sweep), axes=say("sweep.headline.axes", axes=axes) if axes else "")


def standing(sweep: Sweep) -> list[str]:
    """The price before a run, how the cells stand after it began."""
    counts = sweep.counts
    if set(counts) <= {CellStatus.PLANNED, CellStatus.DONE} and not sweep.running and CellStatus.PLANNED in counts:
        return [str(sweep.estimate)]
    spent = spending(sweep.cells)
    return [say("sweep.standing", parts=parts(sweep), cost=spent)]


def parts(sweep: Sweep) -> str:
    """How many cells stand where: "2 done, 1 stopped"."""
    return say("sweep.comma").join(say(f"sweep.status.{status}", count=count) for status, count in sweep.counts.items())


def spending(cells: Iterable[SweepCell]) -> str:
    """What the cells did cost this time, in words; "free" where nothing did."""
    amounts: dict[tuple[str, str, bool], float] = {}
    for cell in cells:
        cost = cell.cost
        if cost is not None and cost.amount:
            key = (cell.provider, cost.unit, cost.estimated)
            amounts[key] = amounts.get(key, 0.0) + cost.amount
    told = []
    for (who, unit, about), amount in amounts.items():
        sentence = "sweep.amount" if about else "sweep.amount.exact"
        told.append(say(sentence, amount=written(amount), unit=say("unit." + unit), provider=who))
    return " + ".join(told) or say("cost.free")


def notes(sweep: Sweep) -> list[str]:
    """What is left out and why, what is the same request twice, what failed: a sentence for each reason."""
    told: list[str] = []
    reasons: dict[str, list[Any]] = {}
    for each in sweep.left_out:
        reasons.setdefault(each.error.message, []).append(each)
    for reason, group in reasons.items():
        which = described((one.choices for one in group), sweep.grid)
        told.append(say(_counted("sweep.left_out", len(group)), count=len(group), which=which, reason=reason))
    told += _twice(sweep)
    troubles: dict[tuple[str, str], list[SweepCell]] = {}
    for cell in sweep.cells:
        if (error := cell.error) is not None:
            troubles.setdefault((str(cell.status), error.message), []).append(cell)
    for (status, reason), cells in troubles.items():
        which = described((one.choices for one in cells), sweep.grid)
        told.append(say(_counted(f"sweep.trouble.{status}", len(cells)), count=len(cells), which=which, reason=reason))
    more = len(told) - _MOST_NOTES
    return told if more <= 0 else [*told[:_MOST_NOTES], say("sweep.more_notes", count=more)]


def _twice(sweep: Sweep) -> list[str]:
    """Which combinations are the same request as another, by the lists in which they differ from it."""
    groups: dict[tuple[str, ...], list[Any]] = {}
    for each in sweep.merged:
        groups.setdefault(tuple(n for n in each.choices if each.choices[n] != each.cell.choices[n]), []).append(each)
    told = []
    for names, group in groups.items():
        if names in ((), ("prompt",)):
            texts = list(dict.fromkeys(short(each.cell.prompt) for each in group))
            which = " / ".join([*texts[:3], *(["…"] if len(texts) > 3 else [])])
            key = "sweep.merged.spaces"
        else:
            which, key = ", ".join(names), "sweep.merged"
        told.append(say(_counted(key, len(group)), count=len(group), which=which))
    return told


def rows(cells: Iterable[SweepCell]) -> list[dict[str, Any]]:
    """One plain row a cell."""
    return [
        {
            **cell.choices,
            "prompt": cell.prompt,
            "provider": cell.provider,
            "model": cell.model,
            "status": str(cell.status),
            "cost": cell.cost.amount if cell.cost is not None else None,
            "unit": cell.cost.unit if cell.cost is not None else None,
            "estimate": cell.estimate.amount,
            "seconds": cell.clip.duration if cell.clip is not None else None,
            "path": str(cell.clip.path) if cell.clip is not None else None,
            "job": cell.clip.job_id if cell.clip is not None else cell.job.id if cell.job is not None else None,
            "error": str(cell.error) if cell.error is not None else None,
            **{name: None if isinstance(value, Exception) else value for name, value in cell.values.items()},
        }
        for cell in cells
    ]


def _aligned(table: Sequence[Sequence[str]]) -> list[list[str]]:
    widths = [max(len(row[n]) for row in table) for n in range(len(table[0]))]
    return [[text.ljust(width) for text, width in zip(row, widths, strict=True)] for row in table]


def _counted(key: str, count: int) -> str:
    return f"{key}.one" if count == 1 else key

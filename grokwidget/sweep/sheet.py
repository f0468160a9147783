"""The layout of a contact sheet: what stands where, and in what order. Page, saved notebook and exports draw it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import InvalidRequest, Money
from ..library import Clip
from ..messages import say
from ..nearest import did_you_mean
from .axes import axis_title
from .cell import CellStatus, SweepCell
from .sheetcells import Entry, Material, material
from .sweep import Sweep

Only = Collection[str] | Callable[[Any], bool]
SORTS = ("rating", "cost", "duration", "created", "seconds")
"""By what all can be sorted: stars (best first), cost, length, when it was asked for (newest first), time taken."""
_FEW = 6
"""Values of an axis that still stand beside each other."""


@dataclass(frozen=True)
class SheetCell:
    """One clip in its place, or what is to be said where there is none."""

    key: str
    """The clip's key, "<job id>:<n>"; "cell:<n>" where there is no clip."""
    clip: Clip | None
    label: str
    """The choices that neither axis shows, in words: "take 2". Empty where the axes say it all."""
    words: str
    """What to say where there is no clip: where it stands, what went wrong, or why it is left out. Else empty."""
    cost: str
    """What it cost when it was made, in words; before that, what it will probably cost."""
    failed: bool
    """Whether it was tried and nothing came of it."""
    status: str = str(CellStatus.DONE)
    """A `CellStatus`, "left_out" (impossible), or "same" (the same request as another combination)."""
    number: int = 0
    """Its place in the source, counted from 0: the same in every layout."""
    choices: str = ""
    """All choices in which the source varies, in words: what it is called where no axis stands beside it."""


@dataclass(frozen=True)
class SheetLayout:
    """A grid. Without axes it is one place, in which all cells flow in their order."""

    row_axis: str
    """What varies from row to row: an axis of the sweep by its name; "" where the rows have no labels."""
    column_axis: str
    rows: tuple[str, ...]
    """The rows' labels, `("",)` where there is one without a label."""
    columns: tuple[str, ...]
    places: tuple[tuple[tuple[SheetCell, ...], ...], ...]
    """[row][column] -> the cells there; several where more axes vary, none where nothing is there."""
    title: str
    """What is shown, in words."""

    @property
    def cells(self) -> tuple[SheetCell, ...]:
        """All of them, row by row."""
        return tuple(cell for row in self.places for place in row for cell in place)

    @property
    def row_title(self) -> str:
        """The rows' axis in the reader's language."""
        return axis_title(self.row_axis) if self.row_axis else ""

    @property
    def column_title(self) -> str:
        """The columns' axis in the reader's language."""
        return axis_title(self.column_axis) if self.column_axis else ""


def layout(
    source: Sweep | Sequence[Clip],
    *,
    rows: str | None = None,
    columns: str | None = None,
    sort: str | None = None,
    only: Only | None = None,
) -> SheetLayout:
    """Where everything stands.

    `rows` and `columns` name an axis, "" is none; left out, the prompts go down and the last list with few values goes
    across, and with a single list, or none, the cells flow. `sort` is one of `SORTS` or a name that `Sweep.map` found
    values by (the highest first), with "-" before it the other way round; a sorted sheet flows. `only` has the keys of
    the cells that are shown, or says of each `SweepCell` (of a list, `Clip`) whether it is.

    Raises `InvalidRequest`, one sentence, for an unknown axis or order, the same axis twice, and where nothing is left.
    """
    return laid_out(material(source), rows=rows, columns=columns, sort=sort, only=only)


def laid_out(
    whole: Material,
    *,
    rows: str | None = None,
    columns: str | None = None,
    sort: str | None = None,
    only: Only | None = None,
) -> SheetLayout:
    """The same for what was read already: see `layout`."""
    entries = _chosen(whole.entries, only)
    if sort:
        return _flowing(whole, _sorted(entries, sort))
    for name in (rows, columns):
        if name and name not in whole.axes:
            raise _refused("no_axis", did_you_mean(name, whole.axes), name=name)
    if rows and rows == columns:
        raise _refused("same_axis", name=rows)
    down, across = _axes(whole, rows, columns)
    if not down and not across:
        return _flowing(whole, entries)
    return _gridded(whole, entries, down, across, everything=only is None)


def _refused(key: str, hint: str = "", **values: str) -> InvalidRequest:
    return InvalidRequest(say(f"sheet.{key}", **values), hint=hint, money=Money.SILENT)


def _chosen(entries: Sequence[Entry], only: Only | None) -> list[Entry]:
    if only is None:
        return list(entries)
    if callable(only):
        kept = [entry for entry in entries if entry.of is not None and only(entry.of)]
    else:
        keys = {only} if isinstance(only, str) else set(only)
        kept = [entry for entry in entries if entry.key in keys]
    if not kept:
        raise _refused("nothing_left")
    return kept


def _axes(whole: Material, rows: str | None, columns: str | None) -> tuple[str, str]:
    """Which axis goes down and which across; "" for none."""
    free = [name for name in whole.varies if name not in (rows, columns)]
    if rows is None and columns is None and (len(free) < 2 or isinstance(whole.entries[0].of, Clip)):
        return "", ""
    if rows is None:
        down = next((name for name in ("prompt", "row") if name in free), None)
        # Takes are the same thing once more: they lie beside each other in one place, unless nothing else varies.
        rows = down or next((name for name in free if name != "take"), "")
        free = [name for name in free if name != rows]
    if columns is None:
        few = [name for name in free if len(whole.axes[name]) <= _FEW]
        shortest = min(free, key=lambda name: len(whole.axes[name]), default="")
        columns = next((name for name in reversed(few) if name not in ("take", "prompt")), few[-1] if few else shortest)
    return rows, columns


def _gridded(whole: Material, entries: Sequence[Entry], down: str, across: str, *, everything: bool) -> SheetLayout:
    def values(axis: str) -> list[Any]:
        if not axis:
            return [None]
        there = {entry.choices[axis] for entry in entries}
        return [value for value in whole.axes[axis] if everything or value in there]

    lines, ranks = values(down), values(across)
    names = [name for name in whole.varies if name not in (down, across)]
    places: dict[tuple[Any, Any], list[SheetCell]] = {}
    for entry in entries:
        place = (entry.choices[down] if down else None, entry.choices[across] if across else None)
        places.setdefault(place, []).append(_cell(whole, entry, names))
    return SheetLayout(
        down,
        across,
        tuple(whole.named(down, value) if down else "" for value in lines),
        tuple(whole.named(across, value) if across else "" for value in ranks),
        tuple(tuple(tuple(places.get((line, rank), ())) for rank in ranks) for line in lines),
        whole.title,
    )


def _flowing(whole: Material, entries: Sequence[Entry]) -> SheetLayout:
    cells = tuple(_cell(whole, entry, whole.varies or ("prompt",)) for entry in entries)
    return SheetLayout("", "", ("",), ("",), ((cells,),), whole.title)


def _cell(whole: Material, entry: Entry, names: Sequence[str]) -> SheetCell:
    return SheetCell(
        entry.key,
        entry.clip,
        whole.label(entry.choices, names),
        entry.words,
        entry.cost,
        entry.status == CellStatus.FAILED,
        entry.status,
        entry.number,
        whole.label(entry.choices, whole.varies or ("prompt",)),
    )


# -- the order ---------------------------------------------------------------------------------------------------------


def orders(whole: Material, *more: str) -> dict[str, list[int]]:
    """The orders that there are, by name: in each the numbers of all cells. Those that tell nothing apart are left out,
    but for the rating and what is asked for by `more`."""
    found = {}
    for name in dict.fromkeys((*SORTS, *_scores(whole.entries), *more)):
        worths = {_worth(entry, name.removeprefix("-")) for entry in whole.entries}
        if len(worths) > 1 or name == "rating" or name in more:
            found[name] = [entry.number for entry in _sorted(whole.entries, name)]
    return found


def _scores(entries: Sequence[Entry]) -> list[str]:
    return list(dict.fromkeys(name for entry in entries for name in _values(entry)))


def _sorted(entries: Sequence[Entry], sort: str) -> list[Entry]:
    """In that order; what has no value for it comes last, either way round."""
    name, turned = sort.removeprefix("-"), sort.startswith("-")
    found = {id(entry): _worth(entry, name) for entry in entries}
    if name not in (known := [*SORTS, *_scores(entries)]):
        raise _refused("no_sort", did_you_mean(name, known), name=name, known=", ".join(known))
    down = (name in ("rating", "created") or name not in SORTS) != turned
    ranked = sorted(
        (entry for entry in entries if found[id(entry)] is not None),
        key=lambda entry: found[id(entry)] or 0.0,
        reverse=down,
    )
    return [*ranked, *(entry for entry in entries if found[id(entry)] is None)]


def _values(entry: Entry) -> dict[str, Any]:
    return entry.of.values if isinstance(entry.of, SweepCell) else {}


def _worth(entry: Entry, name: str) -> float | None:
    clip = entry.clip
    if name not in SORTS:
        return _number(_values(entry).get(name))
    if clip is None:
        return None
    record = clip.record
    if name == "seconds":
        begun = record.submitted_at or record.created_at
        return None if record.finished_at is None else record.finished_at - begun
    worth = {
        "rating": clip.rating,
        "cost": clip.cost.usd if clip.cost.usd is not None else clip.cost.amount,
        "duration": clip.duration,
        "created": record.created_at,
    }
    return _number(worth[name])


def _number(value: Any) -> float | None:
    """A score as a number; None for what is none (`map` keeps an exception where a function failed)."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return None if number != number else number

"""What a contact sheet lays out: the combinations of a sweep, or clips, each with what is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..errors import InvalidRequest, Money
from ..library import Clip
from ..messages import say
from .axes import axis_title
from .cell import CellStatus, SweepCell
from .grid import Choice
from .planned import short
from .sweep import Sweep
from .telling import headline

LONGEST = 160
"""Characters of a prompt beside its row."""
LEFT_OUT, SAME = "left_out", "same"


@dataclass(frozen=True)
class Entry:
    """One thing to be placed."""

    number: int
    """Its place in the source, counted from 0: those that are no cells come behind all that are."""
    choices: Choice
    of: SweepCell | Clip | None
    """None for a combination that has no cell of its own."""
    clip: Clip | None
    status: str
    """A `CellStatus`, `LEFT_OUT` or `SAME`."""
    words: str
    cost: str

    @property
    def key(self) -> str:
        """See `SheetCell.key`."""
        return self.clip.key if self.clip is not None else f"cell:{self.number}"


@dataclass(frozen=True)
class Material:
    """Everything that is to be placed, and by what it can be told apart."""

    entries: tuple[Entry, ...]
    axes: Mapping[str, tuple[Any, ...]]
    """What may be an axis -> its values, in order."""
    varies: tuple[str, ...]
    """Those in which the entries differ."""
    rows: tuple[Choice, ...]
    """What the axis `row` stands for."""
    title: str

    def named(self, name: str, value: Any, most: int = LONGEST) -> str:
        """A value as it stands at its axis, or below a clip: a bare number says what it is."""
        if name == "row" and self.rows:
            return " · ".join(short(each) for each in self.rows[value - 1].values())
        if value is None:
            return f"{axis_title(name)}: {short(value)}"
        if name == "take":
            return say("sheet.take", number=value)
        if name == "duration":
            return say("sheet.seconds", seconds=short(value))
        if name == "prompt":
            text = " ".join(str(value).split())
            return text if len(text) <= most else text[: most - 1] + "…"
        return short(value) if isinstance(value, str) else f"{axis_title(name)} {short(value)}"

    def label(self, choices: Choice, names: Iterable[str]) -> str:
        """These choices in words."""
        return " · ".join(self.named(name, choices[name], most=40) for name in names)


def material(source: Sweep | Iterable[Clip]) -> Material:
    """What there is to place. `InvalidRequest` for nothing at all, and for what is neither a sweep nor clips."""
    return _of_sweep(source) if isinstance(source, Sweep) else _of_clips(source)


def _of_sweep(sweep: Sweep) -> Material:
    empty = Material((), sweep.axes, sweep.varies, sweep.grid.rows, headline(sweep))
    entries = [_of_cell(n, cell) for n, cell in enumerate(sweep.cells)]
    for out in sweep.left_out:
        words = say("sheet.left_out", reason=out.error.message)
        entries.append(Entry(len(entries), out.choices, None, None, LEFT_OUT, words, ""))
    for twin in sweep.merged:
        other = [name for name in sweep.axes if twin.choices[name] != twin.cell.choices[name]]
        if other:  # else it lies in the very place of its cell
            words = say("sheet.same_as", which=empty.label(twin.cell.choices, other))
            entries.append(Entry(len(entries), twin.choices, None, None, SAME, words, ""))
    # The names that a table's rows fill can be axes, too.
    more = {name: _values(entries, name) for name in sweep.cells[0].choices if name not in empty.axes}
    return replace(empty, entries=tuple(entries), axes={**empty.axes, **more})


def _of_cell(number: int, cell: SweepCell) -> Entry:
    clip, status = cell.clip, cell.status
    cost = clip.record.price if clip is not None else str(cell.cost or cell.estimate)
    return Entry(number, cell.choices, cell, clip, str(status), "" if clip is not None else _standing(cell), cost)


def _standing(cell: SweepCell) -> str:
    job = cell.job
    if job is not None and cell.status is CellStatus.RUNNING:
        told = say(f"page.job.{job.status}")
        return told if job.progress is None else f"{told} · {job.progress:.0f} %"
    error = cell.error
    return str(error) if error is not None else say(f"sweep.status.{cell.status}", count="").strip()


def _of_clips(source: Iterable[Any]) -> Material:
    clips: dict[str, Clip] = {}
    if isinstance(source, str | bytes) or not isinstance(source, Iterable):
        raise InvalidRequest(say("sheet.no_clips", kind=type(source).__name__), money=Money.SILENT)
    for each in source:
        if not isinstance(each, Clip):
            raise InvalidRequest(say("sheet.no_clips", kind=type(each).__name__), money=Money.SILENT)
        clips.setdefault(each.key, each)
    if not clips:
        raise InvalidRequest(say("sheet.empty"), money=Money.SILENT)
    told = [_choices(clip) for clip in clips.values()]
    names = list(dict.fromkeys(name for each in told for name in each))
    entries = tuple(
        Entry(n, {name: each.get(name) for name in names}, clip, clip, str(CellStatus.DONE), "", clip.record.price)
        for n, (clip, each) in enumerate(zip(clips.values(), told, strict=True))
    )
    axes = {name: _values(entries, name) for name in names}
    title = say("sheet.title.one") if len(entries) == 1 else say("sheet.title", count=len(entries))
    return Material(entries, axes, tuple(name for name in names if len(axes[name]) > 1), (), title)


def _choices(clip: Clip) -> Choice:
    """What a clip was asked for, as far as it can stand at an axis."""
    asked = {name: value for name, value in clip.request.items() if isinstance(value, str | int | float)}
    first = {"prompt": " ".join(clip.prompt.split()), "provider": clip.provider, "model": clip.model}
    rest = {name: value for name, value in asked.items() if name not in ("prompt", "provider", "model", "take")}
    return {**first, **rest, "take": clip.record.take}


def _values(entries: Sequence[Entry], name: str) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(entry.choices[name] for entry in entries))

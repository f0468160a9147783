"""The lists of a sweep, read and counted: what is to be tried against what. Nothing is expanded here."""

from __future__ import annotations

import itertools
import math
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import InvalidRequest
from ..messages import say
from ..nearest import did_you_mean
from ..request import ImageRef, VideoRequest, as_image
from . import holes

LIMIT = 10_000
"""The most combinations of one sweep. Counted before anything is expanded."""
_ONE_ONLY = ("callback_url",)
Choice = dict[str, Any]


@dataclass(frozen=True)
class Axis:
    """One list. `shown` are the values as people and tables know them: text, numbers, None for "not said"."""

    name: str
    values: tuple[Any, ...] = field(repr=False)
    shown: tuple[Any, ...]


@dataclass(frozen=True)
class Combination:
    """One of the product: where it is on each axis, its choices as they are shown, and what is asked."""

    place: tuple[int, ...]
    choices: Choice
    prompt: str
    fields: Choice = field(repr=False)


@dataclass(frozen=True)
class Grid:
    """All lists, the prompts first and the takes last."""

    axes: tuple[Axis, ...]
    rows: tuple[Choice, ...] = ()
    """What the axis `row` stands for."""
    names: tuple[str, ...] = ()
    """The axes whose values go into the prompts' holes."""

    def __len__(self) -> int:
        return math.prod(len(axis.values) for axis in self.axes)

    def __iter__(self) -> Iterator[Combination]:
        """Every combination, the last axis fastest."""
        for place in itertools.product(*(range(len(axis.values)) for axis in self.axes)):
            choices = {axis.name: axis.shown[n] for axis, n in zip(self.axes, place, strict=True)}
            fields = {axis.name: axis.values[n] for axis, n in zip(self.axes, place, strict=True)}
            prompt, words = fields.pop("prompt"), {name: fields.pop(name) for name in self.names}
            if self.rows:
                row = self.rows[fields.pop("row") - 1]
                words |= row
                choices |= row
            prompt = holes.filled(prompt, words)
            yield Combination(
                place, choices, prompt, {name: value for name, value in fields.items() if value is not None}
            )


def grid(
    prompts: Any,
    fields: Mapping[str, Any],
    *,
    takes: int | Iterable[int] = 1,
    over: Mapping[str, Any] | None = None,
    rows: Any = None,
) -> Grid:
    """Read the lists; see `Client.sweep`. Raises `InvalidRequest`: an empty list, an unknown field, a hole that nothing
    fills, more than `LIMIT` combinations."""
    known = VideoRequest.model_fields.keys() - {"prompt"}
    for name in fields.keys() - known:
        raise InvalidRequest(say("limit.unknown_field", field=name), hint=did_you_mean(name, known))
    texts = listed("prompts", prompts)
    for text in texts:
        if not isinstance(text, str):
            raise InvalidRequest(say("sweep.no_text", kind=type(text).__name__))
    asked = holes.holes(texts)
    table = _rows(rows, asked)
    axes = [Axis("prompt", texts, tuple(" ".join(text.split()) for text in texts))]
    axes += [_plain(name, values) for name, values in _over(over or {}, asked)]
    names = tuple(axis.name for axis in axes[1:])
    if table:
        numbers = tuple(range(1, len(table) + 1))
        axes.append(Axis("row", numbers, numbers))
    holes.check(asked, (*names, *(table[0] if table else ())))
    axes += [_of_field(name, value) for name, value in fields.items() if name != "take"]
    if "take" in fields or takes != 1:
        axes.append(_takes(fields.get("take", takes), counts="take" not in fields))
    twice = [axis.name for n, axis in enumerate(axes) if axis.name in {each.name for each in axes[:n]}]
    for name in (*twice, *(name for name in table[:1] and table[0] if name in {axis.name for axis in axes})):
        raise InvalidRequest(say("sweep.name_twice", name=name))
    found = Grid(tuple(axes), tuple(table), names)
    check_count(len(found))
    return found


def check_count(count: int) -> None:
    """Raise `InvalidRequest` for more combinations than a sweep may have."""
    if count > LIMIT:
        raise InvalidRequest(
            say("sweep.too_many", count=f"{count:,}", limit=f"{LIMIT:,}"), hint=say("sweep.too_many.hint")
        )


def listed(name: str, value: Any) -> tuple[Any, ...]:
    """The values of a list, an array, a column, a range or a generator; of anything else, that thing alone."""
    if hasattr(value, "tolist"):  # arrays and columns give plain Python values
        value = value.tolist()
    if isinstance(value, str | bytes | Mapping | os.PathLike) or not isinstance(value, Iterable):
        return (value,)
    if isinstance(value, Sized):
        check_count(len(value))
    values = tuple(itertools.islice(value, LIMIT + 1))
    check_count(len(values))
    if not values:
        raise InvalidRequest(say("sweep.empty", name=name))
    return values


def _plain(name: str, value: Any) -> Axis:
    values = listed(name, value)
    return Axis(name, values, values)


def _of_field(name: str, value: Any) -> Axis:
    if name == "images":
        sets = _image_sets(value)
        return Axis(name, sets, _distinct([" + ".join(image.label for image in images) for images in sets]))
    values = (value,) if name in _ONE_ONLY else listed(name, value)
    if name == "source_video":
        return Axis(name, values, _distinct([_video_label(each) for each in values]))
    return Axis(name, values, tuple(each if isinstance(each, str | int | float) else _text(each) for each in values))


def _image_sets(value: Any) -> tuple[tuple[ImageRef, ...], ...]:
    """One list is the pictures of every clip; a list with lists (or None) in it is one set of pictures an item."""
    if isinstance(value, list | tuple):
        if not value:
            raise InvalidRequest(say("sweep.empty", name="images"))
        if any(each is None or isinstance(each, list | tuple) for each in value):
            check_count(len(value))
            return tuple(_pictures(each) for each in value)
    return (_pictures(value),)


def _pictures(value: Any) -> tuple[ImageRef, ...]:
    if value is None:
        return ()
    return tuple(as_image(each) for each in (value if isinstance(value, list | tuple) else [value]))


def _takes(value: Any, *, counts: bool) -> Axis:
    """Takes 1 to n for a number that counts them; the very ones for a list, or for the request's own `take`."""
    numbers: Sequence[Any]
    if counts and isinstance(value, int) and not isinstance(value, bool):
        check_count(value)
        numbers = range(1, value + 1)
    else:
        numbers = listed("takes", value)
    if not numbers or any(isinstance(each, bool) or not isinstance(each, int) or each < 1 for each in numbers):
        raise InvalidRequest(say("sweep.takes", value=value))
    return Axis("take", tuple(numbers), tuple(numbers))


def _over(over: Mapping[str, Any], asked: Sequence[str]) -> list[tuple[str, Any]]:
    for name in over:
        if name not in asked:
            raise InvalidRequest(say("sweep.unused", name=name), hint=did_you_mean(name, asked))
    return [(name, over[name]) for name in asked if name in over]


def _rows(rows: Any, asked: Sequence[str]) -> list[Choice]:
    """What each row has for the holes; other columns of the table don't count."""
    if rows is None:
        return []
    table = holes.table(rows)
    if not table:
        raise InvalidRequest(say("sweep.empty", name="rows"))
    check_count(len(table))
    used = [name for name in asked if any(name in row for row in table)]
    if not used:
        columns = ", ".join(dict.fromkeys(name for row in table for name in row))
        raise InvalidRequest(say("sweep.rows_unused", columns=columns))
    for number, row in enumerate(table, 1):
        holes.check_row(number, row, used)
    return [{name: row[name] for name in used} for row in table]


def _distinct(labels: Sequence[str]) -> tuple[str | None, ...]:
    """The labels, those of different things that are called alike numbered; None for nothing."""
    seen: dict[str, int] = {}
    told: list[str | None] = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        told.append((f"{label} ({seen[label]})" if seen[label] > 1 else label) or None)
    return tuple(told)


def _video_label(value: Any) -> str:
    path = getattr(value, "path", value)
    return Path(path).name if isinstance(path, os.PathLike) else str(path or "")


def _text(value: Any) -> Any:
    return None if value is None else str(value)

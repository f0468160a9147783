"""`{{name}}` in prompts: which names there are, and what takes their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..errors import InvalidRequest
from ..messages import say
from ..nearest import did_you_mean

_HOLE = re.compile(r"\{\{\s*([^\W\d]\w*)\s*\}\}")
_FRAMES = (("to_dict", ("records",)), ("to_dicts", ()))
"""How tables of other libraries give their rows: pandas, polars."""


def holes(prompts: Iterable[str]) -> list[str]:
    """The names in the prompts' holes, in order of appearance."""
    return list(dict.fromkeys(name for prompt in prompts for name in _HOLE.findall(prompt)))


def filled(prompt: str, values: Mapping[str, Any]) -> str:
    """The prompt with every hole filled, once: what is put in is taken literally. Every name must be there."""
    return _HOLE.sub(lambda hole: str(values[hole[1]]), prompt)


def check(names: Sequence[str], known: Iterable[str]) -> None:
    """Raise `InvalidRequest` for a hole that nothing fills: nobody wants to pay for the braces."""
    given = list(known)
    for name in names:
        if name not in given:
            raise InvalidRequest(say("sweep.undefined", name=name), hint=did_you_mean(name, given))


def table(rows: Any) -> list[dict[str, Any]]:
    """The rows of a DataFrame (pandas, polars), or of a list of mappings, as plain dictionaries.

    Raises `InvalidRequest` for anything else.
    """
    for method, how in _FRAMES:
        if not isinstance(rows, Mapping) and callable(given := getattr(rows, method, None)):
            rows = given(*how)
            break
    try:
        return [{str(name): value for name, value in dict(row).items()} for row in rows]
    except (TypeError, ValueError):
        raise InvalidRequest(say("sweep.rows", kind=type(rows).__name__)) from None


def check_row(number: int, row: Mapping[str, Any], names: Iterable[str]) -> None:
    """Raise `InvalidRequest` where a row, counted from 1, has nothing for a hole: None, or a table's "not a number"."""
    for name in names:
        value = row.get(name)
        if value is None or value != value or str(value) in ("<NA>", "NaT"):  # only NaN differs from itself
            raise InvalidRequest(say("sweep.row_empty", row=number, name=name))

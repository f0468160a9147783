"""`%grokvideo budget` and `grokwidget budget`: a few words that set, take away or show what may be spent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from grokwidget import providers
from grokwidget.errors import Money, SettingsError
from grokwidget.messages import say

from .table import Table

if TYPE_CHECKING:
    from grokwidget.jobs.limits import Budget

_JOBS = "jobs"
_ASK = "ask"
_OFF = "off"
_MONEY = ("credits", "usd")


def budget(words: Sequence[str], of: Budget) -> Table | None:
    """Do what the words say; gives the budgets as they are then, None where there is none.

    Raises `SettingsError` for words that say nothing.
    """
    match [word.lower() for word in words]:
        case []:
            pass
        case ["off"]:
            of.remove()
        case ["jobs", "off"]:
            of.remove("")
        case ["jobs", amount]:
            of.set(_number(amount), _JOBS)
        case ["ask", provider, "off"]:
            of.remove(provider, asks=True)
        case ["ask", provider, amount, unit]:
            of.ask_above(_number(amount), unit, provider=provider)
        case [provider, "off"]:
            of.remove(provider)
        case [provider, amount, unit]:
            of.set(_number(amount), unit, provider=provider)
        case _:
            raise SettingsError(say("budget.usage"), money=Money.SILENT)
    return shown(of)


def shown(of: Budget) -> Table | None:
    """The budgets as a table, None where there is none."""
    from grokwidget.jobs.limits import whose

    rows = [(whose(row), *(row.said(part) for part in (row.limit, row.spent, row.held, row.left))) for row in of.rows()]
    rows += [(whose(ask), say("budget.asks", limit=ask.said(ask.limit)), "", "", "") for ask in of.asks()]
    if not rows:
        return None
    heads = [say("table.provider"), *(say(f"budget.column.{name}") for name in ("limit", "spent", "held", "left"))]
    return Table(heads, rows)


def following(before: Sequence[str]) -> tuple[str, ...]:
    """The words that may come next, for completion."""
    paid = tuple(name for name in providers.names() if not providers.provider(name).local)
    match list(before):
        case []:
            return (*paid, _JOBS, _ASK, _OFF)
        case ["ask"]:
            return paid
        case [_] | ["ask", _]:
            return (_OFF,)
        case ["ask", _, _]:
            return _MONEY
        case [_, _] if before[0] != _JOBS:
            return (*_MONEY, _JOBS)
    return ()


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise SettingsError(
            say("budget.bad_amount", amount=text), hint=say("budget.usage"), money=Money.SILENT
        ) from None

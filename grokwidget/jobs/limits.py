"""`client.budget`: the user's own limits on what may be spent."""

from __future__ import annotations

import math

from .. import providers
from ..errors import Money, SettingsError
from ..library.budget import EVERYBODY, UNITS, Allowance, Limit, Unit, written
from ..messages import say
from ..providers import Provider
from .budget import Purse


class Budget:
    """What may be spent, by all notebooks and scripts of this user on this machine.

        >>> client.budget.set(200, "credits", provider="aivideoapi")
        >>> client.budget.set(20, "jobs")                       # of all providers together
        >>> client.budget.ask_above(2, "usd", provider="xai")   # a job above that needs yes=True
        >>> client.budget.rows()

    A budget counts from the moment it is set, what is in flight then left out; setting it again changes the amount and
    keeps what was spent; removed and set anew, it begins at zero. A job holds its estimate before it is sent and
    settles what it did cost when it has ended; what was refunded is free again, and what may have been charged stays
    held. What comes from a library, rehearsals and the local service cost nothing. A price that nobody knows needs
    `yes=True` where money is limited. In a class its own limits hold besides, and count what is asked for there; they
    are shown here and set in its file.
    """

    def __init__(self, purse: Purse, within: Allowance | None = None) -> None:
        self._purse = purse
        self._within = within

    def set(self, amount: float, unit: str, *, provider: str = EVERYBODY) -> None:
        """Limit what is spent: `amount` credits or usd of a provider, or jobs of one or (left out) of all together.

        Raises `SettingsError` for an amount below 0, another unit, and one in which the provider states no prices;
        `LibraryError` when it can't be written down.
        """
        self._limit(amount, unit, provider, each=False)

    def ask_above(self, amount: float, unit: str, *, provider: str) -> None:
        """Have every job of that provider asked about (`yes=True`, `--yes`) whose estimate is above `amount`, or that
        nobody knows the price of. Raises what `set` raises."""
        if unit == "jobs":
            raise SettingsError(say("budget.bad_unit", unit=unit), money=Money.SILENT)
        self._limit(amount, unit, provider, each=True)

    def remove(self, provider: str | None = None, *, asks: bool | None = None) -> int:
        """Take limits away: of one provider, of all together (""), or (left out) every one. Returns how many.

        `asks`: True for those of `ask_above` only, False for the others only.
        """
        if provider and not any(limit.provider == provider for limit in (*self._purse.book.limits(), *self.asks())):
            provider = providers.provider(provider).name  # or a sentence that there is none of that name
        return self._purse.book.unlimit(provider, each=asks)

    def rows(self) -> tuple[Limit, ...]:
        """The budgets, each with `limit`, `spent`, `held` and `left` in its unit; last those of the class."""
        self._purse.sweep()
        own = tuple(self._purse.book.limits())
        return own if self._within is None else (*own, *self._purse.book.allowed(self._within))

    def asks(self) -> tuple[Limit, ...]:
        """The amounts above which a job is asked about."""
        return tuple(self._purse.book.limits(each=True))

    def __repr__(self) -> str:
        lines = [
            f"{whose(row)}: {say('budget.column.limit')} {row.said(row.limit)}, "
            + ", ".join(
                f"{say('budget.column.' + name)} {written(getattr(row, name))}" for name in ("spent", "held", "left")
            )
            for row in self.rows()
        ]
        lines += [f"{whose(ask)}: {say('budget.asks', limit=ask.said(ask.limit))}" for ask in self.asks()]
        return "\n".join(lines) or say("budget.none")

    def _limit(self, amount: float, unit: str, provider: str, *, each: bool) -> None:
        known = next((each for each in UNITS if each == unit), None)
        if known is None:
            raise SettingsError(say("budget.bad_unit", unit=unit), money=Money.SILENT)
        if isinstance(amount, bool) or not math.isfinite(amount) or amount < 0 or (unit == "jobs" and amount % 1):
            raise SettingsError(say("budget.bad_amount", amount=amount), money=Money.SILENT)
        if provider == EVERYBODY:
            if known != "jobs":
                names = ", ".join(name for name in providers.names() if not providers.provider(name).local)
                raise SettingsError(say("budget.whose", unit=unit, providers=names), money=Money.SILENT)
        else:
            asked = providers.provider(provider)
            if asked.local:
                raise SettingsError(say("budget.local"), money=Money.SILENT)
            units = priced_in(asked)
            if units and known != "jobs" and known not in units:
                text = say("budget.other_unit", provider=asked.title, units=", ".join(sorted(units)), unit=unit)
                raise SettingsError(text, money=Money.SILENT)
            provider = asked.name
        self._purse.book.limit(provider, known, amount, each=each)


def priced_in(provider: Provider) -> set[Unit]:
    """The units in which the provider's prices can be said; empty where none is known."""
    units: set[Unit] = set()
    for model in provider.models:
        for price in (model.price, *(case.price for case in model.cases)):
            if price is not None:
                units.add(price.unit)
                if price.usd_per_unit is not None:
                    units.add("usd")
    return units


def whose(row: Limit) -> str:
    """Whose jobs a limit counts, in words."""
    name = row.provider or say("budget.everybody")
    return say("classroom.budget.whose", whose=name) if row.of_class else name

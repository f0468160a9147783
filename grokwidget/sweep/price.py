"""What a sweep will probably cost: one sum for each account and unit, and how many clips cost nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..library.budget import written
from ..messages import say
from ..task import Cost
from .cell import Fate, SweepCell


@dataclass(frozen=True)
class Estimate:
    """The price of running a sweep now. Counts are cells."""

    amounts: Mapping[tuple[str, str], float]
    """(provider, unit) -> the sum of all known prices: a credit is not worth the same everywhere."""
    usd: float | None
    """All of it in US dollars; None where a rate, or a price, is not known."""
    new: int = 0
    """To be sent, `again` apart."""
    again: int = 0
    """Paid for before, and the file is gone: fetched for nothing where the provider still has it."""
    library: int = 0
    """From the library, for nothing."""
    running: int = 0
    """Sent already, waited for at no further cost."""
    refused: int = 0
    """On record as refused or as maybe charged: not sent."""
    unknown: int = 0
    """Of `new` and `again`, those whose price nobody knows."""

    @property
    def free(self) -> bool:
        """Whether running it costs nothing for sure."""
        return not self.amounts and not self.unknown

    @property
    def total(self) -> str:
        """The sums in words: "≈ 40 credits at aivideoapi + ≈ 2 usd at xai (together ≈ $2.4)"."""
        parts = [
            say("sweep.amount", amount=written(amount), unit=say("unit." + unit), provider=provider)
            for (provider, unit), amount in self.amounts.items()
        ]
        if self.unknown:
            parts.append(say(_counted("sweep.unknown", self.unknown), count=self.unknown))
        text = " + ".join(parts) or say("cost.free")
        plain = all(unit == "usd" for _, unit in self.amounts) and len(self.amounts) < 2
        if self.usd and not plain:
            text += " " + say("sweep.together", usd=f"{self.usd:.4g}")
        return text

    def __str__(self) -> str:
        told = [
            say(_counted(f"sweep.part.{name}", count), count=count)
            for name in ("new", "again", "library", "running", "refused")
            if (count := getattr(self, name))
        ]
        return say("sweep.estimate", total=self.total, parts=say("sweep.comma").join(told) or say("sweep.part.none"))

    def above(self, other: Estimate) -> bool:
        """Whether it is more than `other` said, in any account or in what nobody knows."""
        more = any(amount > other.amounts.get(key, 0.0) + 1e-6 for key, amount in self.amounts.items())
        return more or self.unknown > other.unknown


def estimate(cells: Iterable[SweepCell]) -> Estimate:
    """The price of these cells, by what the ledger says of each."""
    amounts: dict[tuple[str, str], float] = {}
    counts = dict.fromkeys(Fate, 0)
    usd: float | None = 0.0
    unknown = 0
    for cell in cells:
        counts[cell.fate] += 1
        if not cell.fate.sends or cell.estimate.amount == 0:
            continue
        price = cell.estimate
        if price.amount is None:
            unknown, usd = unknown + 1, None
            continue
        key = (cell.provider, price.unit)
        amounts[key] = round(amounts.get(key, 0.0) + price.amount, 6)
        dollars = in_usd(price)
        usd = None if usd is None or dollars is None else round(usd + dollars, 6)
    return Estimate(
        amounts,
        usd,
        new=counts[Fate.NEW],
        again=counts[Fate.AGAIN],
        library=counts[Fate.LIBRARY],
        running=counts[Fate.RUNNING],
        refused=counts[Fate.REFUSED],
        unknown=unknown,
    )


def in_usd(price: Cost) -> float | None:
    """The price in US dollars, None where no rate is known."""
    return price.amount if price.unit == "usd" else price.usd


def _counted(key: str, count: int) -> str:
    return f"{key}.one" if count == 1 else key

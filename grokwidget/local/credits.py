"""The account book: what was granted, reserved, charged and given back. Amounts are whole, in the provider's unit."""

from __future__ import annotations

from dataclasses import dataclass

from grokwidget.local.store import Store


@dataclass(frozen=True)
class Balance:
    """An account's figures, each of them a sum over the book."""

    granted: int
    charged: int
    reserved: int
    """Held for tasks that have not ended."""

    @property
    def available(self) -> int:
        """What can still be spent."""
        return self.granted - self.charged - self.reserved


class Credits:
    """Writes the book. Every method is one transaction, or part of the one that is open."""

    def __init__(self, store: Store, initial: int) -> None:
        self._store = store
        self._initial = initial

    def balance(self, provider: str, account: str, now: float) -> Balance:
        """An account's figures; an account that nobody has seen yet is opened with the initial grant."""
        with self._store.transaction() as db:
            sums = dict.fromkeys(("grant", "reserve", "charge", "refund"), 0)
            sql = "SELECT kind, SUM(amount) FROM book WHERE provider = ? AND account = ? GROUP BY kind"
            found = {kind: int(amount) for kind, amount in db.execute(sql, (provider, account))}
            if not found:
                self._write(now, provider, account, "grant", self._initial, None)
                found = {"grant": self._initial}
            sums |= found
        settled = sums["charge"] + sums["refund"]
        return Balance(granted=sums["grant"], charged=sums["charge"], reserved=sums["reserve"] - settled)

    def reserve(self, provider: str, account: str, task: str, amount: int, now: float) -> None:
        """Hold an amount for a task; the caller has looked at the balance in the same transaction."""
        self._write(now, provider, account, "reserve", amount, task)

    def charge(self, provider: str, account: str, task: str, amount: int, now: float) -> None:
        """What was held for a task is spent."""
        self._write(now, provider, account, "charge", amount, task)

    def refund(self, provider: str, account: str, task: str, amount: int, now: float) -> None:
        """What was held for a task is given back."""
        self._write(now, provider, account, "refund", amount, task)

    def _write(self, now: float, provider: str, account: str, kind: str, amount: int, task: str | None) -> None:
        with self._store.transaction() as db:
            db.execute(
                "INSERT INTO book (at, provider, account, kind, amount, task) VALUES (?, ?, ?, ?, ?, ?)",
                (now, provider, account, kind, amount, task),
            )

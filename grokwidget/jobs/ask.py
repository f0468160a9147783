"""What the engine is asked, and whom it asks in turn for keys, addresses and leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ..keys import Key
from ..library import Library
from ..providers import Provider
from .plan import Plan
from .schedule import Poll


class Door(Protocol):
    """What the engine asks of whoever asks for jobs. Of a rehearsal it asks neither for a key nor for an address."""

    poll: Poll
    """How often providers are to be asked how a task stands."""

    def key(self, provider: Provider) -> Key | None:
        """The provider's key, None where it needs none. Raises `MissingKey` or `SettingsError`."""
        ...

    def address(self, provider: Provider) -> str:
        """Another base URL than the provider's own, or "" for that."""
        ...

    def may_create(self, provider: Provider, *, rehearsal: bool) -> None:
        """Raise `OfflineError` where creates are forbidden."""
        ...


@dataclass(frozen=True)
class Ask:
    """One request, with where its clip shall lie and how it is wished for."""

    library: Library
    plan: Plan
    door: Door
    timeout: float
    yes: bool = False
    """Whether the user agrees to pay again for what is gone."""

    @property
    def agreed(self) -> bool:
        """Whether it may be made once more: by the user's word, or because it costs nothing."""
        return self.yes or self.plan.price.amount == 0

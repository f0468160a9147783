"""What a provider's task says of itself, in one vocabulary: the answer that every dialect reads a reply into."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class TaskStatus(StrEnum):
    """Where a task stands. Only `SUCCEEDED`, `FAILED`, `EXPIRED` and `CANCELLED` are final; `UNKNOWN` is not."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"

    @property
    def final(self) -> bool:
        """Whether the provider will never change this status again."""
        return self in _FINAL


_FINAL = frozenset({TaskStatus.SUCCEEDED, TaskStatus.FAILED, TaskStatus.EXPIRED, TaskStatus.CANCELLED})


class Cost(BaseModel):
    """What something costs or did cost: an amount in the provider's own unit."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    amount: float | None
    """In `unit`; None where nobody knows."""
    unit: str
    """`credits` or `usd`: a credit is not worth the same everywhere."""
    usd: float | None = None
    """The same in US dollars, where the provider's document gives a rate."""
    estimated: bool = True
    """True for a computed figure, False for one that the provider itself reported."""
    note: str = ""
    """Where the figure comes from: the document and its date."""

    def __str__(self) -> str:
        from .messages import say

        if self.amount is None:
            return say("cost.unknown")
        if not self.amount:
            return say("cost.free")
        text = f"{self.amount:g} {say('unit.' + self.unit)}"
        if self.usd is not None and self.unit != "usd":
            text += f" (${self.usd:.3g})"
        return f"≈ {text}" if self.estimated else text


FREE = Cost(amount=0, unit="credits", estimated=False)
"""The cost of what came from the library."""


class TaskFault(BaseModel):
    """Why a task failed, in the provider's words."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    code: str = ""
    message: str = ""
    moderated: bool = False
    """True when the provider refused the content rather than failed at it."""


class TaskState(BaseModel):
    """One reading of a task. `progress` is decoration: no status is ever derived from it."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    task_id: str
    status: TaskStatus
    said: str = ""
    """The provider's own status word."""
    progress: float | None = Field(default=None, ge=0, le=100)
    """Percent, or None when the provider does not tell."""
    queue_place: int | None = None
    urls: tuple[str, ...] = Field(default=(), repr=False)
    """Result URLs, the first is the primary one. They are secrets: signed."""
    fault: TaskFault | None = None
    cost: Cost | None = None
    """What the provider says it charged; None when it does not say."""
    created_at: float | None = None
    """Unix seconds, the provider's clock."""
    completed_at: float | None = None
    urls_expire_at: float | None = None
    """Unix seconds after which the URLs are dead, where known."""


class Balance(BaseModel):
    """What is left on an account, as the provider tells it."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    amount: float
    unit: str
    details: dict[str, float] = Field(default_factory=dict)
    """Further figures by the provider's own names, e.g. `total_consumed`."""

    def __str__(self) -> str:
        from .messages import say

        if self.details.get("unlimited_quota"):
            return say("balance.unlimited")
        return f"{self.amount:g} {say('unit.' + self.unit)}"

"""What can be chosen about a service: where it keeps things, what it grants, and how far it may reach."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from grokwidget.local.faults import FaultPlan
from grokwidget.local.folder import service_folder

HOUR = 3600.0
DAY = 24 * HOUR


@dataclass(frozen=True)
class RateLimit:
    """A token bucket: `requests` may come at once, and as many again within `seconds`."""

    requests: int = 600
    seconds: float = 60.0


def _usual_limits() -> Mapping[str, RateLimit | None]:
    # grokimagineapi: 100 a minute for free accounts, by its document.
    return MappingProxyType({"local": None, "grokimagineapi": RateLimit(100)})


LIFETIMES: Mapping[str, float] = MappingProxyType({"apixgo": HOUR, "grokimagineapi": HOUR, "jimmyai": 3 * DAY})
"""Seconds that a provider's result URLs live, by its document, where that isn't a day; grokimagineapi's is silent, and
the shortest one that is documented anywhere is the safe one to rehearse with."""
UPLOADS = "uploads"
"""The folder, in the service's own, of pictures that were uploaded."""
UPLOAD_LIFETIME = 3 * DAY
"""Seconds that an uploaded picture stays: what jimmyai's documents say of it."""


@dataclass(frozen=True)
class Options:
    """A service's settings; the defaults are what `ensure()` uses. Nothing leaves this machine unless allowed."""

    folder: Path = field(default_factory=service_folder)
    """Tasks, credits and files."""
    port: int = 0
    """Of the API; 0: the system chooses. The files have a second port, always chosen by the system."""
    clock: Callable[[], float] = time.time
    """Unix seconds: what the service takes for the time of day."""
    initial_balance: int = 10_000
    """Credits that a new account (one key at one provider) starts with."""
    rate_limit: RateLimit | None = field(default_factory=RateLimit)
    """Per key; None: no limit, and no `X-RateLimit` headers."""
    rate_limits: Mapping[str, RateLimit | None] = field(default_factory=_usual_limits)
    """Providers whose limit is another one, by name."""
    spend_limits: Mapping[str, int] = field(default_factory=dict)
    """Keys that may spend only so many credits in all."""
    disabled_keys: frozenset[str] = frozenset()
    """Keys that are refused as if they had been deleted."""
    url_lifetime: float | None = None
    """Seconds from a task's completion until its result URL and its file are gone; None: as its provider has it."""
    clips: Mapping[str, int] = field(default_factory=dict)
    """How many videos a task yields, by provider: more than one only where the service's document shows several."""
    strict: bool = False
    """Where a document leaves it open: jimmyai's refusals have an HTTP status of their own instead of 200 and a code,
    and duoyuanx takes `720P` but not `720p`."""
    progress: Literal["percent", "null"] = "percent"
    """What the aivideoapi dialect tells while a task is rendered: whole percents, or always null."""
    fetch_images: bool = field(default_factory=lambda: os.environ.get("GROKWIDGET_SERVICE_FETCH_IMAGES") == "1")
    """Whether images, and clips to be edited, may be fetched from other machines; loopback always may."""
    call_out: bool = False
    """Whether callbacks may go to other machines; loopback always may."""
    callback_pauses: tuple[float, ...] = (0.0, 1.0, 5.0)
    """Seconds to wait before each attempt to deliver a callback."""
    body_limit: int = 128 * 2**20
    """Bytes of a request's body; more is answered 413."""
    faults: FaultPlan = field(default_factory=FaultPlan)
    """What goes wrong on purpose; nothing, unless a test says so."""
    worker: tuple[str, ...] | None = None
    """The command that renders; None: the package's own renderer."""
    worker_patience: float = 120.0
    """Seconds without a word after which a renderer counts as hung."""

    def limit_of(self, provider: str) -> RateLimit | None:
        """The rate limit of a provider's keys."""
        return self.rate_limits.get(provider, self.rate_limit)

    def lifetime_of(self, provider: str) -> float:
        """Seconds that a provider's result URLs live."""
        return LIFETIMES.get(provider, DAY) if self.url_lifetime is None else self.url_lifetime

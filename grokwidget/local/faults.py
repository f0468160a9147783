"""What goes wrong on purpose, on the real socket: a plan of faults, each matched against the requests as they come.

What has been seen elsewhere, and how it is said here (`docs/local-service.md` has it with `curl`):

| seen | the fault |
|---|---|
| a poll is answered 202 without a body | `say="empty-202"` |
| a poll tells nothing but the id | `say="id-only"` |
| a status word that nobody knows, or in another case | `say="odd-word"`, `patch={"status": "Succeeded"}` |
| success without a URL | `say="no-url"` |
| an `error` that is there and empty | `patch={"error": {}}` |
| failed, with a progress of 100 or 0 | `say="failed-100"`, `say="failed-0"` |
| moderation: done and not respected; HTTP 400; failed; completed with an error | `say="moderated"`, and in the xai \
dialect `"moderated-400"`, `"moderated-failed"`; the account is charged |
| moderation of a create | `Fault("create", say="moderated")` |
| 429 with and without body and `Retry-After` | `refuse="rate"`, `headers={"Retry-After": "7"}`; `status=429` |
| 503 `model_not_found`, 413, and every other refusal in the dialect's own shape | `refuse="model"`, `refuse="large"` |
| 502 in HTML, 307 on a create, any other answer | `status=502`, `headers`, `body` |
| the connection is lost before or after a create was accepted | `drop="before"`, `drop="after"`, `reset=True` |
| late, never, or drop by drop | `delay=30`, `drip=1000` |
| zero bytes, a short body, a body cut short | `truncate=0`, `truncate=900`, `cut=900` |
| a wrong Content-Type | `headers={"Content-Type": "text/plain"}` |
| JSON instead of the MP4; a redirect to the other origin | `Fault("content", say="json")`, `say="redirect"` |
| a URL that needs the key, or leads to localhost | `say="content-url"`, `say="localhost"` |
| an expired URL: 403, 404, 410 | `expired=True`; `Fault("download", status=404)` |
| a callback that comes twice, out of order, late, never | `Fault("callback", say="twice")`, `say="out-of-order"`, \
`delay`, `drop="before"` |
| a failed task, its credits given back | `Fault("render", fail="…")` |
| two result URLs | `Fault("create", clips=2)` |
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Any, Literal, get_args

from grokwidget.messages import say as said

Place = Literal["create", "poll", "balance", "models", "upload", "content", "download", "render", "callback"]
Refusal = Literal["key", "credits", "spend", "rate", "model", "task", "large", "upstream", "internal"]
PLACES: tuple[Place, ...] = get_args(Place)
REFUSALS: tuple[Refusal, ...] = get_args(Refusal)
_API = frozenset({"create", "poll", "balance", "models", "upload", "content"})
_WIRE = _API | {"download"}
_WHERE: Mapping[str, frozenset[str]] = {
    "delay": frozenset(PLACES),
    "status": _WIRE,
    "headers": _WIRE,
    "body": _WIRE,
    "refuse": _API,
    "patch": _API | {"callback"},
    "drop": _WIRE | {"callback"},
    "reset": _WIRE,
    "cut": _WIRE,
    "truncate": _WIRE,
    "drip": _WIRE,
    "expired": frozenset({"poll"}),
    "say": frozenset({"create", "poll", "content", "callback"}),
    "fail": frozenset({"render"}),
    "clips": frozenset({"create"}),
}
"""The places at which each field can do something."""
SAYINGS: Mapping[str, Sequence[str]] = {
    "create": ("moderated",),
    "poll": (
        *("empty-202", "id-only", "odd-word", "no-url", "failed-0", "failed-100", "moderated", "moderated-400"),
        *("moderated-failed", "bare", "legacy", "content-url", "localhost", "no-status", "expired", "cancelled"),
    ),
    "content": ("redirect", "json"),
    "callback": ("twice", "out-of-order"),
}
"""What can be said at each place; of a poll no dialect says all, and one that it doesn't know is the usual answer."""
LOGGED = 1000
"""How many of the last faults that happened are remembered."""


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong. Fields that are not set do nothing; several may be set together. ValueError, in the
    reader's language, when a field can't do anything at that place."""

    place: Place
    """What it happens to: a create, a poll, a balance, a list of models, an upload, a video asked for at the API
    itself or downloaded from the second origin, the making of the video, or the callback when it has ended."""
    times: int | None = 1
    """How many requests it hits; None: all of them."""
    skip: int = 0
    """How many requests of its place pass unharmed first."""
    provider: str | None = None
    """The provider whose requests it hits; None: any."""
    task: str | None = None
    """The id of the task whose requests it hits; None: any."""
    delay: float = 0.0
    """Seconds to wait before anything else."""
    status: int | None = None
    """Answer with this status, `headers` and `body` instead of doing the work."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Without a `status`: what the real answer's headers are replaced with."""
    body: str | bytes = b""
    refuse: Refusal | None = None
    """Answer with the provider's own refusal for this reason instead of doing the work."""
    patch: Mapping[str, Any] = field(default_factory=dict)
    """What is changed in an answer's JSON (RFC 7396: objects are merged, null removes)."""
    drop: Literal["before", "after"] | None = None
    """Close the connection without an answer, before or after the work is done (after a create is accepted); a
    callback is not sent."""
    reset: bool = False
    """Let a drop be a TCP reset instead of an orderly end."""
    cut: int | None = None
    """Close the connection after so many bytes of the body, though the header promises all of it."""
    truncate: int | None = None
    """Send only so many bytes of the body, with a header that agrees."""
    drip: float | None = None
    """Send the body slowly: so many bytes a second."""
    expired: bool = False
    """On a poll: the result URL in the answer has expired."""
    say: str = ""
    """One of the odd answers that have been seen, by its name (`SAYINGS`); the dialect gives it."""
    fail: str | None = None
    """On a render: the task fails with this message."""
    clips: int | None = None
    """On a create: so many videos come of it, where the dialect can tell of several."""

    def __post_init__(self) -> None:
        for name in self.given():
            if self.place not in _WHERE.get(name, PLACES):
                places = ", ".join(place for place in PLACES if place in _WHERE[name])
                raise ValueError(said("local.fault.misplaced", field=name, place=self.place, choices=places))
        if self.say and self.say not in SAYINGS[self.place]:
            raise ValueError(said("local.choice", field="say", choices=", ".join(SAYINGS[self.place])))

    def given(self) -> dict[str, Any]:
        """The fields that are set, but for `place`."""
        found = {}
        for one in fields(self)[1:]:
            usual = one.default if one.default_factory is MISSING else one.default_factory()
            if (value := getattr(self, one.name)) != usual:
                found[one.name] = value
        return found

    @property
    def effects(self) -> set[str]:
        """The fields that do something; the others say when and to whom."""
        return self.given().keys() & _WHERE.keys()


FOR_TASK: ContextVar[tuple[Fault, ...]] = ContextVar("faults for the task that this create makes", default=())


@dataclass(frozen=True)
class Event:
    """A fault that happened: when (unix seconds), to whose request, about which task ("" where none was named)."""

    fault: Fault
    at: float
    provider: str
    task: str


@dataclass
class _Planned:
    fault: Fault
    seen: int = 0
    happened: int = 0


class FaultPlan:
    """The faults of one service. The first one that matches and isn't used up happens; `log` keeps what did."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._lock = threading.Lock()
        self._plan: list[_Planned] = []
        self._events: deque[Event] = deque(maxlen=LOGGED)
        self._owners: dict[str, str] = {}
        self.tally = Tally()
        for fault in faults:
            self.add(fault)

    @property
    def log(self) -> list[Fault]:
        """The faults that happened, in their order."""
        return [event.fault for event in self.events()]

    def add(self, fault: Fault) -> None:
        """Plan one more."""
        with self._lock:
            self._plan.append(_Planned(fault))

    def bind(self, task_id: str, files: Iterable[str], faults: Iterable[Fault]) -> None:
        """Plan faults of one task and of the downloads of its files, before it is there: a renderer may take it at
        once."""
        found = [replace(fault, task=task_id) for fault in faults]
        with self._lock:
            self._plan += [_Planned(fault) for fault in found]
            if found:
                self._owners |= dict.fromkeys(files, task_id)

    def release(self, task_id: str) -> None:
        """The task didn't come to be: forget its faults."""
        with self._lock:
            self._plan = [one for one in self._plan if one.fault.task != task_id]

    def clear(self) -> None:
        """Plan nothing any more; the log stays."""
        with self._lock:
            self._plan.clear()
            self._owners.clear()

    def forget(self) -> None:
        """Plan nothing, and forget what happened."""
        self.clear()
        self._events.clear()

    def planned(self) -> list[tuple[Fault, int, int]]:
        """Every fault of the plan, with the requests that it has seen and those that it has hit."""
        with self._lock:
            return [(one.fault, one.seen, one.happened) for one in self._plan]

    def events(self) -> list[Event]:
        """The last faults that happened."""
        with self._lock:
            return list(self._events)

    def note(self, fault: Fault, provider: str, task: str) -> None:
        """Remember that a fault happened."""
        self._events.append(Event(fault, time.time(), provider, task))

    def take(self, place: Place, provider: str, task: str = "") -> Fault | None:
        """The fault that happens to this request, if any; each call counts as one request. `task` is an id or the
        name of a task's file."""
        with self._lock:
            task = self._owners.get(task, task)
            for one in self._plan:
                fault = one.fault
                if fault.place != place or fault.provider not in (None, provider) or fault.task not in (None, task):
                    continue
                one.seen += 1
                hits = one.seen - fault.skip
                if hits >= 1 and (fault.times is None or hits <= fault.times):
                    one.happened += 1
                    self.note(fault, provider, task)
                    return fault
            return None


class Tally:
    """How many requests of each kind came to each provider, and how many creates were accepted or were repetitions."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[str, dict[str, int]] = {}
        self._orders: set[tuple[str, str, str]] = set()

    def came(self, place: str, provider: str) -> None:
        """A request came, or a callback was sent."""
        with self._lock:
            counts = self._counts.setdefault(provider, {})
            counts[place] = counts.get(place, 0) + 1

    def accepted(self, provider: str, account: str, order: str) -> None:
        """A create was accepted. The same order of the same account as before: a repetition."""
        self.came("accepted", provider)
        if (provider, account, order) in self._orders:
            self.came("repeated", provider)
        self._orders.add((provider, account, order))

    def counts(self) -> dict[str, dict[str, int]]:
        """By provider and kind."""
        with self._lock:
            return {provider: dict(counts) for provider, counts in sorted(self._counts.items())}

    def reset(self) -> None:
        """Count from nothing."""
        with self._lock:
            self._counts.clear()
            self._orders.clear()

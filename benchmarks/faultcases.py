"""What goes wrong in the matrix: every kind of trouble that creates, polls and downloads have been seen to have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grokwidget.local.faults import Place

PATIENCE = 1.5
"""Seconds that the matrix waits for a reply, in place of the minutes that a real service is given."""
_LATE = PATIENCE + 1.0
_HTML = {"headers": {"Content-Type": "text/html"}, "body": "<html><h1>Bad gateway</h1></html>"}
_NO_ID = dict.fromkeys(("id", "task_id", "taskId", "request_id", "data"))


@dataclass(frozen=True)
class Trouble:
    """One kind of trouble, and what the local service does for it."""

    name: str
    place: Place
    how: Mapping[str, Any] = field(default_factory=dict)
    """Fields of a `Fault`."""
    deadline: float = 4.0
    """Seconds that a job is waited for while the trouble lasts."""
    settle: float = 0.0
    """Seconds until the service has done what it was late with."""
    refused: bool = False
    """The address takes no connections."""


CREATES = (
    Trouble("reset before it is accepted", "create", {"drop": "before", "reset": True}),
    Trouble("reset after it was accepted", "create", {"drop": "after", "reset": True}),
    Trouble("dropped before it is accepted", "create", {"drop": "before"}),
    Trouble("dropped after it was accepted", "create", {"drop": "after"}),
    Trouble("read time-out", "create", {"delay": _LATE}, settle=_LATE - PATIENCE),
    Trouble("accepted, the answer's body never comes", "create", {"drip": 0.2}),
    Trouble("500 and nothing", "create", {"status": 500}),
    Trouble("500 of the service's own", "create", {"refuse": "internal"}),
    Trouble("502 in HTML", "create", {"status": 502, **_HTML}),
    Trouble("503 and nothing", "create", {"status": 503}),
    Trouble("503 of the service's own", "create", {"refuse": "upstream"}),
    Trouble("504 in HTML", "create", {"status": 504, **_HTML}),
    Trouble("408", "create", {"status": 408}),
    Trouble("200, accepted, half a document", "create", {"truncate": 12}),
    Trouble("200, accepted, cut in the body", "create", {"cut": 12}),
    Trouble("200, accepted, empty body", "create", {"truncate": 0}),
    Trouble("200, accepted, no id", "create", {"patch": _NO_ID}),
    Trouble("200 in HTML", "create", {"status": 200, **_HTML}),
    Trouble("429 with Retry-After", "create", {"status": 429, "headers": {"Retry-After": "1"}}),
    Trouble("429 without", "create", {"status": 429}),
    Trouble("429 of the service's own", "create", {"refuse": "rate"}),
    Trouble("307", "create", {"status": 307, "headers": {"Location": "/elsewhere"}}),
    Trouble("303", "create", {"status": 303, "headers": {"Location": "/elsewhere"}}),
    Trouble("401", "create", {"refuse": "key"}),
    Trouble("no credits left", "create", {"refuse": "credits"}),
    Trouble("413", "create", {"refuse": "large"}),
    Trouble("connect refused", "create", refused=True),
)
POLLS = (
    Trouble("503", "poll", {"status": 503}),
    Trouble("500", "poll", {"status": 500}),
    Trouble("429 with Retry-After", "poll", {"status": 429, "headers": {"Retry-After": "1"}}),
    Trouble("429 without", "poll", {"status": 429}),
    Trouble("reset", "poll", {"drop": "before", "reset": True}),
    Trouble("dropped", "poll", {"drop": "after"}),
    Trouble("empty 202", "poll", {"say": "empty-202"}),
    Trouble("HTML with 200", "poll", {"status": 200, **_HTML}),
    Trouble("502 in HTML", "poll", {"status": 502, **_HTML}),
    Trouble("half a document", "poll", {"truncate": 12}),
    Trouble("read time-out", "poll", {"delay": _LATE}),
)
DOWNLOADS = (
    Trouble("cut", "download", {"cut": 20_000}),
    Trouble("truncated", "download", {"truncate": 20_000}),
    Trouble("empty", "download", {"truncate": 0}),
    Trouble("403", "download", {"status": 403}),
    Trouble("500", "download", {"status": 500}),
    Trouble(
        "JSON", "download", {"status": 200, "headers": {"Content-Type": "application/json"}, "body": '{"error": "x"}'}
    ),
    Trouble("reset", "download", {"drop": "before", "reset": True}),
    Trouble("slow drip", "download", {"drip": 40_000}),
)

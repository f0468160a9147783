"""The panel as a whole: its jobs, its price, its connection."""

from __future__ import annotations

from .. import Messages

MESSAGES: Messages = {}

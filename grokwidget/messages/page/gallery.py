"""The gallery: what the library holds."""

from __future__ import annotations

from .. import Messages

MESSAGES: Messages = {}

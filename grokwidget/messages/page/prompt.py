"""The field for the prompt."""

from __future__ import annotations

from .. import Messages

MESSAGES: Messages = {}

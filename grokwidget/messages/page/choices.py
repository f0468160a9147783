"""The pickers, and what a change of model had to change."""

from __future__ import annotations

from .. import Messages

MESSAGES: Messages = {}

"""The tray of reference images."""

from __future__ import annotations

from .. import Messages

MESSAGES: Messages = {}

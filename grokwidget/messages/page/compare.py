"""Clips beside each other."""

from __future__ import annotations

from .. import Messages

MESSAGES: Messages = {}

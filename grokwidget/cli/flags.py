"""The request's flags on the command line: the same table that the magic has."""

from __future__ import annotations

import argparse
from typing import Any

from ..notebook.flags import OF_SWEEPS, flags

_TYPES: dict[str, Any] = {"duration": float, "take": int, "timeout": float}


def add_request_flags(parser: argparse.ArgumentParser) -> None:
    """Add every flag of a request, and those of the wait that make sense in a terminal."""
    for flag in flags():
        if flag.field in ("help", "no_wait", *OF_SWEEPS):
            continue
        about: dict[str, Any] = {"dest": flag.field, "help": flag.about}
        if flag.takes == "switch":
            parser.add_argument(*flag.names, action="store_true", **about)
        elif flag.takes == "on_off":
            parser.add_argument(*flag.names, action=argparse.BooleanOptionalAction, default=None, **about)
        else:
            action = "append" if flag.takes == "many" else "store"
            kind = _TYPES.get(flag.field, str)
            parser.add_argument(*flag.names, action=action, type=kind, metavar=flag.metavar, **about)


def request_fields(given: argparse.Namespace) -> dict[str, Any]:
    """The fields of `VideoRequest` that were given, ready for `Client.submit`."""
    fields = {flag.field: getattr(given, flag.field, None) for flag in flags() if flag.of_request}
    fields.pop("provider", None)
    return {name: value for name, value in fields.items() if value is not None}

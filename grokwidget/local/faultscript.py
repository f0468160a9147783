"""Faults as JSON: what the control endpoint and the `X-Grokwidget-Fault` header take, and how a fault is shown."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields
from typing import Any

from grokwidget.local.faults import PLACES, REFUSALS, Fault, Place
from grokwidget.messages import say

HEADER = "X-Grokwidget-Fault"
LATER: tuple[Place, ...] = ("poll", "content", "download", "render", "callback")
"""What a create may bring along for the task that it makes."""
_NAMES = tuple(one.name for one in fields(Fault))
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", re.ASCII)
_LONGEST = 3600.0


class BadFault(ValueError):
    """A fault that can't be planned; its text says why, in the reader's language."""


def read(value: Any, providers: Collection[str], usual: Place | None = None) -> list[Fault]:
    """The fault, or the list of them, in a JSON value; `usual` is the place of one that names none."""
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list) or not value:
        raise BadFault(say("local.fault.list"))
    return [_fault(one, providers, usual) for one in value]


def from_header(text: str, place: Place, providers: Collection[str]) -> tuple[list[Fault], list[Fault]]:
    """The faults in a request's header: those of this very request, and those of the task that it makes."""
    try:
        value = json.loads(text)
    except ValueError:  # RecursionError is none: uvicorn takes no header that could be nested so deeply
        raise BadFault(say("local.fault.header", header=HEADER)) from None
    faults = read(value, providers, place)
    later = LATER if place == "create" else ()
    for fault in faults:
        if fault.place != place and fault.place not in later:
            raise BadFault(say("local.fault.elsewhere", place=fault.place, choices=", ".join((place, *later))))
    now = [one for one in faults if one.place == place]
    if len(now) > 1:
        raise BadFault(say("local.fault.one", place=place))
    return now, [one for one in faults if one.place != place]


def shown(fault: Fault) -> dict[str, Any]:
    """A fault as JSON: its place, and what is set."""
    values = {"place": fault.place, **fault.given()}
    return {
        name: value.decode("utf-8", "replace") if isinstance(value, bytes) else value for name, value in values.items()
    }


def _fault(value: Any, providers: Collection[str], usual: Place | None) -> Fault:
    if not isinstance(value, dict):
        raise BadFault(say("local.fault.list"))
    if unknown := sorted(value.keys() - set(_NAMES)):
        raise BadFault(say("local.fault.field", field=unknown[0][:100], choices=", ".join(_NAMES)))
    values = {"place": usual, **value} if usual else dict(value)
    if values.get("place") not in PLACES:
        raise BadFault(say("local.choice", field="place", choices=", ".join(PLACES)))
    for name, given in value.items():
        if name in _KINDS and not _KINDS[name][0](given):
            raise BadFault(say(f"local.fault.kind.{_KINDS[name][1]}", field=name))
    for name, choices in _CHOICES.items():
        if name in values and values[name] not in choices:
            raise BadFault(say("local.choice", field=name, choices=", ".join(choices)))
    if values.get("provider") is not None and values["provider"] not in providers:
        raise BadFault(say("local.choice", field="provider", choices=", ".join(sorted(providers))))
    values = _with_body(values)
    try:
        fault = Fault(**values)
    except ValueError as error:
        raise BadFault(str(error)) from None
    if not fault.effects:
        raise BadFault(say("local.fault.nothing", place=fault.place))
    return fault


def _with_body(values: dict[str, Any]) -> dict[str, Any]:
    """A body that is JSON rather than text is written down as such."""
    body, status = values.get("body", ""), values.get("status")
    if status in (204, 304) and body:
        raise BadFault(say("local.fault.bodiless", status=status))
    if "body" in values and status is None:
        raise BadFault(say("local.fault.needs_status"))
    if isinstance(body, str):
        return values
    headers = {"Content-Type": "application/json", **values.get("headers", {})}
    return {**values, "body": json.dumps(body, ensure_ascii=False), "headers": headers}


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _headers(value: Any) -> bool:
    """Names and values that can be sent. Lengths are left to `cut` and `truncate`: false ones never leave a server."""
    if not isinstance(value, Mapping):
        return False
    return all(
        _TOKEN.fullmatch(name)
        and name.lower() not in ("content-length", "transfer-encoding", "connection")
        and isinstance(text, str)
        and text.strip() == text
        and all(" " <= letter <= "~" or "\xa0" <= letter <= "\xff" for letter in text)
        for name, text in value.items()
    )


_CHOICES: Mapping[str, tuple[str, ...]] = {"refuse": REFUSALS, "drop": ("before", "after")}
_KINDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "times": (lambda value: value is None or (_whole(value) and value > 0), "times"),
    "skip": (_whole, "whole"),
    "provider": (lambda value: value is None or isinstance(value, str), "text"),
    "task": (lambda value: value is None or isinstance(value, str), "text"),
    "delay": (lambda value: _number(value) and 0 <= value <= _LONGEST, "seconds"),
    "status": (lambda value: _whole(value) and 200 <= value <= 599, "status"),
    "headers": (_headers, "headers"),
    "patch": (lambda value: isinstance(value, dict), "object"),
    "reset": (lambda value: isinstance(value, bool), "flag"),
    "cut": (_whole, "whole"),
    "truncate": (_whole, "whole"),
    "drip": (lambda value: _number(value) and value > 0, "rate"),
    "expired": (lambda value: isinstance(value, bool), "flag"),
    "say": (lambda value: isinstance(value, str), "text"),
    "fail": (lambda value: isinstance(value, str), "text"),
    "clips": (lambda value: _whole(value) and 1 <= value <= 8, "clips"),
}
"""Whether a field's value will do, and which sentence says what it must be."""

"""The control endpoint as OpenAPI; the fields of a fault are described in `grokwidget.local.faults`."""

from __future__ import annotations

from grokwidget.local.control import PREFIX
from grokwidget.local.faults import PLACES, REFUSALS, SAYINGS
from grokwidget.local.openapi import schemas as s

_COUNT: s.Schema = {"type": "integer", "minimum": 0, "maximum": 2**53 - 1}
_HEADERS: s.Schema = {
    "type": "object",
    "propertyNames": {"pattern": "^[Xx]-[A-Za-z]{1,40}$|^(Content-Type|Location|Retry-After|Content-Range|ETag)$"},
    "additionalProperties": {"type": "string", "pattern": "^([!-~]([ -~]*[!-~])?)?$"},
    "description": "any but those of lengths and connections",
}


def paths() -> dict[str, s.Schema]:
    """Faults and counts. No key is needed."""
    told = {"200": s.reply(_told())}
    wrong = s.errors((400, 413, 415), s.thing({"error": s.TEXT}))
    fault = s.thing({"place": s.choice(PLACES)}, _fields())
    counts = {"200": s.reply(s.thing({"counts": {"type": "object"}}))}
    body = {"application/json": {"anyOf": [fault, s.items(fault, 1, 100)]}}
    operations = {
        f"{PREFIX}/faults": {
            "get": s.operation("faults", "The plan, and what happened.", told),
            "post": s.operation("plan", "Plan faults.", {**told, **wrong}, body=body),
            "delete": s.operation("forget", "Forget the plan and what happened.", told),
        },
        f"{PREFIX}/counts": {
            "get": s.operation("counts", "How many requests came, by provider and kind.", counts),
            "delete": s.operation("reset", "Count from nothing.", counts),
        },
    }
    return {
        path: {method: {**one, "security": []} for method, one in item.items()} for path, item in operations.items()
    }


def _fields() -> dict[str, s.Schema]:
    return {
        "times": {"type": ["integer", "null"], "minimum": 1, "maximum": 2**53 - 1, "default": 1},
        "skip": {**_COUNT, "default": 0},
        "provider": {"type": ["string", "null"]},
        "task": {"type": ["string", "null"]},
        "delay": {"type": "number", "minimum": 0, "maximum": 3600, "description": "seconds"},
        "status": {"type": "integer", "minimum": 200, "maximum": 599},
        "headers": _HEADERS,
        "body": {"description": "text, or JSON that is sent as such; with a status"},
        "refuse": s.choice(REFUSALS),
        "patch": {"type": "object"},
        "drop": s.choice(["before", "after"]),
        "reset": s.FLAG,
        "cut": _COUNT,
        "truncate": _COUNT,
        "drip": {"type": "number", "exclusiveMinimum": 0, "description": "bytes a second"},
        "expired": s.FLAG,
        "say": s.choice(sorted({word for words in SAYINGS.values() for word in words})),
        "fail": s.TEXT,
        "clips": {"type": "integer", "minimum": 1, "maximum": 8},
    }


def _told() -> s.Schema:
    shown: s.Schema = {"type": "object", "required": ["place"]}
    planned = s.thing({"fault": shown, "seen": _COUNT, "happened": _COUNT})
    event = s.thing({"fault": shown, "at": {"type": "number"}, "provider": s.TEXT, "task": s.TEXT})
    return s.thing({"plan": {"type": "array", "items": planned}, "log": {"type": "array", "items": event}})

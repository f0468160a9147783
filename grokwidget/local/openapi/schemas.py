"""Small builders of JSON Schema (2020-12) and of OpenAPI operations: what every dialect's description is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
SECONDS: Schema = {"type": "integer", "minimum": 0, "description": "unix seconds"}
PERCENT: Schema = {"type": "integer", "minimum": 0, "maximum": 100}
NOTHING: Schema = {"type": "null"}
FLAG: Schema = {"type": "boolean"}
SOMETHING: Schema = {"type": "string", "pattern": r"[^\s\x1c-\x1f\x85]"}
"""Text that isn't only spaces."""
WEB_URL: Schema = {
    "type": "string",
    "format": "web-url",
    "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#]",
    "maxLength": 8192,
    "description": "an absolute http(s) URL",
}
RESULT_URL: Schema = {"type": "string", "pattern": "^https?://[!-~]+$"}
DATA_URL: Schema = {
    "type": "string",
    "format": "picture-data-url",
    "description": "a picture as a base64 data URL",
}
FILE: Schema = {
    "type": "string",
    "format": "picture",
    "contentMediaType": "application/octet-stream",
    "description": "a picture's bytes",
}
UPLOAD: Schema = {"type": "object", "properties": {"file": FILE}, "required": ["file"]}
"""A form with one file; other parts are let be."""
PICTURE: Schema = {"anyOf": [WEB_URL, DATA_URL]}


def thing(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    """An object with these properties and no others."""
    properties = {**required, **(optional or {})}
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def choice(values: Iterable[object], default: object = None) -> Schema:
    """One of some values."""
    found: Schema = {"enum": list(values)}
    return found if default is None else {**found, "default": default}


def whole(low: int, high: int, default: int) -> Schema:
    """An integer of a range."""
    return {"type": "integer", "minimum": low, "maximum": high, "default": default}


def items(of: Schema, low: int, high: int) -> Schema:
    """An array of `low` to `high` items."""
    return {"type": "array", "items": of, "minItems": low, "maxItems": high}


def prompt(limit: int | None = None, *, required: bool = True) -> Schema:
    """A prompt; `limit` in characters."""
    base = SOMETHING if required else TEXT
    return {**base, "maxLength": limit} if limit else dict(base)


def reply(schema: Schema, links: Mapping[str, Schema] | None = None) -> Schema:
    """A JSON answer."""
    found: Schema = {"description": "", "content": {"application/json": {"schema": schema}}}
    return {**found, "links": dict(links)} if links else found


def plain(description: str, kind: str | None = None) -> Schema:
    """An answer without JSON: empty, or of another kind."""
    return {"description": description, **({"content": {kind: {"schema": {"type": "string"}}}} if kind else {})}


def errors(statuses: Iterable[int], schema: Schema) -> Schema:
    """The same error body for several statuses."""
    return {str(status): reply(schema) for status in sorted(set(statuses))}


def operation(
    name: str,
    summary: str,
    responses: Mapping[str, Schema],
    *,
    body: Mapping[str, Schema] | None = None,
    parameters: Iterable[Schema] = (),
) -> Schema:
    """One operation; `body` is its schema by content type."""
    found: Schema = {"operationId": name, "summary": summary, "responses": dict(responses)}
    if body:
        content = {kind: {"schema": schema} for kind, schema in body.items()}
        found["requestBody"] = {"required": True, "content": content}
    if given := list(parameters):
        found["parameters"] = given
    return found


def parameter(name: str, place: str = "path") -> Schema:
    """A string that must be given, in the path or in the query."""
    return {"name": name, "in": place, "required": True, "schema": {"type": "string", "minLength": 1}}


def link(operation_id: str, name: str, pointer: str) -> dict[str, Schema]:
    """From a create's answer to the operation that asks about its task."""
    return {operation_id: {"operationId": operation_id, "parameters": {name: f"$response.body#{pointer}"}}}

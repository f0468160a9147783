"""What the service offers, as OpenAPI 3.1: every path, every limit, every shape of an answer.

Built from the server halves' own tables, one file a dialect: `paths()` gives its path items, without the provider's
prefix. Three formats are this service's own: `web-url`, `picture` (a picture's bytes) and `picture-data-url`.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from grokwidget._version import __version__
from grokwidget.local.openapi.schemas import Schema

_FILES = {"local": "aivideoapi"}
"""Providers whose description is in a file of another name."""


def of_provider(provider: str, server: str) -> Schema:
    """The description of one provider's dialect, at the address `server`."""
    return _document(f"grokwidget local service: {provider}", server, _paths(provider))


def of_all(providers: Iterable[str], server: str) -> Schema:
    """The description of everything: all dialects under their prefixes, and the control endpoint."""
    control: dict[str, Schema] = import_module(f"{__name__}.control").paths()
    paths = dict(control)
    for provider in providers:
        for path, item in _paths(provider).items():
            paths[f"/{provider}{path}"] = _prefixed(provider, item)
    return _document("grokwidget local service", server, paths)


def _paths(provider: str) -> dict[str, Schema]:
    found: dict[str, Schema] = import_module(f"{__name__}.{_FILES.get(provider, provider)}").paths(provider)
    return found


def _document(title: str, server: str, paths: dict[str, Schema]) -> Schema:
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": __version__, "description": "Procedural, not AI."},
        "servers": [{"url": server}],
        "security": [{"key": []}],
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
        "paths": paths,
    }


def _prefixed(provider: str, value: Any) -> Any:
    """The same with its operations' names made unique."""
    if isinstance(value, dict):
        changed = {name: _prefixed(provider, inner) for name, inner in value.items()}
        if isinstance(changed.get("operationId"), str):
            changed["operationId"] = f"{provider}.{changed['operationId']}"
        return changed
    return [_prefixed(provider, inner) for inner in value] if isinstance(value, list) else value

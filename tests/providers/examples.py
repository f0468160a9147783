"""The vectors: every example of the services' documents as a JSON file, and what can be read from each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from grokwidget.providers import HttpCall, HttpReply

FOLDER = Path(__file__).parents[1] / "vectors"


@dataclass(frozen=True)
class Vector:
    """One example: a request or a reply, as its document prints it."""

    provider: str
    raw: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.raw["name"])

    @property
    def kind(self) -> str:
        return str(self.raw["kind"])

    @property
    def body(self) -> Any:
        return self.raw.get("body")

    @property
    def expect(self) -> dict[str, Any]:
        """What the reply means, where the vector says so: for replies that no document explains."""
        return dict(self.raw.get("expect") or {})

    @property
    def reply(self) -> HttpReply:
        headers = {name.lower(): value for name, value in (self.raw.get("headers") or {}).items()}
        body = self.body
        if isinstance(body, str):
            data = body.encode()
        else:
            data = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        return HttpReply(self.raw.get("status") or 200, data, headers)

    @property
    def where(self) -> tuple[str, str, dict[str, str]]:
        """Method, path and query."""
        parts = urlsplit(self.raw["path"])
        return self.raw["method"], parts.path, {**dict(parse_qsl(parts.query)), **(self.raw.get("query") or {})}

    def __str__(self) -> str:
        return f"{self.provider}-{self.name}"


def where(call: HttpCall) -> tuple[str, str, dict[str, str]]:
    """Method, path and query of a call."""
    parts = urlsplit(call.path)
    return call.method, parts.path, {**dict(parse_qsl(parts.query)), **call.query}


def all_vectors() -> list[Vector]:
    """Every vector of every provider."""
    return [
        Vector(path.parent.name, json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(FOLDER.glob("*/*.json"))
    ]


def vectors(provider: str, kind: str) -> list[Vector]:
    """A provider's vectors of one kind."""
    found = [vector for vector in all_vectors() if (vector.provider, vector.kind) == (provider, kind)]
    assert found, (provider, kind)
    return found

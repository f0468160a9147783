"""A plain HTTP caller of the service, and the document's examples; our own client has no part in these tests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from grokwidget.local.service import Service

from ..waiting import until

VECTORS = Path(__file__).parents[1] / "vectors" / "aivideoapi"
TEXT: dict[str, Any] = {"model": "local-video", "input": {"prompt": "a red fox", "duration": 1}}


def vectors(kind: str) -> list[dict[str, Any]]:
    """The document's examples of one kind."""
    every = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(VECTORS.glob("*.json"))]
    return [vector for vector in every if vector["kind"] == kind]


def vector(name: str) -> dict[str, Any]:
    """One example of the document."""
    found: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def shape(value: Any) -> Any:
    """The keys and the types of a JSON value: what must be alike."""
    if isinstance(value, Mapping):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return type(value).__name__


class Caller:
    """Speaks to one provider of a running service with one key."""

    def __init__(self, service: Service, provider: str = "local", key: str = "sk-test") -> None:
        self.service, self.provider = service, provider
        self.http = httpx.Client(
            base_url=service.url(provider), headers={"Authorization": f"Bearer {key}"}, trust_env=False, timeout=30
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.http.close()

    def create(self, body: object) -> httpx.Response:
        """Ask for a video."""
        return self.http.post("/v1/videos/generations", json=body)

    def task(self, body: object = TEXT) -> str:
        """Ask for a video that is surely accepted; the task's id."""
        reply = self.create(body)
        assert reply.status_code == 200, reply.text
        return str(reply.json()["data"]["taskId"])

    def poll(self, task_id: str) -> dict[str, Any]:
        """What the service says of a task."""
        reply = self.http.get(f"/v1/tasks/{task_id}")
        assert reply.status_code == 200, reply.text
        found: dict[str, Any] = reply.json()
        return found

    def ended(self, task_id: str) -> dict[str, Any]:
        """What the service says of a task when all of them have ended."""
        assert self.service.renders.at_rest(90)
        return self.poll(task_id)

    def drawing(self, task_id: str) -> None:
        """Wait until some frames of a video are drawn."""
        until(lambda: self.poll(task_id).get("progress"))

    def credits(self) -> dict[str, int]:
        """The account's figures."""
        found: dict[str, int] = self.http.get("/v1/credits").json()["data"]
        return found


@contextmanager
def bare() -> Iterator[httpx.Client]:
    """A client without a key, as a download needs it."""
    with httpx.Client(trust_env=False, timeout=30) as client:
        yield client

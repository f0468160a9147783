"""A service whose videos are ready at once, for tests of what is said about them and not of what they show."""

from __future__ import annotations

import base64
import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from grokwidget.local.options import Options
from grokwidget.local.service import Service

from .caller import Caller

URL = "https://example.com/a.png"
FILM = b"\0\0\0\x18ftypmp42 no real film"
_PROGRAM = f"""
import json, sys
for line in sys.stdin:
    job = json.loads(line)
    with open(job["spec"]["output"], "wb") as file:
        file.write({FILM!r})
    print(json.dumps({{"id": job["id"], "event": "done"}}), flush=True)
"""
WORKER = (sys.executable, "-c", _PROGRAM)
HALFWAY = (
    sys.executable,
    "-c",
    "import json, sys; job = json.loads(sys.stdin.readline());"
    "print(json.dumps({'id': job['id'], 'event': 'progress', 'frames': 1, 'of': 2}), flush=True); sys.stdin.read()",
)
"""A renderer that stops in the middle of its first video."""


@contextmanager
def quick_service(folder: Path, **options: Any) -> Iterator[Service]:
    """A service with a renderer that renders nothing, and without rate limits unless told."""
    usual: dict[str, Any] = {"worker": WORKER, "rate_limit": None, "rate_limits": {}}
    with Service(Options(folder=folder, **{**usual, **options})) as service:
        yield service


def send(service: Service, provider: str, example: dict[str, Any]) -> httpx.Response:
    """Send one of a document's examples as it stands, only to another host."""
    data = json.dumps(example["body"], ensure_ascii=False).encode()
    url = service.url(provider) + example["path"]
    return httpx.request(example["method"], url, content=data, headers=example["headers"], trust_env=False)


def examples(provider: str, kind: str) -> list[dict[str, Any]]:
    """The examples of one kind in a provider's documents."""
    folder = Path(__file__).parents[1] / "vectors" / provider
    every = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    return [one for one in every if one["kind"] == kind]


def example(provider: str, name: str) -> dict[str, Any]:
    """One example of a provider's documents."""
    path = Path(__file__).parents[1] / "vectors" / provider / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def file_of(caller: Caller, task_id: str) -> Path:
    """Where a task's video lies."""
    return caller.service.desk.path(found(caller, task_id))


def found(caller: Caller, task_id: str) -> Any:
    """A task as the service keeps it."""
    task = caller.service.tasks.get(caller.provider, task_id)
    assert task, task_id
    return task


def picture(form: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    """A picture's bytes."""
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(buffer, form)
    return buffer.getvalue()


def data_url(form: str = "PNG", size: tuple[int, int] = (60, 40)) -> str:
    """A picture as a data URL."""
    return f"data:image/{form.lower()};base64,{base64.b64encode(picture(form, size)).decode()}"

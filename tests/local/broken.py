"""A caller that tells how an answer broke, and brings faults along in its header."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from grokwidget.local.faultscript import HEADER
from grokwidget.local.service import Service

from .quick import URL

TEXT = {"model": "grok-imagine-text-to-video", "input": {"prompt": "a fox"}}
CREATES: dict[str, tuple[str, dict[str, Any]]] = {
    "local": ("/v1/videos/generations", {"model": "local-video", "input": {"prompt": "a fox"}}),
    "aivideoapi": ("/v1/videos/generations", TEXT),
    "grokimagineapi": ("/v1/generate", {"prompt": "a fox"}),
    "jimmyai": ("/api/open-api/v1/grok/videos", {"model": "grok-1.5", "prompt": "a fox", "image_urls": [URL]}),
    "apixgo": ("/v1/video/generations", {"model": "grok-image-video", "prompt": "a fox"}),
    "duoyuanx": ("/v1/videos", {"model": "grok-imagine-video", "prompt": "a fox", "seconds": "6"}),
    "xai": ("/v1/videos/generations", {"model": "grok-imagine-video", "prompt": "a fox"}),
}
POLLS = {
    "local": "/v1/tasks/{}",
    "aivideoapi": "/v1/tasks/{}",
    "grokimagineapi": "/v1/status?task_id={}",
    "jimmyai": "/api/open-api/v1/videos/{}",
    "apixgo": "/v1/video/generations/{}",
    "duoyuanx": "/v1/videos/{}",
    "xai": "/v1/videos/{}",
}


@dataclass
class Answer:
    """How a request went: the status, headers and body as far as they came, and what ended it."""

    status: int = 0
    headers: httpx.Headers = field(default_factory=httpx.Headers)
    body: bytes = b""
    error: Exception | None = None
    seconds: float = 0.0

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """Speaks to one provider, and has a task there that is done."""

    def __init__(self, service: Service, provider: str, http: httpx.Client) -> None:
        self.service, self.provider, self.http = service, provider, http
        self.base = service.url(provider)
        self.key = {"Authorization": "Bearer sk-invented"}

    def create(self, *faults: dict[str, Any], **more: Any) -> Answer:
        path, body = CREATES[self.provider]
        return self.ask("POST", self.base + path, list(faults), json={**body, **more}, headers=self.key)

    def made(self, *faults: dict[str, Any], **more: Any) -> str:
        answer = self.create(*faults, **more)
        assert answer.status == 200, answer.body
        about = answer.json
        about = about.get("data", about)
        task = next(about[name] for name in ("taskId", "task_id", "request_id", "id") if name in about)
        assert self.service.renders.at_rest(30)
        return str(task)

    def poll(self, task: str, *faults: dict[str, Any]) -> Answer:
        return self.ask("GET", self.base + POLLS[self.provider].format(task), list(faults), headers=self.key)

    def ask(self, method: str, url: str, faults: list[dict[str, Any]], **how: Any) -> Answer:
        headers = {**how.pop("headers", {}), **({HEADER: json.dumps(faults)} if faults else {})}
        answer, started = Answer(), time.monotonic()
        body = bytearray()
        try:
            with self.http.stream(method, url, headers=headers, **how) as reply:
                answer.status, answer.headers = reply.status_code, reply.headers
                for chunk in reply.iter_raw():
                    body += chunk
        except httpx.TransportError as error:
            answer.error = error
        answer.body, answer.seconds = bytes(body), time.monotonic() - started
        return answer

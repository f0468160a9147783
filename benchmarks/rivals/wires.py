"""The least of each wire that its client really speaks, over HTTP: xAI's REST, Replicate, fal's queue, OpenAI's videos.

A plain ASGI application, so that the service takes as little of the machine as can be: fal's client asks four hundred
times a second.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from .desk import Desk, Task
from .hidden import Plan

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
_JSON = b"application/json"


class Wires:
    """Answers requests out of the desk's books."""

    def __init__(self, desk: Desk, film: bytes) -> None:
        self.desk = desk
        self.film = film
        self.address = ""
        self._halves = {
            "xai": self._xai,
            "replicate": self._replicate,
            "fal": self._fal,
            "openai": self._openai,
            "file": self._file,
            "books": self._books,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        half, *path = scope["path"].strip("/").split("/")
        try:
            answer = self._halves[half](scope["method"], path, body)
            status = 200
        except (KeyError, ValueError) as problem:
            answer, status = {"error": f"{type(problem).__name__}: {problem}"}, 404
        kind, data = (b"video/mp4", answer) if isinstance(answer, bytes) else (_JSON, json.dumps(answer).encode())
        headers = [(b"content-type", kind), (b"content-length", str(len(data)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": data})

    def url(self, task: Task) -> str:
        """Where its video is."""
        return f"{self.address}/file/{task.id}.mp4"

    def _xai(self, method: str, path: list[str], body: bytes) -> dict[str, Any]:
        if method == "POST":
            return {"request_id": self.desk.take(body).id}
        task = self.desk.asked(path[-1], "status")
        if task.done:
            video = {"url": self.url(task), "duration": 6, "respect_moderation": True}
            return {"status": "done", "video": video, "model": "grok-imagine-video", "progress": 100}
        percent = task.percent
        return {"status": "pending"} | ({} if percent is None else {"progress": percent})

    def _replicate(self, method: str, path: list[str], body: bytes) -> dict[str, Any]:
        task = self.desk.take(body) if method == "POST" else self.desk.asked(path[-1], "status")
        done = task.done
        return {
            "id": task.id,
            "model": "someone/video",
            "version": "0" * 64,
            "input": {},
            "logs": "" if task.percent is None else f"{task.percent:3d}%|#####     | {task.percent}/100",
            "status": "succeeded" if done else "processing",
            "output": self.url(task) if done else None,
            "urls": {"get": f"{self.address}/replicate/v1/predictions/{task.id}"},
        }

    def _fal(self, method: str, path: list[str], body: bytes) -> dict[str, Any]:
        if method == "POST":
            task = self.desk.take(body)
            base = f"{self.address}/fal/someone/video/requests/{task.id}"
            return {
                "request_id": task.id,
                "response_url": base,
                "status_url": f"{base}/status",
                "cancel_url": f"{base}/cancel",
            }
        if path[-1] == "status":
            done = self.desk.asked(path[-2], "status").done
            return {"status": "COMPLETED" if done else "IN_PROGRESS", "logs": [], "metrics": {}}
        return {"video": {"url": self.url(self.desk.asked(path[-1], "result"))}}

    def _openai(self, method: str, path: list[str], body: bytes) -> dict[str, Any] | bytes:
        if path[-1] == "content":
            self.desk.asked(path[-2], "file")
            return self.film
        task = self.desk.take(body) if method == "POST" else self.desk.asked(path[-1], "status")
        return {
            "id": task.id,
            "object": "video",
            "created_at": 0,
            "model": "sora-2",
            "seconds": "4",
            "size": "1280x720",
            "status": "completed" if task.done else "in_progress",
            "progress": 100 if task.done else task.percent or 0,
        }

    def _file(self, _method: str, path: list[str], _body: bytes) -> bytes:
        self.desk.asked(path[-1].removesuffix(".mp4"), "file")
        return self.film

    def _books(self, method: str, path: list[str], body: bytes) -> Any:
        if method == "POST":
            self.desk.expect(Plan(**json.loads(body)))
            return {}
        return self.desk.told(path[-1])

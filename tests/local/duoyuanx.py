"""How the tests speak to duoyuanx's half of the service."""

from __future__ import annotations

from typing import Any

import httpx

from .caller import Caller
from .quick import picture

NAME = "duoyuanx"
JSON: dict[str, Any] = {"model": "grok-imagine-video", "prompt": "a red fox", "seconds": "6"}
FORM = {"model": "grok-video-3", "prompt": "a red fox", "seconds": "6"}
CREATED = {"id", "object", "model", "status", "progress", "created_at", "seconds", "size", "video_url"}
POLLED = CREATED | {"completed_at", "expires_at", "remixed_from_video_id", "error"}
PRESETS = ["1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "2:1", "1:2", "19.5:9", "9:19.5", "20:9", "9:20"]
Files = list[tuple[str, tuple[str, bytes, str]]]


def ask(caller: Caller, **fields: Any) -> httpx.Response:
    body = {**JSON, **fields}
    return caller.http.post("/v1/videos", json={key: value for key, value in body.items() if value is not None})


def fill(caller: Caller, *, files: Files | None = None, **fields: Any) -> httpx.Response:
    """A form, also where it has no file."""
    body = {key: value for key, value in {**FORM, **fields}.items() if value is not None}
    parts: list[tuple[str, Any]] = [(key, (None, value)) for key, value in body.items()]
    return caller.http.post("/v1/videos", files=[*parts, *(files or [])])


def reference(name: str = "a.png", form: str = "PNG") -> tuple[str, tuple[str, bytes, str]]:
    return ("input_reference", (name, picture(form), "application/octet-stream"))


def made(reply: httpx.Response) -> str:
    assert reply.status_code == 200, reply.text
    return str(reply.json()["id"])


def poll(caller: Caller, task: str) -> dict[str, Any]:
    reply = caller.http.get(f"/v1/videos/{task}")
    assert reply.status_code == 200, reply.text
    about: dict[str, Any] = reply.json()
    return about


def finished(caller: Caller, **fields: Any) -> str:
    task = made(ask(caller, **fields))
    assert caller.service.renders.at_rest(30)
    return task


def refusal(reply: httpx.Response, param: str) -> str:
    """The sentence of a refusal in the document's shape."""
    assert reply.status_code == 400, reply.text
    error = reply.json()["error"]
    assert set(reply.json()) == {"error"}
    assert set(error) == {"message", "type", "param", "code"}
    assert (error["type"], error["param"], error["code"]) == ("new_api_error", param, "invalid_request")
    return str(error["message"])

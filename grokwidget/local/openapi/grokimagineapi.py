"""The grokimagineapi dialect as OpenAPI."""

from __future__ import annotations

from grokwidget.local.dialects.grokimagineapi import KINDS, MODES, MOST_IMAGES
from grokwidget.local.openapi import schemas as s

RATIO: s.Schema = {"type": "string", "pattern": "^([1-9]:[1-9]|16:9|9:16|21:9|9:21)$"}
"""What is surely taken: any ratio that the renderer can draw is."""


def paths(_: str) -> dict[str, s.Schema]:
    """Create and poll."""
    request = s.thing(
        {"prompt": s.prompt()},
        {"mode": s.choice(MODES, "normal"), "images": s.items(s.WEB_URL, 0, MOST_IMAGES), "ratio": RATIO},
    )
    data = s.thing(
        {
            "consumed_credits": s.WHOLE,
            "created_at": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"},
            "status": s.choice(["pending", "processing", "completed", "failed"]),
            "task_id": {"type": "string", "pattern": "^task_[0-9]+$"},
            "error_message": {"type": ["string", "null"]},
            "request": request,
            "response": {"type": "array", "items": s.RESULT_URL},
        }
    )
    return {
        "/v1/generate": {
            "post": s.operation(
                "create",
                "Ask for a video.",
                {
                    "200": s.reply(_envelope(s.thing({"task_id": s.TEXT})), s.link("poll", "task_id", "/data/task_id")),
                    **_errors(),
                },
                body={"application/json": request},
            )
        },
        "/v1/status": {
            "get": s.operation(
                "poll",
                "Ask about a task.",
                {"200": s.reply(_envelope(data)), **_errors()},
                parameters=[s.parameter("task_id", "query")],
            )
        },
    }


def _envelope(data: s.Schema) -> s.Schema:
    return s.thing({"code": s.choice([200]), "message": s.TEXT, "data": data})


def _errors() -> s.Schema:
    words = {*KINDS.values(), (405, "NOT_FOUND"), (500, "SERVER_ERROR")}
    return {
        str(status): s.reply(
            s.thing(
                {
                    "code": s.choice([status]),
                    "message": s.TEXT,
                    "error": s.choice(sorted(word for one, word in words if one == status)),
                }
            )
        )
        for status in sorted({status for status, _ in words})
    }

"""What relays that run new-api share, as OpenAPI: contents, models, usage, an OpenAI video object, errors."""

from __future__ import annotations

from collections.abc import Iterable

from grokwidget.local.dialects.newapi import FLAT, NESTED, OPEN_WORDS
from grokwidget.local.openapi import schemas as s

CONTENT = "/v1/videos/{task_id}/content"


def shared(models: Iterable[str]) -> dict[str, s.Schema]:
    """Three paths that both relays have."""
    error = {"message": s.TEXT, "type": s.TEXT}
    refused = s.reply(s.thing({"error": s.thing(error, {"param": s.TEXT, "code": s.TEXT})}))
    film = s.plain("the video", "video/mp4")
    return {
        CONTENT: {
            "get": s.operation(
                "content",
                "The video itself.",
                {"200": film, **errors(), "400": refused, "404": refused, "502": refused},
                parameters=[s.parameter("task_id")],
            )
        },
        "/v1/models": {"get": s.operation("models", "The models.", {"200": s.reply(_models(models)), **errors()})},
        "/api/usage/token/": {
            "get": s.operation("usage", "What the key has used.", {"200": s.reply(_usage()), **errors()})
        },
    }


def errors() -> s.Schema:
    """Flat, nested, or (too many requests) empty."""
    flat = s.thing(
        {
            "code": s.choice([*{code for _, code in FLAT.values()}, "missing_model"]),
            "message": s.TEXT,
            "data": s.NOTHING,
        }
    )
    nested = s.thing({"error": s.thing({"message": s.TEXT, "type": s.TEXT, "param": s.TEXT, "code": s.TEXT})})
    flat_ones, nested_ones = {status for status, _ in FLAT.values()}, {status for status, _ in NESTED.values()}
    found: s.Schema = {"429": s.plain("too many requests, without a body")}
    for status in sorted(flat_ones | nested_ones | {400, 404, 405}):
        found[str(status)] = s.reply({"anyOf": [flat, nested]} if status in flat_ones else nested)
    return found


def openai_video(models: Iterable[str]) -> s.Schema:
    """A task as an OpenAI video object."""
    return s.thing(
        {
            "id": s.TEXT,
            "task_id": s.TEXT,
            "object": s.choice(["video"]),
            "model": s.choice(models),
            "status": s.choice(OPEN_WORDS.values()),
            "progress": s.PERCENT,
            "created_at": s.SECONDS,
        },
        {
            "completed_at": s.SECONDS,
            "metadata": s.thing({"url": s.RESULT_URL}),
            "error": s.thing({"message": s.TEXT, "code": s.TEXT}),
        },
    )


def _models(models: Iterable[str]) -> s.Schema:
    one = s.thing(
        {
            "id": s.choice(models),
            "object": s.choice(["model"]),
            "created": s.SECONDS,
            "owned_by": s.TEXT,
            "supported_endpoint_types": {"type": "array", "items": s.TEXT},
        }
    )
    return s.thing({"success": s.choice([True]), "object": s.choice(["list"]), "data": {"type": "array", "items": one}})


def _usage() -> s.Schema:
    data = s.thing(
        {
            "object": s.choice(["token_usage"]),
            "name": s.TEXT,
            **dict.fromkeys(("total_granted", "total_used", "total_available"), s.WHOLE),
            "unlimited_quota": s.FLAG,
            "model_limits": {"type": "object"},
            "model_limits_enabled": s.FLAG,
            "expires_at": s.WHOLE,
        }
    )
    return s.thing({"code": s.choice([True]), "message": s.TEXT, "data": data})

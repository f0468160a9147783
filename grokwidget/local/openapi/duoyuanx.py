"""The duoyuanx dialect as OpenAPI: JSON for two models, forms for the others. As a strict service takes it."""

from __future__ import annotations

from grokwidget.local.dialects.duoyuanx_rules import (
    FORM_MODELS,
    FORM_RATIOS,
    JSON_MODELS,
    LONGEST,
    MODELS,
    MOST_IMAGES,
    PROMPT_LIMIT,
    RATIO,
    RESOLUTIONS,
    SECONDS,
    SIZES,
    TIER,
)
from grokwidget.local.openapi import newapi
from grokwidget.local.openapi import schemas as s

_SECONDS: s.Schema = {"enum": [str(n) for n in range(1, LONGEST + 1)], "default": SECONDS}
_RATIO: s.Schema = {
    "type": "string",
    "pattern": "^([1-9]:[1-9]|19\\.5:9|9:19\\.5|20:9|9:20|16:9|9:16)$",
    "default": RATIO,
}
"""What is surely taken: any `number:number` between 1:10 and 10:1 is."""


def paths(_: str) -> dict[str, s.Schema]:
    """Create, poll, upload, and what every new-api has."""
    known = {
        "id": s.TEXT,
        "object": s.choice(["video"]),
        "model": s.choice(MODELS),
        "status": s.choice(["queued", "processing", "completed", "failed", "cancelled"]),
        "progress": s.PERCENT,
        "created_at": s.SECONDS,
        "seconds": _SECONDS,
        "size": s.choice({*RESOLUTIONS, *SIZES, "480", "720"}),
        "video_url": {"anyOf": [s.RESULT_URL, s.choice([""])]},
    }
    polled = {
        **known,
        "completed_at": s.SECONDS,
        "expires_at": s.SECONDS,
        "remixed_from_video_id": s.TEXT,
        "error": s.thing({"message": s.TEXT, "code": s.TEXT}),
    }
    uploaded = s.thing(
        {"id": s.TEXT, "object": s.choice(["file"]), "bytes": s.WHOLE, "created_at": s.SECONDS, "url": s.RESULT_URL}
    )
    links = {**s.link("poll", "task_id", "/id"), **s.link("content", "task_id", "/id")}
    errors = newapi.errors()
    return {
        "/v1/videos": {
            "post": s.operation(
                "create",
                "Ask for a video.",
                {"200": s.reply(s.thing(known), links), **errors},
                body={"application/json": {"anyOf": _json()}, "multipart/form-data": _form()},
            )
        },
        "/v1/videos/{task_id}": {
            "get": s.operation(
                "poll",
                "Ask about a task.",
                {"200": s.reply(s.thing(polled)), **errors},
                parameters=[s.parameter("task_id")],
            )
        },
        "/v1/file/upload": {
            "put": s.operation(
                "upload",
                "Upload a picture.",
                {"200": s.reply(uploaded), **errors},
                body={"multipart/form-data": s.UPLOAD},
            )
        },
        **newapi.shared(MODELS),
    }


def _json() -> list[s.Schema]:
    base = {"model": s.choice(JSON_MODELS), "prompt": s.prompt(PROMPT_LIMIT)}
    common = {
        "seconds": _SECONDS,
        "aspect_ratio": _RATIO,
        "resolution": s.choice([*RESOLUTIONS, *(tier[:-1] for tier in RESOLUTIONS)], TIER),
    }
    return [
        s.thing({**base, "image": s.DATA_URL}, common),
        s.thing(base, {**common, "images": s.items(s.DATA_URL, 0, MOST_IMAGES)}),
    ]


def _form() -> s.Schema:
    return s.thing(
        {"model": s.choice(FORM_MODELS), "prompt": s.prompt(PROMPT_LIMIT)},
        {
            "seconds": _SECONDS,
            "aspect_ratio": s.choice(FORM_RATIOS, RATIO),
            "size": s.choice(SIZES, TIER),
            "input_reference": s.items(s.FILE, 1, MOST_IMAGES),
        },
    )

"""The apixgo dialect as OpenAPI."""

from __future__ import annotations

from collections.abc import Iterator

from grokwidget.local.dialects.apixgo import MODELS, RESOLUTIONS, STATUSES, Rules
from grokwidget.local.openapi import newapi
from grokwidget.local.openapi import schemas as s


def paths(_: str) -> dict[str, s.Schema]:
    """Create, two ways to ask, and what every new-api has."""
    created = s.thing(
        {
            "id": s.TEXT,
            "task_id": s.TEXT,
            "object": s.choice(["video"]),
            "model": s.choice(MODELS),
            "status": s.choice(["queued"]),
            "progress": s.choice([0]),
            "created_at": s.SECONDS,
        }
    )
    task = s.thing(
        {
            "task_id": s.TEXT,
            "status": s.choice(word for word, _ in STATUSES.values()),
            "progress": {"type": "string", "pattern": "^(100|[1-9]?[0-9])%$"},
            "result_url": {"anyOf": [s.RESULT_URL, s.choice([""])]},
            "fail_reason": s.TEXT,
        }
    )
    polled = s.thing({"code": s.choice(["success"]), "message": s.TEXT, "data": task})
    links = {**s.link("poll", "task_id", "/task_id"), **s.link("content", "task_id", "/task_id")}
    errors, asked = newapi.errors(), [s.parameter("task_id")]
    return {
        "/v1/video/generations": {
            "post": s.operation(
                "create",
                "Ask for a video.",
                {"200": s.reply(created, links), **errors},
                body={"application/json": {"anyOf": [*_requests()]}},
            )
        },
        "/v1/video/generations/{task_id}": {
            "get": s.operation("poll", "Ask about a task.", {"200": s.reply(polled), **errors}, parameters=asked)
        },
        "/v1/videos/{task_id}": {
            "get": s.operation(
                "poll_openai",
                "The same as an OpenAI video object.",
                {"200": s.reply(newapi.openai_video(MODELS)), **errors},
                parameters=asked,
            )
        },
        **newapi.shared(MODELS),
    }


def _requests() -> Iterator[s.Schema]:
    """For each model: no picture, one in any of three ways, several in two."""
    for model, rules in MODELS.items():
        low, high = rules.images
        if low == 0:
            yield _request(model, rules, {}, rules.seconds)
        references = {"anyOf": [s.PICTURE, s.thing({"image_url": s.PICTURE})]}
        yield _request(model, rules, {"input_reference": references}, rules.seconds)
        for way in ("image_urls", "reference_images"):
            yield _request(model, rules, {way: s.items(s.PICTURE, low, 1)}, rules.seconds)
            if high > 1:
                yield _request(model, rules, {way: s.items(s.PICTURE, 2, high)}, rules.seconds_with_many)


def _request(model: str, rules: Rules, more: s.Schema, seconds: int) -> s.Schema:
    return s.thing(
        {"model": s.choice([model]), "prompt": s.prompt(), **more},
        {
            "seconds": s.whole(1, seconds, 4),
            "aspect_ratio": s.choice(rules.ratios, "16:9"),
            "resolution": s.choice(RESOLUTIONS, "720p"),
        },
    )

"""The aivideoapi dialect as OpenAPI: for the real service's catalog, and for that of the local engine."""

from __future__ import annotations

from grokwidget.local.dialects.aivideoapi import AIVIDEOAPI, KINDS
from grokwidget.local.dialects.aivideoapi_rules import Catalog, ModelRules
from grokwidget.local.dialects.local import LOCAL
from grokwidget.local.openapi import schemas as s


def paths(provider: str) -> dict[str, s.Schema]:
    """Create, poll, credits."""
    catalog = LOCAL if provider == "local" else AIVIDEOAPI
    created = s.thing({"code": s.choice([200]), "msg": s.TEXT, "data": s.thing({"taskId": s.TEXT})})
    credits = s.thing({"balance": s.WHOLE, "total_purchased": s.WHOLE, "total_consumed": s.WHOLE})
    return {
        "/v1/videos/generations": {
            "post": s.operation(
                "create",
                "Ask for a video.",
                {"200": s.reply(created, s.link("poll", "task_id", "/data/taskId")), **_errors()},
                body={"application/json": {"anyOf": [*_requests(catalog)]}},
            )
        },
        "/v1/tasks/{task_id}": {
            "get": s.operation(
                "poll",
                "Ask about a task.",
                {"200": s.reply({"anyOf": _answers(catalog)}), **_errors()},
                parameters=[s.parameter("task_id")],
            )
        },
        "/v1/credits": {
            "get": s.operation(
                "credits",
                "Ask for the balance.",
                {"200": s.reply(s.thing({"code": s.choice([200]), "msg": s.TEXT, "data": credits})), **_errors()},
            )
        },
    }


def _requests(catalog: Catalog) -> list[s.Schema]:
    """One for each model and, where pictures are optional, for each way."""
    return [
        s.thing({"model": s.choice([model]), "input": given}, {"callback_url": s.WEB_URL})
        for model, rules in catalog.models.items()
        for given in _inputs(catalog, rules)
    ]


def _inputs(catalog: Catalog, rules: ModelRules) -> list[s.Schema]:
    picture = s.PICTURE if catalog.data_urls else s.WEB_URL
    common = {
        "aspect_ratio": s.choice(catalog.ratios, catalog.default_ratio),
        "duration": s.whole(*catalog.durations, catalog.default_duration),
        "resolution": s.choice(catalog.resolutions, catalog.default_resolution),
        "nsfw_checker": {**s.FLAG, "default": True},
    }
    if catalog.seeds:
        common["seed"] = s.whole(0, 2**31 - 1, 0)
    plain = s.thing({"prompt": s.prompt(catalog.prompt_limit)}, {**common, "mode": s.choice(catalog.modes, "normal")})
    pictured = s.thing(
        {"image_urls": s.items(picture, 1, catalog.images_limit)},
        {
            **common,
            "prompt": {**s.prompt(catalog.prompt_limit, required=False), "description": "may name @image1 and so on"},
            "mode": s.choice(catalog.modes_with_images, "normal"),
        },
    )
    if rules.images == "optional":
        plain["properties"]["image_urls"] = s.items(picture, 0, 0)
    return {"none": [plain], "required": [pictured], "optional": [plain, pictured]}[rules.images]


def _answers(catalog: Catalog) -> list[s.Schema]:
    def answer(status: str, **more: s.Schema) -> s.Schema:
        base = {"id": s.TEXT, "status": s.choice([status]), "model": s.choice(catalog.models)}
        return s.thing({**base, "created_at": s.SECONDS, **more})

    metadata = s.thing(
        {
            "model": s.choice(rules.metadata_name for rules in catalog.models.values()),
            "costTime": {**s.WHOLE, "description": "seconds"},
            "completeTime": {**s.WHOLE, "description": "unix milliseconds"},
            **dict.fromkeys(catalog.metadata, s.TEXT),
        }
    )
    output = s.thing({"urls": {"type": "array", "items": s.RESULT_URL, "minItems": 1}, "metadata": metadata})
    progress = s.PERCENT if catalog.always_tells_progress else {"anyOf": [s.PERCENT, s.NOTHING]}
    return [
        answer("pending", progress=progress),
        answer("processing", progress=progress),
        answer("completed", completed_at=s.SECONDS, output=output),
        answer("failed", error=s.thing({"code": s.TEXT, "message": s.TEXT})),
    ]


def _errors() -> s.Schema:
    by_status: dict[int, list[s.Schema]] = {}
    for status, code, kind in dict.fromkeys(KINDS.values()):
        by_status.setdefault(status, []).append(
            s.thing({"code": s.choice([code]), "message": s.TEXT, "type": s.choice([kind])})
        )
    by_status.setdefault(405, by_status[404])
    return {str(status): s.reply(s.thing({"error": {"anyOf": kinds}})) for status, kinds in sorted(by_status.items())}

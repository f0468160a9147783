"""The jimmyai dialect as OpenAPI. Unless the service is strict its refusals have HTTP 200 and a code of their own."""

from __future__ import annotations

from grokwidget.local.dialects.jimmyai import ALIASES, BAD, BROKEN, DURATIONS, MODEL, NO_KEY, OK, ORIENTATIONS, RATIOS
from grokwidget.local.openapi import schemas as s

BASE = "/api/open-api/v1"


def paths(_: str) -> dict[str, s.Schema]:
    """Create, poll, upload and two balances."""
    state = {"task_id": s.TEXT, "status": s.choice(["queued", "processing", "completed", "failed"])}
    about = {"model": s.choice([MODEL]), "created_at": s.SECONDS}
    polled = s.thing(
        {
            **state,
            "progress": s.PERCENT,
            **about,
            "completed_at": {"anyOf": [s.SECONDS, s.NOTHING]},
            "result": {"anyOf": [s.thing({"video_url": s.RESULT_URL, "image_url": s.TEXT}), s.NOTHING]},
            "error_message": {"type": ["string", "null"]},
        }
    )
    created = _ok(s.thing({**state, **about}))
    uploaded = s.thing({"code": s.choice([int(OK)]), "msg": s.TEXT, "data": s.thing({"url": s.RESULT_URL})})
    return {
        f"{BASE}/grok/videos": {
            "post": s.operation(
                "create",
                "Ask for a video.",
                _answers(created, s.link("poll", "task_id", "/data/task_id")),
                body={"application/json": {"anyOf": [*_requests()]}},
            )
        },
        f"{BASE}/videos/{{task_id}}": {
            "get": s.operation("poll", "Ask about a task.", _answers(_ok(polled)), parameters=[s.parameter("task_id")])
        },
        f"{BASE}/files/upload": {
            "post": s.operation(
                "upload",
                "Upload a picture.",
                _answers(uploaded),
                body={"multipart/form-data": s.UPLOAD},
            )
        },
        f"{BASE}/user/balance": {"get": s.operation("user_balance", "The user's balance.", _answers(_ok(_user())))},
        f"{BASE}/key/balance": {"get": s.operation("key_balance", "The key's balance.", _answers(_ok(_key())))},
    }


def _requests() -> list[s.Schema]:
    """The one picture is in `image_urls`, or that is empty and it is in `images`."""
    common = {
        "duration": s.choice(DURATIONS, 10),
        "ratio": s.choice([*RATIOS, ""]),
        "orientation": s.choice(ORIENTATIONS),
    }
    base = {"model": s.choice(ALIASES), "prompt": s.prompt()}
    one, any_texts = s.items(s.WEB_URL, 1, 1), {"type": "array", "items": s.TEXT}
    return [
        s.thing({**base, "image_urls": one}, {**common, "images": any_texts}),
        s.thing({**base, "images": one}, {**common, "image_urls": s.items(s.TEXT, 0, 0)}),
    ]


def _user() -> s.Schema:
    return s.thing({"balance": s.WHOLE, "used_coin": s.WHOLE, "available": s.WHOLE})


def _key() -> s.Schema:
    return s.thing({"total_quota": s.WHOLE, "used_quota": s.WHOLE, "available_quota": s.WHOLE, "unlimited": s.FLAG})


def _ok(data: s.Schema) -> s.Schema:
    return s.thing({"code": s.choice([OK]), "msg": s.TEXT, "data": data})


def _answers(schema: s.Schema, links: dict[str, s.Schema] | None = None) -> s.Schema:
    error = s.thing({"code": s.choice([NO_KEY, BAD, BROKEN]), "msg": s.TEXT, "data": s.NOTHING})
    return {
        "200": s.reply({"anyOf": [schema, error]}, links),
        **s.errors((400, 401, 404, 405, 413, 429, 500), error),
    }

"""xAI's own dialect as OpenAPI."""

from __future__ import annotations

from grokwidget.local.dialects.xai import KINDS as KINDS
from grokwidget.local.dialects.xai_rules import (
    ADDED,
    ADDED_USUALLY,
    DURATION,
    DURATIONS,
    MODELS,
    MOST_REFERENCES,
    PROMPT_LIMIT,
    RATIOS,
)
from grokwidget.local.openapi import schemas as s


def paths(_: str) -> dict[str, s.Schema]:
    """Three ways to begin, one to ask."""
    links = s.link("poll", "request_id", "/request_id")
    answers = {"200": s.reply(s.thing({"request_id": s.TEXT}), links), **_errors()}

    def begin(name: str, summary: str, *requests: s.Schema) -> s.Schema:
        return {"post": s.operation(name, summary, answers, body={"application/json": {"anyOf": [*requests]}})}

    return {
        "/v1/videos/generations": begin("create", "Ask for a video.", *_generations()),
        "/v1/videos/edits": begin("edit", "Ask for a changed video.", _of_video({})),
        "/v1/videos/extensions": begin(
            "extend", "Ask for a longer video.", _of_video({"duration": s.whole(*ADDED, ADDED_USUALLY)})
        ),
        "/v1/videos/{request_id}": {
            "get": s.operation(
                "poll",
                "Ask about a task.",
                {"200": s.reply({"anyOf": _answers()}), "202": s.plain("it waits"), **_errors()},
                parameters=[s.parameter("request_id")],
            )
        },
    }


def _generations() -> list[s.Schema]:
    """For each model: text alone, with a first frame, with references."""
    found = []
    image = s.thing({"url": s.PICTURE})
    for name, (_, rules) in MODELS.items():
        common = {
            "aspect_ratio": s.choice(RATIOS, "16:9"),
            "generate_audio": {**s.FLAG, "default": True},
            "user": s.TEXT,
        }
        free = {
            "duration": s.whole(*DURATIONS, DURATION),
            "resolution": s.choice(rules.per_second, "480p"),
        }
        model, prompt = s.choice([name]), s.prompt(PROMPT_LIMIT)
        found.append(s.thing({"model": model, "prompt": prompt}, {**common, **free}))
        optional = s.prompt(PROMPT_LIMIT, required=False)
        found.append(s.thing({"model": model, "image": image}, {**common, **free, "prompt": optional}))
        if rules.references:
            bound = {
                "duration": s.whole(DURATIONS[0], rules.longest_with_references, DURATION),
                "resolution": s.choice(rules.resolutions_with_references, "480p"),
            }
            references = s.items(image, 1, MOST_REFERENCES)
            found.append(
                s.thing({"model": model, "prompt": prompt, "reference_images": references}, {**common, **bound})
            )
    return found


def _of_video(more: dict[str, s.Schema]) -> s.Schema:
    models = [name for name, (_, rules) in MODELS.items() if rules.per_video_second is not None]
    video = s.thing({"url": s.WEB_URL})
    return s.thing(
        {"model": s.choice(models), "prompt": s.prompt(PROMPT_LIMIT), "video": video}, {"user": s.TEXT, **more}
    )


def _answers() -> list[s.Schema]:
    usage = s.thing({"cost_in_usd_ticks": s.WHOLE})
    video = s.thing({"url": s.RESULT_URL, "duration": {"type": "number"}, "respect_moderation": s.FLAG})
    nothing = s.thing({"url": s.choice([""]), "duration": s.choice([0])})
    error = s.thing({"code": s.TEXT, "message": s.TEXT})
    return [
        s.thing({"status": s.choice(["pending"]), "progress": s.PERCENT}),
        s.thing(
            {
                "status": s.choice(["done"]),
                "video": video,
                "model": s.TEXT,
                "usage": usage,
                "progress": s.choice([100]),
            }
        ),
        s.thing(
            {
                "status": s.choice(["failed"]),
                "video": nothing,
                "model": s.TEXT,
                "error": error,
                "progress": s.PERCENT,
            }
        ),
        s.thing({"status": s.choice(["expired"])}),
    ]


def _errors() -> s.Schema:
    found = {
        str(status): s.reply(s.thing({"code": s.choice(codes), "error": s.TEXT})) for status, codes in _codes().items()
    }
    for status in ("415", "422"):
        found[status] = s.plain("said by what reads the request", "text/plain")
    return found


def _codes() -> dict[int, list[str]]:
    codes: dict[int, list[str]] = {}
    for status, code in sorted(set(KINDS.values())):
        codes.setdefault(status, []).append(code)
    codes.setdefault(405, codes[404])
    return codes

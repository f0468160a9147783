"""The server half of img.apixgo.com, from its document: a new-api whose polls say `SUCCESS` and "30%".

Where the document is silent: `seconds` begin at 1, pictures come in one of the three ways only, and no price is known,
so nothing is charged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from grokwidget.local.desk import Account, Desk
from grokwidget.local.dialects.fields import Fields, is_data_url, is_web_url
from grokwidget.local.dialects.half import Half
from grokwidget.local.dialects.newapi import OPEN_WORDS, NewApi, new_task_id
from grokwidget.local.task import Order, Status, Task


@dataclass(frozen=True)
class Rules:
    """What one model takes."""

    images: tuple[int, int]
    ratios: tuple[str, ...]
    seconds: int = 15
    seconds_with_many: int = 15
    """With two images or more."""


MODELS = {
    "grok-image-video": Rules((0, 7), ("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3"), seconds_with_many=10),
    "grok-video-1.5": Rules((1, 1), ("16:9", "9:16")),
}
WAYS = ("image_urls", "input_reference", "reference_images")
"""The fields that pictures may come in."""
FIELDS = ("model", "prompt", "seconds", "aspect_ratio", "resolution", *WAYS)
RESOLUTIONS = ("720p", "480p")
STATUSES = {
    Status.PENDING: ("QUEUED", "20%"),
    Status.PROCESSING: ("IN_PROGRESS", "30%"),
    Status.COMPLETED: ("SUCCESS", "100%"),
    Status.FAILED: ("FAILURE", "100%"),
}
"""Its words, and the progress that goes with each unless more is known."""

FAILED = "Video generation failed"
MODERATED = "Generated video rejected by content moderation."


class Apixgo(NewApi):
    """Submit and poll of the document, and new-api's second shape, content, list and usage."""

    models = tuple(MODELS)

    def routes(self) -> list[BaseRoute]:
        """The three paths of the document, and new-api's own."""
        return [
            self.route("POST", "/v1/video/generations", "create", self._create),
            self.route("GET", "/v1/video/generations/{task_id}", "poll", self._poll),
            self.route("GET", "/v1/models", "models", self.listed),
            self.route("GET", "/v1/videos/{task_id}", "poll", self._poll_openai),
            self.route("GET", "/v1/videos/{task_id}/content", "content", self.content),
            self.route("GET", "/api/usage/token/", "balance", self.usage),
        ]

    async def _create(self, request: Request, account: Account) -> Response:
        task = await self.work(self._accept, account, await self.raw(request))
        body = {
            "id": task.id,
            "task_id": task.id,
            "object": "video",
            "model": task.order.model,
            "status": "queued",
            "progress": 0,
            "created_at": int(task.created),
        }
        return JSONResponse(body)

    def _accept(self, account: Account, data: bytearray) -> Task:
        return self.take(account, self._order(self.parsed(data)), new_task_id())

    def _order(self, value: Any) -> Order:
        fields = Fields(value, self.wrong, FIELDS)
        model = fields.text("model", required=True)
        rules = MODELS.get(model)
        if rules is None:
            raise self.no_model(model)
        prompt = fields.text("prompt", required=True)
        sources = self._images(fields, model, rules)
        seconds = fields.whole("seconds", 1, rules.seconds, 4)
        if len(sources) > 1 and seconds > rules.seconds_with_many:
            raise self.wrong("local.newapi.many_seconds", field="seconds", high=rules.seconds_with_many)
        return Order(
            model=model,
            prompt=prompt,
            duration=seconds,
            resolution=fields.choice("resolution", RESOLUTIONS, "720p"),
            aspect_ratio=fields.choice("aspect_ratio", rules.ratios, "16:9"),
            own_ratio=False,
            images=tuple(self.keep(source, name) for name, source in sources),
        )

    def _images(self, fields: Fields, model: str, rules: Rules) -> list[tuple[str, str]]:
        """Each picture with the name of its place in the request."""
        ways = [way for way in WAYS if fields.has(way)]
        if len(ways) > 1:
            raise self.wrong("local.newapi.one_way", field=ways[1], first=ways[0], second=ways[1])
        sources = self._reference(fields) if ways == ["input_reference"] else []
        for way in ways:
            sources = sources or [(f"{way}[{i}]", url) for i, url in enumerate(fields.texts(way) or [])]
        low, high = rules.images
        if low == high == 1 and len(sources) != 1:
            raise self.wrong("local.newapi.one_image", field=ways[0] if ways else "image_urls", model=model)
        if len(sources) > high:
            raise self.wrong("local.most_images", field=ways[0], high=high)
        for name, source in sources:
            if not is_web_url(source) and not is_data_url(source):
                raise self.wrong("local.image_or_data_url", field=name)
        return sources

    def _reference(self, fields: Fields) -> list[tuple[str, str]]:
        """One picture: its address, or an object that has it."""
        if isinstance(fields.value("input_reference"), str):
            return [("input_reference", fields.text("input_reference"))]
        if not isinstance(fields.value("input_reference"), dict):
            raise self.wrong("local.kind.text_or_object", field="input_reference")
        inner = fields.object("input_reference", ("image_url",))
        return [("input_reference.image_url", inner.text("image_url", required=True))]

    async def _poll(self, request: Request, account: Account) -> Response:
        task = await self.find(account, request.path_params["task_id"])
        status, progress = STATUSES[task.status]
        if task.status is Status.PROCESSING and (percent := self._percent(task)) is not None:
            progress = f"{percent}%"
        data = {
            "task_id": task.id,
            "status": status,
            "progress": progress,
            "result_url": self.url(task, request) if task.status is Status.COMPLETED else "",
            "fail_reason": self.failure(task) if task.status is Status.FAILED else "",
        }
        if self.odd(request) == "empty-202":
            return Response(status_code=202)
        return JSONResponse({"code": "success", "message": "", "data": self._oddly(self.odd(request), data, request)})

    def _oddly(self, odd: str, data: dict[str, Any], request: Request) -> dict[str, Any]:
        """What a poll says, or one of those that have been seen instead of it."""
        done = {**data, "status": "SUCCESS", "progress": "100%", "fail_reason": ""}
        failed = {**data, "status": "FAILURE", "progress": "100%", "result_url": "", "fail_reason": FAILED}
        content = f"/v1/videos/{data['task_id']}/content"
        answers: dict[str, dict[str, Any]] = {
            "id-only": {"task_id": data["task_id"]},
            "odd-word": {**data, "status": "RENDERING"},
            "no-url": {**done, "result_url": ""},
            # As before new-api had `result_url`.
            "legacy": {
                **{key: done[key] for key in ("task_id", "status", "progress")},
                "fail_reason": data["result_url"],
            },
            "content-url": {**done, "result_url": f"{str(request.base_url).rstrip('/')}/{self.provider}{content}"},
            # An operator who never set the server's address.
            "localhost": {**done, "result_url": f"http://localhost:3000{content}"},
            "failed-0": {**failed, "progress": "0%"},
            "failed-100": failed,
            "moderated": {**failed, "fail_reason": MODERATED},
        }
        return answers.get(odd, data)

    def _percent(self, task: Task) -> int | None:
        """From 30 on, where new-api's own figure for work stands."""
        percent = self.desk.percent(task)
        return None if percent is None else 30 + percent * 7 // 10

    async def _poll_openai(self, request: Request, account: Account) -> Response:
        """The same task as an OpenAI video object."""
        task = await self.find(account, request.path_params["task_id"])
        progress = {Status.PENDING: 20, Status.PROCESSING: self._percent(task) or 30}.get(task.status, 100)
        video: dict[str, Any] = {
            "id": task.id,
            "task_id": task.id,
            "object": "video",
            "model": task.order.model,
            "status": OPEN_WORDS[task.status],
            "progress": progress,
            "created_at": int(task.created),
        }
        if task.ended:
            video["completed_at"] = int(task.ended)
        if task.status is Status.COMPLETED:
            video["metadata"] = {"url": self.url(task, request)}
        if task.status is Status.FAILED:
            video["error"] = {"message": self.failure(task), "code": task.error_code}
        return JSONResponse(video)

    def status_word(self, task: Task) -> str:
        """Its own words in its messages too."""
        return STATUSES[task.status][0]


def half(desk: Desk) -> Half:
    """The half of img.apixgo.com."""
    return Apixgo("apixgo", desk)

"""The service answers every example of the document in the document's own shape."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import httpx
import pytest

from grokwidget.local.faults import Fault, FaultPlan, Place
from grokwidget.local.options import RateLimit
from grokwidget.local.service import Service
from grokwidget.local.task import Task

from ..waiting import until
from .caller import Caller, shape, vector, vectors
from .conftest import Make

pytestmark = pytest.mark.slow

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _send(service: Service, example: dict[str, Any]) -> httpx.Response:
    # Byte for byte what the document's curl sends, with another host.
    data = json.dumps(example["body"], ensure_ascii=False).encode()
    url = service.url("aivideoapi") + example["path"]
    return httpx.request(example["method"], url, content=data, headers=example["headers"], trust_env=False)


def test_there_is_an_example_of_each_kind() -> None:
    kinds = ("create-request", "create-reply", "poll-reply", "callback", "error", "balance-reply")
    assert [len(vectors(kind)) for kind in kinds] == [3, 1, 4, 2, 10, 1]


@pytest.mark.parametrize("example", vectors("create-request"), ids=lambda example: str(example["name"]))
def test_each_example_request_is_accepted_and_answered_as_the_document_shows(
    example: dict[str, Any], undrawn_service: Service
) -> None:
    reply = _send(undrawn_service, example)
    shown = vector("create-reply")
    assert reply.status_code == shown["status"], reply.text
    assert shape(reply.json()) == shape(shown["body"])
    assert (reply.json()["code"], reply.json()["msg"]) == (200, "success")
    assert UUID.fullmatch(reply.json()["data"]["taskId"])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["text", "image"])
def test_a_task_goes_from_pending_to_completed_in_the_shapes_of_the_document(name: str, serve: Make) -> None:
    faults = FaultPlan([Fault("render", delay=0.5)])
    caller = serve("aivideoapi", key="sk-your-api-key", faults=faults)
    task = _send(caller.service, vector(f"create-{name}")).json()["data"]["taskId"]
    first = caller.poll(task)
    assert first["status"] in ("pending", "processing")
    assert shape(first) == shape(vector("poll-processing")["body"])
    assert first["progress"] is None, "nothing is drawn yet"
    ended, shown = caller.ended(task), vector(f"poll-completed-{name}")["body"]
    assert ended["status"] == shown["status"], ended
    assert shape(ended) == shape(shown)
    assert ended["model"] == shown["model"]
    assert ended["output"]["metadata"]["model"] == shown["output"]["metadata"]["model"]
    assert ended["created_at"] <= ended["completed_at"] < ended["created_at"] + 120
    assert abs(ended["output"]["metadata"]["completeTime"] / 1000 - ended["completed_at"]) < 2
    assert 1 <= ended["output"]["metadata"]["costTime"] < 120
    assert re.fullmatch(r"http://127.0.0.1:\d+/.*\.mp4\?.*", ended["output"]["urls"][0])


_HALFWAY = """
import json, sys
job = json.loads(sys.stdin.readline())
print("a library says hello")
print(json.dumps({"id": job["id"], "event": "progress", "frames": 3, "of": 8}), flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize(("progress", "told"), [("percent", 37), ("null", None)])
def test_progress_is_told_in_whole_percents_or_not_at_all(progress: str, told: int | None, serve: Make) -> None:
    caller = serve("aivideoapi", progress=progress, worker=(sys.executable, "-c", _HALFWAY))
    task = caller.task(vector("create-text")["body"])
    with Caller(caller.service) as local:
        until(lambda: caller.service.renders.progress(_found(caller.service, task)))
        assert caller.poll(task)["progress"] == told
        assert local.poll(local.task())["progress"] == 0, "the local engine always tells"


def _found(service: Service, task_id: str) -> Task:
    found = service.tasks.get("aivideoapi", task_id)
    assert found
    return found


def test_a_failed_task_looks_as_the_document_shows(serve: Make) -> None:
    caller = serve("aivideoapi", faults=FaultPlan([Fault("render", fail="Video generation failed")]))
    task = caller.task(vector("create-text")["body"])
    assert shape(caller.ended(task)) == shape(vector("poll-failed")["body"])
    assert caller.ended(task)["error"] == vector("poll-failed")["body"]["error"]


@pytest.mark.slow
def test_the_balance_looks_as_the_document_shows(serve: Make) -> None:
    caller = serve("aivideoapi")
    caller.ended(caller.task(vector("create-text")["body"]))
    shown = vector("credits-reply")["body"]
    assert caller.http.get("/v1/credits").json() == shown, "6 s at 480p are 15 credits, as the document says"


def _provoked(serve: Make, name: str) -> httpx.Response:
    """A reply with one of the document's errors, had by doing what leads to it."""
    body = vector("create-text")["body"]
    match name:
        case "error-insufficient-credits":
            return serve("aivideoapi", initial_balance=14).create(body)
        case "error-invalid-request":
            return serve("aivideoapi").create({"input": {"prompt": "a"}})
        case "error-invalid-api-key":
            return serve("aivideoapi", key="your-api-key").create(body)
        case "error-model-not-found":
            return serve("aivideoapi").create({"model": "grok-imagine", "input": {"prompt": "a"}})
        case "error-task-not-found":
            return serve("aivideoapi").http.get("/v1/tasks/706cd3db-1a9e-4b4d-a1f2-b7642116a154")
        case "error-rate-limit":
            caller = serve("aivideoapi", rate_limit=RateLimit(1, 60))
            caller.credits()
            return caller.http.get("/v1/credits")
        case "error-spend-limit":
            return serve("aivideoapi", spend_limits={"sk-test": 14}).create(body)
        case _:
            shown = vector(name)
            text = json.dumps(shown["body"])
            place: Place = "create" if shown["method"] == "POST" else "poll"
            faults = FaultPlan([Fault(place, status=shown["status"], headers=shown["headers"], body=text)])
            caller = serve("aivideoapi", faults=faults)
            return caller.http.request(shown["method"], shown["path"])


@pytest.mark.parametrize("name", [example["name"] for example in vectors("error")])
def test_each_error_of_the_document_is_answered_with_its_status_code_type_and_words(name: str, serve: Make) -> None:
    reply, shown = _provoked(serve, name), vector(name)
    assert reply.status_code == shown["status"]
    assert reply.headers["content-type"] == "application/json"
    answered, meant = reply.json()["error"], shown["body"]["error"]
    assert answered.keys() == meant.keys()
    assert (answered["code"], answered["type"]) == (meant["code"], meant["type"])
    if name in ("error-insufficient-credits", "error-invalid-request"):
        assert answered["message"] == meant["message"], "the document shows these words"

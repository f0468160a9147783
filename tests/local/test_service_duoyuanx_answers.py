"""The local service speaks duoyuanx.com's dialect: polls, content, oddities and every other answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from grokwidget.local.faults import Fault, FaultPlan, Place
from grokwidget.local.options import RateLimit
from grokwidget.local.service import Service

from ..waiting import until
from .caller import Caller, bare, shape
from .conftest import Make
from .duoyuanx import (
    JSON,
    NAME,
    POLLED,
    ask,
    finished,
    made,
    poll,
    refusal,
)
from .quick import FILM, HALFWAY, WORKER, example, picture, quick_service

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with quick_service(tmp_path_factory.mktemp("service")) as service:
        yield service


@pytest.fixture
def caller(service: Service) -> Iterator[Caller]:
    with Caller(service, NAME, "YOUR_API_KEY") as caller:
        yield caller


@pytest.mark.parametrize("name", ["poll-queued", "poll-processing", "poll-completed", "poll-failed", "poll-cancelled"])
def test_every_poll_has_the_shape_of_the_documents(name: str, caller: Caller) -> None:
    assert shape(poll(caller, finished(caller))) == shape(example(NAME, name)["body"])


# -- poll ------------------------------------------------------------------------------------------------------------


def test_a_poll_of_a_task_at_work_has_the_three_traps(serve: Make) -> None:
    caller = serve(NAME, worker=HALFWAY)
    task = made(ask(caller))
    until(lambda: poll(caller, task)["progress"])
    about = poll(caller, task)
    assert set(about) == POLLED
    assert (about["status"], about["progress"]) == ("processing", 50)
    assert (about["error"], about["completed_at"], about["video_url"]) == ({"message": "", "code": ""}, 0, "")
    assert about["expires_at"] == about["created_at"] + 86_400
    assert about["remixed_from_video_id"] == ""


def test_a_finished_task_has_its_video_on_the_second_origin(caller: Caller) -> None:
    about = poll(caller, finished(caller))
    assert set(about) == POLLED
    assert (about["status"], about["progress"], about["error"]) == ("completed", 100, {"message": "", "code": ""})
    assert about["completed_at"] >= about["created_at"]
    assert about["video_url"].startswith(caller.service.files_address)
    with bare() as client:
        assert client.get(about["video_url"]).content == FILM


def test_a_failed_task_says_why(serve: Make) -> None:
    caller = serve(NAME, worker=WORKER, faults=FaultPlan([Fault("render", fail="the model stumbled")]))
    about = poll(caller, finished(caller))
    assert (about["status"], about["video_url"]) == ("failed", "")
    assert about["error"] == {"message": "the model stumbled", "code": "generation_failed"}


def test_a_task_that_is_not_there_is_told_flatly(caller: Caller) -> None:
    reply = caller.http.get("/v1/videos/video_none")
    assert reply.status_code == 400
    assert {**reply.json(), "message": ""} == {"code": "task_not_exist", "message": "", "data": None}


def test_another_key_does_not_see_a_task(caller: Caller) -> None:
    task = finished(caller)
    with Caller(caller.service, NAME, "ANOTHER_KEY") as other:
        assert other.http.get(f"/v1/videos/{task}").json()["code"] == "task_not_exist"
        assert other.http.get(f"/v1/videos/{task}/content").status_code == 404


# -- content ---------------------------------------------------------------------------------------------------------


def test_the_content_is_there_for_those_with_the_key(caller: Caller) -> None:
    path = f"/v1/videos/{finished(caller)}/content"
    reply = caller.http.get(path)
    assert (reply.status_code, reply.content) == (200, FILM)
    assert reply.headers["content-type"] == "video/mp4"
    assert reply.headers["content-length"] == str(len(FILM))
    assert reply.headers["cache-control"] == "public, max-age=86400"
    with bare() as client:
        without = client.get(caller.service.url(NAME) + path)
    assert (without.status_code, without.json()["error"]["type"]) == (401, "new_api_error")


def test_the_content_comes_whole_for_new_api_passes_no_range_on(caller: Caller) -> None:
    reply = caller.http.get(f"/v1/videos/{finished(caller)}/content", headers={"Range": "bytes=4-7"})
    assert (reply.status_code, reply.content) == (200, FILM)


def test_there_is_no_content_of_a_task_that_is_not_there_or_not_done(serve: Make) -> None:
    caller = serve(NAME, worker=HALFWAY)
    none = caller.http.get("/v1/videos/video_none/content")
    assert (none.status_code, none.json()["error"]["type"]) == (404, "invalid_request_error")
    early = caller.http.get(f"/v1/videos/{made(ask(caller))}/content")
    assert early.status_code == 400
    assert early.json()["error"]["message"].startswith("Task is not completed yet, current status: ")
    assert set(early.json()["error"]) == {"message", "type"}, "it has no code"


def test_when_its_time_is_over_there_is_neither_url_nor_content(serve: Make) -> None:
    late = [0.0]
    caller = serve(NAME, worker=WORKER, clock=lambda: time.time() + late[0])
    task = finished(caller)
    url = poll(caller, task)["video_url"]
    late[0] = 86_401
    assert caller.http.get(f"/v1/videos/{task}/content").status_code == 502
    with bare() as client:
        assert client.get(url).status_code == 403


# -- what has been seen instead --------------------------------------------------------------------------------------


def oddly(caller: Caller, say: str, place: Place = "poll") -> httpx.Response:
    path = f"/v1/videos/{finished(caller)}" + ("/content" if place == "content" else "")
    caller.service.options.faults.add(Fault(place, say=say))
    return caller.http.get(path)


def test_a_poll_may_be_empty_or_only_an_id(caller: Caller) -> None:
    empty = oddly(caller, "empty-202")
    assert (empty.status_code, empty.content) == (202, b"")
    about = oddly(caller, "id-only").json()
    assert set(about) == {"id"}
    assert poll(caller, about["id"])["status"] == "completed", "once only"


@pytest.mark.parametrize(
    ("say", "expected"),
    [
        ("no-url", {"status": "completed", "video_url": "", "error": {"message": "", "code": ""}}),
        ("odd-word", {"status": "rendering"}),
        ("cancelled", {"status": "cancelled", "video_url": ""}),
        ("failed-0", {"status": "failed", "progress": 0, "video_url": ""}),
        ("failed-100", {"status": "failed", "progress": 100, "video_url": ""}),
        ("moderated", {"status": "completed", "video_url": ""}),
    ],
)
def test_a_poll_may_say_odd_things_without_losing_its_shape(say: str, expected: dict[str, Any], caller: Caller) -> None:
    about = oddly(caller, say).json()
    assert set(about) == POLLED
    assert {key: about[key] for key in expected} == expected
    if say == "moderated":
        assert about["error"]["code"] == "moderation_blocked"
        assert "content moderation" in about["error"]["message"]


def test_a_url_may_be_that_of_the_content_or_of_a_server_that_was_never_named(caller: Caller) -> None:
    about = oddly(caller, "content-url").json()
    assert about["video_url"] == f"{caller.service.url(NAME)}/v1/videos/{about['id']}/content"
    assert caller.http.get(about["video_url"]).content == FILM
    about = oddly(caller, "localhost").json()
    assert about["video_url"] == f"http://localhost:3000/v1/videos/{about['id']}/content"


def test_a_content_may_send_on_or_only_tell_the_address(caller: Caller) -> None:
    sent_on = oddly(caller, "redirect", "content")
    assert sent_on.status_code == 302
    with bare() as client:
        assert client.get(sent_on.headers["location"]).content == FILM
    told = oddly(caller, "json", "content")
    with bare() as client:
        assert client.get(told.json()["url"]).content == FILM


# -- everything else -------------------------------------------------------------------------------------------------


def test_the_models_are_listed(caller: Caller) -> None:
    body = caller.http.get("/v1/models").json()
    assert (body["success"], body["object"]) == (True, "list")
    ids = [model["id"] for model in body["data"]]
    assert ids[:2] == ["grok-imagine-video", "grok-imagine-video-1.5-preview"]
    assert {"grok-video-3-max", "grok-video-1.5-pro"} < set(ids)
    assert all(model["supported_endpoint_types"] == ["openai-video"] for model in body["data"])


def test_the_usage_of_the_token_is_told_and_nothing_is_charged_for_no_price_is_known(caller: Caller) -> None:
    finished(caller)
    body = caller.http.get("/api/usage/token/").json()
    assert (body["code"], body["message"], body["data"]["object"]) == (True, "ok", "token_usage")
    assert (body["data"]["total_used"], body["data"]["unlimited_quota"]) == (0, False)
    assert body["data"]["total_granted"] == body["data"]["total_available"] > 0


def test_a_picture_can_be_uploaded_and_is_on_the_second_origin(caller: Caller) -> None:
    reply = caller.http.put("/v1/file/upload", files={"file": ("a.png", picture(), "image/png")})
    assert reply.status_code == 200, reply.text
    assert reply.json()["bytes"] == len(picture())
    with bare() as client:
        assert client.get(reply.json()["url"]).content == picture()


@pytest.mark.parametrize("files", [{"picture": ("a.png", picture())}, {"file": ("a.png", b"no picture")}])
def test_an_upload_without_a_picture_is_refused(files: Any, caller: Caller) -> None:
    refusal(caller.http.put("/v1/file/upload", files=files), "file")
    refusal(caller.http.put("/v1/file/upload", content=picture()), "file")


def test_each_other_refusal_has_new_api_s_shape(serve: Make, tmp_path: Path) -> None:
    caller = serve(NAME, worker=WORKER, body_limit=2000, rate_limits={}, rate_limit=RateLimit(6, 3600))
    key = httpx.post(f"{caller.service.url(NAME)}/v1/videos", json=JSON, trust_env=False)
    assert (key.status_code, key.json()["error"]["type"]) == (401, "new_api_error")
    model = ask(caller, model="sora")
    assert (model.status_code, model.json()["error"]["code"]) == (503, "model_not_found")
    assert "No available channel for model sora" in model.json()["error"]["message"]
    large = ask(caller, prompt="x" * 3000)
    assert (large.status_code, large.json()["code"]) == (413, "read_request_body_failed")
    no_json = caller.http.post("/v1/videos", content=b"{", headers={"Content-Type": "application/json"})
    assert (no_json.status_code, no_json.json()["code"]) == (400, "invalid_request")
    for path, method in (("/v1/none", "GET"), ("/v1/videos", "PATCH")):
        nowhere = caller.http.request(method, path)
        assert nowhere.status_code in (404, 405)
        assert nowhere.json()["error"]["type"] == "invalid_request_error"
    while (rate := ask(caller)).status_code == 200:
        pass
    assert (rate.status_code, rate.content) == (429, b"")
    assert "X-RateLimit-Limit" not in rate.headers, "new-api tells no limit"

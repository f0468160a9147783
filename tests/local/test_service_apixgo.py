"""The local service speaks img.apixgo.com's dialect: both models, all limits, new-api's envelopes and other paths."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import pytest

from grokwidget.local.faults import Fault, FaultPlan
from grokwidget.local.options import HOUR, RateLimit
from grokwidget.local.service import Service

from ..waiting import until
from .caller import Caller, bare, shape
from .conftest import Make
from .quick import FILM, HALFWAY, URL, WORKER, data_url, example, examples, found, quick_service, send

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check

NAME = "apixgo"
ANY, ONE = "grok-image-video", "grok-video-1.5"
BODY: dict[str, Any] = {"model": ANY, "prompt": "a red car"}
PATH = "/v1/video/generations"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with quick_service(tmp_path_factory.mktemp("service"), disabled_keys=frozenset({"sk-gone"})) as service:
        yield service


@pytest.fixture
def caller(service: Service) -> Iterator[Caller]:
    with Caller(service, NAME) as caller:
        yield caller


def create(caller: Caller, **fields: Any) -> str:
    reply = caller.http.post(PATH, json={**BODY, **fields})
    assert reply.status_code == 200, reply.text
    return str(reply.json()["task_id"])


def poll(caller: Caller, task: str) -> dict[str, Any]:
    reply = caller.http.get(f"{PATH}/{task}")
    assert (reply.status_code, reply.json()["code"], reply.json()["message"]) == (200, "success", ""), reply.text
    data: dict[str, Any] = reply.json()["data"]
    return data


def ended(caller: Caller, **fields: Any) -> dict[str, Any]:
    task = create(caller, **fields)
    assert caller.service.renders.at_rest(30)
    return poll(caller, task)


CREATES = [*examples(NAME, "create-request"), *examples(NAME, "create-variant")]


@pytest.mark.parametrize("one", CREATES, ids=lambda one: str(one["name"]))
def test_each_example_request_is_accepted_and_answered_as_the_document_shows(
    one: dict[str, Any], service: Service
) -> None:
    reply, shown = send(service, NAME, one), example(NAME, "create-reply")["body"]
    assert reply.status_code == 200, reply.text
    body = reply.json()
    assert shape(body) == shape(shown)
    same = ("object", "model", "status", "progress")
    assert {key: body[key] for key in same} == {key: shown[key] for key in same}
    assert re.fullmatch(r"task_[0-9A-Za-z]{32}", body["task_id"])
    assert body["id"] == body["task_id"]
    assert abs(body["created_at"] - time.time()) < 60


def test_a_finished_task_looks_as_the_document_shows(caller: Caller) -> None:
    data, shown = ended(caller), example(NAME, "poll-success")["body"]["data"]
    assert shape(data) == shape(shown)
    assert (data["status"], data["progress"], data["fail_reason"]) == ("SUCCESS", "100%", "")
    with bare() as client:
        assert client.get(data["result_url"]).content == FILM


def test_a_task_in_work_tells_percents_as_text(serve: Make) -> None:
    caller = serve(NAME, worker=HALFWAY)
    working, waiting = create(caller), create(caller)
    until(lambda: poll(caller, working)["progress"] == "65%")
    shown = example(NAME, "poll-in-progress")["body"]["data"]
    assert shape(poll(caller, working)) == shape(shown)
    assert poll(caller, working)["status"] == shown["status"]
    assert (poll(caller, waiting)["status"], poll(caller, waiting)["progress"]) == ("QUEUED", "20%")
    second = caller.http.get(f"/v1/videos/{working}").json()
    assert (second["status"], second["progress"]) == ("in_progress", 65)
    assert caller.http.get(f"/v1/videos/{waiting}").json()["status"] == "queued"
    early = caller.http.get(f"/v1/videos/{working}/content")
    assert (early.status_code, early.json()["error"]) == (
        400,
        {"message": "Task is not completed yet, current status: IN_PROGRESS", "type": "invalid_request_error"},
    )


def test_a_failed_task_has_its_reason_and_progress_100(serve: Make) -> None:
    shown = example(NAME, "poll-failure")["body"]["data"]
    caller = serve(NAME, faults=FaultPlan([Fault("render", fail=shown["fail_reason"])]))
    data = ended(caller)
    assert {**data, "task_id": ""} == {**shown, "task_id": ""}
    second = caller.http.get(f"/v1/videos/{data['task_id']}").json()
    assert (second["status"], second["error"]["message"]) == ("failed", shown["fail_reason"])


def test_a_picture_that_can_t_be_fetched_fails_the_task_in_the_document_s_words(serve: Make) -> None:
    caller = serve(NAME, worker=WORKER)
    data = ended(caller, image_urls=[caller.service.address + "/nowhere/a.png"])
    assert (data["status"], data["progress"], data["result_url"]) == ("FAILURE", "100%", "")
    assert data["fail_reason"].startswith("Image URL could not be fetched: ")


def _one(**fields: Any) -> dict[str, Any]:
    return {"model": ONE, "prompt": "a", **fields}


def _any(**fields: Any) -> dict[str, Any]:
    return {"model": ANY, "prompt": "a", **fields}


_ONLY_ONE = f"{ONE} only supports exactly one reference image"
REFUSED: dict[str, tuple[Any, str]] = {
    "a body that is a list": ([], "JSON object"),
    "no prompt": ({"model": ANY}, "prompt is required"),
    "a prompt of spaces": (_any(prompt=" "), "prompt is required"),
    "a prompt that is a number": (_any(prompt=1), "'prompt' must be a string"),
    "an unknown field": (_any(duration=6), "Unknown field 'duration'"),
    "seconds that are text": (_any(seconds="6"), "'seconds' must be an integer"),
    "seconds with a fraction": (_any(seconds=6.0), "'seconds' must be an integer"),
    "seconds that are true": (_any(seconds=True), "'seconds' must be an integer"),
    "seconds that are null": (_any(seconds=None), "'seconds' must be an integer"),
    "no second at all": (_any(seconds=0), "'seconds' must be between 1 and 15"),
    "16 seconds of text": (_any(seconds=16), "'seconds' must be between 1 and 15"),
    "16 seconds of one image": (_any(seconds=16, image_urls=[URL]), "'seconds' must be between 1 and 15"),
    "16 seconds of the other model": (_one(seconds=16, image_urls=[URL]), "'seconds' must be between 1 and 15"),
    "11 seconds of two images": (_any(seconds=11, image_urls=[URL] * 2), "seconds must be at most 10"),
    "11 seconds of two references": (_any(seconds=11, reference_images=[URL] * 2), "seconds must be at most 10"),
    "an unknown ratio": (_any(aspect_ratio="21:9"), "one of: 1:1, 16:9, 9:16, 4:3, 3:4, 3:2, 2:3"),
    "a square of the other model": (_one(aspect_ratio="1:1", image_urls=[URL]), "one of: 16:9, 9:16"),
    "a ratio that is a number": (_any(aspect_ratio=1), "'aspect_ratio' must be a string"),
    "1080p": (_any(resolution="1080p"), "'resolution' must be one of: 720p, 480p"),
    "a resolution in capitals": (_any(resolution="720P"), "'resolution' must be one of: 720p, 480p"),
    "eight images": (_any(image_urls=[URL] * 8), "'image_urls' must hold at most 7"),
    "eight references": (_any(reference_images=[URL] * 8), "'reference_images' must hold at most 7"),
    "an image that is text": (_any(image_urls=URL), "'image_urls' must be an array of strings"),
    "an image that is a number": (_any(image_urls=[1]), "'image_urls' must be an array of strings"),
    "bare base64": (_any(image_urls=["iVBORw0KGgo="]), "'image_urls[0]' must be an http(s) URL or a data URL"),
    "a data URL of no picture": (_any(image_urls=["data:image/png;base64,aGVsbG8="]), "is not a whole picture"),
    "a reference that is a number": (_any(input_reference=1), "'input_reference' must be a string or an object"),
    "a reference that is a list": (_any(input_reference=[URL]), "'input_reference' must be a string or an object"),
    "a reference without an address": (_any(input_reference={}), "input_reference.image_url is required"),
    "a reference with another field": (_any(input_reference={"url": URL}), "Unknown field 'input_reference.url'"),
    "a reference of bare base64": (_any(input_reference="iVBORw0KGgo="), "'input_reference' must be an http(s) URL"),
    "a reference and references": (
        _any(input_reference=URL, reference_images=[URL]),
        "input_reference and reference_images can't be given together",
    ),
    "images and a reference": (_any(image_urls=[URL], input_reference=URL), "image_urls and input_reference can't"),
    "images and references": (_any(image_urls=[URL], reference_images=[URL]), "image_urls and reference_images can't"),
    "the other model without an image": (_one(), _ONLY_ONE),
    "the other model with an empty list": (_one(image_urls=[]), _ONLY_ONE),
    "the other model with two images": (_one(image_urls=[URL, URL]), _ONLY_ONE),
    "the other model with two references": (_one(reference_images=[URL, URL]), _ONLY_ONE),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_refuses_with_a_flat_error(case: str, caller: Caller) -> None:
    body, words = REFUSED[case]
    reply = caller.http.post(PATH, json=body)
    assert reply.status_code == 400
    assert shape(reply.json()) == shape(example(NAME, "error-prompt")["body"])
    assert (reply.json()["code"], reply.json()["data"]) == ("invalid_request", None)
    assert words in reply.json()["message"]
    assert reply.headers["X-Oneapi-Request-Id"]


PROVOKING: dict[str, dict[str, Any]] = {
    "error-prompt": {"model": ANY},
    "error-model": {"prompt": "a"},
    "error-one-image": {"model": ONE, "prompt": "a"},
}


@pytest.mark.parametrize("name", PROVOKING)
def test_an_error_that_the_document_names_has_its_words(name: str, caller: Caller) -> None:
    reply, shown = caller.http.post(PATH, json=PROVOKING[name]), example(NAME, name)
    assert (reply.status_code, reply.json()) == (shown["status"], shown["body"])


def test_an_unknown_model_has_no_channel(caller: Caller) -> None:
    reply, shown = caller.http.post(PATH, json=_any(model="grok-9")), example(NAME, "error-model-not-found")
    assert reply.status_code == shown["status"] == 503
    assert shape(reply.json()) == shape(shown["body"])
    assert reply.json()["error"]["code"] == "model_not_found"


@pytest.mark.parametrize(
    ("fields", "images"),
    [
        ({"image_urls": [URL]}, (URL,)),
        ({"image_urls": []}, ()),
        ({"input_reference": URL}, (URL,)),
        ({"input_reference": {"image_url": URL}}, (URL,)),
        ({"reference_images": [URL, URL + "2"]}, (URL, URL + "2")),
        ({"image_urls": [URL] * 7, "seconds": 10}, (URL,) * 7),
        ({"model": ONE, "reference_images": [URL], "seconds": 15}, (URL,)),
        ({"model": ONE, "input_reference": URL, "aspect_ratio": "9:16"}, (URL,)),
    ],
)
def test_pictures_come_in_one_of_three_ways(fields: Any, images: tuple[str, ...], caller: Caller) -> None:
    order = found(caller, create(caller, **fields)).order
    assert (order.images, order.own_ratio) == (images, False)


@pytest.mark.parametrize("way", ["image_urls", "reference_images", "input_reference", "object"])
def test_a_data_url_is_taken_in_each_way(way: str, caller: Caller) -> None:
    url = data_url()
    ways: dict[str, dict[str, Any]] = {
        "image_urls": {"image_urls": [url]},
        "reference_images": {"reference_images": [url]},
        "input_reference": {"input_reference": url},
        "object": {"input_reference": {"image_url": url}},
    }
    fields = ways[way]
    assert re.fullmatch(r"file:[0-9a-f]{64}\.png", found(caller, create(caller, **fields)).order.images[0])


def test_what_is_not_sent_is_4_seconds_of_720p_in_16_9_and_costs_nothing_known(caller: Caller) -> None:
    order = found(caller, create(caller)).order
    assert (order.duration, order.resolution, order.aspect_ratio, order.price) == (4, "720p", "16:9", 0)


@pytest.mark.parametrize("key", [None, "sk-gone"])
def test_a_bad_key_is_told_in_openai_s_envelope_with_the_request_s_id(key: str | None, service: Service) -> None:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    with bare() as client:
        reply = client.post(service.url(NAME) + PATH, headers=headers, json=BODY)
    assert reply.status_code == 401
    assert shape(reply.json()) == shape(example(NAME, "error-invalid-key")["body"])
    error, mark = reply.json()["error"], reply.headers["X-Oneapi-Request-Id"]
    assert error["message"] == f"Invalid token (request id: {mark})"
    assert error["type"] == "new_api_error"


def test_a_task_of_another_key_does_not_exist(caller: Caller) -> None:
    task = create(caller)
    with Caller(caller.service, NAME, key="sk-another") as other:
        reply, shown = other.http.get(f"{PATH}/{task}"), example(NAME, "error-no-task")
        assert (reply.status_code, reply.json()["code"]) == (400, "task_not_exist")
        assert shape(reply.json()) == shape(shown["body"])
        assert other.http.get(f"/v1/videos/{task}").status_code == 400
        content = other.http.get(f"/v1/videos/{task}/content")
    assert (content.status_code, content.json()) == (
        404,
        {"error": {"message": "Task not found", "type": "invalid_request_error"}},
    )


def test_too_many_requests_get_no_body_at_all(serve: Make) -> None:
    caller = serve(NAME, rate_limit=RateLimit(1, 60))
    caller.http.get("/v1/models")
    reply = caller.http.get("/v1/models")
    assert (reply.status_code, reply.content) == (429, b"")
    assert not [name for name in reply.headers if name.startswith(("x-ratelimit", "retry-after"))]


def test_every_answer_has_a_request_id_of_its_own(caller: Caller) -> None:
    paths = ("/v1/models", "/v1/models", "/nowhere", f"{PATH}/x")
    marks = [caller.http.get(path).headers["X-Oneapi-Request-Id"] for path in paths]
    assert len(set(marks)) == 4


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v2", 404), ("PUT", PATH, 405)])
def test_a_path_that_is_not_there_is_an_invalid_url(method: str, path: str, status: int, caller: Caller) -> None:
    reply = caller.http.request(method, path)
    assert reply.status_code == status
    assert reply.json()["error"]["message"] == f"Invalid URL ({method} {path})"
    assert reply.json()["error"]["type"] == "invalid_request_error"


def test_the_models_are_listed_as_new_api_lists_them(caller: Caller) -> None:
    reply = caller.http.get("/v1/models")
    assert reply.json() == example(NAME, "models-reply")["body"]


def test_the_usage_of_a_token_has_a_code_that_is_true(caller: Caller) -> None:
    ended(caller)
    body = caller.http.get("/api/usage/token/").json()
    assert shape(body) == shape(example(NAME, "usage-reply")["body"])
    assert body["code"] is True
    told = body["data"]
    assert (told["total_granted"], told["total_used"], told["total_available"]) == (10_000, 0, 10_000)


def test_the_same_task_has_a_second_shape(caller: Caller) -> None:
    data = ended(caller)
    video = caller.http.get(f"/v1/videos/{data['task_id']}").json()
    assert video["metadata"] == {"url": data["result_url"]}
    same = {key: video[key] for key in ("id", "task_id", "object", "model", "status", "progress")}
    assert same == {
        "id": data["task_id"],
        "task_id": data["task_id"],
        "object": "video",
        "model": ANY,
        "status": "completed",
        "progress": 100,
    }
    assert video["created_at"] <= video["completed_at"]


def test_the_content_is_whole_needs_the_key_and_knows_no_range(caller: Caller) -> None:
    path = f"/v1/videos/{ended(caller)['task_id']}/content"
    reply = caller.http.get(path, headers={"Range": "bytes=0-3"})
    assert (reply.status_code, reply.content, reply.headers["content-type"]) == (200, FILM, "video/mp4")
    assert reply.headers["cache-control"] == "public, max-age=86400"
    assert "accept-ranges" not in reply.headers
    with bare() as client:
        assert client.get(caller.service.url(NAME) + path).status_code == 401


def test_a_video_lives_an_hour_at_both_addresses(serve: Make, tmp_path: Path) -> None:
    late = [0.0]
    caller = serve(NAME, worker=WORKER, clock=lambda: time.time() + late[0])
    data = ended(caller)
    content = f"/v1/videos/{data['task_id']}/content"
    with bare() as client:
        late[0] = HOUR - 60
        assert (client.get(data["result_url"]).status_code, caller.http.get(content).status_code) == (200, 200)
        late[0] = HOUR + 60
        assert (client.get(data["result_url"]).status_code, caller.http.get(content).status_code) == (403, 502)
    assert caller.http.get(content).json()["error"]["message"] == "Failed to fetch video content"
    assert poll(caller, data["task_id"])["status"] == "SUCCESS"
    caller.service.stop()
    late[0] = 3 * HOUR
    with Service(caller.service.options):
        assert not list((tmp_path / "service" / "files").iterdir())


@pytest.mark.parametrize(("lifetime", "status"), [(7200.0, 200), (60.0, 403)])
def test_a_service_can_be_given_another_lifetime(lifetime: float, status: int, serve: Make) -> None:
    late = [0.0]
    caller = serve(NAME, worker=WORKER, url_lifetime=lifetime, clock=lambda: time.time() + late[0])
    url = ended(caller)["result_url"]
    late[0] = 4000
    with bare() as client:
        assert client.get(url).status_code == status


def test_a_second_of_real_video_has_the_ratio_that_was_asked_for_and_not_the_picture_s(serve: Make) -> None:
    caller = serve(NAME)
    data = ended(caller, seconds=1, resolution="480p", aspect_ratio="3:4", image_urls=[data_url("JPEG", (90, 40))])
    assert data["status"] == "SUCCESS", data
    with bare() as client, av.open(io.BytesIO(client.get(data["result_url"]).content), mode="r") as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, container.duration) == (480, 640, 1_000_000)

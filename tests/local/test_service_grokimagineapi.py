"""The local service speaks grokimagineapi.com's dialect: its document's shapes, limits, price and errors."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import av
import pytest

from grokwidget.local.faults import Fault, FaultPlan
from grokwidget.local.options import HOUR, RateLimit
from grokwidget.local.service import Service

from .caller import Caller, bare, shape
from .conftest import Make
from .quick import HALFWAY, URL, WORKER, data_url, example, examples, found, quick_service, send

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check

NAME = "grokimagineapi"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with quick_service(tmp_path_factory.mktemp("service"), initial_balance=10**6) as service:
        yield service


@pytest.fixture
def caller(service: Service) -> Iterator[Caller]:
    with Caller(service, NAME) as caller:
        yield caller


def create(caller: Caller, **fields: Any) -> str:
    reply = caller.http.post("/v1/generate", json={"prompt": "a red fox", **fields})
    assert reply.status_code == 200, reply.text
    return str(reply.json()["data"]["task_id"])


def poll(caller: Caller, task: str) -> dict[str, Any]:
    reply = caller.http.get("/v1/status", params={"task_id": task})
    assert reply.status_code == 200, reply.text
    assert (reply.json()["code"], reply.json()["message"]) == (200, "success")
    data: dict[str, Any] = reply.json()["data"]
    return data


def ended(caller: Caller, **fields: Any) -> dict[str, Any]:
    task = create(caller, **fields)
    assert caller.service.renders.at_rest(30)
    return poll(caller, task)


@pytest.mark.parametrize("one", examples(NAME, "create-request"), ids=lambda one: str(one["name"]))
def test_each_example_request_is_accepted_and_answered_as_the_document_shows(
    one: dict[str, Any], service: Service
) -> None:
    reply, shown = send(service, NAME, one), example(NAME, "create-reply")
    assert reply.status_code == 200, reply.text
    assert shape(reply.json()) == shape(shown["body"])
    assert (reply.json()["code"], reply.json()["message"]) == (200, "success")
    assert re.fullmatch(r"task_\d+", reply.json()["data"]["task_id"])


def test_a_finished_task_looks_as_the_document_shows_with_two_videos_where_that_is_asked_for(serve: Make) -> None:
    caller = serve(NAME, clips={NAME: 2}, worker=WORKER)
    sent = example(NAME, "create-text")["body"]
    data, shown = ended(caller, **sent), example(NAME, "poll-completed")["body"]["data"]
    assert shape(data) == shape(shown)
    assert (data["status"], data["consumed_credits"], data["request"]) == ("completed", 40, sent)
    assert len(set(data["response"])) == 2
    with bare() as client:
        assert [client.get(url).status_code for url in data["response"]] == [200, 200]


def test_one_video_is_made_unless_more_are_asked_for(caller: Caller) -> None:
    assert len(ended(caller)["response"]) == 1


def test_the_time_is_told_in_iso_8601_and_the_request_as_it_was_sent(caller: Caller) -> None:
    data = ended(caller, images=[URL], mode="fun")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", data["created_at"])
    assert abs(datetime.fromisoformat(data["created_at"]).timestamp() - time.time()) < 60
    assert data["request"] == {"prompt": "a red fox", "images": [URL], "mode": "fun"}


def test_a_task_in_work_has_consumed_nothing_and_has_no_video(serve: Make) -> None:
    caller = serve(NAME, worker=HALFWAY)
    data = poll(caller, create(caller))
    assert data["status"] in ("pending", "processing")
    assert (data["consumed_credits"], data["error_message"], data["response"]) == (0, None, [])


@pytest.mark.parametrize("one", [one["name"] for one in examples(NAME, "poll-reply") if "failed" in one["name"]])
def test_a_failed_task_looks_as_the_document_shows_and_gives_its_credits_back(one: str, serve: Make) -> None:
    shown = example(NAME, one)["body"]["data"]
    caller = serve(NAME, faults=FaultPlan([Fault("render", fail=shown["error_message"])]), initial_balance=40)
    data = ended(caller, **shown["request"])
    assert shape(data) == shape(shown)
    same = ("status", "error_message", "response", "consumed_credits", "request")
    assert {key: data[key] for key in same} == {key: shown[key] for key in same}
    create(caller)


def test_a_failure_of_the_engine_and_a_picture_that_is_none_have_the_document_s_words(serve: Make) -> None:
    caller = serve(NAME, worker=("nowhere",))
    assert ended(caller)["error_message"] == "grok imagine build failed"
    url = caller.service.address + "/"  # it answers, but not with a picture
    assert ended(caller, images=[url])["error_message"] == "File type not supported"


REFUSED: dict[str, tuple[Any, str]] = {
    "a body that is a list": ([], "JSON object"),
    "no prompt": ({"mode": "fun"}, "Invalid request: The prompt parameter is required"),
    "a prompt of spaces": ({"prompt": " "}, "Invalid request: The prompt parameter is required"),
    "a prompt that is a number": ({"prompt": 1}, "'prompt' must be a string"),
    "a prompt that is null": ({"prompt": None}, "'prompt' must be a string"),
    "an unknown field": ({"prompt": "a", "duration": 6}, "Unknown field 'duration'"),
    "a model": ({"prompt": "a", "model": "grok"}, "Unknown field 'model'"),
    "an unknown mode": ({"prompt": "a", "mode": "wild"}, "one of: fun, normal, spicy"),
    "a mode in capitals": ({"prompt": "a", "mode": "Fun"}, "'mode'"),
    "a mode that is a number": ({"prompt": "a", "mode": 1}, "'mode' must be a string"),
    "a ratio that is a word": ({"prompt": "a", "ratio": "square"}, "'ratio' must be two numbers"),
    "an empty ratio": ({"prompt": "a", "ratio": ""}, "'ratio' must be two numbers"),
    "a ratio that nobody can see": ({"prompt": "a", "ratio": "100:1"}, "'ratio' must be two numbers"),
    "a ratio that is no number": ({"prompt": "a", "ratio": "nan:1"}, "'ratio' must be two numbers"),
    "a ratio that is a number": ({"prompt": "a", "ratio": 1}, "'ratio' must be a string"),
    "images that are one text": ({"prompt": "a", "images": URL}, "'images' must be an array of strings"),
    "an image that is a number": ({"prompt": "a", "images": [1]}, "'images' must be an array of strings"),
    "an image in a data URL": ({"prompt": "a", "images": [data_url()]}, "'images[0]' must be a public"),
    "a second image that is a path": ({"prompt": "a", "images": [URL, "a.png"]}, "'images[1]' must be a public"),
    "eight images": ({"prompt": "a", "images": [URL] * 8}, "at most 7"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_refuses(case: str, caller: Caller) -> None:
    body, words = REFUSED[case]
    reply = caller.http.post("/v1/generate", json=body)
    assert reply.status_code == 400
    error = reply.json()
    assert shape(error) == shape(example(NAME, "error-invalid-request")["body"])
    assert (error["code"], error["error"]) == (400, "INVALID_REQUEST")
    assert error["message"].startswith("Invalid request: ")
    assert words in error["message"]


def test_the_document_s_error_is_answered_word_for_word(caller: Caller) -> None:
    reply = caller.http.post("/v1/generate", json={})
    assert (reply.status_code, reply.json()) == (400, example(NAME, "error-invalid-request")["body"])


@pytest.mark.parametrize("ratio", ["1:1", "2:3", "16:9", "19.5:9"])
def test_any_ratio_that_can_be_drawn_is_taken_also_with_one_image(ratio: str, caller: Caller) -> None:
    order = found(caller, create(caller, ratio=ratio, images=[URL])).order
    assert (order.aspect_ratio, order.own_ratio) == (ratio, False)


def test_without_a_ratio_an_image_has_its_own(caller: Caller) -> None:
    assert found(caller, create(caller, images=[URL])).order.own_ratio


def test_a_status_needs_the_id_of_a_task_of_this_key(caller: Caller) -> None:
    task = create(caller)
    assert "The task_id parameter is required" in caller.http.get("/v1/status").json()["message"]
    with Caller(caller.service, NAME, key="another") as other:
        replies = [
            one.http.get("/v1/status", params={"task_id": task + end}) for one, end in ((other, ""), (caller, "1"))
        ]
    assert [(reply.status_code, reply.json()["error"]) for reply in replies] == [(400, "INVALID_REQUEST")] * 2


@pytest.mark.parametrize("header", [None, "Bearer", "Basic abc", "abc"])
def test_without_a_key_nothing_is_told(header: str | None, service: Service) -> None:
    headers = {} if header is None else {"Authorization": header}
    with bare() as client:
        reply = client.get(service.url(NAME) + "/v1/status?task_id=task_1", headers=headers)
    assert reply.status_code == 401
    assert shape(reply.json()) == shape(example(NAME, "error-unauthorized")["body"])
    assert (reply.json()["code"], reply.json()["error"]) == (401, "UNAUTHORIZED")


def test_a_generation_needs_40_credits(serve: Make) -> None:
    reply = serve(NAME, initial_balance=39).http.post("/v1/generate", json={"prompt": "a"})
    assert (reply.status_code, reply.json()["error"]) == (400, "INSUFFICIENT_CREDITS")


def test_free_accounts_have_100_requests_a_minute_told_in_the_document_s_headers(serve: Make) -> None:
    caller = serve(NAME)
    headers = [caller.http.get("/v1/status?task_id=task_1").headers for _ in range(2)]
    assert [one["X-RateLimit-Remaining"] for one in headers] == ["99", "98"]
    assert 0 <= int(headers[0]["X-RateLimit-Reset"]) - time.time() < 61
    assert "X-RateLimit-Limit" not in headers[0]


def test_too_many_requests_are_429_and_another_key_has_its_own_limit(serve: Make) -> None:
    caller = serve(NAME, rate_limits={NAME: RateLimit(1, 60)})
    replies = [caller.http.post("/v1/generate", json={"prompt": "a"}) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [200, 429]
    assert shape(replies[1].json()) == shape(example(NAME, "error-rate-limited")["body"])
    assert replies[1].json()["error"] == "RATE_LIMITED"
    assert replies[1].headers["X-RateLimit-Remaining"] == "0"
    with Caller(caller.service, NAME, key="another") as other:
        assert other.http.post("/v1/generate", json={"prompt": "a"}).status_code == 200


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v1/generate", 405), ("GET", "/v2", 404)])
def test_a_path_that_is_not_there_has_the_same_body(method: str, path: str, status: int, caller: Caller) -> None:
    reply = caller.http.request(method, path)
    assert (reply.status_code, reply.json()["code"]) == (status, status)
    assert reply.json().keys() == {"code", "message", "error"}


def test_all_videos_of_a_task_are_dead_after_an_hour_and_gone_an_hour_later(serve: Make, tmp_path: Path) -> None:
    late = [0.0]
    caller = serve(NAME, worker=WORKER, clips={NAME: 2}, clock=lambda: time.time() + late[0])
    data = ended(caller)
    with bare() as client:
        late[0] = HOUR - 60
        assert [client.get(url).status_code for url in data["response"]] == [200, 200]
        late[0] = HOUR + 60
        assert [client.get(url).status_code for url in data["response"]] == [403, 403]
    caller.service.stop()
    late[0] = 3 * HOUR
    with Service(caller.service.options):
        assert not list((tmp_path / "service" / "files").iterdir())


@pytest.mark.slow
def test_two_videos_of_six_seconds_are_drawn_and_differ(serve: Make) -> None:
    data = ended(serve(NAME, clips={NAME: 2}), ratio="1:1", prompt="silk")
    with bare() as client:
        films = [client.get(url).content for url in data["response"]]
    assert films[0] != films[1]

    for film in films:
        with av.open(io.BytesIO(film), mode="r") as container:
            stream = container.streams.video[0]
            assert (stream.width, stream.height, container.duration) == (480, 480, 6_000_000)

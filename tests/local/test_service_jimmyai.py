"""The local service speaks jimmyai.cn's dialect: codes in the body, one picture exactly, uploads, two balances."""

from __future__ import annotations

import io
import os
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import av
import pytest

from grokwidget.local.faults import Fault, FaultPlan
from grokwidget.local.options import DAY, RateLimit
from grokwidget.local.service import Service

from ..waiting import until
from .caller import Caller, bare, shape
from .conftest import Make
from .quick import HALFWAY, URL, WORKER, data_url, example, examples, found, picture, quick_service, send

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check

NAME = "jimmyai"
BASE = "/api/open-api/v1"
MODEL = "grok-imagine-video-1.5"
BODY: dict[str, Any] = {"model": MODEL, "prompt": "a cup of tea", "image_urls": [URL]}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with quick_service(tmp_path_factory.mktemp("service"), disabled_keys=frozenset({"sk_gone"})) as service:
        yield service


@pytest.fixture
def caller(service: Service) -> Iterator[Caller]:
    with Caller(service, NAME, key="sk_test") as caller:
        yield caller


def create(caller: Caller, **fields: Any) -> str:
    reply = caller.http.post(f"{BASE}/grok/videos", json={**BODY, **fields})
    assert (reply.status_code, reply.json()["code"]) == (200, "20000"), reply.text
    return str(reply.json()["data"]["task_id"])


def poll(caller: Caller, task: str) -> dict[str, Any]:
    reply = caller.http.get(f"{BASE}/videos/{task}")
    assert (reply.status_code, reply.json()["code"], reply.json()["msg"]) == (200, "20000", "ok"), reply.text
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
    assert reply.status_code == shown["status"], reply.text
    assert shape(reply.json()) == shape(shown["body"])
    assert (reply.json()["code"], reply.json()["msg"]) == ("20000", "ok")
    assert (reply.json()["data"]["status"], reply.json()["data"]["model"]) == ("queued", MODEL)


def test_a_finished_task_looks_as_the_document_shows(caller: Caller) -> None:
    data, shown = ended(caller), example(NAME, "poll-completed")["body"]["data"]
    assert shape(data) == shape(shown)
    assert (data["status"], data["progress"], data["model"]) == ("completed", 100, MODEL)
    assert data["created_at"] <= data["completed_at"] <= data["created_at"] + 60


def test_a_task_in_work_tells_whole_percents_and_one_that_waits_tells_none(serve: Make) -> None:
    caller = serve(NAME, worker=HALFWAY)
    working, waiting = create(caller), create(caller)
    until(lambda: poll(caller, working)["progress"] == 50)
    for task, name in ((working, "poll-processing"), (waiting, "poll-queued")):
        data, shown = poll(caller, task), example(NAME, name)["body"]["data"]
        assert shape(data) == shape(shown)
        assert data["status"] == shown["status"]
    assert poll(caller, waiting)["progress"] == 0


@pytest.mark.parametrize("name", ["poll-failed", "poll-moderated"])
def test_a_failed_task_looks_as_the_document_shows_with_progress_0(name: str, serve: Make) -> None:
    shown = example(NAME, name)["body"]["data"]
    caller = serve(NAME, faults=FaultPlan([Fault("render", fail=shown["error_message"])]))
    data = ended(caller)
    assert shape(data) == shape(shown)
    assert (data["status"], data["progress"], data["error_message"]) == ("failed", 0, shown["error_message"])


def _body(*left_out: str, **fields: Any) -> dict[str, Any]:
    return {key: value for key, value in {**BODY, **fields}.items() if key not in left_out}


REFUSED: dict[str, tuple[Any, str]] = {
    "a body that is a list": ([], "JSON object"),
    "no model": (_body("model"), "'model' is required"),
    "an unknown model": (_body(model="grok-2"), "'grok-2' does not exist"),
    "a model that is a number": (_body(model=1.5), "'model' must be a string"),
    "no prompt": (_body("prompt"), "'prompt' is required"),
    "an empty prompt": (_body(prompt=""), "'prompt' is required"),
    "an unknown field": (_body(resolution="720p"), "Unknown field 'resolution'"),
    "a callback": (_body(callback_url=URL), "Unknown field 'callback_url'"),
    "no image": (_body("image_urls"), "exactly one reference image in 'image_urls'"),
    "an empty list of images": (_body(image_urls=[]), "exactly one reference image in 'image_urls'"),
    "two images": (_body(image_urls=[URL, URL]), "exactly one reference image in 'image_urls'"),
    "two images in the other field": (
        _body("image_urls", images=[URL, URL]),
        "exactly one reference image in 'images'",
    ),
    "an image that is text": (_body(image_urls=URL), "'image_urls' must be an array of strings"),
    "an image that is null": (_body(image_urls=None), "'image_urls' must be an array of strings"),
    "an image in a data URL": (_body(image_urls=[data_url()]), "'image_urls[0]' must be a public http(s) URL"),
    "a bad image in the other field": (_body("image_urls", images=["a.png"]), "'images[0]' must be a public"),
    "an unused field of another type": (_body(images=URL), "'images' must be an array of strings"),
    "6 seconds": (_body(duration=6), "'duration' must be one of: 10, 15"),
    "12 seconds": (_body(duration=12), "'duration' must be one of: 10, 15"),
    "seconds that are text": (_body(duration="10"), "'duration' must be an integer"),
    "seconds with a fraction": (_body(duration=10.0), "'duration' must be an integer"),
    "seconds that are true": (_body(duration=True), "'duration' must be an integer"),
    "an unknown ratio": (_body(ratio="4:3"), "'ratio' must be one of: 16:9, 9:16, 1:1, 3:2, 2:3"),
    "a ratio that is null": (_body(ratio=None), "'ratio' must be a string"),
    "an unknown orientation": (_body(orientation="square"), "'orientation' must be one of: landscape, portrait"),
    "an unused orientation that is wrong": (_body(ratio="1:1", orientation="x"), "'orientation' must be one of"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_refuses_with_its_code_under_http_200(case: str, caller: Caller) -> None:
    body, words = REFUSED[case]
    reply = caller.http.post(f"{BASE}/grok/videos", json=body)
    assert reply.status_code == 200
    assert shape(reply.json()) == shape(example(NAME, "error-bad-request")["body"])
    assert (reply.json()["code"], reply.json()["data"]) == ("20002", None)
    assert words in reply.json()["msg"]


@pytest.mark.parametrize("alias", [MODEL, "grok-1.5", "grok_1_5"])
def test_an_alias_is_answered_with_the_model_s_own_name(alias: str, caller: Caller) -> None:
    assert ended(caller, model=alias)["model"] == MODEL


@pytest.mark.parametrize(
    ("fields", "ratio"),
    [
        ({}, "16:9"),
        ({"orientation": "portrait"}, "9:16"),
        ({"orientation": "landscape"}, "16:9"),
        ({"ratio": "", "orientation": "portrait"}, "9:16"),
        ({"ratio": "2:3", "orientation": "landscape"}, "2:3"),
    ],
)
def test_the_orientation_counts_only_where_the_ratio_is_empty(
    fields: dict[str, str], ratio: str, caller: Caller
) -> None:
    order = found(caller, create(caller, **fields)).order
    assert (order.aspect_ratio, order.own_ratio) == (ratio, False)


@pytest.mark.parametrize("first", [{}, {"image_urls": []}])
def test_images_are_taken_where_image_urls_is_empty(first: dict[str, Any], caller: Caller) -> None:
    other = "https://example.com/b.png"
    body = {**_body("image_urls"), **first, "images": [other]}
    reply = caller.http.post(f"{BASE}/grok/videos", json=body).json()
    assert found(caller, reply["data"]["task_id"]).order.images == (other,)
    assert found(caller, create(caller, images=[other])).order.images == (URL,), "image_urls comes first"


@pytest.mark.parametrize(("given", "seconds"), [({}, 10), ({"duration": 10}, 10), ({"duration": 15}, 15)])
def test_ten_or_fifteen_seconds_are_taken_and_ten_is_usual(given: Any, seconds: int, caller: Caller) -> None:
    assert found(caller, create(caller, **given)).order.duration == seconds


@pytest.mark.parametrize("key", [None, "sk_gone"])
def test_a_missing_or_disabled_key_is_code_20001(key: str | None, service: Service) -> None:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    with bare() as client:
        reply = client.post(service.url(NAME) + f"{BASE}/grok/videos", headers=headers, json=BODY)
    assert (reply.status_code, reply.json()["code"]) == (200, "20001")
    assert shape(reply.json()) == shape(example(NAME, "error-auth")["body"])


def test_another_key_does_not_see_the_task(caller: Caller) -> None:
    task = create(caller)
    with Caller(caller.service, NAME, key="sk_another") as other:
        reply = other.http.get(f"{BASE}/videos/{task}")
    assert (reply.status_code, reply.json()["code"]) == (200, "20002")


def test_a_strict_service_says_in_its_http_status_too_what_is_wrong(serve: Make) -> None:
    caller = serve(NAME, strict=True, disabled_keys=frozenset({"sk_gone"}))
    bad = caller.http.post(f"{BASE}/grok/videos", json={})
    task = caller.http.get(f"{BASE}/videos/x")
    with Caller(caller.service, NAME, key="sk_gone") as other:
        key = other.http.get(f"{BASE}/user/balance")
    codes = [(reply.status_code, reply.json()["code"]) for reply in (bad, task, key)]
    assert codes == [(400, "20002"), (400, "20002"), (401, "20001")]


def test_too_many_requests_are_429_without_headers_that_no_document_names(serve: Make) -> None:
    caller = serve(NAME, rate_limit=RateLimit(1, 60))
    first, second = (caller.http.get(f"{BASE}/user/balance") for _ in range(2))
    assert (first.status_code, second.status_code, second.json()["code"]) == (200, 429, "-1")
    assert not [name for name in second.headers if name.startswith("x-ratelimit")]


@pytest.mark.parametrize(("path", "status"), [(f"{BASE}/videos", 404), (f"{BASE}/grok/videos", 405)])
def test_a_path_that_is_not_there_is_what_a_web_server_says(path: str, status: int, caller: Caller) -> None:
    reply = caller.http.get(path)
    assert (reply.status_code, reply.json()["code"]) == (status, "20002")


def _upload(caller: Caller, data: bytes, name: str = "a.png", field: str = "file") -> Any:
    return caller.http.post(f"{BASE}/files/upload", files={field: (name, data, "image/png")})


def test_an_upload_lies_on_the_second_origin_and_has_the_document_s_numeric_code(caller: Caller) -> None:
    reply = _upload(caller, picture())
    assert shape(reply.json()) == shape(example(NAME, "upload-reply")["body"])
    url = reply.json()["data"]["url"]
    assert url.startswith(caller.service.files_address + "/jimmyai/uploads/")
    with bare() as client:
        kept = client.get(url)
        assert (kept.content, kept.headers["content-type"]) == (picture(), "image/png")
        assert client.get(url, headers={"Authorization": "Bearer sk_test"}).status_code == 400
        assert client.get(url.partition("?")[0]).status_code == 403


def test_an_upload_is_gone_after_three_days(serve: Make) -> None:
    late = [0.0]
    caller = serve(NAME, clock=lambda: time.time() + late[0])
    url = _upload(caller, picture()).json()["data"]["url"]
    with bare() as client:
        late[0] = 3 * DAY - 60
        assert client.get(url).status_code == 200
        late[0] = 3 * DAY + 60
        assert client.get(url).status_code == 403


def test_an_old_upload_is_removed_when_the_service_starts_and_a_new_one_stays(tmp_path: Path) -> None:
    with quick_service(tmp_path) as service, Caller(service, NAME) as caller:
        for name in ("JPEG", "PNG"):
            assert _upload(caller, picture(name)).status_code == 200
    old, new = sorted((tmp_path / "uploads").iterdir(), key=lambda path: path.suffix)
    long_ago = time.time() - 4 * DAY
    os.utime(old, (long_ago, long_ago))
    with quick_service(tmp_path):
        assert list((tmp_path / "uploads").iterdir()) == [new]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"content": b"{}", "headers": {"Content-Type": "application/json"}}, "multipart form is required"),
        ({"files": {"image": ("a.png", picture(), "image/png")}}, "multipart form is required"),
        ({"content": b"--x\r\n", "headers": {"Content-Type": "multipart/form-data; boundary=x"}}, "multipart form"),
        ({"files": {"file": ("a.png", b"hello", "image/png")}}, "'file' is not a whole picture"),
        ({"files": {"file": ("a.png", picture()[:-40], "image/png")}}, "'file' is not a whole picture"),
        ({"files": {"file": ("a.png", bytes(11 * 2**20), "image/png")}}, "'file' is larger than 10 MB"),
    ],
    ids=["JSON", "another field", "half a form", "text", "half a picture", "11 MB"],
)
def test_an_upload_that_is_no_picture_is_code_20002(sent: Any, words: str, caller: Caller) -> None:
    reply = caller.http.post(f"{BASE}/files/upload", **sent)
    assert (reply.status_code, reply.json()["code"]) == (200, "20002")
    assert words in reply.json()["msg"]


def test_an_upload_that_announces_more_than_100_mb_is_413_before_it_is_sent(service: Service) -> None:
    parts = urlsplit(service.address)
    with socket.create_connection((str(parts.hostname), parts.port or 0), timeout=10) as sock:
        head = f"POST /{NAME}{BASE}/files/upload HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Bearer sk_test\r\n"
        sock.sendall(f"{head}Content-Length: {101 * 2**20}\r\n\r\n".encode())
        answer = sock.recv(4096)
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_no_price_is_documented_so_that_balances_stay_whole(caller: Caller) -> None:
    before = caller.http.get(f"{BASE}/user/balance").json()
    assert shape(before) == shape(example(NAME, "balance-reply")["body"])
    ended(caller)
    assert caller.http.get(f"{BASE}/user/balance").json() == before
    assert before["data"] == {"balance": 10_000, "used_coin": 0, "available": 10_000}


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ({}, {"total_quota": 0, "used_quota": 0, "available_quota": 0, "unlimited": True}),
        ({"sk_test": 70}, {"total_quota": 70, "used_quota": 0, "available_quota": 70, "unlimited": False}),
    ],
    ids=["without limit", "limited"],
)
def test_the_key_s_balance_is_its_own_limit(limits: dict[str, int], told: Any, serve: Make) -> None:
    reply = serve(NAME, key="sk_test", spend_limits=limits).http.get(f"{BASE}/key/balance")
    assert reply.json() == {"code": "20000", "msg": "ok", "data": told}


def test_a_video_lives_three_days(serve: Make) -> None:
    late = [0.0]
    caller = serve(NAME, worker=WORKER, clock=lambda: time.time() + late[0])
    url = ended(caller)["result"]["video_url"]
    with bare() as client:
        late[0] = 3 * DAY - 60
        assert client.get(url).status_code == 200
        late[0] = 3 * DAY + 60
        assert client.get(url).status_code == 403


@pytest.mark.slow
def test_an_uploaded_picture_becomes_ten_seconds_in_the_ratio_that_was_asked_for(serve: Make, tmp_path: Path) -> None:
    caller = serve(NAME)
    data = ended(caller, image_urls=[_upload(caller, picture("JPEG", (300, 400))).json()["data"]["url"]], ratio="1:1")
    assert data["status"] == "completed", data
    assert not re.search("placeholder", " ".join(str(path) for path in tmp_path.rglob("*"))), "it was really fetched"
    with bare() as client, av.open(io.BytesIO(client.get(data["result"]["video_url"]).content), mode="r") as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, container.duration) == (480, 480, 10_000_000)

"""Who is let in, how often, and with how much: keys, rates, names, bodies."""

from __future__ import annotations

import http.client
import json
import time
from urllib.parse import urlsplit

import httpx
import pytest

from grokwidget.local.bucket import Buckets
from grokwidget.local.dialects import PROVIDERS
from grokwidget.local.options import RateLimit
from grokwidget.local.service import Service

from .caller import TEXT, Caller
from .conftest import Make

pytestmark = pytest.mark.slow


def _raw(service: Service, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> tuple[int, bytes]:
    address = urlsplit(service.address)
    connection = http.client.HTTPConnection("127.0.0.1", address.port, timeout=10)
    try:
        connection.request(method, path, body=body or None, headers=headers)
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "sk-test"},
        {"Authorization": "Basic sk-test"},
        {"Authorization": "Bearer pk-test"},
        {"Authorization": "Bearer sk-"},
        {"Authorization": "Bearer SK-test"},
        {"Authorization": "Bearer sk-deleted"},
    ],
    ids=["none", "no scheme", "basic", "another prefix", "only the prefix", "capitals", "deleted"],
)
def test_a_key_that_is_none_is_answered_401(headers: dict[str, str], serve: Make) -> None:
    caller = serve("aivideoapi", disabled_keys=frozenset({"sk-deleted"}))
    for method, path in (("POST", "/v1/videos/generations"), ("GET", "/v1/tasks/x"), ("GET", "/v1/credits")):
        reply = httpx.request(method, caller.service.url("aivideoapi") + path, headers=headers, trust_env=False)
        assert reply.status_code == 401
        assert reply.json()["error"]["code"] == "invalid_api_key"
        assert reply.json()["error"]["type"] == "authentication_error"


def test_a_key_that_asks_too_often_is_told_when_to_come_back(serve: Make) -> None:
    now = [1_000.0]
    caller = serve("aivideoapi", rate_limit=RateLimit(requests=3, seconds=30), clock=lambda: now[0])
    replies = [caller.http.get("/v1/credits") for _ in range(4)]
    assert [reply.status_code for reply in replies] == [200, 200, 200, 429]
    assert [reply.headers["X-RateLimit-Remaining"] for reply in replies] == ["2", "1", "0", "0"]
    assert {reply.headers["X-RateLimit-Limit"] for reply in replies} == {"3"}
    assert replies[0].headers["X-RateLimit-Reset"] == "1010", "one of three is back after a third of 30 s"
    assert replies[3].headers["X-RateLimit-Reset"] == "1030"
    assert replies[3].headers["Retry-After"] == "10"
    assert replies[3].json()["error"]["code"] == "rate_limit_exceeded"
    assert "Retry-After" not in replies[2].headers
    with Caller(caller.service, "aivideoapi", "sk-another") as other:
        assert other.http.get("/v1/credits").status_code == 200
    now[0] += 10
    assert caller.http.get("/v1/credits").status_code == 200
    assert caller.http.get("/v1/credits").status_code == 429


def test_the_local_engine_has_no_rate_limit(local: Caller) -> None:
    reply = local.http.get("/v1/credits")
    assert not [name for name in reply.headers if name.startswith("x-ratelimit")]


def test_a_bucket_never_holds_more_than_its_limit() -> None:
    buckets, limit = Buckets(), RateLimit(2, 10)
    assert buckets.draw("p", "k", limit, 0).allowed
    allowed = [buckets.draw("p", "k", limit, 1_000_000).allowed for _ in range(3)]
    assert allowed == [True, True, False]


def test_the_service_says_what_it_is(shared_service: Service) -> None:
    about = httpx.get(shared_service.address + "/", trust_env=False).json()
    assert about["service"] == "grokwidget local service"
    assert about["note"] == "procedural, not AI"
    assert {"aivideoapi", "local"} <= set(about["providers"])


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:80"},
        {"Host": "127.0.0.1.evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
    ids=["a name", "a name and a port", "a name like ours", "a page", "a page without a name"],
)
def test_a_web_page_can_t_use_the_service(headers: dict[str, str], shared_service: Service) -> None:
    for path in ("/", "/local/v1/credits"):
        status, body = _raw(shared_service, "GET", path, {"Authorization": "Bearer sk-test", **headers})
        assert status == 403
        assert b"programs on this machine only" in body
    reply = httpx.options(shared_service.address + "/local/v1/credits", trust_env=False)
    assert not [name for name in reply.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/local/v1/nothing", 404),
        ("GET", "/local/", 404),
        ("GET", "/local/v1/credits/", 404),
        ("GET", "/local/v1/videos/generations", 405),
        ("DELETE", "/aivideoapi/v1/tasks/x", 405),
    ],
)
def test_a_path_that_is_not_there_is_answered_in_the_dialect(
    method: str, path: str, status: int, shared_service: Service
) -> None:
    reply = httpx.request(method, shared_service.address + path, trust_env=False)
    assert reply.status_code == status
    assert reply.json()["error"]["type"] == "invalid_request_error"


def test_a_provider_that_is_not_spoken_is_answered_with_those_that_are(shared_service: Service) -> None:
    reply = httpx.get(shared_service.address + "/unheard/v1/models", trust_env=False)
    assert (reply.status_code, reply.json()["providers"]) == (404, sorted(PROVIDERS))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        b'{"model": NaN}',
        b"[" * 5_000 + b"]" * 5_000,
        b"[" * 40 + b"]" * 40,
        b'{"model": "local-video", "input": {"prompt": "\\ud800"}}',
        b'{"model": "local-video", "input": {"prompt": "a", "duration": ' + b"9" * 5_000 + b"}}",
        b'{"\\udfff": 1}',
    ],
    ids=["nothing", "half", "no UTF-8", "NaN", "very deep", "deep", "half a character", "a huge number", "a half name"],
)
def test_a_body_that_is_no_sane_json_is_refused(body: bytes, local: Caller) -> None:
    reply = local.http.post("/v1/videos/generations", content=body)
    assert reply.status_code == 400
    assert reply.json()["error"]["code"] == "invalid_request"


def test_a_body_over_the_limit_is_refused_whether_or_not_it_says_so(serve: Make) -> None:
    caller = serve(body_limit=10_000)
    body = json.dumps({**TEXT, "more": "x" * 10_000}).encode()
    for content in (body, iter([body[:6_000], body[6_000:]])):
        reply = caller.http.post("/v1/videos/generations", content=content)
        assert reply.status_code == 413
        assert reply.json()["error"]["code"] == "invalid_request"
    assert caller.create(TEXT).status_code == 200


def test_a_body_that_says_that_it_is_too_long_is_refused_before_it_comes(shared_service: Service) -> None:
    headers = {"Authorization": "Bearer sk-test", "Content-Length": str(200 * 2**20)}
    assert _raw(shared_service, "POST", "/local/v1/videos/generations", headers)[0] == 413


@pytest.mark.slow
def test_seven_pictures_of_ten_megabytes_fit(serve: Make) -> None:
    from .test_service_life import big_picture

    caller = serve()
    url = big_picture()
    reply = caller.create({"model": "local-video", "input": {"image_urls": [url] * 7, "duration": 1}})
    assert reply.status_code == 200, reply.text[:300]


@pytest.mark.alone
def test_an_answer_does_not_wait_for_the_network_s_slow_start(local: Caller) -> None:
    local.credits()
    started = time.perf_counter()
    for _ in range(20):
        local.credits()
    assert (time.perf_counter() - started) / 20 < 0.03, "without TCP_NODELAY each takes 44 ms"

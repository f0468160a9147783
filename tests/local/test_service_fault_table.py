"""Everything that has been seen to go wrong elsewhere can be had here, over a real socket, by one line of JSON."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from grokwidget.local.dialects import PROVIDERS
from grokwidget.local.faults import REFUSALS
from grokwidget.local.service import Service

from .broken import Answer, Client
from .caller import shape
from .quick import FILM, example, quick_service
from .test_service_life import listener

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("table")
    with quick_service(folder, initial_balance=10**7, strict=True, callback_pauses=(0.0,)) as running:
        yield running


@pytest.fixture
def speak(service: Service) -> Iterator[Callable[[str], Client]]:
    with httpx.Client(trust_env=False, timeout=10) as http:
        yield lambda provider: Client(service, provider, http)


Check = Callable[[Answer], object]
HTML = {"status": 502, "headers": {"Content-Type": "text/html"}, "body": "<html>Bad Gateway</html>"}
TABLE: list[tuple[str, str, str, dict[str, Any], Check]] = [
    ("an empty 202", "xai", "poll", {"say": "empty-202"}, lambda a: (a.status, a.body) == (202, b"")),
    ("only an id", "xai", "poll", {"say": "id-only"}, lambda a: a.json.keys() == {"request_id"}),
    ("an odd word", "jimmyai", "poll", {"say": "odd-word"}, lambda a: a.json["data"]["status"] == "rendering"),
    (
        *("a known word in another case", "apixgo", "poll", {"patch": {"data": {"status": "Success"}}}),
        lambda a: a.json["data"]["status"] == "Success" and a.json["data"]["result_url"],
    ),
    (
        *("a synonym", "aivideoapi", "poll", {"patch": {"status": "succeeded"}}),
        lambda a: a.json["status"] == "succeeded" and a.json["output"]["urls"],
    ),
    ("no status at all", "xai", "poll", {"say": "no-status"}, lambda a: a.json.keys() == {"video"}),
    ("no status, patched", "aivideoapi", "poll", {"patch": {"status": None}}, lambda a: "status" not in a.json),
    ("expired", "xai", "poll", {"say": "expired"}, lambda a: a.json == {"status": "expired"}),
    ("success without a URL", "xai", "poll", {"say": "no-url"}, lambda a: a.json["video"]["url"] == ""),
    ("an empty error", "aivideoapi", "poll", {"patch": {"error": {}}}, lambda a: a.json["error"] == {}),
    (
        *("an empty error in its usual shape", "duoyuanx", "poll", {"patch": {"status": "processing"}}),
        lambda a: a.json["error"] == {"message": "", "code": ""},
    ),
    (
        *("failed at 100", "apixgo", "poll", {"say": "failed-100"}),
        lambda a: (a.json["data"]["status"], a.json["data"]["progress"]) == ("FAILURE", "100%"),
    ),
    (
        *("failed at 0", "jimmyai", "poll", {"say": "failed-0"}),
        lambda a: (a.json["data"]["status"], a.json["data"]["progress"]) == ("failed", 0),
    ),
    ("a fraction of progress", "xai", "poll", {"patch": {"progress": 33.3}}, lambda a: a.json["progress"] == 33.3),
    (
        *("429 with a body and Retry-After", "aivideoapi", "create"),
        {"refuse": "rate", "headers": {"Retry-After": "7"}},
        lambda a: (a.status, a.headers["retry-after"], a.json["error"]["code"]) == (429, "7", "rate_limit_exceeded"),
    ),
    ("429 without anything", "apixgo", "poll", {"refuse": "rate"}, lambda a: (a.status, a.body) == (429, b"")),
    (
        *("429 without a body, with Retry-After", "xai", "poll", {"status": 429, "headers": {"Retry-After": "3"}}),
        lambda a: (a.status, a.body, a.headers["retry-after"]) == (429, b"", "3"),
    ),
    (
        *("503 model_not_found", "apixgo", "create", {"refuse": "model"}),
        lambda a: (a.status, a.json["error"]["code"]) == (503, "model_not_found"),
    ),
    ("502 in HTML", "jimmyai", "create", HTML, lambda a: a.status == 502 and b"<html>" in a.body),
    (
        *("a create that is dropped before it is accepted", "xai", "create", {"drop": "before"}),
        lambda a: isinstance(a.error, httpx.RemoteProtocolError),
    ),
    (
        *("a create that is accepted and its answer lost", "xai", "create", {"drop": "after"}),
        lambda a: isinstance(a.error, httpx.RemoteProtocolError),
    ),
    (
        *("a reset", "duoyuanx", "poll", {"drop": "before", "reset": True}),
        lambda a: isinstance(a.error, httpx.ReadError),
    ),
    (
        *("a 307 on a create", "aivideoapi", "create", {"status": 307, "headers": {"Location": "/elsewhere"}}),
        lambda a: (a.status, a.headers["location"]) == (307, "/elsewhere"),
    ),
    (
        *("a 413", "xai", "create", {"refuse": "large"}),
        lambda a: a.status == 413 and "length limit exceeded" in a.json["error"],
    ),
    ("zero bytes", "apixgo", "content", {"truncate": 0}, lambda a: a.status == 200 and a.body == b""),
    (
        *("a body cut short under its whole length", "apixgo", "content", {"cut": 9}),
        lambda a: a.headers["content-length"] == str(len(FILM)) and a.body == FILM[:9] and a.error,
    ),
    (
        *("a slow drip", "apixgo", "content", {"drip": 100}),
        lambda a: a.body == FILM and a.seconds >= 0.2,
    ),
    (
        *("a wrong Content-Type", "apixgo", "content", {"headers": {"Content-Type": "text/plain"}}),
        lambda a: a.headers["content-type"] == "text/plain" and a.body == FILM,
    ),
    (
        "JSON instead of the video",
        "duoyuanx",
        "content",
        {"say": "json"},
        lambda a: a.json["url"].endswith(".mp4") or a.json["url"],
    ),
    (
        *("a redirect to the other origin", "duoyuanx", "content", {"say": "redirect"}),
        lambda a: a.status == 302 and a.headers["location"].startswith("http://127.0.0.1:"),
    ),
    ("a content of the upstream's that is closed", "apixgo", "content", {"status": 401}, lambda a: a.status == 401),
    ("a URL that was closed", "aivideoapi", "download", {"status": 403}, lambda a: a.status == 403),
    ("a URL that is gone", "aivideoapi", "download", {"status": 404}, lambda a: a.status == 404),
    ("a URL that is gone for good", "aivideoapi", "download", {"status": 410}, lambda a: a.status == 410),
    (
        *("a download that drips", "aivideoapi", "download", {"drip": 100}),
        lambda a: a.body == FILM and a.seconds >= 0.2,
    ),
    (
        *("JSON where a video should be", "aivideoapi", "download"),
        {"status": 200, "headers": {"Content-Type": "application/json"}, "body": {"url": "http://localhost/x"}},
        lambda a: a.json == {"url": "http://localhost/x"},
    ),
    (
        *("moderated: done and not respected", "xai", "poll", {"say": "moderated"}),
        lambda a: (
            a.json["status"] == "done"
            and a.json["video"]["respect_moderation"] is False
            and not a.json["video"]["url"]
            and a.json["usage"]["cost_in_usd_ticks"] > 0
        ),
    ),
    (
        *("moderated: HTTP 400", "xai", "poll", {"say": "moderated-400"}),
        lambda a: a.status == 400 and "moderation" in a.json["error"] and a.json["usage"]["cost_in_usd_ticks"] > 0,
    ),
    (
        *("moderated: failed", "xai", "poll", {"say": "moderated-failed"}),
        lambda a: (
            a.json["status"] == "failed"
            and "moderation" in a.json["error"]["message"]
            and a.json["usage"]["cost_in_usd_ticks"] > 0
        ),
    ),
    (
        *("moderated: completed with an error", "duoyuanx", "poll", {"say": "moderated"}),
        lambda a: (a.json["status"], a.json["error"]["code"]) == ("completed", "moderation_blocked"),
    ),
    (
        *("a create that is moderated, by a relay", "apixgo", "create", {"say": "moderated"}),
        lambda a: a.status == 400 and shape(a.json) == shape(example("apixgo", "error-moderated")["body"]),
    ),
    (
        *("a create that is moderated, by xAI", "xai", "create", {"say": "moderated"}),
        lambda a: (a.status, a.json["code"]) == (400, example("xai", "error-moderated")["body"]["code"]),
    ),
    (
        *("a create that is moderated, as an upstream's error", "aivideoapi", "create", {"say": "moderated"}),
        lambda a: (a.status, a.json["error"]["code"]) == (503, "upstream_error"),
    ),
    (
        *("a create that is moderated, in words", "grokimagineapi", "create", {"say": "moderated"}),
        lambda a: "Inappropriate content" in a.json["message"],
    ),
    (
        *("a URL that leads to localhost", "duoyuanx", "poll", {"say": "localhost"}),
        lambda a: a.json["video_url"].startswith("http://localhost:3000/v1/videos/"),
    ),
    (
        *("a URL that needs the key", "duoyuanx", "poll", {"say": "content-url"}),
        lambda a: a.json["video_url"].endswith("/content"),
    ),
    (
        *("a URL where a reason should be", "apixgo", "poll", {"say": "legacy"}),
        lambda a: a.json["data"]["fail_reason"].startswith("http://127.0.0.1:"),
    ),
    ("no envelope", "jimmyai", "poll", {"say": "bare"}, lambda a: "task_id" in a.json),
    ("cancelled", "duoyuanx", "poll", {"say": "cancelled"}, lambda a: a.json["status"] == "cancelled"),
    (
        *("a task that isn't there yet", "apixgo", "poll", {"refuse": "task"}),
        lambda a: (a.status, a.json["code"]) == (400, "task_not_exist"),
    ),
    ("a balance that fails", "aivideoapi", "balance", {"status": 500}, lambda a: a.status == 500),
    ("models that fail", "apixgo", "models", {"status": 500}, lambda a: a.status == 500),
    ("half a JSON", "xai", "poll", {"truncate": 12}, lambda a: a.body == b'{"status":"d'),
]
PATHS = {"content": "/v1/videos/{}/content", "balance": "/v1/credits", "models": "/v1/models"}


def _video_url(answer: Answer) -> str:
    url = answer.json["output"]["urls"][0]
    assert isinstance(url, str)
    return url


@pytest.mark.parametrize(
    ("provider", "place", "fault", "check"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_what_has_gone_wrong_elsewhere_can_go_wrong_here(
    provider: str, place: str, fault: dict[str, Any], check: Check, speak: Callable[[str], Client]
) -> None:
    client = speak(provider)
    fault = {"place": place, **fault}
    if place == "create":
        answer = client.create(fault)
    else:
        task = client.made()
        if place == "poll":
            answer = client.poll(task, fault)
        elif place == "download":
            answer = client.ask("GET", _video_url(client.poll(task)), [fault])
        else:
            answer = client.ask("GET", client.base + PATHS[place].format(task), [fault], headers=client.key)
    assert check(answer), answer
    honest = client.poll(client.made())
    assert honest.status == 200, "the next one is as usual"
    assert honest.error is None


def test_a_failed_task_is_refunded_and_a_moderated_one_is_not(speak: Callable[[str], Client]) -> None:
    client = speak("aivideoapi")

    def consumed() -> int:
        balance = client.ask("GET", f"{client.base}/v1/credits", [], headers=client.key).json["data"]
        assert balance["balance"] == balance["total_purchased"] - balance["total_consumed"]
        return int(balance["total_consumed"])

    before = consumed()
    task = client.made({"place": "render", "fail": "Video generation failed"})
    assert client.poll(task).json["error"]["message"] == "Video generation failed"
    assert consumed() == before
    client = speak("xai")
    task = client.made({"place": "poll", "say": "moderated", "times": None})
    assert client.poll(task).json["video"]["respect_moderation"] is False
    account = client.service.desk.account("xai", "sk-invented")
    client.service.options.faults.forget()
    charged = client.service.desk.balance(account).charged
    client.made()
    assert client.service.desk.balance(account).charged == charged + owned(client, task).order.price


@pytest.mark.parametrize("provider", ["aivideoapi", "grokimagineapi"])
def test_a_create_can_yield_two_videos(provider: str, speak: Callable[[str], Client]) -> None:
    client = speak(provider)
    about = client.poll(client.made({"place": "create", "clips": 2})).json
    urls = about["output"]["urls"] if provider == "aivideoapi" else about["data"]["response"]
    assert len(set(urls)) == 2
    for url in urls:
        assert client.ask("GET", url, []).body == FILM


@pytest.mark.parametrize(
    ("fault", "statuses"),
    [
        ({}, ["completed"]),
        ({"say": "twice"}, ["completed", "completed"]),
        ({"say": "out-of-order"}, ["completed", "processing"]),
        ({"patch": {"status": "failed"}}, ["failed"]),
        ({"drop": "before"}, []),
    ],
    ids=["as usual", "twice", "out of order", "forged", "never"],
)
def test_a_callback_can_come_twice_out_of_order_forged_or_never(
    fault: dict[str, Any], statuses: list[str], speak: Callable[[str], Client]
) -> None:
    client = speak("aivideoapi")
    faults = [{"place": "callback", **fault}] if fault else []
    with listener() as (address, heard):
        task = client.made(*faults, callback_url=f"{address}/webhook")
        end = time.monotonic() + 10
        while owned(client, task).callback == "due" and time.monotonic() < end:
            client.poll(task)
    bodies = [heard.get_nowait()[2] for _ in range(heard.qsize())]
    assert [body["status"] for body in bodies] == statuses
    assert {body["id"] for body in bodies} <= {task}
    assert owned(client, task).callback == ("sent" if statuses else "given up")


def owned(client: Client, task: str) -> Any:
    return client.service.tasks.get(client.provider, task)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("reason", REFUSALS)
def test_every_refusal_is_told_in_every_dialect(provider: str, reason: str, speak: Callable[[str], Client]) -> None:
    answer = speak(provider).create({"refuse": reason})
    assert 400 <= answer.status < 600
    if answer.status != 429 or provider not in ("apixgo", "duoyuanx"):
        assert answer.json

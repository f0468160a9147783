"""Polls and contents can be answered as they have been seen elsewhere, in each dialect's own shape, when told to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from grokwidget.local.faults import Fault, FaultPlan

from .caller import Caller, bare, shape
from .quick import FILM, URL, example, quick_service

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check

CREATES: dict[str, tuple[str, dict[str, Any]]] = {
    "aivideoapi": (
        "/v1/videos/generations",
        {"model": "grok-imagine-text-to-video", "input": {"prompt": "a fox"}},
    ),
    "grokimagineapi": ("/v1/generate", {"prompt": "a fox"}),
    "jimmyai": (
        "/api/open-api/v1/grok/videos",
        {"model": "grok-1.5", "prompt": "a fox", "image_urls": [URL]},
    ),
    "apixgo": ("/v1/video/generations", {"model": "grok-image-video", "prompt": "a fox"}),
}
POLLS = {
    "aivideoapi": "/v1/tasks/{}",
    "grokimagineapi": "/v1/status?task_id={}",
    "jimmyai": "/api/open-api/v1/videos/{}",
    "apixgo": "/v1/video/generations/{}",
}


def _data(reply: httpx.Response) -> dict[str, Any]:
    body: dict[str, Any] = reply.json()
    data: dict[str, Any] = body.get("data", body)
    return data


def _polls(provider: str, folder: Path, *odd: str, place: Any = "poll") -> tuple[str, list[httpx.Response]]:
    """A task that is done, and the answers to one poll more than there are odd ones."""
    plan = FaultPlan([Fault(place, say=say) for say in odd])
    with quick_service(folder, faults=plan) as service, Caller(service, provider) as caller:
        path, body = CREATES[provider]
        created = _data(caller.http.post(path, json=body))
        task = created.get("taskId") or created["task_id"]
        assert service.renders.at_rest(30)
        asked = POLLS[provider].format(task) if place == "poll" else f"/v1/videos/{task}/content"
        replies = [caller.http.get(asked) for _ in range(len(odd) + 1)]
        if place == "poll" and provider == "apixgo" and "content-url" in odd:
            replies.append(caller.http.get(_data(replies[0])["result_url"]))
        return task, replies


TOLD: dict[str, dict[str, dict[str, Any]]] = {
    "aivideoapi": {
        "odd-word": {"status": "rendering"},
        "no-url": {"status": "completed", "output": {"urls": []}},
        "failed-0": {"status": "failed", "progress": 0},
        "failed-100": {"status": "failed", "progress": 100},
    },
    "grokimagineapi": {
        "odd-word": {"status": "rendering"},
        "no-url": {"status": "completed", "response": []},
        "failed-0": {"status": "failed", "error_message": "grok imagine build failed", "response": []},
        "moderated": {"status": "failed", "error_message": "Inappropriate content, please try another prompt."},
    },
    "jimmyai": {
        "odd-word": {"status": "rendering"},
        "no-url": {"status": "completed", "result": {"video_url": "", "image_url": ""}},
        "failed-0": {"status": "failed", "progress": 0, "result": None},
        "failed-100": {"status": "failed", "progress": 100, "result": None},
        "moderated": {"status": "failed", "error_message": "PROVIDER_MODERATION_ERROR"},
    },
    "apixgo": {
        "odd-word": {"status": "RENDERING"},
        "no-url": {"status": "SUCCESS", "progress": "100%", "result_url": ""},
        "failed-0": {"status": "FAILURE", "progress": "0%", "result_url": ""},
        "failed-100": {"status": "FAILURE", "progress": "100%", "result_url": ""},
        "moderated": {"status": "FAILURE", "fail_reason": "Generated video rejected by content moderation."},
    },
}


@pytest.mark.parametrize("provider", TOLD)
def test_a_poll_says_each_odd_thing_once_and_then_the_truth(provider: str, tmp_path: Path) -> None:
    cases = TOLD[provider]
    _, replies = _polls(provider, tmp_path, *cases)
    for reply, told in zip(replies, cases.values(), strict=False):
        assert reply.status_code == 200
        assert {key: _data(reply)[key] for key in told} == told
    assert _data(replies[-1])["status"] in ("completed", "SUCCESS")


@pytest.mark.parametrize("provider", TOLD)
def test_a_poll_can_be_an_empty_202_or_an_id_alone(provider: str, tmp_path: Path) -> None:
    task, (empty, alone, usual) = _polls(provider, tmp_path, "empty-202", "id-only")
    assert (empty.status_code, empty.content) == (202, b"")
    assert list(_data(alone).values()) == [task]
    assert len(_data(usual)) > 1


def test_jimmyai_s_poll_can_come_without_its_envelope(tmp_path: Path) -> None:
    _, replies = _polls("jimmyai", tmp_path, "bare")
    assert shape(replies[0].json()) == shape(example("jimmyai", "poll-completed-bare")["body"])


def test_apixgo_s_poll_can_name_the_content_at_itself_at_nobody_s_localhost_or_in_the_old_field(tmp_path: Path) -> None:
    task, replies = _polls("apixgo", tmp_path, "content-url", "localhost", "legacy")
    assert replies[-1].content == FILM, "its own content, with the key"
    local, legacy, usual = (_data(reply) for reply in replies[1:4])
    assert local["result_url"] == f"http://localhost:3000/v1/videos/{task}/content"
    assert "result_url" not in legacy
    assert legacy["fail_reason"] == usual["result_url"]


def test_apixgo_s_content_can_be_a_redirect_or_a_json_text(tmp_path: Path) -> None:
    _, (redirect, text, usual) = _polls("apixgo", tmp_path, "redirect", "json", place="content")
    assert redirect.status_code == 302
    assert text.json() == {"url": redirect.headers["location"]}
    assert usual.content == FILM


def test_a_redirected_content_is_had_without_the_key(tmp_path: Path) -> None:
    plan = FaultPlan([Fault("content", say="redirect")])
    with quick_service(tmp_path, faults=plan) as service, Caller(service, "apixgo") as caller, bare() as client:
        path, body = CREATES["apixgo"]
        task = caller.http.post(path, json=body).json()["id"]
        assert service.renders.at_rest(30)
        where = caller.http.get(f"/v1/videos/{task}/content").headers["location"]
        assert client.get(where).content == FILM
        assert caller.http.get(where).status_code == 400


@pytest.mark.parametrize(
    ("provider", "strict", "status", "body"),
    [
        ("grokimagineapi", False, 500, example("grokimagineapi", "error-server-error")["body"]),
        ("jimmyai", False, 200, example("jimmyai", "error-server")["body"]),
        ("jimmyai", True, 500, example("jimmyai", "error-server")["body"]),
        ("apixgo", False, 500, example("apixgo", "error-invalid-key")["body"]),
    ],
)
def test_a_fault_of_the_service_itself_is_told_in_the_dialect_s_own_shape(
    provider: str, strict: bool, status: int, body: dict[str, Any], tmp_path: Path
) -> None:
    with quick_service(tmp_path, strict=strict) as service, Caller(service, provider) as caller:
        assert service.renders.at_rest(10)
        service.store.close()
        reply = caller.http.get(POLLS[provider].format("x"))
    assert reply.status_code == status
    assert shape(reply.json()) == shape(body)
    if provider != "apixgo":
        assert reply.json()["code"] == body["code"]

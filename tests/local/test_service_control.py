"""Faults are planned in a running service over HTTP, or brought along in a request's header; what happened is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from grokwidget.local.faultscript import HEADER
from grokwidget.local.service import Service

from .quick import FILM, quick_service

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check

BODY = {"model": "grok-imagine-text-to-video", "input": {"prompt": "a fox"}}
CREATE = "/v1/videos/generations"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with quick_service(tmp_path_factory.mktemp("control"), initial_balance=10**9) as service:
        yield service


@pytest.fixture
def service(running: Service) -> Iterator[Service]:
    yield running
    assert running.renders.at_rest(30)
    running.options.faults.forget()
    running.options.faults.tally.reset()


@pytest.fixture
def control(service: Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{service.address}/_control", trust_env=False) as client:
        yield client


@pytest.fixture
def api(service: Service) -> Iterator[httpx.Client]:
    key = {"Authorization": "Bearer sk-invented"}
    with httpx.Client(base_url=service.url("aivideoapi"), headers=key, trust_env=False) as client:
        yield client


def _brought(*faults: dict[str, Any]) -> dict[str, str]:
    return {HEADER: json.dumps(faults[0] if len(faults) == 1 else faults)}


def _task(api: httpx.Client, *faults: dict[str, Any]) -> str:
    reply = api.post(CREATE, json=BODY, headers=_brought(*faults) if faults else {})
    assert reply.status_code == 200, reply.text
    return str(reply.json()["data"]["taskId"])


def test_a_planned_fault_happens_as_often_as_planned_and_is_told(control: httpx.Client, api: httpx.Client) -> None:
    fault = {"place": "balance", "status": 502, "headers": {"Content-Type": "text/html"}, "body": "<html>", "times": 2}
    told = control.post("/faults", json=fault).json()
    assert told == {"plan": [{"fault": fault, "seen": 0, "happened": 0}], "log": []}
    replies = [api.get("/v1/credits") for _ in range(3)]
    assert [reply.status_code for reply in replies] == [502, 502, 200]
    assert (replies[0].text, replies[0].headers["content-type"]) == ("<html>", "text/html")
    told = control.get("/faults").json()
    assert told["plan"] == [{"fault": fault, "seen": 3, "happened": 2}]
    assert [(one["fault"], one["provider"], one["task"]) for one in told["log"]] == [(fault, "aivideoapi", "")] * 2


def test_several_faults_are_planned_at_once_and_all_are_forgotten_at_once(
    control: httpx.Client, api: httpx.Client
) -> None:
    planned = control.post("/faults", json=[{"place": "balance", "refuse": "rate"}, {"place": "poll", "status": 500}])
    assert len(planned.json()["plan"]) == 2
    assert api.get("/v1/credits").status_code == 429
    assert control.delete("/faults").json() == {"plan": [], "log": []}
    assert api.get("/v1/credits").status_code == 200


def test_a_body_that_is_json_is_sent_as_json(control: httpx.Client, api: httpx.Client) -> None:
    control.post("/faults", json={"place": "balance", "status": 418, "body": {"error": "茶"}})
    reply = api.get("/v1/credits")
    assert (reply.status_code, reply.json()) == (418, {"error": "茶"})
    assert reply.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("x", "a fault, or a list of them"),
        ([], "a fault, or a list of them"),
        ([1], "a fault, or a list of them"),
        ({}, "'place' must be one of: create, poll"),
        ({"place": "nowhere"}, "'place' must be one of: create, poll"),
        ({"place": ["poll"]}, "'place' must be one of: create, poll"),
        ({"place": "poll", "dorp": "before"}, "no field 'dorp'"),
        ({"place": "poll"}, "does nothing"),
        ({"place": "poll", "times": 3, "provider": "xai"}, "does nothing"),
        ({"place": "poll", "drop": "during"}, "'drop' must be one of: before, after"),
        ({"place": "poll", "drop": ["before"]}, "'drop' must be one of: before, after"),
        ({"place": "poll", "refuse": "me"}, "'refuse' must be one of: key"),
        ({"place": "poll", "say": "hello"}, "'say' must be one of: empty-202"),
        ({"place": "poll", "say": "redirect"}, "'say' must be one of: empty-202"),
        ({"place": "poll", "status": 99}, "from 200 to 599"),
        ({"place": "poll", "status": True}, "from 200 to 599"),
        ({"place": "poll", "status": 200.0}, "from 200 to 599"),
        ({"place": "poll", "status": 204, "body": "x"}, "has no body"),
        ({"place": "poll", "body": "x"}, "needs a 'status'"),
        ({"place": "poll", "delay": -1}, "from 0 to 3600"),
        ({"place": "poll", "delay": 1e9}, "from 0 to 3600"),
        ({"place": "poll", "drip": 0}, "more than 0"),
        ({"place": "poll", "cut": -1}, "from 0 on"),
        ({"place": "poll", "cut": 1, "times": 0}, "from 1 on"),
        ({"place": "poll", "reset": "yes"}, "true or false"),
        ({"place": "poll", "cut": 1, "task": 7}, "must be a string"),
        ({"place": "poll", "patch": []}, "must be an object"),
        ({"place": "poll", "headers": {"a b": "c"}}, "header names and texts"),
        ({"place": "poll", "headers": {"A": "b\r\nC: d"}}, "header names and texts"),
        ({"place": "poll", "headers": {"A": "雪"}}, "header names and texts"),
        ({"place": "poll", "headers": {"Content-Length": "7"}}, "header names and texts"),
        ({"place": "poll", "headers": []}, "header names and texts"),
        ({"place": "poll", "status": 500, "provider": "nobody"}, "'provider' must be one of: aivideoapi"),
        ({"place": "create", "expired": True}, "'expired' can do nothing to a create. It can to: poll"),
        ({"place": "poll", "fail": "no"}, "'fail' can do nothing to a poll. It can to: render"),
        ({"place": "poll", "clips": 2}, "'clips' can do nothing to a poll. It can to: create"),
        ({"place": "create", "clips": 9}, "from 1 to 8"),
        ({"place": "render", "status": 500}, "'status' can do nothing to a render"),
        ({"place": "callback", "cut": 1}, "'cut' can do nothing to a callback"),
        ({"place": "download", "refuse": "key"}, "'refuse' can do nothing to a download"),
    ],
    ids=str,
)
def test_a_fault_that_makes_no_sense_is_refused_in_one_sentence_and_none_is_planned(
    fault: Any, said: str, control: httpx.Client
) -> None:
    reply = control.post(
        "/faults", json=[{"place": "poll", "status": 500}, *fault] if isinstance(fault, list) and fault else fault
    )
    assert reply.status_code == 400, reply.text
    assert said in reply.json()["error"]
    assert control.get("/faults").json()["plan"] == []


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"place": "poll", "delay": NaN}', "application/json", 400),
        (b'{"place": "poll", "status": 500}', "text/plain", 415),
        (b" " * (2**20 + 1), "application/json", 413),
    ],
    ids=["broken", "not a number", "not called JSON", "large"],
)
def test_what_is_no_json_is_refused(content: bytes, kind: str, status: int, control: httpx.Client) -> None:
    reply = control.post("/faults", content=content, headers={"Content-Type": kind})
    assert reply.status_code == status
    assert reply.json()["error"]


def test_a_refusal_is_told_in_the_reader_s_language(control: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROKWIDGET_LANG", "zh")
    assert "没有字段 'dorp'" in control.post("/faults", json={"place": "poll", "dorp": 1}).json()["error"]


@pytest.mark.parametrize("headers", [{"Host": "rebound.example"}, {"Origin": "http://localhost:8888"}])
def test_nobody_from_elsewhere_and_no_page_plans_faults(headers: dict[str, str], control: httpx.Client) -> None:
    reply = control.post("/faults", json={"place": "poll", "status": 500}, headers=headers)
    assert reply.status_code == 403
    assert control.get("/faults").json()["plan"] == []


@pytest.mark.parametrize(("method", "path", "status"), [("PUT", "/faults", 405), ("GET", "/nothing", 404)])
def test_other_paths_and_methods_are_refused(method: str, path: str, status: int, control: httpx.Client) -> None:
    assert control.request(method, path).status_code == status


def test_requests_are_counted_and_a_create_that_comes_twice_is_told(
    control: httpx.Client, api: httpx.Client, service: Service
) -> None:
    task = _task(api)
    api.get(f"/v1/tasks/{task}")
    _task(api)
    api.post(CREATE, json={**BODY, "input": {"prompt": "a hare"}})
    api.post(CREATE, json={})
    other = {"Authorization": "Bearer sk-another"}
    api.post(CREATE, json=BODY, headers=other)
    assert control.get("/counts").json() == {
        "counts": {"aivideoapi": {"create": 5, "accepted": 4, "repeated": 1, "poll": 1}}
    }
    assert control.delete("/counts").json() == {"counts": {}}
    assert control.get("/counts").json() == {"counts": {}}


def test_a_header_s_fault_happens_to_the_very_request(api: httpx.Client, control: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        api.post(CREATE, json=BODY, headers=_brought({"place": "create", "drop": "after"}))
    assert control.get("/counts").json()["counts"]["aivideoapi"]["accepted"] == 1, "it was accepted all the same"
    reply = api.get("/v1/credits", headers=_brought({"refuse": "spend"}))  # the place is the request's own
    assert (reply.status_code, reply.json()["error"]["code"]) == (429, "spend_limit_exceeded")
    assert api.get("/v1/credits").status_code == 200
    told = control.get("/faults").json()
    assert told["plan"] == []
    assert [one["fault"]["place"] for one in told["log"]] == ["create", "balance"]


def test_a_create_s_header_brings_the_faults_of_the_task_that_it_makes(
    api: httpx.Client, service: Service, control: httpx.Client
) -> None:
    usual = _task(api)
    odd = _task(api, {"place": "poll", "say": "id-only"}, {"place": "download", "status": 410})
    failed = _task(api, {"place": "render", "fail": "no"})
    assert service.renders.at_rest(30)
    assert api.get(f"/v1/tasks/{usual}").json()["status"] == "completed"
    assert api.get(f"/v1/tasks/{odd}").json() == {"id": odd}
    about = api.get(f"/v1/tasks/{odd}").json()
    assert about["status"] == "completed", "only once"
    with httpx.Client(trust_env=False) as bare:
        assert bare.get(api.get(f"/v1/tasks/{usual}").json()["output"]["urls"][0]).content == FILM
        assert bare.get(about["output"]["urls"][0]).status_code == 410
        assert bare.get(about["output"]["urls"][0]).content == FILM
    assert api.get(f"/v1/tasks/{failed}").json()["error"]["message"] == "no"
    log = control.get("/faults").json()["log"]
    assert {(one["fault"]["place"], one["task"]) for one in log} == {
        ("poll", odd),
        ("download", odd),
        ("render", failed),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("drop", "as JSON"),
        ('{"place": "create", "drop": "after"}', "can't come with this request"),
        ('[{"delay": 1}, {"status": 500}]', "Only one fault"),
        ("{}", "does nothing"),
        ('{"status": 500, "provider": "xai"}', "'provider' must be one of: aivideoapi"),
    ],
)
def test_a_header_that_makes_no_sense_is_refused_before_anything_is_done(
    text: str, said: str, api: httpx.Client
) -> None:
    reply = api.get("/v1/credits", headers={HEADER: text})
    assert reply.status_code == 400
    assert said in reply.json()["error"]


def test_a_refused_create_leaves_no_fault_behind(api: httpx.Client, control: httpx.Client) -> None:
    assert api.post(CREATE, json={}, headers=_brought({"place": "poll", "status": 500})).status_code == 400
    assert control.get("/faults").json()["plan"] == []


def test_a_plan_is_gone_when_the_service_is(tmp_path: Path) -> None:
    with quick_service(tmp_path) as service:
        plan = {"place": "poll", "status": 500}
        httpx.post(f"{service.address}/_control/faults", json=plan, trust_env=False).raise_for_status()
    with quick_service(tmp_path) as service:
        assert httpx.get(f"{service.address}/_control/faults", trust_env=False).json() == {"plan": [], "log": []}

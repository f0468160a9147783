"""What the local service says of xAI's tasks: two ways of waiting, four of moderation, and clips that are worked on."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from typing import Any

import av
import httpx
import pytest

from grokwidget.local.faults import Fault, FaultPlan
from grokwidget.local.service import Service

from ..waiting import until
from .caller import Caller, bare, shape
from .conftest import Make
from .films import film, lights
from .quick import FILM, HALFWAY, WORKER, example, examples, quick_service, send
from .test_service_life import listener

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check

NAME = "xai"
BODY: dict[str, Any] = {"model": "grok-imagine-video", "prompt": "a red fox", "duration": 5}
TICKS = 2_500_000_000
"""A quarter of a dollar: five seconds."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with quick_service(tmp_path_factory.mktemp("service"), initial_balance=10**6) as service:
        yield service


@pytest.fixture
def caller(service: Service) -> Iterator[Caller]:
    with Caller(service, NAME, "xai-invented") as caller:
        yield caller


def made(caller: Caller, path: str = "generations", **fields: Any) -> str:
    reply = caller.http.post(f"/v1/videos/{path}", json={**BODY, **fields})
    assert reply.status_code == 200, reply.text
    return str(reply.json()["request_id"])


def ask(caller: Caller, task: str) -> httpx.Response:
    return caller.http.get(f"/v1/videos/{task}")


def finished(caller: Caller) -> str:
    task = made(caller)
    assert caller.service.renders.at_rest(60)
    return task


def oddly(caller: Caller, say: str) -> tuple[str, httpx.Response]:
    """A task that is done, and a poll of it that is told otherwise."""
    task = finished(caller)
    caller.service.options.faults.add(Fault("poll", say=say))
    return task, ask(caller, task)


@pytest.mark.parametrize("one", examples(NAME, "create-request"), ids=lambda one: str(one["name"]))
def test_each_known_request_is_accepted_and_answered_with_an_id(one: dict[str, Any], service: Service) -> None:
    reply = send(service, NAME, one)
    assert reply.status_code == 200, reply.text
    assert shape(reply.json()) == shape(example(NAME, "create-reply")["body"])


def test_a_task_that_waits_is_an_empty_202_and_one_in_work_tells_its_progress(serve: Make) -> None:
    caller = serve(NAME, worker=HALFWAY, faults=FaultPlan([Fault("render", delay=0.3)]))
    task = made(caller)
    waiting = ask(caller, task)
    assert (waiting.status_code, waiting.content) == (202, b"")
    until(lambda: ask(caller, task).status_code == 200)
    assert ask(caller, task).json() == {"status": "pending", "progress": 50}
    assert (waits := ask(caller, made(caller))).status_code == 202, waits.text


def test_a_finished_task_tells_its_video_and_what_it_cost(caller: Caller) -> None:
    about = ask(caller, finished(caller)).json()
    assert shape(about) == shape(example(NAME, "poll-done")["body"])
    assert (about["status"], about["progress"], about["model"]) == ("done", 100, "grok-imagine-video")
    assert about["usage"] == {"cost_in_usd_ticks": TICKS}
    assert (about["video"]["duration"], about["video"]["respect_moderation"]) == (5, True)
    assert about["video"]["url"].startswith(caller.service.files_address)
    with bare() as client:
        assert client.get(about["video"]["url"]).content == FILM


def test_a_failed_task_is_a_200_that_says_failed_and_costs_nothing(serve: Make) -> None:
    caller = serve(NAME, worker=WORKER, faults=FaultPlan([Fault("render", fail="the model stumbled")]))
    task = finished(caller)
    reply = ask(caller, task)
    assert (reply.status_code, shape(reply.json())) == (200, shape(example(NAME, "poll-failed")["body"]))
    assert reply.json()["error"] == {"code": "internal_error", "message": "the model stumbled"}
    balance = caller.service.desk.balance(caller.service.desk.account(NAME, "sk-test"))
    assert (balance.charged, balance.reserved) == (0, 0)


def test_a_task_whose_video_is_gone_is_expired(serve: Make) -> None:
    late = [0.0]
    caller = serve(NAME, worker=WORKER, clock=lambda: time.time() + late[0])
    task = finished(caller)
    late[0] = 86_401
    assert ask(caller, task).json() == {"status": "expired"}


def test_another_key_does_not_see_a_task(caller: Caller) -> None:
    task = finished(caller)
    with Caller(caller.service, NAME, "xai-another") as other:
        assert (ask(other, task).status_code, ask(other, task).json()["code"]) == (404, "not-found")


# -- what has been seen instead --------------------------------------------------------------------------------------


@pytest.mark.parametrize("say", ["moderated", "moderated-400", "moderated-failed"])
def test_a_moderated_video_is_charged_whatever_shape_it_comes_in(say: str, serve: Make) -> None:
    caller = serve(NAME, worker=WORKER)
    _, reply = oddly(caller, say)
    shown = {"moderated": "withheld", "moderated-400": "moderated", "moderated-failed": "failed-moderated"}[say]
    body = reply.json()
    assert reply.status_code == example(NAME, f"poll-{shown}")["status"]
    assert body.pop("usage") == {"cost_in_usd_ticks": TICKS}
    assert shape(body) == shape({k: v for k, v in example(NAME, f"poll-{shown}")["body"].items() if k != "usage"})
    assert caller.service.desk.balance(caller.service.desk.account(NAME, "sk-test")).charged == 250


def test_a_moderated_video_has_no_url_and_says_so(caller: Caller) -> None:
    video = oddly(caller, "moderated")[1].json()["video"]
    assert (video["url"], video["respect_moderation"]) == ("", False)


def test_a_poll_may_be_empty_or_only_an_id(caller: Caller) -> None:
    _, empty = oddly(caller, "empty-202")
    assert (empty.status_code, empty.content) == (202, b"")
    task, alone = oddly(caller, "id-only")
    assert alone.json() == {"request_id": task}
    assert ask(caller, task).json()["status"] == "done", "once only"


@pytest.mark.parametrize(
    ("say", "expected"),
    [
        ("odd-word", {"status": "rendering"}),
        ("expired", {"status": "expired"}),
        ("failed-0", {"status": "failed", "progress": 0}),
        ("failed-100", {"status": "failed", "progress": 100}),
        ("no-url", {"status": "done", "progress": 100}),
    ],
)
def test_a_poll_may_say_odd_things(say: str, expected: dict[str, Any], caller: Caller) -> None:
    about = oddly(caller, say)[1].json()
    assert {key: about[key] for key in expected} == expected
    if say == "no-url":
        assert (about["video"]["url"], about["video"]["respect_moderation"]) == ("", True)


def test_a_finished_task_may_come_without_a_status(caller: Caller) -> None:
    about = oddly(caller, "no-status")[1].json()
    assert set(about) == {"video"}
    assert about["video"]["url"]


# -- clips that are worked on, by the real renderer ------------------------------------------------------------------


def test_an_edit_and_an_extension_are_made_of_the_clip_that_was_given(serve: Make) -> None:
    caller, source = serve(NAME), film(2)
    with listener(pictures={"/fox.mp4": source}) as (address, heard):
        video = {"url": f"{address}/fox.mp4"}
        fields = {"duration": None, "prompt": "at night", "video": video}
        edit, extension = (
            caller.http.post(f"/v1/videos/{path}", json={k: v for k, v in {**BODY, **fields, **more}.items() if v})
            for path, more in (("edits", {}), ("extensions", {"duration": 2}))
        )
        assert heard.get(timeout=5)[1]["Accept"] == "video/*"
    assert caller.service.renders.at_rest(60)
    edited, extended = (ask(caller, reply.json()["request_id"]).json() for reply in (edit, extension))
    assert (edited["status"], extended["status"]) == ("done", "done"), (edited, extended)
    assert (edited["video"]["duration"], extended["video"]["duration"]) == (2, 4)
    with bare() as client:
        shorter, longer = (client.get(about["video"]["url"]).content for about in (edited, extended))
    before, night, on = lights(source), lights(shorter), lights(longer)
    assert (len(night), len(on)) == (len(before), 2 * len(before))
    assert all(dark < light for dark, light in zip(night[4:], before[4:], strict=True)), "it is night"
    with av.open(io.BytesIO(shorter)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (64, 48)
        assert container.metadata["com.grokwidget.engine"].endswith("procedural, not AI")


@pytest.mark.slow
def test_a_result_of_this_service_can_be_extended_and_its_own_frames_come_first(serve: Make) -> None:
    caller = serve(NAME)
    first = made(caller, duration=2, aspect_ratio="1:1")
    assert caller.service.renders.at_rest(60)
    url = ask(caller, first).json()["video"]["url"]
    second = made(caller, "extensions", duration=2, video={"url": url})
    assert caller.service.renders.at_rest(60)
    about = ask(caller, second).json()
    assert (about["status"], about["video"]["duration"]) == ("done", 4), about
    assert about["usage"]["cost_in_usd_ticks"] == (2 * 50 + 2 * 10) * 10**7
    with bare() as client:
        before, after = (lights(client.get(one).content) for one in (url, about["video"]["url"]))
    assert len(after) == 2 * len(before)
    assert all(abs(a - b) < 2 for a, b in zip(before, after, strict=False)), "the clip is as it was"
    assert abs(after[len(before)] - after[len(before) - 1]) < 3, "and nothing jumps where the new part begins"

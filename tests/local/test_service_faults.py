"""What is planned to go wrong goes wrong on the wire, as often as planned, and is written down."""

from __future__ import annotations

import io
import time
from typing import Any

import httpx
import pytest

from grokwidget.local.faults import Fault, FaultPlan
from grokwidget.local.service import Service

from .caller import TEXT, Caller, bare
from .conftest import Make

pytestmark = pytest.mark.slow

NO_VIDEO = Fault("render", fail="no", times=None)


@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
def test_a_create_can_be_accepted_and_its_reply_lost(reset: bool, serve: Make) -> None:
    plan = FaultPlan([Fault("create", drop="after", reset=reset), NO_VIDEO])
    caller = serve("aivideoapi", faults=plan)
    body = {"model": "grok-imagine-text-to-video", "input": {"prompt": "a"}}
    with pytest.raises(httpx.ReadError if reset else httpx.RemoteProtocolError):
        caller.create(body)
    assert caller.service.renders.at_rest(10)
    with caller.service.store.transaction() as db:
        assert db.execute("SELECT COUNT(*) FROM tasks").fetchone()[0] == 1, "it was accepted"
    assert caller.create(body).status_code == 200
    assert [fault.place for fault in plan.log if fault.drop] == ["create"]


@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
def test_a_create_can_be_dropped_before_anything_is_done(reset: bool, serve: Make) -> None:
    caller = serve(faults=FaultPlan([Fault("create", drop="before", reset=reset)]))
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        caller.create(TEXT)
    assert caller.service.tasks.next_open() is None


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        (Fault("poll", status=202), 202, ""),
        (Fault("poll", status=502, headers={"Content-Type": "text/html"}, body="<html>Bad"), 502, "<html>Bad"),
        (Fault("poll", status=503, body="{}"), 503, "{}"),
        (Fault("poll", status=429, headers={"Retry-After": "7"}), 429, ""),
        (Fault("poll", status=200, body='{"id": "x", "sta'), 200, '{"id": "x", "sta'),
        (Fault("poll", status=307, headers={"Location": "/elsewhere"}), 307, ""),
    ],
    ids=["empty 202", "HTML", "503", "429", "half a JSON", "a redirect"],
)
def test_a_poll_can_be_answered_with_anything(fault: Fault, status: int, body: str, serve: Make) -> None:
    caller = serve(faults=FaultPlan([fault, NO_VIDEO]))
    task = caller.task()
    reply = caller.http.get(f"/v1/tasks/{task}")
    assert (reply.status_code, reply.text) == (status, body)
    for name, value in fault.headers.items():
        assert reply.headers[name] == value
    assert caller.poll(task)["id"] == task, "only once"


def test_a_poll_can_be_reset_late_and_for_ever(serve: Make) -> None:
    plan = FaultPlan([Fault("poll", drop="before", reset=True, skip=1, times=None), NO_VIDEO])
    caller = serve(faults=plan)
    task = caller.task()
    caller.poll(task)
    for _ in range(3):
        with pytest.raises(httpx.ReadError):
            caller.poll(task)
    plan.clear()
    caller.poll(task)


def test_an_answer_can_be_late(serve: Make) -> None:
    caller = serve(faults=FaultPlan([Fault("balance", delay=0.3), Fault("balance", delay=5)]))
    started = time.monotonic()
    caller.credits()
    assert time.monotonic() - started >= 0.3
    caller.http.timeout = httpx.Timeout(0.1)
    with pytest.raises(httpx.ReadTimeout):
        caller.credits()


def test_a_fault_can_be_meant_for_one_provider(serve: Make) -> None:
    caller = serve(faults=FaultPlan([Fault("balance", status=500, provider="aivideoapi", times=None)]))
    assert caller.http.get("/v1/credits").status_code == 200
    with Caller(caller.service, "aivideoapi") as other:
        assert other.http.get("/v1/credits").status_code == 500


@pytest.fixture
def spoilt(shared_service: Service, finished: dict[str, Any]) -> Any:
    """Download the finished clip while some faults are planned."""
    plan = shared_service.options.faults

    def download(*faults: Fault) -> tuple[httpx.Response, bytes, Exception | None]:
        for fault in faults:
            plan.add(fault)
        got, error = io.BytesIO(), None
        with bare() as client, client.stream("GET", finished["output"]["urls"][0]) as reply:
            try:
                for chunk in reply.iter_raw():
                    got.write(chunk)
            except httpx.HTTPError as caught:
                error = caught
        return reply, got.getvalue(), error

    yield download
    plan.clear()


def test_a_download_can_be_cut_in_the_middle_of_what_its_header_promised(spoilt: Any) -> None:
    whole = spoilt()[1]
    reply, got, error = spoilt(Fault("download", cut=10_000))
    assert reply.headers["content-length"] == str(len(whole))
    assert got == whole[:10_000]
    assert isinstance(error, httpx.RemoteProtocolError)
    assert spoilt()[1] == whole, "only once"


def test_a_download_can_be_reset(spoilt: Any) -> None:
    _, got, error = spoilt(Fault("download", cut=10_000, reset=True))
    assert len(got) <= 10_000
    assert isinstance(error, httpx.ReadError | httpx.RemoteProtocolError)


@pytest.mark.parametrize("most", [0, 1, 10_000, 65_536])
def test_a_download_can_be_short_with_a_header_that_agrees(most: int, spoilt: Any) -> None:
    whole = spoilt()[1]
    reply, got, error = spoilt(Fault("download", truncate=most))
    assert error is None
    assert reply.status_code == 200
    assert reply.headers["content-length"] == str(most)
    assert got == whole[:most]


def test_a_poll_can_hand_out_a_url_that_has_expired(
    shared_service: Service, finished: dict[str, Any], local: Caller
) -> None:
    shared_service.options.faults.add(Fault("poll", expired=True))
    try:
        dead, alive = (local.poll(finished["id"])["output"]["urls"][0] for _ in range(2))
        with bare() as client:
            assert client.get(dead).status_code == 403
            assert "has expired" in client.get(dead).text
            assert client.get(alive).status_code == 200
    finally:
        shared_service.options.faults.clear()


def test_a_fault_that_makes_no_sense_can_t_be_planned() -> None:
    with pytest.raises(ValueError, match="expired"):
        Fault("create", expired=True)
    with pytest.raises(ValueError, match="render"):
        Fault("poll", fail="no")

"""A callback is a hint: it makes grokwidget ask, and whatever it says beyond that is not believed."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from grokwidget import Client, webhook
from grokwidget.jobs.engine import engine
from grokwidget.jobs.schedule import Schedule
from grokwidget.library import JobRecord, JobStatus, Owner
from grokwidget.providers.aivideoapi import PROVIDER

from .fake import Fake, document

pytestmark = pytest.mark.slow  # every one of them has a clip drawn


class Hook:
    """The webhook on a real socket."""

    def __init__(self, target: Any) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/videos/"
        config = uvicorn.Config(webhook.app(target), log_level="warning", lifespan="on", ws="none")
        self.server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        asyncio.run(self.server.serve(sockets=[self.socket]))

    def __enter__(self) -> Hook:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self._thread.join(10)
        self.socket.close()

    def post(self, body: Any) -> int:
        """The status that a callback with this body (JSON, unless it is bytes) is answered with."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.post(self.url, content=content, trust_env=False).status_code


@pytest.fixture
def hook(client: Client) -> Iterator[Hook]:
    """The webhook of the client."""
    with Hook(client) as running:
        yield running


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Polls come once, and then not for a thousand seconds: only a callback brings the next."""
    monkeypatch.setattr(Schedule, "gap", lambda *_: 1000.0)


def _until(true: Callable[[], object], seconds: float = 20.0) -> None:
    """Look again and again; fails when it doesn't come true."""
    end = time.monotonic() + seconds
    turn = threading.Event()
    while not true():
        assert time.monotonic() < end
        turn.wait(0.01)


def _record(client: Client, job_id: str) -> JobRecord:
    record = client.library.ledger.get(job_id)
    assert record is not None
    return record


def test_the_callback_of_the_local_service_ends_the_wait_at_once(tmp_path: Path, patient: None) -> None:
    client = Client(library=tmp_path / "library", timeout=60)
    with Hook(client) as hook:
        assert client.generate("a fox", duration=1, callback_url=hook.url).path.exists()


def test_a_rehearsal_is_called_back_too(tmp_path: Path, patient: None) -> None:
    client = Client("aivideoapi", rehearse=True, library=tmp_path / "library", timeout=60)
    with Hook(client) as hook:
        assert client.generate("a fox", duration=6, callback_url=hook.url).rehearsal


@pytest.mark.parametrize(
    "body",
    [
        {"id": "task-1", "status": "completed"},
        {"code": 200, "data": {"task_id": "task-1"}},
        {"data": {"taskId": "task-1", "status": "SUCCESS"}},
        {"request_id": "task-1"},
    ],
)
def test_a_task_is_found_under_any_providers_name_for_its_id(
    client: Client, fake: Fake, hook: Hook, patient: None, body: dict[str, Any]
) -> None:
    job = client.submit("a fox")
    _until(lambda: fake.seen("poll"))
    fake.tasks["task-1"] = 5
    assert hook.post(body) == 202
    assert job.result(20).path.exists()


def test_a_forged_callback_is_not_believed(client: Client, fake: Fake, hook: Hook, patient: None) -> None:
    fake.gate.clear()
    job = client.submit("a fox")
    _until(lambda: fake.seen("poll"))
    lie = {"id": "task-1", "status": "completed", "output": {"urls": [f"{fake.files}/evil.mp4"]}}
    assert hook.post(lie) == 202
    _until(lambda: len(fake.seen("poll")) == 2)
    assert not job.done()
    assert hook.post({**lie, "status": "failed"}) == 202
    _until(lambda: len(fake.seen("poll")) == 3)
    assert not job.done()
    fake.gate.set()
    fake.tasks["task-1"] = 5
    assert hook.post(lie) == 202
    job.result(20)
    assert not [request for request in fake.requests if "evil" in request.path]


def test_repeats_and_disorder_change_nothing(client: Client, fake: Fake, hook: Hook) -> None:
    body = {"id": "task-1", "status": "completed"}
    assert hook.post(body) == 202  # before there is such a task
    job = client.submit("a fox")
    for _ in range(3):
        assert hook.post(body) == 202
    job.result(20)
    asked = len(fake.requests)
    for status in ("completed", "processing", "failed"):
        assert hook.post({**body, "status": status}) == 202
    assert _record(client, job.id).status is JobStatus.DONE
    assert fake.creates == 1
    assert len(fake.requests) == asked


def test_a_flood_of_callbacks_is_no_flood_of_polls(client: Client, fake: Fake, hook: Hook, patient: None) -> None:
    fake.gate.clear()
    job = client.submit("a fox")
    _until(lambda: fake.seen("poll"))
    began = time.monotonic()
    for _ in range(60):
        hook.post({"id": "task-1"})
    assert len(fake.seen("poll")) <= 3 + (time.monotonic() - began) / 0.06
    job.stop()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"no json", 400),
        (b"[1, 2, 3]", 400),
        (b'"task-1"', 400),
        (b"{}", 400),
        (b'{"id": {"id": "task-1"}}', 400),
        (b'{"id": true}', 400),
        (b'{"id": "' + b"x" * 600 + b'"}', 400),
        (b"\xff\xfe\x00", 400),
        (b"[" * 100_000, 400),
        (b'{"id": "' + b"x" * webhook.BODY_LIMIT + b'"}', 413),
        (b'{"id": "of nobody"}', 202),
        (b'{"id": "../../etc/passwd"}', 202),
    ],
)
def test_rubbish_is_answered_and_asks_nobody(client: Client, fake: Fake, hook: Hook, body: bytes, status: int) -> None:
    assert hook.post(body) == status
    assert fake.requests == []


def test_only_a_post_is_a_callback(client: Client, hook: Hook) -> None:
    assert httpx.get(hook.url, trust_env=False).status_code == 405


def test_a_body_that_never_ends_is_given_up(client: Client, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "PATIENCE", 0.2)
    address = hook.socket.getsockname()
    with socket.create_connection(address, timeout=20) as slow:
        slow.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        assert slow.recv(100).startswith(b"HTTP/1.1 408")


def test_a_job_that_nobody_works_on_is_taken_up_and_fetched(client: Client, fake: Fake, hook: Hook) -> None:
    fake.gate.clear()
    job = client.submit("a fox")
    _until(lambda: fake.seen("poll"))
    job.stop()
    _until(lambda: engine().register.life(job.id) is None)
    fake.gate.set()
    assert hook.post({"id": "task-1"}) == 202
    _until(lambda: _record(client, job.id).status is JobStatus.DONE)
    assert client.generate("a fox").from_library
    assert fake.creates == 1


def test_of_another_process_job_the_ledger_learns_how_it_stands_and_its_end_is_left_to_that_process(
    client: Client, fake: Fake
) -> None:
    other = Owner(client.library.owner.folder)
    record = JobRecord(
        fingerprint="v1:00",
        provider=PROVIDER.name,
        model="m",
        task_id="task-9",
        status=JobStatus.QUEUED,
        owner=other.id,
    )
    client.library.ledger.claim(record, lambda _: True)
    fake.always["poll"] = document({"id": "task-9", "status": "processing", "progress": 62})
    with Hook(client) as hook:
        assert hook.post({"id": "task-9"}) == 202
        _until(lambda: _record(client, record.id).progress == 62)
    now = _record(client, record.id)
    assert (now.status, now.owner, now.said) == (JobStatus.QUEUED, other.id, "processing")
    assert len(fake.seen("poll")) == 1
    other.close()


def test_a_library_alone_will_do(tmp_path: Path, patient: None) -> None:
    client = Client(library=tmp_path / "library", timeout=60)
    with Hook(client.library) as hook:
        assert client.generate("a fox", duration=1, callback_url=hook.url).path.exists()

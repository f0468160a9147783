"""The life of a task: honest progress, a real video, and an end that is told and paid for exactly once."""

from __future__ import annotations

import base64
import http.server
import io
import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from grokwidget.local.faults import Fault, FaultPlan

from ..waiting import until
from .caller import TEXT, Caller, bare, shape, vector
from .conftest import Make

pytestmark = pytest.mark.slow

Heard = queue.Queue[tuple[str, dict[str, str], Any]]


@contextmanager
def listener(
    answers: tuple[int, ...] = (),
    pictures: dict[str, bytes] | None = None,
    redirects: dict[str, str] | None = None,
) -> Iterator[tuple[str, Heard]]:
    """A small server of somebody else's on loopback: hears posts (answering 500s first), and has pictures."""
    heard: Heard = queue.Queue()
    left = list(answers)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            heard.put((self.path, dict(self.headers), body))
            self.send_response(left.pop(0) if left else 200)
            self.end_headers()

        def do_GET(self) -> None:
            heard.put((self.path, dict(self.headers), None))
            if there := (redirects or {}).get(self.path):
                self.send_response(302)
                self.send_header("Location", there)
                self.end_headers()
                return
            data = (pictures or {}).get(self.path)
            self.send_response(200 if data is not None else 404)
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _picture(size: tuple[int, int], form: str = "PNG", **how: Any) -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize(size).save(buffer, form, **how)
    return buffer.getvalue()


def _video(about: dict[str, Any]) -> tuple[int, int, float]:
    with bare() as client:
        data = client.get(about["output"]["urls"][0]).content
    with av.open(io.BytesIO(data), mode="r") as container:
        stream = container.streams.video[0]
        frames = len(list(container.decode(stream)))
        return stream.width, stream.height, frames / float(stream.average_rate or 1)


@pytest.mark.slow
def test_progress_is_the_share_of_frames_drawn_and_the_video_is_what_was_asked_for(serve: Make) -> None:
    caller = serve()
    task = caller.task({"model": "local-video", "input": {"prompt": "海上日落", "duration": 2, "aspect_ratio": "1:1"}})
    seen: list[dict[str, Any]] = []

    def over() -> bool:
        seen.append(caller.poll(task))
        return seen[-1]["status"] not in ("pending", "processing")

    until(over)
    about = seen.pop()
    told = [earlier["progress"] for earlier in seen]
    assert about["status"] == "completed", about
    assert all(isinstance(percent, int) and 0 <= percent <= 99 for percent in told)
    assert told == sorted(told)
    assert len(set(told)) > 3, "it was seen to grow"
    assert about["output"]["metadata"]["engine"] == "procedural, not AI"
    assert _video(about) == (480, 480, 2.0)


@pytest.mark.slow
def test_a_picture_in_a_data_url_is_turned_upright_and_gives_the_video_its_own_ratio(serve: Make) -> None:
    caller = serve()
    # 600 x 400 as stored, but its EXIF says that the camera was held upright.
    exif = Image.Exif()
    exif[0x0112] = 6
    data = base64.b64encode(_picture((600, 400), "JPEG", exif=exif)).decode()
    url = f"data:image/jpeg;base64,{data}"
    about = caller.ended(
        caller.task({"model": "local-video", "input": {"image_urls": [url], "duration": 1, "aspect_ratio": "16:9"}})
    )
    assert about["status"] == "completed", about
    assert _video(about)[:2] == (480, 720)


@pytest.mark.slow
def test_pictures_on_this_machine_are_fetched_and_others_are_drawn_in_their_place(serve: Make) -> None:
    with listener(pictures={"/a.png": _picture((320, 240))}) as (address, heard):
        caller = serve(key="sk-secret")
        urls = [f"{address}/a.png", "https://example.com/somewhere/else.png"]
        body = {"model": "local-video", "input": {"prompt": "@image1 @image2", "image_urls": urls, "duration": 1}}
        about = caller.ended(caller.task(body))
        assert about["status"] == "completed", about
        path, headers, _ = heard.get(timeout=5)
        assert path == "/a.png"
        assert "sk-secret" not in json.dumps(headers)
    folder = caller.service.options.folder / "images"
    assert len(list(folder.glob("placeholder-*.png"))) == 1


@pytest.mark.parametrize(
    ("pictures", "why"),
    [({}, "answered 404"), ({"/a.png": b"<html>"}, "is not a whole"), ({"/a.png": b"0" * 10_500_000}, "10 MB")],
    ids=["missing", "no picture", "too large"],
)
def test_a_picture_on_this_machine_that_can_t_be_used_fails_the_task_and_refunds_it(
    pictures: dict[str, bytes], why: str, serve: Make
) -> None:
    with listener(pictures=pictures) as (address, _):
        caller = serve("aivideoapi")
        task = caller.task({"model": "grok-imagine-image-to-video", "input": {"image_urls": [f"{address}/a.png"]}})
        about = caller.ended(task)
    assert about["status"] == "failed"
    assert about["error"]["code"] == "upstream_error"
    assert why in about["error"]["message"]
    assert caller.credits() == {"balance": 10_000, "total_purchased": 10_000, "total_consumed": 0}


def test_a_failure_gives_the_reserved_credits_back(serve: Make) -> None:
    caller = serve("aivideoapi", faults=FaultPlan([Fault("render", fail="Video generation failed", delay=0.3)]))
    task = caller.task(vector("create-text")["body"])
    assert caller.credits()["balance"] == 9_985, "reserved while it runs"
    assert caller.ended(task)["status"] == "failed"
    assert caller.credits() == {"balance": 10_000, "total_purchased": 10_000, "total_consumed": 0}


@pytest.mark.parametrize("outcome", [pytest.param("completed", marks=pytest.mark.slow), "failed"])
def test_a_callback_says_what_a_poll_would_and_is_repeated_until_it_is_heard(outcome: str, serve: Make) -> None:
    faults = FaultPlan([Fault("render", fail="Video generation failed")] if outcome == "failed" else [])
    with listener(answers=(500,)) as (address, heard):
        caller = serve(faults=faults)
        task = caller.task({**TEXT, "callback_url": f"{address}/webhook"})
        first = heard.get(timeout=60)
        again = heard.get(timeout=60)
        caller.service.callbacks.stop()
    path, headers, body = first
    assert (path, headers["Content-Type"]) == ("/webhook", "application/json")
    assert body == again[2] == caller.poll(task)
    shown = vector(f"callback-{outcome}")["body"]
    assert body["status"] == shown["status"]
    if outcome == "failed":
        assert shape(body) == shape(shown)
    assert not caller.service.tasks.callbacks_due()


def test_a_callback_to_another_machine_is_not_sent(serve: Make) -> None:
    caller = serve(faults=FaultPlan([Fault("render", fail="no")]))
    task = caller.task({**TEXT, "callback_url": "https://example.com/webhook"})
    caller.ended(task)
    caller.service.callbacks.stop()  # waits for those under way
    found = caller.service.tasks.get("local", task)
    assert found
    assert found.callback == "given up"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_renderer_that_dies_is_replaced_and_the_task_is_drawn_again(serve: Make) -> None:
    caller = serve()
    task = caller.task({"model": "local-video", "input": {"prompt": "snow", "duration": 5}})
    caller.drawing(task)
    killed = caller.service.renders.child.pid
    assert killed
    os.kill(killed, signal.SIGKILL)
    assert caller.ended(task)["status"] == "completed"
    assert caller.service.renders.child.pid != killed
    found = caller.service.tasks.get("local", task)
    assert found
    assert found.deaths == 1
    assert not list((caller.service.options.folder / "files").glob("*.part"))


@pytest.mark.parametrize(
    "program", ["import sys; sys.stdin.readline(); sys.exit(3)", "import time; time.sleep(60)"], ids=["dies", "hangs"]
)
def test_a_task_that_three_renderers_did_not_survive_fails_and_is_refunded(program: str, serve: Make) -> None:
    caller = serve("aivideoapi", worker=(sys.executable, "-c", program), worker_patience=0.3)
    task = caller.task(vector("create-text")["body"])
    about = caller.ended(task)
    assert about["error"]["code"] == "upstream_error"
    assert "three times" in about["error"]["message"]
    found = caller.service.tasks.get("aivideoapi", task)
    assert found
    assert found.deaths == 3
    assert caller.credits()["balance"] == 10_000


def test_a_renderer_that_can_t_be_started_at_all_fails_the_task(serve: Make, tmp_path: Path) -> None:
    caller = serve(worker=(str(tmp_path / "nowhere"),))
    assert caller.ended(caller.task())["status"] == "failed"


@pytest.mark.slow
def test_stopping_the_service_ends_the_renderer_in_the_middle_and_leaves_nothing_half_done(serve: Make) -> None:
    caller = serve()
    task = caller.task({"model": "local-video", "input": {"prompt": "a city", "duration": 30}})
    caller.drawing(task)
    caller.service.stop()
    assert caller.service.renders.child.pid is None
    assert not list((caller.service.options.folder / "files").iterdir())


@pytest.mark.slow
def test_the_same_request_gives_the_same_pictures_and_another_seed_gives_others(serve: Make) -> None:
    caller = serve()
    urls = []
    for more in ({}, {}, {"seed": 2}):
        body = {"model": "local-video", "input": {"prompt": "silk", "duration": 1, **more}}
        urls.append(caller.ended(caller.task(body))["output"]["urls"][0])
    with bare() as client:
        films = [_first_frame(client.get(url).content) for url in urls]
    assert films[0] == films[1]
    assert films[0] != films[2]


def _first_frame(data: bytes) -> bytes:
    with av.open(io.BytesIO(data), mode="r") as container:
        frame = next(container.decode(video=0))
        return bytes(frame.to_ndarray(format="rgb24").tobytes())


def test_nobody_sees_the_tasks_of_another_key_or_another_provider(serve: Make) -> None:
    caller = serve(faults=FaultPlan([Fault("render", fail="no")]))
    task = caller.task()
    with Caller(caller.service, key="sk-other") as other, Caller(caller.service, "aivideoapi") as elsewhere:
        for stranger in (other, elsewhere):
            reply = stranger.http.get(f"/v1/tasks/{task}")
            assert (reply.status_code, reply.json()["error"]["code"]) == (404, "task_not_found")


def big_picture() -> str:
    """A data URL of a valid picture of nearly 10 MB: noise can't be compressed."""
    side = 1850
    noise = Image.frombytes("RGB", (side, side), os.urandom(side * side * 3))
    buffer = io.BytesIO()
    noise.save(buffer, "PNG", compress_level=0)
    assert 10_000_000 < buffer.tell() < 10 * 2**20
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()

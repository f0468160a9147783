"""One service for each user: found by whoever needs it, and carried on when the process that it lived in is killed."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx
import pytest
from filelock import FileLock

from grokwidget.errors import SettingsError
from grokwidget.local import launch, serve
from grokwidget.local.folder import INFO, LOCK, Info, read_info
from grokwidget.local.launch import Endpoint, ensure
from grokwidget.local.options import Options
from grokwidget.local.service import Busy, Service

from ..waiting import until
from .caller import bare

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check

_OWNER = """
import json, sys
from dataclasses import asdict
from grokwidget.local.launch import ensure
print(json.dumps(asdict(ensure())), flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def stopped() -> Iterator[None]:
    """What a test started in this process is stopped after it."""
    yield
    launch.stop()


@contextmanager
def owner(program: str = _OWNER) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """Another process that has found or started the service, as another notebook's kernel would."""
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    try:
        yield process, json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


def _ask(endpoint: Endpoint | dict[str, Any], method: str, path: str, body: Any = None) -> dict[str, Any]:
    about = endpoint if isinstance(endpoint, dict) else asdict(endpoint)
    headers = {"Authorization": f"Bearer {about['key']}"}
    reply = httpx.request(method, about["base_url"] + path, json=body, headers=headers, trust_env=False, timeout=30)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def _order(endpoint: Endpoint | dict[str, Any], **fields: Any) -> str:
    body = {"model": "local-video", "input": {"prompt": "a red fox", "duration": 1, **fields}}
    return str(_ask(endpoint, "POST", "/v1/videos/generations", body)["data"]["taskId"])


def test_the_first_call_starts_the_service_and_the_next_ones_find_it(own_folders: Path) -> None:
    first = ensure()
    assert first.base_url.endswith("/local")
    assert first.pid == os.getpid()
    assert ensure() == first
    assert ensure("aivideoapi").base_url == first.base_url.replace("/local", "/aivideoapi")
    info = launch.running()
    assert info
    assert str(info) == info.address == first.base_url.removesuffix("/local")
    assert (own_folders / "service" / "service.db").exists()


def test_many_threads_that_ask_at_once_get_one_service() -> None:
    found: list[Endpoint] = []
    threads = [threading.Thread(target=lambda: found.append(ensure())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


@pytest.mark.slow
def test_a_service_that_was_stopped_is_started_again_on_the_next_call() -> None:
    first = ensure()
    task = _order(first, duration=30)
    launch.stop()
    assert launch.running() is None
    assert _ask(ensure(), "GET", f"/v1/tasks/{task}")["status"] in ("pending", "processing")


def test_two_processes_share_one_service() -> None:
    with owner() as (process, theirs):
        mine = ensure()
        assert asdict(mine) == theirs
        assert mine.pid == process.pid
        with owner() as (_, third):
            assert third == theirs


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_when_its_process_is_killed_the_next_one_goes_on_with_its_tasks_at_the_same_address() -> None:
    with owner() as (process, theirs):
        done = _order(theirs)
        until(lambda: _ask(theirs, "GET", f"/v1/tasks/{done}")["status"] == "completed")
        half, waiting = _order(theirs, duration=3), _order(theirs)
        until(lambda: _ask(theirs, "GET", f"/v1/tasks/{half}").get("progress"))
        process.send_signal(signal.SIGKILL)
        process.wait()
        files = Path(os.environ["GROKWIDGET_SERVICE_DIR"], "files")
        drawn = {path.name: path.stat().st_mtime_ns for path in files.glob("[!.]*.mp4")}
        assert len(drawn) == 1
        mine = ensure()
        assert mine.pid == os.getpid()
        assert mine.base_url == theirs["base_url"], "who knows the old address needs no new one"
        service = launch._services[files.parent]
        assert service.renders.at_rest(90)
        with bare() as client:
            for task in (done, half, waiting):
                about = _ask(mine, "GET", f"/v1/tasks/{task}")
                assert about["status"] == "completed", about
                assert client.get(about["output"]["urls"][0]).content[4:8] == b"ftyp"
        for name, changed in drawn.items():
            assert (files / name).stat().st_mtime_ns == changed, "what was drawn is not drawn again"
        assert len(list(files.iterdir())) == 3, "nothing half done is left"


@pytest.mark.slow
def test_a_video_that_was_whole_when_the_service_died_is_not_drawn_again(tmp_path: Path) -> None:
    options = Options(folder=tmp_path, worker=(sys.executable, "-c", "import time; time.sleep(60)"))
    with Service(options) as service:
        account = service.desk.account("local", "sk-local")
        from grokwidget.local.task import Order

        task = service.desk.take(account, Order("local-video", "a", 1, "480p", "16:9"), "one")
    (tmp_path / "files").mkdir(exist_ok=True)
    (tmp_path / "files" / task.file).write_bytes(b"whole")
    with Service(options) as again:
        assert again.renders.at_rest(10)
        found = again.desk.find(account, "one")
        assert found
        assert found.status == "completed"
    assert (tmp_path / "files" / task.file).read_bytes() == b"whole"


@pytest.mark.alone
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork.*:DeprecationWarning")
def test_a_forked_child_uses_its_parent_s_service_and_does_not_keep_it_alive() -> None:
    first = ensure()
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=_in_a_fork, args=(there,))
    process.start()
    assert here.poll(30)
    assert here.recv() == first
    launch.stop()
    # The child still lives; the port and the lock are free all the same.
    with pytest.raises(httpx.ConnectError):
        _ask(first, "GET", "/v1/credits")
    again = ensure()
    assert again.pid == os.getpid()
    assert _ask(again, "GET", "/v1/credits")["code"] == 200
    here.send("end")
    process.join(10)
    assert process.exitcode == 0


def _in_a_fork(pipe: Any) -> None:
    pipe.send(ensure())
    pipe.recv()
    os._exit(0)


def test_a_stale_info_file_and_a_stranger_on_the_old_port_fool_nobody(own_folders: Path) -> None:
    folder = own_folders / "service"
    ensure()
    info = read_info(folder)
    assert info
    launch.stop()
    assert not (folder / INFO).exists()
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        port = stranger.getsockname()[1]

        def answer() -> None:
            with suppress(OSError):
                connection, _ = stranger.accept()
                with connection:
                    connection.recv(1000)
                    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{"instance":"no"}')

        thread = threading.Thread(target=answer)
        thread.start()
        (folder / INFO).write_text(json.dumps({**asdict(info), "address": f"http://127.0.0.1:{port}"}))
        assert ensure().base_url != f"http://127.0.0.1:{port}/local"
        thread.join(10)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"address": 1}', "null"])
def test_an_info_file_that_can_t_be_read_is_none(text: str, own_folders: Path) -> None:
    folder = own_folders / "service"
    folder.mkdir()
    (folder / INFO).write_text(text)
    assert read_info(folder) is None
    assert ensure().pid == os.getpid()


def test_an_owner_that_does_not_answer_is_named_in_a_sentence(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "PATIENCE", 0.2)
    folder = own_folders / "service"
    folder.mkdir()
    with FileLock(folder / LOCK), pytest.raises(SettingsError, match="holds the local service's folder"):
        ensure()


def test_where_the_folder_is_shared_with_another_machine_each_has_a_service_of_its_own(own_folders: Path) -> None:
    folder = own_folders / "service"
    folder.mkdir()
    there = Info("http://127.0.0.1:1", "http://127.0.0.1:2", 1, "0", "x", host="another")
    there.write(folder)
    with FileLock(folder / LOCK):
        first = ensure()
        assert first.pid == os.getpid()
        assert ensure() == first
        assert ensure(options=Options(folder=folder)) == first
    assert read_info(folder) == there


def test_a_folder_that_can_t_be_made_is_named_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("GROKWIDGET_SERVICE_DIR", str(tmp_path / "file" / "service"))
    with pytest.raises(SettingsError, match="can't use its folder"):
        ensure()


def test_a_provider_whose_dialect_is_not_spoken_is_named_in_a_sentence() -> None:
    with pytest.raises(SettingsError, match="does not speak the dialect of unheard"):
        ensure("unheard")


def test_a_store_from_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    service = Service(Options(folder=tmp_path)).start()
    with service.store.transaction() as db:
        db.execute("PRAGMA user_version=99")
    service.stop()
    before = (tmp_path / "service.db").read_bytes()
    with pytest.raises(SettingsError, match="newer version"):
        Service(Options(folder=tmp_path)).start()
    assert (tmp_path / "service.db").read_bytes() == before
    with FileLock(tmp_path / LOCK, timeout=0):
        pass  # and the lock was given back


def test_a_damaged_store_is_set_aside_and_a_new_one_begun(tmp_path: Path) -> None:
    (tmp_path / "service.db").write_bytes(b"this is no database, but it is long enough to be looked at" * 100)
    with Service(Options(folder=tmp_path)) as service:
        assert service.tasks.balance("local", "x", 1).available == 10_000
    assert len(list(tmp_path.glob("service.db.damaged-*"))) == 1


def test_serving_in_the_foreground_tells_its_address_and_stops_when_told(tmp_path: Path) -> None:
    stop = threading.Event()
    told: list[str] = []

    def started(address: str) -> None:
        told.append(address)
        assert httpx.get(address, trust_env=False).json()["note"] == "procedural, not AI"
        stop.set()

    serve.run(started=started, stop=stop, options=Options(folder=tmp_path))
    assert len(told) == 1
    with pytest.raises(httpx.ConnectError):
        httpx.get(told[0], trust_env=False)


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"^Port {port} is in use by another program"):
            serve.run(port, options=Options(folder=tmp_path))
    with FileLock(tmp_path / LOCK, timeout=0):
        pass  # nothing was left behind


@pytest.mark.parametrize("port", [-1, 65_536])
def test_a_port_that_can_t_be_is_one_sentence(port: int, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="can't listen on port"):
        serve.run(port, options=Options(folder=tmp_path))


def test_only_this_machine_is_served(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="only listens on this machine"):
        serve.run(host="0.0.0.0", options=Options(folder=tmp_path))


def test_a_second_one_in_the_foreground_is_told_where_the_first_one_is(tmp_path: Path) -> None:
    options = Options(folder=tmp_path)
    with Service(options) as first:
        with pytest.raises(SettingsError, match=f"already runs at {first.address}"):
            serve.run(options=options)
        with pytest.raises(Busy):
            Service(options).start()


@pytest.mark.alone
@pytest.mark.skipif(sys.platform == "win32", reason="interrupts by signal")
def test_an_interrupt_ends_the_foreground_quietly(tmp_path: Path) -> None:
    program = f"""
from pathlib import Path
from grokwidget.local import serve
from grokwidget.local.options import Options
options = Options(folder=Path({str(tmp_path)!r}))
serve.run(started=lambda address: print('"' + address + '"', flush=True), options=options)
"""
    with owner(program) as (process, address):
        assert str(address).startswith("http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert read_info(tmp_path) is None


def test_a_kernel_that_ends_normally_is_not_held_up_by_its_service() -> None:
    with owner() as (process, theirs):
        _order(theirs, duration=30)
        assert process.stdin
        process.stdin.close()
        process.stdin = None
        assert process.wait(20) == 0
    assert launch.running() is None

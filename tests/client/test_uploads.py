"""Pictures of this machine for services that take addresses only: put where the service can fetch them, and told."""

from __future__ import annotations

import asyncio
import hashlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from grokwidget import Client, providers
from grokwidget.errors import InvalidImage, SettingsError, UpstreamError
from grokwidget.library import JobStatus
from grokwidget.local.launch import ensure
from grokwidget.settings import Settings, settings_file
from grokwidget.uploads import Store, UploadTarget

pytestmark = pytest.mark.slow  # every one of them has a clip drawn


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "cat.png"
    Image.new("RGB", (64, 48), "teal").save(path)
    return path


class Shelf:
    """A public place on this machine: what is put there can be fetched over HTTP."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder, self.put_there, self.fetched = folder, [], []
        self.open = threading.Event()
        """Cleared: whoever fetches waits at the door."""
        self.open.set()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                assert outer.open.wait(30)
                outer.fetched.append(self.path)
                path = outer.folder / self.path.lstrip("/")
                data = path.read_bytes() if path.exists() else b""
                self.send_response(200 if data else 404)
                self.send_header("Content-Type", "image/png")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    put_there: list[tuple[str, str]]
    fetched: list[str]

    def __call__(self, data: bytes, name: str, mime: str) -> str:
        self.put_there.append((name, mime))
        (self.folder / name).write_bytes(data)
        return f"{self.address}/{name}"


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path / "shelf")
    yield made
    made.server.shutdown()
    made.server.server_close()


def _client(tmp_path: Path, **more: object) -> Client:
    url = ensure("aivideoapi").base_url
    return Client("aivideoapi", base_url=url, library=tmp_path / "library", timeout=100, **more)  # type: ignore[arg-type]  # what a test gives


def test_a_picture_goes_where_the_users_function_puts_it_and_the_service_fetches_it(
    tmp_path: Path, picture: Path, shelf: Shelf
) -> None:
    client = _client(tmp_path, upload=shelf)
    phases: list[str] = []
    job = client.submit("it turns", images=[picture], duration=6, resolution="480p")
    job.on_update(lambda update: phases.append(update.phase))
    clip = job.result()
    digest = hashlib.sha256(picture.read_bytes()).hexdigest()
    assert shelf.put_there == [(f"{digest[:20]}.png", "image/png")]
    assert shelf.fetched == [f"/{digest[:20]}.png"]
    assert clip.path.exists()


def test_the_user_is_told_where_the_picture_goes(tmp_path: Path, picture: Path, shelf: Shelf) -> None:
    heard, listening = [], threading.Event()

    def slow(data: bytes, name: str, mime: str) -> str:
        assert listening.wait(30)
        return shelf(data, name, mime)

    job = _client(tmp_path, upload=slow).submit("it turns", images=[picture], duration=6, resolution="480p")
    unsubscribe = job.on_update(lambda update: heard.append(update.phase))
    heard.append(job.update.phase)
    while not any("cat.png" in phase and "your own upload function" in phase for phase in heard):
        heard.append(job.update.phase)
    listening.set()
    job.result()
    unsubscribe()


def test_the_same_picture_goes_once_and_another_take_finds_it_there(
    tmp_path: Path, picture: Path, shelf: Shelf
) -> None:
    client = _client(tmp_path, upload=shelf)
    for take in (1, 2):
        client.generate("it turns", images=[picture], duration=6, resolution="480p", take=take)
    assert len(shelf.put_there) == 1


def test_where_it_is_put_does_not_make_it_another_request(tmp_path: Path, picture: Path, shelf: Shelf) -> None:
    client = _client(tmp_path, upload=shelf)
    client.generate("it turns", images=[picture], duration=6, resolution="480p")
    assert client.submit("it turns", images=[picture], duration=6, resolution="480p").from_library


def test_a_coroutine_function_will_do(tmp_path: Path, picture: Path, shelf: Shelf) -> None:
    async def put(data: bytes, name: str, mime: str) -> str:
        await asyncio.sleep(0)
        return shelf(data, name, mime)

    assert _client(tmp_path, upload=put).generate("it turns", images=[picture], duration=6, resolution="480p")


def test_an_upload_may_be_tried_again(tmp_path: Path, picture: Path, shelf: Shelf) -> None:
    tries = []

    def shaky(data: bytes, name: str, mime: str) -> str:
        tries.append(name)
        if len(tries) < 3:
            raise ConnectionResetError("the line broke")
        return shelf(data, name, mime)

    assert _client(tmp_path, upload=shaky).generate("it turns", images=[picture], duration=6, resolution="480p")
    assert len(tries) == 3


@pytest.mark.parametrize("gives", ["cat.png", "ftp://example.com/cat.png", "", None])
def test_an_upload_that_gives_no_address_orders_nothing(tmp_path: Path, picture: Path, gives: str) -> None:
    client = _client(tmp_path, upload=lambda *_: gives)
    with pytest.raises(UpstreamError, match=r"cat\.png could not be put .* No video was ordered"):
        client.generate("it turns", images=[picture], duration=6, resolution="480p")
    (record,) = client.library.ledger.history()
    assert (record.status, record.submitted_at) == (JobStatus.FAILED, None)


def test_without_a_place_the_refusal_names_what_could_be_done(tmp_path: Path, picture: Path) -> None:
    with pytest.raises(InvalidImage, match="public") as raised:
        _client(tmp_path).submit("it turns", images=[picture])
    assert "Client(upload=...)" in str(raised.value)
    assert "local" in str(raised.value)


def test_a_provider_with_an_upload_endpoint_takes_pictures_of_this_machine(tmp_path: Path, picture: Path) -> None:
    client = Client("jimmyai", rehearse=True, library=tmp_path / "library", timeout=100)
    clip = client.generate("it turns", images=[picture])
    assert clip.duration == pytest.approx(10, abs=0.1)


def test_a_rehearsals_picture_never_leaves_this_machine(tmp_path: Path, picture: Path) -> None:
    def never(*_: object) -> str:
        raise AssertionError("a rehearsal must not upload anywhere")

    client = Client("aivideoapi", rehearse=True, upload=never, library=tmp_path / "library", timeout=100)
    assert client.generate("it turns", images=[picture], duration=6, resolution="480p")


def test_the_settings_may_name_a_store(tmp_path: Path, picture: Path, shelf: Shelf) -> None:
    settings_file().write_text(
        f'[upload]\nurl = "file://{shelf.folder.as_posix()}"\npublic = "{shelf.address}"\n', encoding="utf-8"
    )
    client = _client(tmp_path, settings=Settings.load())
    assert client.generate("it turns", images=[picture], duration=6, resolution="480p")
    assert len(shelf.fetched) == 1


def test_a_store_that_can_not_sign_needs_a_public_address() -> None:
    store = Store(UploadTarget(url="memory://pictures"))
    with pytest.raises(SettingsError, match=r"upload\.public"):
        store.put(b"data", "cat", "image/png")


def test_a_clips_last_frame_goes_the_same_way(tmp_path: Path, shelf: Shelf) -> None:
    clip = Client("local", library=tmp_path / "other").generate("a fox", duration=1)
    assert _client(tmp_path, upload=shelf).generate("it goes on", images=[clip], duration=6, resolution="480p")
    assert len(shelf.put_there) == 1


def test_models_that_a_service_lists_and_nobody_knows_are_offered_with_a_warning(tmp_path: Path) -> None:
    client = Client("apixgo", base_url=ensure("apixgo").base_url, library=tmp_path / "library")
    known = {model.id for model in client.models(refresh=True)}
    assert known == {model.id for model in providers.shipped("apixgo").models}
    providers.listed("apixgo", [*known, "grok-video-9"])
    (strange,) = (model for model in client.models() if model.id == "grok-video-9")
    assert not strange.limits_known
    with pytest.warns(UserWarning, match="lists grok-video-9, but its limits"):
        assert client.estimate("a fox", model="grok-video-9", duration=99).amount is None


def test_a_picture_at_an_address_is_fetched_for_a_service_that_takes_bytes_only(
    tmp_path: Path, picture: Path, shelf: Shelf
) -> None:
    url = shelf(picture.read_bytes(), "cat.png", "image/png")
    client = Client("duoyuanx", rehearse=True, library=tmp_path / "library", timeout=100)
    shelf.open.clear()
    job = client.submit("it turns", images=[url], duration=1, resolution="480p")
    told = threading.Event()
    job.on_update(lambda update: told.set() if update.phase == "Fetching the picture 127.0.0.1" else None)
    assert job.update.phase == "Fetching the picture 127.0.0.1" or told.wait(30)
    shelf.open.set()
    job.result()
    assert shelf.fetched == ["/cat.png"]


def test_a_picture_that_is_not_there_orders_nothing(tmp_path: Path, shelf: Shelf) -> None:
    (shelf.folder / "text.png").write_text("no picture")
    client = Client("duoyuanx", rehearse=True, library=tmp_path / "library", timeout=100)
    for number, name in enumerate(("missing.png", "text.png"), 1):
        with pytest.raises(InvalidImage, match="charged"):
            client.generate("it turns", images=[f"{shelf.address}/{name}"], duration=1, take=number)
    assert {record.submitted_at for record in client.library.ledger.history()} == {None}

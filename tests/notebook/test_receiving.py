"""Files from the page, put together on disk: in any order, from any thread, whole or not at all."""

from __future__ import annotations

import gc
import hashlib
import itertools
import random
import stat
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from grokwidget.errors import InvalidImage
from grokwidget.notebook import receiving
from grokwidget.notebook.receiving import MOST_BYTES, Receiver, Upload, plain_name

pytestmark = pytest.mark.slow

DATA = bytes(random.Random(7).randbytes(300_000))
SHA = hashlib.sha256(DATA).hexdigest()


class Kept:
    """What a receiver hands over: the files, and their bytes as they were then."""

    def __init__(self) -> None:
        self.uploads: list[Upload] = []
        self.data: list[bytes] = []

    def __call__(self, upload: Upload) -> dict[str, str]:
        self.uploads.append(upload)
        self.data.append(upload.path.read_bytes())
        return {"id": upload.id}


class Page:
    """Asks as the front end does."""

    def __init__(self, done: Callable[[Upload], Any] | None = None, **more: Any) -> None:
        self.kept = Kept()
        self.receiver = Receiver(done or self.kept, **more)

    def ask(self, kind: str, *buffers: Any, **body: Any) -> Any:
        return self.receiver.handlers[f"image.{kind}"](body, buffers)

    def begin(self, ask: str = "a", size: int = len(DATA), name: str = "fox.png", **more: Any) -> Any:
        return self.ask("begin", id=ask, name=name, size=size, **more)

    def chunk(self, offset: int, length: int, ask: str = "a") -> Any:
        return self.ask("chunk", memoryview(DATA)[offset : offset + length], id=ask, offset=offset)

    def end(self, ask: str = "a", sha256: str = SHA) -> Any:
        return self.ask("end", id=ask, sha256=sha256)


def folders(page: Page) -> list[Path]:
    return [upload.path for upload in page.receiver.open]


def test_chunks_make_a_file_and_the_page_gets_what_is_made_of_it() -> None:
    page = Page()
    assert page.begin(replace="old") == {"have": []}
    assert page.chunk(0, 200_000) == {"have": 200_000}
    assert page.chunk(200_000, 100_000) == {"have": 300_000}
    assert page.end() == {"id": "a"}
    (upload,) = page.kept.uploads
    assert (upload.id, upload.name, upload.size, upload.replace) == ("a", "fox.png", len(DATA), "old")
    assert page.kept.data == [DATA]
    assert page.receiver.open == ()


def test_chunks_out_of_order_and_twice_from_many_threads_make_the_same_file() -> None:
    page = Page()
    page.begin()
    step = 7_000
    offsets = list(range(0, len(DATA), step)) * 3
    random.Random(1).shuffle(offsets)
    together = threading.Barrier(8, timeout=20)

    def send(mine: list[int]) -> None:
        together.wait()
        for offset in mine:
            page.chunk(offset, step)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, [offsets[n::8] for n in range(8)]))
    assert page.receiver.open[0].have == [(0, len(DATA))]
    page.end()
    assert page.kept.data == [DATA]


def test_overlapping_chunks_are_counted_once() -> None:
    page = Page()
    page.begin()
    assert page.chunk(0, 100) == {"have": 100}
    assert page.chunk(50, 100) == {"have": 150}
    assert page.chunk(200, 10) == {"have": 160}
    assert page.begin() == {"have": [[0, 150], [200, 210]]}


def test_a_half_upload_is_asked_about_and_continued() -> None:
    page = Page()
    page.begin()
    page.chunk(0, 100_000)
    with pytest.raises(InvalidImage, match="whole"):
        page.end()
    assert page.begin() == {"have": [[0, 100_000]]}
    page.chunk(100_000, 200_000)
    assert page.end() == {"id": "a"}
    assert page.kept.data == [DATA]


def test_another_file_under_the_same_id_begins_anew() -> None:
    page = Page()
    page.begin()
    page.chunk(0, 100)
    (first,) = folders(page)
    assert page.begin(name="other.png") == {"have": []}
    assert not first.exists()
    assert len(page.receiver.open) == 1


def test_a_wrong_hash_is_refused_and_the_file_is_gone() -> None:
    page = Page()
    page.begin()
    page.chunk(0, len(DATA))
    (path,) = folders(page)
    with pytest.raises(InvalidImage, match=r"fox\.png changed") as caught:
        page.end(sha256="0" * 64)
    assert "charged" not in str(caught.value)  # nobody has asked for anything: no word of money
    assert not path.exists()
    assert page.kept.uploads == []
    with pytest.raises(InvalidImage, match="doesn't know"):
        page.end()


def test_a_page_that_may_not_hash_is_believed_when_every_byte_is_there() -> None:
    page = Page()
    page.begin(size=10)
    page.chunk(0, 10)
    assert page.end(sha256="") == {"id": "a"}


def test_a_lost_answer_is_given_again() -> None:
    page = Page()
    page.begin()
    page.chunk(0, len(DATA))
    assert page.end() == page.end() == {"id": "a"}
    assert len(page.kept.uploads) == 1


def test_two_ends_at_once_hand_the_file_over_once() -> None:
    started, let_go = threading.Event(), threading.Event()
    kept = Kept()

    def slow(upload: Upload) -> Any:
        started.set()
        let_go.wait(10)
        return kept(upload)

    page = Page(slow)
    page.begin()
    page.chunk(0, len(DATA))
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(page.end)
        started.wait(10)
        second = pool.submit(page.end)
        let_go.set()
        assert first.result(10) == second.result(10) == {"id": "a"}
    assert len(kept.uploads) == 1


def test_what_done_refuses_is_removed() -> None:
    def refuse(_upload: Upload) -> None:
        raise InvalidImage("It is no picture.")

    page = Page(refuse)
    page.begin()
    page.chunk(0, len(DATA))
    (path,) = folders(page)
    with pytest.raises(InvalidImage, match="no picture"):
        page.end()
    assert not path.exists()
    assert page.receiver.open == ()


@pytest.mark.parametrize(
    ("size", "sentence"),
    [(0, "is empty"), (-1, "is empty"), (MOST_BYTES + 1, "100 MB"), ("7", "whole"), (True, "whole"), (None, "whole")],
)
def test_a_size_that_can_t_be_is_refused(size: Any, sentence: str) -> None:
    page = Page()
    with pytest.raises(InvalidImage, match=sentence):
        page.begin(size=size)
    assert page.receiver.open == ()


@pytest.mark.parametrize("ask", ["", "../../etc/passwd", "a" * 65, "a b", None, 7])
def test_an_id_is_plain_text(ask: Any) -> None:
    with pytest.raises(InvalidImage, match="whole"):
        Page().begin(ask=ask)


@pytest.mark.parametrize(
    ("offset", "length"),
    [(-1, 10), (299_999, 2), (300_000, 1), (0, 0), ("0", 10), (1.5, 10), (None, 10), (True, 10)],
)
def test_a_chunk_outside_of_the_file_is_refused_and_changes_nothing(offset: Any, length: int) -> None:
    page = Page()
    page.begin()
    with pytest.raises(InvalidImage):
        page.ask("chunk", bytes(length), id="a", offset=offset)
    assert page.begin() == {"have": []}


def test_a_chunk_has_one_buffer_and_its_upload() -> None:
    page = Page()
    page.begin()
    with pytest.raises(InvalidImage, match="whole"):
        page.ask("chunk", id="a", offset=0)
    with pytest.raises(InvalidImage, match="whole"):
        page.ask("chunk", b"x", b"y", id="a", offset=0)
    with pytest.raises(InvalidImage, match="doesn't know"):
        page.chunk(0, 10, ask="b")


def test_buffers_of_any_kind_are_taken_as_bytes() -> None:
    page = Page()
    page.begin(size=8)
    page.ask("chunk", memoryview(b"\1\0\0\0").cast("i"), id="a", offset=0)
    page.ask("chunk", bytearray(b"wxyz"), id="a", offset=4)
    page.end(sha256="")
    assert page.kept.data == [b"\1\0\0\0wxyz"]


def test_a_dropped_upload_leaves_nothing_and_dropping_twice_does_no_harm() -> None:
    page = Page()
    page.begin()
    page.chunk(0, 10)
    (path,) = folders(page)
    assert page.ask("drop", id="a") == page.ask("drop", id="a") == {}
    assert not path.exists()
    with pytest.raises(InvalidImage, match="doesn't know"):
        page.chunk(10, 10)


def test_what_a_reloaded_page_left_goes_when_it_is_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = itertools.count(0, 400)
    monkeypatch.setattr("grokwidget.notebook.receiving.time.monotonic", lambda: float(next(clock)))
    page = Page()
    page.begin("left")
    (left,) = folders(page)
    page.begin("new")
    page.begin("newer")
    assert [upload.id for upload in page.receiver.open] == ["new", "newer"]
    assert not left.exists()


def test_an_upload_that_gets_chunks_is_not_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("grokwidget.notebook.receiving.time.monotonic", lambda: now[0])
    page = Page()
    page.begin("slow")
    for n in range(3):
        now[0] += 599
        page.chunk(n * 10, 10, "slow")
    page.begin("other")
    assert [upload.id for upload in page.receiver.open] == ["slow", "other"]


def test_the_longest_silent_ones_make_room_for_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = itertools.count()
    monkeypatch.setattr("grokwidget.notebook.receiving.time.monotonic", lambda: float(next(clock)))
    page = Page()
    for n in range(4):
        page.begin(f"big{n}", size=MOST_BYTES)
    page.chunk(0, 10, "big0")
    page.begin("more", size=2 * MOST_BYTES // 2)
    assert [upload.id for upload in page.receiver.open] == ["big0", "big2", "big3", "more"]
    for n in range(40):
        page.begin(f"small{n}", size=1)
    assert len(page.receiver.open) == receiving.MOST_OPEN


def test_what_is_not_admitted_does_not_begin() -> None:
    asked = []

    def admit(name: str, size: int, replace: str) -> None:
        asked.append((name, size, replace))
        raise InvalidImage("No room.")

    page = Page(admit=admit)
    with pytest.raises(InvalidImage, match="No room"):
        page.begin(replace="b")
    assert asked == [("fox.png", len(DATA), "b")]
    assert page.receiver.open == ()


def test_closing_removes_everything_and_nothing_begins_any_more() -> None:
    page = Page()
    page.begin()
    page.chunk(0, 10)
    (path,) = folders(page)
    page.receiver.close()
    gc.collect()
    assert not path.parent.exists()
    with pytest.raises(InvalidImage, match="closed"):
        page.begin("b")
    with pytest.raises(InvalidImage, match="doesn't know"):
        page.chunk(10, 10)


@pytest.mark.skipif(sys.platform == "win32", reason="has no such modes")
def test_folder_and_files_are_the_owner_s_alone() -> None:
    page = Page()
    page.begin()
    (path,) = folders(page)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_goes_with_what_it_was_kept_for_and_its_folder_with_the_last_of_them() -> None:
    class Owner:
        pass

    page = Page()
    page.begin()
    page.chunk(0, len(DATA))
    page.end()
    owner = Owner()
    upload = page.kept.uploads.pop()
    upload.keep_with(owner)
    path = upload.path
    del upload
    page.receiver.close()
    page.receiver._ended.clear()
    gc.collect()
    assert path.read_bytes() == DATA  # a job still holds it
    del owner
    gc.collect()
    assert not path.exists()
    assert not path.parent.exists()


def test_a_full_disk_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("grokwidget.notebook.receiving.tempfile.mkstemp", full)
    with pytest.raises(InvalidImage, match=r"fox\.png can't be stored .*No space left"):
        Page().begin()


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("fox.png", "fox.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\红狐.png", "红狐.png"),
        ("a\x00b\u202egnp.exe\n", "abgnp.exe"),
        ("", "image"),
        (None, "image"),
        ("/", "image"),
        ("x" * 500, "x" * 120),
    ],
)
def test_a_name_is_text_and_never_a_path(told: object, name: str) -> None:
    assert plain_name(told) == name

"""A server that means harm by how much it sends, how deep, how tightly packed, or how slowly. On real sockets."""

from __future__ import annotations

import gzip
import json
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from grokwidget import Client
from grokwidget.errors import CreateUnknown, GrokwidgetError, ResultUnavailable, WaitTimeout
from grokwidget.library import JobStatus
from grokwidget.transport import connections

from .fake import Fake, Said

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check

_MEGA = 1024**2


@pytest.fixture
def few_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few tries, so that giving up takes no minute."""
    from grokwidget.jobs import download

    monkeypatch.setattr(download, "_TRIES", 2)
    monkeypatch.setattr(download, "_GONE_TRIES", 1)


@contextmanager
def _at_most(megabytes: int) -> Iterator[None]:
    """The block must not take more memory than that at any time, beyond what was taken before."""
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < megabytes * _MEGA


def _visible(client: Client) -> list[str]:
    return sorted(path.name for path in client.library.path.rglob("*.mp4"))


# -- bombs ------------------------------------------------------------------------------------------------------------


def _bomb(megabytes: int, begin: bytes = b"") -> bytes:
    """So many megabytes of nothing, packed."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(
        [packer.compress(begin), *(packer.compress(bytes(_MEGA)) for _ in range(megabytes)), packer.flush()]
    )


def _packed(body: bytes, encoding: str) -> Said:
    return Said(200, body, {"Content-Type": "application/json", "Content-Encoding": encoding})


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["gzip", "gzip, gzip", "br", "zstd", "deflate"])
def test_a_poll_that_unpacks_to_gigabytes_costs_a_few_megabytes_and_is_asked_again(
    client: Client, fake: Fake, encoding: str
) -> None:
    client.generate("warm up")
    bomb = gzip.compress(_bomb(300)) if "," in encoding else _bomb(300)
    fake.script["poll"] = [_packed(bomb, encoding)] * 2
    with _at_most(40):
        assert client.generate("a fox").path.exists()


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["gzip", "gzip, gzip"])
def test_a_download_that_unpacks_without_end_is_bounded_in_memory_and_on_the_disk(
    client: Client, fake: Fake, few_tries: None, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    from grokwidget.jobs import download

    monkeypatch.setattr(download, "MOST_BYTES", 8 * _MEGA)
    client.generate("warm up")
    packed = _bomb(300, b"\x00\x00\x00\x18ftypmp42" + bytes(12))
    body = gzip.compress(packed) if "," in encoding else packed
    fake.always["file"] = Said(200, body, {"Content-Type": "video/mp4", "Content-Encoding": encoding})
    with _at_most(40), pytest.raises(GrokwidgetError):
        client.generate("a fox")
    parts = list(client.library.path.rglob("*.part"))
    assert sum(part.stat().st_size for part in parts) <= 9 * _MEGA
    assert len(_visible(client)) == 1


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw deflate"])
def test_an_honest_packing_is_unpacked(client: Client, fake: Fake, encoding: str) -> None:
    wbits = {"gzip": 31, "deflate": 15, "raw deflate": -15}[encoding]

    def pack(data: bytes) -> bytes:
        packer = zlib.compressobj(wbits=wbits)
        return packer.compress(data) + packer.flush()

    name = encoding.removeprefix("raw ")
    task = {"code": 200, "msg": "success", "data": {"taskId": "task-1"}}
    fake.script["create"] = [_packed(pack(json.dumps(task).encode()), name)]
    fake.script["file"] = [Said(200, pack(fake.video), {"Content-Type": "video/mp4", "Content-Encoding": name})]
    assert client.generate("a fox").path.read_bytes() == fake.video
    assert fake.creates == 1


@pytest.mark.slow
def test_a_create_whose_answer_is_a_bomb_is_maybe_charged_and_not_sent_again(client: Client, fake: Fake) -> None:
    fake.always["create"] = _packed(gzip.compress(_bomb(300)), "gzip, gzip")
    with pytest.raises(CreateUnknown):
        client.generate("a fox")
    assert fake.creates == 1


# -- sizes and depths -------------------------------------------------------------------------------------------------

_DEEP = b"[" * 200_000 + b"]" * 200_000


@pytest.mark.parametrize(
    "body",
    [
        _DEEP,
        b'{"status":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"id":"task-1","status":"completed","output":{"urls":' + _DEEP + b"}}",
        b'{"id":"task-1","status":' + b"9" * 100_000 + b"}",
        b"[" + b"0," * 3_000_000 + b"0]",
        b'{"status":"' + b"x" * 3_000_000 + b'"}',
        b"\xff\xfe" + b"\x00" * 1000,
        b'"\\ud800"',
    ],
    ids=["deep list", "deep object", "deep urls", "huge number", "long list", "long word", "utf-16", "half a pair"],
)
def test_a_monstrous_poll_is_one_fault_and_the_next_one_ends_the_job(client: Client, fake: Fake, body: bytes) -> None:
    fake.script["poll"] = [Said(200, body, {"Content-Type": "application/json"})]
    assert client.generate("a fox").path.read_bytes() == fake.video
    assert fake.creates == 1


def test_a_monstrous_answer_to_a_create_leaves_a_job_that_is_maybe_charged(client: Client, fake: Fake) -> None:
    fake.script["create"] = [Said(200, _DEEP, {"Content-Type": "application/json"})]
    with pytest.raises(CreateUnknown):
        client.generate("a fox")
    assert fake.creates == 1
    (record,) = client.library.ledger.history()
    assert record.status is JobStatus.UNKNOWN


class _Endless(Fake):
    """Sends bodies that never end, as fast as they are taken, or a byte at a time."""

    place = ""
    begin = b""
    block = b" " * 65_536
    pause = 0.0
    sent = 0

    async def _say(self, writer: Any, said: Said) -> bool:
        import asyncio

        if not (said.headers.get("X-Endless")):
            return await super()._say(writer, said)
        kind = said.headers["Content-Type"]
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + self.begin)
        while True:
            writer.write(self.block)
            self.sent += len(self.block)
            await writer.drain()
            await asyncio.sleep(self.pause)


@pytest.fixture
def endless(video: bytes) -> Any:
    """The provider without end."""
    from grokwidget.jobs.engine import engine

    engine()._paces.clear()
    with _Endless(video) as provider:
        yield provider


def _client(fake: Fake, tmp_path: Path, timeout: float = 30) -> Client:
    return Client("aivideoapi", base_urls={"aivideoapi": fake.url}, library=tmp_path / "library", timeout=timeout)


def _without_end(kind: str) -> Said:
    return Said(200, b"", {"Content-Type": kind, "X-Endless": "yes"})


def test_a_poll_without_end_is_cut_at_a_few_megabytes(endless: _Endless, tmp_path: Path) -> None:
    endless.script["poll"] = [_without_end("application/json")]
    assert _client(endless, tmp_path).generate("a fox").path.exists()
    assert endless.sent < 32 * _MEGA


def test_a_create_without_end_keeps_the_id_that_it_began_with_or_is_maybe_charged(
    endless: _Endless, tmp_path: Path
) -> None:
    endless.script["create"] = [_without_end("application/json")]
    with pytest.raises(CreateUnknown):
        _client(endless, tmp_path).generate("a fox")
    assert endless.creates == 1
    assert endless.sent < 32 * _MEGA


def test_a_video_without_end_is_cut_at_the_limit(
    endless: _Endless, tmp_path: Path, few_tries: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from grokwidget.jobs import download

    monkeypatch.setattr(download, "MOST_BYTES", 4 * _MEGA)
    endless.begin = b"\x00\x00\x00\x18ftypmp42" + bytes(12)
    endless.always["file"] = _without_end("video/mp4")
    client = _client(endless, tmp_path)
    with pytest.raises(ResultUnavailable):
        client.generate("a fox")
    assert _visible(client) == []


def test_a_page_without_end_in_place_of_a_video_is_read_no_further_than_its_begin(
    endless: _Endless, tmp_path: Path, few_tries: None
) -> None:
    endless.begin = b"<html>"
    endless.always["file"] = _without_end("text/html")
    with pytest.raises(ResultUnavailable):
        _client(endless, tmp_path).generate("a fox")
    assert endless.sent < 32 * _MEGA


# -- slowness ---------------------------------------------------------------------------------------------------------


def test_a_poll_that_drips_is_given_up_and_asked_again(
    endless: _Endless, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_WHOLE_REPLY", 0.5)
    endless.block, endless.pause = b" ", 0.05
    endless.script["poll"] = [_without_end("application/json")]
    started = time.monotonic()
    assert _client(endless, tmp_path).generate("a fox").path.exists()
    assert time.monotonic() - started < 10


def test_a_video_that_drips_ends_with_the_patience_and_can_be_resumed(endless: _Endless, tmp_path: Path) -> None:
    endless.begin, endless.block, endless.pause = b"\x00\x00\x00\x18ftypmp42" + bytes(12), b"\x00", 0.05
    endless.script["file"] = [_without_end("video/mp4")]
    client = _client(endless, tmp_path, timeout=1.5)
    started = time.monotonic()
    with pytest.raises(WaitTimeout):
        client.generate("a fox")
    assert time.monotonic() - started < 5
    (job,) = _client(endless, tmp_path).resume(wait=True)
    assert job.result().path.read_bytes() == endless.video
    assert endless.creates == 1

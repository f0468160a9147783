"""A provider on real sockets, a client that asks it, and a small real video."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from grokwidget import Client
from grokwidget.jobs.engine import engine
from grokwidget.transport import connections

from .fake import Fake


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Six seconds of MP4, small, but long enough to be cut."""
    target = tmp_path_factory.mktemp("video") / "noise.mp4"
    noise = np.random.default_rng(7).integers(0, 255, (12, 96, 160, 3), dtype=np.uint8)
    with av.open(str(target), "w", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=5)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        for number in range(30):
            frame = av.VideoFrame.from_ndarray(noise[number % 12], format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return target.read_bytes()


@pytest.fixture
def fake(video: bytes) -> Iterator[Fake]:
    """The provider."""
    # A 429 is remembered by address, and the system may give a port of an earlier test again.
    engine()._paces.clear()
    with Fake(video) as provider:
        yield provider


@pytest.fixture
def client(fake: Fake, tmp_path: Path) -> Client:
    """A client that asks it, with a library of its own."""
    return Client("aivideoapi", base_urls={"aivideoapi": fake.url}, library=tmp_path / "library", timeout=30)


@pytest.fixture
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replies are waited for half a second only."""
    import httpx

    for name in ("_CREATE", "_ASK", "_STREAM"):
        monkeypatch.setattr(connections, name, httpx.Timeout(0.5))

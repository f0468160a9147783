"""A library on Drive, which is slow and fails now and then: no clip is lost, and none is paid for twice."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from grokwidget import Client
from grokwidget.errors import GrokwidgetError
from grokwidget.library import Clip, Library

from ..jobs.conftest import fake, video
from ..jobs.fake import Fake
from .flaky import like_drive

__all__ = ["fake", "video"]

pytestmark = pytest.mark.slow


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    """Drive's folder, by its name."""
    folder = tmp_path / "content" / "drive" / "MyDrive"
    folder.mkdir(parents=True)
    return folder


def _client(fake: Fake, folder: Path) -> Client:
    return Client("aivideoapi", base_urls={"aivideoapi": fake.url}, library=folder, timeout=30)


def test_a_slow_drive_takes_its_time_and_has_the_clip(fake: Fake, drive: Path) -> None:
    with like_drive(drive, slow=0.05):
        clip = _client(fake, drive / "grokvideos").generate("a slow loris")
    assert clip.path.is_relative_to(drive)
    assert hashlib.sha256(clip.path.read_bytes()).hexdigest() == clip.sha256
    assert not list(drive.rglob("*.sqlite3"))


@pytest.mark.parametrize("every", [2, 3, 5, 7, 13])
def test_a_drive_that_fails_now_and_then_costs_patience_and_nothing_else(fake: Fake, drive: Path, every: int) -> None:
    client = _client(fake, drive / "grokvideos")
    told: list[str] = []
    with like_drive(drive, slow=0.001, fails_every=every):
        clip = _with_patience(client, f"a kite, {every}", told)
    assert fake.creates == 1, told
    assert hashlib.sha256(clip.path.read_bytes()).hexdigest() == clip.sha256
    assert told, "it did fail"
    assert all(each.startswith("LibraryError: ") for each in told), told
    client.library.close()
    assert [found.prompt for found in Library(drive / "grokvideos")] == [f"a kite, {every}"]


def _with_patience(client: Client, prompt: str, told: list[str]) -> Clip:
    """Asks again as a person does who runs the cell again; `told` gets what was said meanwhile."""
    for _ in range(15):
        try:
            return client.generate(prompt)
        except GrokwidgetError as error:
            told.append(f"{type(error).__name__}: {error}")
    raise AssertionError(told)

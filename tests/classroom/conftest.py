"""A class in a folder, a teacher's library with clips, and a provider that would cost money."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grokwidget import Client, Library
from grokwidget.settings import PROJECT_FILE, Settings
from tests.jobs.conftest import video
from tests.jobs.fake import Fake

__all__ = ["course", "paid", "taught", "video"]

Making = Callable[..., Path]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Making:
    """Writes a class's section into a folder and works there from then on."""

    def make(section: str, *, more: str = "") -> Path:
        folder = tmp_path / "course"
        folder.mkdir(exist_ok=True)
        (folder / PROJECT_FILE).write_text(f"{more}\n[classroom]\n{section}", encoding="utf-8")
        monkeypatch.chdir(folder)
        return folder

    return make


@pytest.fixture
def paid(video: bytes) -> Iterator[Fake]:
    """A provider that costs money, on a socket of this machine; its name is aivideoapi."""
    from grokwidget.jobs.engine import engine

    engine()._paces.clear()  # a 429 is remembered by address, and the system may give a port again
    with Fake(video) as provider:
        yield provider


def of_person(paid: Fake, folder: Path) -> Client:
    """A person's client of the paid provider, with a library of its own."""
    return Client("aivideoapi", base_urls={"aivideoapi": paid.url}, library=folder, timeout=30)


@pytest.fixture
def taught(paid: Fake, tmp_path: Path) -> Library:
    """The teacher's own library: two clips that were paid for."""
    teacher = Client(
        "aivideoapi", base_urls={"aivideoapi": paid.url}, library=tmp_path / "teacher", timeout=30, settings=Settings()
    )
    teacher.generate("a red fox", duration=6)
    teacher.generate("the sea at dawn", duration=6).rate(5).tag("sea")
    return teacher.library

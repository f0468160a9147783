"""The provider of the jobs' tests, and a client that is patient: several jobs wait for each other here."""

from __future__ import annotations

from pathlib import Path

import pytest

from grokwidget import Client

from ..derive.conftest import library, new_clip
from ..jobs.conftest import fake, short_patience, video
from ..jobs.fake import Fake
from .sheets import four, hued

__all__ = ["fake", "four", "hued", "library", "new_clip", "short_patience", "video"]


@pytest.fixture
def client(fake: Fake, tmp_path: Path) -> Client:
    """A client that asks the fake provider, with a library of its own."""
    return Client("aivideoapi", base_urls={"aivideoapi": fake.url}, library=tmp_path / "library", timeout=100)

"""Panels that ask a provider on real sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grokwidget import Client, Studio
from tests.jobs.conftest import client, fake, video

__all__ = ["client", "fake", "make", "video"]


@pytest.fixture
def make(client: Client) -> Iterator[Callable[..., Studio]]:
    """Makes panels, and closes them."""
    made: list[Studio] = []

    def one(**more: Any) -> Studio:
        made.append(Studio(client=client, lang=more.pop("lang", "en"), **more))
        return made[-1]

    yield one
    for studio in made:
        studio.close()

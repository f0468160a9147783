"""A service that says "done" before its own copy of the video is there is asked again, until the deadline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grokwidget import Client, providers
from grokwidget.errors import ResultUnavailable, WaitTimeout
from grokwidget.jobs import download
from grokwidget.jobs.engine import engine
from grokwidget.providers.aivideoapi import PROVIDER, AivideoapiDialect
from grokwidget.providers.dialect import segment

from .fake import Fake, Said, document, error

pytestmark = pytest.mark.slow

_EARLY = document(
    {"error": {"message": "Task is not completed yet, current status: IN_PROGRESS", "type": "invalid_request_error"}},
    400,
)


class _ContentOnly(AivideoapiDialect):
    """aivideoapi's, with a content route."""

    def content_path(self, task_id: str) -> str | None:
        return f"/v1/videos/{segment(task_id)}/content"


@pytest.fixture
def relay(video: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    """The provider, known as `relay`: it gives no addresses."""
    known = replace(PROVIDER, name="relay", title="relay", dialect=_ContentOnly("relay"), key_variable="RELAY_API_KEY")
    monkeypatch.setitem(providers._registered, "relay", known)
    monkeypatch.setattr(download.Download, "_patience", lambda self, faults: 0.01)
    engine()._paces.clear()
    with Fake(video) as running:
        running.urls = lambda _: []
        yield running


@pytest.fixture
def client(relay: Fake, tmp_path: Path) -> Client:
    """A client of the relay."""
    return Client("relay", base_urls={"relay": relay.url}, library=tmp_path / "library", timeout=30)


@pytest.mark.parametrize("early", [_EARLY, replace(_EARLY, status=200)])
def test_a_video_that_is_not_there_yet_is_asked_for_more_often_than_one_that_is_gone(
    client: Client, relay: Fake, early: Said
) -> None:
    times = download._TRIES + download._GONE_TRIES
    relay.script["file"] = [early] * times
    assert client.generate("a fox").path.read_bytes() == relay.video
    assert len(relay.seen("file")) == times + 1


def test_a_video_that_never_comes_is_waited_for_until_the_deadline_and_can_be_resumed(
    client: Client, relay: Fake
) -> None:
    relay.always["file"] = _EARLY
    job = client.submit("a fox", timeout=1)
    with pytest.raises(WaitTimeout):
        job.result()
    del relay.always["file"]
    assert client.generate("a fox").path.read_bytes() == relay.video
    assert relay.creates == 1


def test_another_bad_request_is_still_the_end_of_an_address(client: Client, relay: Fake) -> None:
    relay.always["file"] = error(400, "invalid_request_error", "no such thing")
    with pytest.raises(ResultUnavailable):
        client.generate("a fox")
    assert len(relay.seen("file")) == download._GONE_TRIES

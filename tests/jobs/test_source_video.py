"""Edit and extend: the video to start from is an address, or a clip of which the provider still knows the address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grokwidget import Client, providers
from grokwidget.errors import InvalidRequest, Money, UpstreamError
from grokwidget.jobs.engine import engine
from grokwidget.library import JobStatus
from grokwidget.providers import HttpCall, Order
from grokwidget.providers.aivideoapi import PROVIDER, AivideoapiDialect
from grokwidget.request import Operation

from .fake import Fake, Said, document, error

pytestmark = pytest.mark.slow  # every one of them has a clip drawn


class _Cutter(AivideoapiDialect):
    """aivideoapi's, as if it could edit and extend."""

    def encode_create(self, order: Order) -> HttpCall:
        call = super().encode_create(replace(order, operation=Operation.GENERATE))
        return replace(call, json={**call.json, "operation": order.operation, "video": order.source_video})


@pytest.fixture
def client(fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A client of a provider that edits and extends."""
    models = tuple(model.model_copy(update={"operations": frozenset(Operation)}) for model in PROVIDER.models)
    cutter = replace(PROVIDER, name="cutter", title="cutter", dialect=_Cutter("cutter"), models=models)
    monkeypatch.setitem(providers._registered, "cutter", cutter)
    engine()._paces.clear()
    yield Client("cutter", base_urls={"cutter": fake.url}, library=tmp_path / "library", timeout=30)


def _sent(fake: Fake) -> list[Any]:
    return [request.json.get("video") for request in fake.seen("create")]


def test_an_address_is_sent_as_it_is_and_is_part_of_the_request(client: Client, fake: Fake) -> None:
    url = "https://example.com/fox.mp4?sig=secret"
    clip = client.generate("it snows", operation="extend", source_video=url)
    assert _sent(fake) == [url]
    assert client.generate("it snows", operation="extend", source_video=url).from_library
    assert client.generate("it snows", operation="extend", source_video=f"{url}2") != clip
    assert client.generate("it snows", operation="edit", source_video=url) != clip
    assert fake.creates == 3
    assert "secret" not in clip.record.model_dump_json()


def test_a_clip_is_sent_by_the_address_that_its_provider_gives_out_now(client: Client, fake: Fake) -> None:
    first = client.generate("a fox")
    fake.urls = lambda task: [f"{fake.files}/{task}.mp4?sig=another-secret"]
    second = client.generate("it goes on", operation="extend", source_video=first)
    assert _sent(fake) == [None, f"{fake.files}/{first.task_id}.mp4?sig=another-secret"]
    assert second.parents == (first.sha256,)
    assert second.record.request["source_video"] == f"clip:{first.sha256}"
    assert "secret" not in second.record.model_dump_json()
    assert client.generate("it goes on", operation="extend", source_video=first).from_library
    assert fake.creates == 2


def test_the_second_video_of_a_task_is_sent_by_the_second_address(client: Client, fake: Fake) -> None:
    fake.urls = lambda task: [f"{fake.files}/{task}-{name}.mp4" for name in "ab"]
    job = client.submit("a fox")
    job.result()
    client.generate("it goes on", operation="extend", source_video=job.clips[1])
    assert _sent(fake)[1] == f"{fake.files}/task-1-b.mp4"


@pytest.mark.parametrize("answer", [error(404, "task_not_found"), document({"id": "task-1", "status": "expired"})])
def test_a_clip_that_the_provider_has_no_more_is_not_extended_and_nothing_is_sent(
    client: Client, fake: Fake, answer: Said
) -> None:
    first = client.generate("a fox")
    fake.always["poll"] = answer
    job = client.submit("it goes on", operation="extend", source_video=first)
    with pytest.raises(InvalidRequest, match=r"does not have the clip to start from any more.*Nothing was sent"):
        job.result()
    assert job.status is JobStatus.FAILED
    assert fake.creates == 1


def test_a_provider_that_is_ill_just_then_has_not_been_sent_anything(client: Client, fake: Fake) -> None:
    first = client.generate("a fox")
    fake.always["poll"] = Said(500)
    with pytest.raises(UpstreamError) as caught:
        client.generate("it goes on", operation="extend", source_video=first)
    assert caught.value.money is Money.NOTHING_SENT
    del fake.always["poll"]
    assert client.generate("it goes on", operation="extend", source_video=first).path.exists()
    assert fake.creates == 2


def test_another_providers_clip_is_refused_with_what_to_do(client: Client, fake: Fake, tmp_path: Path) -> None:
    other = Client("aivideoapi", base_urls={"aivideoapi": fake.url}, library=tmp_path / "library", timeout=30)
    with pytest.raises(InvalidRequest, match=r"it is aivideoapi's.*Give such an address"):
        client.submit("it goes on", operation="extend", source_video=other.generate("a fox"))


def test_a_real_clip_is_not_the_start_of_a_rehearsal(client: Client) -> None:
    with pytest.raises(InvalidRequest, match="can't take this clip"):
        client.submit("it goes on", operation="extend", source_video=client.generate("a fox"), rehearse=True)


@pytest.mark.parametrize("thing", ["fox.mp4", Path("videos/fox.mp4"), "task-1", "file:///fox.mp4"])
def test_a_file_on_this_machine_is_refused_with_a_sentence(client: Client, fake: Fake, thing: object) -> None:
    with pytest.raises(InvalidRequest, match="public http"):
        client.submit("it goes on", operation="extend", source_video=thing)
    assert fake.requests == []


@pytest.mark.slow
def test_xais_edit_and_extend_are_rehearsed_from_a_clip(tmp_path: Path) -> None:
    client = Client("xai", rehearse=True, library=tmp_path / "library", timeout=100)
    first = client.generate("a fox", duration=2, resolution="480p")
    longer = client.generate("it goes on", operation="extend", source_video=first, duration=2)
    assert longer.duration == pytest.approx(4, abs=0.3)
    assert longer.parents == (first.sha256,)
    assert client.generate("make it snow", operation="edit", source_video=first).rehearsal

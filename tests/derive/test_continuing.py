"""On from a last frame, and the same request with a change: asked of a provider on a real socket."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from grokwidget import Client
from grokwidget.errors import InvalidImage, InvalidRequest, LibraryError, MediaError
from grokwidget.jobs.engine import engine
from grokwidget.library import Clip
from tests.jobs.fake import Fake
from tests.media.footage import film

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Six seconds, tiny."""
    return film(tmp_path_factory.mktemp("video") / "six.mp4", seconds=6, fps=5, width=160, height=96).read_bytes()


@pytest.fixture
def fake(video: bytes) -> Iterator[Fake]:
    engine()._paces.clear()
    with Fake(video) as provider:
        yield provider


@pytest.fixture
def client(fake: Fake, tmp_path: Path) -> Client:
    """A client of that provider, which puts pictures at addresses."""

    def upload(data: bytes, name: str, mime: str) -> str:
        return f"https://pictures.example/{len(data)}/{name}"

    return Client(
        "aivideoapi", base_urls={"aivideoapi": fake.url}, library=tmp_path / "library", timeout=30, upload=upload
    )


def _asked(fake: Fake) -> dict[str, Any]:
    sent: dict[str, Any] = fake.seen("create")[-1].json
    return {**sent, **sent.get("input", {})}


def test_a_clip_goes_on_from_its_last_frame_and_knows_its_parent(client: Client, fake: Fake) -> None:
    clip = client.generate("a red fox", duration=6, resolution="480p", mode="fun")
    fake.video += b"\0\0\0\x0cfreeOTHR"  # or both clips would have the same bytes
    after = clip.then("it stops")
    assert after.prompt == "it stops"
    assert after.parents == (clip.sha256,)
    assert after.provider == "aivideoapi"
    assert after.record.image_keys == (f"frame:{clip.sha256}:-1",)
    assert after.request["mode"] == "fun"
    assert after.request["resolution"] == "480p"
    assert after.request["duration"] == 6
    assert fake.creates == 2
    assert client.library.lineage(clip).links == [(clip.sha256, after.sha256, "last_frame")]


def test_going_on_twice_with_the_same_words_pays_once(client: Client, fake: Fake) -> None:
    clip = client.generate("a red fox")
    first, second = clip.then("it stops"), client.then(clip, "it stops")
    assert second.from_library
    assert first.job_id == second.job_id
    assert fake.creates == 2


def test_what_is_said_wins_over_what_is_carried_over(client: Client) -> None:
    clip = client.generate("a red fox", duration=6, mode="fun")
    after = clip.then("it stops", mode="normal", duration=10)
    assert (after.request["mode"], after.request["duration"]) == ("normal", 10)


def test_a_choice_that_the_next_model_lacks_is_not_carried_over(client: Client) -> None:
    clip = client.generate("a red fox", mode="spicy")
    assert clip.then("it stops").request.get("mode") != "spicy"
    with pytest.raises(InvalidRequest):
        clip.then("it stops", mode="spicy")


def test_a_job_can_be_had_at_once(client: Client, fake: Fake) -> None:
    clip = client.generate("a red fox")
    job = client.submit_then(clip, "it stops")
    assert job.result().parents == (clip.sha256,)


def test_a_clip_from_the_library_asks_the_newest_client_of_it(client: Client, fake: Fake) -> None:
    client.generate("a red fox")
    (found,) = client.library.search("fox")
    assert found.then("it stops").parents == (found.sha256,)


def test_a_clip_asks_the_client_that_gave_it_and_no_other(client: Client, fake: Fake) -> None:
    clip = client.generate("a red fox")
    other = Client("jimmyai", library=client.library, offline=True)
    assert client.library.asker is other
    assert clip.then("it stops").provider == "aivideoapi"


def test_without_a_client_the_sentence_names_the_call(client: Client, tmp_path: Path) -> None:
    clip = Clip.from_file(client.generate("a red fox").save(tmp_path / "away" / "fox.mp4"))
    for call in ("then", "again"):
        with pytest.raises(LibraryError, match=rf"client\.{call}\(clip, …\)"):
            getattr(clip, call)("on")
    assert client.then(clip, "it stops").parents == (clip.sha256,)


def test_a_client_is_not_kept_alive_by_its_library(fake: Fake, tmp_path: Path) -> None:
    made = Client("aivideoapi", base_urls={"aivideoapi": fake.url}, library=tmp_path / "library")
    library = made.library
    del made
    gc.collect()
    assert library.asker is None


def test_a_part_of_a_clip_can_be_gone_on_from_with_the_clients_own_provider(client: Client) -> None:
    part = client.generate("a red fox").trim(0, 2)
    after = client.then(part, "it stops")
    assert after.provider == "aivideoapi"
    assert after.parents == (part.sha256,)


def test_a_clip_whose_file_is_gone_sends_nothing(client: Client, fake: Fake) -> None:
    clip = client.generate("a red fox")
    clip.path.unlink()
    with pytest.raises(MediaError, match="is not there"):
        clip.then("it stops")
    assert fake.creates == 1


def test_again_without_a_change_is_the_clip_that_is_there(client: Client, fake: Fake) -> None:
    clip = client.generate("a red fox", duration=6, mode="fun")
    assert clip.again() == clip
    assert fake.creates == 1


def test_again_with_a_change_keeps_all_else_and_is_linked(client: Client, fake: Fake) -> None:
    clip = client.generate("a red fox", duration=6, mode="fun", aspect_ratio="16:9", take=2)
    changed = clip.again("a blue fox")
    same = ("duration", "mode", "aspect_ratio", "operation")
    assert {name: changed.request.get(name) for name in same} == {name: clip.request.get(name) for name in same}
    assert (changed.prompt, changed.record.take, changed.model) == ("a blue fox", 1, clip.model)
    record = client.library.ledger.get(changed.job_id)
    assert record is not None
    assert record.again_of == clip.sha256
    assert changed.parents == ()
    assert clip.again(take=3).record.take == 3
    assert fake.creates == 3
    assert client.library.check().sound


def test_again_with_the_same_change_pays_once(client: Client, fake: Fake) -> None:
    clip = client.generate("a red fox")
    assert clip.again("a blue fox") == clip.again(prompt="a blue fox")
    assert fake.creates == 2


def test_again_finds_files_and_pictures_in_memory_where_the_library_kept_them(
    client: Client, fake: Fake, tmp_path: Path
) -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (96, 160, 3), dtype=np.uint8)
    file = tmp_path / "cat.png"
    Image.fromarray(pixels[::-1]).save(file)
    for number, images in enumerate(([str(file)], [pixels], [file.read_bytes()])):
        clip = client.generate(f"a cat {number}", images=images)
        kept_keys = clip.record.image_keys
        file.rename(tmp_path / "moved.png")
        changed = clip.again(f"a dog {number}")
        (tmp_path / "moved.png").rename(file)
        assert changed.record.image_keys == kept_keys
        assert clip.again() == clip
    assert client.library.check().flaws == ()


def test_again_of_a_clip_that_went_on_uses_the_same_frame(client: Client) -> None:
    first = client.generate("a red fox")
    changed = first.then("it stops").again("it runs")
    assert changed.record.image_keys == (f"frame:{first.sha256}:-1",)


def test_a_picture_that_is_gone_is_named_and_nothing_is_sent(client: Client, fake: Fake, tmp_path: Path) -> None:
    file = tmp_path / "cat.png"
    Image.new("RGB", (160, 96), "red").save(file)
    clip = client.generate("a cat", images=[file])
    for kept in (client.library.path / "images").iterdir():
        kept.unlink()
    with pytest.raises(InvalidImage, match=r"The picture cat\.png .* is not kept here"):
        clip.again("a dog")
    assert fake.creates == 1
    assert clip.again("a dog", images=[file]).record.image_keys == clip.record.image_keys


def test_what_was_cut_here_has_no_request_to_send_again(client: Client, fake: Fake) -> None:
    part = client.generate("a red fox").trim(0, 2)
    with pytest.raises(LibraryError, match="there is no request to send again"):
        client.again(part, "a blue fox")
    assert fake.creates == 1


def test_a_wrong_change_is_refused_before_anything_is_sent(client: Client, fake: Fake) -> None:
    clip = client.generate("a red fox")
    with pytest.raises(InvalidRequest):
        clip.again(colour="blue")
    with pytest.raises(InvalidRequest):
        clip.again(duration=-1)
    assert fake.creates == 1


def test_another_provider_gets_a_model_of_its_own(client: Client, fake: Fake) -> None:
    clip = client.generate("a red fox", duration=6)
    estimate = client.submit_again(clip, provider="aivideoapi")
    assert estimate.result() == clip
    with pytest.raises(Exception, match=r"(?i)key|offline|forbid|not allowed"):
        clip.again(provider="xai")
    assert fake.creates == 1

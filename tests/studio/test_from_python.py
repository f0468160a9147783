"""Every choice is a trait: set, observed, refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from grokwidget import Client, Studio
from grokwidget.errors import InvalidImage, InvalidRequest
from tests.jobs.fake import Fake

from ..waiting import until


def test_every_choice_is_a_trait_that_can_be_set_and_observed(make: Callable[..., Studio]) -> None:
    studio = make(prompt="a red fox", aspect_ratio="16:9")
    heard: list[tuple[str, Any]] = []
    studio.observe(lambda change: heard.append((change.name, change.new)), ["prompt", "duration", "mode"])
    studio.prompt, studio.duration, studio.mode = "a blue fox", 10, "fun"
    assert heard == [("prompt", "a blue fox"), ("duration", 10), ("mode", "fun")]
    assert (studio.provider, studio.aspect_ratio, studio.model) == ("aivideoapi", "16:9", None)


def test_the_price_follows_every_change(make: Callable[..., Studio]) -> None:
    studio = make(prompt="a red fox", duration=6)
    first = studio._price["cost"]
    studio.duration = 12
    assert "credits" in first
    assert studio._price["cost"] != first
    assert studio._price["standing"] == "new"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("provider", "nobody", "nobody"),
        ("model", "grok-9", "grok-9"),
        ("aspect_ratio", "17:5", "17:5"),
        ("resolution", "9000p", "9000p"),
        ("duration", 900, "900"),
        ("mode", "wild", "wild"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence_and_the_old_one_stays(
    make: Callable[..., Studio], name: str, value: Any, said: str
) -> None:
    studio = make(prompt="a fox")
    before = getattr(studio, name)
    with pytest.raises(InvalidRequest, match=said):
        setattr(studio, name, value)
    assert getattr(studio, name) == before


def test_what_it_begins_with_may_not_be_wrong_either(client: Client) -> None:
    with pytest.raises(InvalidRequest, match="ratoi"):
        Studio(client=client, ratoi="16:9")
    with pytest.raises(InvalidRequest, match="nobody"):
        Studio("nobody", client=client)
    with pytest.raises(InvalidImage):
        Studio(client=client, images=["not-there.png"])
    with pytest.raises(InvalidRequest, match="prmopt"):
        Studio(client=client, locked="prmopt")


def test_another_provider_keeps_what_it_can_do_and_says_what_it_can_t(make: Callable[..., Studio]) -> None:
    studio = make(prompt="a fox", aspect_ratio="16:9", duration=25)
    studio.provider = "xai"
    assert studio.aspect_ratio == "16:9"
    assert studio.duration == 15
    assert "25" in studio._notes["duration"]
    assert "15" in studio._notes["duration"]


def test_images_from_python_are_kept_in_order_and_told_to_the_page(make: Callable[..., Studio], tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        Image.new("RGB", (64, 48), "red").save(tmp_path / name)
    studio = make(prompt="@image1 then @image2")
    studio.images = [tmp_path / "a.png", tmp_path / "b.png"]
    assert [ref.label for ref in studio.images] == ["a.png", "b.png"]
    assert [facts["name"] for facts in studio._images] == ["a.png", "b.png"]
    assert studio._images[0]["width"] == 64
    studio.images = []
    assert studio._images == []
    assert "prompt" not in studio._problems  # without images the text is only text


def test_a_wrong_image_leaves_the_tray_as_it_was(make: Callable[..., Studio], tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    studio = make(images=[tmp_path / "a.png"])
    with pytest.raises(InvalidImage, match=r"gone\.png"):
        studio.images = [tmp_path / "gone.png"]
    assert [ref.label for ref in studio.images] == ["a.png"]


def test_generate_gives_the_clip_and_shows_it(make: Callable[..., Studio], fake: Fake) -> None:
    studio = make(prompt="a red fox", duration=6)
    clips: list[Any] = []
    studio.observe(lambda change: clips.append(change.new), "clip")
    clip = studio.generate()
    until(lambda: studio.clip == clip)
    assert clips == [clip]
    assert studio._shown == "clip"
    assert studio._clip["key"] == f"{clip.job_id}:0"
    assert [job.id for job in studio.jobs] == [clip.job_id]
    assert studio._jobs[0]["state"]["status"] == "done"
    assert fake.creates == 1


def test_the_same_again_costs_nothing_and_says_so_before_and_after(make: Callable[..., Studio], fake: Fake) -> None:
    studio = make(prompt="a red fox", duration=6)
    first = studio.generate()
    until(lambda: studio._price["standing"] == "library")
    assert "costs nothing" in studio._price["said"]
    again = studio.submit()
    assert again.result() == first
    until(lambda: "library" in studio._jobs[0]["details"])
    assert fake.creates == 1


def test_a_clip_set_from_python_is_shown_and_anything_else_is_refused(make: Callable[..., Studio]) -> None:
    studio = make(prompt="a fox")
    clip = studio.generate()
    until(lambda: studio.clip == clip)
    studio.clip = None
    assert studio._shown == ""
    studio.clip = clip
    assert studio._clip["prompt"] == "a fox"
    with pytest.raises(Exception, match="str"):
        studio.clip = "fox.mp4"


def test_a_new_panel_finds_what_is_under_way(make: Callable[..., Studio], fake: Fake) -> None:
    fake.gate.clear()
    job = make(prompt="a fox").submit()
    until(lambda: job.status == "running" or job.status == "queued")
    other = make()
    assert [each.id for each in other.jobs] == [job.id]
    assert other._shown == job.id
    job.stop()


@pytest.mark.slow
def test_restore_puts_a_request_back_with_its_pictures(make: Callable[..., Studio], tmp_path: Path) -> None:
    Image.new("RGB", (64, 48), "red").save(tmp_path / "cat.png")
    studio = make(prompt="@image1 walks", aspect_ratio="1:1", duration=10, mode="fun")
    studio.provider = "local"
    studio.images = [tmp_path / "cat.png"]
    clip = studio.generate()
    until(lambda: (studio.client.library.path / "images").is_dir())
    (tmp_path / "cat.png").unlink()
    studio.prompt, studio.images, studio.aspect_ratio, studio.duration, studio.mode = "other", [], "16:9", 6, None
    studio.restore(clip)
    put_back = [getattr(studio, name) for name in ("prompt", "aspect_ratio", "duration", "mode")]
    assert put_back == ["@image1 walks", "1:1", 10, "fun"]
    assert [ref.label for ref in studio.images] == ["cat.png"]
    assert studio._price["standing"] == "library"

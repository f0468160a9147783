"""What is asked: how a request is understood, and how a wrong one is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from grokwidget.errors import InvalidImage, InvalidRequest
from grokwidget.request import VideoRequest, as_image


@pytest.mark.parametrize(
    ("thing", "kind"),
    [
        ("cat.png", "path"),
        (Path("cat.png"), "path"),
        ("C:\\pictures\\cat.png", "path"),
        ("https://example.com/cat.png", "url"),
        ("HTTP://example.com/cat.png", "url"),
        ("data:image/png;base64,AAAA", "data"),
        (b"\x89PNG", "bytes"),
        (bytearray(b"\x89PNG"), "bytes"),
        (Image.new("RGB", (2, 2)), "pixels"),
        (np.zeros((2, 2, 3), np.uint8), "pixels"),
        (Figure(), "figure"),
    ],
)
def test_a_reference_image_is_recognised_by_what_it_is(thing: object, kind: str) -> None:
    assert as_image(thing).kind == kind


@pytest.mark.parametrize("thing", [3, None, object(), "", "   ", {"url": "x"}])
def test_what_is_no_image_is_refused_with_a_sentence(thing: object) -> None:
    with pytest.raises(InvalidImage, match=r"image|name"):
        as_image(thing)


def test_one_image_needs_no_list() -> None:
    assert len(VideoRequest.of("a", images="cat.png").images) == 1
    assert len(VideoRequest.of("a", images=np.zeros((2, 2, 3), np.uint8)).images) == 1
    assert len(VideoRequest.of("a", images=["a.png", b"b"]).images) == 2


@pytest.mark.parametrize(
    ("field", "written", "read"),
    [
        ("aspect_ratio", "16:9", "16:9"),
        ("aspect_ratio", " 16 : 9 ", "16:9"),
        ("aspect_ratio", "16：9", "16:9"),
        ("aspect_ratio", "16x9", "16:9"),
        ("resolution", "720P", "720p"),
        ("resolution", 720, "720p"),
        ("resolution", "480", "480p"),
        ("mode", "Fun", "fun"),
        ("prompt", "  a fox \n", "a fox"),
    ],
)
def test_the_usual_spellings_of_a_value_mean_the_same(field: str, written: object, read: str) -> None:
    fields = {"prompt": "a"} | {field: written}
    assert getattr(VideoRequest.of(**fields), field) == read  # type: ignore[arg-type]  # spellings are the point


def test_an_unknown_field_is_refused_with_the_nearest_right_one() -> None:
    with pytest.raises(InvalidRequest, match="Did you mean aspect_ratio"):
        VideoRequest.of("a", aspect_ration="16:9")


@pytest.mark.parametrize("duration", [float("nan"), float("inf"), "six"])
def test_a_duration_that_is_no_length_is_refused(duration: object) -> None:
    with pytest.raises(InvalidRequest, match="duration"):
        VideoRequest.of("a", duration=duration)


@pytest.mark.parametrize("url", ["example.com/hook", "ftp://example.com/x", "javascript:alert(1)"])
def test_a_callback_must_be_an_absolute_http_address(url: str) -> None:
    with pytest.raises(InvalidRequest, match="http"):
        VideoRequest.of("a", callback_url=url)


def test_a_refusal_shows_no_value_that_could_be_a_secret() -> None:
    with pytest.raises(InvalidRequest) as caught:
        VideoRequest.of("a", callback_url="ftp://user:canary@example.com")
    assert "canary" not in str(caught.value)
    assert "canary" not in repr(VideoRequest.of("a", callback_url="https://user:canary@example.com"))


def test_the_prompt_tells_which_images_it_speaks_of_in_its_order() -> None:
    assert VideoRequest.of("@image2 then @Image1, @image 3").image_references() == [2, 1, 3]


def test_the_chosen_values_are_plain_json_without_the_callback() -> None:
    chosen = VideoRequest.of("a", duration=6, images=["cat.png"], callback_url="https://example.com/x").choices()
    assert chosen == {"prompt": "a", "operation": "generate", "duration": 6.0, "images": ["cat.png"], "take": 1}


@pytest.mark.parametrize(
    "images", [[5], "~no-such-user/x.png", Path("~no-such-user/x.png"), "http://[abc", ["a.png", ""]]
)
def test_an_image_that_can_not_be_meant_is_refused_in_one_sentence(images: object) -> None:
    with pytest.raises(InvalidImage) as caught:
        VideoRequest.of("a", images=images)
    assert "Value error" not in str(caught.value)
    assert str(caught.value).count("Nothing was sent") == 1

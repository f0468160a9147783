from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from grokwidget.media.poster import webp, within

pytestmark = pytest.mark.slow


def uri(data: bytes, mime: str = "image/webp") -> str:
    return f"data:{mime};base64,{base64.b64encode(data).decode('ascii')}"


def noise() -> Image.Image:
    return Image.fromarray(np.random.default_rng(7).integers(0, 256, (360, 640, 3), np.uint8))


def picture(text: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(text.partition(",")[2])))


def test_a_poster_that_fits_is_left_as_it_is() -> None:
    text = uri(b"whatever it is")
    assert within(text, len(text)) is text
    assert within("", 10) == ""


@pytest.mark.parametrize("limit", [12_000, 5_000])
def test_a_poster_that_is_too_large_becomes_a_smaller_one_of_the_same_shape(limit: int) -> None:
    large = uri(webp(noise()))
    assert len(large) > 12_000
    small = within(large, limit)
    assert small.startswith("data:image/webp;base64,")
    assert limit // 3 < len(small) <= limit
    assert picture(small).width / picture(small).height == pytest.approx(16 / 9, rel=0.02)


def test_a_poster_of_another_format_is_read_too() -> None:
    buffer = io.BytesIO()
    noise().save(buffer, "PNG")
    assert picture(within(uri(buffer.getvalue(), "image/png"), 12_000)).format == "WEBP"


def test_a_large_poster_that_is_no_picture_is_none() -> None:
    assert within(uri(b"x" * 20_000), 12_000) == ""
    assert within("data:image/webp;base64,A" + "A" * 20_001, 12_000) == ""

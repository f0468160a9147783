"""Reference images: judged by content, kept upright in a form that the renderer reads, never fetched from outside."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from grokwidget.local import fetching, images
from grokwidget.local.dialects.local import LOCAL

from .test_service_life import listener

pytestmark = pytest.mark.slow


def _bytes(form: str, mode: str = "RGB", size: tuple[int, int] = (40, 20), **how: Any) -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(buffer, form, **how)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("PNG", "RGBA"),
        ("PNG", "1"),
        ("WEBP", "RGB"),
        ("GIF", "P"),
        ("BMP", "RGB"),
        ("TIFF", "RGB"),
    ],
)
def test_each_kind_of_picture_becomes_one_that_the_renderer_reads(form: str, mode: str, tmp_path: Path) -> None:
    name = images.keep(_bytes(form, mode), LOCAL.data_urls, tmp_path)
    picture = images.opened(tmp_path / name)
    assert (picture.width, picture.height) == (40, 20)
    with Image.open(picture.path) as again:
        assert again.format in images.PLAIN
        assert again.mode in ("RGB", "RGBA", "L", "P")


def test_a_plain_picture_keeps_its_bytes_and_the_same_bytes_their_name(tmp_path: Path) -> None:
    data = _bytes("PNG")
    name = images.keep(data, LOCAL.data_urls, tmp_path)
    assert (tmp_path / name).read_bytes() == data
    assert images.keep(data, LOCAL.data_urls, tmp_path) == name
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_sixteen_bits_of_grey_stay_grey(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.fromarray(np.full((8, 8), 32_768, dtype=np.uint16)).save(buffer, "PNG")
    name = images.keep(buffer.getvalue(), LOCAL.data_urls, tmp_path)
    with Image.open(tmp_path / name) as picture:
        assert picture.convert("RGB").getpixel((4, 4)) == (128, 128, 128)


def test_the_first_frame_of_an_animation_is_taken(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    name = images.keep(buffer.getvalue(), LOCAL.data_urls, tmp_path)
    with Image.open(tmp_path / name) as picture:
        assert not getattr(picture, "is_animated", False)
        assert picture.convert("RGB").getpixel((4, 4)) == (255, 0, 0)


def test_a_huge_picture_is_made_smaller(tmp_path: Path) -> None:
    name = images.keep(_bytes("JPEG", size=(6_000, 3_000)), LOCAL.data_urls, tmp_path)
    picture = images.opened(tmp_path / name)
    assert (picture.width, picture.height) == (4_096, 2_048)


@pytest.mark.parametrize("url", ["data:image/png;base64,aGk=", "data:,hi", "DATA:text/plain;charset=x;BASE64,aGk="])
def test_a_data_url_is_read_in_all_its_spellings(url: str) -> None:
    assert images.from_data_url(url) == b"hi"


def test_a_placeholder_is_a_picture_that_depends_on_its_address_alone(tmp_path: Path) -> None:
    one = images.placeholder("https://example.com/a/门.png?x=1", tmp_path, "not fetched offline")
    again = images.placeholder("https://example.com/a/门.png?x=1", tmp_path / "b", "not fetched offline")
    other = images.placeholder("https://example.com/b.png", tmp_path, "not fetched offline")
    assert one.path.read_bytes() == again.path.read_bytes() != other.path.read_bytes()
    with Image.open(one.path) as picture:
        assert np.asarray(picture.convert("RGB")).std(axis=(0, 1)).min() > 5, "it is no flat colour"


@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.0.1/a.png",
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1.evil.example/a.png",
        "http://localhost.evil.example/a.png",
        "http://[::ffff:10.0.0.1]/a.png",
        "http://2130706433.example/",
        "http://[bad/",
    ],
)
def test_nothing_outside_of_this_machine_is_fetched(url: str) -> None:
    assert not fetching.is_loopback(url)
    with pytest.raises(fetching.NotAllowed):
        fetching.fetch(url, anywhere=False)


@pytest.mark.parametrize("url", ["http://127.0.0.1:80/", "http://localhost/", "http://LOCALHOST:1/", "http://[::1]/x"])
def test_this_machine_is_known_by_its_literal_names(url: str) -> None:
    assert fetching.is_loopback(url)


def test_a_redirect_out_of_this_machine_is_not_followed() -> None:
    with (
        listener(redirects={"/a.png": "http://169.254.169.254/"}) as (address, _),
        pytest.raises(fetching.NotAllowed),
    ):
        fetching.fetch(f"{address}/a.png", anywhere=False)


def test_redirects_on_this_machine_are_followed_but_not_for_ever() -> None:
    turns = {"/a": "/b", "/b": "/picture", "/round": "/round"}
    with listener(pictures={"/picture": b"data"}, redirects=turns) as (address, _):
        assert fetching.fetch(f"{address}/a", anywhere=False) == b"data"
        with pytest.raises(images.BadImage) as caught:
            fetching.fetch(f"{address}/round", anywhere=False)
    assert caught.value.said("en") == "could not be fetched: too many redirects"


def test_a_padded_base64_is_the_same_as_what_was_encoded() -> None:
    for length in range(5):
        data = bytes(range(length))
        assert images.from_data_url("data:;base64," + base64.b64encode(data).decode()) == data

"""Reference images: by what they are, never by their name; upright; within the model's rule; with their own key."""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from grokwidget.catalog import ImageRule
from grokwidget.errors import InvalidImage
from grokwidget.media.images import LoadedImage, key, load
from grokwidget.request import as_image
from tests.media.footage import film, frame_number

ANY = ImageRule(maximum=7, sources=frozenset({"url", "data"}))
ADDRESSES = ImageRule(maximum=7)
PICTURES = ImageRule(maximum=7, sources=frozenset({"bytes"}))


def _load(thing: object, rule: ImageRule = ANY) -> LoadedImage:
    loaded = load(as_image(thing), rule=rule)
    assert loaded.key == key(as_image(thing))
    return loaded


def _sent(loaded: LoadedImage) -> Image.Image:
    assert loaded.data is not None
    return Image.open(io.BytesIO(loaded.data))


def _photo(size: tuple[int, int] = (64, 48)) -> Image.Image:
    picture = Image.new("RGB", size, "navy")
    picture.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    return picture


def _bytes(picture: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(("kind", "mime"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_a_file_that_the_model_takes_keeps_its_bytes_whatever_its_name(tmp_path: Path, kind: str, mime: str) -> None:
    data = _bytes(_photo(), kind)
    path = tmp_path / "猫.txt"
    path.write_bytes(data)
    loaded = _load(path)
    assert (loaded.data, loaded.mime, loaded.width, loaded.height) == (data, mime, 64, 48)
    assert loaded.key == f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert (loaded.label, loaded.url) == ("猫.txt", None)


def test_the_same_file_has_the_same_key_as_path_bytes_and_data_url(tmp_path: Path) -> None:
    data = _bytes(_photo(), "PNG")
    (tmp_path / "a.png").write_bytes(data)
    url = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    wrapped = "data:image/jpeg;charset=x;base64," + "%0A".join(base64.urlsafe_b64encode(data).decode().split("A"))
    keys = {_load(thing).key for thing in (tmp_path / "a.png", str(tmp_path / "a.png"), data, bytearray(data), url)}
    assert len(keys) == 1
    assert wrapped != url


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_photo_is_sent_upright_as_its_exif_says_and_without_its_exif(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera of somebody"
    data = _bytes(_photo(), "JPEG", exif=exif, quality=95)
    loaded = _load(data)
    shown = _sent(loaded)
    assert (loaded.width, loaded.height) == shown.size == ((48, 64) if orientation >= 5 else (64, 48))
    corner = {2: (-1, 0), 3: (-1, -1), 4: (0, -1), 5: (0, 0), 6: (-1, 0), 7: (-1, -1), 8: (0, -1)}[orientation]
    x, y = (4 if corner[0] == 0 else shown.width - 5), (4 if corner[1] == 0 else shown.height - 5)
    red, _, blue = shown.convert("RGB").getpixel((x, y))  # type: ignore[misc]  # three bands
    assert red > 150 > blue
    assert b"Camera of somebody" not in (loaded.data or b"")
    assert loaded.key == f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_an_upright_photo_keeps_its_bytes_with_all_that_is_in_them() -> None:
    exif = Image.Exif()
    exif[0x0112] = 1
    data = _bytes(_photo(), "JPEG", exif=exif)
    assert _load(data).data == data


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_a_format_that_the_model_does_not_take_is_converted_under_the_same_key(kind: str) -> None:
    data = _bytes(_photo(), kind)
    loaded = _load(data)
    assert loaded.mime == "image/png"
    assert _sent(loaded).format == "PNG"
    assert loaded.key == f"sha256:{hashlib.sha256(data).hexdigest()}"
    keeps = ANY.model_copy(update={"formats": ("GIF", "BMP", "TIFF")})
    assert load(as_image(data), rule=keeps).data == data


def test_of_an_animation_the_first_frame_is_sent() -> None:
    frames = [Image.new("RGB", (20, 10), colour) for colour in ("lime", "red", "blue")]
    for kind in ("GIF", "WEBP", "PNG"):
        data = _bytes(
            frames[0], kind, save_all=True, append_images=frames[1:], **({"lossless": True} if kind == "WEBP" else {})
        )
        shown = _sent(_load(data))
        assert getattr(shown, "n_frames", 1) == 1
        assert shown.convert("RGB").getpixel((5, 5)) == (0, 255, 0)


def test_a_picture_for_print_is_sent_in_the_colours_of_a_screen() -> None:
    loaded = _load(_bytes(_photo().convert("CMYK"), "JPEG"))
    assert _sent(loaded).mode == "RGB"


def test_transparency_becomes_white_where_only_jpeg_is_taken() -> None:
    clear = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    only_jpeg = ANY.model_copy(update={"formats": ("JPEG",)})
    shown = _sent(load(as_image(_bytes(clear, "PNG")), rule=only_jpeg))
    assert shown.convert("RGB").getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"just a text, honestly", "holds text"),
        ("纯文本".encode() * 2000, "holds text"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "SVG drawing"),
        (b"%PDF-1.7\n\x00", "PDF"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2", "is a video"),
        (bytes(range(256)) * 8, "no picture that can be read"),
        (b"\x89PNG\r\n\x1a\n", "no picture|damaged"),
    ],
)
def test_what_is_no_picture_is_told_from_what_it_is(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(content)
    with pytest.raises(InvalidImage, match=words) as told:
        load(as_image(path), rule=ANY)
    assert "cat.png" in str(told.value)
    assert "Nothing was sent" in str(told.value)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("part", [0.2, 0.6, 0.95])
def test_a_picture_that_is_cut_short_is_refused(kind: str, part: float) -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (80, 120, 3), dtype=np.uint8))
    data = _bytes(noise, kind)
    with pytest.raises(InvalidImage, match=r"damaged|no picture"):
        load(as_image(data[: int(len(data) * part)]), rule=ANY)


def test_a_missing_file_is_refused_with_the_nearest_name_in_that_folder(tmp_path: Path) -> None:
    (tmp_path / "cat.png").write_bytes(b"x")
    with pytest.raises(InvalidImage, match=r"no image cta\.png in .*cat\.png"):
        load(as_image(tmp_path / "cta.png"), rule=ANY)
    with pytest.raises(InvalidImage, match="no image"):
        load(as_image(tmp_path / "no" / "folder.png"), rule=ANY)


def test_a_folder_a_device_and_an_impossible_name_are_refused(tmp_path: Path) -> None:
    for path, words in (
        (tmp_path, "is a folder"),
        (Path("/dev/zero"), "no ordinary file"),
        (Path("a\0b"), "can't be read|no image"),
    ):
        with pytest.raises(InvalidImage, match=words):
            load(as_image(path), rule=ANY)


def test_an_image_over_the_models_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.png"
    with path.open("wb") as file:
        file.truncate(11 * 1024 * 1024)
    with pytest.raises(InvalidImage, match=r"big\.png has 11\.0 MB; the model takes at most 10 MB"):
        load(as_image(path), rule=ANY)


def _png_of(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [9_200, 10_000, 30_000, 200_000])
def test_a_small_file_that_unfolds_to_a_huge_picture_is_refused(side: int) -> None:
    with pytest.raises(InvalidImage, match="more than 80 million pixels"):
        load(as_image(_png_of(side, side)), rule=ANY)


def test_pictures_in_memory_have_the_same_key_for_the_same_pixels() -> None:
    photo = _photo()
    array = np.asarray(photo)
    opaque = np.dstack([array, np.full(array.shape[:2], 255, np.uint8)])
    floats = array.astype(np.float64) / 255
    keys = {
        _load(thing).key for thing in (photo, photo.convert("RGBA"), array, opaque, floats, array[:, ::-1][:, ::-1])
    }
    assert len(keys) == 1
    assert keys.pop().startswith("pixels:64x48:")
    assert _load(array[:24]).key != _load(array[24:]).key
    assert _load(array.reshape(96, 32, 3)).key != _load(array).key


def test_a_picture_in_memory_is_sent_without_loss_and_as_jpeg_only_when_it_would_be_too_big() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 300, 3), dtype=np.uint8)
    exact = _load(noise)
    assert exact.mime == "image/png"
    assert np.array_equal(np.asarray(_sent(exact)), noise)
    small = ANY.model_copy(update={"max_bytes": 100_000})
    assert load(as_image(noise), rule=small).mime == "image/jpeg"
    with pytest.raises(InvalidImage, match="takes at most"):
        load(as_image(noise), rule=ANY.model_copy(update={"max_bytes": 1_000}))


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.zeros((3, 64, 64), np.uint8), "3 × 64 × 64"),
        (np.zeros((0, 64, 3), np.uint8), "0 × 64 × 3"),
        (np.zeros(5), "shape 5"),
        (np.full((4, 4, 3), 255.0), "from 255 to 255"),
        (np.full((4, 4, 3), np.nan), "from nan"),
        (np.full((4, 4, 3), -1), "from -1"),
        (np.full((4, 4, 3), "a"), "<U1"),
    ],
)
def test_an_array_that_is_no_picture_is_refused_with_its_shape_or_range(array: Any, words: str) -> None:
    with pytest.raises(InvalidImage, match=words):
        load(as_image(array), rule=ANY)


def test_grey_arrays_masks_and_whole_numbers_are_pictures() -> None:
    grey = np.arange(64, dtype=np.uint8).reshape(8, 8)
    assert _load(grey).key == _load(grey[:, :, None]).key == _load(grey.astype(np.int64)).key
    assert _sent(_load(grey > 30)).convert("L").getextrema() == (0, 255)


def test_a_figure_is_drawn_and_has_the_same_key_when_drawn_again() -> None:
    figure_class = pytest.importorskip("matplotlib.figure").Figure
    figure = figure_class(figsize=(2, 1), dpi=100)
    figure.add_subplot().plot([1, 3, 2])
    first = _load(figure)
    assert (first.width, first.height, first.mime, first.label) == (200, 100, "image/png", "a figure")
    assert _load(figure).key == first.key


def test_an_address_is_passed_on_unfetched_where_the_model_takes_addresses() -> None:
    loaded = _load("https://cdn.example/cat.png?size=2", ADDRESSES)
    assert (loaded.data, loaded.url, loaded.key) == (
        None, "https://cdn.example/cat.png?size=2", "url:https://cdn.example/cat.png?size=2",
    )  # fmt: skip
    assert "size=2" not in repr(loaded)


def test_an_address_is_refused_where_the_model_takes_only_bytes() -> None:
    with pytest.raises(InvalidImage, match="takes no image addresses"):
        load(as_image("https://cdn.example/cat"), rule=PICTURES)


def test_a_picture_on_this_machine_is_refused_where_only_addresses_are_taken() -> None:
    with pytest.raises(InvalidImage, match=r"by public address only.*https address"):
        load(as_image(_photo()), rule=ADDRESSES)


@pytest.mark.parametrize("url", ["data:image/png;base64", "data:image/png;base64,@@@@", "data:image/png;base64,abcde="])
def test_a_broken_data_url_is_refused(url: str) -> None:
    with pytest.raises(InvalidImage, match="data URL"):
        load(as_image(url), rule=ANY)


def test_a_clip_gives_its_last_frame_under_a_key_of_the_clip(tmp_path: Path) -> None:
    class Film:
        path = film(tmp_path / "film.mp4", seconds=1)
        sha256 = "f" * 64

        def last_frame(self) -> None: ...

    loaded = _load(Film())
    assert loaded.key == f"frame:{'f' * 64}:-1"
    assert frame_number(_sent(loaded)) == 23
    Film.path.unlink()
    with pytest.raises(InvalidImage, match="not there"):
        load(as_image(Film()), rule=ANY)


def test_a_pil_file_is_turned_as_opened_and_a_worked_on_picture_is_not(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "photo.jpg"
    _photo().save(path, exif=exif)
    with Image.open(path) as opened:
        assert (_load(opened).width, _load(opened).height) == (48, 64)
        rotated = opened.rotate(90, expand=True)
    assert (_load(rotated).width, _load(rotated).height) == rotated.size

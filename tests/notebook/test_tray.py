"""The tray of reference images: everything that can be put in, judged by the model's rule, and never lost."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grokwidget.catalog import ImageRule
from grokwidget.errors import InvalidImage
from grokwidget.media.images import key, load
from grokwidget.notebook.tray import MOST_IMAGES, Tray
from grokwidget.request import as_image

from ..media.footage import film
from .clips import make_clip
from .trays import ADDRESSES, BYTES, RULE, Page, encoded, names, photo, problems, thumb


def test_everything_that_a_request_takes_can_be_put_in(tmp_path: Path) -> None:
    path = tmp_path / "猫.png"
    path.write_bytes(encoded(photo()))
    data = encoded(photo((32, 16)), "JPEG")
    things: dict[str, object] = {
        "path": path,
        "bytes": data,
        "data": f"data:image/jpeg;base64,{base64.b64encode(data).decode()}",
        "url": "https://example.com/cat.png",
        "pixels": np.zeros((20, 30, 3), np.uint8),
    }
    tray = Tray()
    tray.rule = RULE
    for thing in things.values():
        tray.add(thing)
    told = [(each["kind"], each["width"], each["height"], each["bytes"], each["problem"]) for each in tray.facts]
    assert told == [
        ("path", 64, 48, path.stat().st_size, ""),
        ("bytes", 32, 16, len(data), ""),
        ("data", 32, 16, len(data), ""),
        ("url", None, None, None, ""),
        ("pixels", 30, 20, None, ""),
    ]
    assert names(tray)[0] == "猫.png"
    assert names(tray)[3] == "example.com"
    assert [key(ref) for ref in tray.refs] == [key(as_image(thing)) for thing in things.values()]
    assert len({each["id"] for each in tray.facts}) == 5


def test_a_figure_and_an_array_are_kept_as_they_were_when_they_were_put_in() -> None:
    from matplotlib.figure import Figure

    figure, array = Figure(figsize=(2, 1), dpi=50), np.zeros((8, 8, 3), np.uint8)
    tray = Tray()
    tray.replace_all([figure, array])
    before = [key(ref) for ref in tray.refs]
    assert before == [key(as_image(figure)), key(as_image(array))]
    figure.text(0.5, 0.5, "later")
    array[:] = 255
    assert [key(ref) for ref in tray.refs] == before
    assert [each["kind"] for each in tray.facts] == ["figure", "pixels"]
    assert (tray.facts[0]["width"], tray.facts[0]["height"]) == (100, 50)


def test_a_clip_is_its_last_frame(tmp_path: Path) -> None:
    clip = make_clip(tmp_path)
    film(clip.path)
    tray = Tray()
    tray.add(clip)
    assert (names(tray), tray.facts[0]["kind"], tray.facts[0]["width"]) == (["clip.mp4"], "clip", 854)
    shown = thumb(Page(tray), tray.facts[0]["id"])
    assert max(shown.size) == 160
    clip.path.unlink()
    with pytest.raises(InvalidImage, match=r"clip\.mp4"):
        tray.add(clip)


def test_a_relative_path_means_the_folder_that_it_was_given_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cat.png").write_bytes(encoded(photo()))
    monkeypatch.chdir(tmp_path)
    tray = Tray()
    tray.add("cat.png")
    monkeypatch.chdir("/")
    assert load(tray.refs[0], rule=RULE).width == 64


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 not a picture", "PDF"),
        (b"<svg xmlns='x'><script>alert(1)</script></svg>", "SVG"),
        (b"hello", "holds text"),
        (b"\x89PNG\r\n\x1a\n and then nothing", "no picture|damaged"),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence_whatever_its_name(
    tmp_path: Path, data: bytes, sentence: str
) -> None:
    path = tmp_path / "x.jpg"
    path.write_bytes(data)
    changes: list[int] = []
    tray = Tray(lambda: changes.append(1))
    with pytest.raises(InvalidImage, match=sentence) as caught:
        tray.add(path)
    assert "charged" not in str(caught.value)
    assert "sent" not in str(caught.value)
    assert (tray.refs, changes) == ((), [])


def test_sentences_are_in_the_language_of_the_page() -> None:
    tray = Tray(lang=lambda: "zh")
    with pytest.raises(InvalidImage, match="是空的"):
        tray.add(b"")
    tray.add("https://example.com/a.png")
    tray.rule = BYTES
    assert problems(tray) == ["该模型不接受图片地址：请下载 example.com 的图片并给出文件。"]


def test_every_change_is_told_once_and_never_under_the_lock() -> None:
    seen: list[list[str]] = []

    def changed() -> None:
        with ThreadPoolExecutor(1) as pool:  # another thread gets in: the lock is free
            seen.append(pool.submit(lambda: [each["kind"] for each in tray.facts]).result(10))

    tray = Tray(changed)
    which = tray.add(encoded(photo()))
    tray.add("https://example.com/a.png")
    tray.move(which, 1)
    tray.rule = BYTES
    tray.rule = BYTES
    tray.remove(which)
    tray.clear()
    assert seen == [["bytes"], ["bytes", "url"], ["url", "bytes"], ["url", "bytes"], ["url"], []]


def test_a_change_of_model_loses_nothing_and_says_what_doesn_t_fit() -> None:
    tray = Tray()
    big = encoded(photo((400, 300)))
    tray.replace_all(["https://example.com/a.png", encoded(photo()), big])
    ids = [each["id"] for each in tray.facts]
    tray.rule = ImageRule(maximum=3, sources=frozenset({"bytes"}), max_bytes=100_000)
    first, second, third = problems(tray)
    assert "takes no image addresses" in first
    assert second == ""
    assert "MB" in third
    tray.rule = ADDRESSES
    assert ["public address" in problem for problem in problems(tray)] == [False, True, True]
    tray.rule = ImageRule(maximum=1, sources=frozenset({"url", "data"}))
    assert [problem[:32] for problem in problems(tray)] == ["", *["This model takes at most 1 image"] * 2]
    tray.rule = ImageRule(maximum=0)
    assert all("takes no images" in problem for problem in problems(tray))
    tray.rule = RULE
    assert problems(tray) == ["", "", ""]
    assert [each["id"] for each in tray.facts] == ids
    assert len(tray.refs) == 3


def test_more_than_the_model_takes_is_refused_one_by_one_and_kept_with_a_problem_as_a_whole() -> None:
    tray = Tray()
    tray.rule = ImageRule(maximum=1, sources=frozenset({"data"}))
    which = tray.add(encoded(photo()))
    with pytest.raises(InvalidImage, match="at most 1"):
        tray.add(encoded(photo(seed=1)))
    other = tray.add(encoded(photo((10, 10))), replacing=which)
    assert [each["id"] for each in tray.facts] == [other]
    tray.replace_all([encoded(photo()), encoded(photo(seed=1))])
    assert [bool(problem) for problem in problems(tray)] == [False, True]
    tray.rule = ImageRule(maximum=0)
    with pytest.raises(InvalidImage, match="takes no images"):
        tray.add(encoded(photo()))


@pytest.mark.parametrize(
    ("rule", "thing", "sentence"),
    [
        (BYTES, "https://example.com/a.png", "takes no image addresses"),
        (ADDRESSES, encoded(photo()), "public address"),
        (RULE.model_copy(update={"max_bytes": 1000}), encoded(photo()), "at most"),
    ],
)
def test_what_the_model_can_t_take_is_refused_when_it_is_added(rule: ImageRule, thing: Any, sentence: str) -> None:
    tray = Tray()
    tray.rule = rule
    with pytest.raises(InvalidImage, match=sentence):
        tray.add(thing)
    assert tray.refs == ()


def test_replacing_all_keeps_the_ids_of_what_stays_and_is_all_or_nothing() -> None:
    tray = Tray()
    tray.replace_all([encoded(photo()), "https://example.com/a.png"])
    first, second = tray.facts
    tray.replace_all([*reversed(tray.refs), tray.refs[0]])
    assert [each["id"] for each in tray.facts][:2] == [second["id"], first["id"]]
    assert tray.facts[2]["id"] not in (first["id"], second["id"])
    before = tray.facts
    with pytest.raises(InvalidImage):
        tray.replace_all([encoded(photo()), b"no picture"])
    with pytest.raises(InvalidImage, match=str(MOST_IMAGES)):
        tray.replace_all([encoded(photo((1, 1)))] * (MOST_IMAGES + 1))
    assert tray.facts == before


def test_moving_is_clipped_to_the_tray_and_removing_twice_does_no_harm() -> None:
    tray = Tray()
    tray.replace_all([f"https://{name}.example.com/" for name in "abc"])
    ids = [each["id"] for each in tray.facts]
    tray.move(ids[0], 99)
    assert names(tray) == ["b.example.com", "c.example.com", "a.example.com"]
    tray.move(ids[0], -5)
    tray.move(ids[2], 1)
    assert names(tray) == ["a.example.com", "c.example.com", "b.example.com"]
    tray.remove(ids[0])
    tray.remove(ids[0])
    assert names(tray) == ["c.example.com", "b.example.com"]
    with pytest.raises(InvalidImage, match="not here any more"):
        tray.move(ids[0], 0)
    assert names(tray) == ["c.example.com", "b.example.com"]

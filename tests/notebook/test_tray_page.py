"""The tray and its page: pictures that are uploaded, moved, removed, looked at; many threads; the end."""

from __future__ import annotations

import gc
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from grokwidget.catalog import ImageRule
from grokwidget.media.images import load
from grokwidget.notebook.tray import Tray
from grokwidget.request import ImageRef

from .trays import RULE, Page, encoded, names, photo, problems, thumb

pytestmark = pytest.mark.slow


def test_a_picture_from_the_page_keeps_the_page_s_id_its_name_and_its_bytes() -> None:
    tray = Tray()
    page = Page(tray)
    data = encoded(photo((200, 150)))
    assert page.send("p1", "../红狐.png", data) == {"id": "p1"}
    (facts,) = tray.facts
    told = {"name": "红狐.png", "kind": "path", "width": 200, "height": 150, "bytes": len(data), "problem": ""}
    assert facts == {"id": "p1", **told}
    loaded = load(tray.refs[0], rule=RULE)
    assert (loaded.data, loaded.label) == (data, "红狐.png")
    assert tray.refs[0].value.name != "红狐.png"


def test_pictures_from_the_page_take_the_place_of_another_or_the_end() -> None:
    tray = Tray()
    page = Page(tray)
    for ask in ("a", "b", "c"):
        page.send(ask, f"{ask}.png", encoded(photo()))
    assert page.send("new", "new.png", encoded(photo()), replace="b") == {"id": "new"}
    assert names(tray) == ["a.png", "new.png", "c.png"]
    page.send("late", "late.png", encoded(photo()), replace="b")
    assert names(tray) == ["a.png", "new.png", "c.png", "late.png"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"%PDF-1.7", "x.jpg is a PDF"), (b"<svg><script/></svg>", "SVG"), (b"x" * 3_000_000, "at most 2 MB")],
)
def test_a_wrong_file_from_the_page_is_answered_with_why_and_leaves_nothing(data: bytes, sentence: str) -> None:
    tray = Tray()
    tray.rule = ImageRule(maximum=2, sources=frozenset({"data"}), max_bytes=2 * 2**20)
    answer = Page(tray).send("a", "x.jpg", data)
    assert sentence in answer
    assert "charged" not in answer
    assert tray.facts == []
    assert tray._receiver.open == ()


def test_a_full_tray_refuses_before_a_byte_is_sent_but_not_for_what_a_reloaded_page_left() -> None:
    tray = Tray()
    tray.rule = ImageRule(maximum=2, sources=frozenset({"data"}))
    page = Page(tray)
    for left in ("x", "y", "z"):
        page.ask("begin", id=left, name="left.png", size=1000)
    page.send("a", "a.png", encoded(photo()))
    page.send("b", "b.png", encoded(photo()))
    assert "at most 2" in page.ask("begin", id="c", name="c.png", size=10)
    assert page.ask("begin", id="c", name="c.png", size=10, replace="a") == {"have": []}


def test_a_picture_that_was_on_its_way_when_the_model_changed_is_kept_with_a_problem() -> None:
    tray = Tray()
    page = Page(tray)
    data = encoded(photo())
    page.ask("begin", id="a", name="a.png", size=len(data))
    tray.rule = ImageRule(maximum=0)
    page.ask("chunk", data, id="a", offset=0)
    assert page.ask("end", id="a", sha256="") == {"id": "a"}
    assert "takes no images" in problems(tray)[0]


def test_the_page_moves_and_removes() -> None:
    tray = Tray()
    page = Page(tray)
    for ask in ("a", "b", "c"):
        page.send(ask, f"{ask}.png", encoded(photo()))
    assert page.ask("move", id="c", to=0) is None
    assert names(tray) == ["c.png", "a.png", "b.png"]
    assert page.ask("remove", id="a") is None
    assert names(tray) == ["c.png", "b.png"]
    assert "not here any more" in page.ask("move", id="a", to=0)


def test_a_small_picture_is_one_buffer_of_at_most_ten_kilobytes_also_of_noise() -> None:
    tray = Tray()
    page = Page(tray)
    shown = thumb(page, tray.add(encoded(photo((900, 600)))))
    assert max(shown.size) <= 160
    assert abs(shown.width / shown.height - 1.5) < 0.05


def test_a_small_picture_is_upright_and_on_white_and_of_the_first_frame() -> None:
    tray = Tray()
    page = Page(tray)
    lying = Image.new("RGB", (80, 40), "red")
    exif = Image.Exif()
    exif[0x0112] = 6
    which = tray.add(encoded(lying, "JPEG", exif=exif))
    assert (tray.facts[0]["width"], tray.facts[0]["height"]) == (40, 80)
    assert thumb(page, which).size == (40, 80)
    clear = thumb(page, tray.add(encoded(Image.new("RGBA", (50, 50), (0, 0, 0, 0)))))
    assert clear.convert("RGB").getpixel((25, 25)) == (255, 255, 255)
    frames = [Image.new("P", (50, 50), n) for n in (0, 1)]
    for frame in frames:
        frame.putpalette([0, 0, 255, 0, 255, 0])
    moving = tray.add(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    red, green, blue = thumb(page, moving).convert("RGB").getpixel((25, 25))  # type: ignore[misc]  # three bands
    assert (red < 60, green < 60, blue > 200) == (True, True, True)


def test_an_address_has_no_small_picture_and_a_made_one_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from grokwidget.media import images

    tray = Tray()
    page = Page(tray)
    assert page.ask("thumb", id=tray.add("https://example.com/a.png")) == {"mime": ""}
    assert page.buffers == []
    which = tray.add(encoded(photo()))
    first = thumb(page, which)
    monkeypatch.setattr(images, "thumbnail", None)
    assert thumb(page, which).tobytes() == first.tobytes()
    assert "not here any more" in page.ask("thumb", id="nothing")


def test_a_picture_whose_head_is_fine_and_whose_rest_is_not_gets_a_problem_when_it_is_looked_at() -> None:
    changes: list[int] = []
    tray = Tray(lambda: changes.append(1))
    which = tray.add(encoded(photo((300, 300)))[:50_000])
    assert problems(tray) == [""]
    page = Page(tray)
    assert page.ask("thumb", id=which) == {"mime": ""}
    assert "is damaged" in problems(tray)[0]
    assert len(changes) == 2
    assert page.ask("thumb", id=which) == {"mime": ""}
    assert len(changes) == 2


def test_a_picture_that_went_while_it_was_looked_at_does_not_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    from grokwidget.media import images

    tray = Tray()
    which = tray.add(encoded(photo()))

    def slow(ref: ImageRef, side: int) -> Image.Image:
        tray.remove(which)
        return photo()

    monkeypatch.setattr(images, "thumbnail", slow)
    Page(tray).ask("thumb", id=which)
    assert tray.facts == []


def test_many_threads_at_once_lose_nothing() -> None:
    tray = Tray()
    together = threading.Barrier(8, timeout=20)
    pictures = [encoded(photo((8, 8), seed)) for seed in range(8)]

    def work(seed: int) -> str:
        together.wait()
        which = tray.add(pictures[seed])
        for place in range(5):
            tray.move(which, place)
            assert any(each["id"] == which for each in tray.facts)
        return which

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(work, range(8)))
    assert sorted(each["id"] for each in tray.facts) == sorted(ids)


def test_closing_removes_the_files_and_a_job_that_still_holds_a_picture_keeps_its_own() -> None:
    tray = Tray()
    page = Page(tray)
    page.send("a", "a.png", encoded(photo()))
    page.send("b", "b.png", encoded(photo(seed=1)))
    page.ask("begin", id="c", name="c.png", size=1000)
    held, dropped = tray.refs[0], tray.refs[1].value
    tray.close()
    gc.collect()
    assert not dropped.exists()
    assert load(held, rule=RULE).width == 64
    folder = held.value.parent
    assert [each.name for each in folder.iterdir()] == [held.value.name]
    del held
    gc.collect()
    assert not folder.exists()
    assert "closed" in page.ask("begin", id="d", name="d.png", size=10)


def test_a_tray_that_nobody_holds_takes_its_folder_along() -> None:
    tray = Tray()
    data = encoded(photo())
    handlers = tray.handlers  # not over a channel: every widget lives as long as the kernel
    handlers["image.begin"]({"id": "a", "name": "a.png", "size": len(data)}, ())
    folder = tray._receiver.open[0].path.parent
    handlers["image.chunk"]({"id": "a", "offset": 0}, [data])
    handlers["image.end"]({"id": "a"}, ())
    assert [each.read_bytes() for each in folder.iterdir()] == [data]
    del tray, handlers
    gc.collect()
    assert not folder.exists()


def test_facts_of_a_full_tray_are_small() -> None:
    import json

    tray = Tray()
    tray.replace_all([encoded(photo((8, 8), seed)) for seed in range(7)])
    assert len(json.dumps(tray.facts)) < 2_000

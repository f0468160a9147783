"""The gallery's kernel half: what its page is told, what Python can set and read, what stays in a saved notebook."""

from __future__ import annotations

import base64
import io
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from grokwidget.errors import LibraryError
from grokwidget.library import ClipFile, JobRecord, Library
from grokwidget.notebook import session
from grokwidget.notebook.browsing import MOST_ITEMS, Shelf
from grokwidget.notebook.gallery import Gallery
from grokwidget.task import Cost

from .fake_page import FakePage

pytestmark = pytest.mark.slow

VIDEO = b"video"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library(tmp_path / "grokvideos")
    yield made
    made.close()


def noise() -> bytes:
    """A poster that can't be made small."""
    picture, buffer = Image.effect_noise((640, 360), 120).convert("RGB"), io.BytesIO()
    picture.save(buffer, "WEBP", quality=60)
    return buffer.getvalue()


def put(library: Library, number: int, prompt: str = "a red fox", *, clips: int = 1, **fields: Any) -> JobRecord:
    """A done job with files that nothing needs to play."""
    (library.path / "posters").mkdir(parents=True, exist_ok=True)
    files = []
    for n in range(clips):
        name = f"{number}-{n}"
        (library.path / f"{name}.mp4").write_bytes(VIDEO)
        (library.path / f"posters/{name}.webp").write_bytes(b"poster of " + name.encode())
        files.append(
            ClipFile(name=f"{name}.mp4", sha256="0" * 64, bytes=len(VIDEO), duration=6, width=848, height=480, fps=24,
                     poster=f"posters/{name}.webp")
        )  # fmt: skip
    told: dict[str, Any] = {
        "id": f"{number:032x}",
        "fingerprint": f"v1:{number}",
        "provider": "local",
        "model": "local-video",
        "prompt": prompt,
        "status": "done",
        "created_at": 1000.0 + number,
        "cost": Cost(amount=0, unit="credits", estimated=False),
        "clips": tuple(files),
    }
    job = JobRecord(**{**told, **fields})
    library.ledger.claim(job, lambda _: True)
    return job


def listed(page: FakePage, **body: Any) -> dict[str, Any]:
    result: dict[str, Any] = page.ask("list", {"search": "", "provider": "", "model": "", **body})[0]["result"]
    return result


def test_the_page_gets_the_newest_clips_with_all_that_a_tile_shows(library: Library) -> None:
    put(library, 1)
    put(library, 2, "一只红狐狸", provider="xai", model="grok", cost=Cost(amount=0.3, unit="usd", estimated=False))
    told = listed(FakePage(Gallery(library, lang="en")))
    first, second = told["items"]
    assert (first["prompt"], first["provider"], first["model"], first["created"]) == ("一只红狐狸", "xai", "grok", 1002)
    assert (first["key"], second["key"]) == (f"{2:032x}:0", f"{1:032x}:0")
    assert (first["width"], first["duration"], first["there"], second["cost"]) == (
        848,
        6,
        True,
        str(Cost(amount=0, unit="credits")),
    )
    assert "0.3" in first["cost"]
    assert told["total"] == 2
    assert told["providers"] == [
        {"name": "local", "models": ["local-video"]},
        {"name": "xai", "models": ["grok"]},
    ]
    json.dumps(told)


def test_a_search_and_filters_narrow_the_list_but_not_what_can_be_chosen(library: Library) -> None:
    put(library, 1, "fox")
    put(library, 2, "cat", provider="xai")
    page = FakePage(Gallery(library))
    assert [item["prompt"] for item in listed(page, search="FO")["items"]] == ["fox"]
    assert [item["prompt"] for item in listed(page, provider="xai")["items"]] == ["cat"]
    none = listed(page, provider="xai", search="fox")
    assert (none["items"], none["total"], len(none["providers"])) == ([], 0, 2)


def test_a_clip_whose_file_is_gone_or_another_is_told_as_not_there(library: Library) -> None:
    for number in range(3):
        put(library, number)
    (library.path / "1-0.mp4").unlink()
    (library.path / "0-0.mp4").write_bytes(b"shorter or longer")
    items = listed(FakePage(Gallery(library)))["items"]
    assert [item["there"] for item in items] == [True, False, False]


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ({"limit": 10**9}, MOST_ITEMS),
        ({"limit": 1}, 1),
        ({"limit": 0}, 0),
        ({"limit": -5}, 0),
        ({"limit": "many"}, 60),
        ({"limit": None}, 60),
        ({"limit": True}, 60),
        ({"limit": float("nan")}, 60),
        ({"limit": float("inf")}, MOST_ITEMS),
        ({"offset": -10, "limit": 2}, 2),
        ({"offset": 209, "limit": 5}, 1),
        ({"offset": 10**30}, 0),
        ({"search": "\ud83d fox"}, 60),  # half of an emoji
        ({"search": 7, "provider": ["x"], "model": {}}, 60),
        ({"search": "fox " * 100_000}, 60),
        ({"search": "x" * 10**6}, 0),
        ({"search": "\x00"}, 60),
        ({"provider": "' OR 1=1 --"}, 0),
    ],
)
def test_whatever_a_page_asks_the_list_is_clamped_and_nothing_breaks(
    library: Library, body: dict[str, Any], count: int
) -> None:
    put(library, 0, "fox", clips=210)
    told = listed(FakePage(Gallery(library)), **body)
    assert len(told["items"]) == count


def test_a_library_that_cannot_be_read_is_said_in_a_sentence(library: Library) -> None:
    put(library, 1)
    library.close()
    library.ledger.file.unlink()
    library.ledger.file.mkdir()
    answer, _ = FakePage(Gallery(library)).ask("list", {})
    assert answer["error"]["type"] == "LibraryError"
    assert len(answer["error"]["message"]) > 20


def test_lists_may_be_asked_for_by_many_threads_at_once(library: Library) -> None:
    for number in range(30):
        put(library, number)
    shelf = Shelf(library)
    found: list[list[str]] = []

    def look(offset: int) -> None:
        told = shelf.handlers["list"]({"offset": offset, "limit": 5}, ())
        found.append([item["key"] for item in told["items"]])

    threads = [threading.Thread(target=look, args=(offset,)) for offset in range(0, 30, 5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    keys = [key for page in found for key in page]
    assert len(keys) == len(set(keys)) == 30


def test_a_poster_and_the_video_come_by_the_clip_s_key_also_of_a_second_clip(library: Library) -> None:
    put(library, 1, clips=2)
    page = FakePage(Gallery(library))
    key = listed(page)["items"][1]["key"]
    assert page.ask("still", {"file": key, "kind": "poster"})[1] == [b"poster of 1-1"]
    opened = page.ask("open", {"file": key})[0]["result"]
    assert bytes.fromhex(opened["head"]) == VIDEO


def test_a_gone_clip_keeps_its_poster_and_says_what_is_missing(library: Library) -> None:
    put(library, 1)
    (library.path / "1-0.mp4").unlink()
    page = FakePage(Gallery(library, lang="en"))
    key = listed(page)["items"][0]["key"]
    assert page.ask("still", {"file": key, "kind": "poster"})[1] == [b"poster of 1-0"]
    assert "1-0.mp4" in page.ask("open", {"file": key})[0]["error"]["message"]


@pytest.mark.parametrize(
    "key", ["", "nonsense", f"{1:032x}", f"{1:032x}:1", f"{1:032x}:-1", f"{1:032x}:٠", "\ud83d:0", 7]
)
def test_a_key_that_is_none_is_an_error_in_words(library: Library, key: Any) -> None:
    put(library, 1)
    page = FakePage(Gallery(library))
    for kind in ("item", "open", "about"):
        assert page.ask(kind, {"file": key})[0]["error"]["type"] == "LibraryError", kind


def test_one_item_is_told_as_in_the_list(library: Library) -> None:
    put(library, 1)
    page = FakePage(Gallery(library))
    item = listed(page)["items"][0]
    assert page.ask("item", {"file": item["key"]})[0]["result"] == item


def test_python_reads_the_clip_that_is_open_and_chooses_one(library: Library) -> None:
    put(library, 1)
    put(library, 2, clips=2)
    gallery = Gallery(library)
    nothing = gallery.clip
    gallery.selected = f"{2:032x}:1"
    chosen = gallery.clip
    assert nothing is None
    assert chosen is not None
    assert chosen.path == library.path / "2-1.mp4"
    gallery.selected = "nonsense"
    with pytest.raises(LibraryError):
        _ = gallery.clip


def test_what_is_looked_for_can_be_given_set_and_observed(library: Library) -> None:
    gallery = Gallery(library, search="fox", provider="xai", model="grok")
    page = FakePage(gallery)
    heard: list[str] = []
    gallery.observe(lambda change: heard.append(change["new"]), "search")
    gallery.search = "cat"
    assert heard == ["cat"]
    assert page.updates == [{"search": "cat"}]
    assert (gallery.provider, gallery.model) == ("xai", "grok")


def test_refresh_has_the_page_look_again(library: Library) -> None:
    gallery = Gallery(library)
    page = FakePage(gallery)
    gallery.refresh()
    gallery.refresh()
    assert [update["_version"] for update in page.updates] == [1, 2]


def test_the_library_may_be_a_path_or_left_out(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(library, 1)
    by_path = Gallery(library.path)
    assert listed(FakePage(by_path))["total"] == 1
    by_path.library.close()

    class Client:
        def __init__(self) -> None:
            self.library = library

    monkeypatch.setattr(session, "client", Client)
    assert Gallery().library is library


def test_the_saved_state_is_small_and_holds_no_clip(library: Library) -> None:
    for number in range(60):
        put(library, number, "secret fox " * 40)
    gallery = Gallery(library, lang="auto")
    page = FakePage(gallery)
    listed(page)
    state = gallery.get_state()
    saved = json.dumps({name: state[name] for name in state if name not in ("layout", "_esm", "_css")})
    assert len(saved.encode()) < 20_000
    assert "secret fox" not in saved


class TestWithoutAKernel:
    """What stays in a saved notebook."""

    def html(self, gallery: Gallery) -> str:
        return str(gallery._repr_mimebundle_()[0]["text/html"])

    def test_the_newest_posters_are_there_within_20_kb(self, library: Library) -> None:
        for number in range(12):
            put(library, number, f"fox {number}")
            (library.path / f"posters/{number}-0.webp").write_bytes(noise())
        html = self.html(Gallery(library))
        pictures = re.findall(r'src="data:image/webp;base64,([^"]+)"', html)
        assert len(pictures) == 4
        assert len(html.encode()) <= 20_000
        assert max(Image.open(io.BytesIO(base64.b64decode(picture))).size for picture in pictures) <= (200, 200)
        assert "fox 11" in html
        assert "fox 0" not in html

    def test_the_text_says_what_it_is_and_how_many(self, library: Library) -> None:
        put(library, 1, clips=3)
        gallery = Gallery(library, lang="en")
        assert gallery._repr_mimebundle_()[0]["text/plain"] == repr(gallery) == "Gallery(grokvideos, clips: 3)"
        assert repr(Gallery(library, lang="zh")) == "视频库（grokvideos，视频：3 个）"

    def test_html_in_a_prompt_and_a_broken_poster_do_no_harm(self, library: Library) -> None:
        put(library, 1, "<script>alert(1)</script>")
        html = self.html(Gallery(library))
        assert "<script>" not in html
        assert "&lt;script&gt;" in html
        assert "<img" not in html

    def test_an_empty_library_and_one_that_cannot_be_read_say_so(self, library: Library) -> None:
        assert "0" in repr(Gallery(library, lang="en"))
        library.ledger.file.mkdir(parents=True)
        gallery = Gallery(library)
        assert repr(gallery).startswith("Gallery: ")
        assert "Gallery: " in self.html(gallery)

    def test_a_static_notebook_has_no_pictures(self, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
        put(library, 1)
        (library.path / "posters/1-0.webp").write_bytes(noise())
        assert "<img" in self.html(Gallery(library))
        monkeypatch.setenv("GROKWIDGET_STATIC", "1")
        assert "<img" not in self.html(Gallery(library))

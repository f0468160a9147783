from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import pytest

from grokwidget.host import Abilities
from grokwidget.notebook.delivery import Delivery, VideoFile, routes
from grokwidget.notebook.player import Player

from .fake_page import FakePage

BYTES = bytes(range(256)) * 10_000  # 2.56 MB: three chunks
CHUNK = Abilities().message  # where no page is known


@dataclasses.dataclass
class Clip:
    path: Path
    mime: str = "video/mp4"
    duration: float = 6.0
    fps: float = 24.0
    width: int = 848
    height: int = 480
    request: Any = dataclasses.field(default_factory=lambda: SimpleNamespace(prompt="a red fox"))

    def poster_data_uri(self) -> str:
        return "data:image/webp;base64,AAAA"


@pytest.fixture
def clip(tmp_path: Path) -> Clip:
    path = tmp_path / "fox.mp4"
    path.write_bytes(BYTES)
    return Clip(path)


def opened(page: FakePage, **body: Any) -> dict[str, Any]:
    result: dict[str, Any] = page.ask("open", body)[0]["result"]
    return result


def test_the_page_gets_the_facts_of_the_clip(clip: Clip) -> None:
    player = Player(clip, lang="en", details="local · free")
    assert (player.clip["name"], player.clip["duration"], player.clip["width"]) == ("fox.mp4", 6.0, 848)
    assert (player.prompt, player.details, player.poster[:5]) == ("a red fox", "local · free", "data:")


def test_a_clip_s_own_prompt_comes_first_and_none_is_no_error(clip: Clip) -> None:
    clip.request = None
    assert Player(clip).prompt == ""
    clip.prompt = "silk"  # type: ignore[attr-defined]  # a clip of another make
    assert Player(clip).prompt == "silk"


def test_no_byte_of_the_video_is_in_a_trait(clip: Clip) -> None:
    state = Player(clip).get_state()
    assert len(json.dumps({name: state[name] for name in state if name not in ("layout", "_esm", "_css")})) < 4000


def test_the_saved_state_names_no_folder_above_the_notebook_s(
    clip: Clip, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("grokwidget.notebook.card.notebook_folder", lambda: tmp_path)
    assert str(tmp_path) not in json.dumps(Player(clip).get_state(), default=str)


def test_chunks_make_the_file_in_any_order(clip: Clip) -> None:
    page = FakePage(Player(clip))
    told = opened(page)
    assert (told["size"], bytes.fromhex(told["head"])) == (len(BYTES), BYTES[:64])
    whole = bytearray(len(BYTES))
    for offset in reversed(range(0, len(BYTES), CHUNK)):
        answer, buffers = page.ask("chunk", {"token": told["token"], "offset": offset, "length": CHUNK})
        assert answer["result"] == {"offset": offset}
        whole[offset : offset + len(buffers[0])] = buffers[0]
    assert bytes(whole) == BYTES


@pytest.mark.parametrize(
    ("offset", "length", "size"), [(0, 1 << 30, CHUNK), (len(BYTES), 10, 0), (-5, 10, 10), (0, -1, 0)]
)
def test_a_chunk_is_never_more_than_the_largest_nor_outside_the_file(
    clip: Clip, offset: int, length: int, size: int
) -> None:
    page = FakePage(Player(clip))
    token = opened(page)["token"]
    _, buffers = page.ask("chunk", {"token": token, "offset": offset, "length": length})
    assert len(buffers[0]) == size


def test_a_file_that_changed_meanwhile_is_refused(clip: Clip) -> None:
    page = FakePage(Player(clip, lang="en"))
    token = opened(page)["token"]
    clip.path.write_bytes(BYTES + b"more")
    answer, _ = page.ask("chunk", {"token": token, "offset": 0, "length": 10})
    assert "changed" in answer["error"]["message"]


def test_a_file_that_is_gone_is_a_sentence_in_the_page_s_language(clip: Clip) -> None:
    page = FakePage(Player(clip, lang="zh"))
    clip.path.unlink()
    assert "文件已不存在：fox.mp4" in page.ask("open", {})[0]["error"]["message"]


def test_one_delivery_can_serve_many_files(clip: Clip, tmp_path: Path) -> None:
    other = tmp_path / "other.mp4"
    other.write_bytes(b"other")
    files = {"a": VideoFile(clip.path), "b": VideoFile(other)}
    handlers = Delivery(lambda key: files[key]).handlers
    assert handlers["open"]({"file": "b"}, [])["size"] == 5
    assert handlers["open"]({"file": "a"}, [])["size"] == len(BYTES)


def test_with_the_server_s_root_there_is_one_route_percent_encoded(tmp_path: Path) -> None:
    file = tmp_path / "my work" / "狐 #1?.mp4"
    file.parent.mkdir()
    file.write_bytes(b"x")
    (route,) = routes(file, str(tmp_path))
    assert unquote(route) == "my work/狐 #1?.mp4"
    assert route.isascii()
    assert not set(" #?") & set(route)


def test_a_root_below_home_may_begin_with_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "work").mkdir()
    assert routes(tmp_path / "work" / "a.mp4", "~/work") == ["a.mp4"]


def test_a_root_behind_a_link_is_found(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    link = tmp_path / "link"
    link.symlink_to(real)
    (real / "a.mp4").write_bytes(b"x")
    assert routes(real / "a.mp4", str(link)) == ["a.mp4"]
    assert routes(link / "a.mp4", str(real)) == ["a.mp4"]


def test_a_file_outside_the_root_or_in_a_hidden_folder_has_no_route(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    assert routes(tmp_path / "elsewhere.mp4", str(tmp_path / "root")) == []
    assert routes(tmp_path / "root" / ".hidden" / "a.mp4", str(tmp_path / "root")) == []


@pytest.mark.parametrize("root", [None, "", "/no/such/root"])
def test_without_a_root_the_suffixes_are_offered_longest_first(root: str | None) -> None:
    assert routes(Path("/a/b/c/clip.mp4"), root) == ["a/b/c/clip.mp4", "b/c/clip.mp4", "c/clip.mp4", "clip.mp4"]


def test_loop_and_speed_are_python_s_too_and_a_wild_speed_is_refused(clip: Clip) -> None:
    from traitlets import TraitError

    player = Player(clip, loop=False, speed=0.5)
    assert (player.loop, player.speed) == (False, 0.5)
    with pytest.raises(TraitError):
        player.speed = 9


def test_a_reader_without_a_kernel_gets_the_clip_s_own_card(clip: Clip) -> None:
    told = SimpleNamespace(
        **{name: getattr(clip, name) for name in ("path", "duration", "fps", "width", "height", "poster_data_uri")},
        prompt="a red fox",
        provider="local",
        model="local-v1",
        file=SimpleNamespace(strip=""),
        record=SimpleNamespace(price="free"),
        rehearsal=False,
        from_library=False,
    )
    player = Player(told)
    data = player._repr_mimebundle_()[0]
    assert "a red fox" in data["text/html"]
    assert "a red fox" in data["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in data
    assert player.details.startswith("local · local-v1")


def test_a_clip_of_another_make_plays_too_with_less_to_say(clip: Clip) -> None:
    player = Player(clip)
    data = player._repr_mimebundle_()[0]
    assert data["text/plain"].startswith("Player(")
    assert "application/vnd.jupyter.widget-view+json" in data
    assert player.details == ""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import grokwidget
from grokwidget.errors import MediaError
from grokwidget.library import Clip
from grokwidget.notebook.channel import Channel
from grokwidget.notebook.facts import LONGEST_PROMPT, ClipDesk, clip_key, facts
from grokwidget.notebook.origin import rows
from grokwidget.notebook.player import POSTER_BYTES, Player
from grokwidget.task import Cost

from .clips import make_clip
from .fake_page import FakePage

RECIPES = {"python": "client.generate()", "magic": "%%grokvideo", "curl": None}


@pytest.fixture
def clip(tmp_path: Path) -> Clip:
    made = make_clip(tmp_path)
    (tmp_path / "strip.webp").write_bytes(b"strip")
    return with_file(made, strip="strip.webp")


@pytest.fixture
def recipes(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = SimpleNamespace(of=lambda clip: {**RECIPES, "magic": f"%%grokvideo {clip.model}"})
    monkeypatch.setitem(sys.modules, "grokwidget.recipes", stand_in)
    monkeypatch.setattr(grokwidget, "recipes", stand_in, raising=False)


def with_file(clip: Clip, **changes: Any) -> Clip:
    file = clip.file.model_copy(update=changes)
    return Clip(clip.path.parent, clip.record.model_copy(update={"clips": (file,)}), file)


def with_record(clip: Clip, **changes: Any) -> Clip:
    return Clip(clip.path.parent, clip.record.model_copy(update=changes), clip.file)


def told(clip: Clip, lang: str = "en") -> dict[str, str]:
    return dict(tuple(row) for row in rows(clip, lang))  # type: ignore[misc]  # pairs


def desk(clip: Clip, lang: str | None = "en") -> dict[str, Any]:
    return dict(ClipDesk({"": clip, "a:0": clip}.__getitem__, lambda: lang).handlers)


def test_the_facts_are_small_json_with_the_key_that_was_given(clip: Clip) -> None:
    known = facts(clip, "job:2")
    assert json.loads(json.dumps(known)) == known
    assert known["key"] == "job:2"
    assert facts(clip)["key"] == ""
    expected = {"name": "clip.mp4", "mime": "video/mp4", "duration": 6.0, "fps": 24.0, "width": 854, "height": 480}
    assert {name: known[name] for name in expected} == expected
    assert known["sound"] is None
    assert known["prompt"] == "a red fox"
    assert known["details"].startswith("local · local-video")


def test_the_facts_say_whether_there_is_a_strip(clip: Clip, tmp_path: Path) -> None:
    assert facts(clip)["strip"] is True
    assert facts(make_clip(tmp_path / "other"))["strip"] is False


@pytest.mark.parametrize(("length", "kept"), [(LONGEST_PROMPT, LONGEST_PROMPT), (6000, LONGEST_PROMPT)])
def test_only_the_beginning_of_a_very_long_prompt_goes_along(clip: Clip, length: int, kept: int) -> None:
    prompt = facts(with_record(clip, prompt="狐" * length))["prompt"]
    assert len(prompt) == kept
    assert prompt.endswith("…") == (length > kept)


def test_a_clip_s_key_is_its_job_and_its_number_in_it(clip: Clip) -> None:
    other = clip.file.model_copy(update={"name": "second.mp4"})
    record = clip.record.model_copy(update={"clips": (clip.file, other)})
    assert clip_key(Clip(clip.path.parent, record, clip.file)) == f"{record.id}:0"
    assert clip_key(Clip(clip.path.parent, record, other)) == f"{record.id}:1"
    assert clip_key(Clip(clip.path.parent, clip.record, other)) == f"{record.id}:0"


@pytest.mark.parametrize(("kind", "data"), [("poster", b"poster"), ("strip", b"strip")])
def test_a_still_is_one_buffer(clip: Clip, kind: str, data: bytes) -> None:
    answer = desk(clip)["still"]({"file": "a:0", "kind": kind}, [])
    assert (answer.result, answer.buffers) == ({"mime": "image/webp"}, [data])


@pytest.mark.parametrize("kind", ["path", "strips", None, 7, ["poster"]])
def test_of_any_other_kind_there_is_none(clip: Clip, kind: object) -> None:
    assert desk(clip)["still"]({"file": "", "kind": kind}, []).buffers == []


def test_a_still_whose_file_is_gone_or_that_was_never_made_is_none(clip: Clip) -> None:
    (clip.path.parent / "strip.webp").unlink()
    assert desk(clip)["still"]({"kind": "strip"}, []).buffers == []
    assert desk(with_file(clip, poster=""))["still"]({"kind": "poster"}, []).buffers == []


def test_the_origin_has_everything_that_tells_this_clip_from_others(clip: Clip) -> None:
    asked = {
        "aspect_ratio": "16:9",
        "resolution": "720p",
        "duration": 6.0,
        "mode": "fun",
        "nsfw_checker": False,
        "images": ["cat.png", "@fox"],
        "operation": "generate",
        "image_keys": ["frame:abc:0"],
    }
    made = with_record(
        clip,
        provider="aivideoapi",
        model="grok",
        request=asked,
        take=2,
        task_id="task-1",
        cost=Cost(amount=0.3, unit="usd", estimated=False),
        estimate=Cost(amount=0.4, unit="usd"),
        parents=("def",),
    )
    known = told(made)
    assert known.pop("Made").startswith("20")
    assert known == {
        "Prompt": "a red fox",
        "Provider": "aivideoapi",
        "Model": "grok",
        "Images": "cat.png · @fox",
        "Aspect ratio": "16:9",
        "Resolution": "720p",
        "Duration": "6 s",
        "Mode": "fun",
        "Content filter": "off",
        "Take": "2",
        "Picture": "854×480, 24 frames a second",
        "Cost": str(made.record.cost),
        "Estimate": str(made.record.estimate),
        "Task": "task-1",
        "SHA-256": "0" * 64,
        "Grew out of": "def abc",
    }


def test_what_was_not_chosen_or_is_so_anyway_is_left_out(clip: Clip) -> None:
    free = Cost(amount=0, unit="credits", estimated=False)
    known = told(with_record(clip, request={"operation": "generate"}, estimate=free))
    assert set(known) == {"Prompt", "Provider", "Model", "Kind", "Picture", "Cost", "Made", "SHA-256"}
    assert told(with_record(clip, request={"operation": "extend"}))["Operation"] == "extend"
    assert told(with_record(clip, request={"nsfw_checker": True}))["Content filter"] == "on"
    assert "Prompt" not in told(with_record(clip, prompt=""))


def test_the_local_service_says_that_it_is_no_ai_and_a_rehearsal_too(clip: Clip) -> None:
    assert told(clip)["Kind"] == "procedural, not AI"
    rehearsed = with_record(clip, provider="aivideoapi", rehearsal=True)
    assert "rehearsal" in told(rehearsed)["Kind"]
    assert "not AI" in told(rehearsed)["Kind"]
    assert told(clip, "zh")["类型"] == "程序生成，并非 AI"
    assert "Kind" not in told(with_record(clip, provider="aivideoapi"))


def test_about_a_clip_are_its_origin_its_whole_path_and_its_recipes(clip: Clip, recipes: None) -> None:
    about = desk(clip, "zh")["about"]({"file": "a:0"}, [])
    assert about["path"] == str(clip.path)
    assert about["rows"] == rows(clip, "zh")
    assert about["recipes"] == {**RECIPES, "magic": "%%grokvideo local-video"}
    json.dumps(about)


def test_about_a_clip_whose_file_is_gone_says_so_first_and_the_rest_still(clip: Clip, recipes: None) -> None:
    clip.path.unlink()
    about = desk(clip)["about"]({"file": ""}, [])
    assert about["rows"][0][0] == "Status"
    assert about["rows"][0][1].startswith("The file is not there any more: clip.mp4.")
    assert about["rows"][1:] == rows(clip, "en")


def test_a_video_whose_file_is_gone_is_refused_with_a_sentence(clip: Clip) -> None:
    clip.path.unlink()
    for kind, body in (("open", {}), ("chunk", {"offset": 0, "length": 1})):
        with pytest.raises(MediaError, match=r"not there any more: clip\.mp4"):
            desk(clip)[kind](body, [])


@pytest.mark.parametrize("kind", ["open", "chunk", "still", "about"])
def test_a_key_that_nobody_knows_is_refused_in_the_finder_s_words(clip: Clip, kind: str) -> None:
    def find(key: str) -> Clip:
        raise MediaError(f"no clip {key}")

    player = Player(clip)
    page = FakePage(player)
    player._channel.close()
    channel = Channel(player, ClipDesk(find).handlers)
    answer, buffers = page.ask(kind, {"file": "x:9", "kind": "poster", "offset": 0, "length": 1})
    assert answer["error"] == {"type": "MediaError", "message": "no clip x:9"}
    assert buffers == []
    channel.close()


def test_a_player_answers_for_its_clip_and_for_no_key_at_all(clip: Clip, recipes: None) -> None:
    page = FakePage(Player(clip, lang="zh"))
    assert page.ask("still", {"kind": "strip"})[1] == [b"strip"]
    about = page.ask("about", {})[0]["result"]
    assert ["服务", "local"] in about["rows"]


def test_a_clip_of_another_make_has_a_path_and_no_origin(tmp_path: Path) -> None:
    path = tmp_path / "other.mp4"
    path.write_bytes(b"video")
    other: Any = SimpleNamespace(path=path, duration=1, fps=1, width=1, height=1, poster_data_uri=lambda: "")
    page = FakePage(Player(other))
    about = page.ask("about", {})[0]["result"]
    assert about == {"rows": [], "path": str(path), "recipes": {"python": "", "magic": "", "curl": None}}
    assert page.ask("still", {"kind": "poster"}) == ({"id": "page-2", "result": {"mime": "image/webp"}}, [])


def test_one_desk_may_be_asked_from_many_threads(clip: Clip, recipes: None) -> None:
    handlers = desk(clip)
    with ThreadPoolExecutor(8) as pool:
        stills = [pool.submit(handlers["still"], {"kind": "strip"}, []) for _ in range(50)]
        abouts = [pool.submit(handlers["about"], {}, []) for _ in range(50)]
    assert {still.result().buffers[0] for still in stills} == {b"strip"}
    assert len({json.dumps(about.result()) for about in abouts}) == 1


def test_the_saved_state_stays_small_with_the_longest_prompt_and_the_largest_poster(clip: Clip) -> None:
    import numpy as np
    from PIL import Image

    from grokwidget.media.poster import webp

    noise = Image.fromarray(np.random.default_rng(1).integers(0, 256, (360, 640, 3), np.uint8))
    (clip.path.parent / "poster.webp").write_bytes(webp(noise))
    player = Player(with_record(clip, prompt="狐" * 6000), lang="auto")
    assert 4000 < len(player.poster) <= POSTER_BYTES
    state = {name: value for name, value in player.get_state().items() if name not in ("_esm", "_css", "layout")}
    assert len(json.dumps(state, ensure_ascii=False).encode()) <= 20_000


def test_a_poster_that_is_no_picture_and_too_large_is_left_out(clip: Clip) -> None:
    (clip.path.parent / "poster.webp").write_bytes(b"x" * 30_000)
    assert Player(clip).poster == ""

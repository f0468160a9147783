from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grokwidget.errors import GrokwidgetError, LibraryError, MediaError
from grokwidget.library import Clip
from grokwidget.notebook.compare import Compare

from .clips import make_clip, noisy_poster
from .fake_page import FakePage

pytestmark = pytest.mark.slow


@pytest.fixture
def pair(tmp_path: Path) -> list[Clip]:
    return [
        make_clip(tmp_path / "a", prompt="a red fox", name="red.mp4", poster=noisy_poster()),
        make_clip(tmp_path / "b", prompt="a <b>white</b> fox", name="white.mp4", poster=noisy_poster()),
    ]


def told(widget: Compare) -> dict[str, Any]:
    state: dict[str, Any] = widget.get_state()
    return {name: value for name, value in state.items() if name not in ("layout", "_esm", "_css")}


def test_the_page_gets_the_facts_and_the_differences_of_all_clips(pair: list[Clip]) -> None:
    widget = Compare(*pair, lang="en")
    assert [clip["name"] for clip in widget.clips] == ["red.mp4", "white.mp4"]
    assert [clip["key"] for clip in widget.clips] == [f"{clip.job_id}:0" for clip in pair]
    assert [row["field"] for row in widget.differences["en"]] == ["prompt"]
    assert set(Compare(*pair, lang="auto").differences) == {"en", "zh"}
    assert Compare(*pair, lang="zh").differences["zh"][0]["field"] == "提示词"


def test_it_speaks_the_language_of_the_process_unless_told(pair: list[Clip], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROKWIDGET_LANG", "zh")
    assert (Compare(*pair).lang, Compare(*pair, lang="en").lang) == ("zh", "en")
    details = Compare(*pair, lang="en").clips[0]["details"]
    assert "free" in details
    assert "免费" in Compare(*pair).clips[0]["details"]


@pytest.mark.parametrize("count", [2, 5])
@pytest.mark.parametrize("lang", ["zh", "auto"])
def test_the_saved_state_stays_small_with_the_longest_prompts(tmp_path: Path, count: int, lang: str) -> None:
    clips = [
        make_clip(tmp_path / str(n), prompt="狐狸" * 1500 + str(n) + "雪地" * 1500, poster=noisy_poster())
        for n in range(count)
    ]
    assert len(json.dumps(told(Compare(*clips, lang=lang)), ensure_ascii=False).encode()) < 20_000


def test_each_clip_s_video_and_poster_come_by_its_key(pair: list[Clip]) -> None:
    pair[1].path.write_bytes(b"the other video")
    page = FakePage(Compare(*pair, lang="en"))
    for clip in pair:
        key = f"{clip.job_id}:0"
        opened = page.ask("open", {"file": key})[0]["result"]
        assert opened["size"] == clip.path.stat().st_size
        _, buffers = page.ask("chunk", {"file": key, "token": opened["token"], "offset": 0, "length": 100})
        assert buffers == [clip.path.read_bytes()]
        answer, buffers = page.ask("still", {"file": key, "kind": "poster"})
        assert "result" in answer
        assert clip.poster is not None
        assert buffers == [clip.poster.read_bytes()]


def test_a_file_that_goes_while_it_is_shown_is_a_sentence_for_that_clip_alone(pair: list[Clip]) -> None:
    page = FakePage(Compare(*pair, lang="zh"))
    pair[1].path.unlink()
    assert "文件已不存在：white.mp4" in page.ask("open", {"file": f"{pair[1].job_id}:0"})[0]["error"]["message"]
    assert "result" in page.ask("open", {"file": f"{pair[0].job_id}:0"})[0]


def test_after_close_it_answers_nothing(pair: list[Clip]) -> None:
    widget = Compare(*pair)
    page = FakePage(widget)
    widget.close()
    page.tell({"id": "1", "kind": "open", "body": {"file": f"{pair[0].job_id}:0"}})
    assert page.answers == []


def test_a_reader_without_a_kernel_gets_posters_and_sentences(pair: list[Clip]) -> None:
    data = Compare(*pair, lang="en")._repr_mimebundle_()[0]
    assert data["text/plain"] == ("red.mp4 | white.mp4\nPrompt: “a red fox” (clip 1); “a <b>white</b> fox” (clip 2).")
    page = data["text/html"]
    assert page.count('<img src="data:image/webp;base64,') == 2
    assert "a &lt;b&gt;white&lt;/b&gt; fox” (clip 2)" in page
    assert "<b>" not in page
    assert len(page) <= 20_000
    assert "application/vnd.jupyter.widget-view+json" in data


@pytest.mark.parametrize("count", [2, 6, 12])
def test_the_fallback_stays_small_with_many_clips(tmp_path: Path, count: int) -> None:
    clips = [make_clip(tmp_path / str(n), prompt=f"fox {n}", poster=noisy_poster()) for n in range(count)]
    page = Compare(*clips, lang="en")._repr_mimebundle_()[0]["text/html"]
    assert len(page.encode()) <= 20_000
    assert "Clip 2" in page


@pytest.mark.parametrize("poster", [b"", b"no picture"])
def test_a_clip_without_a_poster_is_shown_by_its_name(tmp_path: Path, poster: bytes) -> None:
    clips = [make_clip(tmp_path / name, prompt=name, name=f"{name}.mp4", poster=poster) for name in ("a", "b")]
    page = Compare(*clips, lang="en")._repr_mimebundle_()[0]["text/html"]
    assert "<img" not in page
    assert "a.mp4" in page


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [("en", "two clips or more, and this is 1."), ("zh", "比较至少需要两个视频，这里只有 1 个。")],
)
def test_fewer_than_two_clips_are_refused_in_a_sentence(pair: list[Clip], lang: str, sentence: str) -> None:
    with pytest.raises(LibraryError, match=sentence):
        Compare(pair[0], lang=lang)


def test_what_is_no_clip_is_refused_in_a_sentence(pair: list[Clip]) -> None:
    with pytest.raises(GrokwidgetError, match="Only clips can be compared, and this is a str"):
        Compare(pair[0], "fox.mp4", lang="en")  # type: ignore[arg-type]  # what people try


def test_a_clip_whose_file_is_gone_is_refused_in_a_sentence(pair: list[Clip]) -> None:
    pair[0].path.unlink()
    with pytest.raises(MediaError, match=r"The file is not there any more: .*red\.mp4"):
        Compare(*pair, lang="en")


def test_one_clip_can_be_compared_with_itself(pair: list[Clip]) -> None:
    assert Compare(pair[0], pair[0], lang="en").differences == {"en": []}

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grokwidget.differences import differences, in_words
from grokwidget.library import Clip, ClipFile, JobRecord
from grokwidget.task import Cost

FREE = Cost(amount=0, unit="credits", estimated=False)


def clip(prompt: str = "a red fox", *, request: dict[str, Any] | None = None, file: Any = None, **record: Any) -> Clip:
    made = ClipFile(name="clip.mp4", sha256="0" * 64, bytes=5, duration=6, width=854, height=480, fps=24)
    made = made.model_copy(update=file or {})
    given: dict[str, Any] = {"fingerprint": "v1:0", "provider": "local", "model": "local-video", "cost": FREE, **record}
    told = JobRecord(prompt=prompt, request=request or {}, clips=(made,), **given)
    return Clip(Path("nowhere"), told, made)


def rows(*clips: Clip, lang: Any = "en", **more: Any) -> dict[str, list[str]]:
    """What differs: name -> the clips' values, what is changed in brackets."""
    return {
        row["name"]: [
            "".join(f"[{run['text']}]" if run["changed"] else run["text"] for run in value) for value in row["values"]
        ]
        for row in differences(clips, lang, **more)
    }


def prompts(*texts: str, **more: Any) -> list[str]:
    return rows(*(clip(text) for text in texts), **more)["prompt"]


def test_what_is_the_same_is_not_told() -> None:
    assert differences([clip(), clip()], "en") == []
    assert in_words([clip(), clip()], "en") == ["The requests are the same, and so are the clips."]
    assert in_words([clip(), clip()], "zh") == ["请求完全相同，视频也一样。"]


@pytest.mark.parametrize(
    ("texts", "marked"),
    [
        (["a red fox runs", "a white fox runs"], ["a [red] fox runs", "a [white] fox runs"]),
        (["a fox", "a fox in deep snow"], ["a fox", "a fox [in deep snow]"]),
        (["don't go", "don't stay"], ["don't [go]", "don't [stay]"]),
        (["a fox, running", "a fox. running"], ["a fox[,] running", "a fox[.] running"]),
        (["一只红色的狐狸", "一只白色的狐狸"], ["一只[红]色的狐狸", "一只[白]色的狐狸"]),
        (["fox 狐狸 one", "fox 狐 one"], ["fox 狐[狸] one", "fox 狐 one"]),
        (["", "a fox"], ["[none]", "[a fox]"]),
        (["go 👨‍👩‍👧 go", "go 👨‍👩‍👦 go"], ["go [👨‍👩‍👧] go", "go [👨‍👩‍👦] go"]),
        (["go 👍🏽", "go 👍🏿"], ["go [👍🏽]", "go [👍🏿]"]),
        (["cafe\u0301 a", "cafe a"], ["[cafe\u0301] a", "[cafe] a"]),
        (["ثعلب أحمر", "ثعلب أبيض"], ["ثعلب [أحمر]", "ثعلب [أبيض]"]),
        (["<b>x</b>", "<b>y</b>"], ["<b>[x]</b>", "<b>[y]</b>"]),
    ],
)
def test_of_prompts_the_words_that_differ_are_changed(texts: list[str], marked: list[str]) -> None:
    assert prompts(*texts) == marked


def test_of_three_prompts_only_what_all_share_is_unchanged() -> None:
    assert prompts("a red fox", "a white fox", "a red wolf") == ["a [red fox]", "a [white fox]", "a [red wolf]"]
    assert prompts("a red fox", "a red fox", "a blue fox") == ["a [red] fox", "a [red] fox", "a [blue] fox"]


def test_prompts_that_differ_in_spaces_only_are_said_to() -> None:
    assert prompts("a fox", "a  fox") == ["a[ ]fox", "a[  ]fox"]
    pair = [clip("a fox"), clip("a  fox")]
    assert in_words(pair, "en") == ["The prompts differ in white space only."]
    assert in_words(pair, "zh") == ["提示词只有空白字符不同。"]


@pytest.mark.parametrize("text", ["哈" * 6000, "ab " * 2000, "x" * 6000])
def test_the_text_is_kept_to_the_letter_however_often_a_word_comes(text: str) -> None:
    other = f"吧{text[:-7]}吧"
    for value, whole in zip(differences([clip(text), clip(other)], "en")[0]["values"], (text, other), strict=True):
        assert "".join(run["text"] for run in value) == whole


def test_what_was_asked_comes_before_what_came_of_it() -> None:
    one = clip(
        request={
            "aspect_ratio": "16:9",
            "duration": 6.0,
            "nsfw_checker": True,
            "images": ["cat.png"],
            "image_keys": ["sha256:1"],
        },
        submitted_at=10.0,
        finished_at=22.4,
    )
    other = clip(
        "a blue fox",
        request={
            "operation": "edit",
            "resolution": "720p",
            "mode": "fun",
            "nsfw_checker": False,
            "source_video": "clip:0123456789abcdef",
            "duration": 10.5,
        },
        provider="xai",
        model="grok-imagine-video",
        take=2,
        rehearsal=True,
        cost=None,
        estimate=Cost(amount=0.3, unit="usd"),
        submitted_at=10.0,
        finished_at=73.0,
        file={"width": 1280, "height": 720, "duration": 10.5},
    )
    assert rows(one, other) == {
        "prompt": ["a [red] fox", "a [blue] fox"],
        "operation": ["[new video]", "[edit]"],
        "provider": ["[local]", "[xai]"],
        "model": ["[local-video]", "[grok-imagine-video]"],
        "aspect_ratio": ["[16:9]", "[model's own]"],
        "resolution": ["[model's own]", "[720p]"],
        "duration": ["[6 s]", "[10.5 s]"],
        "mode": ["[model's own]", "[fun]"],
        "nsfw_checker": ["[on]", "[off]"],
        "images": ["[cat.png]", "[none]"],
        "source_video": ["[none]", "[clip 01234567…]"],
        "take": ["[1]", "[2]"],
        "rehearsal": ["[no]", "[yes]"],
        "cost": ["[free]", "[rehearsal, free; the real run: ≈ 0.3 USD]"],
        "took": ["[12 s]", "[63 s]"],
        "size": ["[854×480]", "[1280×720]"],
    }
    assert rows(one, other, lang="zh")["nsfw_checker"] == ["[开]", "[关]"]
    assert rows(one, other, lang="zh")["cost"] == ["[免费]", "[排练，免费；正式运行：≈ 0.3 美元]"]


def test_fields_are_named_in_the_language_asked_for_whatever_the_process_speaks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pair = [clip(request={"duration": 6}), clip(request={"duration": 8}, take=2)]
    monkeypatch.setenv("GROKWIDGET_LANG", "zh")
    assert [row["field"] for row in differences(pair, "en")] == ["duration", "take"]
    assert [row["field"] for row in differences(pair)] == ["时长", "第几次生成"]
    assert in_words(pair, "en") == ["Duration: 6 s (clip 1); 8 s (clip 2).", "Take: 1 (clip 1); 2 (clip 2)."]


def test_the_real_length_is_told_where_the_same_was_asked_for() -> None:
    assert rows(clip(), clip(file={"duration": 8.0})) == {"length": ["[6 s]", "[8 s]"]}
    assert rows(clip(), clip(file={"duration": 6.02})) == {}


def test_pictures_of_one_name_with_other_contents_are_told_apart() -> None:
    one, other = (
        clip(request={"images": ["cat.png"], "image_keys": [f"sha256:{letter * 64}"]}) for letter in ("a", "b")
    )
    assert rows(one, other) == {"images": ["[cat.png (aaaa)]", "[cat.png (bbbb)]"]}


def test_sentences_group_clips_of_one_value_and_quote_what_changed() -> None:
    trio = [clip("a red fox"), clip("a red fox"), clip("a blue fox", take=2)]
    assert in_words(trio, "en") == [
        "Prompt: “a red fox” (clip 1, 2); “a blue fox” (clip 3).",
        "Take: 1 (clip 1, 2); 2 (clip 3).",
    ]
    assert in_words(trio, "zh")[0] == "提示词：“a red fox”（视频 1、2）；“a blue fox”（视频 3）。"
    assert in_words([clip(""), clip("a fox")], "en") == ["Prompt: none (clip 1); “a fox” (clip 2)."]


def test_where_only_the_take_differs_that_is_said_first() -> None:
    pair = [clip(), clip(take=2)]
    assert in_words(pair, "en") == [
        "The requests are the same: only the take differs.",
        "Take: 1 (clip 1); 2 (clip 2).",
    ]


def test_a_long_prompt_is_shortened_around_what_differs() -> None:
    text = " ".join(f"word{n}" for n in range(1000))
    pair = [clip(text), clip(text.replace("word500", "OTHER"))]
    for value, word in zip(rows(*pair, most=600)["prompt"], ("word500", "OTHER"), strict=True):
        assert f"[{word}]" in value
        assert value.startswith("…") and value.endswith("…")
        assert len(value) < 600
        assert "word490 " in value and "word510" in value
    assert rows(*pair)["prompt"][0].startswith("word0 ")
    assert in_words(pair, "en") == [
        "Prompt: “…word498 word499 word500 word501 word502…” (clip 1); "
        "“…word498 word499 OTHER word501 word502…” (clip 2)."
    ]


def test_no_value_is_longer_than_asked_for() -> None:
    pair = [clip("狐" * 5000), clip("狼" * 5000)]
    for value in differences(pair, "zh", most=300)[0]["values"]:
        assert sum(len(run["text"]) for run in value) == 300
        assert value[-1]["text"].endswith("…")


def test_it_is_json() -> None:
    pair = [clip(), clip("b", take=2)]
    assert json.loads(json.dumps(differences(pair, "en"))) == differences(pair, "en")

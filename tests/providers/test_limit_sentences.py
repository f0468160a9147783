"""A refusal says which limit, when it holds, what is nearest, and who can do what this model can't."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import pytest

from grokwidget import Client, providers
from grokwidget.catalog import ImageRule, Model, choose
from grokwidget.errors import InvalidImage, InvalidRequest, Rejected, SettingsError
from grokwidget.jobs.plan import prepare, resolve
from grokwidget.messages import catalogue, say
from grokwidget.request import VideoRequest

_URL = "https://example.com/{}.png"
_VIDEO = "https://example.com/v.mp4"


def _refused(name: str, images: int = 0, **fields: Any) -> str:
    """What is said of a request that the provider can't take."""
    request = VideoRequest.of("a fox", images=[_URL.format(number) for number in range(images)], **fields)
    with pytest.raises(InvalidRequest) as caught:
        resolve(request, providers.provider(name))
    return str(caught.value)


# -- which model ------------------------------------------------------------------------------------------------------


def _model(name: str, **more: Any) -> Model:
    return Model(provider="relay", id=name, source="a test", images=ImageRule(maximum=7), **more)


def test_a_model_whose_limits_are_not_known_is_taken_only_when_it_is_named() -> None:
    table = (_model("strange", limits_known=False), _model("plain"))
    assert choose("relay", table, VideoRequest.of("a")).id == "plain"
    assert choose("relay", table, VideoRequest.of("a", operation="edit")).id == "plain"
    assert choose("relay", table, VideoRequest.of("a", model="strange")).id == "strange"


def test_where_no_models_limits_are_known_one_has_to_be_named() -> None:
    table = (_model("strange", limits_known=False), _model("stranger", limits_known=False))
    with pytest.raises(InvalidRequest, match=r"name one \(model=.*strange, stranger"):
        choose("relay", table, VideoRequest.of("a"))


# -- who can ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["aivideoapi", "grokimagineapi"])
def test_who_takes_local_pictures_counts_those_that_take_them_by_an_upload(name: str) -> None:
    with pytest.raises(InvalidImage) as caught:
        prepare(VideoRequest.of("a", images=[b"a picture"]), providers.provider(name))
    able = str(caught.value).partition("take local images: ")[2].partition(".")[0].split(", ")
    assert set(able) == {"local", "apixgo", "duoyuanx", "jimmyai", "xai"}


def test_text_alone_at_a_model_of_pictures_names_who_makes_videos_of_text() -> None:
    said = _refused("jimmyai")
    assert "at least 1 image" in said
    able = said.partition("These can: ")[2]
    assert "aivideoapi (grok-imagine-text-to-video)" in able
    assert "jimmyai (" not in able


def test_a_picture_at_a_model_of_text_names_the_models_of_the_same_provider_first() -> None:
    said = _refused("aivideoapi", 1, model="grok-imagine-text-to-video")
    assert "takes no images" in said
    assert said.partition("These can: ")[2].startswith("aivideoapi (grok-imagine-image-to-video), ")


def test_an_operation_that_no_model_of_the_provider_knows_names_who_does_it() -> None:
    said = _refused("aivideoapi", operation="extend", source_video=_VIDEO)
    assert "can't extend" in said
    assert "xai (grok-imagine-video" in said.partition("These can: ")[2]
    assert "local" not in said.partition("These can: ")[2]


def test_of_those_that_do_it_the_ones_that_take_the_request_as_it_is_are_named() -> None:
    able = _refused("jimmyai", resolution="1080p").partition("These can: ")[2]
    assert "local (" in able
    assert "aivideoapi (" not in able


def test_a_wrong_value_names_no_others() -> None:
    assert "These can" not in _refused("aivideoapi", duration=31)


# -- the nearest ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "near"), [("1080p", "720p"), ("4k", "720p"), ("360p", "480p"), ("700p", "720p"), ("580p", "480p")]
)
def test_the_nearest_resolution_is_that_of_the_nearest_size(asked: str, near: str) -> None:
    assert f"The nearest is {near}." in _refused("aivideoapi", resolution=asked)


@pytest.mark.parametrize(
    "ratio", ["0:9", "9:0", "16:", "wide", "nan:9", "inf:1", "-16:9", "1e1:9", "\uff11\uff16:9", "1_6:9", "16:9:1"]
)
@pytest.mark.parametrize("name", ["aivideoapi", "grokimagineapi", "duoyuanx"])
def test_what_is_no_shape_has_no_nearest_one_and_goes_nowhere(name: str, ratio: str) -> None:
    said = _refused(name, aspect_ratio=ratio)
    assert "It takes: " in said
    assert "nearest" not in said
    assert "Did you mean" not in said


@pytest.mark.parametrize(("ratio", "near"), [("10.1:1", "10:1"), ("1:10.1", "1:10"), ("1000:3", "10:1")])
@pytest.mark.parametrize("name", ["grokimagineapi", "duoyuanx"])
def test_any_ratio_ends_at_ten_to_one(name: str, ratio: str, near: str) -> None:
    said = _refused(name, aspect_ratio=ratio)
    assert f"The nearest is {near}." in said
    assert "from 1:10 to 10:1" in said


@pytest.mark.parametrize("ratio", ["10:1", "1:10", "2.35:1", "21:9", "7:5"])
@pytest.mark.parametrize("name", ["grokimagineapi", "duoyuanx"])
def test_any_ratio_up_to_that_is_taken(name: str, ratio: str) -> None:
    request = resolve(VideoRequest.of("a", aspect_ratio=ratio), providers.provider(name))[0]
    assert request.aspect_ratio == ratio


# -- when it holds ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "fields", "english", "chinese"),
    [
        ("apixgo", {"images": 2, "duration": 12}, "(with 2 or more images) does not make", "（有 2 张或更多图片时）"),
        (
            "xai",
            {"images": 2, "resolution": "1080p", "model": "grok-imagine-video-1.5"},
            "(with 2 or more images) does not take resolution",
            "（有 2 张或更多图片时）",
        ),
        (
            "xai",
            {"operation": "extend", "source_video": _VIDEO, "duration": 11},
            "(when extending) does not make clips of 11 s",
            "（延长时）",
        ),
        (
            "xai",
            {"operation": "edit", "source_video": _VIDEO, "images": 1},
            "(when editing) takes no images",
            "（编辑时）",
        ),
    ],
)
def test_a_limit_of_some_requests_only_says_of_which(
    name: str, fields: dict[str, Any], english: str, chinese: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert english in _refused(name, **fields)
    monkeypatch.setenv("GROKWIDGET_LANG", "zh")
    assert chinese in _refused(name, **fields)


def test_a_limit_of_every_request_says_nothing_of_cases() -> None:
    said = _refused("apixgo", images=2, resolution="4k")
    assert "with 2" not in said


# -- lengths ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("duration", [0, -1, -0.5])
def test_no_length_at_all_is_answered_with_the_models_own_limit(duration: float) -> None:
    said = _refused("aivideoapi", duration=duration)
    assert f"does not make clips of {duration:g} s." in said
    assert "It takes: 6 to 30 s, whole seconds. The nearest is 6 s." in said


def test_no_length_at_all_is_refused_by_a_model_whose_limits_are_not_known_too() -> None:
    with pytest.raises(InvalidRequest, match="clips of 0 s"):
        _model("strange", limits_known=False).check(VideoRequest.of("a", duration=0))


# -- wording ----------------------------------------------------------------------------------------------------------


def test_one_image_is_spoken_of_as_one() -> None:
    assert "takes at most 1 image, and there are 2." in _refused("jimmyai", 2)
    assert "needs at least 1 image." in _refused("jimmyai")
    with pytest.raises(InvalidImage, match="there is only 1 image"):
        prompt = VideoRequest.of("@image2 laughs", images=[_URL.format(1)])
        resolve(prompt, providers.provider("aivideoapi"))


def test_chinese_sentences_have_chinese_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROKWIDGET_LANG", "zh")
    assert "最接近的是 6 秒。" in _refused("aivideoapi", duration=5)
    said = _refused("jimmyai", 1, duration=11)
    assert "可选：10 秒, 15 秒。" in said
    assert not [key for key, entry in catalogue().items() if key.startswith("limit.") and entry["zh"].endswith("?")]


@pytest.mark.parametrize("key", ["origin.refused", "relay.taken_variable"])
@pytest.mark.parametrize(("lang", "nothing"), [("en", r"(?i)nothing was sent"), ("zh", "没有发出|没有发送")])
def test_that_nothing_was_sent_is_said_once_of_a_key(
    key: str, lang: str, nothing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROKWIDGET_LANG", lang)
    said = str(SettingsError(say(key, variable="V", origin="o", provider="p", path="f", name="n")))
    assert len(re.findall(nothing, said)) == 1


@pytest.mark.parametrize("key", ["media.not_fetched", "media.fetched_too_big"])
def test_that_nothing_was_sent_is_said_once_of_a_picture(key: str) -> None:
    said = str(InvalidImage(say(key, label="cat.png", problem="no", limit=1)))
    assert said.lower().count("nothing was sent") == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("bad seed", "bad seed. Nothing was charged."),
        ("bad seed.", "bad seed. Nothing was charged."),
        ("bad seed!\n", "bad seed! Nothing was charged."),
        ("bad (seed)", "bad (seed). Nothing was charged."),
        ('said "bad."', 'said "bad." Nothing was charged.'),
        ("提示词有误。", "提示词有误。 Nothing was charged."),
        ("bad seed:", "bad seed. Nothing was charged."),
    ],
)
def test_a_providers_words_end_with_a_full_stop_before_the_next_sentence(text: str, told: str) -> None:
    assert str(Rejected(text)) == told


def test_words_with_nothing_after_them_stay_as_they_are() -> None:
    from grokwidget.errors import LibraryError

    assert str(LibraryError("no room")) == "no room"


# -- who is warned ----------------------------------------------------------------------------------------------------


@pytest.fixture
def listed() -> Any:
    """A model of aivideoapi that no document describes."""
    providers.listed("aivideoapi", ["invented-model"])
    yield "invented-model"
    providers.withdraw("aivideoapi")


def test_the_warning_of_an_unlisted_model_points_at_the_line_that_asked(listed: str, tmp_path: Path) -> None:
    client = Client("aivideoapi", library=tmp_path)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        client.estimate("a fox", model=listed)
        resolve(VideoRequest.of("a fox", model=listed), providers.provider("aivideoapi"))
    assert [Path(one.filename).name for one in caught] == [Path(__file__).name] * 2

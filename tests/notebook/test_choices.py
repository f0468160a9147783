"""What the pickers offer."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from grokwidget import providers
from grokwidget.catalog import Defaults, DurationRule, ImageRule, Model
from grokwidget.errors import InvalidRequest
from grokwidget.notebook.choices import options, reconciled

from .models import ALL, accepted, model_of, register

FIXTURES = Path(__file__).parents[2] / "js" / "test" / "fixtures"


def told(images: int = 0, keys: dict[str, str | None] | None = None, **values: Any) -> dict[str, Any]:
    locked = values.pop("locked", ())
    return options(values, keys=keys or {}, images=images, locked=locked, lang="en")


@pytest.mark.parametrize(("provider", "model"), ALL)
@pytest.mark.parametrize("images", [0, 1, 2, 7])
def test_what_is_open_is_what_the_model_takes(provider: str, model: str, images: int) -> None:
    found = model_of(provider, model)
    if not found.images.minimum <= images <= found.images.maximum:
        return
    for name, field in told(images, provider=provider, model=model)["fields"].items():
        low, high = field.get("low"), field.get("high")
        for value in (*field.get("choices", ()), *([low, high] if low is not None else [])):
            if accepted(found, images, {name: value}):
                assert value not in field.get("closed", ())
            else:
                assert value in field["closed"]
                assert field["reason"]
        if low is not None:
            assert not accepted(found, images, {name: low - field["step"]})
            assert not accepted(found, images, {name: high + field["step"]})


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("provider", "model"), ALL)
def test_it_is_small_and_plain_json_with_every_reason_in_words(provider: str, model: str, lang: str) -> None:
    for images in (0, 1, 2, 7):
        found = options({"provider": provider, "model": model}, keys={}, images=images, lang=lang)
        text = json.dumps(found, ensure_ascii=False)
        assert json.loads(text) == found
        assert len(text.encode()) <= 4096
        for field in found["fields"].values():
            assert bool(field["reason"]) or not (field["off"] or field.get("closed"))


def test_many_models_of_a_relay_are_counted_and_not_listed_and_the_chosen_one_is_there() -> None:
    providers.listed("apixgo", [f"strange-{number}" for number in range(300)])
    found = told(provider="apixgo", model="strange-299")
    assert found["model"] == "strange-299"
    assert found["models"][-1]["id"] == "strange-299"
    assert len(found["models"]) + found["more_models"] == 302
    assert len(json.dumps(found).encode()) <= 4096


def test_a_single_picture_decides_the_ratio_and_two_do_not() -> None:
    field = told(1, provider="local")["fields"]["aspect_ratio"]
    assert (field["off"], field["reason"]) == (True, "The picture decides the shape.")
    assert not told(2, provider="local")["fields"]["aspect_ratio"]["off"]


def test_a_mode_that_images_exclude_is_closed_with_the_reason() -> None:
    field = told(1, provider="local")["fields"]["mode"]
    assert field["closed"] == ["spicy"]
    assert field["reason"] == "Not with images: spicy."
    assert told(provider="local")["fields"]["mode"]["closed"] == []


def test_what_only_many_images_exclude_is_closed_and_says_with_how_many() -> None:
    field = told(2, provider="xai", model="grok-imagine-video-1.5")["fields"]["resolution"]
    assert field["closed"] == ["1080p"]
    assert field["reason"] == "Not with 2 or more images: 1080p."


def test_a_length_that_images_shorten_says_so() -> None:
    field = told(2, provider="apixgo")["fields"]["duration"]
    assert (field["low"], field["high"]) == (1, 10)
    assert field["reason"] == "1 to 10 s with 2 or more images."


def test_the_kinds_of_fields_are_as_the_model_has_them() -> None:
    kinds = {name: field["kind"] for name, field in told(provider="grokimagineapi", keys={})["fields"].items()}
    assert kinds == {
        "aspect_ratio": "free",
        "resolution": "none",
        "duration": "none",
        "mode": "choices",
        "nsfw_checker": "none",
    }
    assert told(provider="jimmyai")["fields"]["duration"]["choices"] == [10, 15]
    assert told(provider="local")["fields"]["duration"]["kind"] == "range"


def test_a_model_without_known_limits_leaves_everything_free() -> None:
    providers.listed("apixgo", ["grok-next"])
    found = told(provider="apixgo", model="grok-next")
    kinds = [field["kind"] for field in found["fields"].values()]
    assert kinds == ["free", "free", "free", "free", "choices"]
    assert found["prompt"] == {"limit": None, "needed": False}
    assert found["models"][-1]["takes"] == "limits not known: whatever is chosen is sent"


def test_where_no_model_can_be_chosen_one_must_be_named_first() -> None:
    only = Model(provider="mine", id="odd", limits_known=False, source="-")
    register("mine", only)
    found = told(provider="mine")
    assert (found["model"], found["own_model"]) == ("", "")
    assert {field["reason"] for field in found["fields"].values()} == {"Choose a model first."}


def test_the_model_s_own_default_is_told_with_the_images_that_change_it() -> None:
    assert told(provider="xai")["fields"]["aspect_ratio"]["default"] == "16:9"
    assert told(1, provider="xai")["fields"]["aspect_ratio"]["default"] is None
    assert told(provider="xai")["fields"]["duration"]["default"] == 8


def test_a_model_that_needs_images_can_be_chosen_before_they_come_and_one_that_takes_none_is_closed() -> None:
    before = {model["id"]: model for model in told(provider="aivideoapi")["models"]}
    assert before["grok-imagine-image-to-video"]["reason"] == "needs an image"
    assert before["grok-imagine-image-to-video"]["closed"] is False
    after = {model["id"]: model for model in told(1, provider="aivideoapi")["models"]}
    assert after["grok-imagine-text-to-video"]["reason"] == "takes no images"
    assert after["grok-imagine-text-to-video"]["closed"] is True
    assert after["grok-imagine-image-to-video"]["suits"] is True


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (ImageRule(), "from text alone"),
        (ImageRule(maximum=1, sources=frozenset({"data"})), "from text, or 1 image"),
        (ImageRule(maximum=7), "from text, or up to 7 images at public addresses"),
        (ImageRule(minimum=1, maximum=1, sources=frozenset({"bytes"})), "from 1 image"),
        (ImageRule(minimum=2, maximum=2, sources=frozenset({"bytes"})), "from 2 images"),
        (ImageRule(minimum=1, maximum=7, sources=frozenset({"data"})), "from 1 to 7 images"),
    ],
)
def test_what_a_model_is_made_from_is_told_in_words(rule: ImageRule, words: str) -> None:
    register("mine", Model(provider="mine", id="m", images=rule, source="-"))
    assert told(provider="mine")["models"][0]["takes"] == words


def test_the_tray_follows_any_model_until_one_is_named() -> None:
    rule = told(provider="aivideoapi")["images"]
    assert (rule["minimum"], rule["maximum"], rule["reason"]) == (0, 7, "")
    named = told(provider="aivideoapi", model="grok-imagine-text-to-video")["images"]
    assert (named["maximum"], named["reason"]) == (0, "Grok Imagine, text to video takes no images.")
    full = told(7, provider="aivideoapi")["images"]
    assert full["reason"] == "aivideoapi.ai takes at most 7 images."
    lite = told(1, provider="xai", model="grok-imagine-video-1.5-lite")["images"]
    assert lite["reason"] == "Grok Imagine Video 1.5 Lite takes at most 1 image."
    assert lite["formats"] == ["JPEG", "PNG"]


def test_the_prompt_is_needed_where_the_model_needs_one() -> None:
    assert told(provider="local")["prompt"] == {"limit": 5000, "needed": True}
    assert not told(1, provider="local")["prompt"]["needed"]
    assert told(2, provider="xai")["prompt"]["needed"]


def test_the_state_of_each_key_is_told_and_none_is_asked_for_where_none_is_needed() -> None:
    keys: dict[str, str | None] = {"xai": "XAI_API_KEY", "jimmyai": None, "apixgo": ""}
    found = {each["name"]: (each["key"], each["source"]) for each in told(provider="xai", keys=keys)["providers"]}
    assert found["xai"] == ("found", "XAI_API_KEY")
    assert found["jimmyai"] == found["duoyuanx"] == ("missing", "")
    assert found["local"] == found["apixgo"] == ("none_needed", "")


def test_the_local_service_says_that_it_is_no_ai() -> None:
    assert "not AI" in told(provider="local")["note"]
    assert "并非 AI" in options({"provider": "local"}, keys={}, lang="zh")["note"]
    assert told(provider="xai")["note"] == ""


def test_only_what_there_is_can_be_locked() -> None:
    assert told(provider="local", locked=("model", "provider", "moon"))["locked"] == ["provider", "model"]


def test_without_a_provider_it_is_the_local_service() -> None:
    assert options({}, keys={})["provider"] == "local"


@pytest.mark.parametrize("call", [told, lambda **values: reconciled(values, "prompt")])
def test_an_unknown_name_is_refused_with_the_nearest(call: Any) -> None:
    with pytest.raises(InvalidRequest, match="no provider xia") as refused:
        call(provider="xia")
    assert "xai" in str(refused.value)
    with pytest.raises(InvalidRequest, match="no model grok-imagin-video") as refused:
        call(provider="xai", model="grok-imagin-video")
    assert "Did you mean grok-imagine-video?" in str(refused.value)
    with pytest.raises(InvalidRequest, match="no field moon"):
        call(provider="xai", moon=1)


def test_a_default_that_is_no_whole_number_is_told_as_it_is() -> None:
    rule = DurationRule(low=0.5, high=4.5, whole=False)
    register("mine", Model(provider="mine", id="m", durations=rule, defaults=Defaults(duration=1.5), source="-"))
    field = told(provider="mine")["fields"]["duration"]
    assert (field["low"], field["high"], field["step"], field["default"]) == (0.5, 4.5, 0.1, 1.5)


def test_the_page_s_tests_have_the_options_of_today() -> None:
    make = runpy.run_path(str(FIXTURES / "make.py"))
    now = (FIXTURES / "options.json").read_text(encoding="utf-8")
    assert now == make["picked"](), "options.json is stale. Write it: python js/test/fixtures/make.py words"

"""What a change of one choice does to the others."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from grokwidget import providers
from grokwidget.catalog import Model
from grokwidget.notebook.choices import FIELDS, NAMES, options, reconciled

from .models import ALL, accepted, asked, model_of, register


def test_another_provider_keeps_what_it_takes_and_says_what_it_changed() -> None:
    before = {
        "provider": "aivideoapi",
        "model": "local-video",
        "aspect_ratio": "21:9",
        "resolution": "1080p",
        "duration": 3,
        "mode": "fun",
        "nsfw_checker": False,
    }
    after, notes = reconciled(before, "provider", lang="en")
    assert after == {
        "provider": "aivideoapi",
        "model": None,
        "aspect_ratio": "16:9",
        "resolution": "720p",
        "duration": 6,
        "mode": "fun",
        "nsfw_checker": False,
    }
    model = "Grok Imagine, text to video"
    assert notes == {
        "model": f"aivideoapi.ai has no local-video: now {model}, chosen automatically.",
        "aspect_ratio": f"Changed from 21:9 to 16:9 for {model}.",
        "resolution": f"Changed from 1080p to 720p for {model}.",
        "duration": f"Changed from 3 s to 6 s for {model}.",
    }


def test_another_provider_keeps_a_model_that_it_has_too() -> None:
    after, notes = reconciled({"provider": "duoyuanx", "model": "grok-imagine-video"}, "provider")
    assert (after["model"], notes) == ("grok-imagine-video", {})


def test_a_model_s_alias_is_kept_as_it_was_written() -> None:
    after, notes = reconciled({"provider": "jimmyai", "model": "grok-1.5"}, "provider", images=1)
    assert (after["model"], notes) == ("grok-1.5", {})


def test_what_a_model_has_no_field_for_is_dropped_and_said() -> None:
    after, notes = reconciled({"provider": "xai", "mode": "spicy", "nsfw_checker": True}, "model", lang="en")
    assert (after["mode"], after["nsfw_checker"]) == (None, None)
    assert notes["mode"] == "spicy is no longer set: Grok Imagine Video has no mode to choose."
    assert notes["nsfw_checker"] == "on is no longer set: Grok Imagine Video has no content filter to choose."


def test_an_image_changes_what_goes_with_none_and_names_the_default() -> None:
    after, notes = reconciled(
        {"provider": "local", "mode": "spicy", "aspect_ratio": "1:1"}, "images", images=1, lang="en"
    )
    assert (after["mode"], after["aspect_ratio"]) == (None, "1:1")
    assert notes == {"mode": "Changed from spicy to the model's own (normal) for Local engine: procedural, not AI."}


def test_a_limit_of_many_images_is_named_with_them() -> None:
    values = {"provider": "xai", "model": "grok-imagine-video-1.5", "resolution": "1080p"}
    after, notes = reconciled(values, "images", images=2, lang="zh")
    assert after["resolution"] == "720p"
    assert notes == {"resolution": "已从 1080p 改为 720p，以适应 Grok Imagine Video 1.5（有 2 张或更多图片时）。"}


def test_more_images_than_the_model_takes_choose_another_one_unless_it_is_locked() -> None:
    values = {"provider": "xai", "model": "grok-imagine-video-1.5-lite"}
    after, notes = reconciled(values, "images", images=2, lang="en")
    assert after["model"] is None
    assert notes["model"] == "Changed from Grok Imagine Video 1.5 Lite (at most 1 image) to Grok Imagine Video."
    assert reconciled(values, "images", images=1) == (reconciled(values, "")[0], {})
    assert reconciled(values, "images", images=2, locked=("model",))[0]["model"] == values["model"]
    assert reconciled(values, "images", images=8)[0]["model"] == values["model"]  # none takes them


def test_a_model_of_a_provider_that_must_be_named_is_asked_for() -> None:
    register("mine", Model(provider="mine", id="odd", limits_known=False, source="-"))
    after, notes = reconciled({"provider": "mine", "model": "local-video", "mode": "fun"}, "provider", lang="en")
    assert (after["model"], after["mode"]) == (None, "fun")
    assert notes == {"model": "mine has no local-video: choose one of its models."}


def test_a_ratio_goes_to_the_end_of_what_any_ratio_means() -> None:
    after, notes = reconciled({"provider": "grokimagineapi", "aspect_ratio": "50:1"}, "model", lang="en")
    assert after["aspect_ratio"] == "10:1"
    assert "50:1" in notes["aspect_ratio"]


def test_what_is_no_ratio_at_all_goes_to_the_model_s_own() -> None:
    after, notes = reconciled({"provider": "xai", "aspect_ratio": "wide"}, "model", images=1, lang="en")
    assert after["aspect_ratio"] is None
    assert notes == {"aspect_ratio": "Changed from wide to the model's own for Grok Imagine Video."}


def test_the_changed_one_itself_is_left_and_mended_by_the_next_change() -> None:
    values, notes = reconciled({"provider": "xai", "duration": 99}, "duration")
    assert (values["duration"], notes) == (99, {})
    assert reconciled(values, "mode")[0]["duration"] == 15


def test_spelling_is_made_that_of_requests() -> None:
    after, notes = reconciled(
        {"provider": "local", "resolution": 720, "aspect_ratio": "16：9", "duration": 6.0}, "model"
    )
    assert (after["resolution"], after["aspect_ratio"], notes) == ("720p", "16:9", {})
    assert type(after["duration"]) is int


WILD: dict[str, st.SearchStrategy[Any]] = {
    "aspect_ratio": st.sampled_from(["16:9", "9:16", "1:1", "21:9", "7:5", "100:1", "1:100", "wide", "0:1"]),
    "resolution": st.sampled_from(["480p", "540p", "720p", "1080p", "4k", "HD"]),
    "duration": st.one_of(st.integers(-5, 60), st.floats(0.1, 40).map(lambda value: round(value, 1))),
    "mode": st.sampled_from(["normal", "fun", "spicy", "wild"]),
    "nsfw_checker": st.booleans(),
}


@given(st.data())
def test_any_chain_of_changes_leaves_a_request_that_the_model_takes(data: st.DataObject) -> None:
    values: dict[str, Any] = dict.fromkeys(NAMES)
    images = 0
    for _ in range(data.draw(st.integers(1, 6))):
        changed = data.draw(st.sampled_from([*NAMES, "images"]))
        if changed == "images":
            images = data.draw(st.integers(0, 7))
        elif changed == "provider":
            values["provider"] = data.draw(st.sampled_from(providers.names()))
        elif changed == "model":
            models = options(values, keys={}, images=images)["models"]
            values["model"] = data.draw(
                st.sampled_from([None, *(one["id"] for one in models if not one.get("closed"))])
            )
        else:
            values[changed] = data.draw(st.one_of(st.none(), WILD[changed]))
        values, _ = reconciled(values, changed, images=images)
        if changed in FIELDS:  # as it was put; the next change mends it
            changed = "images"
            values, _ = reconciled(values, changed, images=images)
        assert reconciled(values, changed, images=images) == (values, {})
        found = options(values, keys={}, images=images)
        model = model_of(found["provider"], found["model"])
        enough = max(model.images.minimum, min(images, model.images.maximum))
        if enough == images:
            model.check(asked(images, values))


@given(st.data())
def test_what_is_still_valid_stays(data: st.DataObject) -> None:
    provider, name = data.draw(st.sampled_from(ALL))
    model = model_of(provider, name)
    images = data.draw(st.integers(model.images.minimum, model.images.maximum))
    values = {field: data.draw(st.one_of(st.none(), wild)) for field, wild in WILD.items()}
    after, notes = reconciled({"provider": provider, "model": name, **values}, "provider", images=images)
    for field, value in values.items():
        if value is None or accepted(model, images, {field: value}):
            assert after[field] == value
            assert field not in notes
        else:
            assert after[field] != value
            assert str(value).lower() in notes[field] or field in ("nsfw_checker", "duration")

"""Sizes, specs and the words of a prompt."""

from __future__ import annotations

import pytest

from grokwidget.local.render.spec import MODES, SHORT_SIDES, RenderSpec, frame_size, rng, seed_of, size_like
from grokwidget.local.render.words import read

RATIOS = [
    "1:1",
    "2:3",
    "3:2",
    "3:4",
    "4:3",
    "4:5",
    "5:4",
    "9:16",
    "16:9",
    "9:21",
    "21:9",
    "19.5:9",
    "9:19.5",
    "1:2",
    "2:1",
]


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("resolution", SHORT_SIDES)
def test_every_ratio_and_resolution_gives_even_sides_within_one_percent(ratio: str, resolution: str) -> None:
    width, height = frame_size(ratio, resolution)
    across, down = (float(part) for part in ratio.split(":"))
    assert min(width, height) == SHORT_SIDES[resolution]
    assert width % 2 == height % 2 == 0
    assert width / height == pytest.approx(across / down, rel=0.011)


def test_the_common_sizes_are_the_expected_ones() -> None:
    assert frame_size("16:9", "480p") == (848, 480)
    assert frame_size("2:3", "480p") == (480, 720)
    assert frame_size("9:16", "720p") == (720, 1280)
    assert frame_size("16:9", "1080p") == (1920, 1080)
    assert frame_size("1:1", "1080p") == (1080, 1080)


@pytest.mark.parametrize("ratio", ["", "16", "16:0", "a:b", "1:50", "-1:1", "nan:1"])
def test_a_ratio_that_says_nothing_is_refused(ratio: str) -> None:
    with pytest.raises(ValueError, match="ratio"):
        frame_size(ratio, "480p")


def test_an_unknown_resolution_is_refused() -> None:
    with pytest.raises(ValueError, match="480p"):
        frame_size("16:9", "4k")


def test_a_single_picture_keeps_its_own_ratio() -> None:
    assert size_like(3000, 2000, "480p") == (720, 480)
    width, height = size_like(100, 5000, "480p")
    assert (width, height) == (480, 1440)


def test_a_spec_survives_json_unchanged() -> None:
    spec = RenderSpec(
        "雪山 “x”\n", 848, 480, 6.0, seed_of("a"), "o.mp4", "p.webp", ("a.png",), tags={"k": "ü"}, mode="fun"
    )
    assert RenderSpec.from_json(spec.to_json()) == spec


@pytest.mark.parametrize("text", ["null", "[]", "{", '{"prompt": "x"}', '{"prompt": "x", "hue": 1}'])
def test_what_is_no_spec_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        RenderSpec.from_json(text)


@pytest.mark.parametrize("values", [{"width": 847}, {"height": 8}, {"duration": 0.0}, {"mode": "wild"}, {"fps": 0}])
def test_a_spec_that_cannot_be_rendered_is_refused(values: dict[str, object]) -> None:
    plain: dict[str, object] = {"prompt": "", "width": 848, "height": 480, "duration": 6.0, "seed": "", **values}
    with pytest.raises(ValueError):
        RenderSpec(**plain)  # type: ignore[arg-type]  # one wrong value at a time is the point


def test_generators_of_different_names_are_independent_and_repeatable() -> None:
    spec = RenderSpec("x", 64, 64, 1.0, seed_of("x"))
    assert rng(spec, "a").random() == rng(spec, "a").random() != rng(spec, "b").random()


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        (
            "Snowy mountains at sunset, slow push in",
            {"scene": "landscape", "terrain": "mountains", "time": "sunset", "camera": "push"},
        ),
        (
            "日出时分的雪山，镜头缓缓推近",
            {"scene": "landscape", "terrain": "mountains", "time": "dawn", "camera": "push"},
        ),
        ("a red fox runs through snow", {"scene": "landscape", "terrain": "forest", "weather": "snow"}),
        ("雨夜的霓虹街道，横移镜头", {"scene": "city", "time": "night", "weather": "rain", "camera": "pan"}),
        ("Tokyo skyline, zoom out", {"scene": "city", "camera": "pull"}),
        ("极光下的湖面", {"scene": "aurora"}),
        ("northern lights over Iceland", {"scene": "aurora"}),
        ("the milky way and a spiral galaxy, orbit", {"scene": "galaxy", "camera": "orbit"}),
        ("浩瀚星空与银河", {"scene": "galaxy"}),
        ("flowing purple silk", {"scene": "silk", "colours": ("purple",)}),
        ("红色丝绸飘动", {"scene": "silk", "colours": ("red",)}),
        ("fireflies in a dark garden", {"scene": "bokeh"}),
        ("萤火虫飞舞", {"scene": "bokeh"}),
        ("节日庆典的光斑", {"scene": "bokeh"}),
        ("ocean waves crash on the shore", {"scene": "sea"}),
        ("海浪拍打沙滩，黄昏", {"scene": "sea", "time": "sunset"}),
        ("沙漠里的骆驼，正午", {"scene": "landscape", "terrain": "dunes", "time": "noon"}),
        (
            "a misty pine forest in the morning",
            {"scene": "landscape", "terrain": "forest", "weather": "mist", "time": "dawn"},
        ),
        ("草原上的马，夏天", {"scene": "landscape", "terrain": "hills", "season": "summer"}),
        ("秋天的湖，红叶", {"scene": "landscape", "terrain": "lake", "season": "autumn"}),
        ("薄雾中的森林，镜头拉远", {"weather": "mist", "camera": "pull"}),
    ],
)
def test_the_words_of_a_prompt_choose_the_picture(prompt: str, expected: dict[str, object]) -> None:
    reading = read(prompt, seed_of(prompt))
    assert {name: getattr(reading, name) for name in expected} == expected


def test_a_snow_capped_mountain_is_no_snowfall() -> None:
    for prompt in ("雪山", "snow-capped mountains", "snowy mountains"):
        assert read(prompt, seed_of("1")).weather != "snow"
    assert read("大雪纷飞", seed_of("1")).weather == "snow"


def test_the_colour_of_a_thing_does_not_tint_the_light() -> None:
    for prompt in ("a red fox in the snow", "红色的狐狸在雪中", "a red wooden house by the sea", "红枫叶飘落"):
        reading = read(prompt, seed_of("1"))
        assert "red" in reading.colours and reading.mood == ()
    for prompt in ("red sunset", "a red fox under a red sky", "红色的天空"):
        assert len(read(prompt, seed_of("1")).mood) == 1


def test_signs_inside_other_chinese_words_do_not_count() -> None:
    assert read("黄昏的森林", seed_of("1")).colours == ()
    assert read("上海的马路", seed_of("1")).scene == "city"
    assert read("雪花", seed_of("1")).subjects == frozenset()
    assert read("云海之上的群山", seed_of("1")).scene == "landscape"


def test_words_inside_other_words_do_not_count() -> None:
    reading = read("a scared brainstorm about starters", seed_of("1"))
    assert reading.colours == () and "scene" not in reading.said and "weather" not in reading.said


def test_without_words_the_seed_chooses_and_chooses_every_scene() -> None:
    readings = [read("", seed_of(str(k))) for k in range(120)]
    assert {r.scene for r in readings} == {"landscape", "sea", "city", "aurora", "silk", "galaxy", "bokeh"}
    assert len({(r.time, r.camera) for r in readings}) > 10
    assert read("", seed_of("1")) == read("", seed_of("1"))


def test_modes_are_the_documented_ones() -> None:
    assert MODES == ("normal", "fun", "spicy")

"""Captions in any script: no boxes, no bad line breaks, the same pixels everywhere; and the badge."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFont, features

from grokwidget.lettering import fonts
from grokwidget.lettering.typesetting import NOT_FIRST, NOT_LAST, draw_line, lines, readable, runs, width_of
from grokwidget.local.render.canvas import Bytes, Canvas
from grokwidget.local.render.caption import BADGE, Badge, Caption, caption_lines
from grokwidget.local.render.film import Film
from grokwidget.local.render.spec import RenderSpec, frame_size

pytestmark = pytest.mark.slow

CHINESE = "一只红狐狸穿过大雪覆盖的森林，镜头缓缓推近；金色的夕阳从树梢间洒落下来，远处传来（悠扬的）钟声。"


def spec_of(prompt: str, width: int = 848, height: int = 480, seconds: float = 6, badge: bool = True) -> RenderSpec:
    return RenderSpec(prompt=prompt, width=width, height=height, duration=seconds, seed="00", badge=badge)


def grey(width: int, height: int, level: int = 140) -> Canvas:
    canvas = Canvas(width, height)
    canvas.y[:] = level
    return canvas


def captioned(spec: RenderSpec, i: int = 72, level: int = 140) -> Bytes:
    canvas = grey(spec.width, spec.height, level)
    Caption(spec).draw(canvas, i)
    return canvas.rgb()


# -- the shipped font ----------------------------------------------------------------------------------------------


def test_the_shipped_fonts_are_small_renamed_and_carry_their_licence() -> None:
    files = (fonts.SHIPPED, fonts.MORE_LATIN)
    families = [ImageFont.truetype(str(path), 12).getname()[0] for path in files]
    assert families == ["Grokwidget Sans SC", "Grokwidget Sans"], "the OFL reserves Source, and Noto is a trademark"
    assert sum(path.stat().st_size for path in files) < 3_000_000
    licence = fonts.SHIPPED.with_name("OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence and "Adobe" in licence and "Noto Sans CJK SC" in licence


def _hanzi(codec: str, leads: range) -> list[str]:
    texts = (bytes((lead, trail)).decode(codec, "ignore") for lead in leads for trail in range(0xA1, 0xFF))
    return [text for text in texts if len(text) == 1]


def test_the_shipped_font_draws_every_character_of_gb_2312_and_no_box() -> None:
    characters = _hanzi("gb2312", range(0xB0, 0xF8))
    assert len(characters) == 6763
    box = _picture("\ufffe")
    assert not [c for c in characters if _picture(c) == box]


@pytest.mark.parametrize(
    "text",
    [
        "The quick brown fox — “jumps”, isn’t it? 50 % & more… #1",
        "Zürich café naïve smörgåsbord Łódź Əlvida Tiếng Việt ñandú ÆØÅ ß",
        "Привет, мир! Καλημέρα κόσμε",
        "，。、；：？！“”‘’（）《》【】…—～·￥％",
        "ひらがな カタカナ 漢字 ヴァイオリン",
        "繁體中文：夢、雲、龍、鳳、鐵、體、麼、為、臺灣",
        "강아지가 눈밭을 달린다",
        "①②③④⑤⑥⑦⑧⑨⑩ → ← ★ ° × ÷ ± ½ €£¥",
    ],
)
def test_the_shipped_font_draws_the_scripts_of_our_users(text: str) -> None:
    assert {fonts.font_for(c) for c in text} <= {fonts.SHIPPED, fonts.MORE_LATIN}
    for character in text.replace(" ", ""):
        path = fonts.font_for(character)
        assert path is not None and _picture(character, path) != _picture("\ufffe", path)


@pytest.mark.parametrize("text", ["Łódź o", "ź ź", "龘 a", "ğ", "नमस्ते a", "𠮷 ű …"])
def test_nothing_of_a_line_is_drawn_as_a_box_not_even_the_space(text: str) -> None:
    for run in runs(readable(text)):
        for character in run.text:
            alone = Image.new("L", (120, 80))
            draw_line(alone, character, 30, 50, 30)
            if character == " ":
                assert alone.getbbox() is None
            else:
                assert fonts.font_for(character) == run.path
                assert run.shaped or _picture(character, run.path) != _picture("\ufffe", run.path)


def test_a_word_may_take_its_letters_from_both_fonts_and_they_match() -> None:
    heights = [
        fonts.font(path, 200).getbbox(letter)[1] for letter, path in (("é", fonts.SHIPPED), ("ń", fonts.MORE_LATIN))
    ]
    lows = [
        fonts.font(path, 200).getbbox(c, anchor="ls")[3] for c, path in (("g", fonts.SHIPPED), ("ğ", fonts.MORE_LATIN))
    ]
    assert abs(lows[0] - lows[1]) <= 1 and all(heights)
    assert readable("Łódź, Ağrı, Győr, Plzeň, Ελλάδα, Ґанок") == "Łódź, Ağrı, Győr, Plzeň, Ελλάδα, Ґанок"


def _picture(character: str, path: Path = fonts.SHIPPED) -> bytes:
    mask = fonts.font(path, 20).getmask(character)
    return bytes(mask) + bytes(mask.size)


# -- what can be read ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prompt", "shown"),
    [
        ("a red fox", "a red fox"),
        ("  two\n lines\tand   spaces ", "two lines and spaces"),
        ("@image1 on a desk; the cat @Image2 looks up", "① on a desk; the cat ② looks up"),
        ("@image12 和@image3", "⑫ 和③"),
        ("@image1 @image2", ""),
        ("a cat 🐱 and 👨‍👩‍👧 dogs 🇨🇳!", "a cat and dogs!"),
        ("🎉🎉🎉", ""),
        ("", ""),
        ("...!", ""),
        ("nul\x00 bell\x07 zero\u200bwidth \ud800 \ue000 \U0010fffe", "nul bell zerowidth"),
        ("cafe\u0301", "café"),
    ],
)
def test_a_prompt_is_cleaned_for_reading(prompt: str, shown: str) -> None:
    assert readable(prompt) == shown


def test_a_character_that_no_font_has_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_installed", lambda: ())
    fonts.font_for.cache_clear()
    try:
        assert fonts.font_for("𓀀") is None and fonts.font_for("நா"[0]) is None
        assert readable("a 𓀀 glyph") == "a glyph"
        spec = spec_of("𓀀𓀁𓀂", badge=False)
        assert np.array_equal(captioned(spec), grey(848, 480).rgb())
    finally:
        fonts.font_for.cache_clear()


def test_no_font_found_in_the_system_ever_draws_a_box() -> None:
    for character in "龘𠮷㗊नمשไ🜁":
        path = fonts.font_for(character)
        if path is not None:
            mask = [bytes(fonts.font(path, 24).getmask(c)) for c in (character, "\ufffe")]
            assert mask[0] != mask[1]


@pytest.mark.skipif(not features.check("raqm"), reason="shaped scripts are left out where Pillow has no Raqm")
def test_arabic_is_joined_or_left_out() -> None:
    text = readable("مرحبا")
    if text:
        joined, apart = width_of(text, 40), sum(width_of(c, 40) for c in text)
        assert joined < apart * 0.95
    else:
        assert caption_lines(spec_of("مرحبا")) == []


# -- lines ---------------------------------------------------------------------------------------------------------


def test_chinese_lines_never_begin_or_end_with_the_wrong_mark() -> None:
    text = readable(CHINESE)
    for limit in range(120, 900, 13):
        for line in lines(text, limit, lambda part: width_of(part, 20)):
            assert line[0] not in NOT_FIRST - {"…"}, (limit, line)
            assert line[-1] not in NOT_LAST, (limit, line)


def test_there_are_at_most_two_lines_and_none_is_too_long() -> None:
    for prompt in (CHINESE * 4, "an endless prompt " * 60, "Donaudampfschifffahrtsgesellschaft" * 9, "a " + "w" * 400):
        for limit in (150, 300, 640):
            written = lines(readable(prompt), limit, lambda part: width_of(part, 20))
            assert len(written) == 2 and written[1][-1] in "…\ue026"
            assert all(0 < width_of(line, 20) <= limit + 0.01 for line in written)


def test_english_words_stay_whole_and_both_lines_are_about_equally_long() -> None:
    text = "a small wooden boat drifts slowly over the silent lake while the sun goes down behind the mountains"
    first, second = lines(text, 620, lambda part: width_of(part, 20))
    assert f"{first} {second}" == text
    assert abs(width_of(first, 20) - width_of(second, 20)) < 120


def test_what_fits_into_one_line_stays_in_one() -> None:
    assert caption_lines(spec_of("a red fox runs through snow")) == ["a red fox runs through snow"]
    assert caption_lines(spec_of("狐狸在雪中奔跑")) == ["狐狸在雪中奔跑"]


def test_quotes_are_narrow_in_latin_text_and_wide_among_hanzi() -> None:
    assert readable("it’s") == "it\ue019s"
    assert readable("他说“好”") == "他说“好”"
    assert width_of(readable("it’s"), 100) < width_of("its", 100) + 40


# -- in the picture ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ratio", ["16:9", "9:16", "1:1", "21:9", "9:21", "19.5:9"])
@pytest.mark.parametrize("prompt", [CHINESE * 3, "a red fox runs through snow " * 9], ids=["zh", "en"])
def test_the_caption_keeps_to_the_margins_at_the_bottom(ratio: str, prompt: str) -> None:
    width, height = frame_size(ratio, "480p")
    spec = spec_of(prompt, width, height, badge=False)
    bright = captioned(spec, level=40).max(-1) > 150
    rows, columns = np.nonzero(bright)
    assert rows.size > 300, "there is writing"
    assert rows.min() > 0.72 * height and rows.max() < 0.97 * height
    assert columns.min() > 0.05 * width and columns.max() < 0.95 * width


@pytest.mark.parametrize("level", [16, 128, 235])
def test_the_writing_is_legible_over_any_picture(level: int) -> None:
    picture = captioned(spec_of("狐狸 fox", badge=False), level=level)[-90:].max(-1).astype(int)
    letters = picture[picture >= np.percentile(picture[:, 380:470], 97)]
    around = np.percentile(picture[-60:-15, 370:480], 30)
    assert letters.max() > 225 and letters.max() - around > 70


def test_the_caption_comes_and_goes_gently_and_the_badge_stays() -> None:
    spec = spec_of("a red fox runs through snow")
    caption = Caption(spec)
    opacity = [caption.opacity(i) for i in range(spec.frames)]
    assert opacity[0] == 0 and opacity[-1] == 0 and opacity[spec.frames // 2] == 1
    assert np.abs(np.diff(opacity)).max() < 0.15
    first = captioned(spec, 0)
    assert np.array_equal(first[-100:], grey(848, 480).rgb()[-100:]) and first[:40, -250:].std() > 5


def test_even_a_one_second_clip_shows_its_caption() -> None:
    caption = Caption(spec_of("fox", seconds=1))
    assert max(caption.opacity(i) for i in range(24)) == 1


def test_the_badge_says_what_the_engine_is_at_the_top_right() -> None:
    assert " ".join(BADGE) == "LOCAL ENGINE · procedural, not AI"
    for width, height in ((848, 480), (480, 848), (1920, 1080)):
        canvas = grey(width, height)
        Badge(spec_of("", width, height)).draw(canvas, 0)
        rows, columns = np.nonzero(canvas.y != 140)
        assert rows.max() < 0.07 * max(width, height) and columns.min() > width * 0.4 and columns.max() < width - 2


@pytest.mark.parametrize("size", [(16, 16), (64, 36), (160, 90), (90, 160), (256, 144)])
def test_tiny_frames_get_what_fits_and_never_fail(size: tuple[int, int]) -> None:
    assert captioned(spec_of(CHINESE, *size)).shape == (size[1], size[0], 3)


def test_neither_is_drawn_where_the_spec_wants_none() -> None:
    spec = RenderSpec(prompt="fox", width=848, height=480, duration=6, seed="00", caption=False, badge=False)
    assert np.array_equal(captioned(spec), grey(848, 480).rgb())


def test_the_same_request_gets_the_same_pixels() -> None:
    spec = spec_of(CHINESE)
    assert np.array_equal(captioned(spec, 20), captioned(spec, 20))


def test_colours_under_the_scrim_stay_legal_and_neutral_where_they_were() -> None:
    canvas = grey(848, 480, 235)
    Caption(spec_of(CHINESE)).draw(canvas, 72)
    assert canvas.y.min() >= 16 and canvas.y.max() <= 235
    assert set(np.unique(canvas.u)) == set(np.unique(canvas.v)) == {128}


def test_fading_ends_exactly_at_the_steady_picture() -> None:
    rng = np.random.Generator(np.random.PCG64(1))
    writing, shade = rng.random((40, 60), np.float32), rng.random((40, 60), np.float32) * 0.5
    film = Film(writing, shade, 10, 20)
    nearly, fully = grey(128, 96), grey(128, 96)
    film.draw(nearly, 0.998)
    film.draw(fully, 1.0)
    assert np.abs(nearly.y.astype(int) - fully.y).max() <= 2


@pytest.mark.alone
def test_a_caption_costs_next_to_nothing() -> None:
    spec, canvas = spec_of(CHINESE), grey(848, 480)
    caption, costs = Caption(spec), []
    for _ in range(60):
        started = time.process_time()
        caption.draw(canvas, 72)
        costs.append(time.process_time() - started)
    assert min(costs) < 0.0006, "0.12 ms where it was measured"


def test_letters_are_placed_on_fractions_of_pixels(tmp_path: Path) -> None:
    mask = Image.new("L", (400, 40))
    end = draw_line(mask, "illiillii", 3.25, 28, 17)
    assert end == pytest.approx(3.25 + width_of("illiillii", 17)) and end % 1 > 0.01

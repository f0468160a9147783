"""The first line of a cell, and the prompt below it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grokwidget.errors import GrokwidgetError, InvalidImage, InvalidRequest, Money, SettingsError
from grokwidget.messages import catalogue
from grokwidget.notebook.arguments import Asked, fill, parse
from grokwidget.notebook.flags import flags, models, spellings
from grokwidget.notebook.helppage import page
from grokwidget.providers import provider
from grokwidget.request import VideoRequest

_NOTHING: dict[str, Any] = {}


def test_the_name_and_every_kind_of_flag_are_read() -> None:
    asked = parse(
        "fox --ratio 16:9 --duration 6 --mode=fun --no-nsfw-checker --take 2 --timeout 30 --no-wait --yes", {}
    )
    assert asked == Asked(
        name="fox",
        fields={"aspect_ratio": "16:9", "duration": "6", "mode": "fun", "nsfw_checker": False, "take": "2"},
        timeout=30,
        wait=False,
        yes=True,
        words=("fox",),
    )
    request = asked.request("x")
    assert (request.duration, request.take, request.nsfw_checker) == (6, 2, False)


def test_an_empty_line_asks_for_nothing_in_particular() -> None:
    assert parse("", {}) == Asked()


def test_the_name_may_stand_after_the_flags() -> None:
    assert parse("--mode fun fox", {}).name == "fox"


def test_both_spellings_of_the_ratio_are_the_same_field() -> None:
    assert parse("--ratio 1:1", {}).fields == parse("--aspect-ratio 1:1", {}).fields


@pytest.mark.parametrize("name", [name for name in VideoRequest.model_fields if name != "prompt"])
def test_every_field_of_a_request_has_a_sentence_for_its_flag(name: str) -> None:
    assert f"magic.flag.{name}" in catalogue()


def test_a_flag_that_no_model_can_use_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "--source-video" in spellings()
    monkeypatch.setattr("grokwidget.notebook.flags.models", lambda: iter(provider("local").models))
    assert "--source-video" not in spellings()
    assert "--image" in spellings()


def test_the_video_to_start_from_is_an_address_or_a_variable() -> None:
    clip = object()
    for text in ("fox", "{fox}"):
        assert parse(f"--operation extend --source-video {text}", {"fox": clip}).fields["source_video"] is clip
    url = "https://example.com/fox.mp4"
    assert parse(f"--operation extend --source-video {url}", {"fox": clip}).fields["source_video"] == url


def test_a_rehearsal_is_asked_for_with_a_flag_and_is_no_field_of_the_request() -> None:
    asked = parse("fox --rehearse --provider aivideoapi", {})
    assert asked.rehearse
    assert asked.fields == {"provider": "aivideoapi"}
    assert not parse("fox", {}).rehearse


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("--rato 16:9", ["--rato", "--ratio"]),
        ("--durration=6", ["--durration", "--duration"]),
        ("fox --nowait", ["--nowait", "--no-wait"]),
        ("--duration", ["--duration", "needs a value"]),
        ("--duration --yes", ["--duration", "needs a value"]),
        ("--mode", ["--mode", "normal, fun, spicy"]),
        ("--yes=1", ["--yes", "takes no value"]),
        ("--mode fun --mode normal", ["--mode", "twice"]),
        ("class", ["“class”", "Python itself"]),
        ("16:9", ["“16:9”", "variable"]),
        ("my-clip", ["“my-clip”", "variable"]),
        ("a red fox", ["“red”", "below"]),
        ("'abc", ["quotation mark"]),
        ("--timeout soon", ["--timeout", "soon"]),
        ("--timeout -1", ["--timeout", "-1"]),
        ("--timeout nan", ["--timeout", "nan"]),
    ],
)
def test_a_wrong_first_line_is_one_sentence_that_names_what_is_wrong(line: str, says: list[str]) -> None:
    with pytest.raises(SettingsError) as caught:
        parse(line, _NOTHING)
    for words in says:
        assert words in str(caught.value)
    assert caught.value.money is Money.NOTHING_SENT


def test_a_value_in_braces_is_the_variable_itself() -> None:
    assert parse("--duration {seconds}", {"seconds": 7}).fields == {"duration": 7}


def test_a_value_that_is_more_than_one_variable_is_taken_literally() -> None:
    assert parse("--callback-url http://h/{id}", {"id": 1}).fields == {"callback_url": "http://h/{id}"}


def test_an_undefined_variable_is_named_with_the_nearest_one() -> None:
    with pytest.raises(InvalidRequest) as caught:
        parse("--duration {secnds}", {"seconds": 7})
    assert "secnds" in str(caught.value)
    assert "Did you mean seconds?" in str(caught.value)


def test_pictures_are_variables_urls_and_paths_in_their_order(tmp_path: Path) -> None:
    cat, several = object(), [object(), object()]
    file = tmp_path / "my cat.png"
    variables = {"cat": cat, "several": several}
    asked = parse(f'--image cat --image "{file}" --image https://h/x.png --image {{several}}', variables)
    assert asked.fields["images"] == [cat, file, "https://h/x.png", *several]


def test_a_windows_path_keeps_its_backslashes() -> None:
    assert parse(r'--image "C:\new\table.png"', {}).fields["images"] == [Path(r"C:\new\table.png")]


def test_a_file_goes_before_a_variable_of_the_same_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cat").write_bytes(b"x")
    assert parse("--image cat", {"cat": object()}).fields["images"] == [Path("cat")]


def test_a_bare_word_that_is_neither_file_nor_variable_is_refused_with_the_nearest() -> None:
    with pytest.raises(InvalidImage, match="no such file") as caught:
        parse("--image pictre", {"picture": object()})
    assert "Did you mean picture?" in str(caught.value)


def test_the_prompt_is_literal_but_for_names_in_double_braces() -> None:
    body = "costs $5, {not} {1+1} {{1+1}} {{place}} {{ place }} %d \\n"
    assert fill(body, {"place": "雪地", "not": 1}) == "costs $5, {not} {1+1} {{1+1}} 雪地 雪地 %d \\n"


def test_what_is_filled_in_is_not_filled_in_again() -> None:
    assert fill("{{a}}", {"a": "{{b}}", "b": "no"}) == "{{b}}"


def test_an_undefined_name_in_the_prompt_is_an_error_with_the_nearest() -> None:
    with pytest.raises(GrokwidgetError) as caught:
        fill("a {{plce}}", {"place": 1})
    assert "plce" in str(caught.value)
    assert "Did you mean place?" in str(caught.value)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_help_page_has_every_flag_and_every_model_with_its_limits(
    lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROKWIDGET_LANG", lang)
    text = page()
    for flag in flags():
        assert all(name in text for name in flag.spellings)
        assert flag.about.split()[0] in text
    for model in models():
        assert model.id in text
        assert model.source.split(",")[0] in text
    assert "1080p" in text
    assert "2.4" in text

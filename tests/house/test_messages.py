"""Every sentence exists in both languages and says the same things in both."""

from __future__ import annotations

import re
import string
from pathlib import Path

import grokwidget
from grokwidget.messages import TOPICS, catalogue, language, say

_PACKAGE = Path(grokwidget.__file__).parent


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_topic_file_is_read() -> None:
    files = {path.stem for path in (_PACKAGE / "messages").iterdir()} - {"__init__", "__pycache__"}
    assert files == set(TOPICS)


def test_every_sentence_is_there_in_english_and_chinese_with_the_same_placeholders() -> None:
    for key, entry in catalogue().items():
        assert set(entry) == {"en", "zh"}, key
        assert entry["en"].strip(), key
        assert entry["zh"].strip(), key
        assert _placeholders(entry["en"]) == _placeholders(entry["zh"]), key


def test_chinese_sentences_have_chinese_punctuation() -> None:
    ascii_mark = re.compile(r"[\u4e00-\u9fff][,:;?!(]|[,:;?!)][\u4e00-\u9fff]")
    assert not {key: entry["zh"] for key, entry in catalogue().items() if ascii_mark.search(entry["zh"])}


def test_every_key_that_the_code_says_is_in_the_catalogue() -> None:
    used = set()
    for path in _PACKAGE.rglob("*.py"):
        used |= set(re.findall(r"""\bsay\(\s*["']([a-z0-9_.]+)["']""", path.read_text(encoding="utf-8")))
    missing = {key for key in used if not key.endswith(".")} - catalogue().keys()
    assert used
    assert not missing


def test_values_are_put_in_as_text_and_never_interpreted() -> None:
    assert "{nearest.__class__}" in say("limit.nearest", "en", nearest="{nearest.__class__}")


def test_the_language_follows_the_setting_and_else_the_locale(monkeypatch) -> None:  # type: ignore[no-untyped-def]  # pytest's fixture
    monkeypatch.setenv("GROKWIDGET_LANG", "zh")
    assert language() == "zh"
    monkeypatch.delenv("GROKWIDGET_LANG")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert language() == "zh"
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert language() == "en"

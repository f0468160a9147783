"""The READMEs say what is true today, the same in both languages."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_SERVICES = runpy.run_path(str(_ROOT / "scripts" / "services.py"))
_READMES = {"en": "README.md", "zh": "README.zh-CN.md"}


def _text(lang: str) -> str:
    return (_ROOT / _READMES[lang]).read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", _READMES)
def test_the_table_of_services_is_the_catalogs(lang: str) -> None:
    assert _SERVICES["put"](_text(lang), lang) == _text(lang), "run .venv/bin/python scripts/services.py --write"
    assert _SERVICES["MARKERS"].search(_text(lang))
    assert "`aivideoapi`" in _text(lang)


@pytest.mark.parametrize("lang", _READMES)
def test_every_file_that_a_readme_links_to_exists(lang: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", _text(lang))
    local = [link for link in links if "://" not in link]
    assert local
    assert not [link for link in local if not (_ROOT / link).exists()]


def test_the_chinese_readme_has_the_same_shape_as_the_english_one() -> None:
    def shape(text: str) -> list[str]:
        return re.findall(r"^(#+ |```\w*|\d\. \*\*|!\[)", text, re.MULTILINE)

    assert shape(_text("en")) == shape(_text("zh"))


@pytest.mark.parametrize("lang", _READMES)
def test_the_two_commands_are_there_and_can_be_run(lang: str) -> None:
    block = _text(lang).split("```bash\n")[1].split("```")[0]
    commands = [line.split("#")[0].strip() for line in block.splitlines()]
    assert commands == ["scripts/demo", "scripts/test"]
    for command in commands:
        assert (_ROOT / command).stat().st_mode & 0o111

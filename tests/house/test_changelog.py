"""The version stands in one place, and the changelog says what is in it."""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import tomllib
from pathlib import Path

from packaging.version import Version

import grokwidget

_ROOT = Path(__file__).parents[2]
_CHANGELOG = (_ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
_RELEASED = re.compile(r"(\d+\.\d+\.\d+) \((\d{4}-\d\d-\d\d)\)")
_KINDS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")


def _headings(level: str) -> list[str]:
    return re.findall(rf"^{level} (.+)$", _CHANGELOG, re.MULTILINE)


def test_the_newest_heading_is_what_comes_or_the_version_that_is_here() -> None:
    newest = _headings("##")[0]
    assert newest == "Unreleased" or newest.split()[0] == grokwidget.__version__


def test_every_heading_is_a_version_with_its_day_newest_first_and_none_is_there_twice() -> None:
    headings = _headings("##")
    released = headings[1:] if headings[0] == "Unreleased" else headings
    assert not [heading for heading in released if not _RELEASED.fullmatch(heading)]
    versions = [Version(heading.split()[0]) for heading in released]
    days = [heading.split("(")[1] for heading in released]
    assert versions == sorted(set(versions), reverse=True)
    assert days == sorted(days, reverse=True)


def test_what_changed_is_sorted_by_its_kind_and_each_kind_is_there_once_for_a_version() -> None:
    parts = re.split(r"^## .+$", _CHANGELOG, flags=re.MULTILINE)[1:]
    for part in parts:
        kinds = re.findall(r"^### (.+)$", part, re.MULTILINE)
        assert kinds, "a version without a word of what changed"
        assert kinds == [kind for kind in _KINDS if kind in kinds]
        assert len(re.findall(r"^- ", part, re.MULTILINE)) >= len(kinds)


def test_the_version_stands_in_one_place() -> None:
    version = grokwidget.__version__
    assert str(Version(version)) == version
    assert importlib.metadata.version("grokwidget") == version, "run scripts/setup dev"
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" in project["project"]["dynamic"]
    assert project["tool"]["hatch"]["version"]["path"] == "grokwidget/_version.py"
    spelled = re.compile(rf"""["']{re.escape(version)}["']""")
    files = subprocess.run(
        ["git", "ls-files", "-z", "grokwidget", "scripts", "benchmarks", "docs/*.py", "*.toml", "js/package.json"],
        cwd=_ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    told = [_ROOT / name for name in files.split("\0") if name.endswith((".py", ".toml", ".json"))]
    found = [path for path in told if path.is_file() and spelled.search(path.read_text(encoding="utf-8"))]
    assert found == [_ROOT / "grokwidget" / "_version.py"]
